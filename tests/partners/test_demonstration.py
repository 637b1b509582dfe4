import pytest
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from partners.roles import Role
from tests.factories.partners import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings):
    settings.DEMO_MODE = True


def sign_in_as(client, user, **data):
    return client.post(reverse("partners:sign_in_as", args=[user.public_id]), data)


def test_sign_in_page_offers_the_active_personas(client, demonstration):
    landlord = OrganizationFactory(is_landlord=True, short_name="Patrimoine")
    association = OrganizationFactory(short_name="Espoir")
    worker = UserFactory(organization=association, first_name="Maya", last_name="Carrère")
    manager = UserFactory(organization=landlord, role=Role.MANAGER)
    UserFactory(organization=association, is_active=False)

    response = client.get(reverse("account_login"), {"next": "/partners/"})

    assert response.context["personas"] == [manager, worker]
    assert "Maya Carrère" in response.text
    assert '<input type="hidden" name="next" value="/partners/"' in response.text


def test_one_click_signs_in_without_second_factor(client, demonstration):
    user = UserFactory()

    response = sign_in_as(client, user, next=reverse("partners:partners"))

    assertRedirects(response, reverse("partners:partners"))
    assert user.usersession_set.count() == 1
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("following", ["https://ailleurs.exemple.fr/", "//ailleurs.exemple.fr", ""])
def test_one_click_never_leads_elsewhere(client, demonstration, following):
    response = sign_in_as(client, UserFactory(), next=following)

    assertRedirects(response, reverse("home"), fetch_redirect_response=False)


def test_inactive_persona_does_not_exist(client, demonstration):
    assert sign_in_as(client, UserFactory(is_active=False)).status_code == 404


def test_one_click_is_a_post(client, demonstration):
    assert client.get(reverse("partners:sign_in_as", args=[UserFactory().public_id])).status_code == 405


def test_outside_the_demonstration_nobody_enters_by_one_click(client):
    user = UserFactory(first_name="Maya")

    response = sign_in_as(client, user)

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("account_login")).context["personas"] == []


@pytest.mark.parametrize("count", [1, 3, 12])
def test_sign_in_page_asks_as_many_queries_whatever_the_personas(
    client, demonstration, count, django_assert_num_queries
):
    UserFactory.create_batch(count)
    client.get(reverse("account_login"))

    with django_assert_num_queries(1):
        client.get(reverse("account_login"))
