"""Two case files that are one household's are found, compared and merged; that is undone for some days."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.sealed_links import search_of, url_of_search
from partners.decorators import requires
from partners.exceptions import RightMissingError
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services.account_events import record_search
from tenancies.forms import MergeForm
from tenancies.models import Household, HouseholdMerge, MergeObstacle
from tenancies.reading.history import PAGE_TITLES
from tenancies.reading.merging import compare, find_others, likely_others
from tenancies.services.journal import log_reading
from tenancies.services.merging import MergeRefusedError, unmerge_households


def household_to_merge(request: SignedInRequest, public_id: uuid.UUID) -> Household:
    """One that the user answers for, with a line in the access log; 404 unless they read it."""
    household = get_object_or_404(Household.objects.visible_to(request.user), public_id=public_id)
    if household.owner_id != request.user.organization_id:
        raise RightMissingError(Right.CLOSE_CASE_FILE)
    log_reading(household=household, user=request.user)
    return household


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.CLOSE_CASE_FILE)
def merge(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Which other case file is the same household's: those that look like it, then a search."""
    household = household_to_merge(request, public_id)
    if request.method == "POST":
        return redirect(url_of_search(request))
    search = search_of(request)
    found = (find_others if search.text else likely_others_of)(request.user, household, search.text)
    if search.text:
        record_search(account=request.user, results=len(found.lines))
    return render(
        request,
        "tenancies/household_merge.html",
        {"household": household, "heading": PAGE_TITLES["household_merge"], "search": search, "found": found},
    )


def likely_others_of(user, household: Household, text: str):
    return likely_others(user, household)


@require_http_methods(["GET", "POST"])
@requires(Right.CLOSE_CASE_FILE)
def merge_with(request: SignedInRequest, public_id: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Both, side by side, and what will follow; then they are one."""
    comparison = compare(request.user, public_id, other)
    if comparison is None:
        # A right that is missing is told of a case file that is read, never of another.
        household_to_merge(request, public_id)
        raise Http404
    for side in comparison.sides:
        log_reading(household=side.household, user=request.user)
    form = MergeForm(request.POST or None, comparison=comparison)
    obstacles: list[MergeObstacle] = comparison.obstacles
    if request.method == "POST" and not obstacles and form.is_valid():
        try:
            done = form.save(request.user)
        except MergeRefusedError as error:
            obstacles = list(error.obstacles)
        else:
            confirm(
                request,
                "Les deux dossiers sont réunis\u00a0:",
                f"{done.duplicate.reference} mène désormais ici. Cela s’annule jusqu’au {long_date(done.until)}.",
            )
            return redirect("tenancies:household_members", done.kept.public_id)
    return render(
        request,
        "tenancies/household_merge_with.html",
        {
            "household": comparison.first.household,
            "heading": PAGE_TITLES["household_merge_with"],
            "comparison": comparison,
            "form": form,
            "obstacles": obstacles,
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Right.CLOSE_CASE_FILE)
def unmerge(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    household = household_to_merge(request, public_id)
    merges = HouseholdMerge.objects.select_related("kept", "duplicate")
    done = get_object_or_404(merges, kept=household, pk=pk)
    obstacle = MergeObstacle.UNDONE if done.undone_at else None if done.is_recent else MergeObstacle.LONG_AGO
    if obstacle:
        messages.warning(request, obstacle.label)
        return redirect("tenancies:household_members", public_id)
    if request.method == "POST":
        try:
            unmerge_households(merge=done, user=request.user)
        except MergeRefusedError as error:
            for each in error.obstacles:
                messages.warning(request, each.label)
        else:
            follows = f"{done.duplicate.reference} est de nouveau un dossier à part."
            confirm(request, "La réunion est annulée\u00a0:", follows)
        return redirect("tenancies:household_members", public_id)
    return render(
        request,
        "tenancies/household_unmerge.html",
        {"household": household, "heading": PAGE_TITLES["household_unmerge"], "merge": done},
    )
