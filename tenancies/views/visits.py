"""What is written in a case file: visits and notes."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import NoteForm, VisitForm
from tenancies.forms.audience import readers
from tenancies.forms.visit import visit_initial
from tenancies.models import Household, JournalEntry
from tenancies.reading.autonomy import assessment_of
from tenancies.reading.case_file import household_asked_for, own_follow_ups_of
from tenancies.reading.following import next_visit_of
from tenancies.services.journal import log_reading
from tenancies.views.case_file import form_context, open_case_file

# Why a visit that was sent is not recorded, as the answer's status says it.
REFUSED = {Http404: 404, RightMissingError: 403, TransitionNotAllowedError: 409}
TEXTS = (("shared_report", "Compte rendu"), ("note", "Note confidentielle"))


@require_http_methods(["GET", "POST"])
@requires(Right.RECORD_VISIT)
def visit_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """The form of a visit. When the follow-up ended, or the case file closed to the user, while it was filled in, what
    was typed is given back to its author."""
    try:
        return fill_in_visit(request, public_id)
    except (Http404, RightMissingError, TransitionNotAllowedError) as error:
        if request.method == "GET":
            raise
        return not_recorded(request, status=REFUSED[type(error)])


def not_recorded(request: SignedInRequest, *, status: int) -> HttpResponse:
    texts = ((label, request.POST.get(name, "").strip()) for name, label in TEXTS)
    context = {"texts": [(label, text) for label, text in texts if text]}
    return render(request, "tenancies/visit_not_recorded.html", context, status=status)


def fill_in_visit(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    follow_ups = own_follow_ups_of.rows(request.user, given={"public_id": public_id})
    if not follow_ups:
        household_to_visit(request, public_id)
        raise RightMissingError(Right.RECORD_VISIT)
    options: dict[str, Any] = {"user": request.user, "follow_ups": follow_ups}
    if request.method == "GET":
        return visit_page(request, public_id, VisitForm(initial=visit_initial(follow_up=follow_ups[0]), **options))
    form = VisitForm(request.POST, **options)
    if not form.is_valid():
        return visit_page(request, public_id, form)
    confirm(request, "La visite est enregistrée.", next_visit_of(form.save()))
    return redirect("tenancies:household", public_id)


def household_to_visit(request: SignedInRequest, public_id: uuid.UUID) -> Household:
    """404 unless this user may see it. The rest of the case file is not read."""
    found = household_asked_for.rows(request.user, given={"public_id": public_id})
    if not found:
        raise Http404
    return found[0]


def visit_page(request: SignedInRequest, public_id: uuid.UUID, form: VisitForm) -> HttpResponse:
    """The page shows the case file, and says so in its access log; recording a visit reads nothing of it."""
    household = household_to_visit(request, public_id)
    log_reading(household=household, user=request.user)
    form.tell_delays()
    if request.user.may(Right.READ_SOCIAL_CONTENT):
        form.recall(assessment_of(household, reader=request.user))
    return render(request, "tenancies/visit_form.html", {"household": household, "form": form})


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def note_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_write:
        raise RightMissingError(Right.WRITE_JOURNAL)
    form = NoteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            note = form.save(case_file.household)
        except TransitionNotAllowedError:
            messages.warning(request, "La note n’est pas enregistrée\u00a0: cette page a servi à un autre envoi.")
        else:
            confirm(
                request,
                "La note est enregistrée.",
                f"Qui la lit\u00a0: {readers(JournalEntry.Audience(note.audience), request.user)}.",
            )
        return redirect("tenancies:household", public_id)
    context = form_context(request, case_file, form=form)
    return render(request, "tenancies/note_form.html", context)
