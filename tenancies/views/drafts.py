import uuid

from django.http import Http404, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from housing_support.common.dates import clock
from partners.requests import SignedInRequest
from tenancies.models import Draft, Household
from tenancies.services import drafts


@require_http_methods(["GET", "POST"])
def draft(request: SignedInRequest, form: str, target: uuid.UUID) -> JsonResponse:
    """Keep what is being typed (POST). GET gives the token a page needs once its user has signed in again elsewhere."""
    if form not in drafts.RIGHT_OF_FORM:
        raise Http404
    request.user.require(drafts.RIGHT_OF_FORM[form])
    if form == Draft.Form.VISIT:
        get_object_or_404(Household.objects.visible_to(request.user), public_id=target)
    if request.method == "GET":
        return JsonResponse({"token": get_token(request)})
    try:
        saved = drafts.save_draft(user=request.user, form=form, target=target, data=request.POST)
    except drafts.DraftTooLongError:
        return JsonResponse({"error": "too long"}, status=413)
    return JsonResponse({"saved_at": clock(saved.updated_at)})
