"""Messages through a real SMTP server: what it answers decides what becomes of them."""

import socket

import pytest
from aiosmtpd.controller import Controller
from django.urls import reverse
from django.utils import timezone

from partners.models import Email, Notification
from partners.notifications import emails
from partners.notifications.emails import deliver, queue_email
from partners.roles import Role
from tests.factories.partners import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
State = Email.State
HOST = "127.0.0.1"


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Server:
    """Says what `answers` holds, in turn, to each recipient, then yes."""

    def __init__(self):
        self.answers = []
        self.received = []
        self.controller = Controller(self, hostname=HOST, port=free_port())

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.received.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"

    def start(self, settings):
        self.controller.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, self.controller.port

    def received_by(self, address):
        return [content for recipients, content in self.received if recipients == [address]]


@pytest.fixture
def server(settings):
    made = Server()
    made.start(settings)
    yield made
    made.controller.stop()


def send_to(user):
    return queue_email(event="TEST:1", address=user.email, subject="Objet", body="Texte é", recipient=user)


def state_of(email):
    email.refresh_from_db()
    return (email.state, email.attempts, email.last_error)


def test_a_message_put_off_by_the_server_then_taken_arrives_once(server, work):
    user = UserFactory()
    email = send_to(user)
    server.answers = ["451 4.7.1 greylisted, come back"]

    work()
    assert (state_of(email), server.received) == ((State.QUEUED, 1, "SMTP_451"), [])
    for _ in range(3):
        work(later=True)

    assert state_of(email) == (State.SENT, 2, "")
    assert len(server.received_by(user.email)) == 1


def test_a_server_that_is_down_then_up_gets_the_message_once(server, work, settings):
    user = UserFactory()
    email = send_to(user)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    work()
    assert state_of(email) == (State.QUEUED, 1, "ConnectionRefusedError")

    settings.EMAIL_PORT = port
    work(later=True)

    assert state_of(email) == (State.SENT, 2, "")
    assert len(server.received_by(user.email)) == 1


def test_a_refused_address_is_seen_by_those_who_manage_accounts(server, work, client):
    organization = OrganizationFactory()
    refused = UserFactory(organization=organization)
    admin = UserFactory(organization=organization, role=Role.ADMIN)
    email = send_to(refused)
    server.answers = ["550 5.1.1 no such user"]

    work()
    for _ in range(2):
        work(later=True)

    assert (state_of(email), server.received) == ((State.FAILED, 1, "SMTP_550"), [])
    client.force_login(admin)
    assert client.get(reverse("partners:team")).text.count("Adresse refusée") == 1
    client.force_login(UserFactory(organization=organization, role=Role.COORDINATOR))
    assert "Adresse refusée" not in client.get(reverse("partners:team")).text
    # Until a message arrives there again.
    queue_email(event="TEST:2", address=refused.email, subject="Objet", body="Texte", recipient=refused)
    work()
    client.force_login(admin)
    assert "Adresse refusée" not in client.get(reverse("partners:team")).text


def test_a_worker_killed_before_it_spoke_to_the_server_sends_once(server, work, monkeypatch):
    user = UserFactory()
    send_to(user)
    with monkeypatch.context() as patch:
        patch.setattr(emails, "send", lambda email: (_ for _ in ()).throw(SystemExit()))
        work()

    for _ in range(3):
        work(later=True)

    assert len(server.received_by(user.email)) == 1


def test_a_worker_killed_after_the_servers_yes_sends_the_same_message_again(server, work, monkeypatch):
    """SMTP knows no other way: both bear the identifier by which a letter-box knows that they are one."""
    user = UserFactory()
    send_to(user)
    send = emails.send

    def send_and_die(email):
        send(email)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(emails, "send", send_and_die)
        work()
    work(later=True)

    first, second = (
        [line for line in content.splitlines() if line.startswith("Message-ID")]
        for content in server.received_by(user.email)
    )
    assert first == second
    assert len(first) == 1


def test_a_person_who_left_or_who_read_it_meanwhile_gets_no_message(server, work):
    gone, informed, waiting = UserFactory(), UserFactory(), UserFactory()
    told = {user: send_to(user) for user in (gone, informed, waiting)}
    for user in (informed, waiting):
        Notification.objects.create(recipient=user, kind="A", event="A:1", about_id=1, email=told[user])
    gone.is_active = False
    gone.save()
    Notification.objects.filter(recipient=informed).update(read_at=timezone.now())

    work()

    assert [recipients for recipients, _ in server.received] == [[waiting.email]]
    assert list(Email.objects.values_list("address", "state")) == [(waiting.email, State.SENT)]
    deliver.call(told[gone].pk)
    assert len(server.received) == 1
