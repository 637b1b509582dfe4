"""What came of a partner's work, and of a referral months later."""

from partners.exceptions import TransitionNotAllowedError
from referrals.models import Mobilisation, MobilisationResult
from referrals.reading.results import problems_of
from referrals.services import results
from tenancies.models import FollowUp
from tenancies.models.ends import EndReason
from tenancies.services.support import end_follow_up
from tests.consistency.services import Case, Refusal


def end(world):
    """The world's asked partner has finished."""
    end_follow_up(follow_up=world.accepted.follow_up, user=world.coordinator, reason=EndReason.TERM)


def said(world, result=MobilisationResult.Result.BETTER):
    return dict.fromkeys(problems_of(world.accepted, world.coordinator), result)


TABLE = [
    Case(
        results.record_results,
        callers="CO",
        given=end,
        arguments=lambda w: {"mobilisation": Mobilisation.objects.get(pk=w.accepted.pk), "results": said(w)},
        refusals={
            "about other problems": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"results": {"PARENTING": "BETTER", "UPKEEP": "BETTER"}}
            ),
            "in other words": Refusal(TransitionNotAllowedError, arguments=lambda w: {"results": said(w, "MOON")}),
            "after it was sent away": Refusal(
                TransitionNotAllowedError,
                given=lambda w: FollowUp.objects.filter(pk=w.accepted.follow_up_id).update(
                    end_reason=EndReason.AGREEMENT
                ),
            ),
        },
    ),
    Case(
        results.record_outcome,
        callers="AD",
        arguments=lambda w: {"later": w.outcome, "outcome": "HOLDS"},
        refusals={
            "before it is asked": Refusal(TransitionNotAllowedError, arguments=lambda w: {"later": w.outcome_to_come}),
            "what is no answer": Refusal(TransitionNotAllowedError, arguments=lambda w: {"outcome": "MOON"}),
        },
    ),
]
