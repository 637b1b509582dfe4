"""What is to be done for a household, by whom and by when: decided at a meeting, or noted on the way."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.deadlines import Deadline
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from housing_support.common.moves import Made
from partners.exceptions import RightMissingError
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models.audience import AudienceModel, AudienceQuerySet
from tenancies.models.households import Household


class TaskQuerySet(AudienceQuerySet):
    def to_do(self) -> "TaskQuerySet":
        """In case files that are open: nothing is done in one that is closed."""
        return self.filter(Task.DUE.waits_for, household__closed_on=None)

    def waiting_for(self, user: User) -> "TaskQuerySet":
        """Those that `user` has to do and, where nobody is named, those of their organization, for whoever answers for
        its team."""
        theirs = Q(person=user.pk)
        if user.may(Right.MEND_FOR_COLLEAGUES):
            theirs |= Q(person=None, in_charge=user.organization_id)
        return self.to_do().readable_by(user).filter(theirs)


TaskManager = StandingManager.from_queryset(TaskQuerySet)


class Concerned:
    """Whoever is of the organization in charge, or decided it."""

    def check(self, user: User, row: "Task") -> None:
        user.require(Right.WRITE_JOURNAL)
        if user.organization_id != row.in_charge_id and user.pk != row.author_id:
            raise RightMissingError(Right.WRITE_JOURNAL)

    def __str__(self) -> str:
        return f"`{Right.WRITE_JOURNAL}` in its in_charge, or its author"


def record_move(task: "Task", made: Made) -> None:
    task.events.create(**vars(made))


# Of what was to be done no history repeats a word.
@tracked(exclude=["what", "cancellation_note"])
class Task(Mendable, AudienceModel):
    """Who does what by when, for the readers that its author chose, among whom is whoever does it."""

    class State(models.TextChoices):
        TODO = "TODO", "À faire"
        DONE = "DONE", "Faite"

    class Move(models.TextChoices):
        DO = "DO", "Faite"
        REOPEN = "REOPEN", "De nouveau à faire"

    class Origin(models.TextChoices):
        MEETING = "MEETING", "Rencontre avec la conseillère sociale"
        SYNTHESIS = "SYNTHESIS", "Réunion de synthèse"
        OTHER = "OTHER", "Autre échange"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    what = models.CharField("quoi", max_length=300)
    in_charge = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="organisme")
    # Of that organization; nobody: it sees to it.
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="personne"
    )
    due_on = models.DateField("avant le")
    origin = models.CharField("décidée lors de", max_length=10, choices=Origin, default=Origin.OTHER)
    state = models.CharField("état", max_length=10, choices=State, default=State.TODO)
    recorded_at = models.DateTimeField("notée le", default=timezone.now, editable=False)

    objects = TaskManager()  # type: ignore[assignment,misc] # a manager that does more
    with_cancelled = TaskQuerySet.as_manager()

    DUE = Deadline(
        "Tâche",
        column="due_on",
        waits={"state": (State.TODO,), "cancelled_at": (None,)},
        whom="whoever is to do it, else the coordinators, advisers or managers of the organization in charge",
        since="the decision",
        delay="the day that was agreed",
    )

    machine = moves.Machine(
        moves.Move(Move.DO, {State.TODO: [State.DONE]}, by=Concerned()),
        moves.Move(Move.REOPEN, {State.DONE: [State.TODO]}, by=Concerned()),
        event=record_move,
        loads=("household",),
    )

    class Meta:
        verbose_name = "tâche"
        ordering = ["due_on", "pk"]
        constraints = [
            within_bounds(days=["due_on"]),
            mended_in_full(),
            models.CheckConstraint(
                name="task_has_an_author", condition=Q(author__isnull=False, organization__isnull=False)
            ),
            models.CheckConstraint(name="task_says_what", condition=~Q(what="")),
        ]
        indexes = [
            models.Index(fields=["household", "due_on", "id"], name="task_by_household"),
            models.Index(
                fields=["person", "due_on"], condition=Q(state="TODO", cancelled_at=None), name="task_waits_person"
            ),
            models.Index(
                fields=["in_charge", "due_on"],
                condition=Q(state="TODO", cancelled_at=None, person=None),
                name="task_waits_organization",
            ),
        ]

    def __str__(self) -> str:
        return f"Tâche pour le {self.due_on:%d/%m/%Y}"


class TaskEvent(moves.MoveEvent):
    """One row per time that it was done, or that this was taken back."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "avancement d’une tâche"
        ordering = ["task", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.task} · {self.move}"
