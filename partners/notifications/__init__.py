"""Telling people what happened, or what is due.

A service says *what*, inside the transaction of its act:

    notify(INVITATION, about=invitation, at=invitation.expires_at, link=link)

the kind (`kinds.py`) says to whom and in which words, and the queue (`emails.py`) sends. The job is a row of the same
transaction: it exists if and only if the act is committed, without `on_commit`.

Reminders come here too: the command that runs every day notifies each deadline with its day as `at`, and the key of the
e-mails keeps it from telling the same one twice.
"""

import datetime
from typing import Any

from django.db import transaction

from partners.models import Email
from partners.notifications.emails import queue_email
from partners.notifications.kinds import Kind


@transaction.atomic
def notify(kind: Kind, *, about: Any, at: datetime.date, **facts: Any) -> list[Email]:
    """Queue one e-mail to each recipient of `kind`; return them.

    `at` is the moment of the act, or the day of what is due: the same thing of the same moment is told once to an
    address, however often this is called. `facts` are those that the words of the kind need.
    """
    event = f"{kind.code}:{about.pk}:{at.isoformat()}"
    emails = []
    for recipient in kind.recipients_of(about):
        words = kind.words(about, recipient, **facts)
        emails.append(queue_email(event=event, address=recipient.email, subject=words.subject, body=words.body))
    return emails
