import datetime

from django.utils import timezone

from partners.models import User
from partners.roles import Right
from tenancies.models import CaseFileAccess, Household, JournalEntry


def record_event(
    *,
    household: Household,
    author: User,
    kind: str,
    title: str,
    text: str = "",
    audience: str = JournalEntry.Audience.SHARED,
    occurred_at: datetime.datetime | None = None,
) -> JournalEntry:
    """Leave a line in the timeline on behalf of a service that has checked its own right."""
    return JournalEntry.objects.create(
        household=household,
        author=author,
        organization=author.organization,
        kind=kind,
        title=title,
        text=text,
        audience=audience,
        occurred_at=occurred_at or timezone.now(),
    )


def write_note(*, household: Household, user: User, audience: str, text: str) -> JournalEntry:
    """Add a user's own note to the timeline, for the audience chosen."""
    user.require(Right.WRITE_JOURNAL)
    return record_event(
        household=household, author=user, kind=JournalEntry.Kind.NOTE, title="", text=text, audience=audience
    )


def log_access(*, household: Household, user: User, kind: str, reason: str = "") -> CaseFileAccess:
    """Keep who opened a case file, when, and why when a reason is due."""
    return CaseFileAccess.objects.create(
        household=household, user=user, organization=user.organization, kind=kind, reason=reason
    )
