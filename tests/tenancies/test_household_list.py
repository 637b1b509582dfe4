import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.pagination import PAGE_SIZE
from partners.models import FundedAction
from partners.roles import Role
from tenancies.filters import HouseholdFilter
from tenancies.models import Household, Person
from tenancies.reading.composition import composition
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import (
    DwellingFactory,
    FollowUpFactory,
    HouseholdFactory,
    PersonFactory,
    ResidenceFactory,
    TenancyFactory,
)

pytestmark = pytest.mark.django_db

URL = "/households/"


@pytest.fixture
def convention():
    return ConventionFactory(action__objective=FundedAction.Objective.ACCESS)


@pytest.fixture
def officer(convention):
    return UserFactory(organization=convention.landlord, role=Role.RENTAL_OFFICER)


def housed(convention, *, name, days=0, worker=None, **household):
    """A household with a lease and a follow-up begun `days` ago."""
    household = HouseholdFactory(
        landlord=convention.landlord, name=name, participants=[convention.association], state="SUPPORTED", **household
    )
    PersonFactory(household=household)
    residence = ResidenceFactory(landlord=convention.landlord, name=f"Résidence de {name}")
    TenancyFactory(household=household, dwelling=DwellingFactory(residence=residence, street_name=f"rue {name}"))
    FollowUpFactory(
        convention=convention,
        household=household,
        worker=worker,
        started_on=timezone.localdate() - datetime.timedelta(days=days),
    )
    return household


def names(response):
    return [row.household.name for row in response.context["rows"]]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_list_costs_seven_queries_eight_with_a_next_page(
    signed_in, officer, convention, django_assert_num_queries, count
):
    worker = UserFactory(organization=convention.association)
    for number in range(count):
        housed(convention, name=f"Nom {number:02}", worker=worker)
    client = signed_in(officer)

    with django_assert_num_queries(8 if count > PAGE_SIZE else 7):
        response = client.get(URL)

    assert len(response.context["rows"]) == min(count, PAGE_SIZE)
    assert (response.context["page"].count, bool(response.context["page"].next_url)) == (count, count > PAGE_SIZE)


def test_rows_say_who_where_and_how_late(signed_in, officer, convention):
    worker = UserFactory(organization=convention.association, first_name="Maya", last_name="Carrère")
    housed(convention, name="Éluard", days=16, worker=worker)
    housed(convention, name="Dupont", days=12)
    housed(convention, name="Arnaud", days=1)

    response = signed_in(officer).get(URL)

    assert names(response) == ["Arnaud", "Dupont", "Éluard"]
    assert [row.address.short for row in response.context["rows"]] == [
        "Résidence de Arnaud, Toulouse",
        "Résidence de Dupont, Toulouse",
        "Résidence de Éluard, Toulouse",
    ]
    assert [row.follow_ups[0].lateness for row in response.context["rows"]] == ["ON_TIME", "SOON", "LATE"]
    html = response.content.decode()
    assert (html.count("En retard, due le"), html.count("À prévoir avant le"), html.count("À jour, avant le")) == (
        1,
        1,
        1,
    )
    assert (html.count("Maya Carrère"), html.count("Référent à désigner")) == (1, 2)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("late=on", ["Tardif"]),
        ("mine=on", ["Amis"]),
        ("protected=on", ["Caché"]),
        ("state=SUPPORTED", ["Amis", "Caché", "Tardif"]),
        ("state=WAITING", ["Ly", "Zéro"]),
        ("state=CLOSED", []),
        ("q=AMIS", ["Amis"]),
        ("q=zero", ["Zéro"]),
        ("q=residence de tar", ["Tardif"]),
        ("q=12 rue tardif", ["Tardif"]),
        ("q=d-2026-77", ["Amis"]),
        ("q=rue caché", []),
        ("q=résidence de caché", []),
        ("q=100%", []),
        ("q=tardif rue", ["Tardif"]),
        ("q=Ly", ["Ly"]),
        ("q=z", []),
        ("q=ami&state=SUPPORTED", ["Amis"]),
        ("q=ami&state=WAITING", []),
        ("q=  ", ["Amis", "Caché", "Ly", "Tardif", "Zéro"]),
        ("late=on&state=WAITING", []),
    ],
)
def test_filters(signed_in, convention, query, expected):
    worker = UserFactory(organization=convention.association)
    housed(convention, name="Amis", worker=worker, reference="D-2026-7712")
    housed(convention, name="Caché", is_protected=True)
    housed(convention, name="Tardif", days=40)
    HouseholdFactory(landlord=convention.landlord, name="Zéro", participants=[convention.association])
    HouseholdFactory(landlord=convention.landlord, name="Ly", participants=[convention.association])

    response = signed_in(worker).post(URL, dict(pair.split("=") for pair in query.split("&")), follow=True)

    assert names(response) == expected
    assert response.context["page"].count == len(expected)


def test_action_and_association_filters(signed_in, officer, convention):
    other = ConventionFactory(
        action__programme=convention.action.programme, action__objective=FundedAction.Objective.ACCESS
    )
    housed(convention, name="Un")
    housed(other, name="Deux")

    client = signed_in(officer)

    assert names(client.get(URL, {"action": convention.action_id})) == ["Un"]
    assert names(client.get(URL, {"association": other.association_id})) == ["Deux"]


@pytest.mark.parametrize("query", ["state=NOWHERE", "action=999999", "association=abc"])
def test_unknown_choice_is_an_error_not_a_leak(signed_in, officer, convention, query):
    housed(convention, name="Un")

    response = signed_in(officer).get(f"{URL}?{query}")

    assert response.status_code == 200
    assert names(response) == []
    assert response.context["filters"].errors != {}


def test_choices_are_those_of_the_readers_own_conventions(signed_in, officer, convention):
    foreign = ConventionFactory()

    response = signed_in(officer).get(URL)

    codes = [code for code, _ in response.context["filters"].form.fields["association"].choices]
    assert codes == ["", str(convention.association_id)]
    assert str(foreign.association_id) not in codes


def test_pages_follow_each_other(signed_in, officer, convention):
    for number in range(PAGE_SIZE + 2):
        HouseholdFactory(landlord=convention.landlord, name=f"Nom {number:02}")
    client = signed_in(officer)

    first = client.get(URL)
    second = client.get(first.context["page"].next_url)

    assert [len(first.context["rows"]), names(second)] == [PAGE_SIZE, ["Nom 20", "Nom 21"]]
    assert second.context["page"].first_url == reverse("tenancies:households")


def test_empty_list_says_how_a_case_file_opens(signed_in, officer):
    assert "Aucun dossier pour l’instant" in signed_in(officer).get(URL).content.decode()
    assert "Aucun résultat" in signed_in(officer).post(URL, {"q": "rien"}, follow=True).content.decode()


def test_filters_are_in_the_address_and_what_was_typed_is_not(signed_in, officer, convention):
    for number in range(PAGE_SIZE + 2):
        HouseholdFactory(landlord=convention.landlord, name=f"Belkacem {number:02}")
    HouseholdFactory(landlord=convention.landlord, name="Roux")
    client = signed_in(officer)

    sent = client.post(f"{URL}?after=x&late=on", {"q": " belkacem ", "state": "WAITING", "action": "", "other": "x"})

    assert sent.status_code == 302
    assert sent.url.startswith(f"{URL}?state=WAITING&search=")
    assert "elkacem" not in sent.url
    first = client.get(sent.url)
    second = client.get(first.context["page"].next_url)
    assert (len(first.context["rows"]), names(second)) == (PAGE_SIZE, ["Belkacem 20", "Belkacem 21"])
    assert second.context["page"].first_url == sent.url
    assert 'value="belkacem"' in second.content.decode()
    assert f'<a class="button quiet" href="{URL}">Effacer les filtres</a>' in second.content.decode()
    assert client.post(URL).url == URL


def test_a_lost_search_leaves_the_other_filters(signed_in, officer, convention):
    housed(convention, name="Un")
    HouseholdFactory(landlord=convention.landlord, name="Deux")

    response = signed_in(officer).get(URL, {"search": "illegible", "state": "WAITING"})

    assert names(response) == ["Deux"]
    assert "Cette recherche a expiré ou n’est pas la vôtre" in response.content.decode()
    assert "Cette recherche a expiré" not in signed_in(officer).get(URL).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_search_costs_as_much_as_the_list(signed_in, officer, convention, django_assert_num_queries, count):
    for number in range(count):
        housed(convention, name=f"Nom {number:02}")
    client = signed_in(officer)
    address = client.post(URL, {"q": "nom"}).url

    # And a line in the log.
    with django_assert_num_queries(9 if count > PAGE_SIZE else 8):
        assert len(client.get(address).context["rows"]) == count


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ([], "Composition inconnue"),
        ([("HOLDER", None)], "1\u00a0adulte"),
        ([("HOLDER", 1990), ("PARTNER", None), ("CHILD", 2009), ("CHILD", None)], "2\u00a0adultes, 2\u00a0enfants"),
        ([("HOLDER", 1990), ("CHILD", 2008)], "2\u00a0adultes"),
        ([("HOLDER", 2009)], "1\u00a0enfant"),
    ],
)
def test_composition(persons, expected):
    persons = [Person(role=role, birth_year=year) for role, year in persons]

    assert composition(persons, today=datetime.date(2026, 11, 22)) == expected


def test_lateness_of_a_loaded_follow_up_agrees_with_the_query(convention):
    today = timezone.localdate()
    for days in range(8, 19):
        housed(convention, name=f"Depuis {days}", days=days)
    follow_ups = Household.objects.first().follow_ups.model.objects.running()

    for code, rows in (
        ("LATE", follow_ups.late()),
        ("SOON", follow_ups.soon()),
        ("ON_TIME", follow_ups.on_time().exclude(pk__in=follow_ups.soon())),
    ):
        agreeing = [one.pk for one in follow_ups if one.lateness(reminder_days=5, today=today) == code]
        assert sorted(agreeing) == sorted(rows.values_list("pk", flat=True))
        assert agreeing != []


@pytest.mark.parametrize(("role", "is_offered"), [(Role.SOCIAL_WORKER, True), (Role.MANAGER, False)])
def test_own_follow_ups_are_offered_to_those_who_may_have_some(role, is_offered):
    user = UserFactory(role=role, landlord_staff=not is_offered)
    filters = HouseholdFilter({}, user=user)

    assert ("mine" in [field.name for field in filters.switches]) is is_offered
    assert ("Mes suivis" in filters.drawn) is is_offered
