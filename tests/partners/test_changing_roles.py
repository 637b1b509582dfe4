"""A role is changed by whoever manages accounts, seen by the others, and kept in the access log."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.messages import SUCCESS, WARNING, Message
from django.core import mail
from django.urls import reverse
from pytest_django.asserts import assertFormError, assertMessages

from partners.models import AccountEvent, User
from partners.roles import Role
from partners.services import accounts, invitations
from tests.factories.partners import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

LOG = reverse("partners:account_log")


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True, name="Patrimoine SA", short_name="Patrimoine")


@pytest.fixture
def admin(landlord):
    return UserFactory(organization=landlord, role=Role.ADMIN, first_name="Alix", last_name="Adam")


@pytest.fixture
def colleague(landlord):
    return UserFactory(organization=landlord, role=Role.CARETAKER, first_name="Zoé", last_name="Zola")


def page_of(account):
    return reverse("partners:change_role", args=[account.public_id])


def invite(user, role, **person):
    person = {"email": "nouvelle@exemple.fr", "first_name": "Line", "last_name": "Roy"} | person
    return invitations.invite(user=user, role=role, base_url="https://passerelle.example/", **person)


def told() -> list[tuple[str, str]]:
    return [(message.to[0], message.subject) for message in mail.outbox]


def test_a_page_changes_the_role(client, admin, colleague):
    client.force_login(admin)

    response = client.post(page_of(colleague), {"role": Role.RENTAL_OFFICER})

    colleague.refresh_from_db()
    assert colleague.role == Role.RENTAL_OFFICER
    done = (
        "Zoé Zola a désormais le rôle «\u00a0Gestionnaire locatif\u00a0». "
        "Ses sessions sont fermées et un message part pour l’en informer."
    )
    assertMessages(response, [Message(SUCCESS, done)])


def test_the_person_is_told_and_their_sessions_end(client, admin, colleague):
    client.force_login(colleague)
    UserSession.objects.create(user=colleague, session_key=client.session.session_key, ip="127.0.0.1", user_agent="x")

    accounts.change_role(account=colleague, user=admin, role=Role.RENTAL_OFFICER)

    assert client.get(reverse("home")).status_code == 302
    [message] = mail.outbox
    assert (message.to, message.subject) == ([colleague.email], "Votre rôle dans Passerelle a changé")
    assert "Alix Adam a changé votre rôle" in message.body
    assert "Gestionnaire locatif" in message.body


def test_the_roles_offered_are_those_of_the_organization(client, admin, colleague):
    client.force_login(admin)

    form = client.get(page_of(colleague)).context["form"]

    assert [code for code, _ in form.fields["role"].choices] == [
        Role.RENTAL_OFFICER,
        Role.CARETAKER,
        Role.ADVISER,
        Role.MANAGER,
        Role.ADMIN,
    ]
    assert form.initial["role"] == Role.CARETAKER


@pytest.mark.parametrize(
    ("role", "error"),
    [
        (Role.CARETAKER, "Cette personne a déjà ce rôle\u00a0: choisissez-en un autre."),
        ("", "Choisissez un rôle."),
    ],
)
def test_a_role_that_is_none_or_the_same_changes_nothing(client, admin, colleague, role, error):
    client.force_login(admin)

    response = client.post(page_of(colleague), {"role": role})

    assertFormError(response.context["form"], "role", error)
    assert not AccountEvent.objects.filter(kind="ROLE_CHANGED").exists()


def test_a_role_of_associations_is_refused_at_its_field(client, admin, colleague):
    client.force_login(admin)

    response = client.post(page_of(colleague), {"role": Role.COORDINATOR})

    assert list(response.context["form"].errors) == ["role"]
    colleague.refresh_from_db()
    assert colleague.role == Role.CARETAKER


def test_a_closed_account_is_reactivated_first(client, admin, colleague):
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    client.force_login(admin)

    response = client.get(page_of(colleague))

    said = "Le compte de Zoé Zola est désactivé\u00a0: réactivez-le d’abord."
    assertMessages(response, [Message(WARNING, said)])


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_changes_their_own_role(client, admin, method):
    UserFactory(organization=admin.organization, role=Role.ADMIN)
    client.force_login(admin)

    assert getattr(client, method)(page_of(admin), {"role": Role.MANAGER}).status_code == 403


def test_a_deputy_makes_no_admin(client, landlord, colleague):
    client.force_login(UserFactory(organization=landlord, role=Role.MANAGER))

    form = client.get(page_of(colleague)).context["form"]

    assert Role.ADMIN not in [code for code, _ in form.fields["role"].choices]


# Seen by the others


def test_whoever_invites_a_reader_is_seen_by_the_other_admins(landlord, admin):
    other = UserFactory(organization=landlord, role=Role.ADMIN, first_name="Ève", last_name="Roux")
    manager = UserFactory(organization=landlord, role=Role.MANAGER, first_name="Solange", last_name="Prat")
    UserFactory(role=Role.ADMIN)

    invite(manager, Role.RENTAL_OFFICER)

    told_to = {message.to[0]: message for message in mail.outbox}
    assert set(told_to) == {"nouvelle@exemple.fr", admin.email, other.email}
    message = told_to[other.email]
    assert message.subject == "Passerelle\u00a0: un rôle qui lit des dossiers est donné chez Patrimoine"
    assert message.body.startswith(
        "Bonjour Ève Roux,\n\nSolange Prat a invité une personne chez Patrimoine SA. "
        "Rôle\u00a0: Gestionnaire locatif, qui lit des dossiers."
    )
    assert "Line" not in message.body


def test_an_admin_who_invites_is_not_told_of_it(admin):
    invite(admin, Role.RENTAL_OFFICER)

    assert [address for address, _ in told()] == ["nouvelle@exemple.fr"]


@pytest.mark.parametrize("role", [Role.CARETAKER, Role.ADMIN])
def test_a_role_that_reads_no_case_file_is_not_announced(landlord, admin, role):
    UserFactory(organization=landlord, role=Role.ADMIN)

    invite(admin, role)

    assert [address for address, _ in told()] == ["nouvelle@exemple.fr"]


def test_where_nobody_is_an_admin_the_other_coordinators_are_told():
    coordinator = UserFactory(role=Role.COORDINATOR)
    other = UserFactory(organization=coordinator.organization, role=Role.COORDINATOR)

    invite(coordinator, Role.SOCIAL_WORKER)

    assert [address for address, _ in told()] == [other.email, "nouvelle@exemple.fr"]


def test_a_role_that_comes_to_read_is_announced_to_the_others_and_not_to_the_person_twice(landlord, admin, colleague):
    other = UserFactory(organization=landlord, role=Role.ADMIN)

    accounts.change_role(account=colleague, user=admin, role=Role.RENTAL_OFFICER)

    assert told() == [
        (colleague.email, "Votre rôle dans Passerelle a changé"),
        (other.email, "Passerelle\u00a0: un rôle qui lit des dossiers est donné chez Patrimoine"),
    ]
    assert "Alix Adam a changé le rôle d’un compte chez Patrimoine SA." in mail.outbox[1].body


# The access log


def test_the_log_shows_who_changed_which_role(client, admin, colleague):
    accounts.change_role(account=colleague, user=admin, role=Role.RENTAL_OFFICER)
    client.force_login(admin)

    page = client.get(LOG, {"account": colleague.pk})

    assert [(event.kind, event.account, event.by, detail) for event, detail in page.context["rows"]] == [
        ("ROLE_CHANGED", colleague, admin, "Gestionnaire locatif, auparavant Gardien"),
    ]


def test_the_log_shows_who_invited_a_reader(client, admin):
    invite(admin, Role.ADVISER)
    client.force_login(admin)

    page = client.get(LOG, {"kind": "INVITED"})

    assert [(event.account, detail) for event, detail in page.context["rows"]] == [
        (admin, "Conseillère sociale (CESF)")
    ]
