"""The pages of the landlord's dwellings: found by address, residence or reference, never by who lives there."""

import datetime

import pytest
from django.urls import reverse

from partners.roles import Role
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ResidenceFactory, TenancyFactory


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def landlord(db):
    return OrganizationFactory(is_landlord=True)


@pytest.fixture
def officer(landlord):
    return UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)


@pytest.fixture
def dwelling(landlord):
    """`dwelling(door="4")`: a dwelling of the landlord."""
    residence = ResidenceFactory(landlord=landlord, name="Les Mûriers")
    return lambda **fields: DwellingFactory(**{"residence": residence} | fields)


def shown(client, **query):
    return {row.door for row in client.get(reverse("tenancies:dwellings"), query).context["page"].rows}


@pytest.mark.parametrize(
    ("query", "doors"),
    [
        ({}, {"1", "2", "3"}),
        ({"q": "genets"}, {"2"}),
        ({"q": "8 rue des Genêts"}, {"2"}),
        ({"q": "muriers"}, {"1", "2"}),
        ({"q": "REF-3"}, {"3"}),
        ({"q": "3100000001"}, {"1"}),
        ({"q": "100%"}, set()),
        ({"q": "introuvable"}, set()),
        ({"residence": "bellevue"}, {"3"}),
        ({"rooms": "5"}, {"3"}),
        ({"rooms": "5", "q": "muriers"}, set()),
        ({"rooms": "12"}, set()),
        ({"stock": "withdrawn"}, {"4"}),
        ({"stock": "all"}, {"1", "2", "3", "4"}),
    ],
)
def test_dwellings_are_found(dwelling, landlord, officer, signed_in, query, doors):
    dwelling(door="1", rpls_id="3100000001")
    dwelling(door="2", street_number="8", street_name="rue des Genêts")
    elsewhere = ResidenceFactory(landlord=landlord, name="Bellevue")
    dwelling(door="3", residence=elsewhere, landlord_reference="REF-3", rooms=5)
    dwelling(door="4", residence=elsewhere, withdrawn_on=datetime.date(2026, 3, 1), withdrawal_reason="Démolition")
    DwellingFactory(residence__name="Les Mûriers", street_name="rue des Genêts", door="5", landlord_reference="REF-3")

    assert shown(signed_in(officer), **query) == doors


def test_list_goes_on_by_pages(dwelling, officer, signed_in):
    for rank in range(30):
        dwelling(door=str(rank))
    client = signed_in(officer)

    first = client.get(reverse("tenancies:dwellings")).context["page"]
    second = client.get(first.next_url).context["page"]

    assert (len(first.rows), len(second.rows), first.count, second.next_url) == (20, 10, 30, "")


def test_page_says_what_the_register_says(dwelling, officer, signed_in):
    found = dwelling(funding_code="13", occupancy_code="4", quota_code="6", rent_euros=412, energy_class="D", floor="0")

    page = signed_in(officer).get(reverse("tenancies:dwelling", args=[found.public_id])).content.decode()

    for words in ("PLUS", "Pris en charge par une association", "Autres réservataires", "412\u00a0€", "T3"):
        assert words in page
    assert "Rez-de-chaussée" in page
    assert "Dans le patrimoine" in page


def test_withdrawn_dwelling_says_why(dwelling, officer, signed_in):
    found = dwelling(withdrawn_on=datetime.date(2026, 3, 1), withdrawal_reason="Démolition")

    page = signed_in(officer).get(reverse("tenancies:dwelling", args=[found.public_id])).content.decode()

    assert "Sorti du patrimoine le 1er mars 2026." in page
    assert "Démolition" in page


def test_who_lives_there_is_never_said(dwelling, landlord, officer, signed_in):
    found = dwelling()
    household = HouseholdFactory(landlord=landlord, name="Secrète", is_protected=True, reference="D-2026-9999")
    TenancyFactory(dwelling=found, household=household)
    client = signed_in(officer)

    pages = [
        client.get(reverse("tenancies:dwelling", args=[found.public_id])),
        client.get(reverse("tenancies:dwellings")),
        client.get(reverse("tenancies:dwellings"), {"q": "Secrète"}),
    ]

    for page in pages:
        assert str(household.public_id) not in page.content.decode()
        assert "D-2026-9999" not in page.content.decode()
    assert "Secrète" not in pages[0].content.decode() + pages[1].content.decode()
    assert pages[2].context["page"].rows == []


def test_dwelling_of_another_landlord_is_not_found(officer, signed_in):
    other = DwellingFactory()

    assert signed_in(officer).get(reverse("tenancies:dwelling", args=[other.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.RENTAL_OFFICER, 200),
        (Role.ADVISER, 200),
        (Role.MANAGER, 200),
        (Role.CARETAKER, 403),
        (Role.ADMIN, 403),
        (Role.SOCIAL_WORKER, 403),
        (Role.COORDINATOR, 403),
    ],
)
def test_who_reads_the_stock(dwelling, landlord, signed_in, role, status):
    found = dwelling()
    is_association = role in (Role.SOCIAL_WORKER, Role.COORDINATOR)
    client = signed_in(UserFactory(role=role, organization=OrganizationFactory() if is_association else landlord))

    assert client.get(reverse("tenancies:dwellings")).status_code == status
    assert client.get(reverse("tenancies:dwelling", args=[found.public_id])).status_code == status


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
def test_only_those_who_import_see_the_button(landlord, signed_in, role):
    client = signed_in(UserFactory(role=role, organization=landlord))

    page = client.get(reverse("tenancies:dwellings")).content.decode()

    assert (reverse("tenancies:stock_import_create") in page) == (role == Role.MANAGER)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_at_any_length(dwelling, officer, signed_in, count, django_assert_num_queries):
    for rank in range(count):
        found = dwelling(door=str(rank))
    client = signed_in(officer)
    client.get(reverse("tenancies:dwellings"))

    with django_assert_num_queries(5):
        client.get(reverse("tenancies:dwellings"), {"q": "mazades"})
    with django_assert_num_queries(6):
        client.get(reverse("tenancies:dwelling", args=[found.public_id]))
