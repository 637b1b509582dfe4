"""What is written in a case file: visits, notes, and the mending of a report."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.roles import Right
from tenancies.forms import NoteForm, ReportForm, VisitForm
from tenancies.forms.visit import visit_initial
from tenancies.models import Draft, JournalEntry
from tenancies.services import drafts
from tenancies.views.case_file import CaseFile, form_context, open_case_file


@require_http_methods(["GET", "POST"])
@requires(Right.RECORD_VISIT)
def visit_create(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_record_visit:
        raise RightMissingError(Right.RECORD_VISIT)
    if "save_draft" in request.POST:
        drafts.save_draft(user=request.user, form=Draft.Form.VISIT, target=public_id, data=request.POST)
        messages.success(request, "Brouillon enregistré. Vous le retrouverez ici, sur tous vos appareils.")
        return redirect("tenancies:visit_create", public_id)
    options = {
        "user": request.user,
        "follow_ups": case_file.own_follow_ups,
        "assessment": case_file.assessment,
    }
    if request.method == "GET":
        draft = waiting_draft(case_file)
        initial = visit_initial(follow_up=case_file.own_follow_ups[0], submission_id=uuid.uuid4(), draft=draft)
        return visit_page(request, case_file, VisitForm(initial=initial, **options), draft)
    form = VisitForm(request.POST, **options)
    if not form.is_valid():
        return visit_page(request, case_file, form)
    try:
        form.save()
    except TransitionNotAllowedError:
        messages.warning(request, "Ce suivi vient de se terminer\u00a0: la visite n’a pas été enregistrée.")
    else:
        messages.success(request, "La visite est enregistrée.")
    return redirect("tenancies:household", public_id)


def waiting_draft(case_file: CaseFile) -> Draft | None:
    """The user's draft, unless its visit was recorded: an autosave on its way may arrive after the form."""
    draft = drafts.find_draft(user=case_file.user, form=Draft.Form.VISIT, target=case_file.household.public_id)
    if draft is None:
        return None
    sent = str(draft.data.get("submission_id", [""])[-1])
    return None if any(str(visit.submission_id) == sent for visit in case_file.visits) else draft


def visit_page(request: HttpRequest, case_file: CaseFile, form: VisitForm, draft: Draft | None = None) -> HttpResponse:
    household = case_file.household
    return render(
        request,
        "tenancies/visit_form.html",
        {
            "case_file": case_file,
            "household": household,
            "form": form,
            "draft": draft,
            "draft_owner": drafts.owner_token(user=request.user, form=Draft.Form.VISIT, target=household.public_id),
            "interval": case_file.own_follow_ups[0].convention.visit_interval_days,
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Right.RECORD_VISIT)
def report_edit(request: HttpRequest, public_id: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    """Mend a visit's shared report: by its author, on the day it was recorded."""
    case_file = open_case_file(request, public_id)
    entries = JournalEntry.objects.readable_by(request.user).filter(household=case_file.household)
    report = get_object_or_404(entries, public_id=entry, kind=JournalEntry.Kind.VISIT)
    if not report.may_be_mended_by(request.user):
        raise RightMissingError(Right.RECORD_VISIT)
    form = ReportForm(request.POST or None, initial={"text": report.text})
    if request.method == "POST" and form.is_valid():
        form.save(report, request.user)
        messages.success(request, "Le compte rendu est corrigé.")
        return redirect("tenancies:household", public_id)
    context = form_context(request, case_file, form=form)
    return render(request, "tenancies/report_edit.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def note_create(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_write:
        raise RightMissingError(Right.WRITE_JOURNAL)
    form = NoteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save(case_file.household)
        messages.success(request, "La note est enregistrée.")
        return redirect("tenancies:household", public_id)
    context = form_context(request, case_file, form=form)
    return render(request, "tenancies/note_form.html", context)
