"""What each role reads of referrals, and what stays out of its pages, their HTML included."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from partners.models import Expertise
from partners.roles import Role
from referrals.models import Referral
from referrals.reading.presentation import of_organization
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import HouseholdFactory, PersonFactory, TenancyFactory

pytestmark = pytest.mark.django_db

State = Referral.State
SECRETS = ("Secret du diagnostic", "Secret des décisions", "ddiction", "Clémence Isaure", "Secret attendu")


@pytest.fixture
def addiction(landlord, household, adviser):
    """A referral about arrears and addiction, its household met, an association for addiction asked."""
    referral = ReferralFactory(household=household, state=State.MOBILISING, reasons=["ARREARS", "ADDICTION"])
    MeetingFactory(
        held=True,
        referral=referral,
        adviser=adviser,
        needs=["ADDICTION"],
        diagnosis="Secret du diagnostic",
        decisions="Secret des décisions",
    )
    association = OrganizationFactory(short_name="Clémence Isaure", expertises=[Expertise.ADDICTION])
    convention = ConventionFactory(action__programme__landlord=landlord, association=association)
    MobilisationFactory(referral=referral, convention=convention, requested_by=adviser, goal="Secret attendu")
    return referral


def detail(client, referral):
    return client.get(reverse("referrals:detail", args=[referral.public_id]))


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
def test_rental_staff_read_neither_diagnosis_nor_health(signed_in, landlord, addiction, role):
    client = signed_in(UserFactory(organization=landlord, role=role))

    for page in (detail(client, addiction), client.get(reverse("referrals:list"))):
        # One reason hidden among others would tell which it is.
        assertNotContains(page, "Budget, impayés")
        for secret in SECRETS:
            assertNotContains(page, secret)


def test_adviser_reads_diagnosis_and_needs(signed_in, adviser, addiction):
    response = detail(signed_in(adviser), addiction)

    for secret in SECRETS:
        assertContains(response, secret)


def test_health_reason_is_not_found_by_filtering(signed_in, officer, adviser, addiction):
    found = signed_in(officer).get(reverse("referrals:list"), {"reason": "ADDICTION"})
    assert found.context["rows"] == []

    found = signed_in(adviser).get(reverse("referrals:list"), {"reason": "ADDICTION"})
    assert [row.referral for row in found.context["rows"]] == [addiction]


def test_caretaker_reads_what_became_of_it_and_nothing_else(signed_in, caretaker, addiction):
    Referral.objects.update(author=caretaker, facts="Secret du palier")
    client = signed_in(caretaker)

    for page in (detail(client, addiction), client.get(reverse("referrals:worklist"))):
        assertContains(page, "Pris en charge")
        for secret in (*SECRETS, "Secret du palier", "Budget, impayés", "Mazades", addiction.known_household.name):
            assertNotContains(page, secret)


def test_caretaker_reads_once_the_reference_of_a_report_that_names_no_door(signed_in, caretaker, addiction):
    Referral.objects.update(author=caretaker)
    client = signed_in(caretaker)

    [row] = client.get(reverse("referrals:worklist")).context["rows"]

    assert (row.name, row.about) == ("Porte inconnue, adresse non précisée", addiction.reference)
    assertContains(detail(client, addiction), "Porte inconnue, adresse non précisée · envoyé le")


def test_caretaker_sees_their_own_referrals_alone(signed_in, caretaker, addiction):
    client = signed_in(caretaker)

    assert detail(client, addiction).status_code == 404
    assert client.get(reverse("referrals:worklist")).context["rows"] == []


def test_protected_address_is_on_no_page(signed_in, adviser, officer, landlord):
    household = HouseholdFactory(landlord=landlord, is_protected=True)
    TenancyFactory(household=household)
    referral = ReferralFactory(household=household)

    for user in (adviser, officer):
        response = detail(signed_in(user), referral)
        assertContains(response, "adresse protégée", count=1)
        assertNotContains(response, "Mazades")
        assertNotContains(response, "Toulouse")


def test_referral_is_seen_by_its_landlord_alone(signed_in, coordinator, household):
    referral = ReferralFactory(household=household)
    stranger = UserFactory(organization=OrganizationFactory(is_landlord=True), role=Role.ADVISER)

    assert detail(signed_in(stranger), referral).status_code == 404
    assert detail(signed_in(coordinator), referral).status_code == 403
    assert signed_in(coordinator).get(reverse("referrals:list")).status_code == 403


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
def test_acts_are_offered_to_the_adviser_alone(signed_in, adviser, landlord, household, role):
    referral = ReferralFactory(household=household)

    assertContains(detail(signed_in(adviser), referral), "Fixer la rencontre")
    others = detail(signed_in(UserFactory(organization=landlord, role=role)), referral)
    assertNotContains(others, "Fixer la rencontre")
    assertNotContains(others, "<textarea")


def test_worklist_groups_by_next_act(signed_in, adviser, landlord):
    def about(state, **fields):
        return ReferralFactory(household=HouseholdFactory(landlord=landlord), state=state, **fields)

    today = timezone.localdate()
    later = about(State.SENT)
    late = about(
        State.SENT,
        sent_at=timezone.now() - datetime.timedelta(days=20),
        meeting_due_on=today - datetime.timedelta(days=5),
    )
    mine = MeetingFactory(referral=about(State.MEETING_PLANNED), adviser=adviser)
    MeetingFactory(referral=about(State.MEETING_PLANNED))
    met = MeetingFactory(held=True, referral=about(State.MET), adviser=adviser)
    MeetingFactory(held=True, referral=about(State.MET))
    asked = MobilisationFactory(referral=about(State.MOBILISING), requested_by=adviser)
    MobilisationFactory(referral=about(State.MOBILISING))
    ReferralFactory()

    response = signed_in(adviser).get(reverse("referrals:worklist"))

    assert response.context["to_meet"] == [late, later]
    assert response.context["meetings"] == [mine]
    assert response.context["to_mobilise"] == [met.referral]
    assert response.context["requests"] == [asked]
    assertContains(response, "envoyé il y a 20\u00a0jours", count=1)
    assertContains(response, "Rencontre en retard, due le", count=1)


def test_worklist_with_nothing_to_do_says_so(signed_in, adviser):
    assertContains(signed_in(adviser).get(reverse("referrals:worklist")), "Tout est à jour", count=1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Urgent", "Rencontré", "Envoyé"]),
        ({"state": "MET"}, ["Rencontré"]),
        ({"urgency": "URGENT"}, ["Urgent"]),
        ({"reason": "ISOLATION"}, ["Envoyé"]),
        ({"mine": "1"}, ["Urgent", "Rencontré"]),
        ({"state": "DRAFT"}, []),
        ({"state": "NOWHERE"}, []),
    ],
)
def test_filters(signed_in, adviser, landlord, query, expected):
    def about(name, **fields):
        return ReferralFactory(household=HouseholdFactory(landlord=landlord, name=name), **fields)

    about("Envoyé", reasons=["ISOLATION"])
    MeetingFactory(held=True, referral=about("Rencontré", state=State.MET), adviser=adviser)
    about("Urgent", urgency=Referral.Urgency.URGENT, author=adviser)
    about("Brouillon", draft=True, author=adviser)

    response = signed_in(adviser).get(reverse("referrals:list"), query)

    assert [row.referral.household.name for row in response.context["rows"]] == expected


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("role", "name", "queries"),
    [
        (Role.ADVISER, "worklist", 11),
        (Role.ADVISER, "list", 5),
        (Role.RENTAL_OFFICER, "list", 4),
        (Role.CARETAKER, "list", 3),
    ],
)
def test_list_query_counts(signed_in, landlord, django_assert_num_queries, count, role, name, queries):
    user = UserFactory(organization=landlord, role=role)
    for _ in range(count):
        for state in (State.SENT, State.MEETING_PLANNED, State.MET, State.MOBILISING):
            referral = ReferralFactory(household=HouseholdFactory(landlord=landlord), state=state, author=user)
            if state != State.SENT and role == Role.ADVISER:
                MeetingFactory(referral=referral, adviser=user, held=state == State.MET)
            if state == State.MOBILISING and role == Role.ADVISER:
                MobilisationFactory(referral=referral, requested_by=user)
            elif state == State.MOBILISING:
                MobilisationFactory(referral=referral)
    client = signed_in(user)
    client.get(reverse(f"referrals:{name}"))

    with django_assert_num_queries(queries):
        client.get(reverse(f"referrals:{name}"))


@pytest.mark.parametrize("count", [1, 3])
def test_detail_query_count(signed_in, adviser, landlord, household, django_assert_num_queries, count):
    referral = ReferralFactory(household=household, state=State.MOBILISING)
    for number in range(count):
        MeetingFactory(referral=referral, held=True)
        convention = ConventionFactory(action__programme__landlord=landlord)
        MobilisationFactory(referral=referral, convention=convention)
        PersonFactory(household=household, role="CHILD", first_name=f"Enfant {number}")
        referral.events.create(
            move=Referral.Move.RECORD_HELD, from_state=State.MEETING_PLANNED, to_state=State.MET, actor=adviser
        )
    client = signed_in(adviser)
    detail(client, referral)

    with django_assert_num_queries(11):
        detail(client, referral)


def test_status_has_several_wordings(signed_in, adviser, officer, coordinator, convention, household):
    referral = ReferralFactory(household=household, state=State.MOBILISING)
    MobilisationFactory(referral=referral, convention=convention)

    assertContains(detail(signed_in(adviser), referral), "En attente de réponse de l’UCRM")
    assertContains(detail(signed_in(officer), referral), "En attente de réponse d’un partenaire")
    assertContains(signed_in(coordinator).get(reverse("referrals:mobilisations")), "À traiter avant le")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("UCRM", "de l’UCRM"),
        ("Habitat et Humanisme", "d’Habitat et Humanisme"),
        ("Educ’Air", "d’Educ’Air"),
        ("Clémence Isaure", "de Clémence Isaure"),
        ("L’Amandier", "de L’Amandier"),
    ],
)
def test_of_organization(name, words):
    assert of_organization(name) == words
