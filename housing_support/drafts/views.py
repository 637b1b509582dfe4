import uuid

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import clock
from housing_support.drafts.subjects import readable
from housing_support.drafts.words import typed_words
from partners.requests import SignedInRequest
from tenancies.services import drafts


@require_safe
def draft_list(request: SignedInRequest) -> HttpResponse:
    """The drafts of this person about whom they may still read: to take up, to copy or to throw away."""
    shown = readable(request.user, drafts.drafts_of(request.user))
    return render(request, "drafts/list.html", {"shown": [(each, typed_words(each.draft)) for each in shown]})


@require_http_methods(["GET", "POST"])
def draft_keep(request: SignedInRequest) -> JsonResponse:
    """Keep what is being typed (POST). GET gives the token a page needs once its user has signed in again elsewhere."""
    if request.method == "GET":
        return JsonResponse({"token": get_token(request), "owner": str(request.user.public_id)})
    place = drafts.place_of(request.POST)
    if place is None or place.owner != str(request.user.public_id):
        return JsonResponse({"error": "not theirs"}, status=409)
    try:
        saved = drafts.keep_typing(user=request.user, place=place, data=request.POST)
    except drafts.DraftTooLongError:
        return JsonResponse({"error": "too long"}, status=413)
    return JsonResponse({"saved_at": clock(saved.updated_at) if saved else None})


@require_POST
def draft_discard(request: SignedInRequest, submission_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away, from a list of drafts or from the form itself, which is sent with it."""
    request.is_done = True
    if drafts.drop_draft(user=request.user, submission_id=submission_id):
        confirm(request, "Le brouillon est effacé\u00a0:", "rien n’en est gardé, rien n’a été envoyé.")
    else:
        messages.info(request, "Ce brouillon est déjà effacé ou envoyé.")
    place = drafts.place_of(request.POST)
    back = place.page if place else request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "drafts")
