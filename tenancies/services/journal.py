import datetime
import uuid

from django.db import connection, transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError, UnknownAudienceError
from partners.models import Organization, User
from partners.roles import Right
from partners.services.account_events import LIFE, forget_before
from tenancies.models import CaseFileAccess, FormerText, Household, JournalEntry
from tenancies.models.audience import Audience, audiences_open_to
from tenancies.reading.mending import (
    may_cancel_note,
    may_correct_note,
    obstacle_to_cancelling_note,
    obstacle_to_correcting_note,
)
from tenancies.services.access import require_no, require_open_case_file

SAME_READING = datetime.timedelta(minutes=10)
LOG_READING = f"""
    INSERT INTO {CaseFileAccess._meta.db_table}
        (household_id, user_id, organization_id, address, kind, purpose, reason, at)
    SELECT %s, %s, %s, '', %s, '', '', %s
    WHERE NOT EXISTS (
        SELECT 1 FROM {CaseFileAccess._meta.db_table}
        WHERE household_id = %s AND at > %s AND user_id = %s AND kind = %s
    )
"""  # noqa: S608 (made of a table name)


def record_event(
    *,
    household: Household,
    author: User | None,
    event: JournalEntry.Event,
    facts: dict | None = None,
    occurred_at: datetime.datetime | None = None,
    audience: str = JournalEntry.Audience.SHARED,
) -> JournalEntry:
    """Leave a line in the timeline, for all participants unless others are said, on behalf of a service that has
    checked its own right.

    `facts` are codes and references, never a name nor an address; `author` None is Passerelle itself.
    """
    return JournalEntry.objects.create(
        household=household,
        author=author,
        organization=author.organization if author else None,
        kind=JournalEntry.KIND_OF_EVENT[event],
        event=event,
        facts=facts or {},
        audience=audience,
        occurred_at=occurred_at or timezone.now(),
    )


def require_audience(audience: str, *offered: str) -> None:
    """Raise `UnknownAudienceError` unless what is written may be for these readers."""
    if audience not in offered:
        raise UnknownAudienceError(audience)


def write_note(
    *, household: Household, user: User, audience: str, text: str, submission_id: uuid.UUID | None = None
) -> JournalEntry:
    """Add a user's own note to the timeline, for the audience chosen: once, however often its form is sent.

    Raises `TransitionNotAllowedError` when the case file is closed, or when this submission wrote another entry."""
    require_open_case_file(household=household, user=user, right=Right.WRITE_JOURNAL)
    require_audience(audience, *audiences_open_to(user))
    if Household.objects.filter(pk=household.pk, state=Household.State.CLOSED).exists():
        raise TransitionNotAllowedError(f"case file {household.reference} is closed")
    entry, _ = JournalEntry.with_cancelled.get_or_create(
        public_id=submission_id or uuid.uuid4(),
        defaults={
            "household": household,
            "author": user,
            "organization": user.organization,
            "kind": JournalEntry.Kind.NOTE,
            "audience": audience,
            "text": text,
        },
    )
    if (entry.household_id, entry.author_id, entry.kind) != (household.pk, user.pk, JournalEntry.Kind.NOTE):
        raise TransitionNotAllowedError(f"submission {submission_id} is that of another entry")
    return entry


def write_closing_note(*, household: Household, author: User, audience: str, text: str) -> JournalEntry:
    """What an association leaves of its part when it ends, on behalf of a service that has checked its own right."""
    require_audience(audience, *audiences_open_to(author))
    return JournalEntry.objects.create(
        household=household,
        author=author,
        organization=author.organization,
        kind=JournalEntry.Kind.CLOSING_NOTE,
        audience=audience,
        text=text,
    )


@transaction.atomic
def correct_note(*, entry: JournalEntry, user: User, audience: str, text: str) -> JournalEntry:
    """Let its author put right a note, or who reads it; that of a visit and that of an end keep what they said. An
    association that has left corrects its closing note as long as it reads what it wrote there.

    Raises `MendingRefusedError` when it can no longer be corrected."""
    locked = lock_entry(entry) if is_left_behind(entry, user) else begin_mending(entry, user)
    if not may_correct_note(user, locked):
        raise RightMissingError(Right.WRITE_JOURNAL)
    require_no(obstacle_to_correcting_note(locked))
    require_audience(audience, *audiences_of(locked, user))
    if locked.kind in JournalEntry.KEEPS_FORMER_TEXTS and text != locked.text:
        FormerText.objects.create(
            entry=locked,
            text=locked.text,
            audience=locked.audience,
            author=locked.author,
            organization=locked.organization,
        )
    locked.mark_corrected(by=user, audience=audience, text=text)
    return locked


def audiences_of(entry: JournalEntry, user: User) -> tuple[Audience, ...]:
    """Those that the author of a note may correct it for: what was confidential stays so."""
    open_to = audiences_open_to(user)
    is_confidential = entry.kind == JournalEntry.Kind.VISIT_NOTE
    return tuple(each for each in open_to if each.is_kept_off_paper) if is_confidential else open_to


def is_left_behind(entry: JournalEntry, user: User) -> bool:
    """Whether it is a closing note in a case file that has closed to its author's association, still read by them."""
    own = JournalEntry.objects.still_read_by(user)
    return own.filter(pk=entry.pk, kind=JournalEntry.Kind.CLOSING_NOTE).exists()


@transaction.atomic
def cancel_note(*, entry: JournalEntry, user: User, reason: str, note: str = "") -> JournalEntry:
    """Take back a note that `user` reads; it stays in the timeline, struck through.

    Raises `MendingRefusedError` when it can no longer be cancelled."""
    locked = begin_mending(entry, user)
    if not may_cancel_note(user, locked):
        raise RightMissingError(Right.WRITE_JOURNAL)
    require_no(obstacle_to_cancelling_note(locked))
    locked.mark_cancelled(by=user, reason=reason, note=note)
    return locked


def begin_mending(entry: JournalEntry, user: User) -> JournalEntry:
    """The entry locked, for somebody who reads it in an open case file."""
    require_open_case_file(household=entry.household, user=user, right=Right.WRITE_JOURNAL)
    if not JournalEntry.with_cancelled.readable_by(user).filter(pk=entry.pk).exists():
        raise RightMissingError(Right.WRITE_JOURNAL)
    return lock_entry(entry)


def lock_entry(entry: JournalEntry) -> JournalEntry:
    rows = JournalEntry.with_cancelled.select_for_update(of=("self",)).select_related("visit")
    return rows.get(pk=entry.pk)


def log_reading(*, household: Household, user: User, kind: str = CaseFileAccess.Kind.READ) -> None:
    """Keep who opened a case file, or what is asked about its household, once for a few minutes of turning its pages:
    one statement."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            LOG_READING,
            [household.pk, user.pk, user.organization_id, kind, now, household.pk, now - SAME_READING, user.pk, kind],
        )


def log_opening_by_link(*, household: Household, organization: Organization, address: str) -> None:
    """The same for a partner without an account, whose link opened what is asked of it."""
    kind, since = CaseFileAccess.Kind.REQUEST, timezone.now() - SAME_READING
    if not CaseFileAccess.objects.filter(household=household, address=address, at__gt=since).exists():
        CaseFileAccess.objects.create(household=household, organization=organization, address=address, kind=kind)


def log_access(*, household: Household, user: User, kind: str, purpose: str = "", reason: str = "") -> CaseFileAccess:
    """Keep who opened a case file, when, and why when a reason is due."""
    return CaseFileAccess.objects.create(
        household=household, user=user, organization=user.organization, kind=kind, purpose=purpose, reason=reason
    )


def forget_old_readings() -> int:
    """What people opened is kept as long as what they did with their accounts; return how many rows went."""
    return forget_before(timezone.now() - LIFE, CaseFileAccess.objects)
