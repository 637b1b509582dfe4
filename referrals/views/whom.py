"""Whom a door that a caretaker named is about: an adviser looks who lives there, then says it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from housing_support.common.confirmations import confirm
from housing_support.common.sealed_links import search_of, url_of_search
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms import HouseholdBehindDoorForm
from referrals.models import Referral
from referrals.reading import following
from referrals.reading.doors import occupants_of, place_of
from referrals.reading.duplicates import open_referrals_of
from referrals.reading.search import find_tenants
from referrals.services import doors
from referrals.views.detail import find_referral
from tenancies.models import Household

NOT_ATTACHED = "Ce signalement a déjà son ménage, ou le dossier choisi est clos\u00a0: relisez-le avant de continuer."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def whom(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who lives behind the door, a protected household with a line in the access log; else a search by name."""
    referral = find_referral(request, public_id)
    if not awaits_household(referral):
        return redirect("referrals:detail", referral.public_id)
    if request.method == "POST":
        return redirect(url_of_search(request))
    search = search_of(request)
    occupants = occupants_of(referral)
    doors.log_occupants(households=occupants, user=request.user)
    found = find_tenants(request.user, search.text)
    known = open_referrals_of([*occupants, *(tenant.household for tenant in found.tenants)])
    return render(
        request,
        "referrals/whom.html",
        {
            "referral": referral,
            "place": place_of(referral),
            "is_door": referral.precision == Referral.Precision.DOOR,
            "occupants": [(household, known.get(household.pk, [])) for household in occupants],
            "search": search,
            "tenants": [(tenant, known.get(tenant.household.pk, [])) for tenant in found.tenants],
            "are_close": found.are_close,
        },
    )


@require_POST
@requires(Right.MEET_HOUSEHOLD)
def attach(request: SignedInRequest, public_id: uuid.UUID, household_id: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    household = get_object_or_404(Household.objects.referable_by(request.user), public_id=household_id)
    try:
        doors.attach_household(referral=referral, user=request.user, household=household)
    except TransitionNotAllowedError:
        messages.warning(request, NOT_ATTACHED)
    else:
        confirm(request, f"Le signalement est rattaché au ménage {household.name}.", following.follows(referral))
    return redirect("referrals:detail", referral.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def attach_new(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open the case file of whoever lives there."""
    referral = find_referral(request, public_id)
    if not awaits_household(referral):
        return redirect("referrals:detail", referral.public_id)
    form = HouseholdBehindDoorForm(request.POST or None, referral=referral, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            attached = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, NOT_ATTACHED)
            return redirect("referrals:detail", referral.public_id)
        if attached:
            name = attached.known_household.name
            confirm(request, f"Le dossier du ménage {name} est ouvert.", following.follows(referral))
            return redirect("referrals:detail", referral.public_id)
    return render(
        request, "referrals/attach_new.html", {"referral": referral, "place": place_of(referral), "form": form}
    )


def awaits_household(referral: Referral) -> bool:
    return referral.household_id is None and Referral.machine.allows(referral, Referral.Move.ATTACH)
