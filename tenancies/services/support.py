import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import Convention, User
from partners.notifications import notify
from partners.notifications.kinds import PART_ENDED
from partners.roles import Right
from partners.services.accounts import lock
from tenancies.models import FollowUp, Household, JournalEntry, Participation, SupportMeasure
from tenancies.models.ends import IMPOSED
from tenancies.models.functions import DaysAfter, MonthsAfter
from tenancies.services.households import begin_participation, end_participation, lock_case_file
from tenancies.services.journal import record_event, write_closing_note
from tenancies.services.later_situations import ask_later_situations
from tenancies.services.stays import end_with_case_file
from tenancies.signals import support_ended


def next_visit_due_on(follow_up: FollowUp, *, since: datetime.date) -> datetime.date:
    """`visit_due_on` of a follow-up that runs, by its own rhythm."""
    return since + datetime.timedelta(days=follow_up.rhythm.days_on(since, started_on=follow_up.started_on))


def visit_due_on(*, convention: Convention, started_on: datetime.date, since: datetime.date) -> datetime.date:
    """The day by which a household is to be visited again: after `since`, the interval that the convention's rhythm
    gives on that day to a follow-up that began on `started_on`."""
    return since + datetime.timedelta(days=convention.rhythm.days_on(since, started_on=started_on))


def reschedule_visits(*, convention: Convention) -> int:
    """Bring the due dates of the convention's running follow-ups to its rhythm as it is now, by the same rule as
    `visit_due_on`, save those that only watch; return how many follow-ups moved. Called inside the transaction that
    amends the convention."""
    since = Coalesce("last_visit_on", "started_on")
    # The last step first: of those that have begun, it is the one that counts.
    begun = [
        When(GreaterThanOrEqual(since, MonthsAfter("started_on", months)), then=Value(days))
        for months, days in reversed(convention.visit_steps)
    ]
    days = Case(*begun, default=Value(convention.visit_interval_days), output_field=IntegerField())
    due_on = DaysAfter(since, days)
    return (
        FollowUp.objects.running()
        .filter(convention=convention, watched_since=None)
        .exclude(visit_due_on=due_on)
        .update(visit_due_on=due_on)
    )


@transaction.atomic
def begin_follow_up(
    *, household: Household, convention: Convention, user: User | None, reason: str, worker: User | None = None
) -> FollowUp:
    """Open the case file to the convention's association and begin its part of the measure, which begins with it
    when the household has none running under that action. `user`: nobody, when it accepts by a link.

    Raises `TransitionNotAllowedError` when the case file is closed, the association already follows this measure, or
    the worker cannot carry its part.
    """
    worker = able(worker, convention.association_id) if worker else None
    locked = Household.machine.lock(household)
    if locked.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {locked.reference} is closed")
    today = timezone.localdate()
    measure, _ = SupportMeasure.objects.get_or_create(
        household=locked, action=convention.action, ended_on=None, defaults={"started_on": today}
    )
    if measure.follow_ups.running().filter(organization=convention.association).exists():
        raise TransitionNotAllowedError(f"{convention.association} already follows {locked.reference}")
    begin_participation(
        household=locked, organization=convention.association, role=Participation.Role.SUPPORT, reason=reason
    )
    follow_up = FollowUp.objects.create(
        household=locked,
        measure=measure,
        organization=convention.association,
        convention=convention,
        worker=worker,
        taken_in_charge_at=timezone.now() if worker and worker == user else None,
        started_on=today,
        visit_due_on=visit_due_on(convention=convention, started_on=today, since=today),
    )
    if locked.state != Household.State.SUPPORTED:
        Household.machine.finish(locked, Household.Move.BEGIN_SUPPORT, actor=user)
    record_event(
        household=locked,
        author=user,
        event=JournalEntry.Event.SUPPORT_BEGUN,
        facts={} if user else {"by_link": True},
    )
    return follow_up


@transaction.atomic
def assign_worker(*, follow_up: FollowUp, user: User, worker: User) -> FollowUp:
    """Name the worker who carries a running follow-up of the user's own association; it waits for them to take it in
    charge."""
    user.require(Right.ASSIGN_WORKER)
    if follow_up.organization_id != user.organization_id:
        raise RightMissingError(Right.ASSIGN_WORKER)
    worker = able(worker, follow_up.organization_id)
    locked = FollowUp.objects.select_for_update(of=("self",)).select_related("household").get(pk=follow_up.pk)
    if locked.ended_on:
        raise TransitionNotAllowedError(f"follow-up {locked.pk} has ended")
    name_worker(locked, to=worker, by=user)
    return locked


@transaction.atomic
def confide(*, follow_ups: Iterable[FollowUp], user: User, worker: User) -> list[FollowUp]:
    """Name one worker for several running follow-ups of the user's own association: all of them or none."""
    user.require(Right.ASSIGN_WORKER)
    in_order = sorted(follow_ups, key=lambda follow_up: follow_up.pk)
    return [assign_worker(follow_up=follow_up, user=user, worker=worker) for follow_up in in_order]


def able(worker: User, association: int) -> User:
    """The worker, locked; raise `TransitionNotAllowedError` unless they follow households for this association."""
    worker = lock(worker)
    if worker.organization_id != association or not worker.may(Right.RECORD_VISIT):
        raise TransitionNotAllowedError(f"{worker} does not follow households for {association}")
    return worker


def name_worker(follow_up: FollowUp, *, to: User | None, by: User) -> None:
    """Write who carries a locked follow-up, nobody until somebody is named, on behalf of a service that has checked its
    right."""
    if follow_up.worker == to:
        return
    is_taken_over = follow_up.worker_id is not None
    follow_up.worker = to
    follow_up.taken_in_charge_at = timezone.now() if to == by else None
    follow_up.save(update_fields=["worker", "taken_in_charge_at"])
    if is_taken_over:
        record_event(household=follow_up.household, author=by, event=JournalEntry.Event.WORKER_CHANGED)


def take_in_charge(*, follow_up: FollowUp, user: User) -> bool:
    """Note that the worker newly named has opened the case file; whether this was the first time."""
    if follow_up.worker_id != user.pk:
        raise RightMissingError(Right.RECORD_VISIT)
    waiting = FollowUp.objects.to_take_in_charge().filter(pk=follow_up.pk, worker=user)
    return bool(waiting.update(taken_in_charge_at=timezone.now()))


@transaction.atomic
def end_follow_up(
    *,
    follow_up: FollowUp,
    user: User,
    reason: str,
    note: str = "",
    note_audience: str = JournalEntry.Audience.SOCIAL,
) -> FollowUp:
    """End an association's part for one of the reasons that it may choose, with its closing note for those it says."""
    user.require(Right.ASSIGN_WORKER)
    household = lock_case_file(follow_up.household)
    locked = (
        FollowUp.objects.select_for_update(of=("self",)).select_related("measure", "organization").get(pk=follow_up.pk)
    )
    if locked.organization_id != user.organization_id:
        raise RightMissingError(Right.ASSIGN_WORKER)
    if locked.ended_on:
        raise TransitionNotAllowedError(f"follow-up {locked.pk} has ended")
    if reason in IMPOSED:
        raise TransitionNotAllowedError(f"{reason} is not for an association to choose")
    if note:
        write_closing_note(household=household, author=user, audience=note_audience, text=note)
    end_parts([locked], household=household, actor=user, reason=reason)
    return locked


def end_parts(parts: list[FollowUp], *, household: Household, actor: User | None, reason: str) -> None:
    """End running parts of a locked case file, on behalf of a service that has checked its own right. A measure ends
    with its last part, an association leaves with its own last one, the support of the household with the last of
    all."""
    running = FollowUp.objects.running().filter(household=household)
    for part in parts:
        part.ended_on, part.end_reason = timezone.localdate(), reason
        part.save(update_fields=["ended_on", "end_reason"])
        if not running.filter(measure=part.measure_id).exists():
            SupportMeasure.objects.filter(pk=part.measure_id).update(ended_on=part.ended_on, end_reason=reason)
            ended = SupportMeasure.objects.select_related("action", "household").get(pk=part.measure_id)
            ask_later_situations(measure=ended)
        record_event(household=household, author=actor, event=JournalEntry.Event.SUPPORT_ENDED)
        if actor and actor.organization_id != part.organization_id:
            notify(PART_ENDED, about=part, at=part.ended_on, by=actor)
        if not running.filter(organization=part.organization_id).exists():
            # Nobody of the association could end it later.
            end_with_case_file(household=household, user=actor, association=part.organization)
            end_participation(household=household, organization=part.organization, reason=reason)
    if household.state == Household.State.SUPPORTED and not running.exists():
        Household.machine.finish(household, Household.Move.END_SUPPORT, actor=actor)
    support_ended.send(FollowUp, parts=parts, actor=actor)
