"""One e-mail a day of what waits: how many of each kind, once, and only while it waits."""

import datetime
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from partners.models import Channel, Email, Notification, NotificationChoice
from partners.notifications import choices, digest, notify
from partners.notifications.digest import send_digests
from partners.notifications.kinds import CANDIDACY_ENDED, CONVENTION_ENDING
from partners.roles import Role
from tests.factories.partners import ConventionFactory, UserFactory
from tests.partners.test_quiet_hours import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    return ConventionFactory()


@pytest.fixture
def reader(convention):
    """Who wants this kind once a day."""
    user = UserFactory(organization=convention.association, role=Role.COORDINATOR)
    NotificationChoice.objects.create(user=user, kind=CONVENTION_ENDING.code, channel=Channel.DIGEST)
    return user


def tell(convention, day=1):
    notify(CONVENTION_ENDING, about=convention, at=datetime.date(2026, 3, day))


def test_what_waits_is_told_in_one_message_without_a_name(convention, reader, settings):
    settings.BASE_URL = "https://passerelle.exemple.fr"
    for day in (1, 2):
        tell(convention, day)
    assert mail.outbox == []

    assert [send_digests() for _ in range(5)] == [1, 0, 0, 0, 0]

    [message] = mail.outbox
    assert (message.to, message.subject) == ([reader.email], "Ce qui vous attend dans Passerelle")
    assert "- Conventions qui prennent bientôt fin\u00a0: 2\n" in message.body
    assert "https://passerelle.exemple.fr/notifications/\n" in message.body
    for name in (convention.association.name, convention.landlord.name, reader.full_name):
        assert name not in message.body


def test_what_was_told_is_not_told_again_the_next_day(convention, reader, time_machine):
    time_machine.move_to(at("2026-12-02 09:00"), tick=False)
    tell(convention, 1)
    send_digests()
    tell(convention, 2)
    assert send_digests() == 0, "one a day"

    time_machine.move_to(at("2026-12-03 09:00"), tick=False)
    assert [send_digests() for _ in range(2)] == [1, 0]
    time_machine.move_to(at("2026-12-04 09:00"), tick=False)
    assert send_digests() == 0

    assert [": 1\n" in message.body for message in mail.outbox] == [True, True]


def test_nothing_is_sent_once_all_was_read(convention, reader):
    tell(convention)
    Notification.objects.update(read_at=timezone.now())

    assert (send_digests(), mail.outbox) == (0, [])


def test_a_digest_read_before_it_leaves_does_not_leave(convention, reader, work):
    tell(convention)
    send_digests()
    Notification.objects.update(read_at=timezone.now())

    work()

    assert (mail.outbox, Email.objects.count()) == ([], 0)


def test_a_digest_is_not_made_in_quiet_hours_nor_for_who_left(convention, reader, monkeypatch, time_machine):
    monkeypatch.setattr(digest, "wakes_at", choices.wakes_at)
    tell(convention)
    # Monday morning tells at once what Saturday and Sunday would have.
    for moment, sent in (("2026-12-05 09:00", 0), ("2026-12-06 09:00", 0), ("2026-12-07 07:00", 1)):
        time_machine.move_to(at(moment), tick=False)
        assert send_digests() == sent, moment
    tell(convention, 2)
    time_machine.move_to(at("2026-12-08 09:00"), tick=False)
    reader.is_active = False
    reader.save()

    assert send_digests() == 0


@pytest.mark.parametrize(
    ("channel", "emails", "by_digest"),
    [(Channel.AT_ONCE, 1, False), (Channel.DIGEST, 0, True), (Channel.NONE, 0, False)],
)
def test_everybody_is_told_in_the_application_and_by_email_as_they_want(convention, channel, emails, by_digest):
    user = UserFactory(organization=convention.association, role=Role.COORDINATOR)
    NotificationChoice.objects.create(user=user, kind=CONVENTION_ENDING.code, channel=channel)
    NotificationChoice.objects.create(user=user, kind=CANDIDACY_ENDED.code, channel=Channel.AT_ONCE)

    for _ in range(2):
        tell(convention)

    [told] = Notification.objects.filter(recipient=user)
    assert (told.kind, told.about_id, told.by_digest, told.read_at) == (
        "CONVENTION_ENDING",
        convention.pk,
        by_digest,
        None,
    )
    assert len(mail.outbox) == emails
    assert (told.email is not None) == bool(emails)


@pytest.mark.django_db(transaction=True)
def test_two_commands_at_once_write_one_digest(convention, reader):
    tell(convention)
    together, sent = Barrier(2), []

    def run():
        try:
            together.wait(10)
            sent.append(send_digests())
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(sent) == [0, 1]
    assert Email.objects.filter(event__startswith="DIGEST:").count() == 1
