"""What was recorded by error in a case file is corrected or cancelled."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.decorators import requires
from partners.exceptions import RightMissingError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import CancellationForm, NoteCorrectionForm, TenancyCorrectionForm, VisitCorrectionForm
from tenancies.forms.audience import readers
from tenancies.models import JournalEntry, Tenancy, Visit
from tenancies.reading.following import next_visit_of
from tenancies.reading.leases import is_left_with_lease, part_begun_with
from tenancies.reading.mending import (
    may_cancel_note,
    may_correct_note,
    may_mend_visit,
    obstacle_to_cancelling_note,
    obstacle_to_cancelling_tenancy,
    obstacle_to_cancelling_visit,
    obstacle_to_correcting_note,
    obstacle_to_correcting_visit,
    obstacle_to_mending_tenancy,
)
from tenancies.services.journal import cancel_note
from tenancies.services.tenancies import cancel_tenancy
from tenancies.services.visits import cancel_visit
from tenancies.views.case_file import CaseFile, form_context, open_case_file


def refused(request: SignedInRequest, obstacle: Obstacle, page: str, public_id: uuid.UUID) -> HttpResponse:
    """It is too late, and why."""
    messages.warning(request, obstacle.label)
    return redirect(page, public_id)


def cancellation_page(
    request: SignedInRequest,
    case_file: CaseFile,
    *,
    cancel: Callable[..., Any],
    act: dict[str, Any],
    what: str,
    follows: str,
    done: str,
    done_follows: Callable[[Any], str],
    back: str,
    happens_once: bool = False,
) -> HttpResponse:
    """Ask why, then cancel: `cancel` is the service, `act` what it takes, `follows` what the page says beforehand."""
    public_id = case_file.household.public_id
    form = CancellationForm(request.POST or None, happens_once=happens_once)
    if request.method == "POST" and form.is_valid():
        try:
            cancelled = form.save(cancel, user=request.user, **act)
        except MendingRefusedError as error:
            return refused(request, error.obstacle, back, public_id)
        confirm(request, done, done_follows(cancelled))
        return redirect(back, public_id)
    context = form_context(request, case_file, form=form, what=what, follows=follows, back=back)
    return render(request, "tenancies/cancel.html", context)


def visit_to_mend(request: SignedInRequest, case_file: CaseFile, public_id: uuid.UUID) -> Visit:
    """404 unless it is of this case file, cancelled or not; 403 unless this user may mend it."""
    visits = Visit.with_cancelled.filter(household=case_file.household).select_related("follow_up")
    visit = get_object_or_404(visits, public_id=public_id)
    if not case_file.can_edit or not may_mend_visit(request.user, visit):
        raise RightMissingError(Right.RECORD_VISIT)
    return visit


@require_http_methods(["GET", "POST"])
@requires(Right.RECORD_VISIT)
def visit_correct(request: SignedInRequest, public_id: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = visit_to_mend(request, case_file, visit)
    if obstacle := obstacle_to_correcting_visit(found):
        return refused(request, obstacle, "tenancies:household", public_id)
    own_report = found.entries.filter(kind=JournalEntry.Kind.VISIT, author=request.user.pk).first()
    form = VisitCorrectionForm(request.POST or None, user=request.user, visit=found, report=own_report)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = form.save()
        except MendingRefusedError as error:
            return refused(request, error.obstacle, "tenancies:household", public_id)
        confirm(request, "La visite est corrigée.", next_visit_of(corrected))
        return redirect("tenancies:household", public_id)
    context = form_context(request, case_file, form=form, visit=found)
    return render(request, "tenancies/visit_correct.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.RECORD_VISIT)
def visit_cancel(request: SignedInRequest, public_id: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = visit_to_mend(request, case_file, visit)
    if obstacle := obstacle_to_cancelling_visit(found):
        return refused(request, obstacle, "tenancies:household", public_id)
    return cancellation_page(
        request,
        case_file,
        cancel=cancel_visit,
        act={"visit": found},
        what=f"{found}, {found.get_outcome_display().lower()}",
        follows="Elle ne comptera plus, ni pour l’autonomie du ménage, ni pour la date de la prochaine visite. "
        "Elle restera dans le fil, barrée, avec votre motif.",
        done="La visite est annulée.",
        done_follows=next_visit_of,
        back="tenancies:household",
    )


def note_to_mend(
    request: SignedInRequest, case_file: CaseFile, public_id: uuid.UUID, may_mend: Callable[..., bool]
) -> JournalEntry:
    """404 unless this user reads it in this case file; 403 unless it is theirs to mend."""
    kinds = (JournalEntry.Kind.NOTE, *JournalEntry.KEEPS_FORMER_TEXTS)
    notes = JournalEntry.with_cancelled.readable_by(request.user).filter(kind__in=kinds).select_related("visit")
    note = get_object_or_404(notes.filter(household=case_file.household), public_id=public_id)
    if not case_file.can_write or not may_mend(request.user, note):
        raise RightMissingError(Right.WRITE_JOURNAL)
    return note


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def note_correct(request: SignedInRequest, public_id: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    note = note_to_mend(request, case_file, entry, may_correct_note)
    if obstacle := obstacle_to_correcting_note(note):
        return refused(request, obstacle, "tenancies:household", public_id)
    form = NoteCorrectionForm(request.POST or None, user=request.user, entry=note)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = form.save()
        except MendingRefusedError as error:
            return refused(request, error.obstacle, "tenancies:household", public_id)
        who = readers(JournalEntry.Audience(corrected.audience), request.user)
        confirm(request, "La note est corrigée.", f"Qui la lit\u00a0: {who}.")
        return redirect("tenancies:household", public_id)
    context = form_context(request, case_file, form=form)
    return render(request, "tenancies/note_form.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def note_cancel(request: SignedInRequest, public_id: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    note = note_to_mend(request, case_file, entry, may_cancel_note)
    if obstacle := obstacle_to_cancelling_note(note):
        return refused(request, obstacle, "tenancies:household", public_id)
    return cancellation_page(
        request,
        case_file,
        cancel=cancel_note,
        act={"entry": note},
        what=f"Note du {long_date(note.occurred_at)}",
        follows="Elle restera dans le fil, barrée, avec votre motif. Si elle est d’un autre dossier, son texte ne sera "
        "plus lu que par son auteur.",
        done="La note est annulée\u00a0:",
        done_follows=lambda note: "elle reste dans le fil, barrée.",
        back="tenancies:household",
    )


def tenancy_to_mend(case_file: CaseFile, pk: int) -> Tenancy:
    """404 unless it is of this case file, cancelled or not."""
    if not case_file.can_manage_tenancies:
        raise RightMissingError(Right.MANAGE_TENANCIES)
    leases = Tenancy.with_cancelled.select_related("household")
    return get_object_or_404(leases, household=case_file.household, pk=pk)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def tenancy_correct(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    tenancy = tenancy_to_mend(case_file, pk)
    if obstacle := obstacle_to_mending_tenancy(tenancy):
        return refused(request, obstacle, "tenancies:household_dwelling", public_id)
    form = TenancyCorrectionForm(request.POST or None, tenancy=tenancy)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = form.save(request.user)
        except MendingRefusedError as error:
            return refused(request, error.obstacle, "tenancies:household_dwelling", public_id)
        if corrected:
            confirm(request, "Le bail est corrigé\u00a0:", days_of(corrected))
            return redirect("tenancies:household_dwelling", public_id)
    context = form_context(request, case_file, form=form)
    return render(request, "tenancies/tenancy_correct.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def tenancy_cancel(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    tenancy = tenancy_to_mend(case_file, pk)
    if obstacle := obstacle_to_cancelling_tenancy(tenancy):
        return refused(request, obstacle, "tenancies:household_dwelling", public_id)
    part = None if tenancy.follows_id else part_begun_with(tenancy)
    if tenancy.follows_id:
        follows, done_follows = FORMER_LEASE, "celui d’avant court de nouveau."
    else:
        support = SUPPORT_AFTER[is_left_with_lease(part)] if part else ""
        follows = LEFT_LEASE + support
        done_follows = NEXT_LEASE[part is not None]
    return cancellation_page(
        request,
        case_file,
        cancel=cancel_tenancy,
        act={"tenancy": tenancy},
        what=f"{tenancy.get_kind_display()}, {days_of(tenancy)}",
        follows=follows,
        done="Le bail est annulé\u00a0:",
        done_follows=lambda tenancy: done_follows,
        back="tenancies:household_dwelling",
        happens_once=True,
    )


LEFT_LEASE = (
    "Ce ménage ne sera plus compté dans ce logement, à aucune date, et le logement pourra être loué à un autre. Le "
    "bail restera dans l’onglet, barré, avec votre motif."
)
# The lease took over from another.
FORMER_LEASE = (
    "Le bail d’avant court de nouveau, comme si celui-ci n’avait pas été signé\u00a0: le ménage reste dans son "
    "logement, et son accompagnement continue. Le bail restera dans l’onglet, barré, avec votre motif."
)
# By whether it was signed for a reserved dwelling.
NEXT_LEASE = {
    True: "réservez de nouveau le logement pour l’annoncer.",
    False: "le logement peut être loué à un autre ménage.",
}
# By whether the part that began with the lease ends with it.
SUPPORT_AFTER = {
    True: " Sa réservation est levée, et le suivi de l’association, commencé avec ce bail, prend fin\u00a0: son "
    "coordinateur peut le reprendre si le ménage est logé autrement.",
    False: " Sa réservation est levée. L’association a déjà visité ce ménage\u00a0: son suivi continue, et c’est à son "
    "coordinateur d’y mettre fin.",
}


def days_of(tenancy: Tenancy) -> str:
    end = f", sortie le {long_date(tenancy.ends_on)}" if tenancy.ends_on else ""
    return f"entrée le {long_date(tenancy.starts_on)}{end}."
