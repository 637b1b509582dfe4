import pytest
from django.contrib.messages import SUCCESS, Message
from django.urls import reverse
from pytest_django.asserts import assertFormError, assertMessages

from tests.factories.partners import UserFactory

pytestmark = pytest.mark.django_db

PROFILE = reverse("partners:profile")
NAMES = {"first_name": "Line", "last_name": "Roy"}


def test_telephone_is_written_as_it_is_shown(client):
    user = UserFactory()
    client.force_login(user)

    response = client.post(PROFILE, NAMES | {"phone": "+33 6.39.98.01.02"})

    user.refresh_from_db()
    assert user.phone == "06 39 98 01 02"
    assertMessages(response, [Message(SUCCESS, "Vos coordonnées sont enregistrées. Vos dossiers les montrent ainsi.")])


def test_telephone_taken_away(client):
    user = UserFactory(phone="06 39 98 01 02")
    client.force_login(user)

    response = client.post(PROFILE, NAMES | {"phone": ""})

    user.refresh_from_db()
    assert user.phone == ""
    said = "Vos coordonnées sont enregistrées. Vos dossiers ne montrent aucun téléphone."
    assertMessages(response, [Message(SUCCESS, said)])


def test_telephone_that_is_none_changes_nothing(client):
    user = UserFactory(phone="06 39 98 01 02")
    client.force_login(user)

    response = client.post(PROFILE, NAMES | {"phone": "poste 12"})

    user.refresh_from_db()
    assert user.phone == "06 39 98 01 02"
    assertFormError(
        response.context["form"],
        "phone",
        "Indiquez un numéro à dix chiffres, par exemple 06 39 98 00 00, ou celui d’un autre pays à partir de son "
        "«\u00a0+\u00a0».",
    )
    assert 'value="poste 12"' in response.text
