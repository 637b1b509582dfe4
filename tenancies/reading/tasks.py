"""The tasks of a case file, as one reader may read them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import day_and_month
from partners.discretion import is_named, shown_participant, shown_person
from partners.exceptions import RightMissingError
from partners.models import Organization, User
from partners.reading.mending import Mending, loaded_menders_of, mending_of
from tenancies.models import Household, Participation, Task
from tenancies.reading.documents import readers_of
from tenancies.reading.mending import (
    may_cancel_task,
    may_correct_task,
    obstacle_to_cancelling_task,
    obstacle_to_correcting_task,
)
from tenancies.reading.people import people_in_charge

# Nobody has more to do for one household.
MOST_TO_DO = 100


@dataclass(frozen=True)
class Charges:
    """Whom a task may be given to, as its author may name them: people, then teams."""

    people: list[User]
    teams: list[Organization]

    @property
    def choices(self) -> list[tuple[str, str]]:
        people = [(f"P{each.public_id}", f"{each.full_name}, {each.organization.short_name}") for each in self.people]
        return people + [(f"T{each.public_id}", f"L’équipe\u00a0: {each.short_name}") for each in self.teams]

    def chosen(self, code: str) -> tuple[Organization, User | None]:
        for person in self.people:
            if code == f"P{person.public_id}":
                return person.organization, person
        return next(each for each in self.teams if code == f"T{each.public_id}"), None

    def code_of(self, task: Task) -> str:
        return f"P{task.person.public_id}" if task.person else f"T{task.in_charge.public_id}"


def charges_of(household: Household, *, reader: User, named: Collection[int]) -> Charges:
    """Two queries."""
    deal = people_in_charge(household) | User.objects.filter(pk=reader.pk)
    people = [
        each
        for each in deal.order_by("organization__kind", "last_name", "pk")
        if is_named(each.organization, reader, named)
    ]
    parts = Participation.objects.current().filter(household=household).select_related("organization")
    teams = [part.organization for part in parts.order_by("since", "pk")]
    return Charges(people, [each for each in teams if is_named(each, reader, named)])


@dataclass(frozen=True)
class TaskLine:
    task: Task
    charge: str
    author: str
    # Whose it is to read, when not everybody's.
    readers: str
    badge: str
    tone: str
    mending: Mending
    # Empty once it was cancelled for being about another household.
    what: str
    do_url: str
    reopen_url: str
    correct_url: str
    cancel_url: str


def tasks_for(user: User, household: Household | int) -> QuerySet[Task]:
    """Those that `user` reads, cancelled ones too."""
    tasks = Task.with_cancelled.readable_by(user).filter(household=household)
    menders = ("corrected_by__organization", "cancelled_by__organization")
    return tasks.select_related("author", "organization", "in_charge", "person__organization", *menders)


@compiled
def tasks_to_do(user: User, household: int) -> QuerySet[Task]:
    return tasks_for(user, household).filter(Task.DUE.waits_for)


@compiled
def settled_tasks(user: User, household: int) -> QuerySet[Task]:
    """Done, or cancelled."""
    return tasks_for(user, household).filter(~Q(Task.DUE.waits_for))


def to_do_in(household: Household, *, reader: User) -> list[Task]:
    return tasks_to_do.rows(reader, order=("due_on", "pk"), limit=MOST_TO_DO, given={"household": household.pk})


def task_lines(
    tasks: list[Task], *, household: Household, reader: User, named: Collection[int], can_write: bool
) -> list[TaskLine]:
    """No query."""
    people = loaded_menders_of(tasks)
    return [line_for(each, household, reader, named, people, can_write) for each in tasks]


def badge_of(task: Task) -> tuple[str, str]:
    if task.is_cancelled:
        return "Annulée", ""
    if task.state == Task.State.DONE:
        return "Faite", "ok"
    day = day_and_month(task.due_on)
    return (f"En retard depuis le {day}", "late") if Task.DUE.is_late(task) else (f"Avant le {day}", "info")


def may_move(reader: User, task: Task, move: str) -> bool:
    try:
        Task.machine.authorize(task, move, reader)
    except RightMissingError:
        return False
    return Task.machine.allows(task, move)


def line_for(
    task: Task,
    household: Household,
    reader: User,
    named: Collection[int],
    people: dict[int | None, User],
    can_write: bool,
) -> TaskLine:
    task.household = household
    place = [household.public_id, task.public_id]
    mending = mending_of(
        task,
        reader=reader,
        author=task.author_id,
        who=lambda person: shown_person(person, person.organization, reader, named),
        people=people,
        reads_text=True,
    )
    badge, tone = badge_of(task)
    urls = {
        "do": not task.is_cancelled and may_move(reader, task, Task.Move.DO),
        "reopen": not task.is_cancelled and may_move(reader, task, Task.Move.REOPEN),
        "correct": may_correct_task(reader, task) and not obstacle_to_correcting_task(task),
        "cancel": may_cancel_task(reader, task) and not obstacle_to_cancelling_task(task),
    }
    charge = (
        shown_person(task.person, task.in_charge, reader, named)
        if task.person
        else shown_participant(task.in_charge, reader, named)
    )
    return TaskLine(
        task=task,
        charge=charge,
        author=shown_person(task.author, task.organization, reader, named),
        readers=readers_of(task),
        badge=badge,
        tone=tone,
        mending=mending,
        what="" if mending.is_withheld else task.what,
        **{
            f"{act}_url": reverse(f"tenancies:task_{act}", args=place) if can_write and may else ""
            for act, may in urls.items()
        },
    )
