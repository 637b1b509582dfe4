"""A name that was mistyped is mended."""

import pytest
from django.contrib.messages import SUCCESS, WARNING, Message
from django.urls import reverse
from pytest_django.asserts import assertMessages, assertRedirects

from partners.models import User
from partners.roles import Role
from tests.factories.partners import InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db

NAMED = {"first_name": "Line", "last_name": "Roy"}


@pytest.fixture
def admin(client):
    admin = UserFactory(role=Role.ADMIN)
    client.force_login(admin)
    return admin


def names_of(row):
    row.refresh_from_db()
    return row.first_name, row.last_name


def test_somebody_mends_the_own_name(client):
    user = UserFactory()
    client.force_login(user)

    client.post(reverse("partners:profile"), NAMED | {"phone": ""})

    assert names_of(user) == ("Line", "Roy")


def test_an_admin_mends_the_name_of_a_colleague(client, admin):
    colleague = UserFactory(organization=admin.organization, role=Role.SOCIAL_WORKER)
    page = reverse("partners:rename_colleague", args=[colleague.public_id])

    response = client.post(page, NAMED)

    assert page in client.get(reverse("partners:team")).text
    assertRedirects(response, reverse("partners:team"))
    assertMessages(
        response,
        [Message(SUCCESS, "Le nom de Line Roy est enregistré. Toutes les pages le disent ainsi désormais.")],
    )
    assert names_of(colleague) == ("Line", "Roy")


def test_the_name_of_somebody_invited_is_that_of_the_account(client, admin):
    invitation = InvitationFactory(organization=admin.organization, token="jeton", last_name="Rpy")
    page = reverse("partners:rename_invited", args=[invitation.public_id])

    response = client.post(page, NAMED)
    client.logout()
    client.get(reverse("partners:accept_invitation", args=["jeton"]))
    password = "jonquille-parapluie-42"
    client.post(reverse("account_signup"), {"email": invitation.email, "password1": password, "password2": password})

    said = "L’invitation est au nom de Line Roy\u00a0: son compte portera ce nom."
    assertMessages(response, [Message(SUCCESS, said)])
    assert User.objects.get(email=invitation.email).full_name == "Line Roy"


def test_an_invitation_answered_meanwhile_keeps_its_name(client, admin):
    invitation = InvitationFactory(organization=admin.organization, accepted=True)

    response = client.post(reverse("partners:rename_invited", args=[invitation.public_id]), NAMED)

    assertMessages(response, [Message(WARNING, "Cette invitation n’attend plus de réponse.")])
    assert names_of(invitation)[0] == "Dominique"


def test_an_empty_name_is_refused_and_the_other_is_kept(client, admin):
    colleague = UserFactory(organization=admin.organization, role=Role.SOCIAL_WORKER)

    response = client.post(
        reverse("partners:rename_colleague", args=[colleague.public_id]), {"first_name": "Line", "last_name": " "}
    )

    assert response.context["form"].errors == {"last_name": ["Indiquez un nom."]}
    assert 'value="Line"' in response.text
    assert names_of(colleague)[0] == "Camille"


def test_a_coordinator_mends_no_invitation_of_an_admin(client):
    coordinator = UserFactory(role=Role.COORDINATOR)
    invitation = InvitationFactory(organization=coordinator.organization, role=Role.ADMIN)
    client.force_login(coordinator)
    page = reverse("partners:rename_invited", args=[invitation.public_id])

    assert client.get(page).status_code == 403
    assert page not in client.get(reverse("partners:team")).text
