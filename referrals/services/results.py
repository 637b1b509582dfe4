"""What a partner says of its work once it is over, and what an adviser learns months after a referral was closed."""

from django.db import transaction
from django.utils import timezone

from housing_support.common.bounds import months_from
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from referrals.models import Mobilisation, MobilisationResult, Referral, ReferralOutcome
from referrals.models.results import AFTER_MONTHS, ASKED_AFTER
from referrals.reading.results import problems_of, results_wanted_from


@transaction.atomic
def record_results(*, mobilisation: Mobilisation, user: User, results: dict[str, str]) -> list[MobilisationResult]:
    """Say what became of each problem, by its code, or put right what was said.

    Raises `TransitionNotAllowedError` before the end, or long after."""
    Mobilisation.ANSWER.check(user, mobilisation)
    locked = Mobilisation.objects.select_for_update(of=("self",), no_key=True).get(pk=mobilisation.pk)
    if not results_wanted_from(user).filter(pk=locked.pk).exists():
        raise TransitionNotAllowedError(f"nothing is asked of {locked}")
    if set(results) != set(problems_of(locked, user)) or not set(results.values()) <= set(
        MobilisationResult.Result.values
    ):
        raise TransitionNotAllowedError(f"{results} are not those of {locked}")
    known = {each.problem: each for each in locked.results.all()}
    for problem, result in results.items():
        if problem not in known:
            MobilisationResult.objects.create(mobilisation=locked, problem=problem, result=result, author=user)
        elif known[problem].result != result:
            known[problem].mark_corrected(by=user, result=result)
    return list(locked.results.all())


def ask_outcomes(referral: Referral) -> None:
    """On behalf of a service that has just closed it."""
    if referral.closing_reason not in ASKED_AFTER or referral.closed_at is None:
        return
    closed_on = timezone.localdate(referral.closed_at)
    ReferralOutcome.objects.bulk_create(
        ReferralOutcome(
            referral=referral,
            landlord_id=referral.landlord_id,
            months=months,
            due_on=months_from(closed_on, months),
        )
        for months in AFTER_MONTHS
    )


def forget_outcomes(referral: Referral) -> None:
    """On behalf of a service that takes its end back: what was learnt was learnt of an end that was not."""
    ReferralOutcome.objects.filter(referral=referral).delete()


@transaction.atomic
def record_outcome(*, later: ReferralOutcome, user: User, outcome: str) -> ReferralOutcome:
    """Say whether what was solved holds, or put right what was said.

    Raises `TransitionNotAllowedError` before it is asked."""
    user.require(Right.MEET_HOUSEHOLD)
    if not ReferralOutcome.objects.visible_to(user).filter(pk=later.pk).exists():
        raise RightMissingError(Right.MEET_HOUSEHOLD)
    locked = ReferralOutcome.objects.select_for_update(of=("self",)).get(pk=later.pk)
    if not locked.is_asked() or outcome not in ReferralOutcome.Outcome.values:
        raise TransitionNotAllowedError(f"{locked} is asked later, or otherwise")
    if locked.recorded_on is None:
        locked.outcome, locked.recorded_on, locked.recorded_by = outcome, timezone.localdate(), user
        locked.save(update_fields=["outcome", "recorded_on", "recorded_by"])
    elif locked.outcome != outcome:
        locked.mark_corrected(by=user, outcome=outcome)
    return locked
