"""A caretaker signals a door: its address, then the door and what was seen there, in one form that is sent at once."""

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.forms import show_again
from housing_support.common.sealed_links import search_of, url_of_search
from partners.decorators import requires
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms import DoorForm
from referrals.reading import following
from referrals.reading.doors import MOST_ADDRESSES, addresses_for, doors_at
from tenancies.forms.doors import LOOK
from tenancies.models import Dwelling


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.REPORT_DOOR)
def find_door(request: SignedInRequest) -> HttpResponse:
    """Where? The addresses of the residences looked after, narrowed by a search sent by POST."""
    if request.method == "POST":
        return redirect(url_of_search(request))
    search = search_of(request)
    found = addresses_for(request.user, search.text)
    context = {"search": search, "addresses": found[:MOST_ADDRESSES], "has_more": len(found) > MOST_ADDRESSES}
    return render(request, "referrals/find_door.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.REPORT_DOOR)
def report_door(request: SignedInRequest, dwelling_id: uuid.UUID) -> HttpResponse:
    """`dwelling_id` names the address by any of its doors."""
    nameable = Dwelling.objects.nameable_by(request.user).select_related("residence")
    door = get_object_or_404(nameable, public_id=dwelling_id)
    is_looking = LOOK in request.POST
    data = request.POST if request.method == "POST" and not is_looking else None
    form = DoorForm(data, request.FILES or None, doors=doors_at(request.user, door), user=request.user)
    if is_looking:
        show_again(form, request.POST)
    elif form.is_bound and form.is_valid():
        referral = form.save()
        confirm(request, f"Le signalement {referral.reference} est envoyé.", following.reported(referral))
        return redirect("referrals:detail", referral.public_id)
    return render(request, "referrals/report_door.html", {"form": form, "door": door})
