"""Work too long for a request: a row that pages follow, and a task that `manage.py worker` runs.

A job is declared in three steps:

    class Export(BackgroundJob):                        # in the models of its application
        State = …
        BUSY_STATES = (State.WRITING,)                  # those in which a worker is at it
        state = models.CharField(choices=State, default=State.WRITING)
        rows_written = models.PositiveIntegerField(default=0)

    @task()                                             # in its services
    def write_export(export_id: int, attempt: int) -> None:
        export = jobs.current(Export.objects.all(), export_id, attempt, State.WRITING)
        if export is None:
            return
        try:
            …                                           # now and then: jobs.beat(export, rows_written=n)
            with jobs.attempt_locked(export) as locked:
                …                                       # the end of the work, and the next state
        except AttemptIsVoidError:
            return

    with transaction.atomic():                          # in the service that asks for it
        export = Export.objects.create(…)
        jobs.enqueue(export, write_export)

The queue is a table: the task exists if and only if the transaction that enqueued it commits, without `on_commit`. A
worker that is killed says nothing; its job stalls, its page says so, and somebody starts it again. The former attempt,
should it live after all, finds itself void at its next beat and writes nothing.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from housing_support.common.moves import TransitionNotAllowedError

STALLED_AFTER = datetime.timedelta(minutes=2)


class AttemptIsVoidError(Exception):
    """This attempt was started again, or given up: it must write nothing."""


class BackgroundJob(models.Model):
    """A model that inherits from it has a column `state`, and columns of its own for its progress."""

    BUSY_STATES: tuple[str, ...]
    state: str

    # A job that was started again makes the attempt before it void: only the last one may write.
    attempt = models.PositiveSmallIntegerField(default=1, editable=False)
    heartbeat_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @property
    def is_busy(self) -> bool:
        return self.state in self.BUSY_STATES

    @property
    def is_stalled(self) -> bool:
        """A job that has said nothing for that long is dead: its worker was stopped, or none runs."""
        return self.is_busy and timezone.now() - self.heartbeat_at > STALLED_AFTER


Job = TypeVar("Job", bound=BackgroundJob)


def enqueue(job: BackgroundJob, task: Task) -> None:
    """Put the job's present attempt in the queue; to be called in the transaction that writes the job."""
    task.enqueue(job.pk, job.attempt)


def begin(job: BackgroundJob, task: Task, **progress: int) -> None:
    """Another attempt, its progress back at the start: the one before it is void.

    Saves the whole job, whose state may have changed with it.
    """
    for column, value in progress.items():
        setattr(job, column, value)
    job.attempt += 1
    job.heartbeat_at = timezone.now()
    job.save()
    enqueue(job, task)


def start_again(job: BackgroundJob, task: Task, **progress: int) -> None:
    """Put back in the queue a locked job whose worker is dead; raise `TransitionNotAllowedError` for any other."""
    if not job.is_stalled:
        raise TransitionNotAllowedError(f"{job._meta.model_name} {job.pk} is {job.state} and not stalled")
    begin(job, task, **progress)


def give_up(job: BackgroundJob) -> None:
    """Make the attempt under way void, without another. Saves the whole job."""
    job.attempt += 1
    job.save()


def current(jobs: "models.QuerySet[Job]", pk: int, attempt: int, state: str) -> Job | None:
    """The job that a task is about, unless it was started again, given up or finished meanwhile."""
    return jobs.filter(pk=pk, attempt=attempt, state=state).first()


def beat(job: BackgroundJob, **progress: int) -> None:
    """Say that the job lives and how far it has come, in its own columns; raise `AttemptIsVoidError` to stop it."""
    alive = type(job)._default_manager.filter(pk=job.pk, attempt=job.attempt)
    if not alive.update(heartbeat_at=timezone.now(), **progress):
        raise AttemptIsVoidError


def lock(job: Job) -> Job:
    """The job as it is now, locked until the end of the transaction."""
    return type(job)._default_manager.select_for_update(of=("self",)).get(pk=job.pk)


def check_attempt(job: Job) -> Job:
    """The job, locked; raise `AttemptIsVoidError` when what the task holds of it is no longer true."""
    locked = lock(job)
    if (locked.attempt, locked.state) != (job.attempt, job.state):
        raise AttemptIsVoidError
    return locked


@contextmanager
def attempt_locked(job: Job) -> Iterator[Job]:
    with transaction.atomic():
        yield check_attempt(job)


def nobody_works_since() -> datetime.datetime | None:
    """Since when work waits whose time has come, if nobody has taken or finished any for `STALLED_AFTER`.

    What waits is what proves it: an idle worker leaves no trace, and needs none.
    """
    long_ago = timezone.now() - STALLED_AFTER
    if DBTaskResult.objects.filter(Q(started_at__gt=long_ago) | Q(finished_at__gt=long_ago)).exists():
        return None
    due_at = Case(When(run_after__lte=timezone.now(), then=F("run_after")), default=F("enqueued_at"))
    waiting = DBTaskResult.objects.ready().annotate(due_at=due_at).filter(due_at__lt=long_ago)
    return waiting.order_by("due_at").values_list("due_at", flat=True).first()
