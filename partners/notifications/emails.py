"""E-mail leaves by the queue: written in the transaction of the act that it announces, sent by `manage.py worker`.

An act that is rolled back sends nothing, and a mail server that is slow or down delays no page. A message leaves at
least once: each attempt first puts the next one in the queue, so that a worker killed before it could say what became
of its message only delays it. Killed between the server's yes and its own commit, it sends the message a second time,
which SMTP gives no means to avoid; both bear the same `Message-ID`, by which most letter-boxes show one.

When it may leave is looked at by each attempt, here alone: not in the quiet hours of its recipient, never once the
account is closed or what it tells has been read in the application.
"""

import datetime
import hashlib
import logging
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from partners.models import Email, User
from partners.notifications.choices import wakes_at

logger = logging.getLogger(__name__)

# After each attempt, when to look again. After the last one, only to find out that its worker was killed.
NEXT_LOOK = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 10, 60, 360, 10))
MOST_ATTEMPTS = len(NEXT_LOOK)
# Before the files to import: a person waits for it, and it takes a second.
PRIORITY = 10


def queue_email(
    *, event: str, address: str, subject: str, body: str, recipient: User | None = None, is_urgent: bool = False
) -> Email:
    """Write a message and put it in the queue, once for one event and one address. To be called in a transaction.

    `recipient` is whose account it hangs on; nobody: it leaves whatever becomes of it, at once."""
    email, is_new = Email.objects.get_or_create(
        event=event,
        address=address,
        defaults={"subject": subject, "body": body, "recipient": recipient, "is_urgent": is_urgent},
    )
    if is_new:
        deliver.enqueue(email.pk)
    return email


def withdraw(email: Email | None) -> None:
    """Take back a message that is no longer true; one that is leaving at this moment leaves. To be called in a
    transaction."""
    if email is None:
        return
    for waiting in Email.objects.queued().select_for_update(skip_locked=True).filter(pk=email.pk):
        waiting.delete()


@task(priority=PRIORITY)
def deliver(email_id: int) -> None:
    """One attempt at a message that is still to be sent."""
    if not _begin_attempt(email_id):
        return
    with transaction.atomic():
        email = _locked(email_id)
        if email is None:
            return
        try:
            send(email)
        except (SMTPException, OSError) as error:
            _note_failure(email, error)
        else:
            Email.machine.finish(email, Email.Move.SEND, actor=None, sent_at=timezone.now(), body="", last_error="")


def _begin_attempt(email_id: int) -> bool:
    """Count the attempt and queue the next one, whatever happens to this one; or put it off, or give up."""
    with transaction.atomic():
        email = _locked(email_id)
        if email is None:
            return False
        if is_pointless(email):
            email.delete()
            return False
        if email.attempts == MOST_ATTEMPTS:
            _give_up(email, "INTERRUPTED")
            return False
        now = timezone.now()
        if email.recipient_id and not email.is_urgent and (leaves_at := wakes_at(email.recipient_id, now)) > now:
            deliver.using(run_after=leaves_at).enqueue(email.pk)
            return False
        deliver.using(run_after=now + NEXT_LOOK[email.attempts]).enqueue(email.pk)
        email.attempts += 1
        email.save()
        return True


def send(email: Email) -> None:
    """Each attempt bears the same identifier: whoever receives two knows that they are one."""
    digest = hashlib.sha256(f"{email.pk}:{email.event}".encode()).hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{digest}@{domain}>"}
    EmailMessage(email.subject, email.body, None, [email.address], headers=headers).send()


def is_pointless(email: Email) -> bool:
    """Its reader has left, or has read in the application all that it tells."""
    if email.recipient_id is None:
        return False
    if not User.objects.active().filter(pk=email.recipient_id).exists():
        return True
    told = email.notifications.values_list("read_at", flat=True)
    return bool(told) and None not in told


def _locked(email_id: int) -> Email | None:
    """The message, unless it was sent, given up or withdrawn. Waits for an attempt under way to end."""
    return Email.objects.queued().select_for_update().filter(pk=email_id).first()


def _note_failure(email: Email, error: Exception) -> None:
    code, is_refused = _code_of(error)
    logger.warning("e-mail %s not sent, attempt %s: %s", email.event, email.attempts, code)
    if is_refused or email.attempts == MOST_ATTEMPTS:
        _give_up(email, code)
    else:
        email.last_error = code
        email.save()


def _code_of(error: Exception) -> tuple[str, bool]:
    """What went wrong, and whether the server refuses this address for good: trying again would change nothing."""
    if isinstance(error, SMTPRecipientsRefused):
        [(number, _)] = error.recipients.values()
        return f"SMTP_{number}", number >= 500
    if isinstance(error, SMTPResponseException):
        return f"SMTP_{error.smtp_code}", False
    return type(error).__name__, False


def _give_up(email: Email, code: str) -> None:
    Email.machine.finish(email, Email.Move.GIVE_UP, actor=None, body="", last_error=code)
