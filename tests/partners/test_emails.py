"""Messages in the queue: sent after the act, tried again, given up, withdrawn."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Event, Thread

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from partners.models import Email
from partners.notifications import emails
from partners.notifications.emails import MOST_ATTEMPTS, deliver, queue_email, withdraw

pytestmark = pytest.mark.django_db

State = Email.State
ADDRESS = "lea@exemple.fr"


def queue(event="TEST:1", address=ADDRESS):
    return queue_email(event=event, address=address, subject="Objet", body="Le lien : https://x.test/secret")


def state_of(email):
    """State, attempts, last error, whether the text is kept."""
    email.refresh_from_db()
    return (email.state, email.attempts, email.last_error, email.body != "")


@pytest.fixture
def server(monkeypatch):
    """`server(error)`: what the mail server answers from now on; None when it takes the message again."""
    send = emails.send
    answers = []

    def answer(email):
        if answers[-1] is not None:
            raise answers[-1]
        return send(email)

    monkeypatch.setattr(emails, "send", answer)
    return answers.append


def refused(number):
    return SMTPRecipientsRefused({ADDRESS: (number, b"no such user lea@exemple.fr")})


def test_message_waits_for_the_worker_then_forgets_its_text(work):
    email = queue()
    assert (state_of(email), mail.outbox) == ((State.QUEUED, 0, "", True), [])

    work()

    [message] = mail.outbox
    assert (message.to, message.subject, message.body) == ([ADDRESS], "Objet", "Le lien : https://x.test/secret")
    assert state_of(email) == (State.SENT, 1, "", False)
    assert email.sent_at is not None


def test_next_look_finds_the_message_sent(work):
    email = queue()
    work()

    work(later=True)

    assert len(mail.outbox) == 1
    assert state_of(email) == (State.SENT, 1, "", False)
    assert DBTaskResult.objects.ready().count() == 0


def test_act_that_is_rolled_back_leaves_neither_message_nor_job(work):
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)

    assert (Email.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_one_event_is_told_once_to_an_address(work):
    first = queue()
    assert queue() == first
    queue(event="TEST:2")
    queue(address="zoe@exemple.fr")

    work()

    assert sorted(message.to[0] for message in mail.outbox) == [ADDRESS, ADDRESS, "zoe@exemple.fr"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConnectionRefusedError("down"), "ConnectionRefusedError"),
        (SMTPServerDisconnected("down"), "SMTPServerDisconnected"),
        (SMTPDataError(554, b"lea@exemple.fr"), "SMTP_554"),
        (refused(450), "SMTP_450"),
    ],
)
def test_message_that_did_not_leave_is_tried_again(work, server, error, code):
    email = queue()
    server(error)
    work()
    assert state_of(email) == (State.QUEUED, 1, code, True)

    server(None)
    work()  # too early
    assert state_of(email) == (State.QUEUED, 1, code, True)
    work(later=True)

    assert state_of(email) == (State.SENT, 2, "", False)
    assert len(mail.outbox) == 1


def test_message_is_given_up_after_five_attempts(work, server):
    email = queue()
    server(ConnectionRefusedError("down"))

    work()
    seen = [state_of(email)]
    for _ in range(MOST_ATTEMPTS):
        work(later=True)
        seen.append(state_of(email))

    assert seen == [
        (State.QUEUED, 1, "ConnectionRefusedError", True),
        (State.QUEUED, 2, "ConnectionRefusedError", True),
        (State.QUEUED, 3, "ConnectionRefusedError", True),
        (State.QUEUED, 4, "ConnectionRefusedError", True),
        (State.FAILED, 5, "ConnectionRefusedError", False),
        (State.FAILED, 5, "ConnectionRefusedError", False),
    ]
    assert DBTaskResult.objects.ready().count() == 0


def test_attempts_are_further_and_further_apart(work, server):
    queue()
    server(ConnectionRefusedError("down"))
    minutes = []

    work()
    for _ in range(MOST_ATTEMPTS - 1):
        delay = DBTaskResult.objects.get(status="READY").run_after - timezone.now()
        minutes.append(round(delay.total_seconds() / 60))
        work(later=True)

    assert minutes == [1, 10, 60, 360]


def test_address_that_the_server_refuses_is_given_up_at_once(work, server):
    email = queue()
    server(refused(550))

    work()

    assert state_of(email) == (State.FAILED, 1, "SMTP_550", False)


def test_log_of_a_failure_names_nobody(work, server, caplog):
    queue()
    server(refused(550))

    work()

    assert [r.getMessage() for r in caplog.records if r.name == "partners.notifications.emails"] == [
        "e-mail TEST:1 not sent, attempt 1: SMTP_550"
    ]


def test_worker_killed_while_it_sends_loses_nothing(work, server):
    email = queue()
    server(SystemExit())
    work()
    assert state_of(email) == (State.QUEUED, 1, "", True)

    server(None)
    work(later=True)

    assert state_of(email) == (State.SENT, 2, "", False)


def test_worker_killed_at_each_attempt_leaves_no_message_waiting_forever(work, server):
    email = queue()
    server(SystemExit())

    work()
    for _ in range(MOST_ATTEMPTS):
        work(later=True)

    assert state_of(email) == (State.FAILED, 5, "INTERRUPTED", False)


def test_withdrawn_message_does_not_leave(work):
    withdraw(queue())

    work()

    assert (mail.outbox, Email.objects.count()) == ([], 0)


def test_sent_message_is_not_withdrawn(work):
    email = queue()
    work()

    withdraw(email)

    assert state_of(email) == (State.SENT, 1, "", False)


WAITED = []


@task()
def wait_for_long():
    WAITED.append("long")


def test_message_goes_before_what_waits_already(work):
    WAITED.clear()
    wait_for_long.enqueue()
    queue()

    work(most=1)

    assert (len(mail.outbox), WAITED) == (1, [])


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": State.SENT, "body": "", "sent_at": None},
        {"state": State.SENT, "body": "https://x.test/secret", "sent_at": timezone.now()},
        {"state": State.FAILED, "body": "https://x.test/secret"},
        {"state": State.QUEUED, "body": ""},
        {"state": State.QUEUED, "body": "text", "sent_at": timezone.now()},
    ],
)
def test_database_refuses_a_state_that_its_text_or_date_contradicts(wrong):
    with pytest.raises(IntegrityError):
        Email.objects.create(event="TEST:1", address=ADDRESS, subject="Objet", **wrong)


@pytest.fixture
def leaving(transactional_db, work, monkeypatch):
    """A message that the server is taking in another process: `finish()` lets it end."""
    email = queue()
    begun, go_on = Event(), Event()
    send = emails.send

    def slow(email):
        begun.set()
        assert go_on.wait(10)
        send(email)

    monkeypatch.setattr(emails, "send", slow)
    thread = in_thread(lambda: deliver.call(email.pk))
    assert begun.wait(10)

    def finish():
        go_on.set()
        thread.join(10)

    yield email, finish
    finish()


def in_thread(act):
    def run():
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_message_that_is_leaving_is_not_withdrawn_and_delays_nobody(leaving):
    email, finish = leaving

    with transaction.atomic():
        withdraw(email)
    finish()

    assert state_of(email) == (State.SENT, 1, "", False)


def test_two_attempts_at_once_send_one_message(leaving):
    email, finish = leaving
    second = in_thread(lambda: deliver.call(email.pk))
    second.join(0.3)
    assert second.is_alive()

    finish()
    second.join(10)

    assert state_of(email) == (State.SENT, 1, "", False)
    assert len(mail.outbox) == 1
