"""Conflicts between neighbours, for the landlord's advisers and the mediator."""

import io
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.mending import MendingRefusedError
from housing_support.common.pagination import compiled_page
from housing_support.common.pdf import render as render_pdf
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.forms.mending import CancellationForm
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms.conflicts import (
    AgreementForm,
    CloseConflictForm,
    ConflictForm,
    FactCorrectionForm,
    FactForm,
    MediatorForm,
    NewPartyForm,
    PartyForm,
    StepCorrectionForm,
    StepForm,
)
from referrals.models import Conflict, ConflictFact, ConflictParty, ConflictStep, MediationAgreement
from referrals.models.conflicts import WrittenInConflict
from referrals.reading.conflicts import (
    Shown,
    agreement_paper_of,
    conflicts_listed,
    find_conflict,
    may_mend_entry,
    mediators_for,
    readings_of,
)
from referrals.services import conflicts

FIRST_PARTIES = 2
CHANGED = "Ce conflit a changé entre-temps\u00a0: relisez-le avant de continuer."
# What of a conflict may be taken back, by its word in the address.
ENTRIES: dict[str, tuple[type[WrittenInConflict], str]] = {
    "party": (ConflictParty, "Retirer cette partie"),
    "fact": (ConflictFact, "Annuler ces faits"),
    "step": (ConflictStep, "Annuler cette étape"),
    "agreement": (MediationAgreement, "Annuler cet accord"),
}


@require_safe
@requires(Right.HANDLE_CONFLICTS)
def conflict_list(request: SignedInRequest) -> HttpResponse:
    """Those that are open, or closed on demand; the latest first."""
    is_closed = request.GET.get("closed") == "1"
    page = compiled_page(conflicts_listed, request.user, key=("-pk",), request=request, is_closed=is_closed)
    return render(request, "referrals/conflicts/list.html", {"page": page, "is_closed": is_closed})


@require_http_methods(["GET", "POST"])
@requires(Right.HANDLE_CONFLICTS)
def open_conflict(request: SignedInRequest) -> HttpResponse:
    if not request.user.organization.is_landlord:
        raise RightMissingError(Right.HANDLE_CONFLICTS)
    data = request.POST or None
    form = ConflictForm(data, user=request.user)
    parties = [PartyForm(data, user=request.user, prefix=f"party{rank}") for rank in range(FIRST_PARTIES)]
    if request.method == "POST" and all([form.is_valid(), *(each.is_valid() for each in parties)]):
        if are_one(parties):
            parties[1].add_error("reference", "Indiquez un autre ménage\u00a0: celui-ci est déjà la première partie.")
        else:
            conflict = form.save(parties)
            confirm(request, f"Le conflit {conflict.reference} est ouvert.", "Notez-y les faits, puis chaque étape.")
            return redirect("referrals:conflict", conflict.public_id)
    return render(request, "referrals/conflicts/new.html", {"form": form, "parties": parties})


def are_one(parties: list[PartyForm]) -> bool:
    found = [each.household for each in parties if each.household]
    return len({each.pk for each in found}) < len(found)


@require_safe
@requires(Right.HANDLE_CONFLICTS)
def conflict(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return conflict_page(request, found(request, public_id))


@require_POST
@requires(Right.HANDLE_CONFLICTS)
def add_party(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    row = of_ours(request, public_id)
    form = NewPartyForm(request.POST, user=request.user, conflict=row, prefix="party")
    follows = "S’il s’agit d’un ménage, le médiateur ne lit le conflit qu’avec son accord."
    return write(request, row, "party_form", form, "La partie est ajoutée.", follows)


@require_POST
@requires(Right.HANDLE_CONFLICTS)
def add_fact(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    row = found(request, public_id)
    form = FactForm(request.POST, prefix="fact", **among(row, request.user))
    return write(request, row, "fact_form", form, "Les faits sont notés.", "Aucune partie ne les lit.")


@require_POST
@requires(Right.HANDLE_CONFLICTS)
def add_step(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    row = found(request, public_id)
    form = StepForm(request.POST, prefix="step", **among(row, request.user))
    return write(request, row, "step_form", form, "L’étape est notée.", "Ce qui vient ensuite vous attend à l’accueil.")


@require_POST
@requires(Right.HANDLE_CONFLICTS)
def entrust(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    row = of_ours(request, public_id)
    form = MediatorForm(request.POST, conflict=row, user=request.user, mediators=mediators_for(row), prefix="mediator")
    follows = "Le médiateur en est averti\u00a0; il lit le conflit et y note ce qu’il fait."
    return write(request, row, "mediator_form", form, "La médiation est confiée.", follows)


@require_POST
@requires(Right.HANDLE_CONFLICTS)
def release(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    row = of_ours(request, public_id)
    try:
        conflicts.release(conflict=row, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, CHANGED)
    else:
        follows = "Le médiateur ne lit plus ce conflit\u00a0; ses écrits y restent."
        confirm(request, "La médiation est reprise.", follows)
    return redirect("referrals:conflict", row.public_id)


@require_POST
@requires(Right.HANDLE_CONFLICTS)
def close(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    row = of_ours(request, public_id)
    form = CloseConflictForm(request.POST, conflict=row, user=request.user, prefix="close")
    return write(request, row, "close_form", form, "Le conflit est clos.", "Il se rouvre si les troubles reprennent.")


@require_POST
@requires(Right.HANDLE_CONFLICTS)
def reopen(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    row = of_ours(request, public_id)
    try:
        conflicts.reopen_conflict(conflict=row, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, CHANGED)
    else:
        confirm(request, "Le conflit est rouvert.", "Notez-y ce qui reprend.")
    return redirect("referrals:conflict", row.public_id)


@require_http_methods(["GET", "POST"])
@requires(Right.HANDLE_CONFLICTS)
def correct_fact(request: SignedInRequest, public_id: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    row, written = entry_of(request, public_id, ConflictFact, entry)
    form = FactCorrectionForm(request.POST or None, entry=written, **among(row, request.user))
    return correction(request, row, form, "Corriger ces faits", "Les faits sont corrigés.")


@require_http_methods(["GET", "POST"])
@requires(Right.HANDLE_CONFLICTS)
def correct_step(request: SignedInRequest, public_id: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    row, written = entry_of(request, public_id, ConflictStep, entry)
    form = StepCorrectionForm(request.POST or None, entry=written, **among(row, request.user))
    return correction(request, row, form, "Corriger cette étape", "L’étape est corrigée.")


@require_http_methods(["GET", "POST"])
@requires(Right.HANDLE_CONFLICTS)
def new_agreement(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    row = found(request, public_id)
    if MediationAgreement.objects.filter(conflict=row).exists():
        messages.warning(request, "Un accord est déjà noté\u00a0: complétez-le, ou annulez-le d’abord.")
        return redirect("referrals:conflict", row.public_id)
    form = AgreementForm(request.POST or None, **among(row, request.user))
    return correction(request, row, form, "Noter l’accord", "L’accord est noté.")


@require_http_methods(["GET", "POST"])
@requires(Right.HANDLE_CONFLICTS)
def correct_agreement(request: SignedInRequest, public_id: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    row, written = entry_of(request, public_id, MediationAgreement, entry)
    form = AgreementForm(request.POST or None, entry=written, **among(row, request.user))
    return correction(request, row, form, "Compléter l’accord", "L’accord est enregistré.")


@require_http_methods(["GET", "POST"])
@requires(Right.HANDLE_CONFLICTS)
def cancel_entry(request: SignedInRequest, public_id: uuid.UUID, kind: str, entry: uuid.UUID) -> HttpResponse:
    if kind not in ENTRIES:
        raise Http404
    model, heading = ENTRIES[kind]
    row, written = entry_of(request, public_id, model, entry)
    form = CancellationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(conflicts.cancel_entry, user=request.user, entry=written)
        except MendingRefusedError as error:
            messages.warning(request, error.obstacle.label)
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED)
        else:
            confirm(request, "C’est annulé.", "Cela reste dans le conflit, barré, avec votre motif.")
        return redirect("referrals:conflict", row.public_id)
    context = {"conflict": row, "form": form, "heading": heading, "what": str(written)}
    return render(request, "referrals/conflicts/cancel.html", context)


@require_safe
@requires(Right.HANDLE_CONFLICTS)
def agreement_copy(request: SignedInRequest, public_id: uuid.UUID, entry: uuid.UUID, rank: int) -> FileResponse:
    """One copy for each party, and one for the mediator (0)."""
    row = found(request, public_id)
    agreements = MediationAgreement.objects.filter(conflict=row).prefetch_related("signatories__party")
    agreement = get_object_or_404(agreements, public_id=entry)
    agreement.conflict = row
    mediator = row.mediator.association.name if row.mediator else ""
    names = {side.party.rank: side.name for side in agreement.signatories.all()} | {0: mediator or row.landlord.name}
    if rank not in names:
        raise Http404
    conflicts.log_conflict_reading(conflict=row, reader=request.user)
    now = timezone.now()
    paper = agreement_paper_of(agreement, copy=names[rank], mediator=mediator)
    data = render_pdf("mediation_agreement.typ", paper, at=now)
    name = f"accord-de-mediation-{timezone.localdate(now)}.pdf"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type="application/pdf")


def found(request: SignedInRequest, public_id: uuid.UUID) -> Conflict:
    return get_object_or_404(find_conflict(request.user), public_id=public_id)


def of_ours(request: SignedInRequest, public_id: uuid.UUID) -> Conflict:
    """For what the landlord alone decides: 403 for the mediator."""
    row = found(request, public_id)
    Conflict.ADVISER.check(request.user, row)
    return row


def entry_of(
    request: SignedInRequest, public_id: uuid.UUID, model: type[WrittenInConflict], entry: uuid.UUID
) -> tuple[Conflict, Any]:
    """404 unless it is of that conflict, cancelled or not; 403 unless this user may mend it."""
    row = found(request, public_id)
    rows: Any = model
    written = get_object_or_404(rows.with_cancelled.filter(conflict=row), public_id=entry)
    if not may_mend_entry(request.user, written):
        raise RightMissingError(Right.HANDLE_CONFLICTS)
    return row, written


def among(row: Conflict, user: User) -> dict[str, Any]:
    parties = ConflictParty.objects.filter(conflict=row).select_related("household").order_by("rank")
    return {"conflict": row, "user": user, "parties": list(parties)}


def write(request: SignedInRequest, row: Conflict, name: str, form: Any, done: str, follows: str) -> HttpResponse:
    """Save the form of the conflict's page and go back there; or show it again with what to correct."""
    if row.state != Conflict.State.OPEN:
        messages.warning(request, CHANGED)
        return redirect("referrals:conflict", row.public_id)
    if form.is_valid():
        try:
            saved = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED)
            return redirect("referrals:conflict", row.public_id)
        if saved:
            confirm(request, done, follows)
            return redirect("referrals:conflict", row.public_id)
    return conflict_page(request, row, **{name: form})


def correction(request: SignedInRequest, row: Conflict, form: Any, heading: str, done: str) -> HttpResponse:
    if row.state != Conflict.State.OPEN:
        messages.warning(request, CHANGED)
        return redirect("referrals:conflict", row.public_id)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except MendingRefusedError as error:
            messages.warning(request, error.obstacle.label)
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED)
        else:
            confirm(request, done, "Seuls ceux qui suivent ce conflit le lisent.")
        return redirect("referrals:conflict", row.public_id)
    context = {"conflict": row, "form": form, "heading": heading}
    is_agreement = isinstance(form, AgreementForm)
    template = "referrals/conflicts/agreement_form.html" if is_agreement else "referrals/conflicts/correct.html"
    return render(request, template, context)


def conflict_page(request: SignedInRequest, row: Conflict, **bound: Form) -> HttpResponse:
    """With a line among its readings: none in any case file's access log."""
    conflicts.log_conflict_reading(conflict=row, reader=request.user)
    user, is_open = request.user, row.state == Conflict.State.OPEN
    is_ours = user.organization_id == row.landlord_id
    shown = Shown(row, user)
    context: dict[str, Any] = {
        "conflict": row,
        "shown": shown,
        "is_ours": is_ours,
        "is_open": is_open,
        "is_late": row.is_late(),
        "readings": readings_of(row),
        "status": f"Étape en retard, à faire avant le {long_date(row.next_due_on)}" if row.is_late() else "",
    }
    if is_open:
        about = {"conflict": row, "user": user, "parties": shown.standing_parties}
        make: dict[str, Callable[[], Form]] = {
            "fact_form": lambda: FactForm(prefix="fact", **about),
            "step_form": lambda: StepForm(prefix="step", **about),
        }
        if is_ours:
            make |= {
                "party_form": lambda: NewPartyForm(user=user, conflict=row, prefix="party"),
                "close_form": lambda: CloseConflictForm(conflict=row, user=user, prefix="close"),
            }
            if row.mediator is None:
                mediators = mediators_for(row)
                make["mediator_form"] = lambda: MediatorForm(
                    conflict=row, user=user, mediators=mediators, prefix="mediator"
                )
        context |= {name: bound.get(name) or form() for name, form in make.items()}
    return render(request, "referrals/conflicts/conflict.html", context | bound)
