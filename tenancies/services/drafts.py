"""What a person types in a form is kept on the server until it is sent, and sent once.

A form's page gives it a stamp (whose it is, where it stands) and a submission identifier. With them, what is typed
is saved while typing, survives a session that ends, comes back when its page opens again, and a second sending is
told from the first. `housing_support.drafts` asks for it around every view: no form does it by itself.
"""

import datetime
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac

from housing_support.common.compiled_queries import compiled
from partners.models import User
from tenancies.models import Draft

STAMP = "draft_stamp"
SUBMISSION = "sending_id"
SALT = "tenancies.drafts"
SENT_AGAIN = "sent_again"
NOT_KEPT = frozenset({"csrfmiddlewaretoken", STAMP, SUBMISSION, SENT_AGAIN, "save_draft"})
# What another writing under the same identifier replaces.
WRITTEN = ["user", "page", "form", "title", "role", "data", "updated_at", "sent_at", "location"]
MAXIMUM_CHARACTERS = 100_000
MAXIMUM_DRAFTS = 50
LONGEST_ADDRESS = 300
# A draft left alone for this long is forgotten; what was sent is kept as long as its page may still be open.
LIFE_OF_DRAFT = datetime.timedelta(days=30)
LIFE_OF_SENT = datetime.timedelta(hours=12)


class DraftTooLongError(Exception):
    """More text than any of our forms takes."""


class SubmissionElsewhereError(Exception):
    """This submission identifier is already that of another form, or of somebody else."""


@dataclass(frozen=True)
class Place:
    """Which form of which page, and the person to whom it was shown."""

    owner: str
    page: str
    form: str
    title: str

    @property
    def stamp(self) -> str:
        return signing.dumps(astuple(self), salt=SALT, compress=True)

    def draft(self, *, user: User, submission_id: uuid.UUID, data: dict[str, list[str]]) -> Draft:
        return Draft(
            user=user,
            submission_id=submission_id,
            page=self.page,
            form=self.form,
            title=self.title,
            role=user.role,
            data=data,
        )


def place_of(data: QueryDict) -> Place | None:
    """What the stamp of a form says; nothing when it is not ours, or older than a session may be."""
    try:
        return Place(*signing.loads(data.get(STAMP, ""), salt=SALT, max_age=settings.SESSION_ABSOLUTE_SECONDS))
    except (signing.BadSignature, TypeError):
        return None


def submission_of(data: Mapping[str, Any]) -> uuid.UUID | None:
    try:
        return uuid.UUID(data.get(SUBMISSION, ""))
    except ValueError:
        return None


def next_submission(place: Place, last: uuid.UUID | None) -> uuid.UUID:
    """The identifier of the next sending: the same in every tab that shows this form until it is sent."""
    facts = json.dumps([*astuple(place)[:3], str(last), timezone.localdate().isoformat()])
    return uuid.UUID(bytes=salted_hmac(SALT, facts, algorithm="sha256").digest()[:16], version=4)


def content_of(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, without what the page itself put in the form."""
    kept = {name: values for name, values in data.lists() if name not in NOT_KEPT}
    if sum(len(value) for values in kept.values() for value in values) > MAXIMUM_CHARACTERS:
        raise DraftTooLongError
    return kept


def owner_of(place: Place) -> User | None:
    return User.objects.active().filter(public_id=place.owner).first()


def lock(place: Place) -> None:
    """Until the transaction ends, nobody else sends a form of this page."""
    key = hashlib.sha256(f"{SALT}:{place.page}".encode()).digest()[:8]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key, signed=True)])


def known_at(place: Place, user: User, submission_id: uuid.UUID) -> list[Draft]:
    """What is known of this form, and under this identifier: one query, with the page locked until the transaction
    ends, so that it stays true."""
    lock(place)
    own = Q(user=user, page=place.page, form=place.form)
    return list(Draft.objects.filter(own | Q(submission_id=submission_id)))


def under(submission_id: uuid.UUID, known: list[Draft]) -> Draft | None:
    return next((draft for draft in known if draft.submission_id == submission_id), None)


def is_elsewhere(draft: Draft, place: Place, user: User) -> bool:
    return (draft.user_id, draft.page, draft.form) != (user.pk, place.page, place.form)


def write(draft: Draft, known: list[Draft]) -> Draft:
    """Under its identifier, in place of what waits in the same form under another: one statement when nothing does."""
    if others := [row.pk for row in known if row.sent_at is None and row.submission_id != draft.submission_id]:
        Draft.objects.filter(pk__in=others).delete()
    [written] = Draft.objects.bulk_create(
        [draft], update_conflicts=True, unique_fields=["submission_id"], update_fields=WRITTEN
    )
    return written


@transaction.atomic
def keep_typing(*, user: User, place: Place, data: QueryDict) -> Draft | None:
    """Keep everything that was typed in a form, in place of what was kept before; nothing once it has been sent.

    Raises `DraftTooLongError`. What is too old, and the oldest drafts beyond `MAXIMUM_DRAFTS`, are forgotten.
    """
    content, submission_id = content_of(data), submission_of(data) or uuid.uuid4()
    if place.owner != str(user.public_id):
        return None
    known = known_at(place, user, submission_id)
    before = under(submission_id, known)
    if before and (before.sent_at or is_elsewhere(before, place, user)):
        return None
    draft = write(place.draft(user=user, submission_id=submission_id, data=content), known)
    if before is None:
        own = Draft.objects.waiting().filter(user=user)
        kept = own.order_by("-updated_at", "-pk").values("pk")[:MAXIMUM_DRAFTS]
        own.exclude(pk__in=kept).delete()
        forget_aged()
    return draft


def forget_aged() -> None:
    now = timezone.now()
    sent = Q(sent_at__isnull=False, updated_at__lt=now - LIFE_OF_SENT)
    Draft.objects.filter(sent | Q(updated_at__lt=now - LIFE_OF_DRAFT)).delete()


def forget_drafts_about(public_id: uuid.UUID) -> None:
    """What anybody typed, or sent lately, on the pages of something that is no more."""
    Draft.objects.about(public_id).delete()


def drop_drafts_about(*, user: User, public_id: uuid.UUID) -> None:
    """What a person began to type on the pages of something, once it is over."""
    Draft.objects.waiting().filter(user=user).about(public_id).delete()


@compiled
def waiting_drafts(user: User, since: datetime.datetime) -> QuerySet[Draft]:
    return Draft.objects.written_as(user).waiting().filter(updated_at__gt=since).order_by("-updated_at", "-pk")


def drafts_of(user: User) -> list[Draft]:
    """The waiting drafts of a person, the latest first."""
    return waiting_drafts.rows(user, given={"since": timezone.now() - LIFE_OF_DRAFT}, limit=MAXIMUM_DRAFTS)


@dataclass(frozen=True)
class Beginning:
    """What a form begins with: the draft that waits, and the identifier of its next sending."""

    draft: Draft | None
    submission_id: uuid.UUID


@compiled
def drafts_at(user: User, page: str, since: datetime.datetime) -> QuerySet[Draft]:
    rows = Draft.objects.written_as(user).filter(page=page, updated_at__gt=since)
    return rows.order_by("-updated_at", "-pk")


def beginnings_at(user: User, page: str) -> list[Draft]:
    """What is known of the forms of a page: one query, which every page with a form asks."""
    return drafts_at.rows(user, given={"page": page, "since": timezone.now() - LIFE_OF_DRAFT})


def beginning_of(place: Place, rows: list[Draft]) -> Beginning:
    own = [row for row in rows if row.form == place.form]
    draft = next((row for row in own if row.sent_at is None), None)
    last = next((row.submission_id for row in own if row.sent_at), None)
    return Beginning(draft, draft.submission_id if draft else next_submission(place, last))


def drop_draft(*, user: User, submission_id: uuid.UUID) -> bool:
    """Throw a draft away; whether there was one."""
    deleted, _ = Draft.objects.waiting().filter(user=user, submission_id=submission_id).delete()
    return bool(deleted)


@dataclass(frozen=True)
class Sending:
    """A form that its own reader sends, under the identifier that its page gave it."""

    user: User
    place: Place
    data: QueryDict
    submission_id: uuid.UUID

    @cached_property
    def content(self) -> dict[str, list[str]]:
        return content_of(self.data)


def known_of(sending: Sending) -> list[Draft]:
    """As `known_at`, to be called in the transaction of the act."""
    return known_at(sending.place, sending.user, sending.submission_id)


def sent_before(sending: Sending, known: list[Draft]) -> Draft | None:
    """The first sending, when this form was sent under this identifier or was last sent with the very same words.
    None of a question that was answered in its page: asked again, it is answered again.

    Raises `SubmissionElsewhereError`.
    """
    first = under(sending.submission_id, known)
    if first and is_elsewhere(first, sending.place, sending.user):
        raise SubmissionElsewhereError(str(sending.submission_id))
    if first and first.sent_at:
        return first if first.location else None
    if SENT_AGAIN in sending.data:
        return None
    since = timezone.now() - LIFE_OF_SENT
    sent = [(draft.sent_at, draft.pk, draft) for draft in known if draft.sent_at and draft.sent_at > since]
    last = max(sent)[-1] if sent else None
    return last if last and last.location and last.data == sending.content else None


def note_sent(sending: Sending, known: list[Draft], *, location: str) -> None:
    """The draft ends with the act: its words are kept for as long as its page may still be open, to be compared with
    those of a second sending. Called in the transaction of the act."""
    draft = sending.place.draft(user=sending.user, submission_id=sending.submission_id, data=sending.content)
    draft.sent_at = draft.updated_at
    # A longer one holds a search: the form's own page is then what a second sending leads to.
    draft.location = location if len(location) <= LONGEST_ADDRESS else sending.place.page
    write(draft, known)
