"""When an e-mail may leave: the hours of each person, by the clocks of here, at their bounds and where these change."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from partners.models import Email, NotificationChoice, QuietHours
from partners.notifications import choices, emails
from partners.notifications.emails import queue_email
from tests.factories.partners import UserFactory

PARIS = ZoneInfo("Europe/Paris")
NIGHT = {"begins": datetime.time(20), "ends": datetime.time(7)}
# Of the hour that the clocks show twice on 25 October 2026, and of the one they skip on 29 March.
DEEP = {"begins": datetime.time(22), "ends": datetime.time(2, 30)}


def at(text: str, fold: int = 0) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


@pytest.mark.parametrize(
    ("hours", "moment", "leaves"),
    [
        # Wednesday 2 December 2026.
        (NIGHT, "2026-12-02 19:59:59", "2026-12-02 19:59:59"),
        (NIGHT, "2026-12-02 20:00", "2026-12-03 07:00"),
        (NIGHT, "2026-12-03 06:59:59.999999", "2026-12-03 07:00"),
        (NIGHT, "2026-12-03 07:00", "2026-12-03 07:00"),
        # A night leads to a week-end, which leads to a night.
        (NIGHT, "2026-12-04 19:59", "2026-12-04 19:59"),
        (NIGHT, "2026-12-04 20:00", "2026-12-07 07:00"),
        (NIGHT, "2026-12-05 12:00", "2026-12-07 07:00"),
        (NIGHT, "2026-12-06 23:59", "2026-12-07 07:00"),
        (NIGHT | {"at_weekends": False}, "2026-12-05 12:00", "2026-12-05 12:00"),
        (NIGHT | {"at_weekends": False}, "2026-12-04 20:00", "2026-12-05 07:00"),
        # Within one day.
        ({"begins": datetime.time(12), "ends": datetime.time(14)}, "2026-12-02 12:00", "2026-12-02 14:00"),
        ({"begins": datetime.time(12), "ends": datetime.time(14)}, "2026-12-02 14:00", "2026-12-02 14:00"),
        # None but the week-end, and none at all.
        ({"begins": None, "ends": None}, "2026-12-02 03:00", "2026-12-02 03:00"),
        ({"begins": None, "ends": None}, "2026-12-05 03:00", "2026-12-07 00:00"),
        ({"begins": None, "ends": None, "at_weekends": False}, "2026-12-05 03:00", "2026-12-05 03:00"),
        # The clocks change in the night: seven o'clock is seven o'clock.
        (NIGHT | {"at_weekends": False}, "2026-03-28 20:00", "2026-03-29 07:00"),
        (NIGHT | {"at_weekends": False}, "2026-10-24 20:00", "2026-10-25 07:00"),
    ],
)
def test_an_email_waits_for_the_end_of_the_quiet_hours(hours, moment, leaves):
    assert QuietHours(**hours).end_after(at(moment)) == at(leaves)


def test_quiet_hours_end_where_the_clocks_change():
    deep = QuietHours(**DEEP, at_weekends=False)

    # Half past two comes twice: the second time ends them. It never comes: half past three does.
    assert deep.end_after(at("2026-10-24 22:00")) == datetime.datetime(2026, 10, 25, 1, 30, tzinfo=datetime.UTC)
    assert deep.end_after(at("2026-10-25 02:29", fold=1)) == datetime.datetime(2026, 10, 25, 1, 30, tzinfo=datetime.UTC)
    assert deep.end_after(at("2026-03-28 22:00")) == datetime.datetime(2026, 3, 29, 1, 30, tzinfo=datetime.UTC)


def test_whenever_an_email_is_ready_it_leaves_out_of_the_quiet_hours_and_without_turning_round():
    for hours in (NIGHT, DEEP, {"begins": datetime.time(2, 15), "ends": datetime.time(2)}):
        for at_weekends in (True, False):
            quiet = QuietHours(**hours, at_weekends=at_weekends)
            for day in ("2026-03-28 21:00", "2026-10-24 21:00"):
                begins = at(day).astimezone(datetime.UTC)
                for minutes in range(0, 12 * 60, 5):
                    moment = begins + datetime.timedelta(minutes=minutes)
                    leaves = quiet.end_after(moment)
                    assert moment <= leaves <= moment + datetime.timedelta(days=3), (hours, moment)
                    assert quiet.end_after(leaves) == leaves, (hours, moment)


@pytest.mark.django_db
@pytest.mark.parametrize("begins", [None, datetime.time(7)])
def test_the_database_refuses_hours_that_do_not_begin_or_never_end(begins):
    user = UserFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        QuietHours.objects.create(user=user, begins=begins, ends=datetime.time(7))
    NotificationChoice.objects.create(user=user, kind="A", channel="NONE")
    with pytest.raises(IntegrityError), transaction.atomic():
        NotificationChoice.objects.create(user=user, kind="A", channel="DIGEST")


@pytest.fixture
def quiet(monkeypatch):
    monkeypatch.setattr(emails, "wakes_at", choices.wakes_at)


def send_to(user, **changes):
    return queue_email(event="TEST:1", address=user.email, subject="Objet", body="Texte", recipient=user, **changes)


@pytest.mark.django_db
def test_an_email_waits_in_the_queue_until_its_reader_wakes(work, quiet, time_machine):
    time_machine.move_to(at("2026-12-02 21:00"), tick=False)
    email = send_to(UserFactory())
    work()
    email.refresh_from_db()
    assert (email.state, email.attempts, mail.outbox) == (Email.State.QUEUED, 0, [])

    time_machine.move_to(at("2026-12-03 07:00"), tick=False)
    work()

    email.refresh_from_db()
    assert (email.state, email.attempts, len(mail.outbox)) == (Email.State.SENT, 1, 1)


@pytest.mark.django_db
def test_what_is_urgent_and_what_is_of_an_account_wait_for_no_hour(work, quiet, time_machine):
    time_machine.move_to(at("2026-12-05 03:00"), tick=False)
    send_to(UserFactory(), is_urgent=True)
    queue_email(event="TEST:2", address="lea@exemple.fr", subject="Objet", body="Texte")

    work()

    assert len(mail.outbox) == 2
