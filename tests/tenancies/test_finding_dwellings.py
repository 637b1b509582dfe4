"""One way of finding a dwelling, wherever somebody looks one up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from housing_support.common.text import LONGEST
from partners.roles import Role
from tenancies.models import Dwelling, Household
from tenancies.reading import search
from tenancies.reading.dwellings import close, matching, sought, words_of
from tenancies.reading.search import MOST_WORDS
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ResidenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True)


@pytest.fixture
def stock(landlord):
    """Two dwellings at 14, rue Desbals, one in an avenue nearby, and one whose numbers look like theirs."""
    mulberries = ResidenceFactory(landlord=landlord, name="Les Mûriers d’Or")
    bellevue = ResidenceFactory(landlord=landlord, name="Bellevue")
    at_desbals = {"residence": mulberries, "street_number": "14", "street_name": "rue Desbals"}
    return [
        DwellingFactory(**at_desbals, door="A", landlord_reference="LM-0450-1", rpls_id="3100000001"),
        DwellingFactory(**at_desbals, door="1204 bis", landlord_reference="LM-0451-1", rpls_id="3100000002"),
        DwellingFactory(
            residence=bellevue, street_number="20", street_name="avenue Jean-Jaurès", door="14", landlord_reference="x7"
        ),
        DwellingFactory(residence=bellevue, street_number="3", street_name="place de l'Église", door="B 20"),
    ]


FOUND = [
    ("14 Desbals", ["A", "1204 bis"]),
    ("14, rue Desbals", ["A", "1204 bis"]),
    ("Desbals 14", ["A", "1204 bis"]),
    ("  DÈSBALS\u00a0;  (14) ", ["A", "1204 bis"]),
    ("desbals\r\n14", ["A", "1204 bis"]),
    ("desbals\u200b 14\t", ["A", "1204 bis"]),
    ("muriers", ["A", "1204 bis"]),
    ("Mûriers d'or, Desbals", ["A", "1204 bis"]),
    ("Desbals 1204", ["1204 bis"]),
    ("bis 1204 desbals", ["1204 bis"]),
    ("1204 14 bis", ["1204 bis"]),
    ("rue", ["A", "1204 bis"]),
    ("Desbals 120", []),
    ("LM-0450", ["A"]),
    ("lm-0450-1", ["A"]),
    ("lm 0450", ["A"]),
    ("desbals 0451", ["1204 bis"]),
    ("X7", ["14"]),
    ("3100000002", ["1204 bis"]),
    ("310000000", []),
    ("jean jaures", ["14"]),
    ("jean-jaures", ["14"]),
    ("jaurès, 14", ["14"]),
    ("14", ["A", "1204 bis"]),
    ("14 20", ["14"]),
    ("20 14", ["14"]),
    ("eglise", ["B 20"]),
    ("l’église", ["B 20"]),
    ("3 b", ["B 20"]),
    ("bellevue", ["14", "B 20"]),
    ("100%", []),
    ("_", []),
    ("%", []),
    ("\\", []),
    ("…", []),
    ("", []),
    ("introuvable", []),
]


def test_dwelling_is_found_by_its_words(stock):
    found = {text: [each.door for each in matching(Dwelling.objects.order_by("pk"), text)] for text, _ in FOUND}

    assert found == dict(FOUND)


# A spelling fault, in what is found by its words otherwise.
CLOSE = [
    ("14 desballs", ["A", "1204 bis"]),
    ("desbasl 14", ["A", "1204 bis"]),
    ("20 avenue Jean Jaurez", ["14"]),
    ("place de l'Eglize", ["B 20"]),
    ("14 desballs les muryers", ["A", "1204 bis"]),
    ("14 desballs les platanes", []),
    ("belevue", ["14", "B 20"]),
    ("3 belevue", ["B 20"]),
    # Neither a number nor a short word is guessed.
    ("15 desballs", []),
    ("deb", []),
    ("introuvable", []),
    ("14", []),
]


def test_dwelling_is_found_in_spite_of_a_spelling_fault(stock):
    found = {text: [each.door for each in close(Dwelling.objects.order_by("pk"), text)] for text, _ in CLOSE}

    assert found == dict(CLOSE)


def test_an_address_misspelt_is_found_wherever_one_is_looked_for(client, landlord, stock):
    client.force_login(UserFactory(organization=landlord, role=Role.RENTAL_OFFICER))
    page = client.get(client.post(reverse("search"), {"q": "14 desballs"}).url).text
    assert "Adresses proches" in page
    assert "14 rue Desbals" in page
    household = HouseholdFactory(landlord=landlord)
    form = reverse("tenancies:tenancy_create", args=[household.public_id])
    page = client.post(form, {"look": "1", "address": "14 desballs"}).text
    assert "Aucun logement à cette adresse exacte&nbsp;: ceux-ci en sont proches." in page
    client.force_login(UserFactory(organization=landlord, role=Role.CARETAKER))
    page = client.get(client.post(reverse("referrals:find_door"), {"q": "desballs"}).url)
    assert [door.street_name for door in page.context["addresses"]] == ["rue Desbals"]


def test_only_given_dwellings_are_found(stock):
    assert list(matching(Dwelling.objects.exclude(door="A"), "14 desbals")) == [stock[1]]


def test_text_is_cut_before_anything_is_made_of_it(stock, django_assert_num_queries):
    long = " ".join(f"m{number}" for number in range(20_000))

    assert words_of(long) == [f"m{number}" for number in range(MOST_WORDS)]
    assert words_of("é" * 100_000) == ["é" * 100]
    with django_assert_num_queries(1):
        assert list(matching(Dwelling.objects.all(), long)) == []


@pytest.mark.parametrize("joint", [" ", "-", ",", "\u200b", "\0", "\n"])
@pytest.mark.parametrize(
    "find",
    [
        lambda user, text: matching(Dwelling.objects.all(), text),
        lambda user, text: search.matching(Household.objects.all(), text, user=user),
        lambda user, text: search.find(user, text, findable=Household.objects.referable_by),
    ],
    ids=["dwellings", "list of households", "households"],
)
def test_every_finder_cuts_the_text_itself(landlord, find, joint):
    """Twenty thousand words, sent raw, took half a minute each time: what is asked of the database is bounded."""
    officer = UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)
    words = [f"m{number}" for number in range(20_000)]

    def asked(text):
        with CaptureQueriesContext(connection) as queries:
            found = find(officer, text)
            assert not list(getattr(found, "households", found))
        return max(len(query["sql"]) for query in queries)

    assert asked(joint.join(words)) <= 1.2 * max(asked(" ".join(words[:MOST_WORDS])), asked("m" * LONGEST))


def test_parts_of_a_word_are_counted():
    [word] = sought("-".join("abcdefghijklmnop"))
    assert "".join(word.parts) == "abcdefgh"


def test_same_word_counts_once():
    assert words_of("Desbals desbals Desbals 14") == ["Desbals", "desbals", "14"]


def test_same_words_find_the_same_in_the_three_places(client, landlord, stock):
    officer = UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)
    household = HouseholdFactory(landlord=landlord)
    client.force_login(officer)

    for text in ("14, rue Desbals", "desbals 14", "mûriers 14", "LM-045"):
        listed = client.get(reverse("tenancies:dwellings"), {"q": text}).context["page"].rows
        to_let = (
            client.post(reverse("tenancies:tenancy_create", args=[household.public_id]), {"look": "1", "address": text})
            .context["form"]
            .choosing.shown
        )
        free = (
            client.post(
                reverse("referrals:create_with_household") + "?draft=6f2c1c3e-0f5c-4c39-9a3e-5f7f1f6b2b11",
                {"look": "1", "address": text},
            )
            .context["household_form"]
            .choosing.shown
        )

        assert set(listed) == set(to_let) == set(free) == set(stock[:2])
