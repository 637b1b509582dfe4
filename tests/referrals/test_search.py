import pytest

from referrals.reading.search import find_tenants
from tenancies.reading.search import MAXIMUM
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, TenancyFactory

pytestmark = pytest.mark.django_db


def tenant(landlord, name, number="12", street="rue des Mazades", **fields):
    household = HouseholdFactory(landlord=landlord, name=name, **fields)
    dwelling = DwellingFactory(residence__landlord=landlord, street_number=number, street_name=street)
    TenancyFactory(household=household, dwelling=dwelling)
    return household


def names(user, text):
    return [tenant.household.name for tenant in find_tenants(user, text).tenants]


@pytest.mark.parametrize("text", ["belka", "BELKACEM", "Belkacem", "  belkacem ", "belkasem"])
def test_found_by_name_whatever_the_case_and_one_letter(officer, landlord, text):
    tenant(landlord, "Belkacem")
    tenant(landlord, "Roux")

    assert names(officer, text) == ["Belkacem"]


def test_found_by_name_without_accents(officer, landlord):
    tenant(landlord, "Lefèbvre-Éluard")

    assert names(officer, "lefebvre eluard") == ["Lefèbvre-Éluard"]


def test_name_of_two_letters_is_found_by_its_beginning(officer, landlord):
    tenant(landlord, "Wu")
    tenant(landlord, "Fawund")

    assert names(officer, "wu") == ["Wu"]


@pytest.mark.parametrize("text", ["12 mazades", "mazades 12", "12 rue des Mazades"])
def test_found_by_address(officer, landlord, text):
    tenant(landlord, "Belkacem")
    tenant(landlord, "Roux", number="40", street="avenue Jean Rieux")

    assert names(officer, text) == ["Belkacem"]


def test_found_by_reference(officer, landlord):
    household = tenant(landlord, "Belkacem", reference="D-2026-4242")
    tenant(landlord, "Roux", reference="D-2026-9999")

    assert [tenant.household for tenant in find_tenants(officer, "d-2026-4242").tenants] == [household]


def test_protected_household_is_found_by_name_alone_and_its_address_hidden(officer, landlord):
    tenant(landlord, "Garcia", is_protected=True)

    assert names(officer, "mazades") == []
    [found] = find_tenants(officer, "garcia").tenants
    assert (found.address.is_masked, found.address.street, found.address.town) == (True, "", "")


def test_past_address_finds_nobody(officer, landlord):
    household = tenant(landlord, "Belkacem")
    household.tenancies.update(ends_on="2025-06-01")

    assert names(officer, "mazades") == []


def test_name_comes_before_address_and_nobody_twice(officer, landlord):
    tenant(landlord, "Roux", street="rue Mazades")
    tenant(landlord, "Mazades", street="rue Mazades")

    assert names(officer, "mazades") == ["Mazades", "Roux"]


@pytest.mark.parametrize("text", ["", " ", "b"])
def test_too_little_to_search_but_a_name_of_one_letter(officer, landlord, text):
    tenant(landlord, "Belkacem")
    tenant(landlord, "O")

    assert names(officer, text) == []
    assert names(officer, "o") == ["O"]


def test_tenants_of_another_landlord_are_not_found(officer):
    household = HouseholdFactory(name="Belkacem")
    TenancyFactory(household=household)

    assert names(officer, "belkacem") == []
    assert names(officer, "mazades") == []


def test_association_finds_nobody(coordinator, landlord):
    tenant(landlord, "Belkacem")

    assert names(coordinator, "belkacem") == []


def test_list_is_short(officer, landlord):
    for number in range(MAXIMUM + 3):
        tenant(landlord, f"Martin {number:02}", number=str(number))

    found = find_tenants(officer, "martin")
    assert (len(found.tenants), found.has_more) == (MAXIMUM, True)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("text", "queries"), [("martin", 3), ("mazades", 3), ("D-2026", 2)])
def test_queries_do_not_grow_with_what_is_found(officer, landlord, django_assert_num_queries, count, text, queries):
    for number in range(count):
        tenant(landlord, f"Martin {number}", number=str(number))

    with django_assert_num_queries(queries):
        assert len(find_tenants(officer, text).tenants) == count
