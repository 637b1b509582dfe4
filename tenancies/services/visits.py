import datetime
import uuid

from django.db import transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import FollowUp, JournalEntry, Observation, Visit
from tenancies.services.journal import require_audience
from tenancies.services.support import visit_due_on

# Who may read the report of a visit, and its confidential note.
REPORT_AUDIENCES = (JournalEntry.Audience.SHARED, JournalEntry.Audience.SOCIAL)
NOTE_AUDIENCES = (JournalEntry.Audience.ORGANIZATION, JournalEntry.Audience.AUTHOR)


@transaction.atomic
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
    follow_ups = FollowUp.objects.select_for_update(of=("self",)).select_related("convention", "household")
    locked = follow_ups.get(pk=follow_up.pk)
    if locked.organization_id != user.organization_id:
        raise RightMissingError(Right.RECORD_VISIT)
    already = Visit.objects.filter(submission_id=submission_id).first()
    if already and (already.follow_up_id, already.author_id) != (locked.pk, user.pk):
        raise TransitionNotAllowedError(f"submission {submission_id} is that of another visit")
    if already:
        return already
    if locked.ended_on:
        raise TransitionNotAllowedError(f"follow-up {locked.pk} has ended")
    visit = Visit.objects.create(
        submission_id=submission_id,
        household=locked.household,
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
    Observation.objects.bulk_create(
        Observation(household=locked.household, visit=visit, domain=domain, level=level, observed_on=visited_on)
        for domain, level in levels.items()
    )
    texts: list[tuple[str, str, str]] = [(JournalEntry.Kind.VISIT, report_audience, shared_report)]
    if note:
        texts.append((JournalEntry.Kind.VISIT_NOTE, note_audience, note))
    JournalEntry.objects.bulk_create(
        JournalEntry(
            household=locked.household,
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
        locked.visit_due_on = visit_due_on(convention=locked.convention, since=visited_on)
    locked.save(update_fields=["last_visit_on", "visit_due_on", "next_visit_at"])
    return visit
