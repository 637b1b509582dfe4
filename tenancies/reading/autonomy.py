"""Where a household stands in the five domains of the founding article, at its entry and today.

Domain by domain, never added up: a total would be a score of the person.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from partners.models import User
from tenancies.models import Domain, Household, Observation

MAXIMUM = max(Observation.Level)
FRAGILE = 2


@dataclass(frozen=True)
class Level:
    """One domain: its first and its last observation, None when never observed."""

    domain: Domain
    entry: int | None
    today: int | None

    @property
    def label(self) -> str:
        return self.domain.label

    @property
    def share(self) -> int:
        return 100 * (self.today or 0) // MAXIMUM

    @property
    def tone(self) -> str:
        return "soon" if self.today and self.today <= FRAGILE else "ok"

    @property
    def value(self) -> str:
        return f"{self.today}/{MAXIMUM}" if self.today else "–"


@dataclass(frozen=True)
class Assessment:
    levels: list[Level]
    assessed_on: datetime.date | None

    def last(self, domain: Domain) -> int | None:
        return next(level.today for level in self.levels if level.domain == domain)


@compiled
def observations_of(user: User, household: int) -> QuerySet[Observation]:
    return Observation.objects.visible_to(user).by_workers().filter(household=household).newest_first()


def assessment_of(household: Household, *, reader: User) -> Assessment:
    """What the workers observed, as far as `reader` may read it: one query."""
    return assess(observations_of.rows(reader, given={"household": household.pk}))


def assess(observations: Iterable[Observation]) -> Assessment:
    """From a household's observations, the latest first."""
    observations = list(observations)
    levels = []
    for domain in Domain:
        observed = [observation.level for observation in observations if observation.domain == domain]
        levels.append(Level(domain, observed[-1] if observed else None, observed[0] if observed else None))
    return Assessment(levels=levels, assessed_on=observations[0].observed_on if observations else None)
