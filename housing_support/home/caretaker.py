from collections.abc import Iterator

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from housing_support.home.sections import Worklist, referral_line, referrals_of
from partners.models import User
from referrals.models import Referral


def worklists(user: User) -> Iterator[Worklist]:
    line = referral_line(user)
    yield Worklist("own-referrals", "Ce que sont devenus vos signalements", sent_referrals, line, ("-pk",))


@compiled
def sent_referrals(user: User) -> QuerySet[Referral]:
    return referrals_of(user).order_by("-pk")
