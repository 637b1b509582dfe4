"""A household in a few words, computed from its persons: « 1 adulte, 2 enfants »."""

import datetime
from collections.abc import Iterable
from typing import Protocol

from tenancies.models import Person

MAJORITY = 18


class Member(Protocol):
    """A `Person`, or what a list reads of one."""

    @property
    def role(self) -> str: ...
    @property
    def birth_year(self) -> int | None: ...


def is_adult(person: Member, *, year: int) -> bool:
    """Of age this year by the birth year; when it is unknown, everybody but a child of the household."""
    if person.birth_year is None:
        return person.role != Person.Role.CHILD
    return year - person.birth_year >= MAJORITY


def composition(persons: Iterable[Member], *, today: datetime.date) -> str:
    ages = [is_adult(person, year=today.year) for person in persons]
    adults, children = ages.count(True), ages.count(False)
    parts = [
        f"{adults}\u00a0adulte{'s' if adults > 1 else ''}" if adults else "",
        f"{children}\u00a0enfant{'s' if children > 1 else ''}" if children else "",
    ]
    return ", ".join(part for part in parts if part) or "Composition inconnue"
