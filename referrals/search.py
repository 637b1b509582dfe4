"""Whom a referral is about: a known household, by name, case reference or address, or a dwelling nobody lives in."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Exists, OuterRef, QuerySet, Value

from partners.models import User
from partners.roles import Right
from tenancies.functions import Unaccented
from tenancies.masking import FINDABLE_BY_ADDRESS, ShownAddress, address_of
from tenancies.models import Dwelling, Household, Tenancy

MAXIMUM = 20
SHORTEST = 2
CASE_REFERENCE = re.compile(r"d-?\d{4}-?\d*", re.IGNORECASE)


@dataclass(frozen=True)
class Tenant:
    household: Household
    address: ShownAddress

    @property
    def is_closed(self) -> bool:
        return self.household.state == Household.State.CLOSED


def find_tenants(user: User, text: str) -> list[Tenant]:
    """At most `MAXIMUM` of the households that `user` may refer: those of that reference, else those of that name and,
    unless protected, those of that address. One indexed query each: an OR across tables would read them all.
    """
    words = text.split()
    if len("".join(words)) < SHORTEST:
        return []
    referable = Household.objects.referable_by(user).with_current_tenancy()
    if CASE_REFERENCE.fullmatch(text.strip()):
        found = list(referable.filter(reference__startswith=text.strip().upper())[:MAXIMUM])
    else:
        found = list(containing(referable, "sort_name", words).order_by("sort_name", "pk")[:MAXIMUM])
        if len(found) < MAXIMUM:
            here = Tenancy.objects.running().filter(FINDABLE_BY_ADDRESS, household__landlord=user.organization_id)
            here = containing(here, "dwelling__search_text", words).exclude(household__in=found).order_by()
            found += referable.filter(pk__in=here.values("household"))[: MAXIMUM - len(found)]
        if not found:
            found = list(alike(referable, text)[:MAXIMUM])
    return [tenant_of(household) for household in found]


def containing(rows: QuerySet, field: str, words: list[str]) -> QuerySet:
    """Those whose `field` holds each word, whatever its case and accents. Shorter than a trigram, a word begins the
    field, which the trigram index still answers."""
    for word in words:
        lookup = "contains" if len(word) > SHORTEST or len(words) > 1 else "startswith"
        rows = rows.filter(**{f"{field}__{lookup}": Unaccented(Value(word))})
    return rows


def alike(households: QuerySet, text: str) -> QuerySet:
    """Names close to `text`, for a letter missing or swapped, the closest first."""
    wanted = Unaccented(Value(text.strip()))
    likeness = TrigramSimilarity("sort_name", wanted)
    return households.filter(sort_name__trigram_similar=wanted).order_by(likeness.desc(), "pk")


def tenant_of(household: Household) -> Tenant:
    """Needs `with_current_tenancy`."""
    tenancy = next(iter(household.running_tenancies), None)
    return Tenant(household, address_of(household, tenancy.dwelling if tenancy else None))


def find_free_dwellings(user: User, address: str) -> QuerySet[Dwelling]:
    """At most `MAXIMUM` of the landlord's dwellings at that address which no known household occupies."""
    words = address.split()
    if len("".join(words)) < SHORTEST:
        return Dwelling.objects.none()
    dwellings = containing(free_dwellings(user), "search_text", words)
    return dwellings.select_related("residence").order_by("search_text", "door", "pk")[:MAXIMUM]


def free_dwellings(user: User) -> QuerySet[Dwelling]:
    """Whoever logs a referral may say where the tenant lives, in a role that does not read the stock too."""
    user.require(Right.LOG_REFERRAL)
    occupied = Tenancy.objects.running().filter(dwelling=OuterRef("pk"))
    return Dwelling.objects.in_stock().filter(~Exists(occupied), landlord=user.organization_id)
