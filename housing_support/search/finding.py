"""What the field of the top bar looks for, and in what: the search rules are those of `tenancies` and `referrals`."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from partners.models import User
from referrals.models import Referral
from tenancies.models import Household
from tenancies.search import matching
from tenancies.summaries import HouseholdSummary, summarize

MOST = 20
SHORTEST = 2
LONGEST = 100
REFERENCE = re.compile(r"s-?\d{0,4}-?\d*", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    households: tuple[HouseholdSummary, ...] = ()
    referrals: tuple[Referral, ...] = ()
    has_more_households: bool = False
    has_more_referrals: bool = False

    def __bool__(self) -> bool:
        return bool(self.households or self.referrals)


def clean(text: str) -> str:
    """What was typed, on one line and of a reasonable length."""
    return " ".join(text.split())[:LONGEST]


def find(user: User, text: str) -> Found:
    """At most `MOST` households by name, reference or address (never a protected one by its address), and as many
    referrals by reference."""
    households = list(
        matching(Household.objects.visible_to(user), text).for_list().order_by("sort_name", "pk")[: MOST + 1]
    )
    referrals = list(referrals_of(user, text)[: MOST + 1])
    today = timezone.localdate()
    return Found(
        households=tuple(summarize(household, today=today) for household in households[:MOST]),
        referrals=tuple(referrals[:MOST]),
        has_more_households=len(households) > MOST,
        has_more_referrals=len(referrals) > MOST,
    )


def referrals_of(user: User, text: str) -> QuerySet[Referral]:
    if not REFERENCE.fullmatch(text):
        return Referral.objects.none()
    seen = Referral.objects.visible_to(user).filter(reference__startswith=text.upper())
    return seen.select_related("household").order_by("-pk")
