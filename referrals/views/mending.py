"""The sending or the end of a referral, its meeting, or the end of a partner's part, was a mistake: it is taken back,
with its reason."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date, long_moment
from housing_support.common.mending import MendingRefusedError, Obstacle
from housing_support.common.settling import ended_in_words
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms import AgreementMistakeForm, DiagnosisForm, MeetingCorrectionForm
from referrals.models import Meeting, Referral
from referrals.reading import following
from referrals.reading.detail import (
    may_cancel_agreement,
    obstacle_to_cancelling_meeting,
    obstacle_to_correcting_diagnosis,
    obstacle_to_correcting_meeting,
)
from referrals.reading.pending import ends_without_agreement
from referrals.services import agreements
from referrals.services.meetings import cancel_meeting as cancel_held_meeting
from referrals.services.mending import cancel as cancel_report
from referrals.services.mending import detach as detach_household
from referrals.services.mending import reopen as reopen_referral
from referrals.services.mending import take_back as take_back_referral
from referrals.services.resuming import resume_follow_up
from referrals.services.screening import cancel_screening as cancel_screening_of
from referrals.views.acts import rows_of
from referrals.views.detail import find_referral
from tenancies.forms import CancellationForm, MistakeForm
from tenancies.forms.audience import readers
from tenancies.models import FollowUp
from tenancies.models.audience import Audience
from tenancies.reading.mending import obstacle_to_resuming


@dataclass(frozen=True)
class Taking:
    """What is taken back: `heading` is its page and its button, `follows` what is said before, `too_late` why not."""

    move: Referral.Move
    heading: str
    follows: str
    done: str
    done_follows: Callable[[Referral], str]
    too_late: str
    service: Callable[..., Referral]
    happens_once: bool = False


SENDING = Taking(
    Referral.Move.TAKE_BACK,
    heading="Annuler l’envoi",
    follows="Le signalement redevient votre brouillon\u00a0: vous pourrez le corriger, l’envoyer de nouveau ou le "
    "supprimer. La conseillère sociale ne le verra plus.",
    done="L’envoi est annulé\u00a0:",
    done_follows=lambda referral: "le signalement est de nouveau votre brouillon.",
    too_late="La conseillère sociale s’en occupe déjà\u00a0: appelez-la pour lui dire ce qui est faux.",
    service=take_back_referral,
)
REPORT = Taking(
    Referral.Move.CANCEL,
    heading="Annuler le signalement",
    follows="La conseillère sociale ne s’en occupera pas. Pour une autre porte, faites un nouveau signalement.",
    done="Le signalement est annulé\u00a0:",
    done_follows=lambda referral: "personne n’ira voir. Vous pouvez en faire un autre.",
    too_late="La conseillère sociale s’en occupe déjà\u00a0: appelez-la pour lui dire ce qui est faux.",
    service=cancel_report,
)
HOUSEHOLD = Taking(
    Referral.Move.DETACH,
    heading="Changer de ménage",
    follows="Le signalement n’est plus celui de ce ménage\u00a0: vous direz de nouveau qui habite derrière la porte.",
    done="Le signalement n’est plus rattaché à ce ménage\u00a0:",
    done_follows=lambda referral: "dites qui habite là.",
    too_late="Une rencontre est déjà engagée avec ce ménage\u00a0: classez ce signalement sans suite.",
    service=detach_household,
    happens_once=True,
)
SCREENING = Taking(
    Referral.Move.CANCEL_SCREENING,
    heading="Annuler l’examen",
    follows="Le signalement est de nouveau à examiner. Sa priorité reste celle d’aujourd’hui\u00a0: vous la direz en "
    "l’examinant.",
    done="L’examen est annulé\u00a0:",
    done_follows=lambda referral: "le signalement est de nouveau à examiner.",
    too_late="Ce signalement n’est pas à examiner de nouveau.",
    service=cancel_screening_of,
    happens_once=True,
)
END = Taking(
    Referral.Move.REOPEN,
    heading="Annuler la fin du signalement",
    follows="Le signalement reprend là où il en était. La rencontre à venir et les demandes sans réponse qui avaient "
    "été retirées ne reviennent pas\u00a0: refaites-les au besoin.",
    done="La fin du signalement est annulée.",
    done_follows=following.follows,
    too_late="Ce signalement n’est pas terminé.",
    service=reopen_referral,
    happens_once=True,
)


@require_http_methods(["GET", "POST"])
@requires(Right.LOG_REFERRAL)
def take_back(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return page(request, public_id, SENDING)


@require_http_methods(["GET", "POST"])
@requires(Right.REPORT_DOOR)
def cancel(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return page(request, public_id, REPORT)


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def detach(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return page(request, public_id, HOUSEHOLD)


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def cancel_screening(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return page(request, public_id, SCREENING)


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def reopen(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return page(request, public_id, END)


def page(request: SignedInRequest, public_id: uuid.UUID, taking: Taking) -> HttpResponse:
    referral = find_referral(request, public_id)
    Referral.machine.authorize(referral, taking.move, request.user)
    form = MistakeForm(request.POST or None, happens_once=taking.happens_once)
    try:
        Referral.machine.check(referral, taking.move)
        if request.method == "POST" and form.is_valid():
            taken = taking.service(referral=referral, user=request.user, **form.cleaned_data)
            confirm(request, taking.done, taking.done_follows(taken))
            return redirect("referrals:detail", public_id)
    except MendingRefusedError as error:
        return refused(request, error.obstacle, public_id)
    except TransitionNotAllowedError:
        messages.warning(request, taking.too_late)
        return redirect("referrals:detail", public_id)
    return render(request, "referrals/take_back.html", {"referral": referral, "form": form, "taking": taking})


def refused(request: SignedInRequest, obstacle: Obstacle, public_id: uuid.UUID) -> HttpResponse:
    """It can no longer be mended, and why."""
    messages.warning(request, obstacle.label)
    return redirect("referrals:detail", public_id)


def meeting_to_mend(request: SignedInRequest, referral: Referral, public_id: uuid.UUID) -> Meeting:
    """One that was held, cancelled or not."""
    held = Meeting.with_cancelled.filter(referral=referral, state=Meeting.State.HELD).select_related("referral")
    return get_object_or_404(held, public_id=public_id)


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def correct_meeting(request: SignedInRequest, public_id: uuid.UUID, meeting: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    found = meeting_to_mend(request, referral, meeting)
    if obstacle := obstacle_to_correcting_meeting(found):
        return refused(request, obstacle, public_id)
    form = MeetingCorrectionForm(request.POST or None, meeting=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = form.save()
        except MendingRefusedError as error:
            return refused(request, error.obstacle, public_id)
        where = corrected.get_place_display().lower()
        confirm(request, "La rencontre est corrigée\u00a0:", f"le {long_moment(corrected.held_at)}, {where}.")
        return redirect("referrals:detail", public_id)
    return render(request, "referrals/correct_meeting.html", {"referral": referral, "form": form})


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def cancel_meeting(request: SignedInRequest, public_id: uuid.UUID, meeting: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    found = meeting_to_mend(request, referral, meeting)
    if obstacle := obstacle_to_cancelling_meeting(found):
        return refused(request, obstacle, public_id)
    form = MistakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancelled = cancel_held_meeting(meeting=found, user=request.user, **form.cleaned_data)
        except MendingRefusedError as error:
            return refused(request, error.obstacle, public_id)
        confirm(request, "La rencontre est annulée.", following.follows(cancelled.referral))
        return redirect("referrals:detail", public_id)
    return render(request, "referrals/cancel_meeting.html", {"referral": referral, "meeting": found, "form": form})


AGREEMENTS = {
    "agreement": "Annuler l’accord pour être contacté",
    "sharing": "Annuler l’accord pour mobiliser des partenaires",
}


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def cancel_agreement(request: SignedInRequest, public_id: uuid.UUID, question: str) -> HttpResponse:
    """An agreement noted by error: what rested on it is shown, and ends in the same act."""
    referral = find_referral(request, public_id)
    if not may_cancel_agreement(request.user, referral, question):
        return refused(request, Obstacle.NOT_NOTED, public_id)
    ends = ends_without_agreement(*rows_of(referral, request.user), request.user) if question == "sharing" else []
    pending = [each for each in ends if each.question == question]
    form = AgreementMistakeForm(request.POST or None, pending=pending)
    if request.method == "POST" and form.is_valid():
        try:
            agreements.cancel_agreement(referral=referral, user=request.user, question=question, **form.cleaned_data)
        except TransitionNotAllowedError:
            return refused(request, Obstacle.NOT_NOTED, public_id)
        done = f"L’accord est annulé. {ended_in_words(pending)}".strip()
        confirm(request, done, following.follows(referral))
        return redirect("referrals:detail", public_id)
    context = {"referral": referral, "form": form, "question": question, "heading": AGREEMENTS[question]}
    return render(request, "referrals/cancel_agreement.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def correct_diagnosis(request: SignedInRequest, public_id: uuid.UUID, meeting: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    written = Meeting.with_cancelled.readable_by(request.user).filter(referral=referral, state=Meeting.State.HELD)
    found = get_object_or_404(written, public_id=meeting)
    if found.author_id != request.user.pk:
        raise RightMissingError(Right.MEET_HOUSEHOLD)
    form = DiagnosisForm(request.POST or None, meeting=found, user=request.user)
    obstacle = obstacle_to_correcting_diagnosis(found)
    if not obstacle and request.method == "POST" and form.is_valid():
        try:
            corrected = form.save()
        except MendingRefusedError as error:
            obstacle = error.obstacle
        else:
            who = readers(Audience(corrected.audience), request.user, social=True)
            confirm(request, "Le diagnostic est corrigé.", f"Qui le lit\u00a0: {who}.")
            return redirect("referrals:detail", public_id)
    if obstacle:
        return refused(request, obstacle, public_id)
    return render(request, "referrals/correct_diagnosis.html", {"referral": referral, "form": form})


@require_http_methods(["GET", "POST"])
@requires(Right.ASSIGN_WORKER)
def resume(request: SignedInRequest, follow_up: uuid.UUID) -> HttpResponse:
    """The end of an association's part was a mistake. The case file is closed to it: its reference alone is shown."""
    own = FollowUp.objects.filter(organization=request.user.organization_id)
    ended = get_object_or_404(own.select_related("household", "convention__action"), public_id=follow_up)
    form = CancellationForm(request.POST or None, happens_once=True)
    obstacle = obstacle_to_resuming(ended)
    if not obstacle and request.method == "POST" and form.is_valid():
        try:
            resumed = form.save(resume_follow_up, user=request.user, follow_up=ended)
        except MendingRefusedError as error:
            obstacle = error.obstacle
        else:
            due = long_date(resumed.visit_due_on)
            confirm(
                request, "La fin du suivi est annulée.", f"Le dossier vous est rouvert\u00a0; visite avant le {due}."
            )
            return redirect("tenancies:household_support", ended.household.public_id)
    if obstacle:
        messages.warning(request, obstacle.label)
        return redirect("home")
    return render(request, "referrals/resume.html", {"follow_up": ended, "form": form})
