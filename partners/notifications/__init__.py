"""Telling people what happened, or what is due: in the application, and by e-mail as each of them wants.

A service says *what*, inside the transaction of its act:

    notify(INVITATION, about=invitation, at=invitation.expires_at, link=link)

the kind (`kinds.py`) says to whom and in which words, the choices of each (`choices.py`) whether an e-mail leaves at
once, with others once a day (`digest.py`), or not at all, and the queue (`emails.py`) sends. All are rows of the same
transaction: they exist if and only if the act is committed, without `on_commit`.

Reminders come here too: the command that runs every hour notifies each deadline with its day as `at`, and the key of
notifications and e-mails keeps it from telling the same one twice.
"""

import datetime
from typing import Any, cast

from django.db import transaction

from partners.models import Channel, Email, Notification, User
from partners.notifications.choices import channels_of
from partners.notifications.emails import queue_email
from partners.notifications.kinds import Kind, Recipient, Words


@transaction.atomic
def notify(kind: Kind, *, about: Any, at: datetime.date, **facts: Any) -> list[Email]:
    """Tell each recipient of `kind`; return the e-mails that leave by themselves.

    `at` is the moment of the act, or the day of what is due: the same thing of the same moment is told once to a
    person, however often this is called. `facts` are those that the words of the kind need.
    """
    event = f"{kind.code}:{about.pk}:{at.isoformat()}"
    recipients = list(kind.recipients_of(about))
    if kind.is_of_account:
        return [_write(kind, event, each, kind.words(about, each, **facts)) for each in recipients]
    people = cast(list[User], recipients)
    channels = channels_of(kind, people)
    emails = []
    for recipient in people:
        channel = channels[recipient.pk]
        notification, is_new = Notification.objects.get_or_create(
            recipient=recipient,
            event=event,
            defaults={"kind": kind.code, "about_id": about.pk, "by_digest": channel == Channel.DIGEST},
        )
        if is_new and channel == Channel.AT_ONCE:
            notification.email = _write(kind, event, recipient, kind.words(about, recipient, **facts), recipient)
            notification.save(update_fields=["email"])
            emails.append(notification.email)
    return emails


def _write(kind: Kind, event: str, to: Recipient, words: Words, recipient: User | None = None) -> Email:
    return queue_email(
        event=event,
        address=to.email,
        subject=words.subject,
        body=words.body,
        recipient=recipient,
        is_urgent=kind.is_urgent,
    )
