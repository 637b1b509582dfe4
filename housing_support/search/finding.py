"""What the field of the top bar looks for, and in what: the search rules are those of `tenancies` and `referrals`."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet
from django.utils import timezone

from partners.models import User
from referrals.models import Referral
from referrals.reading.presentation import Status, status_of, with_awaited_answers
from tenancies.models import Dwelling, Household
from tenancies.reading import dwellings as finding_dwellings
from tenancies.reading.lines import HouseholdLine, household_lines
from tenancies.reading.search import MAXIMUM, REFERENCES, is_long_enough, mode_of
from tenancies.reading.search import find as find_households

REFERENCE = re.compile(r"s-?\d{0,4}-?\d*", re.IGNORECASE)
# More doors tell nothing: the address leads to them all.
MOST_DWELLINGS = 10


@dataclass(frozen=True)
class Address:
    """The dwellings found at one address, which is said once for them all."""

    dwellings: tuple[Dwelling, ...]

    @property
    def first(self) -> Dwelling:
        return self.dwellings[0]

    @property
    def words(self) -> str:
        """By which the list of dwellings finds them all."""
        return f"{self.first} {self.first.residence.name}" if self.first.street_address else self.first.residence.name


@dataclass(frozen=True)
class Found:
    households: tuple[HouseholdLine, ...] = ()
    referrals: tuple[tuple[Referral, Status], ...] = ()
    addresses: tuple[Address, ...] = ()
    has_more_households: bool = False
    are_close: bool = False
    has_more_referrals: bool = False
    has_more_dwellings: bool = False
    # Nothing is at that address: these are close to it.
    are_addresses_close: bool = False

    @property
    def count(self) -> int:
        """Of the households and referrals that are shown: what is noted of a search is whom it found."""
        return len(self.households) + len(self.referrals)

    def __bool__(self) -> bool:
        return bool(self.households or self.referrals or self.addresses)


def visible_households(user: User) -> QuerySet[Household]:
    return Household.objects.visible_to(user).with_reminder_days()


def find(user: User, text: str) -> Found:
    """At most `MAXIMUM` households, as many referrals by reference, and `MOST_DWELLINGS` of the reader's own stock."""
    finding = find_households(user, text, findable=visible_households)
    referrals = list(referrals_of(user, text)[: MAXIMUM + 1])
    dwellings = dwellings_of(user, text, most=MOST_DWELLINGS + 1)
    are_close = not dwellings and not finding.households
    if are_close:
        dwellings = dwellings_close_to(user, text, most=MOST_DWELLINGS + 1)
    return Found(
        households=tuple(household_lines(list(finding.households), user=user, today=timezone.localdate())),
        referrals=tuple(
            (referral, status_of(referral, referral.awaited_answers, user))
            for referral in with_awaited_answers(referrals[:MAXIMUM], user)
        ),
        has_more_households=finding.has_more,
        addresses=by_address(dwellings[:MOST_DWELLINGS]),
        has_more_referrals=len(referrals) > MAXIMUM,
        has_more_dwellings=len(dwellings) > MOST_DWELLINGS,
        are_close=finding.are_close,
        are_addresses_close=are_close,
    )


def referrals_of(user: User, text: str) -> QuerySet[Referral]:
    if not REFERENCE.fullmatch(text):
        return Referral.objects.none()
    seen = Referral.objects.visible_to(user).filter(reference__startswith=text.upper())
    return seen.select_related("household").order_by("-pk")


def own_dwellings(user: User) -> QuerySet[Dwelling]:
    """Whoever lives there: nothing of the household is read."""
    own = Dwelling.objects.visible_to(user).in_stock().select_related("residence")
    return own.order_by(
        "commune_name", "street_name", "street_number", "residence", "building", "staircase", "floor", "door", "pk"
    )


def dwellings_of(user: User, text: str, *, most: int) -> list[Dwelling]:
    return finding_dwellings.find(user, text, findable=own_dwellings, most=most) if is_address(text) else []


def dwellings_close_to(user: User, text: str, *, most: int) -> list[Dwelling]:
    return finding_dwellings.find_close(user, text, findable=own_dwellings, most=most) if is_address(text) else []


def is_address(text: str) -> bool:
    """Not the number of a case file or a referral, nor words that tell no address from another."""
    is_number = mode_of(text)[0] in REFERENCES or REFERENCE.fullmatch(text)
    return not is_number and is_long_enough(text) and finding_dwellings.tells_apart(text)


def by_address(dwellings: list[Dwelling]) -> tuple[Address, ...]:
    """Those that stand one after the other at one address of one residence."""
    groups = groupby(dwellings, key=lambda dwelling: (str(dwelling), dwelling.residence_id))
    return tuple(Address(tuple(each)) for _, each in groups)
