"""Which door: the dwellings that somebody chooses one of, told apart by their address, then by their building, their
staircase and their floor, and shown page by page. Whoever offers a choice of dwellings asks here.

All of them are offered and counted the same way, taken or free, whoever lives there: a door left out, or one less in a
count, would tell who lives behind it.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.db.models import QuerySet

from housing_support.common.numbers import agreed, integer
from tenancies.models import Dwelling
from tenancies.models.dwellings import floor_in_words
from tenancies.reading.dwellings import close, matching
from tenancies.reading.search import is_long_enough

# An address is told from another by these, and known by any of its doors.
ADDRESS = ("residence_id", "street_name", "street_number", "address_complement")
# In this order: the building, then the staircase of that building, then the floor of that staircase.
LEVELS = {"building": "Bâtiment", "staircase": "Escalier", "floor": "Étage"}
STEPS = {"address": "Adresse exacte", **LEVELS}
# Sent back with them: the address whose levels they are.
SHOWN = "shown"
PAGE_SIZE = 20
# So many dwellings share no more than a word: none is listed, rather than a part that looks like the whole.
MOST_DOORS = 1_000
# Before each value that is chosen: that of the doors of no building is chosen too.
GIVEN = "="
NO_BREAK = "\u00a0"
READ = (
    *("public_id", "street_number", "street_name", "address_complement", "postal_code", "commune_name"),
    *("building", "staircase", "floor", "door", "rooms", "landlord_reference", "residence__name"),
)


@dataclass(frozen=True)
class Step:
    """One way of telling the doors apart: its values, in words, with how many doors each one has."""

    name: str
    choices: tuple[tuple[str, str], ...]
    chosen: str

    @property
    def label(self) -> str:
        return STEPS[self.name]


@dataclass(frozen=True)
class Choosing:
    """The doors among which one is chosen, as far as `chosen` tells them apart; `page` is the one that is asked for."""

    doors: tuple[Dwelling, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)
    asked_page: int = 1
    is_too_many: bool = False
    # Nothing is at that address: these are close to it.
    are_close: bool = False
    size: int = PAGE_SIZE

    @cached_property
    def addresses(self) -> dict[str, list[Dwelling]]:
        """The doors of each address, which is named by one of them."""
        groups = groupby(self.doors, key=address_key)
        return {str((doors := list(group))[0].public_id): doors for _, group in groups}

    @cached_property
    def address(self) -> str:
        """The one that is chosen, by whichever of its doors, or that is alone."""
        if len(self.addresses) == 1:
            return next(iter(self.addresses))
        asked = self.chosen.get("address", "")
        named = (name for name, doors in self.addresses.items() if any(str(one.public_id) == asked for one in doors))
        return next(named, "")

    @cached_property
    def is_still_there(self) -> bool:
        """What was chosen while another address was shown tells nothing of this one."""
        shown = self.chosen.get(SHOWN, self.address)
        return any(str(one.public_id) == shown for one in self.addresses.get(self.address, ()))

    @cached_property
    def narrowed(self) -> tuple[tuple[Step, ...], list[Dwelling]]:
        """What may be chosen, and the doors that are left."""
        doors, steps = list(self.doors), []
        if len(doors) <= self.size:
            return (), doors
        if len(self.addresses) > 1:
            steps.append(Step("address", self.address_choices(), self.address))
            doors = self.addresses.get(self.address, doors)
        if not self.address:
            return tuple(steps), doors
        for name in LEVELS:
            values = Counter(getattr(door, name) for door in doors)
            if len(values) < 2:
                continue
            asked = self.chosen.get(name, "") if self.is_still_there else ""
            value = asked.removeprefix(GIVEN) if asked.startswith(GIVEN) else None
            value = value if value in values else None
            steps.append(Step(name, level_choices(name, values), "" if value is None else GIVEN + value))
            if value is not None:
                doors = [door for door in doors if getattr(door, name) == value]
        return tuple(steps), doors

    def address_choices(self) -> tuple[tuple[str, str], ...]:
        found = self.addresses.items()
        named = ((name, f"{address_in_words(doors[0])} ({counted(len(doors))})") for name, doors in found)
        return (("", "Toutes les adresses"), *named)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.narrowed[0]

    @property
    def left(self) -> list[Dwelling]:
        return self.narrowed[1]

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.left) // self.size))

    @property
    def page(self) -> int:
        return min(max(self.asked_page, 1), self.pages)

    @property
    def shown(self) -> list[Dwelling]:
        first = (self.page - 1) * self.size
        return self.left[first : first + self.size]

    @property
    def previous_page(self) -> int:
        return self.page - 1

    @property
    def next_page(self) -> int:
        return self.page + 1 if self.page < self.pages else 0

    @property
    def place(self) -> str:
        """Of all the doors that are left, said once; empty when they have several addresses."""
        return address_in_words(self.left[0]) if self.left and self.address else ""

    @property
    def count(self) -> str:
        """« 510 logements, dont 42 ici : de 1 à 20 », of the address once one is chosen."""
        total, left = len(self.addresses.get(self.address, self.doors)), len(self.left)
        told = counted(total)
        if not self.address:
            told += f" à {integer(len(self.addresses))}{NO_BREAK}adresses"
        if left < total:
            told += f", dont {integer(left)} ici"
        if self.pages > 1:
            first = (self.page - 1) * self.size
            told += f"{NO_BREAK}: de {integer(first + 1)} à {integer(first + len(self.shown))}"
        return told


def choosing(dwellings: QuerySet[Dwelling], text: str, *, chosen: Mapping[str, str], page: int = 1) -> Choosing:
    """Among those of `dwellings` that `text` finds or, failing them, those whose address is close to it. One query,
    however many there are, two when none is found."""
    if not is_long_enough(text):
        return Choosing(())
    doors = read(matching(dwellings, text))
    are_close = not doors
    if are_close:
        doors = read(close(dwellings, text))
    if len(doors) > MOST_DOORS:
        return Choosing((), is_too_many=True)
    return Choosing(tuple(sorted(doors, key=address_then_way_up)), chosen, page, are_close=are_close)


def read(found: QuerySet[Dwelling]) -> list[Dwelling]:
    return list(found.order_by().select_related("residence").only(*READ)[: MOST_DOORS + 1])


def address_key(door: Dwelling) -> tuple:
    return tuple(getattr(door, name) for name in ADDRESS)


def address_then_way_up(door: Dwelling) -> tuple:
    street = (door.commune_name, door.street_name, in_order(door.street_number), door.address_complement)
    return (*street, door.residence_id, *on_the_way_up(door))


def on_the_way_up(door: Dwelling) -> tuple:
    return (in_order(door.building), in_order(door.staircase), level(door.floor), in_order(door.door), door.pk)


def in_order(text: str) -> list[tuple[int, str]]:
    """« 12 » after « 2 »."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.findall(r"\d+|\D+", text)]


def level(floor: str) -> tuple[int, str]:
    if floor.upper() in {"RC", "RDC"}:
        return (0, "")
    return (int(floor), "") if re.fullmatch(r"-?[0-9]{1,3}", floor) else (1000, floor)


# In words

ORDERS: dict[str, Callable[[str], object]] = {"building": in_order, "staircase": in_order, "floor": level}
WITHOUT = {"building": "Sans bâtiment", "staircase": "Sans escalier", "floor": "Étage non précisé"}
EVERY = {"building": "Tous les bâtiments", "staircase": "Tous les escaliers", "floor": "Tous les étages"}


def level_choices(name: str, values: Counter[str]) -> tuple[tuple[str, str], ...]:
    ordered = sorted(values, key=ORDERS[name])  # type: ignore[arg-type] # each of them compares with itself
    told = ((GIVEN + value, f"{level_in_words(name, value)} ({integer(values[value])})") for value in ordered)
    return (("", EVERY[name]), *told)


def level_in_words(name: str, value: str) -> str:
    words = floor_in_words(value) if name == "floor" else value
    return words[:1].upper() + words[1:] or WITHOUT[name]


def address_in_words(door: Dwelling) -> str:
    """« 15 avenue des Buissons Ardents, Les Buissons, 06150 Cannes »."""
    town = f"{door.postal_code} {door.commune_name}".strip()
    parts = (door.street_address, door.residence.name, town)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def door_in_words(door: Dwelling) -> str:
    """Where it is at its address, which is said once for them all."""
    place = door.place or door.landlord_reference or "logement"
    return " · ".join(part for part in (place[:1].upper() + place[1:], door.typology) if part)


def counted(count: int) -> str:
    return f"{integer(count)}{NO_BREAK}{agreed('logements', count)}"
