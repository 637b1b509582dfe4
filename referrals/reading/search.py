"""Whom a referral is about: a known household, found by `tenancies.reading.search`, or one to come."""

from dataclasses import dataclass

from django.db.models import QuerySet

from partners.models import User
from tenancies.models import Household
from tenancies.reading.masking import ShownAddress, address_of
from tenancies.reading.search import find


@dataclass(frozen=True)
class Tenant:
    household: Household
    address: ShownAddress

    @property
    def is_closed(self) -> bool:
        return self.household.state == Household.State.CLOSED


@dataclass(frozen=True)
class FoundTenants:
    """`are_close`: nobody has that name or address, these names look like it."""

    tenants: tuple[Tenant, ...]
    has_more: bool
    are_close: bool


def referable_households(user: User) -> QuerySet[Household]:
    return Household.objects.referable_by(user).with_current_tenancy()


def find_tenants(user: User, text: str) -> FoundTenants:
    """At most `MAXIMUM` of the households that `user` may refer."""
    finding = find(user, text, findable=referable_households)
    tenants = tuple(tenant_of(household) for household in finding.households)
    return FoundTenants(tenants, has_more=finding.has_more, are_close=finding.are_close)


def tenant_of(household: Household) -> Tenant:
    """Needs `with_current_tenancy`."""
    tenancy = next(iter(household.running_tenancies), None)
    return Tenant(household, address_of(household, tenancy.dwelling if tenancy else None))
