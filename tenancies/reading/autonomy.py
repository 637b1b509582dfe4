"""Where a household stands in the five domains of the founding article, at its entry and today.

Domain by domain, never added up: a total would be a score of the person.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from tenancies.models import Visit

LABELS = {
    "autonomy_housing": "Logement",
    "autonomy_rights": "Droits",
    "autonomy_duties": "Devoirs",
    "autonomy_neighbours": "Voisinage",
    "autonomy_budget": "Budget",
}
MAXIMUM = max(Visit.Autonomy.values)
FRAGILE = 2


@dataclass(frozen=True)
class Level:
    """One domain: its first and its last assessment, None when never assessed."""

    field: str
    label: str
    entry: int | None
    today: int | None

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
    assessed_at: datetime.datetime | None

    def last(self, field: str) -> int | None:
        return next(level.today for level in self.levels if level.field == field)


def assess(visits: Iterable[Visit]) -> Assessment:
    """From a household's visits, the latest first."""
    visits = list(visits)
    levels = []
    for field, label in LABELS.items():
        values = [getattr(visit, field) for visit in visits if getattr(visit, field)]
        levels.append(Level(field, label, values[-1] if values else None, values[0] if values else None))
    assessed = (visit.visited_at for visit in visits if any(getattr(visit, field) for field in LABELS))
    return Assessment(levels=levels, assessed_at=next(assessed, None))
