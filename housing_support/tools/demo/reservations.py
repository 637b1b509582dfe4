"""What is free, out of use and let under a convention; `allocations.py` tells what waits for its next household."""

import datetime
import random
from decimal import Decimal

from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.ids import uuid_from
from housing_support.tools.demo.partnership import Partnership
from partners.models import Convention
from tenancies.models import Dwelling, DwellingFacts, FollowUp, Reservation, Tenancy, Vacancy, Void

DAY = datetime.timedelta(days=1)
NEW_HOMES = (("ucrm", 1), ("habitat", 2))
# Of the dwellings declared free, those that nobody can enter yet come first.
OUT_OF_USE, FREE = 2, 5


def build_reservations(
    partnership: Partnership, dwellings: list[Dwelling], *, clock: Clock, chance: random.Random
) -> None:
    let = set(Tenancy.objects.values_list("dwelling", flat=True))
    # One in each of as many residences as there are.
    empty = sorted((each for each in dwellings if each.pk not in let), key=lambda each: (each.door, each.pk))
    free = empty[: OUT_OF_USE + FREE]
    Vacancy.objects.bulk_create(
        Vacancy(public_id=uuid_from(chance), dwelling=dwelling, starts_on=clock.day(18 - 9 * rank))
        for rank, dwelling in enumerate(free)
    )
    DwellingFacts.objects.bulk_create(_described(dwelling, rank) for rank, dwelling in enumerate(free))
    for key in NEW_HOMES:
        _reserve_homes_of(partnership.conventions[key], chance)
    Void.objects.create(
        public_id=uuid_from(chance),
        dwelling=free[0],
        reason=Void.Reason.WORKS,
        starts_on=clock.day(12),
        ends_on=clock.day(-24),
    )
    Void.objects.create(public_id=uuid_from(chance), dwelling=free[1], reason=Void.Reason.SALE, starts_on=clock.day(5))


def _described(dwelling: Dwelling, rank: int) -> DwellingFacts:
    access, heating = DwellingFacts.Accessibility, DwellingFacts.Heating
    return DwellingFacts(
        dwelling=dwelling,
        rent_euros=Decimal(dwelling.rent_euros or 400) + Decimal("7.40"),
        charges_euros=Decimal(62 + 6 * rank),
        has_lift=rank % 2 == 0,
        accessibility=(access.GROUND, access.NONE, access.WHEELCHAIR)[rank % 3],
        heating=(heating.DISTRICT, heating.GAS)[rank % 2],
    )


def _reserve_homes_of(convention: Convention, chance: random.Random) -> None:
    """The leases signed under it: their dwellings are reserved as long as they run, until its end."""
    households = FollowUp.objects.running().filter(convention=convention).values("household")
    leases = Tenancy.objects.filter(household__in=households).order_by("starts_on", "pk")
    Reservation.objects.bulk_create(
        Reservation(
            public_id=uuid_from(chance),
            dwelling_id=lease.dwelling_id,
            convention=convention,
            household_id=lease.household_id,
            starts_on=max(lease.starts_on, convention.starts_on),
            ends_on=min(lease.ends_on - DAY, convention.ends_on) if lease.ends_on else convention.ends_on,
            state=Reservation.State.ENDED if lease.phase() == Tenancy.Phase.ENDED else Reservation.State.LET,
        )
        for lease in leases
    )
