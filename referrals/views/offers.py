"""Once the committee has decided: the dwelling is offered rank after rank, then let."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.exceptions import AlreadyCandidateError, NotNextError, PlaceTakenError
from referrals.forms.offers import AnswerForm, LeaseForm, OfferForm
from referrals.models import Announcement, Candidacy, Offer
from referrals.reading.candidacies import shown_dwelling
from referrals.reading.offers import last_ended_offer, next_candidacy, ranked_candidates, running_offer

NOT_NEXT = "Le logement s’offre dans l’ordre de la commission\u00a0: ce n’est pas, ou plus, le tour de ce candidat."
ANSWERED = "Cette offre n’attend plus de réponse\u00a0: quelqu’un vient de la noter, ou la candidature est retirée."
ELSEWHERE = "Ce ménage est depuis candidat à un autre logement\u00a0: rien n’est enregistré."
NO_PLACE = "Trois autres candidats sont proposés depuis pour ce logement\u00a0: rien n’est enregistré."
ALREADY_SIGNED = "Ce bail est déjà signé, ou l’offre n’est plus acceptée\u00a0: rien n’est enregistré."


@require_safe
@requires(Right.MANAGE_RESERVATIONS)
def allocation(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return allocation_page(request, find_announcement(request, public_id))


@require_POST
@requires(Right.MANAGE_RESERVATIONS)
def offer_dwelling(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    candidacy = find_candidacy(request, public_id)
    if next_candidacy(candidacy.announcement) != candidacy:
        messages.warning(request, NOT_NEXT)
        return redirect("referrals:allocation", candidacy.announcement.public_id)
    form = OfferForm(request.POST, candidacy=candidacy, user=request.user)
    if not form.is_valid():
        return allocation_page(request, candidacy.announcement, offer_form=form)
    try:
        offer = form.save()
    except (NotNextError, TransitionNotAllowedError):
        messages.warning(request, NOT_NEXT)
    else:
        follows = f"Réponse jusqu’au {long_date(offer.expires_on)} à minuit\u00a0; sans réponse, c’est un refus."
        confirm(request, "L’offre est notée.", follows)
    return redirect("referrals:allocation", candidacy.announcement.public_id)


@require_POST
@requires(Right.MANAGE_RESERVATIONS)
def answer_offer(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    offers = Offer.objects.visible_to(request.user).select_related("announcement__reservation", "candidacy")
    offer = get_object_or_404(offers, public_id=public_id)
    form = AnswerForm(request.POST, offer=offer, user=request.user)
    if not may_be_answered(offer):
        messages.warning(request, ANSWERED)
    elif not form.is_valid():
        return allocation_page(request, offer.announcement, answer_form=form)
    else:
        save_answer(request, form, offer)
    return redirect("referrals:allocation", offer.announcement.public_id)


def may_be_answered(offer: Offer) -> bool:
    """The offer that stands, or the last one that ended."""
    return offer in (running_offer(offer.announcement), last_ended_offer(offer.announcement))


def save_answer(request: SignedInRequest, form: AnswerForm, offer: Offer) -> None:
    try:
        answered = form.save()
    except AlreadyCandidateError:
        messages.warning(request, ELSEWHERE)
    except PlaceTakenError:
        messages.warning(request, NO_PLACE)
    except TransitionNotAllowedError:
        messages.warning(request, ANSWERED)
    else:
        if answered.state == Offer.State.ACCEPTED:
            confirm(request, "L’acceptation est notée, le logement est attribué.", "Signez maintenant le bail.")
        else:
            confirm(request, "Le refus est noté, l’association le lit.", "Le candidat suivant peut recevoir l’offre.")


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_RESERVATIONS)
def sign_lease(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    candidacy = find_candidacy(request, public_id)
    announcement = candidacy.announcement
    if candidacy.ended_at or not Candidacy.machine.allows(candidacy, Candidacy.Move.HOUSE):
        messages.warning(request, ALREADY_SIGNED)
        return redirect("referrals:allocation", announcement.public_id)
    form = LeaseForm(request.POST or None, candidacy=candidacy, reservation=announcement.reservation, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            tenancy = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, ALREADY_SIGNED)
            return redirect("referrals:allocation", announcement.public_id)
        if tenancy:
            follow_up = tenancy.household.follow_ups.running().get(convention=announcement.convention)
            done = "Le bail est signé, le dossier du ménage vous est ouvert."
            confirm(request, done, f"Première visite de l’association avant le {long_date(follow_up.visit_due_on)}.")
            return redirect("tenancies:household", tenancy.household.public_id)
    dwelling = shown_dwelling(announcement, request.user)
    context = {"candidacy": candidacy, "announcement": announcement, "dwelling": dwelling, "form": form}
    return render(request, "referrals/sign_lease.html", context)


def find_announcement(request: SignedInRequest, public_id: uuid.UUID) -> Announcement:
    return get_object_or_404(Announcement.objects.visible_to(request.user).for_list(), public_id=public_id)


def find_candidacy(request: SignedInRequest, public_id: uuid.UUID) -> Candidacy:
    candidacies = Candidacy.objects.visible_to(request.user).for_list()
    return get_object_or_404(candidacies.select_related("announcement__convention"), public_id=public_id)


def allocation_page(request: SignedInRequest, announcement: Announcement, **bound) -> HttpResponse:
    """Where each rank stands, and what is to be done with the one whose turn it is."""
    offer, candidate = running_offer(announcement), next_candidacy(announcement)
    ended = last_ended_offer(announcement)
    forms: dict = {}
    if answered := offer or ended:
        forms["answer_form"] = AnswerForm(offer=answered, user=request.user)
    if candidate and not offer:
        forms["offer_form"] = OfferForm(candidacy=candidate, user=request.user)
    context = {
        "announcement": announcement,
        "dwelling": shown_dwelling(announcement, request.user),
        "ranked": ranked_candidates(announcement),
        "offer": offer,
        "ended": ended,
        "next": candidate,
    }
    return render(request, "referrals/allocation.html", context | forms | bound)
