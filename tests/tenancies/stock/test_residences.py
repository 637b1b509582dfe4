import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from partners.roles import Role
from tenancies.models import Dwelling, Residence, ResidenceCaretaker
from tenancies.stock.residences import set_residences
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, ResidenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True)


@pytest.fixture
def manager(landlord):
    return UserFactory(organization=landlord, role=Role.MANAGER)


@pytest.fixture
def caretaker(landlord):
    return UserFactory(organization=landlord, role=Role.CARETAKER)


def residence(landlord, name):
    return DwellingFactory(residence=ResidenceFactory(landlord=landlord, name=name)).residence


def test_caretaker_of_no_residence_sees_those_of_its_landlord(landlord, caretaker):
    mazades, negreneys = residence(landlord, "Les Mazades"), residence(landlord, "Negreneys")
    residence(OrganizationFactory(is_landlord=True), "Ailleurs")

    assert list(Residence.objects.visible_to(caretaker)) == [mazades, negreneys]
    assert Dwelling.objects.nameable_by(caretaker).count() == 2


def test_caretaker_sees_the_residences_looked_after_and_no_other(landlord, manager, caretaker):
    mazades, negreneys = residence(landlord, "Les Mazades"), residence(landlord, "Negreneys")
    colleague = UserFactory(organization=landlord, role=Role.CARETAKER)
    set_residences(caretaker=caretaker, user=manager, residences=[mazades])
    set_residences(caretaker=colleague, user=manager, residences=[negreneys])

    assert list(Residence.objects.visible_to(caretaker)) == [mazades]
    assert [dwelling.residence for dwelling in Dwelling.objects.nameable_by(caretaker)] == [mazades]


def test_dwelling_out_of_the_stock_is_not_named(landlord, caretaker):
    DwellingFactory(residence__landlord=landlord, withdrawn_on="2026-01-01", withdrawal_reason="Vente")

    assert not Dwelling.objects.nameable_by(caretaker).exists()


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER, Role.ADMIN])
def test_nobody_else_names_a_door(landlord, role):
    residence(landlord, "Les Mazades")

    assert not Dwelling.objects.nameable_by(UserFactory(organization=landlord, role=role)).exists()


def test_residences_are_chosen_and_changed_from_the_page_of_the_team(client, landlord, manager, caretaker):
    mazades, negreneys = residence(landlord, "Les Mazades"), residence(landlord, "Negreneys")
    colleague = UserFactory(organization=landlord, role=Role.CARETAKER)
    set_residences(caretaker=caretaker, user=manager, residences=[mazades])
    set_residences(caretaker=colleague, user=manager, residences=[mazades, negreneys])
    address = reverse("tenancies:caretaker_residences", args=[caretaker.public_id])
    client.force_login(manager)

    assertContains(client.get(reverse("partners:team")), address)
    assert client.get(address).context["form"]["residences"].initial == [str(mazades.public_id)]
    response = client.post(address, {"residences": [str(negreneys.public_id)]})

    assertRedirects(response, reverse("partners:team"))
    assert list(Residence.objects.looked_after_by(caretaker)) == [negreneys]
    assert list(Residence.objects.looked_after_by(colleague)) == [mazades, negreneys]
    assert ResidenceCaretaker.objects.count() == 3


def test_residence_of_another_landlord_is_refused(client, landlord, manager, caretaker):
    other = residence(OrganizationFactory(is_landlord=True), "Ailleurs")
    client.force_login(manager)

    response = client.post(
        reverse("tenancies:caretaker_residences", args=[caretaker.public_id]), {"residences": [str(other.public_id)]}
    )

    assert list(response.context["form"].errors) == ["residences"]
    assert not ResidenceCaretaker.objects.exists()
