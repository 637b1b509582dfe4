"""Synthesis meetings: called, moved, called off, held with their minutes."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_moment
from housing_support.common.mending import MendingRefusedError
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms.audience import readers
from tenancies.forms.syntheses import (
    CallOffSynthesisForm,
    HoldSynthesisForm,
    MinutesCorrectionForm,
    MoveSynthesisForm,
    SynthesisForm,
)
from tenancies.models import Synthesis
from tenancies.models.audience import Audience
from tenancies.reading.mending import may_correct_minutes, obstacle_to_correcting_minutes
from tenancies.reading.syntheses import participants_to_invite, syntheses_for
from tenancies.services.syntheses import InvitationRefusedError
from tenancies.views.case_file import CaseFile, form_context, open_case_file
from tenancies.views.mending import refused

LIST = "tenancies:household_tasks"
SETTLED = "Cette réunion n’est plus prévue\u00a0: elle est tenue, ou annulée."


@require_http_methods(["GET", "POST"])
@requires(Right.CALL_SYNTHESIS)
def synthesis_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_edit:
        raise RightMissingError(Right.CALL_SYNTHESIS)
    organizations = participants_to_invite(case_file.household, reader=request.user, named=case_file.named_partners)
    form = SynthesisForm(request.POST or None, user=request.user, organizations=organizations)
    if request.method == "POST" and form.is_valid():
        try:
            synthesis = form.save(case_file.household)
        except InvitationRefusedError:
            form.refuse_invitations()
        except TransitionNotAllowedError:
            messages.warning(request, "La réunion n’est pas enregistrée\u00a0: cette page a servi à un autre envoi.")
            return redirect(LIST, public_id)
        else:
            confirm(
                request,
                "La réunion de synthèse est fixée.",
                f"Les invités sont avertis\u00a0: {long_moment(synthesis.planned_at)}.",
            )
            return redirect(LIST, public_id)
    return shown(request, case_file, form, action="Fixer la réunion")


def shown(request: SignedInRequest, case_file: CaseFile, form, *, action: str) -> HttpResponse:
    return render(request, "tenancies/synthesis_form.html", form_context(request, case_file, form=form, action=action))


def synthesis_to_settle(request: SignedInRequest, public_id: uuid.UUID, synthesis: uuid.UUID) -> tuple:
    """The case file and the meeting: 404 unless this user sees it, 403 unless it is their organization's to settle."""
    case_file = open_case_file(request, public_id)
    found = get_object_or_404(syntheses_for(request.user, case_file.household), public_id=synthesis)
    found.household = case_file.household
    if not case_file.can_edit or found.organization_id != request.user.organization_id:
        raise RightMissingError(Right.CALL_SYNTHESIS)
    return case_file, found


def settled(
    request: SignedInRequest,
    case_file: CaseFile,
    synthesis: Synthesis,
    form,
    *,
    action: str,
    done: str,
    follows: Callable[[Synthesis], str],
) -> HttpResponse:
    """Of a meeting that is still to come."""
    public_id = case_file.household.public_id
    if synthesis.state != Synthesis.State.PLANNED:
        messages.warning(request, SETTLED)
        return redirect(LIST, public_id)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, SETTLED)
        else:
            confirm(request, done, follows(saved))
        return redirect(LIST, public_id)
    return shown(request, case_file, form, action=action)


@require_http_methods(["GET", "POST"])
@requires(Right.CALL_SYNTHESIS)
def synthesis_move(request: SignedInRequest, public_id: uuid.UUID, synthesis: uuid.UUID) -> HttpResponse:
    case_file, found = synthesis_to_settle(request, public_id, synthesis)
    return settled(
        request,
        case_file,
        found,
        MoveSynthesisForm(request.POST or None, user=request.user, synthesis=found),
        action="Déplacer la réunion",
        done="La réunion de synthèse est déplacée.",
        follows=lambda saved: f"Les invités sont avertis\u00a0: {long_moment(saved.planned_at)}.",
    )


@require_http_methods(["GET", "POST"])
@requires(Right.CALL_SYNTHESIS)
def synthesis_cancel(request: SignedInRequest, public_id: uuid.UUID, synthesis: uuid.UUID) -> HttpResponse:
    case_file, found = synthesis_to_settle(request, public_id, synthesis)
    return settled(
        request,
        case_file,
        found,
        CallOffSynthesisForm(request.POST or None, user=request.user, synthesis=found),
        action="Annuler la réunion",
        done="La réunion de synthèse est annulée.",
        follows=lambda saved: "Les invités sont avertis.",
    )


@require_http_methods(["GET", "POST"])
@requires(Right.CALL_SYNTHESIS)
def synthesis_hold(request: SignedInRequest, public_id: uuid.UUID, synthesis: uuid.UUID) -> HttpResponse:
    case_file, found = synthesis_to_settle(request, public_id, synthesis)
    invited = [each.organization for each in found.invitations.select_related("organization")]
    return settled(
        request,
        case_file,
        found,
        HoldSynthesisForm(request.POST or None, user=request.user, synthesis=found, organizations=invited),
        action="Enregistrer le compte rendu",
        done="La réunion de synthèse est tenue.",
        follows=lambda saved: f"{who_reads(saved, request)} Notez maintenant qui fait quoi, et avant quand.",
    )


def who_reads(synthesis: Synthesis, request: SignedInRequest) -> str:
    return f"Qui lit le compte rendu\u00a0: {readers(Audience(synthesis.audience), request.user)}."


@require_http_methods(["GET", "POST"])
@requires(Right.CALL_SYNTHESIS)
def synthesis_correct(request: SignedInRequest, public_id: uuid.UUID, synthesis: uuid.UUID) -> HttpResponse:
    case_file, found = synthesis_to_settle(request, public_id, synthesis)
    if not may_correct_minutes(request.user, found):
        raise RightMissingError(Right.CALL_SYNTHESIS)
    if obstacle := obstacle_to_correcting_minutes(found):
        return refused(request, obstacle, LIST, public_id)
    form = MinutesCorrectionForm(request.POST or None, user=request.user, synthesis=found)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = form.save()
        except MendingRefusedError as error:
            return refused(request, error.obstacle, LIST, public_id)
        confirm(request, "Le compte rendu est corrigé.", who_reads(corrected, request))
        return redirect(LIST, public_id)
    return shown(request, case_file, form, action="Enregistrer")
