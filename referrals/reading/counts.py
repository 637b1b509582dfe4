"""How many acts wait for a user, for the navigation: at most `CAP`."""

from django.db.models import QuerySet

from housing_support.common.compiled_queries import CompiledQuery, compiled
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


def waiting_for(user: User) -> CompiledQuery | None:
    """What is counted for this user; nothing for those who only follow what they reported."""
    if user.may(Right.MEET_HOUSEHOLD):
        return referrals_to_meet
    return requests_to_answer if user.may(Right.ANSWER_MOBILISATION) else None
