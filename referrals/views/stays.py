"""Putting a household up, and proposing for a dwelling one that is: what needs a case file or a candidacy."""

import uuid

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.sealed_links import search_of, url_of_search
from partners.decorators import requires
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services.account_events import record_search
from referrals.forms.candidacies import PutUpNewcomerForm
from referrals.reading.candidacies import MOST_LIKELY, announcement_status, candidate_households, shown_dwelling
from referrals.reading.stays import announcements_with_a_place, candidacy_of, find_to_put_up, without_a_stay
from tenancies.forms.stays import StayForm
from tenancies.models import Stay
from tenancies.reading.composition import composition
from tenancies.stock.places import conventions_with_places_left, places_in
from tenancies.views.stays import follows_entry

MOST_ANNOUNCED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_STAYS)
def put_up(request: SignedInRequest) -> HttpResponse:
    """Whom? Those of the association that have no stay, a search among them, or somebody new."""
    if request.method == "POST":
        return redirect(url_of_search(request))
    user, search = request.user, search_of(request)
    if search.text:
        households = find_to_put_up(user, search.text)
        record_search(account=user, results=len(households))
    else:
        households = tuple(without_a_stay.rows(user, limit=MOST_LIKELY))
    today = timezone.localdate()
    rows = [(each, composition(each.persons.all(), today=today)) for each in households]
    return render(request, "referrals/put_up.html", {"search": search, "households": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_STAYS)
def put_up_newcomer(request: SignedInRequest) -> HttpResponse:
    """A household and its stay at once: its case file is the association's own, and opens with the stay."""
    newcomer = PutUpNewcomerForm(request.POST or None, user=request.user)
    form = StayForm(request.POST or None, user=request.user)
    if request.method == "POST" and all([newcomer.is_valid(), form.is_valid()]):
        with transaction.atomic():
            household = newcomer.save()
            stay = form.save(household)
        confirm(request, f"Le dossier du ménage {household.name} est ouvert avec son séjour.", follows_entry(stay))
        return redirect("tenancies:household_stay", household.public_id)
    return render(request, "referrals/put_up_newcomer.html", {"newcomer": newcomer, "form": form})


@require_safe
@requires(Right.MANAGE_STAYS)
def propose_put_up(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """For which dwelling? The sheet of the candidate follows, or what is awaited when nothing is announced; of who is
    a candidate already, its candidacy."""
    user = request.user
    household = get_object_or_404(candidate_households(user), public_id=public_id)
    if candidacy := candidacy_of(household, user):
        return redirect("referrals:candidacy", candidacy.public_id)
    announced = announcements_with_a_place.rows(user, limit=MOST_ANNOUNCED)
    awaited = [] if announced else conventions_with_places_left.rows(user, limit=MOST_ANNOUNCED)
    return render(
        request,
        "referrals/propose_put_up.html",
        {
            "household": household,
            "stay": Stay.objects.visible_to(user).open().filter(household=household).first(),
            "announced": [(each, shown_dwelling(each, user), announcement_status(each, user)) for each in announced],
            "awaited": [(each, places_in(each)) for each in awaited],
        },
    )
