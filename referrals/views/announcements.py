"""Reserved dwellings: to announce, for the landlord; to answer, for the association."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.pagination import compiled_page
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms.candidacies import AnnounceForm, NoCandidateForm
from referrals.models import Announcement
from referrals.reading.candidacies import (
    announcement_next,
    announcement_status,
    candidacy_status,
    candidates_of,
    composition_of,
    effort_limit_of,
    free_ranks,
    history_of,
    past_announcements,
    reservations_to_announce,
    running_announcements,
    shown_dwelling,
    warnings_in_words,
)
from referrals.services import announcements
from tenancies.models import Reservation

NOT_ANNOUNCED = "Ce logement est déjà annoncé, ou sa réservation a pris fin\u00a0: relisez la liste."
NO_LONGER_OPEN = "Cette annonce a changé entre-temps\u00a0: relisez-la avant de continuer."


@require_safe
def announcement_list(request: SignedInRequest) -> HttpResponse:
    """What is announced, and to the landlord what is to be; what is over, on demand."""
    user = request.user
    announces = user.may(Right.MANAGE_RESERVATIONS)
    if not announces:
        user.require(Right.PROPOSE_CANDIDATE)
    shown = request.GET.get("show", "")
    is_over = shown == "over"
    context = {"announces": announces, "is_over": is_over, "is_to_announce": announces and shown == "to-announce"}
    if context["is_to_announce"]:
        page = compiled_page(reservations_to_announce, user, key=("starts_on", "pk"), request=request)
        return render(request, "referrals/announcement_list.html", context | {"page": page, "rows": page.rows})
    asked = past_announcements if is_over else running_announcements
    key = ("-pk",) if is_over else ("answer_due_on", "pk")
    page = compiled_page(asked, user, key=key, request=request)
    rows = [(each, shown_dwelling(each, user), announcement_status(each, user)) for each in page.rows]
    return render(request, "referrals/announcement_list.html", context | {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_RESERVATIONS)
def announce(request: SignedInRequest, reservation_id: uuid.UUID) -> HttpResponse:
    reservations = Reservation.objects.visible_to(request.user).for_list().select_related("dwelling__described")
    reservation = get_object_or_404(reservations, public_id=reservation_id)
    form = AnnounceForm(request.POST or None, reservation=reservation, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            announcement = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, NOT_ANNOUNCED)
            return redirect("referrals:announcements")
        due = long_date(announcement.answer_due_on)
        association = reservation.convention.association.short_name
        confirm(request, "Le logement est annoncé.", f"{association} propose ses candidats avant le {due}.")
        return redirect("referrals:announcement", announcement.public_id)
    return render(request, "referrals/announce.html", {"reservation": reservation, "form": form})


@require_safe
def announcement(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return render_announcement(request, find_announcement(request.user, public_id))


@require_POST
@requires(Right.MANAGE_RESERVATIONS)
def withdraw_announcement(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = find_announcement(request.user, public_id)
    try:
        announcements.withdraw(announcement=found, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER_OPEN)
        return redirect("referrals:announcement", found.public_id)
    confirm(request, "L’annonce est retirée.", "La réservation tient\u00a0: vous pouvez l’annoncer de nouveau.")
    return redirect("referrals:announcement", found.public_id)


@require_POST
@requires(Right.PROPOSE_CANDIDATE)
def no_candidate(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = find_announcement(request.user, public_id)
    form = NoCandidateForm(request.POST, announcement=found, user=request.user)
    if not form.is_valid():
        return render_announcement(request, found, no_candidate_form=form)
    try:
        form.save()
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER_OPEN)
    else:
        confirm(
            request, "Votre réponse est envoyée.", "Le bailleur peut annoncer ce logement de nouveau, ou le libérer."
        )
    return redirect("referrals:announcement", found.public_id)


def find_announcement(user: User, public_id: uuid.UUID) -> Announcement:
    if not user.may(Right.MANAGE_RESERVATIONS):
        user.require(Right.PROPOSE_CANDIDATE)
    return get_object_or_404(Announcement.objects.visible_to(user).for_list(), public_id=public_id)


def render_announcement(request: SignedInRequest, found: Announcement, **bound) -> HttpResponse:
    user = request.user
    candidates = candidates_of(found, user)
    proposes = user.organization_id == found.association_id
    running = found.state in Announcement.RUNNING
    limit = effort_limit_of(found)
    forms = {}
    if proposes and found.state == Announcement.State.OPEN:
        forms["no_candidate_form"] = NoCandidateForm(announcement=found, user=user)
    return render(
        request,
        "referrals/announcement.html",
        {
            "announcement": found,
            "dwelling": shown_dwelling(found, user),
            "status": announcement_status(found, user),
            "next": announcement_next(found, candidates, user),
            "candidates": [
                (each, candidacy_status(each, user), composition_of(each), warnings_in_words(each, effort_limit=limit))
                for each in candidates
            ],
            "may_propose": proposes and running and bool(free_ranks(candidates)),
            "may_withdraw": not proposes and running,
            "is_full": running and not free_ranks(candidates),
            "proposes": proposes,
            "history": history_of(found, candidates),
        }
        | forms
        | bound,
    )
