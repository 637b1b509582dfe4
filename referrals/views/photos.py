"""The photos of a report: opened by those who may read them, each opening on record, and taken away."""

import uuid

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.documents.views import download
from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.decorators import requires
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.models import ReferralPhoto
from referrals.services.photos import cancel_photo as cancel
from referrals.views.detail import find_referral
from referrals.views.mending import refused
from tenancies.forms import MistakeForm
from tenancies.models import CaseFileAccess
from tenancies.services.journal import log_reading


@require_safe
@requires(Right.READ_REFERRALS)
def photo(request: SignedInRequest, public_id: uuid.UUID, photo: uuid.UUID) -> FileResponse:
    referral = find_referral(request, public_id)
    photos = ReferralPhoto.objects.readable_by(request.user).filter(referral=referral)
    found = get_object_or_404(photos, public_id=photo)
    if referral.household and request.user.may(Right.MEET_HOUSEHOLD):
        log_reading(household=referral.household, user=request.user, kind=CaseFileAccess.Kind.DOCUMENT)
    return download(found)


@require_http_methods(["GET", "POST"])
@requires(Right.READ_REFERRALS)
def cancel_photo(request: SignedInRequest, public_id: uuid.UUID, photo: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    photos = ReferralPhoto.with_cancelled.readable_by(request.user).filter(referral=referral)
    found = get_object_or_404(photos, public_id=photo)
    if found.is_cancelled:
        return refused(request, Obstacle.CANCELLED, public_id)
    form = MistakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel(photo=found, user=request.user, **form.cleaned_data)
        except MendingRefusedError as error:
            return refused(request, error.obstacle, public_id)
        confirm(request, "La photo est retirée\u00a0:", "plus personne ne l’ouvre, et son fichier sera effacé.")
        return redirect("referrals:detail", public_id)
    return render(request, "referrals/cancel_photo.html", {"referral": referral, "form": form})
