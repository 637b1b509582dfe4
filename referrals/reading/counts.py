"""How many acts wait for a user, for the navigation: at most `CAP`, in one query."""

from housing_support.common.compiled_queries import CompiledQuery
from partners.models import User
from partners.roles import Right
from referrals.models import Mobilisation, Referral

CAP = 99
TO_MEET = CompiledQuery(lambda user: Referral.objects.visible_to(user).awaiting_meeting())
TO_ANSWER = CompiledQuery(lambda user: Mobilisation.objects.visible_to(user).pending())


def count_referrals_to_meet(user: User) -> int | None:
    """Nothing for those who only follow what they reported."""
    if not user.may(Right.MEET_HOUSEHOLD):
        return None
    return TO_MEET.count(user, limit=CAP)


def count_requests_to_answer(user: User) -> int:
    return TO_ANSWER.count(user, limit=CAP)
