"""E-mail leaves by the queue: written in the transaction of the act that it announces, sent by `manage.py worker`.

An act that is rolled back sends nothing, and a mail server that is slow or down delays no page. A message leaves at
least once: each attempt first puts the next one in the queue, so that a worker killed before it could say what became
of its message only delays it. Killed between the server's yes and its own commit, it sends the message a second time.
"""

import datetime
import logging
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from partners.models import Email

logger = logging.getLogger(__name__)

# After each attempt, when to look again. After the last one, only to find out that its worker was killed.
NEXT_LOOK = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 10, 30, 10))
MOST_ATTEMPTS = len(NEXT_LOOK)
# Before the files to import: a person waits for it, and it takes a second.
PRIORITY = 10


def queue_email(*, event: str, address: str, subject: str, body: str) -> Email:
    """Write a message and put it in the queue, once for one event and one address. To be called in a transaction."""
    email, is_new = Email.objects.get_or_create(
        event=event, address=address, defaults={"subject": subject, "body": body}
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
            send_mail(email.subject, email.body, None, [email.address])
        except (SMTPException, OSError) as error:
            _note_failure(email, error)
        else:
            Email.machine.finish(email, Email.Move.SEND, actor=None, sent_at=timezone.now(), body="", last_error="")


def _begin_attempt(email_id: int) -> bool:
    """Count the attempt and queue the next one, whatever happens to this one."""
    with transaction.atomic():
        email = _locked(email_id)
        if email is None:
            return False
        if email.attempts == MOST_ATTEMPTS:
            _give_up(email, "INTERRUPTED")
            return False
        deliver.using(run_after=timezone.now() + NEXT_LOOK[email.attempts]).enqueue(email.pk)
        email.attempts += 1
        email.save()
        return True


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
