"""One way of finding a household, wherever somebody looks one up."""

import pytest
from django.db import connection
from django.urls import reverse

from partners.roles import Role
from tenancies.models import Household
from tenancies.reading.search import find, matching
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import (
    DwellingFactory,
    HouseholdFactory,
    PersonFactory,
    ResidenceFactory,
    TenancyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True)


@pytest.fixture
def officer(landlord):
    return UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)


@pytest.fixture
def households(landlord):
    """Two namesakes, a member with a name of their own, a name of one letter, and a protected one."""
    limes = ResidenceFactory(landlord=landlord, name="Les Tilleuls d’Argent")
    nadia = HouseholdFactory(landlord=landlord, name="Belkacem", reference="D-2026-0042")
    PersonFactory(household=nadia, first_name="Nadia", last_name="", birth_year=1988, phone="06 39 98 01 02")
    PersonFactory(household=nadia, role="CHILD", first_name="Élie", last_name="Da Silva", birth_year=2015, phone="")
    at_jaures = {"residence": limes, "street_number": "14", "street_name": "rue Jean-Jaurès"}
    TenancyFactory(household=nadia, dwelling=DwellingFactory(**at_jaures))
    karim = HouseholdFactory(landlord=landlord, name="Belkacem", reference="D-2026-0043")
    PersonFactory(household=karim, first_name="Karim-Louis", last_name="Belkacem", phone="+41791234567")
    letter = HouseholdFactory(landlord=landlord, name="O", reference="D-2026-0044")
    apart = HouseholdFactory(landlord=landlord, name="N’Diaye", reference="D-2026-0045", is_protected=True)
    PersonFactory(household=apart, first_name="Awa", last_name="N’Diaye", phone="06 39 98 55 55")
    TenancyFactory(household=apart, dwelling=DwellingFactory(**at_jaures | {"street_number": "16"}))
    return {"nadia": nadia, "karim": karim, "o": letter, "awa": apart}


# What is typed, and whom it finds, in this order.
FOUND = [
    ("Belkacem", ["nadia", "karim"]),
    ("BELKACEM", ["nadia", "karim"]),
    ("  bélkâcem ", ["nadia", "karim"]),
    ("belka", ["nadia", "karim"]),
    ("Belkasem", ["nadia", "karim"]),
    ("Bellkacem", ["nadia", "karim"]),
    ("Nadia Belkacem", ["nadia"]),
    ("Belkacem Nadia", ["nadia"]),
    ("BELKACEM, Nadia", ["nadia"]),
    ("belkacem nad", ["nadia"]),
    ("Nadia", ["nadia"]),
    ("adia", []),
    ("karim louis", ["karim"]),
    ("Louis-Karim", ["karim"]),
    ("Belkacem K", ["nadia", "karim"]),
    ("elie da silva", ["nadia"]),
    ("da Silva", ["nadia"]),
    ("Silva Élie", ["nadia"]),
    ("Silva Belkacem", ["nadia"]),
    ("Nadia Da Silva", []),
    ("Nadia Karim", []),
    ("o", ["o"]),
    ("O ", ["o"]),
    ("x", []),
    ("N'Diaye", ["awa"]),
    ("n’diaye", ["awa"]),
    ("diaye awa", ["awa"]),
    ("Awa", ["awa"]),
    ("D-2026-0042", ["nadia"]),
    ("d-2026", ["nadia", "karim", "o", "awa"]),
    ("06 39 98 01 02", ["nadia"]),
    ("0639980102", ["nadia"]),
    ("06.39.98.01.02", ["nadia"]),
    ("+33 6 39 98 01 02", ["nadia"]),
    ("0033639980102", ["nadia"]),
    ("+33 (0)6 39 98 01 02", ["nadia"]),
    ("+41 79 123 45 67", ["karim"]),
    ("06 39 98 55 55", ["awa"]),
    ("06 39 98 99 99", []),
    ("14 Jaurès", ["nadia"]),
    ("14, rue Jean-Jaurès", ["nadia"]),
    ("Jaurès 14", ["nadia"]),
    ("jean jaures", ["nadia"]),
    ("14 ; rue (Jean Jaurès)", ["nadia"]),
    ("16 rue Jean Jaurès", []),
    ("tilleuls", ["nadia"]),
    ("Tilleuls d'argent", ["nadia"]),
    ("%", []),
    ("…", []),
    ("", []),
]


def test_household_is_found(households, officer):
    names = {household: name for name, household in households.items()}

    def found(text):
        return [names[each] for each in find(officer, text, findable=Household.objects.visible_to).households]

    assert {text: found(text) for text, _ in FOUND} == dict(FOUND)


def test_a_list_is_narrowed_alike(households, officer):
    """But for the spelling faults: a list does not guess."""
    exact = [(text, names) for text, names in FOUND if text.strip() and text not in {"Belkasem", "Bellkacem"}]

    found = {text: set(matching(Household.objects.visible_to(officer), text, user=officer)) for text, _ in exact}

    assert found == {text: {households[name] for name in names} for text, names in exact}


@pytest.mark.parametrize("text", ["Nadia", "elie da silva", "06 39 98 01 02"])
def test_members_are_looked_for_in_open_case_files_alone(households, landlord, text):
    """Whoever may log a referral finds every tenant of its landlord, and reads nobody's members."""
    caretaker = UserFactory(organization=landlord, role=Role.CARETAKER)
    officer = UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)
    household = households["nadia"]
    household.participations.update(until="2026-01-02", since="2026-01-01", end_reason="OTHER")

    for reader in (caretaker, officer):
        assert find(reader, text, findable=Household.objects.referable_by).households == ()
    assert find(officer, "Belkacem", findable=Household.objects.referable_by).households[0] == household


def test_namesakes_are_told_apart(households, client, officer):
    client.force_login(officer)

    page = client.get(client.post(reverse("search"), {"q": "belkacem"}).url).text

    assert "D-2026-0042 · Nadia, 1988 ·" in page
    assert "D-2026-0043 · Karim-Louis" in page


def test_the_names_of_members_have_an_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(r"EXPLAIN SELECT 1 FROM tenancies_person WHERE search_text ~ ('\m' || unaccented('Nadia'))")
        assert "person_name_search" in str(cursor.fetchall())
