import datetime
import uuid

from django.db import transaction
from django.db.models import Max, Subquery
from django.utils import timezone

from housing_support.common.transactions import own_or_running_transaction
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import FollowUp, JournalEntry, Observation, Visit
from tenancies.reading.mending import may_mend_visit, obstacle_to_cancelling_visit, obstacle_to_correcting_visit
from tenancies.services.access import require_no, require_open_case_file
from tenancies.services.journal import require_audience
from tenancies.services.support import next_visit_due_on

# Who may read the report of a visit, and its confidential note.
REPORT_AUDIENCES = (JournalEntry.Audience.SHARED, JournalEntry.Audience.SOCIAL)
NOTE_AUDIENCES = (JournalEntry.Audience.ORGANIZATION, JournalEntry.Audience.AUTHOR)


@own_or_running_transaction()
def record_visit(
    *,
    follow_up: FollowUp,
    user: User,
    submission_id: uuid.UUID,
    outcome: str,
    medium: str,
    visited_at: datetime.datetime,
    topics: list[str],
    levels: dict[str, int],
    shared_report: str,
    report_audience: str = JournalEntry.Audience.SOCIAL,
    note: str = "",
    note_audience: str = JournalEntry.Audience.AUTHOR,
    next_visit_at: datetime.datetime | None = None,
) -> Visit:
    """Record a visit once, however often its form is sent: its facts, the levels observed by domain, its report, for
    those that several organizations count among them, and its confidential note, for its author or their organization.

    A visit made moves the follow-up's next due date, unless a more recent one was recorded before. The appointment of
    that day, or of a day before, is over; one that was made for a later day stays unless `next_visit_at` replaces it.

    Raises `TransitionNotAllowedError` when the follow-up has ended, or when this submission recorded another visit.
    """
    user.require(Right.RECORD_VISIT)
    require_audience(report_audience, *REPORT_AUDIENCES)
    require_audience(note_audience, *NOTE_AUDIENCES)
    # Two sendings of one form wait for each other before they are here; the database refuses the second anyway.
    sent = Visit.with_cancelled.filter(submission_id=submission_id).values("pk")
    follow_ups = FollowUp.objects.select_for_update(of=("self",)).select_related("convention")
    locked = follow_ups.annotate(already=Subquery(sent)).get(pk=follow_up.pk)
    if locked.organization_id != user.organization_id:
        raise RightMissingError(Right.RECORD_VISIT)
    if locked.already:
        already = Visit.with_cancelled.get(pk=locked.already)
        if (already.follow_up_id, already.author_id) != (locked.pk, user.pk):
            raise TransitionNotAllowedError(f"submission {submission_id} is that of another visit")
        return already
    if locked.ended_on:
        raise TransitionNotAllowedError(f"follow-up {locked.pk} has ended")
    visit = Visit.objects.create(
        submission_id=submission_id,
        household_id=locked.household_id,
        follow_up=locked,
        organization=user.organization,
        author=user,
        outcome=outcome,
        medium=medium,
        visited_at=visited_at,
        topics=topics,
        next_visit_at=next_visit_at,
    )
    visited_on = timezone.localdate(visited_at)
    write_levels(visit, levels)
    texts: list[tuple[str, str, str]] = [(JournalEntry.Kind.VISIT, report_audience, shared_report)]
    if note:
        texts.append((JournalEntry.Kind.VISIT_NOTE, note_audience, note))
    JournalEntry.objects.bulk_create(
        JournalEntry(
            household_id=locked.household_id,
            visit=visit,
            kind=kind,
            audience=audience,
            author=user,
            organization=user.organization,
            text=text,
            occurred_at=visited_at,
        )
        for kind, audience, text in texts
    )
    appointment = locked.next_visit_at
    if appointment and timezone.localdate(appointment) <= visited_on:
        appointment = None
    last_visit_on = max(visited_on, locked.last_visit_on or visited_on)
    is_latest = visited_on == last_visit_on
    if next_visit_at and (is_latest or timezone.localdate(next_visit_at) > last_visit_on):
        appointment = next_visit_at
    locked.next_visit_at = appointment
    if is_latest and outcome == Visit.Outcome.DONE:
        locked.last_visit_on = visited_on
        locked.visit_due_on = next_visit_due_on(locked, since=visited_on)
    locked.save(update_fields=["last_visit_on", "visit_due_on", "next_visit_at"])
    return visit


def write_levels(visit: Visit, levels: dict[str, int]) -> None:
    """What was observed at a visit, in place of what was noted in the same domains."""
    visited_on = timezone.localdate(visit.visited_at)
    Observation.objects.bulk_create(
        (
            Observation(
                household_id=visit.household_id, visit=visit, domain=domain, level=level, observed_on=visited_on
            )
            for domain, level in levels.items()
        ),
        update_conflicts=True,
        unique_fields=["visit", "domain", "by"],
        update_fields=["level", "observed_on"],
    )


@transaction.atomic
def correct_visit(
    *,
    visit: Visit,
    user: User,
    outcome: str,
    medium: str,
    visited_at: datetime.datetime,
    topics: list[str],
    levels: dict[str, int],
    shared_report: str | None = None,
) -> Visit:
    """Put right what was recorded of a visit; its due date follows. Its report is its author's to correct alone:
    others give None. The appointment, and the confidential note, stay as they are.

    Raises `MendingRefusedError` when it can no longer be corrected.
    """
    follow_up, locked = begin_mending(visit, user)
    require_no(obstacle_to_correcting_visit(locked))
    if shared_report is not None and locked.author_id != user.pk:
        raise RightMissingError(Right.RECORD_VISIT)
    changes = {"outcome": outcome, "medium": medium, "visited_at": visited_at, "topics": topics}
    locked.mark_corrected(by=user, **changes)
    locked.observations.exclude(domain__in=levels).delete()
    write_levels(locked, levels)
    locked.entries.update(occurred_at=visited_at)
    if shared_report is not None:
        locked.entries.filter(kind=JournalEntry.Kind.VISIT).update(text=shared_report)
    settle_visits(follow_up)
    return locked


@transaction.atomic
def cancel_visit(*, visit: Visit, user: User, reason: str, note: str = "") -> Visit:
    """A visit recorded by mistake counts no more: neither its levels, nor for the due date. The appointment that it
    fixed falls, and the one that it replaced comes back.

    Raises `MendingRefusedError` when it can no longer be cancelled.
    """
    follow_up, locked = begin_mending(visit, user)
    require_no(obstacle_to_cancelling_visit(locked))
    locked.mark_cancelled(by=user, reason=reason, note=note)
    if locked.next_visit_at and locked.next_visit_at == follow_up.next_visit_at:
        before = follow_up.visits.order_by("visited_at", "pk").last()
        follow_up.next_visit_at = before.next_visit_at if before else None
    settle_visits(follow_up)
    return locked


def begin_mending(visit: Visit, user: User) -> tuple[FollowUp, Visit]:
    """Both locked, the follow-up first as everywhere, for somebody who may mend the visit."""
    require_open_case_file(household=visit.household, user=user, right=Right.RECORD_VISIT)
    follow_ups = FollowUp.objects.select_for_update(of=("self",)).select_related("convention")
    follow_up = follow_ups.get(pk=visit.follow_up_id)
    locked = Visit.with_cancelled.select_for_update(of=("self",)).get(pk=visit.pk)
    locked.follow_up = follow_up
    if not may_mend_visit(user, locked):
        raise RightMissingError(Right.RECORD_VISIT)
    return follow_up, locked


def settle_visits(follow_up: FollowUp) -> None:
    """Work out again, from the visits that stand, the last one made and the day the next one is due."""
    last = follow_up.visits.done().aggregate(last=Max("visited_at"))["last"]
    follow_up.last_visit_on = timezone.localdate(last) if last else None
    follow_up.visit_due_on = next_visit_due_on(follow_up, since=follow_up.last_visit_on or follow_up.started_on)
    follow_up.save(update_fields=["last_visit_on", "visit_due_on", "next_visit_at"])
