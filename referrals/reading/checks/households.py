"""Who will live in the dwelling, as the income ceilings count them."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenancies.models import Person
from tenancies.reading.composition import Member, is_adult

# Of a couple that the ceilings call young, the ages add up to this at most.
YOUNG_COUPLE_AGES = 55
LAST_CATEGORY = 6


@dataclass(frozen=True)
class Occupants:
    adults: int
    dependants: int
    is_young_couple: bool = False

    @property
    def persons(self) -> int:
        return self.adults + self.dependants

    @property
    def category(self) -> int:
        """1 to 6, arrêté of 29 July 1987, annex. That of a disability is not looked for: health is not recorded here,
        and it only raises a ceiling."""
        if self.persons == 2 and self.is_young_couple:
            return 3
        if self.dependants and self.adults == 1:
            return min(self.dependants + 2, LAST_CATEGORY)
        return min(max(self.persons, 1), LAST_CATEGORY)

    @property
    def beyond(self) -> int:
        """How many persons the ceiling of the last category does not count."""
        if self.category < LAST_CATEGORY:
            return 0
        counted = LAST_CATEGORY - 1 if self.adults == 1 else LAST_CATEGORY
        return max(self.persons - counted, 0)


def occupants(persons: Iterable[Member], *, year: int) -> Occupants:
    """From the persons of a case file."""
    known = list(persons)
    adults = sum(is_adult(person, year=year) for person in known)
    return Occupants(adults=adults, dependants=len(known) - adults, is_young_couple=is_young_couple(known, year=year))


def is_young_couple(persons: list[Member], *, year: int) -> bool:
    """The holder and a partner, whose ages are known."""
    couple = [person for person in persons if person.role in {Person.Role.HOLDER, Person.Role.PARTNER}]
    births = [person.birth_year for person in couple if person.birth_year is not None]
    return len(couple) == len(births) == 2 and sum(year - birth for birth in births) <= YOUNG_COUPLE_AGES
