from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet, Value

from partners.models import User
from referrals.models import Referral
from referrals.reading.doors import duplicates_at
from referrals.reading.search import Tenant, referable_households, tenant_of
from tenancies.models import Dwelling, Household
from tenancies.models.functions import Unaccented
from tenancies.reading.likely import likely_households


def possible_duplicates(referral: Referral, user: User) -> list[Referral]:
    """Open referrals of the same household or, for a new one, of its namesakes."""
    if referral.household_id:
        households = Household.objects.filter(pk=referral.household_id)
    else:
        name = Unaccented(Value(referral.described_household["name"]))
        households = Household.objects.referable_by(user).filter(sort_name=name)
    return list(Referral.objects.visible_to(user).open().filter(household__in=households).order_by("-pk")[:3])


def duplicates_to_name(referral: Referral, user: User) -> QuerySet[Referral]:
    """The other open referrals that may go on in the place of one that was sent: of the same household or, as long as
    it is not known, that may name the same place."""
    if referral.household_id is None:
        return duplicates_at(referral, user)
    others = Referral.objects.visible_to(user).open().filter(household=referral.household_id).exclude(pk=referral.pk)
    return others.select_related("household", "dwelling__residence", "author").order_by("-pk")


def likely_tenants(referral: Referral, user: User) -> list[Tenant]:
    """Households of the landlord that may be the one that a draft describes; none once it names one."""
    if referral.household_id:
        return []
    described = referral.described_household
    holder = described["persons"][0] if described["persons"] else {}
    door = described["dwelling"]
    return alike_tenants(
        user,
        first_name=holder.get("first_name", ""),
        last_name=described["name"],
        birth_year=holder.get("birth_year"),
        phone=holder.get("phone", ""),
        dwelling=Dwelling.objects.visible_to(user).filter(public_id=door).first() if door else None,
    )


def alike_tenants(user: User, **described) -> list[Tenant]:
    """Households of the landlord that may be the one described, as `likely_households` takes it."""
    return [tenant_of(household) for household in likely_households(user, findable=referable_households, **described)]


def open_referrals_of(households: Iterable[Household]) -> dict[int, list[Referral]]:
    """By household, those that wait or are followed already."""
    found: dict[int, list[Referral]] = defaultdict(list)
    for referral in Referral.objects.open().filter(household__in=list(households)).order_by("-pk"):
        if referral.household_id:
            found[referral.household_id].append(referral)
    return dict(found)
