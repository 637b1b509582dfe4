"""How many acts wait for a user, for the navigation: at most `CAP`, in one query."""

from partners.models import User
from partners.pagination import capped_count
from partners.roles import Right
from referrals.models import Mobilisation, Referral

CAP = 99


def count_referrals_to_meet(user: User) -> int | None:
    """Nothing for those who only follow what they reported."""
    if not user.may(Right.MEET_HOUSEHOLD):
        return None
    return capped_count(Referral.objects.visible_to(user).awaiting_meeting(), CAP)[0]


def count_requests_to_answer(user: User) -> int:
    return capped_count(Mobilisation.objects.visible_to(user).pending(), CAP)[0]
