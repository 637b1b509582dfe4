"""The first person of an association: invited by the landlord that registers it, again when need be, by nobody else."""

import datetime
import re

import pytest
from django.contrib.messages import SUCCESS, WARNING, Message
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertMessages, assertRedirects

from housing_support.common.dates import long_date
from partners.models import Convention, Email, Invitation, Organization
from partners.roles import Role
from partners.services import accounts, invitations
from tests.factories.partners import (
    ConventionFactory,
    FundedActionFactory,
    InvitationFactory,
    OrganizationFactory,
    UserFactory,
)
from tests.partners.test_conventions import NEW_ASSOCIATION, TERMS

pytestmark = pytest.mark.django_db

LINE = {"first_name": "Line", "last_name": "Roy", "email": "line@espoir.example", "job_title": ""}
SETTLED = "Cette association a déjà quelqu’un sur Passerelle\u00a0: c’est à elle d’inviter."
CREATE = "/conventions/new/"


@pytest.fixture
def manager(client):
    manager = UserFactory(landlord_staff=True, role=Role.MANAGER, first_name="Hélène", last_name="Vidal")
    client.force_login(manager)
    return manager


@pytest.fixture
def action(manager):
    return FundedActionFactory(programme__landlord=manager.organization)


@pytest.fixture
def association(action):
    """Bound to the landlord, joined by nobody."""
    association = OrganizationFactory(name="Espoir", short_name="Espoir", siren="732829320")
    ConventionFactory(association=association, action=action)
    return association


def page_of(association):
    return reverse("partners:invite_first_person", args=[association.public_id])


def link_to(address):
    """The link of the last message to this address."""
    [*_, message] = [each for each in mail.outbox if each.to == [address]]
    return re.search(r"https?://[^/]+(\S+)", message.body).group(1)


def registered(client, action, **changed):
    return client.post(CREATE, TERMS | NEW_ASSOCIATION | {"action": action.pk} | changed)


# In the same act as the convention


def test_registering_an_association_invites_its_first_person(client, manager, action):
    response = registered(client, action)

    [message] = mail.outbox
    assert message.to == ["line@espoir.example"]
    sender = f"Hélène Vidal, de {manager.organization.name}, vous invite à rejoindre Espoir sur Passerelle"
    assert sender in message.body
    follows = "Une fois signée par les deux parties, enregistrez sa signature\u00a0: elle engage."
    done = "La convention avec Espoir est préparée et l’invitation part à line@espoir.example."
    assertMessages(response, [Message(SUCCESS, f"{done} {follows}")])


def test_an_address_already_taken_registers_nothing(client, manager, action):
    UserFactory(email="line@espoir.example")

    response = registered(client, action)

    assert response.context["association_form"].errors == {
        "email": ["Cette adresse a déjà un compte ou une invitation en attente."]
    }
    assert 'value="Espoir"' in response.text
    assert not Organization.objects.filter(siren="732829320").exists()
    assert (Convention.objects.count(), Invitation.objects.count(), mail.outbox) == (0, 0, [])


def test_a_convention_that_is_refused_invites_nobody(client, manager, action, association):
    """The association is one's own already, under the same action on the same days."""
    convention = association.conventions_as_association.get()
    days = {"starts_on": convention.starts_on, "ends_on": convention.ends_on, "signed_on": "", "new-is_another": "on"}

    response = registered(client, action, **days)

    assert response.context["form"].non_field_errors() == [
        "Une convention lie déjà cette association à cette action sur cette période."
    ]
    assert (Invitation.objects.count(), Email.objects.count()) == (0, 0)


@pytest.mark.parametrize("is_asked", [True, False])
def test_an_association_where_somebody_works_lets_others_in_by_itself(client, manager, action, is_asked):
    """Whoever the landlord names is not let into what other landlords share with it."""
    known = UserFactory(organization__siren="732829320", role=Role.ADMIN).organization
    person = {} if is_asked else {"new-first_name": "", "new-last_name": "", "new-email": ""}

    registered(client, action, **person)

    assert Convention.objects.get().association == known
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


def test_an_association_that_another_landlord_invites_is_left_to_it(client, manager, action):
    known = OrganizationFactory(siren="732829320")
    other = UserFactory(landlord_staff=True, role=Role.MANAGER)
    waiting = InvitationFactory(organization=known, role=Role.ADMIN, invited_by=other)

    registered(client, action)

    assert Convention.objects.get().association == known
    assert Invitation.objects.get() == waiting


# Again


def test_a_mistyped_invitation_is_made_again_and_its_link_is_dead_at_once(client, manager, action):
    registered(client, action, **{"new-email": "lien@espoir.example"})
    association = Organization.objects.get(siren="732829320")
    mistyped = link_to("lien@espoir.example")

    page = client.get(page_of(association))
    response = client.post(page_of(association), LINE)

    assert page.context["form"]["email"].value() == "lien@espoir.example"
    assertRedirects(response, reverse("partners:partners"))
    until = long_date(timezone.localdate(Invitation.objects.waiting().get().expires_at))
    done = "L’invitation part à line@espoir.example. L’ancien lien ne sert plus."
    assertMessages(response, [Message(SUCCESS, f"{done} Son lien sert jusqu’au {until}.")])
    client.logout()
    assert client.get(mistyped).status_code == 410
    assert client.get(link_to("line@espoir.example")).status_code == 302


def test_asking_again_for_the_same_address_leaves_one_invitation(client, manager, association):
    client.post(page_of(association), LINE)
    first = link_to("line@espoir.example")

    client.post(page_of(association), LINE)

    assert Invitation.objects.waiting().get().email == "line@espoir.example"
    client.logout()
    assert client.get(first).status_code == 410
    assert client.get(link_to("line@espoir.example")).status_code == 302


def test_whoever_is_invited_elsewhere_may_still_come(client, manager, association):
    """By the landlord itself, and by others."""
    elsewhere = [InvitationFactory(organization=manager.organization, invited_by=manager), InvitationFactory()]

    client.post(page_of(association), LINE)

    assert list(Invitation.objects.waiting().exclude(organization=association).order_by("pk")) == elsewhere


def test_once_somebody_has_joined_the_landlord_invites_nobody(client, manager, association):
    UserFactory(organization=association, role=Role.ADMIN, is_active=False)

    response = client.post(page_of(association), LINE)

    assertMessages(response, [Message(WARNING, SETTLED)])
    assert not Invitation.objects.exists()


def test_somebody_who_joined_meanwhile_keeps_the_door(client, manager, association, monkeypatch):
    invite = invitations.invite_first_person

    def joined_meanwhile(**arguments):
        UserFactory(organization=association, role=Role.ADMIN)
        return invite(**arguments)

    monkeypatch.setattr(invitations, "invite_first_person", joined_meanwhile)
    response = client.post(page_of(association), LINE)

    assert response.context["form"].errors == {"email": [SETTLED]}


def test_the_partners_say_who_has_not_come_yet(client, manager, action, association):
    url = page_of(association)
    nobody_invited = client.get(reverse("partners:partners")).text
    client.post(url, LINE)
    waiting = client.get(reverse("partners:partners")).text
    Invitation.objects.update(
        created_at=timezone.now() - datetime.timedelta(days=9), expires_at=timezone.now() - datetime.timedelta(days=2)
    )
    expired = client.get(reverse("partners:partners")).text
    UserFactory(organization=association, role=Role.ADMIN)
    joined = client.get(reverse("partners:partners")).text

    assert "Invitez la personne qui ouvrira l’espace de l’association." in nobody_invited
    assert "Invitation envoyée à Line Roy (line@espoir.example), valable jusqu’au" in waiting
    assert "L’invitation de line@espoir.example a expiré le" in expired
    assert [url in page for page in (nobody_invited, waiting, expired, joined)] == [True, True, True, False]


def test_only_whoever_may_invite_reads_who_was(client, association):
    officer = UserFactory(organization=Convention.objects.get().landlord, role=Role.RENTAL_OFFICER)
    InvitationFactory(organization=association, email="line@espoir.example", role=Role.ADMIN)
    client.force_login(officer)

    assert "line@espoir.example" not in client.get(reverse("partners:partners")).text


# Bounds


def invited_by(user, count):
    return InvitationFactory.create_batch(count, organization=user.organization, role=user.role, invited_by=user)


@pytest.mark.parametrize(("already", "goes"), [(-1, True), (0, False)])
def test_an_organization_sends_so_many_invitations_in_a_day(client, manager, already, goes):
    invited_by(manager, invitations.MOST_A_DAY + already)
    colleague = {"first_name": "Luc", "last_name": "Roy", "email": "luc@exemple.fr", "role": "ADVISER"}

    response = client.post(reverse("partners:invite"), colleague)

    assert Invitation.objects.filter(email="luc@exemple.fr").exists() == goes
    if not goes:
        said = "Votre organisme a envoyé 50\u00a0invitations en vingt-quatre heures, le plus qui soit permis."
        assert response.context["form"].errors == {"email": [f"{said} Reprenez demain."]}


def test_those_of_the_day_before_are_not_counted(manager):
    rows = invited_by(manager, invitations.MOST_A_DAY)
    tomorrow = timezone.now() + datetime.timedelta(days=1, minutes=1)

    counted = [
        Invitation.objects.links_sent(by=manager.organization, since=moment - datetime.timedelta(days=1)).count()
        for moment in (timezone.now(), tomorrow)
    ]

    assert counted == [len(rows), 0]


def test_a_link_sent_again_counts_and_a_withdrawal_does_not(manager):
    first, second = invited_by(manager, 2)

    invitations.resend(invitation=first, user=manager, base_url="https://x.test")
    invitations.revoke(invitation=second, user=manager)

    since = timezone.now() - datetime.timedelta(days=1)
    assert Invitation.objects.links_sent(by=manager.organization, since=since).count() == 3


def test_a_link_beyond_the_most_is_not_sent_again(client, manager):
    [*_, last] = invited_by(manager, invitations.MOST_A_DAY)

    response = client.post(reverse("partners:resend_invitation", args=[last.public_id]))

    said = "Votre organisme a envoyé 50\u00a0invitations en vingt-quatre heures, le plus qui soit permis."
    assertMessages(response, [Message(WARNING, f"{said} Reprenez demain.")])
    assert mail.outbox == []


def test_an_invitation_ends_with_the_account_of_its_inviter(client, manager, association):
    admin = UserFactory(organization=manager.organization, role=Role.ADMIN)
    client.post(page_of(association), LINE)
    link = link_to("line@espoir.example")
    kept = InvitationFactory(organization=manager.organization, role=Role.ADVISER, invited_by=admin)

    accounts.deactivate(account=manager, user=admin)

    client.logout()
    assert client.get(link).status_code == 410
    assert Invitation.objects.waiting().get() == kept
