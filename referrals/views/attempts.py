"""The attempts to meet a household: put right, taken back, and the letter that is left."""

import io
import uuid

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.mending import MendingRefusedError
from housing_support.common.pdf import render as render_pdf
from partners.decorators import requires
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms import AttemptCorrectionForm
from referrals.models import Attempt, Referral
from referrals.reading import following
from referrals.reading.attempts import obstacle_to_mending_attempt
from referrals.reading.letter import letter_of
from referrals.services.screening import cancel_attempt as cancel
from referrals.views.detail import find_referral
from referrals.views.mending import refused
from tenancies.forms import MistakeForm
from tenancies.models import CaseFileAccess
from tenancies.services.journal import log_reading


@require_safe
@requires(Right.MEET_HOUSEHOLD)
def letter(request: SignedInRequest, public_id: uuid.UUID) -> FileResponse:
    """What is left in the letter-box of a household that nobody could reach, as long as it may be contacted."""
    referral = find_referral(request, public_id)
    if not Referral.machine.allows(referral, Referral.Move.RECORD_ATTEMPT) or referral.agreement == "REFUSED":
        raise Http404
    if referral.household is None:
        raise Http404
    log_reading(household=referral.household, user=request.user, kind=CaseFileAccess.Kind.REFERRAL)
    now = timezone.now()
    paper = render_pdf("letter.typ", letter_of(referral, request.user, at=now), at=now)
    name = f"courrier-{timezone.localdate(now)}.pdf"
    return FileResponse(io.BytesIO(paper), as_attachment=True, filename=name, content_type="application/pdf")


def attempt_to_mend(referral: Referral, public_id: uuid.UUID) -> Attempt:
    found = get_object_or_404(Attempt.with_cancelled.filter(referral=referral), public_id=public_id)
    found.referral = referral
    return found


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def correct_attempt(request: SignedInRequest, public_id: uuid.UUID, attempt: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    found = attempt_to_mend(referral, attempt)
    if obstacle := obstacle_to_mending_attempt(found):
        return refused(request, obstacle, public_id)
    form = AttemptCorrectionForm(request.POST or None, attempt=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = form.save()
        except MendingRefusedError as error:
            return refused(request, error.obstacle, public_id)
        words = f"{corrected.get_means_display().lower()} du {long_date(corrected.made_on)}."
        confirm(request, "La tentative est corrigée\u00a0:", words)
        return redirect("referrals:detail", public_id)
    return render(request, "referrals/correct_attempt.html", {"referral": referral, "form": form})


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def cancel_attempt(request: SignedInRequest, public_id: uuid.UUID, attempt: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    found = attempt_to_mend(referral, attempt)
    if obstacle := obstacle_to_mending_attempt(found):
        return refused(request, obstacle, public_id)
    form = MistakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel(attempt=found, user=request.user, **form.cleaned_data)
        except MendingRefusedError as error:
            return refused(request, error.obstacle, public_id)
        confirm(request, "La tentative est annulée.", following.follows(referral))
        return redirect("referrals:detail", public_id)
    return render(request, "referrals/cancel_attempt.html", {"referral": referral, "attempt": found, "form": form})
