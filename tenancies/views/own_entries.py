"""What an association wrote in a case file that has closed to it, for the days that are left."""

import uuid

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.compiled_queries import compiled
from housing_support.common.confirmations import confirm
from housing_support.common.mending import MendingRefusedError
from housing_support.common.pagination import compiled_page
from partners.exceptions import RightMissingError
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import NoteCorrectionForm
from tenancies.forms.audience import readers
from tenancies.models import CaseFileAccess, JournalEntry, Participation
from tenancies.reading.following import reads_own_for
from tenancies.reading.mending import may_correct_note, obstacle_to_correcting_note
from tenancies.reading.timeline import title_of
from tenancies.services.journal import log_reading
from tenancies.views.case_file import reads_case_files


@compiled
def entries_written_by(user: User, household: int) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.still_read_by(user).filter(household=household)
    return entries.select_related("author", "visit").order_by("-occurred_at", "-pk")


@require_safe
@reads_case_files
def own_entries(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """The case file is named by its reference alone: what became of the household is no longer theirs to know."""
    left = Participation.objects.left_lately_by(request.user).select_related("household").order_by("-own_until", "-pk")
    participation = left.filter(household__public_id=public_id).first()
    if participation is None:
        raise Http404
    household = participation.household
    log_reading(household=household, user=request.user, kind=CaseFileAccess.Kind.OWN)
    page = compiled_page(
        entries_written_by,
        request.user,
        key=("-occurred_at", "-pk"),
        request=request,
        with_count=False,
        given={"household": household.pk},
    )
    context = {
        "participation": participation,
        "reference": household.reference,
        "left": reads_own_for(participation),
        "page": page,
        "lines": [(entry, title_alone(entry), is_correctable(request.user, entry)) for entry in page.rows],
    }
    return render(request, "tenancies/own_entries.html", context)


def is_correctable(user: User, entry: JournalEntry) -> bool:
    """The note that closed their part is read once they have left: it is put right from here."""
    is_closing = entry.kind == JournalEntry.Kind.CLOSING_NOTE
    return is_closing and may_correct_note(user, entry) and not obstacle_to_correcting_note(entry)


@require_http_methods(["GET", "POST"])
@reads_case_files
def own_entry_correct(request: SignedInRequest, public_id: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    own = JournalEntry.objects.still_read_by(request.user).filter(kind=JournalEntry.Kind.CLOSING_NOTE)
    note = get_object_or_404(own.select_related("household"), household__public_id=public_id, public_id=entry)
    if not may_correct_note(request.user, note):
        raise RightMissingError(Right.WRITE_JOURNAL)
    log_reading(household=note.household, user=request.user, kind=CaseFileAccess.Kind.OWN)
    form = NoteCorrectionForm(request.POST or None, user=request.user, entry=note)
    obstacle = obstacle_to_correcting_note(note)
    if not obstacle and request.method == "POST" and form.is_valid():
        try:
            corrected = form.save()
        except MendingRefusedError as error:
            obstacle = error.obstacle
        else:
            who = readers(JournalEntry.Audience(corrected.audience), request.user)
            confirm(request, "Le bilan est corrigé.", f"Qui le lit\u00a0: {who}.")
            return redirect("tenancies:own_entries", public_id)
    if obstacle:
        messages.warning(request, obstacle.label)
        return redirect("tenancies:own_entries", public_id)
    context = {"form": form, "note": note, "reference": note.household.reference}
    return render(request, "tenancies/own_entry_correct.html", context)


def title_alone(entry: JournalEntry) -> str:
    """A confidential note does not stand inside its visit here."""
    return entry.get_kind_display() if entry.kind == JournalEntry.Kind.VISIT_NOTE else title_of(entry)
