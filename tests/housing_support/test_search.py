import re
from html import unescape

import pytest
from django.urls import reverse

from partners.roles import Role
from tests.factories.partners import UserFactory
from tests.factories.referrals import ReferralFactory
from tests.factories.tenancies import (
    DwellingFactory,
    HouseholdFactory,
    PersonFactory,
    ResidenceFactory,
    TenancyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(landlord_staff=True, role=Role.RENTAL_OFFICER)


def search(client, text):
    """The page of results, asked by the address that the search leads to."""
    return client.get(client.post(reverse("search"), {"q": text}).url)


def found(client, text):
    response = search(client, text)
    assert response.status_code == 200
    return [summary.household.name for summary in response.context["found"].households]


@pytest.mark.parametrize("text", ["belka", "BELKA", "bélka", "D-2026-0042", "d-2026-0042", "12 rue des mazades"])
def test_finds_by_name_reference_and_address(client, officer, text):
    household = HouseholdFactory(landlord=officer.organization, name="Belkacem", reference="D-2026-0042")
    HouseholdFactory(landlord=officer.organization, name="Traoré", reference="D-2026-0043")
    TenancyFactory(household=household)
    client.force_login(officer)

    assert found(client, text) == ["Belkacem"]


def test_protected_household_is_found_by_its_name_and_never_by_its_address(client, officer):
    household = HouseholdFactory(landlord=officer.organization, name="Haddad", is_protected=True)
    residence = {"residence__landlord": officer.organization, "residence__name": "Borderouge"}
    TenancyFactory(household=household, dwelling=DwellingFactory(**residence))
    client.force_login(officer)

    assert found(client, "mazades") == []
    assert found(client, "borderouge") == []
    assert found(client, "haddad") == ["Haddad"]
    page = search(client, "haddad").content.decode()
    assert "Adresse protégée" in page
    assert "Mazades" not in page
    assert "Borderouge" not in page


def test_strangers_find_nothing(client, officer):
    HouseholdFactory(landlord=officer.organization, name="Belkacem")
    ReferralFactory(reference="S-2026-0001", household__landlord=officer.organization)
    for stranger in (UserFactory(), UserFactory(landlord_staff=True)):
        client.force_login(stranger)
        assert found(client, "belkacem") == []
        assert search(client, "S-2026-0001").context["found"].referrals == ()


@pytest.mark.parametrize("role", [Role.CARETAKER, Role.ADMIN])
def test_roles_without_case_files_do_not_search(client, officer, role):
    household = HouseholdFactory(landlord=officer.organization, name="Belkacem")
    caretaker = UserFactory(organization=officer.organization, role=role)
    ReferralFactory(reference="S-2026-0001", household=household, author=caretaker)
    client.force_login(officer)
    result = client.post(reverse("search"), {"q": "belkacem"}).url
    client.force_login(caretaker)

    for text in ("belkacem", "S-2026-0001"):
        assert client.post(reverse("search"), {"q": text}).status_code == 403
    assert client.get(result).status_code == 403


@pytest.mark.parametrize("text", ["S-2026-0031", "s-2026-0031", "S-2026"])
def test_finds_referrals_by_reference(client, officer, text):
    referral = ReferralFactory(reference="S-2026-0031", household__landlord=officer.organization)
    ReferralFactory(reference="S-2025-0001", household__landlord=officer.organization)
    client.force_login(officer)

    response = search(client, text)

    assert [found for found, _ in response.context["found"].referrals] == [referral]
    assert reverse("referrals:detail", args=[referral.public_id]) in response.content.decode()


@pytest.mark.parametrize("text", ["%%", "__", "\\\\", "%el%"])
def test_wildcards_are_plain_characters(client, officer, text):
    HouseholdFactory(landlord=officer.organization, name="Belkacem")
    client.force_login(officer)

    assert found(client, text) == []


@pytest.mark.parametrize("text", ["", " ", "b", " b "])
def test_two_characters_are_needed_but_of_a_name_of_one(client, officer, text):
    HouseholdFactory(landlord=officer.organization, name="Belkacem")
    HouseholdFactory(landlord=officer.organization, name="Ô")
    client.force_login(officer)

    assert "Tapez au moins deux caractères" in search(client, text).text
    assert found(client, "o") == ["Ô"]


@pytest.mark.parametrize("text", ["x" * 5000, "bel\nkacem", "é" * 300, "bel\0kacem", "\u202e\x1b[31m"])
def test_strange_input_is_answered(client, officer, text):
    client.force_login(officer)

    assert found(client, text) == []


def test_what_was_typed_is_escaped(client, officer):
    client.force_login(officer)

    page = search(client, "<script>x</script>").content.decode()

    assert "<script>x" not in page


def test_at_most_twenty_of_each_kind(client, officer):
    for number in range(21):
        household = HouseholdFactory(landlord=officer.organization, name=f"Belkacem {number:02}")
        ReferralFactory(reference=f"S-2026-{number:04}", household=household)
    client.force_login(officer)

    assert found(client, "belkacem") == [f"Belkacem {number:02}" for number in range(20)]
    assert "Tout voir" in search(client, "belkacem").content.decode()
    referrals = search(client, "S-2026").context["found"]
    assert len(referrals.referrals) == 20
    assert referrals.has_more_referrals


@pytest.mark.parametrize("count", [1, 3])
def test_search_takes_as_many_queries_for_one_household_as_for_three(client, officer, count, django_assert_num_queries):
    for _ in range(count):
        household = HouseholdFactory(landlord=officer.organization)
        PersonFactory(household=household)
        TenancyFactory(household=household)
    client.force_login(officer)

    address = client.post(reverse("search"), {"q": "belkacem"}).url

    # Session, user, whom, households, persons, tenancies, follow-ups, dwellings, and a line in the log.
    with django_assert_num_queries(9):
        response = client.get(address)
    assert len(response.context["found"].households) == count


def test_whoever_has_nothing_to_find_has_no_search(client, officer):
    client.force_login(UserFactory(organization=officer.organization, role=Role.ADMIN))

    assert client.get(reverse("search")).status_code == 403
    assert client.post(reverse("search"), {"q": "belkacem"}).status_code == 403
    assert 'role="search"' not in client.get(reverse("home")).content.decode()


def test_the_field_is_on_the_pages_of_those_who_search(client, officer):
    client.force_login(officer)

    page = client.get(reverse("home")).content.decode()

    assert page.count('<form class="search" method="post" action="/search/" role="search">') == 1


def test_what_was_typed_is_in_no_address(client, officer):
    household = HouseholdFactory(landlord=officer.organization, name="Belkacem")
    client.force_login(officer)

    response = client.post(reverse("search"), {"q": "belkacem"})

    assert response.status_code == 302
    assert response.url.startswith("/search/?search=")
    assert "elkacem" not in response.url
    page = client.get(response.url)
    assert page.context["found"].households[0].household == household
    assert 'value="belkacem"' in page.content.decode()
    assert '<p class="muted">«\u00a0belkacem\u00a0»</p>' in page.content.decode()
    assert client.get(reverse("search"), {"q": "belkacem"}).context["found"].households == ()


def test_somebody_elses_search_is_empty_and_says_so(client, officer):
    HouseholdFactory(landlord=officer.organization, name="Belkacem")
    client.force_login(officer)
    address = client.post(reverse("search"), {"q": "belkacem"}).url
    client.force_login(UserFactory(organization=officer.organization, role=Role.RENTAL_OFFICER))

    page = client.get(address)

    assert page.context["found"].households == ()
    assert "Cette recherche a expiré ou n’est pas la vôtre" in page.content.decode()
    assert "elkacem" not in page.content.decode()


def test_a_name_with_a_letter_wrong_is_announced_as_close(client, officer):
    HouseholdFactory(landlord=officer.organization, name="Belkacem")
    client.force_login(officer)

    page = search(client, "belkasem")

    assert [summary.household.name for summary in page.context["found"].households] == ["Belkacem"]
    assert "<h2>Noms proches</h2>" in page.content.decode()


def test_all_of_a_long_answer_is_one_press_away(client, officer):
    for number in range(21):
        HouseholdFactory(landlord=officer.organization, name=f"Belkacem {number:02}")
    client.force_login(officer)
    page = search(client, "belkacem").content.decode()
    address = re.search(r'href="(/households/\?search=[^"]+)">Tout voir', page)[1]

    assert client.get(address).context["page"].count == 21


# Dwellings


def found_dwellings(client, text):
    return [
        (str(address.first), [dwelling.door for dwelling in address.dwellings])
        for address in search(client, text).context["found"].addresses
    ]


def test_dwellings_of_the_landlord_are_found_with_their_address_said_once(client, officer):
    at_mazades = {
        "street_number": "10",
        "street_name": "avenue des Mazades",
        "residence": ResidenceFactory(landlord=officer.organization, name="Les Minimes"),
    }
    for door in ("2", "1"):
        DwellingFactory(**at_mazades, door=door, floor="1")
    DwellingFactory(**at_mazades | {"street_number": "12"}, door="3")
    DwellingFactory(**at_mazades, door="4", withdrawn_on="2025-01-01", withdrawal_reason="Vente")
    DwellingFactory(street_number="10", street_name="avenue des Mazades")
    client.force_login(officer)

    assert found_dwellings(client, "10 mazades") == [("10 avenue des Mazades", ["1", "2"])]
    assert found_dwellings(client, "Mazades, 12") == [("12 avenue des Mazades", ["3"])]
    assert found_dwellings(client, "rue") == found_dwellings(client, "12") == []
    page = search(client, "mazades").text
    assert page.count("<b>10 avenue des Mazades</b>") == 1
    # All the doors of an address are in the list of dwellings, which its words find.
    more = re.search(rf'href="({reverse("tenancies:dwellings")}\?q=[^"]+)"', page)[1]
    assert {row.door for row in client.get(unescape(more)).context["page"].rows} == {"1", "2"}


def test_a_search_says_nothing_of_who_lives_in_a_dwelling(client, officer):
    household = HouseholdFactory(landlord=officer.organization, name="Haddad", is_protected=True)
    TenancyFactory(household=household, dwelling=DwellingFactory(residence__landlord=officer.organization))
    client.force_login(officer)

    page = search(client, "mazades")

    assert len(page.context["found"].addresses) == 1
    assert [word for word in ("Haddad", household.reference, "protégée") if word in page.text] == []


def test_associations_find_no_dwelling(client, officer):
    worker = UserFactory(role=Role.SOCIAL_WORKER)
    DwellingFactory(residence__landlord=officer.organization)
    client.force_login(worker)

    assert found_dwellings(client, "mazades") == []
