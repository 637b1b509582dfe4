"""Whatever leads to a case file that was merged into another leads there: an old link, a page left open."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from partners.models import User
from partners.roles import Right
from tenancies.models import Household
from tenancies.services import drafts

KEPT = (
    "Ce dossier vient d’être réuni avec un autre du même ménage\u00a0: voici celui qui reste, avec ce que vous aviez "
    "saisi. Relisez, puis envoyez de nouveau."
)


def lead_to_kept_case_file(get_response: Callable) -> Callable:
    """A page that does not exist, of a case file merged into one that its reader may read, is the same page there; a
    form sent to it waits there as its author's draft. For anybody else there is nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or not isinstance(request.user, User):
            return response
        match = request.resolver_match
        named = match.kwargs.get("household_id" if "household_id" in match.kwargs else "public_id") if match else None
        if not isinstance(named, UUID) or not request.user.may(Right.READ_CASE_FILES):
            return response
        kept = Household.objects.visible_to(request.user).filter(duplicates__public_id=named)
        public_id = kept.values_list("public_id", flat=True).first()
        if public_id is None:
            return response
        path = request.get_full_path().replace(str(named), str(public_id))
        if request.method == "POST":
            path = keep_there(request, str(named), str(public_id)) or path
        return redirect(path)

    return middleware


def keep_there(request: HttpRequest, gone: str, kept: str) -> str:
    """What was sent, as a draft of the same form; the page where it waits."""
    place = drafts.place_of(request.POST)
    owner = drafts.owner_of(place) if place else None
    if place is None or owner is None or owner != request.user:
        return ""
    there = replace(place, page=place.page.replace(gone, kept), form=place.form.replace(gone, kept))
    drafts.keep_typing(user=owner, place=there, data=request.POST)
    # What was typed is kept: nothing else has to be.
    request.is_done = True  # type: ignore[attr-defined]
    messages.warning(request, KEPT)
    return there.page
