"""The thread of a case file: written, withdrawn before it leaves, told once it has left, read."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django_tasks import task

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import Notification, User
from partners.notifications import notify
from partners.notifications.kinds import MENTIONED, MESSAGE_LEFT
from partners.roles import Right
from tenancies.models import Draft, Household, Message, ThreadReading
from tenancies.models.messages import BEFORE_IT_LEAVES, audiences_of_messages
from tenancies.reading.mending import may_cancel_message, may_withdraw_message, obstacle_to_cancelling_message
from tenancies.reading.people import people_in_charge
from tenancies.services.access import require_no, require_open_case_file
from tenancies.services.journal import require_audience

# After the e-mails that somebody waits for.
PRIORITY = 5


class MentionRefusedError(Exception):
    """Whoever the message calls upon does not deal with this household, or could not read it: nothing was written."""


class HasLeftError(TransitionNotAllowedError):
    """The message has left: it is cancelled in the open."""


@transaction.atomic
def write_message(
    *,
    household: Household,
    user: User,
    audience: str,
    text: str,
    mentioned: User | None = None,
    submission_id: uuid.UUID | None = None,
) -> Message:
    """Write in the thread, for the audience chosen: once, however often its form is sent. It leaves some minutes later,
    and those whom it is for are told then.

    Raises `MentionRefusedError`, and `TransitionNotAllowedError` when the case file is closed, or when this submission
    wrote another message."""
    require_open_case_file(household=household, user=user, right=Right.WRITE_JOURNAL)
    require_audience(audience, *audiences_of_messages(user))
    locked = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if locked.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {locked.reference} is closed")
    now = timezone.now()
    message, is_new = Message.with_cancelled.get_or_create(
        public_id=submission_id or uuid.uuid4(),
        defaults={
            "household": locked,
            "author": user,
            "organization": user.organization,
            "audience": audience,
            "text": text,
            "mentioned": mentioned,
            "written_at": now,
            "leaves_at": now + BEFORE_IT_LEAVES,
        },
    )
    if (message.household_id, message.author_id, message.withdrawn_at) != (locked.pk, user.pk, None):
        raise TransitionNotAllowedError(f"submission {submission_id} is that of another message")
    if is_new:
        require_mention(message)
        tell_of_message.using(run_after=message.leaves_at).enqueue(message.pk)
    return message


def require_mention(message: Message) -> None:
    """Raise `MentionRefusedError` unless whoever it calls upon deals with the household and will read it."""
    called = message.mentioned
    if called is None:
        return
    deals = people_in_charge(message.household).filter(pk=called.pk).exists()
    if (
        called.pk == message.author_id
        or not deals
        or not Message.objects.written_for(called).filter(pk=message.pk).exists()
    ):
        raise MentionRefusedError(called.pk)


@transaction.atomic
def withdraw_message(*, message: Message, user: User) -> Message:
    """Take back one's own message before it leaves: its text is nowhere any more, in the memory of forms neither. In a
    case file that has closed meanwhile too.

    Raises `HasLeftError`."""
    locked = begin_mending(message, user)
    if not may_withdraw_message(user, locked):
        raise RightMissingError(Right.WRITE_JOURNAL)
    if locked.withdrawn_at:
        return locked
    if not locked.may_be_withdrawn:
        raise HasLeftError(f"message {locked.pk} has left")
    locked.withdraw()
    Draft.objects.filter(user=user, submission_id=locked.public_id).update(data={})
    return locked


@transaction.atomic
def cancel_message(*, message: Message, user: User, reason: str, note: str = "") -> Message:
    """Take back a message that has left and that `user` reads; it stays in the thread, struck through.

    Raises `MendingRefusedError` when it is cancelled already, has not left, or its case file is closed."""
    locked = begin_mending(message, user)
    if not may_cancel_message(user, locked):
        raise RightMissingError(Right.WRITE_JOURNAL)
    require_no(obstacle_to_cancelling_message(locked))
    locked.mark_cancelled(by=user, reason=reason, note=note)
    return locked


def begin_mending(message: Message, user: User) -> Message:
    """The message locked, for somebody who reads it."""
    require_open_case_file(household=message.household, user=user, right=Right.WRITE_JOURNAL)
    rows = Message.with_cancelled
    if not rows.readable_by(user).filter(pk=message.pk).exists():
        raise RightMissingError(Right.WRITE_JOURNAL)
    return rows.select_related("household").select_for_update(of=("self",)).get(pk=message.pk)


# What leaves


@dataclass(frozen=True)
class Told:
    """A message that has left, and those who are told of it in one way."""

    pk: int
    people: tuple[int, ...]


@task(priority=PRIORITY)
def tell_of_message(message_id: int) -> None:
    _tell(message_id)


@transaction.atomic
def _tell(message_id: int) -> bool:
    """Tell those who deal with the household, and read the message today, that it has left: whoever it calls upon in
    their own way. Once, however many workers come to it; never of one that was withdrawn."""
    rows = Message.with_cancelled.select_related("household").select_for_update(of=("self",))
    message = rows.filter(pk=message_id, withdrawn_at=None, told_at=None).first()
    if message is None:
        return False
    if not message.has_left:
        tell_of_message.using(run_after=message.leaves_at).enqueue(message.pk)
        return False
    message.told_at = timezone.now()
    message.save(update_fields=["told_at"])
    if message.is_cancelled:
        return False
    others_in_charge = [each for each in people_in_charge(message.household) if each.pk != message.author_id]
    readers = [each for each in others_in_charge if Message.objects.written_for(each).filter(pk=message.pk).exists()]
    called = tuple(each.pk for each in readers if each.pk == message.mentioned_id)
    others = tuple(each.pk for each in readers if each.pk != message.mentioned_id)
    for kind, told in ((MENTIONED, called), (MESSAGE_LEFT, others)):
        notify(kind, about=Told(message.pk, told), at=message.leaves_at)
    _let_wait(message, [*called, *others])
    return True


def _let_wait(message: Message, people: Iterable[int]) -> None:
    """The thread waits for each of them, unless they have read the message already."""
    for person in people:
        reading, _ = ThreadReading.objects.get_or_create(household=message.household, user_id=person)
        unread = Q(read_up_to=None) | Q(read_up_to__lt=message.leaves_at)
        earlier = Q(waits_since=None) | Q(waits_since__gt=message.leaves_at)
        ThreadReading.objects.filter(unread & earlier, pk=reading.pk).update(waits_since=message.leaves_at)


def tell_left_messages() -> int:
    """Those whose worker was killed before it told of them; return how many."""
    left = Message.with_cancelled.left().filter(told_at=None).order_by("leaves_at", "pk")
    return sum(_tell(pk) for pk in list(left.values_list("pk", flat=True)))


# What is read


def note_reading(*, household: Household, user: User, up_to: datetime.datetime) -> None:
    """`user` has read the thread up to there: nothing waits for them any more, and what told them of it is read too."""
    left_since = Case(When(waits_since__gt=up_to, then=F("waits_since")))
    known = ThreadReading.objects.filter(household=household, user=user)
    if not known.update(read_up_to=Greatest(F("read_up_to"), Value(up_to)), waits_since=left_since):
        first = ThreadReading(household=household, user=user, read_up_to=up_to)
        ThreadReading.objects.bulk_create([first], ignore_conflicts=True)
    read = Message.with_cancelled.filter(household=household, leaves_at__lte=up_to).values("pk")
    told = Notification.objects.of(user).unread().filter(kind__in=(MENTIONED.code, MESSAGE_LEFT.code))
    told.filter(about_id__in=read).update(read_at=timezone.now())
