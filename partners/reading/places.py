"""How many of the dwellings that a convention promises are used.

Dwellings tell it, of which nothing here knows: the application above that reserves them gives `counting` its rule when
it is loaded, for this one must not import it.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from housing_support.common.dates import long_date
from housing_support.common.numbers import agreed, integer
from partners.models import Convention

NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Places:
    """On one day: those that the convention promises, those that a reservation takes, and the reservations that begin
    later. `unused_since`: from when on one of them at least has been unused, where it was asked."""

    promised: int
    used: int
    planned: int
    unused_since: datetime.date | None = None

    @property
    def unused(self) -> int:
        return max(0, self.promised - self.used)

    @property
    def unused_in_words(self) -> str:
        """« 1 place inutilisée depuis le 3 mars 2026 », or nothing."""
        if not self.unused:
            return ""
        told = f"{integer(self.unused)}{NO_BREAK}{agreed('places', self.unused)} {agreed('inutilisées', self.unused)}"
        return f"{told} depuis le {long_date(self.unused_since)}" if self.unused_since else told


def in_words(convention: Convention, places: Places, *, on: datetime.date | None = None) -> str:
    """« 1 place sur 2 utilisée · 1 prévue »; how many it promises, when it is not in force."""
    if not places.promised:
        return "Aucune place"
    told = f"{integer(places.promised)}{NO_BREAK}{agreed('places', places.promised)}"
    if convention.is_in_force(on):
        place, used = agreed("places", places.used), agreed("utilisées", places.used)
        told = f"{integer(places.used)}{NO_BREAK}{place} sur {integer(places.promised)}{NO_BREAK}{used}"
    planned = f"{integer(places.planned)}{NO_BREAK}{agreed('prévues', places.planned)}" if places.planned else ""
    return " · ".join(filter(None, (told, planned)))


counting: list[Callable[..., dict[int, Places]]] = []


def places_of(
    conventions: Sequence[Convention], *, on: datetime.date | None = None, tells_since: bool = False
) -> dict[int, Places]:
    """By the identifiers of the conventions: one query for all of them, two more when it `tells_since` when."""
    [count] = counting
    return count([convention.pk for convention in conventions], on=on or timezone.localdate(), tells_since=tells_since)


def with_places(conventions: Iterable[Convention]) -> list[tuple[Convention, str]]:
    """Each with its places of today, in words: one query for all of them."""
    found = list(conventions)
    places = places_of(found)
    return [(convention, in_words(convention, places[convention.pk])) for convention in found]
