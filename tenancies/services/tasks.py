"""Who does what by when: given, done, taken back, put right."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import Organization, User
from partners.notifications import notify
from partners.notifications.kinds import TASK_GIVEN
from partners.roles import Right, Role
from tenancies.models import Household, Participation, Task
from tenancies.models.audience import COMMON, Audience, audiences_open_to
from tenancies.reading.mending import (
    may_cancel_task,
    may_correct_task,
    obstacle_to_cancelling_task,
    obstacle_to_correcting_task,
)
from tenancies.services.access import require_no, require_open_case_file
from tenancies.services.journal import require_audience

Move = Task.Move


class ChargeRefusedError(Exception):
    """Whoever is to do it takes no part in this case file, or could not read it: nothing was written."""


@dataclass(frozen=True)
class Told:
    """A task, and those who are told that it is theirs."""

    pk: int
    people: tuple[int, ...]


@transaction.atomic
def give_task(
    *,
    household: Household,
    user: User,
    audience: str,
    what: str,
    in_charge: Organization,
    person: User | None = None,
    due_on: datetime.date,
    origin: str,
    submission_id: uuid.UUID | None = None,
) -> Task:
    """Note what is to be done, once however often its form is sent; whoever is to do it is told.

    Raises `ChargeRefusedError`, and `TransitionNotAllowedError` when the case file is closed, or when this submission
    noted another one."""
    require_open_case_file(household=household, user=user, right=Right.WRITE_JOURNAL)
    require_audience(audience, *audiences_open_to(user))
    locked = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if locked.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {locked.reference} is closed")
    task, is_new = Task.with_cancelled.get_or_create(
        public_id=submission_id or uuid.uuid4(),
        defaults={
            "household": locked,
            "author": user,
            "organization": user.organization,
            "audience": audience,
            "what": what,
            "in_charge": in_charge,
            "person": person,
            "due_on": due_on,
            "origin": origin,
        },
    )
    if (task.household_id, task.author_id) != (locked.pk, user.pk):
        raise TransitionNotAllowedError(f"submission {submission_id} is that of another task")
    if is_new:
        require_charge(task)
        _tell(task, by=user)
    return task


def require_charge(task: Task) -> None:
    """Raise `ChargeRefusedError` unless whoever is to do it takes part in the case file, and reads the task."""
    parts = Participation.objects.current().filter(household=task.household, organization=task.in_charge)
    is_own = task.in_charge_id == task.organization_id
    reads = task.audience in COMMON or (task.audience == Audience.ORGANIZATION and is_own)
    if task.person:
        is_theirs = task.person.organization_id == task.in_charge_id
        reads = is_theirs and Task.objects.readable_by(task.person).filter(pk=task.pk).exists()
    if not reads or not parts.exists():
        raise ChargeRefusedError(task.in_charge_id)


def _tell(task: Task, *, by: User) -> None:
    """Whoever is named or, where nobody is, those who answer for the team and read it."""
    if task.person_id:
        people = [task.person] if task.person else []
    else:
        team = User.objects.filter(organization=task.in_charge, role__in=(Role.COORDINATOR, Role.ADVISER))
        people = [each for each in team if Task.objects.readable_by(each).filter(pk=task.pk).exists()]
    told = tuple(each.pk for each in people if each.pk != by.pk)
    notify(TASK_GIVEN, about=Told(task.pk, told), at=timezone.now())


@transaction.atomic
def correct_task(
    *,
    task: Task,
    user: User,
    audience: str,
    what: str,
    in_charge: Organization,
    person: User | None = None,
    due_on: datetime.date,
    origin: str,
) -> Task:
    """Let its author say better what is to be done, by whom, by when, or who reads it; whoever is newly to do it is
    told.

    Raises `ChargeRefusedError`, and `MendingRefusedError` when it can no longer be corrected."""
    locked = begin_mending(task, user)
    if not may_correct_task(user, locked):
        raise RightMissingError(Right.WRITE_JOURNAL)
    require_no(obstacle_to_correcting_task(locked))
    require_audience(audience, *audiences_open_to(user))
    before = (locked.in_charge_id, locked.person_id)
    locked.mark_corrected(
        by=user, audience=audience, what=what, in_charge=in_charge, person=person, due_on=due_on, origin=origin
    )
    require_charge(locked)
    if (locked.in_charge_id, locked.person_id) != before:
        _tell(locked, by=user)
    return locked


@transaction.atomic
def cancel_task(*, task: Task, user: User, reason: str, note: str = "") -> Task:
    """Take back a task that `user` reads: it is nobody's to do any more, and stays in the list, struck through.

    Raises `MendingRefusedError` when it is cancelled already, or its case file closed."""
    locked = begin_mending(task, user)
    if not may_cancel_task(user, locked):
        raise RightMissingError(Right.WRITE_JOURNAL)
    require_no(obstacle_to_cancelling_task(locked))
    locked.mark_cancelled(by=user, reason=reason, note=note)
    return locked


def begin_mending(task: Task, user: User) -> Task:
    """The task locked, for somebody who reads it."""
    require_open_case_file(household=task.household, user=user, right=Right.WRITE_JOURNAL)
    rows = Task.with_cancelled
    if not rows.readable_by(user).filter(pk=task.pk).exists():
        raise RightMissingError(Right.WRITE_JOURNAL)
    return rows.select_related("household").select_for_update(of=("self",)).get(pk=task.pk)


@transaction.atomic
def do_task(*, task: Task, user: User) -> Task:
    """It is done. Raises `TransitionNotAllowedError` when it was, when it is cancelled, or its case file closed."""
    return _move(task, Move.DO, user)


@transaction.atomic
def reopen_task(*, task: Task, user: User) -> Task:
    """It was not done after all. Raises the same."""
    return _move(task, Move.REOPEN, user)


def _move(task: Task, move: str, user: User) -> Task:
    locked = begin_mending(task, user)
    Task.machine.authorize(locked, move, user)
    if locked.is_cancelled or locked.household.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"task {locked.pk} stays as it is")
    Task.machine.check(locked, move)
    return Task.machine.finish(locked, move, actor=user)


def name_person(task: Task, *, to: User | None, by: User) -> None:
    """Write who is to do a locked task, nobody until somebody is named, on behalf of a service that has checked its own
    right. Whoever could not read it is not named."""
    if to and not Task.objects.readable_by(to).filter(pk=task.pk).exists():
        to = None
    task.person = to
    task.save(update_fields=["person"])
