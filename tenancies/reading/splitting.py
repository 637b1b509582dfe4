"""Who leaves a household and who may read the case file opened for them, as one reader may know it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from partners.discretion import is_named
from partners.models import Organization, User
from tenancies.models import (
    Household,
    HouseholdSplit,
    JournalEntry,
    Participation,
    Person,
    SplitObstacle,
)
from tenancies.models.households import is_open_to
from tenancies.reading.merging import relations

# What a case file holds as soon as it is opened for those who leave.
OPENING = (
    JournalEntry.Event.CASE_FILE_OPENED,
    JournalEntry.Event.CASE_FILE_SPLIT_OFF,
    JournalEntry.Event.ADDRESS_PROTECTED,
    JournalEntry.Event.ADDRESS_UNPROTECTED,
)


@dataclass(frozen=True)
class OtherFile:
    """The case file of the others, for whoever reads both."""

    split: HouseholdSplit
    household: Household
    is_new: bool


def splits_of(household: Household, user: User) -> list[OtherFile]:
    """Those that stand, of which `user` reads the other file: one query."""
    read = Q(is_open_to(user, "new"), former=household) | Q(is_open_to(user, "former"), new=household)
    rows = (
        HouseholdSplit.objects.filter(read, undone_at=None).select_related("former", "new").order_by("split_at", "pk")
    )
    return [
        OtherFile(row, row.new if row.former_id == household.pk else row.former, is_new=row.former_id == household.pk)
        for row in rows
    ]


def offered_partners(household: Household, user: User, named: set[int]) -> list[Organization]:
    """Who takes part today besides the one that answers for the case file, and may be named to `user`."""
    parts = Participation.objects.current().filter(household=household).exclude(organization=household.owner_id)
    organizations = [part.organization for part in parts.select_related("organization").order_by("since", "pk")]
    return [each for each in organizations if is_named(each, user, named)]


def obstacle_to_splitting(household: Household, persons: int) -> SplitObstacle | None:
    if household.closed_on:
        return SplitObstacle.CLOSED
    return SplitObstacle.ALONE if persons < 2 else None


def obstacle_to_rejoining(split: HouseholdSplit, former: Household, new: Household) -> SplitObstacle | None:
    if split.undone_at:
        return SplitObstacle.UNDONE
    if former.closed_on or new.closed_on:
        return SplitObstacle.CLOSED_SINCE
    return SplitObstacle.LIVED_IN if has_served(new) else None


def has_served(household: Household) -> bool:
    """Whether anything stands in a case file besides its persons, those who read it and the lines of its opening: one
    query, of every relation, so that a new model is not forgotten."""
    held = Q()
    for relation in relations():
        model: Any = relation.related_model
        if model in (Person, Participation):
            continue
        rows = model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        held |= Q(Exists(rows.exclude(event__in=OPENING) if model is JournalEntry else rows))
    return Household.objects.filter(held, pk=household.pk).exists()
