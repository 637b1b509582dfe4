"""A household separates: a case file is opened for those who leave, and they are put back when that was a mistake."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from partners.exceptions import TransitionNotAllowedError
from partners.models import Organization, User
from tenancies.models import Household, HouseholdSplit, JournalEntry, Participation, Person, SplitObstacle
from tenancies.models.ends import EndReason
from tenancies.reading.splitting import obstacle_to_rejoining, obstacle_to_splitting
from tenancies.services.households import begin_participation, lock_case_file, open_household
from tenancies.services.journal import record_event

REASON = "Séparation du ménage"
Move, Role, Event = Household.Move, Person.Role, JournalEntry.Event


class SplitRefusedError(TransitionNotAllowedError):
    """It cannot be split, or its split undone; `obstacle` says why."""

    def __init__(self, obstacle: SplitObstacle):
        super().__init__(obstacle.value)
        self.obstacle = obstacle


@transaction.atomic
def split_household(
    *,
    household: Household,
    user: User,
    leaving: Collection[int],
    holder: int,
    staying_holder: int | None = None,
    on: datetime.date,
    reason: str,
    name: str = "",
    partners: Collection[Organization] = (),
) -> HouseholdSplit:
    """Open a case file of the same owner for the members `leaving`, of whom one is its `holder`. Whatever else the
    former one holds stays there, its lease and its support first; `staying_holder` holds it when its holder leaves.
    Of the associations that take part in it, `partners` read the new one, whose address is protected if that of the
    former is.

    Raises `SplitRefusedError`."""
    # As if it went: whoever answers for it.
    Household.machine.authorize(household, Move.CLOSE, user)
    current = Household.machine.lock(household)
    present = {person.pk: person for person in current.persons.order_by("pk")}
    if obstacle := obstacle_to_splitting(current, len(present)):
        raise SplitRefusedError(obstacle)
    going = [person for pk, person in present.items() if pk in leaving]
    staying = [person for pk, person in present.items() if pk not in leaving]
    takes_over = present.get(staying_holder or 0)
    needs_holder = any(person.role == Role.HOLDER for person in going)
    if (
        {*leaving} - present.keys()
        or not going
        or not staying
        or holder not in leaving
        or (takes_over is not None and takes_over not in staying)
        or (needs_holder and takes_over is None)
    ):
        raise SplitRefusedError(SplitObstacle.CHANGED)
    allowed = Participation.objects.current().filter(household=current).values_list("organization", flat=True)
    if {each.pk for each in partners} - {*allowed}:
        raise SplitRefusedError(SplitObstacle.CHANGED)
    new = open_household(
        landlord=current.landlord,
        user=user,
        name=name or present[holder].last_name or current.name,
        persons=[],
        reason=REASON,
        is_protected=current.is_protected,
    )
    split = HouseholdSplit.objects.create(
        former=current,
        new=new,
        on=on,
        reason=reason,
        former_roles={str(person.pk): person.role for person in (*going, *([takes_over] if takes_over else []))},
        split_by=user,
    )
    for person in sorted(going, key=lambda person: person.pk == holder):
        person.household = new
        if person.pk == holder:
            person.role = Role.HOLDER
        elif person.role == Role.HOLDER:
            person.role = Role.OTHER
        person.save(update_fields=["household", "role"])
    if needs_holder and takes_over:
        takes_over.role = Role.HOLDER
        takes_over.save(update_fields=["role"])
    current.version += 1
    current.save(update_fields=["version"])
    for partner in partners:
        begin_participation(household=new, organization=partner, role=Participation.Role.SUPPORT, reason=REASON)
    # Neither names the other: not all who read one read both.
    facts = {"reason": reason, "on": on.isoformat()}
    record_event(household=current, author=user, event=Event.CASE_FILE_SPLIT, facts=facts)
    record_event(household=new, author=user, event=Event.CASE_FILE_SPLIT_OFF, facts=facts)
    return split


@transaction.atomic
def rejoin_household(*, split: HouseholdSplit, user: User) -> HouseholdSplit:
    """Put back those who left, as long as nothing else stands in their case file, which is closed and leads to the
    former one.

    Raises `SplitRefusedError`."""
    Household.machine.authorize(split.former, Move.RECEIVE, user)
    Household.machine.authorize(split.new, Move.MERGE, user)
    locked = {}
    for household in sorted((split.former, split.new), key=lambda each: each.pk):
        locked[household.pk] = lock_case_file(household)
    split = HouseholdSplit.objects.select_for_update().get(pk=split.pk)
    former, new = locked[split.former_id], locked[split.new_id]
    if obstacle := obstacle_to_rejoining(split, former, new):
        raise SplitRefusedError(obstacle)
    _put_back(split, former, new)
    parts = Participation.objects.current().filter(household=new)
    parts.update(until=timezone.localdate(), end_reason=EndReason.MERGED)
    for household in (former, new):
        record_event(household=household, author=user, event=Event.CASE_FILE_REJOINED)
    Household.machine.finish(new, Move.MERGE, actor=user, closed_on=timezone.localdate(), merged_into=former)
    former.version += 1
    former.save(update_fields=["version"])
    split.undone_at, split.undone_by = timezone.now(), user
    split.save(update_fields=["undone_at", "undone_by"])
    return split


def _put_back(split: HouseholdSplit, former: Household, new: Household) -> None:
    """Each in the place that they had; whoever came since, or whose place is taken, among the others."""
    roles = {int(pk): role for pk, role in split.former_roles.items()}
    for person in former.persons.filter(pk__in=roles):
        if person.role == Role.HOLDER:
            person.role = roles[person.pk]
            person.save(update_fields=["role"])
    has_holder = former.persons.filter(role=Role.HOLDER).exists()
    for person in new.persons.order_by("pk"):
        role = roles.get(person.pk, person.role)
        if role == Role.HOLDER and (has_holder or person.pk not in roles):
            role = Role.OTHER
        has_holder = has_holder or role == Role.HOLDER
        person.household, person.role = former, role
        person.save(update_fields=["household", "role"])
