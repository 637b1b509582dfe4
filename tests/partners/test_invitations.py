import datetime
import re
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier, Thread

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.messages import SUCCESS, WARNING, Message
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertMessages, assertRedirects

from housing_support.common.dates import long_date
from partners.exceptions import AddressTakenError, RightMissingError, TransitionNotAllowedError
from partners.models import Email, Invitation, User
from partners.notifications import emails
from partners.roles import Role, grantable_roles
from partners.services import invitations
from tests.factories.partners import InvitationFactory, OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "jonquille-parapluie-42"
SOMEONE = {"first_name": "Léa", "last_name": "Fabre", "role": Role.SOCIAL_WORKER, "job_title": "Éducatrice"}


@pytest.fixture
def coordinator():
    return UserFactory(role=Role.COORDINATOR, first_name="Inès", last_name="Roux")


def link_in(message):
    return re.search(r"https?://\S+", message.body).group()


def sign_up(client, email, password=PASSWORD):
    return client.post(reverse("account_signup"), {"email": email, "password1": password, "password2": password})


def test_invite_sends_a_link_and_keeps_only_its_digest(coordinator):
    invitation = invitations.invite(
        user=coordinator, email="Lea.Fabre@exemple.fr", base_url="https://passerelle.test/", **SOMEONE
    )

    [message] = mail.outbox
    token = link_in(message).removesuffix("/").rpartition("/")[2]
    assert message.to == ["lea.fabre@exemple.fr"]
    assert link_in(message) == f"https://passerelle.test/invitations/{token}/"
    assert len(token) == 43  # 256 bits
    assert invitation.token_digest == invitations.digest_of(token)
    assert invitation.organization == coordinator.organization
    assert invitation.expires_at - timezone.now() > datetime.timedelta(days=6, hours=23)


def test_a_name_on_two_lines_does_not_add_a_header_to_the_message(coordinator):
    """As some were registered; a form now refuses it."""
    coordinator.organization.name = "UCRM\nBcc: tous@exemple.fr"
    coordinator.organization.save()

    invitations.invite(user=coordinator, email="lea@exemple.fr", base_url="https://x.test", **SOMEONE)

    [message] = mail.outbox
    assert message.subject == "Votre accès à Passerelle, le dossier partagé de UCRM Bcc: tous@exemple.fr"
    assert message.recipients() == ["lea@exemple.fr"]


def tables_that_hold(text):
    tables = connection.introspection.table_names()
    models = [model for model in apps.get_models() if model._meta.db_table in tables]
    return {model.__name__ for model in models if text in str(list(model._base_manager.values()))}


def test_token_is_nowhere_but_in_the_message_that_waits(coordinator, work):
    invitation = invitations.invite(user=coordinator, email="lea@exemple.fr", base_url="https://x.test", **SOMEONE)
    token = re.search(r"https://x.test/invitations/(\S+)/", invitation.message.body).group(1)
    assert tables_that_hold(token) == {"Email"}

    work()

    assert token in link_in(mail.outbox[0])
    assert tables_that_hold(token) == set()


def test_rolled_back_invitation_sends_nothing(coordinator, work):
    with transaction.atomic():
        invitations.invite(user=coordinator, email="lea@exemple.fr", base_url="https://x.test", **SOMEONE)
        transaction.set_rollback(True)

    work()

    assert mail.outbox == []


def test_refused_invitation_sends_nothing(coordinator):
    UserFactory(email="lea.fabre@exemple.fr")

    with pytest.raises(AddressTakenError):
        invitations.invite(user=coordinator, email="Lea.FABRE@exemple.fr", base_url="https://x.test", **SOMEONE)

    assert mail.outbox == []


@pytest.mark.parametrize(
    ("role", "is_landlord", "granted"),
    [
        (Role.ADMIN, True, {Role.RENTAL_OFFICER, Role.CARETAKER, Role.ADVISER, Role.MANAGER, Role.ADMIN}),
        (Role.MANAGER, True, {Role.RENTAL_OFFICER, Role.CARETAKER, Role.ADVISER, Role.MANAGER}),
        (Role.RENTAL_OFFICER, True, set()),
        (Role.CARETAKER, True, set()),
        (Role.ADVISER, True, set()),
        (Role.ADMIN, False, {Role.SOCIAL_WORKER, Role.COORDINATOR, Role.ADMIN}),
        (Role.COORDINATOR, False, {Role.SOCIAL_WORKER, Role.COORDINATOR}),
        (Role.SOCIAL_WORKER, False, set()),
    ],
)
def test_roles_that_each_role_may_give(role, is_landlord, granted):
    user = UserFactory(role=role, organization=OrganizationFactory(is_landlord=is_landlord))

    assert set(grantable_roles(user)) == granted


@pytest.mark.parametrize("role", [Role.ADMIN, Role.CARETAKER])
def test_invite_to_a_role_one_may_not_give_is_refused(coordinator, role):
    with pytest.raises(RightMissingError):
        invitations.invite(
            user=coordinator, email="a@exemple.fr", base_url="https://x.test", **(SOMEONE | {"role": role})
        )

    assert Invitation.objects.count() == 0


def test_second_invitation_at_the_same_address_is_refused(coordinator):
    InvitationFactory(email="lea.fabre@exemple.fr")

    with pytest.raises(AddressTakenError):
        invitations.invite(user=coordinator, email="LEA.fabre@exemple.fr", base_url="https://x.test", **SOMEONE)


def test_expired_invitation_gives_way(coordinator):
    expired = InvitationFactory(email="lea.fabre@exemple.fr", expired=True)

    invitations.invite(user=coordinator, email="lea.fabre@exemple.fr", base_url="https://x.test", **SOMEONE)

    expired.refresh_from_db()
    assert expired.revoked_at is not None


def test_expired_invitations_at_other_addresses_may_still_be_sent_again(coordinator):
    expired = InvitationFactory(email="ali.ba@exemple.fr", expired=True)

    invitations.invite(user=coordinator, email="lea.fabre@exemple.fr", base_url="https://x.test", **SOMEONE)

    expired.refresh_from_db()
    assert expired.revoked_at is None


def test_link_leads_to_sign_up_without_its_token(client):
    InvitationFactory(token="abc")

    response = client.get(reverse("partners:accept_invitation", args=["abc"]))

    assertRedirects(response, reverse("account_signup"))
    assert "abc" not in dict(client.session.items()).values()
    assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("state", [{"expired": True}, {"revoked": True}, {"accepted": True}])
def test_link_that_no_longer_serves(client, state):
    InvitationFactory(token="abc", **state)

    response = client.get(reverse("partners:accept_invitation", args=["abc"]))

    assert response.status_code == 410
    assert "invitation" not in client.session


def test_unknown_link(client, db):
    assert client.get(reverse("partners:accept_invitation", args=["abc"])).status_code == 410


def test_link_opened_by_somebody_signed_in_asks_to_sign_out(client):
    InvitationFactory(token="abc")
    client.force_login(UserFactory())

    response = client.get(reverse("partners:accept_invitation", args=["abc"]))

    assert response.status_code == 200
    assert "Vous êtes déjà connecté" in response.text
    assert "invitation" not in client.session


def test_sign_up_without_invitation_is_closed(client, db):
    response = sign_up(client, "intrus@exemple.fr")

    assert "Ce lien ne sert plus" in response.text
    assert User.objects.count() == 0


def test_sign_up_takes_the_account_from_the_invitation(client):
    invitation = InvitationFactory(token="abc", email="lea@exemple.fr", role=Role.COORDINATOR, job_title="Directrice")
    client.get(reverse("partners:accept_invitation", args=["abc"]))

    response = client.post(
        reverse("account_signup"),
        {
            "email": "Lea@exemple.fr",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "role": "ADMIN",
            "first_name": "Autre",
            "organization": "1",
        },
    )

    user = User.objects.get()
    invitation.refresh_from_db()
    assertRedirects(response, reverse("account_email_verification_sent"))
    assert (user.email, user.organization, user.role) == ("lea@exemple.fr", invitation.organization, Role.COORDINATOR)
    assert (user.first_name, user.last_name, user.job_title) == ("Dominique", invitation.last_name, "Directrice")
    assert invitation.accepted_at is not None
    assert "invitation" not in client.session


def test_sign_up_with_another_address_is_refused(client):
    InvitationFactory(token="abc", email="lea@exemple.fr")
    client.get(reverse("partners:accept_invitation", args=["abc"]))

    response = sign_up(client, "intrus@exemple.fr")

    assert response.context["form"].errors == {"email": ["Cette adresse n’est pas celle de l’invitation."]}
    assert User.objects.count() == 0


def test_invitation_serves_once(client):
    InvitationFactory(token="abc", email="lea@exemple.fr")
    client.get(reverse("partners:accept_invitation", args=["abc"]))
    sign_up(client, "lea@exemple.fr")
    client.logout()

    assert client.get(reverse("partners:accept_invitation", args=["abc"])).status_code == 410


def test_invitation_revoked_while_the_sign_up_page_is_open(client):
    invitation = InvitationFactory(token="abc", email="lea@exemple.fr")
    client.get(reverse("partners:accept_invitation", args=["abc"]))
    Invitation.objects.filter(pk=invitation.pk).update(state="REVOKED", revoked_at=timezone.now())

    sign_up(client, "lea@exemple.fr")

    assert User.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_the_same_moment_make_one():
    invitation = InvitationFactory()
    together, outcomes = Barrier(2), []

    def accept():
        together.wait()
        try:
            invitations.accept(invitation=invitation)
            outcomes.append("accepted")
        except TransitionNotAllowedError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["accepted", "refused"]


def link_serves():
    until = timezone.localdate() + datetime.timedelta(days=settings.INVITATION_VALID_DAYS)
    return f"Son lien sert jusqu’au {long_date(until)}."


def test_resend_makes_the_former_link_useless(client, coordinator):
    invitation = InvitationFactory(
        token="old", organization=coordinator.organization, expired=True, email="lea@exemple.fr"
    )
    client.force_login(coordinator)

    response = client.post(reverse("partners:resend_invitation", args=[invitation.public_id]))

    done = "Un nouveau lien part à lea@exemple.fr\u00a0; l’ancien ne sert plus."
    assertMessages(response, [Message(SUCCESS, f"{done} {link_serves()}")])
    client.logout()
    assertRedirects(response, reverse("partners:team"), fetch_redirect_response=False)
    assert client.get(reverse("partners:accept_invitation", args=["old"])).status_code == 410
    assertRedirects(client.get(link_in(mail.outbox[0])), reverse("account_signup"))


def test_resend_of_a_revoked_invitation_changes_nothing(client, coordinator):
    invitation = InvitationFactory(organization=coordinator.organization, revoked=True)
    client.force_login(coordinator)

    response = client.post(reverse("partners:resend_invitation", args=[invitation.public_id]))

    assertMessages(response, [Message(WARNING, "Cette invitation n’attend plus de réponse.")])
    assert mail.outbox == []


def test_revoke(client, coordinator):
    invitation = InvitationFactory(organization=coordinator.organization, email="lea@exemple.fr")
    client.force_login(coordinator)

    response = client.post(reverse("partners:revoke_invitation", args=[invitation.public_id]))

    assertMessages(
        response, [Message(SUCCESS, "L’invitation de lea@exemple.fr est retirée\u00a0: son lien ne sert plus.")]
    )
    assert Invitation.objects.usable().count() == 0


@pytest.mark.parametrize("view", ["resend_invitation", "revoke_invitation"])
def test_invitation_of_another_organization_does_not_exist(client, coordinator, view):
    invitation = InvitationFactory()
    client.force_login(coordinator)

    assert client.post(reverse(f"partners:{view}", args=[invitation.public_id])).status_code == 404


@pytest.mark.parametrize("view", ["resend_invitation", "revoke_invitation"])
def test_coordinator_has_no_say_in_the_invitation_of_an_admin(client, coordinator, view):
    invitation = InvitationFactory(organization=coordinator.organization, role=Role.ADMIN)
    client.force_login(coordinator)

    assert client.post(reverse(f"partners:{view}", args=[invitation.public_id])).status_code == 403
    assert Invitation.objects.usable().count() == 1


def test_invite_page(client, coordinator):
    client.force_login(coordinator)

    response = client.post(reverse("partners:invite"), SOMEONE | {"email": "lea@exemple.fr"})

    assertMessages(response, [Message(SUCCESS, f"L’invitation part à lea@exemple.fr. {link_serves()}")])
    assert [message.to for message in mail.outbox] == [["lea@exemple.fr"]]


def test_invite_page_when_the_address_is_taken(client, coordinator):
    UserFactory(email="lea@exemple.fr")
    client.force_login(coordinator)

    response = client.post(reverse("partners:invite"), SOMEONE | {"email": "lea@exemple.fr"})

    assert response.context["form"].errors == {
        "email": ["Cette adresse a déjà un compte ou une invitation en attente."]
    }


@pytest.mark.parametrize("text", ["Lé\x00a", "Lé\x08a", "\u202eLéa"])
def test_invite_page_takes_invisible_characters_away(client, coordinator, text):
    client.force_login(coordinator)

    client.post(reverse("partners:invite"), SOMEONE | {"email": "lea@exemple.fr", "first_name": text})

    assert Invitation.objects.get().first_name == "Léa"


def test_invite_page_refuses_a_name_on_two_lines(client, coordinator):
    client.force_login(coordinator)
    changes = {"email": "lea@exemple.fr", "first_name": "Léa\nBcc: tous@exemple.fr"}

    response = client.post(reverse("partners:invite"), SOMEONE | changes)

    assert response.context["form"].errors == {"first_name": ["Écrivez ce texte sur une seule ligne."]}
    assert "Léa" in response.text
    assert not Invitation.objects.exists()


def refuse(error, monkeypatch):
    """The mail server answers with this error from now on."""

    def send(email):
        raise error

    monkeypatch.setattr(emails, "send", send)


ON_ITS_WAY = "Message en cours d’envoi"
NOT_DELIVERED = "Message non remis"


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (None, set()),
        (SMTPServerDisconnected("down"), {ON_ITS_WAY}),
        (SMTPRecipientsRefused({"lea@exemple.fr": (550, b"unknown")}), {NOT_DELIVERED}),
    ],
)
def test_team_says_what_became_of_the_message(client, coordinator, monkeypatch, error, shown):
    InvitationFactory(organization=coordinator.organization)  # its link was given in person
    if error:
        refuse(error, monkeypatch)
    client.force_login(coordinator)

    response = client.post(reverse("partners:invite"), SOMEONE | {"email": "lea@exemple.fr"}, follow=True)

    assert "L’invitation part à lea@exemple.fr." in response.text
    assert {words for words in (ON_ITS_WAY, NOT_DELIVERED) if words in response.text} == shown
    assert sum(response.text.count(words) for words in shown) == len(shown)
    assert Invitation.objects.usable().filter(email="lea@exemple.fr").count() == 1


def test_invitation_sent_again_after_a_failure_is_delivered(client, coordinator, monkeypatch):
    with monkeypatch.context() as patch:
        refuse(SMTPRecipientsRefused({"lea@exemple.fr": (550, b"unknown")}), patch)
        invitation = invitations.invite(user=coordinator, email="lea@exemple.fr", base_url="https://x.test", **SOMEONE)
    client.force_login(coordinator)

    response = client.post(reverse("partners:resend_invitation", args=[invitation.public_id]), follow=True)

    assert NOT_DELIVERED not in response.text
    assert [message.to for message in mail.outbox] == [["lea@exemple.fr"]]


def test_link_that_stopped_working_before_it_left_is_not_sent(coordinator, work):
    invitation = invitations.invite(user=coordinator, email="lea@exemple.fr", base_url="https://x.test", **SOMEONE)
    first = invitation.message
    invitations.resend(invitation=invitation, user=coordinator, base_url="https://x.test")
    second = Invitation.objects.get().message

    assert list(Email.objects.all()) == [second]
    assert first != second
    work()

    [message] = mail.outbox
    token = link_in(message).removesuffix("/").rpartition("/")[2]
    assert Invitation.objects.get().token_digest == invitations.digest_of(token)


def test_revoked_invitation_whose_message_waits_is_not_sent(coordinator, work):
    invitation = invitations.invite(user=coordinator, email="lea@exemple.fr", base_url="https://x.test", **SOMEONE)

    invitations.revoke(invitation=invitation, user=coordinator)
    work()

    assert mail.outbox == []
    assert Invitation.objects.get().message is None


def test_invite_page_refuses_who_may_not_invite(client):
    client.force_login(UserFactory(role=Role.SOCIAL_WORKER))

    assert client.get(reverse("partners:invite")).status_code == 403
