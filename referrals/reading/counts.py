"""How many acts wait for a user, for the navigation: at most `CAP`, in one query."""

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from partners.models import User
from partners.roles import Right
from referrals.models import Mobilisation, Referral

CAP = 99


@compiled
def referrals_to_meet(user: User) -> QuerySet[Referral]:
    return Referral.objects.visible_to(user).awaiting_meeting()


@compiled
def requests_to_answer(user: User) -> QuerySet[Mobilisation]:
    return Mobilisation.objects.visible_to(user).pending()


def count_referrals_to_meet(user: User) -> int | None:
    """Nothing for those who only follow what they reported."""
    if not user.may(Right.MEET_HOUSEHOLD):
        return None
    return referrals_to_meet.count(user, limit=CAP)


def count_requests_to_answer(user: User) -> int:
    return requests_to_answer.count(user, limit=CAP)
