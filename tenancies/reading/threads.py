"""The thread of a case file, as one reader may read it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from housing_support.common.links import row_url
from partners.discretion import is_named, shown_person
from partners.models import User
from partners.reading.mending import Mending, loaded_menders_of, mending_of
from tenancies.models import Household, Message
from tenancies.reading.mending import may_cancel_message, may_withdraw_message, obstacle_to_cancelling_message
from tenancies.reading.people import people_in_charge

# What names people and organizations.
PERSON, NAMED = ("first_name", "last_name", "email"), ("kind", "short_name")


@dataclass(frozen=True)
class MessageLine:
    message: Message
    who: str
    is_own: bool
    # Empty once it was withdrawn, or once it was cancelled for being about another household.
    text: str
    # Whom it calls upon; `is_for_reader`: the very person who reads.
    called: str
    is_for_reader: bool
    mending: Mending
    withdraw_url: str
    cancel_url: str


@dataclass(frozen=True)
class Thread:
    """The lines of a page, the newest first: those that its reader had not read, then the others."""

    new: list[MessageLine]
    read: list[MessageLine]


@compiled
def messages_for(user: User, household: int) -> QuerySet[Message]:
    """Those that `user` reads, cancelled ones too."""
    messages = Message.with_cancelled.readable_by(user).filter(household=household)
    people = ("mentioned", "corrected_by", "cancelled_by")
    shown = messages.select_related("author", "organization", *(f"{person}__organization" for person in people))
    return shown.only(
        *(field.name for field in Message._meta.concrete_fields),
        *(f"{person}__{name}" for person in ("author", *people) for name in PERSON),
        *(f"{place}organization__{name}" for place in ("", *(f"{person}__" for person in people)) for name in NAMED),
    )


def people_to_mention(household: Household, *, reader: User, named: Collection[int]) -> list[User]:
    """Of those who deal with the household, the ones whom `reader` may name: one query."""
    people = people_in_charge(household).exclude(pk=reader.pk).order_by("organization__kind", "last_name", "pk")
    return [each for each in people if is_named(each.organization, reader, named)]


def thread_of(messages: list[Message], *, household: Household, reader: User, named: Collection[int]) -> Thread:
    """No query. `household` says where its reader stopped."""
    people = loaded_menders_of(messages)
    lines = [line_for(each, household, reader, named, people) for each in messages]
    stopped = household.read_up_to
    new = [
        place
        for place, line in enumerate(lines, start=1)
        if not line.is_own and (stopped is None or line.message.leaves_at > stopped)
    ]
    # One's own that were said in between stand where they were said.
    return Thread(lines[: max(new, default=0)], lines[max(new, default=0) :])


def line_for(
    message: Message, household: Household, reader: User, named: Collection[int], people: dict[int | None, User]
) -> MessageLine:
    message.household = household
    place = [household.public_id, message.public_id]
    called = message.mentioned
    mending = mending_of(
        message,
        reader=reader,
        author=message.author_id,
        who=lambda person: shown_person(person, person.organization, reader, named),
        people=people,
        reads_text=True,
        is_masculine=True,
    )
    may_withdraw = may_withdraw_message(reader, message) and message.may_be_withdrawn
    may_cancel = may_cancel_message(reader, message) and not obstacle_to_cancelling_message(message)
    return MessageLine(
        message=message,
        who=shown_person(message.author, message.organization, reader, named),
        is_own=message.author_id == reader.pk,
        text="" if mending.is_withheld else message.text,
        called=shown_person(called, called.organization, reader, named) if called else "",
        is_for_reader=called is not None and called.pk == reader.pk,
        mending=mending,
        withdraw_url=row_url("tenancies:message_withdraw", *place) if may_withdraw else "",
        cancel_url=row_url("tenancies:message_cancel", *place) if may_cancel else "",
    )
