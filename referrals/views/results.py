"""What came of it: of a request, said by its partner; of a closed referral, asked of the adviser months later."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms import OutcomeForm, ResultsForm
from referrals.models import ReferralOutcome
from referrals.reading.results import problems_of, results_wanted_from
from referrals.views.answers import find_request
from referrals.views.detail import find_referral

NOT_ASKED = "Rien n’est à dire de cette demande\u00a0: elle n’est pas terminée, ou l’est depuis plus d’un mois."


@require_http_methods(["GET", "POST"])
@requires(Right.ANSWER_MOBILISATION)
def results(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """By the reference of the request alone: the case file has closed to its association."""
    asked = find_request(request, public_id)
    if not results_wanted_from(request.user).filter(pk=asked.pk).exists():
        messages.warning(request, NOT_ASKED)
        return redirect("referrals:mobilisation", public_id)
    problems = problems_of(asked, request.user)
    form = ResultsForm(request.POST or None, mobilisation=asked, problems=problems, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.warning(request, NOT_ASKED)
        else:
            confirm(request, "Les résultats sont enregistrés.", "La conseillère sociale du bailleur les lit.")
        return redirect("referrals:mobilisation", public_id)
    return render(request, "referrals/results.html", {"asked": asked, "form": form})


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def outcome(request: SignedInRequest, public_id: uuid.UUID, outcome: uuid.UUID) -> HttpResponse:
    referral = find_referral(request, public_id)
    later = get_object_or_404(
        ReferralOutcome.objects.visible_to(request.user).filter(referral=referral), public_id=outcome
    )
    if not later.is_asked():
        messages.info(request, f"Cela se demande à partir du {long_date(later.due_on)}.")
        return redirect("referrals:detail", public_id)
    form = OutcomeForm(request.POST or None, later=later, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.warning(request, "Rien n’est enregistré\u00a0: ce signalement n’est plus clos.")
        else:
            following = ReferralOutcome.objects.filter(referral=referral, recorded_on=None).order_by("months").first()
            words = (
                f"La prochaine fois\u00a0: le {long_date(following.due_on)}."
                if following
                else "Plus rien n’est à demander."
            )
            confirm(request, "Ce qu’il en est est enregistré.", words)
        return redirect("referrals:detail", public_id)
    return render(request, "referrals/outcome.html", {"referral": referral, "later": later, "form": form})
