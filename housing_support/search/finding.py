"""What the field of the top bar looks for, and in what: the search rules are those of `tenancies` and `referrals`."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from partners.models import User
from referrals.models import Referral
from referrals.reading.presentation import Status, status_of, with_awaited_answers
from tenancies.models import Household
from tenancies.reading.lines import HouseholdLine, household_lines
from tenancies.reading.search import MAXIMUM
from tenancies.reading.search import find as find_households

REFERENCE = re.compile(r"s-?\d{0,4}-?\d*", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    households: tuple[HouseholdLine, ...] = ()
    referrals: tuple[tuple[Referral, Status], ...] = ()
    has_more_households: bool = False
    are_close: bool = False
    has_more_referrals: bool = False

    @property
    def count(self) -> int:
        """Of those that are shown."""
        return len(self.households) + len(self.referrals)

    def __bool__(self) -> bool:
        return bool(self.households or self.referrals)


def visible_households(user: User) -> QuerySet[Household]:
    return Household.objects.visible_to(user).with_reminder_days()


def find(user: User, text: str) -> Found:
    """At most `MAXIMUM` households, and as many referrals by reference."""
    finding = find_households(user, text, findable=visible_households)
    referrals = list(referrals_of(user, text)[: MAXIMUM + 1])
    return Found(
        households=tuple(household_lines(list(finding.households), user=user, today=timezone.localdate())),
        referrals=tuple(
            (referral, status_of(referral, referral.awaited_answers, user))
            for referral in with_awaited_answers(referrals[:MAXIMUM], user)
        ),
        has_more_households=finding.has_more,
        has_more_referrals=len(referrals) > MAXIMUM,
        are_close=finding.are_close,
    )


def referrals_of(user: User, text: str) -> QuerySet[Referral]:
    if not REFERENCE.fullmatch(text):
        return Referral.objects.none()
    seen = Referral.objects.visible_to(user).filter(reference__startswith=text.upper())
    return seen.select_related("household").order_by("-pk")
