"""The adviser's acts: each one takes the form of the referral's page, and answers on that page."""

import io
import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.pdf import render as render_pdf
from housing_support.common.settling import ended_in_words
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms import (
    AdviserForm,
    AgreementForm,
    AttemptForm,
    CloseForm,
    CompleteForm,
    DismissForm,
    HeldForm,
    MeetingForm,
    MobiliseForm,
    ScreeningForm,
)
from referrals.models import Meeting, Mobilisation, Referral
from referrals.reading import following
from referrals.reading.detail import meetings_about, mobilisations_for
from referrals.reading.information_sheet import information_sheet_of
from referrals.reading.links import may_be_answered_by_account
from referrals.reading.pending import ends_with_referral, ends_without_agreement
from referrals.reading.suggestions import conventions_to_mobilise, partners_for
from referrals.services import meetings, mobilisations
from referrals.views.detail import drafts_about, drafts_beside, find_referral, has_planned, render_detail
from tenancies.forms.audience import readers
from tenancies.models.audience import Audience
from tenancies.reading.consents import consents_about

Move = Referral.Move
SOMEBODY_WAS_FASTER = "Ce signalement a changé entre-temps : relisez-le avant de continuer."


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def assign_adviser(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who is in charge of it: somebody else, or somebody where nobody was."""
    referral = find_referral(request, public_id)
    if not Referral.machine.allows(referral, Move.ASSIGN):
        return changed_meanwhile(request, referral)
    form = AdviserForm(request.POST or None, referral=referral, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            return changed_meanwhile(request, referral)
        done = f"{form.cleaned_data['adviser'].full_name} suit désormais ce signalement."
        confirm(request, done, following.follows(referral))
        return redirect("referrals:detail", referral.public_id)
    return render(request, "referrals/adviser.html", {"form": form, "referral": referral})


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def screen(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    form = ScreeningForm(request.POST, referral=referral, user=request.user, prefix="screen")
    return act(
        request, referral, form, move=Move.SCREEN, name="screening_form", done="L’examen du signalement est noté."
    )


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def record_attempt(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    form = AttemptForm(request.POST, referral=referral, user=request.user, prefix="attempt")
    return act(request, referral, form, move=Move.RECORD_ATTEMPT, name="attempt_form", done="La tentative est notée.")


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def plan_meeting(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    form = MeetingForm(request.POST, referral=referral, user=request.user)
    return act(request, referral, form, move=Move.PLAN_MEETING, name="meeting_form", done="La rencontre est fixée.")


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def record_held(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    rows, mobilised = rows_of(referral, request.user)
    if not has_planned(rows):
        return changed_meanwhile(request, referral)
    pending = ends_without_agreement([], mobilised, request.user)
    form = HeldForm(request.POST, referral=referral, user=request.user, pending=pending)
    return act(request, referral, form, move=Move.RECORD_HELD, name="held_form", done="La rencontre est enregistrée.")


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def record_missed(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    try:
        meetings.record_missed(referral=referral, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, SOMEBODY_WAS_FASTER)
    else:
        confirm(request, "La rencontre est notée manquée.", following.follows(referral))
    return redirect("referrals:detail", referral.public_id)


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def complete_diagnosis(request: SignedInRequest, public_id: uuid.UUID, meeting: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    held = next((each for each in rows_of(referral, request.user)[0] if each.public_id == meeting), None)
    if held is None:
        raise Http404
    if referral.closed_at or held.state != Meeting.State.HELD:
        return changed_meanwhile(request, referral)
    form = CompleteForm(request.POST, meeting=held, user=request.user, prefix="complete")
    if not form.is_valid():
        return render_detail(request, referral, complete_form=form)
    try:
        added = form.save()
    except TransitionNotAllowedError:
        messages.warning(request, SOMEBODY_WAS_FASTER)
    else:
        who = readers(Audience(added.audience), request.user, social=True)
        confirm(request, "Le diagnostic est complété.", f"Qui lit ce complément\u00a0: {who}.")
    return redirect("referrals:detail", referral.public_id)


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def record_agreement(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    pending = ends_without_agreement(*rows_of(referral, request.user), request.user)
    form = AgreementForm(request.POST, referral=referral, user=request.user, pending=pending, prefix="agreement")
    return act(
        request,
        referral,
        form,
        move=Move.RECORD_AGREEMENT,
        name="agreement_form",
        done="La réponse du ménage est notée.",
    )


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def mobilise(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    if not Referral.machine.allows(referral, Move.MOBILISE):
        return changed_meanwhile(request, referral)
    partners = partners_for(
        referral,
        user=request.user,
        meetings=referral.meetings.all(),
        mobilisations=referral.mobilisations.all(),
        consents=consents_about.rows(request.user, given={"household": referral.known_household.pk}),
    )
    form = MobiliseForm(request.POST, referral=referral, user=request.user, partners=partners)
    return act(request, referral, form, move=Move.MOBILISE, name="mobilise_form")


@require_safe
@requires(Right.MEET_HOUSEHOLD)
def information_sheet(request: SignedInRequest, public_id: uuid.UUID, convention: uuid.UUID) -> FileResponse:
    """What the household is told of one partner before it answers: a paper that names neither it nor its needs."""
    referral = find_referral(request, public_id)
    if referral.household is None:
        raise Http404
    possible = conventions_to_mobilise(request.user, referral.landlord_id, referral.household.pk)
    found, now = get_object_or_404(possible, public_id=convention), timezone.now()
    paper = render_pdf("information_sheet.typ", information_sheet_of(referral, found, at=now), at=now)
    name = f"fiche-d-information-{timezone.localdate(now)}.pdf"
    return FileResponse(io.BytesIO(paper), as_attachment=True, filename=name, content_type="application/pdf")


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def dismiss(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    drafts = drafts_beside(DismissForm, drafts_about(referral, request.user))
    pending = ends_with_referral(*rows_of(referral, request.user), drafts, request.user)
    form = DismissForm(request.POST, referral=referral, user=request.user, pending=pending, prefix="dismiss")
    return act(
        request, referral, form, move=Move.DISMISS, name="dismiss_form", done="Le signalement est classé sans suite."
    )


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def close(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    drafts = drafts_beside(CloseForm, drafts_about(referral, request.user))
    pending = ends_with_referral(*rows_of(referral, request.user), drafts, request.user)
    form = CloseForm(request.POST, referral=referral, user=request.user, pending=pending, prefix="close")
    return act(request, referral, form, move=Move.CLOSE, name="close_form", done="Le signalement est clos.")


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def withdraw(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    mobilisation = get_object_or_404(
        Mobilisation.objects.visible_to(request.user).select_related("referral"), public_id=public_id
    )
    try:
        mobilisations.withdraw(mobilisation=mobilisation, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, "Le partenaire a déjà répondu, ou la demande est déjà retirée.")
    else:
        confirm(request, "La demande est retirée.", following.follows(mobilisation.referral))
    return redirect("referrals:detail", mobilisation.referral.public_id)


def rows_of(referral: Referral, user: User) -> tuple[list[Meeting], list[Mobilisation]]:
    """What waits or runs for it."""
    given = {"referral": referral.pk}
    return meetings_about.rows(user, given=given), mobilisations_for.rows(user, given=given)


def changed_meanwhile(request: SignedInRequest, referral: Referral) -> HttpResponse:
    messages.warning(request, SOMEBODY_WAS_FASTER)
    return redirect("referrals:detail", referral.public_id)


def act(request: SignedInRequest, referral: Referral, form, *, move: Move, name: str, done: str = "") -> HttpResponse:
    """Save the form, say so and go back to the page; or show the page again with what to correct."""
    if not Referral.machine.allows(referral, move):
        return changed_meanwhile(request, referral)
    if not form.is_valid():
        return render_detail(request, referral, **{name: form})
    try:
        saved = form.save()
    except TransitionNotAllowedError:
        messages.warning(request, SOMEBODY_WAS_FASTER)
    else:
        if saved is None:
            # What it could not write, it says.
            return render_detail(request, referral, **{name: form})
        if isinstance(saved, list):
            confirm(request, *following.asked_about(saved, request.user))
            to_link = [each for each in saved if isinstance(each, Mobilisation)]
            for each in to_link:
                if not may_be_answered_by_account(each.organization_id):
                    return redirect("referrals:send_link", each.public_id)
        else:
            ended = ended_in_words(getattr(form, "ended", ()))
            confirm(request, f"{done} {ended}".strip(), following.follows(referral))
    return redirect("referrals:detail", referral.public_id)
