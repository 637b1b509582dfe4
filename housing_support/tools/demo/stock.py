"""About four hundred dwellings in ten residences of Toulouse, as the landlord's register would describe them."""

import random
from dataclasses import dataclass

from housing_support.tools.demo.ids import uuid_from
from partners.models import Organization
from tenancies.models import Dwelling, Residence

COMMUNE_CODE, COMMUNE_NAME = "31555", "Toulouse"
DOORS_PER_FLOOR = 2


@dataclass(frozen=True)
class ResidenceProfile:
    name: str
    street_name: str
    postal_code: str
    completed_year: int
    floors: int
    staircases: int
    in_priority_district: bool
    funding_code: str
    energy_class: str


RESIDENCES = (
    ResidenceProfile("Les Mazades", "avenue des Mazades", "31200", 1964, 5, 4, True, "52", "D"),
    ResidenceProfile("Bellefontaine", "rue du Tintoret", "31100", 1972, 9, 3, True, "52", "D"),
    ResidenceProfile("Empalot", "avenue Jean-Moulin", "31400", 1958, 4, 5, True, "52", "E"),
    ResidenceProfile("La Reynerie", "rue de Kiev", "31100", 1974, 9, 2, True, "52", "E"),
    ResidenceProfile("Bagatelle", "rue du Lot", "31100", 1961, 4, 4, True, "52", "E"),
    ResidenceProfile("Lalande", "route de Launaguet", "31200", 2009, 3, 4, False, "13", "C"),
    ResidenceProfile("Papus", "rue Desbals", "31100", 1959, 4, 4, True, "52", "D"),
    ResidenceProfile("Soupetard", "rue de Soupetard", "31500", 1968, 4, 4, True, "52", "D"),
    ResidenceProfile("Rangueil", "rue Bonnat", "31400", 1996, 3, 4, False, "12", "C"),
    ResidenceProfile("Borderouge", "rue Lapeyrouse", "31200", 2017, 4, 4, False, "10", "B"),
)

# Number of rooms, living area around which a dwelling of that size turns, share of the stock.
SIZES = ((1, 28, 12), (2, 46, 26), (3, 63, 34), (4, 78, 20), (5, 93, 8))


def build_stock(*, landlord: Organization, chance: random.Random) -> list[Dwelling]:
    """Create the residences and their dwellings, residence by residence and floor by floor."""
    residences = Residence.objects.bulk_create(
        Residence(
            public_id=uuid_from(chance),
            landlord=landlord,
            name=profile.name,
            commune_code=COMMUNE_CODE,
            commune_name=COMMUNE_NAME,
        )
        for profile in RESIDENCES
    )
    dwellings = [
        dwelling
        for profile, residence in zip(RESIDENCES, residences, strict=True)
        for dwelling in _dwellings_of(profile, residence, chance)
    ]
    for rank, dwelling in enumerate(dwellings, start=1):
        dwelling.rpls_id = f"31{rank:08}"
        dwelling.landlord_reference = f"{dwelling.residence.pk:03}-{dwelling.staircase}-{dwelling.door}"
    return Dwelling.objects.bulk_create(dwellings)


def _dwellings_of(profile: ResidenceProfile, residence: Residence, chance: random.Random) -> list[Dwelling]:
    rooms, areas, weights = zip(*SIZES, strict=True)
    found = []
    for staircase in range(1, profile.staircases + 1):
        number = str(2 * staircase + 8)
        for floor in range(profile.floors + 1):
            for door in range(1, DOORS_PER_FLOOR + 1):
                size = chance.choices(range(len(rooms)), weights)[0]
                area = areas[size] + chance.randint(-4, 6)
                found.append(
                    Dwelling(
                        public_id=uuid_from(chance),
                        landlord=residence.landlord,
                        residence=residence,
                        street_number=number,
                        street_name=profile.street_name,
                        postal_code=profile.postal_code,
                        commune_code=COMMUNE_CODE,
                        commune_name=COMMUNE_NAME,
                        building="ABCDEFGH"[staircase - 1],
                        staircase=str(staircase),
                        floor=str(floor),
                        door=f"{floor}{door:02}",
                        construction=Dwelling.Construction.COLLECTIVE,
                        rooms=rooms[size],
                        living_area_m2=area,
                        completed_year=profile.completed_year,
                        funding_code=profile.funding_code,
                        in_priority_district=profile.in_priority_district,
                        energy_class=profile.energy_class,
                        greenhouse_class=profile.energy_class,
                        occupancy_code="1",
                        quota_code="7",
                        rent_euros=round(area * chance.uniform(5.6, 6.9)),
                    )
                )
    return found
