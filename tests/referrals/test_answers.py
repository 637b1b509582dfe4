"""An association answers: the sheet before, the case file after."""

import datetime

import pytest
from django.contrib.messages import SUCCESS, WARNING, Message
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertNotContains, assertRedirects

from housing_support.common.dates import long_date
from partners.models import Expertise
from partners.roles import Role
from referrals.models import Mobilisation, Referral
from referrals.services import mobilisations
from tenancies.models import Household, JournalEntry
from tenancies.services.support import end_follow_up
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import ParticipationFactory, PersonFactory

pytestmark = pytest.mark.django_db

SOMEBODY_WAS_FASTER = (
    "Cette demande n’attend plus de réponse\u00a0: quelqu’un y a répondu, elle est retirée, ou le dossier est clos."
)


@pytest.fixture
def asked(convention, household, adviser):
    referral = ReferralFactory(household=household, state=Referral.State.MOBILISING, facts="Secret du palier.")
    MeetingFactory(held=True, referral=referral, adviser=adviser, diagnosis="Secret du diagnostic.")
    return MobilisationFactory(referral=referral, convention=convention, requested_by=adviser)


def url(name, asked):
    return reverse(f"referrals:{name}", args=[asked.public_id])


def test_sheet_says_the_least(signed_in, coordinator, asked, household):
    PersonFactory(household=household)
    PersonFactory(household=household, role="CHILD", first_name="Prénom-tu", birth_year=2020)

    response = signed_in(coordinator).get(url("mobilisation", asked))

    assertContains(response, "Ménage Belkacem")
    assertContains(response, "1\u00a0adulte, 1\u00a0enfant")
    assertContains(response, "31200 Toulouse")
    assertContains(response, "Budget, impayés")
    assertContains(response, "Aider à tenir le budget.")
    assertContains(response, "Julie Sarda")
    for secret in ("Secret", "Mazades", "Prénom-tu", "Paul", household.reference):
        assertNotContains(response, secret)


def test_sheet_of_a_protected_household_hides_the_town(signed_in, coordinator, asked, household):
    Household.objects.filter(pk=household.pk).update(is_protected=True)

    response = signed_in(coordinator).get(url("mobilisation", asked))

    assertContains(response, "Adresse protégée")
    assertNotContains(response, "Toulouse")


@pytest.mark.parametrize(("expertise", "is_read"), [(Expertise.ADDICTION, True), (Expertise.BUDGET, False)])
def test_health_reason_is_read_by_the_association_that_answers_it(signed_in, landlord, household, expertise, is_read):
    association = OrganizationFactory(expertises=[expertise])
    convention = ConventionFactory(action__programme__landlord=landlord, association=association)
    referral = ReferralFactory(household=household, state=Referral.State.MOBILISING, reasons=["ARREARS", "ADDICTION"])
    asked = MobilisationFactory(referral=referral, convention=convention)
    client = signed_in(UserFactory(organization=association, role=Role.COORDINATOR))

    for page in (client.get(url("mobilisation", asked)), client.get(reverse("referrals:mobilisations"))):
        assert ("Addiction" in page.content.decode()) == is_read


def test_case_file_opens_with_the_acceptance_and_not_before(signed_in, coordinator, association, asked, household):
    worker = UserFactory(organization=association, role=Role.SOCIAL_WORKER)
    client = signed_in(coordinator)
    case_file = reverse("tenancies:household", args=[household.public_id])
    assert client.get(case_file).status_code == 404

    response = client.post(url("accept", asked), {"worker": worker.pk})

    assertRedirects(response, url("mobilisation", asked))
    asked.refresh_from_db()
    due = long_date(asked.follow_up.visit_due_on)
    done = f"Demande acceptée\u00a0: le dossier vous est ouvert. Première visite avant le {due}."
    assertMessages(response, [Message(SUCCESS, done)])
    assert client.get(case_file).status_code == 200
    assert signed_in(worker).get(case_file).status_code == 200
    asked.refresh_from_db()
    assert asked.state == Mobilisation.State.ACCEPTED
    assert (asked.follow_up.worker, asked.follow_up.convention) == (worker, asked.convention)
    assert asked.follow_up.measure.action == asked.convention.action
    assert asked.referral.state == Referral.State.IN_FOLLOW_UP
    assert JournalEntry.objects.filter(household=household, kind=JournalEntry.Kind.SUPPORT).count() == 1


def test_worker_may_be_named_later(signed_in, coordinator, asked):
    signed_in(coordinator).post(url("accept", asked), {"worker": ""})

    asked.refresh_from_db()
    assert (asked.state, asked.follow_up.worker) == (Mobilisation.State.ACCEPTED, None)


def test_worker_is_one_of_the_association(signed_in, coordinator, association, asked, officer):
    client = signed_in(coordinator)
    others = [
        officer,
        UserFactory(),
        UserFactory(organization=association, role=Role.ADMIN),
        UserFactory(organization=association, is_active=False),
    ]

    for user in others:
        response = client.post(url("accept", asked), {"worker": user.pk})
        assert list(response.context["accept_form"].errors) == ["worker"]
    asked.refresh_from_db()
    assert asked.state == Mobilisation.State.REQUESTED


def test_declined_request_comes_back_to_the_adviser(signed_in, coordinator, adviser, asked, household):
    response = signed_in(coordinator).post(url("decline", asked), {"reason": "OTHER", "comment": "Départ en retraite"})

    follows = "Le bailleur lit votre motif sur le signalement et peut solliciter un autre partenaire."
    assertMessages(response, [Message(SUCCESS, f"La demande est refusée. {follows}")])
    asked.referral.refresh_from_db()
    assert asked.referral.state == Referral.State.MET
    assert signed_in(coordinator).get(reverse("tenancies:household", args=[household.public_id])).status_code == 404
    worklist = signed_in(adviser).get(reverse("referrals:worklist"))
    assert list(worklist.context["to_mobilise"]) == [asked.referral]
    assertContains(worklist, "un partenaire a refusé, sollicitez-en un autre", count=1)
    assertContains(
        signed_in(adviser).get(reverse("referrals:detail", args=[asked.referral.public_id])), "Départ en retraite"
    )


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"reason": ""}, {"reason": ["Dites pourquoi vous refusez."]}),
        ({"reason": "OTHER"}, {"comment": ["Précisez cet autre motif."]}),
    ],
)
def test_refusal_is_explained(signed_in, coordinator, asked, data, errors):
    response = signed_in(coordinator).post(url("decline", asked), data)

    assert response.context["decline_form"].errors == errors


@pytest.mark.parametrize(
    ("remaining", "state"),
    [
        ("REQUESTED", Referral.State.MOBILISING),
        ("DECLINED", Referral.State.MET),
        ("ACCEPTED", Referral.State.IN_FOLLOW_UP),
    ],
)
def test_refusal_leaves_the_referral_with_the_other_partners(signed_in, coordinator, asked, landlord, remaining, state):
    other = MobilisationFactory(
        referral=asked.referral, convention=ConventionFactory(action__programme__landlord=landlord)
    )
    if remaining != "REQUESTED":
        data = {"reason": "FULL"} if remaining == "DECLINED" else {}
        name = "decline" if remaining == "DECLINED" else "accept"
        signed_in(UserFactory(organization=other.organization, role=Role.COORDINATOR)).post(url(name, other), data)

    signed_in(coordinator).post(url("decline", asked), {"reason": "FULL"})

    asked.referral.refresh_from_db()
    assert asked.referral.state == state


@pytest.mark.parametrize(
    ("name", "data"),
    [("accept", {}), ("accept", {"worker": "nobody"}), ("decline", {"reason": "FULL"}), ("decline", {})],
)
def test_second_answer_is_told_that_somebody_was_faster(signed_in, coordinator, association, asked, name, data):
    """Also when it was not filled in as it should: there is nothing left to correct."""
    colleague = UserFactory(organization=association, role=Role.COORDINATOR)
    signed_in(colleague).post(url("accept", asked))
    signed_in(coordinator).get(url("mobilisation", asked))

    response = signed_in(coordinator).post(url(name, asked), data)

    assertMessages(response, [Message(WARNING, SOMEBODY_WAS_FASTER)])
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == (Mobilisation.State.ACCEPTED, colleague)


@pytest.mark.parametrize("name", ["mobilisation", "accept", "decline"])
def test_request_is_for_the_coordinators_asked(signed_in, association, asked, officer, adviser, name):
    def status(user):
        client = signed_in(user)
        return (client.get if name == "mobilisation" else client.post)(url(name, asked)).status_code

    assert status(UserFactory(role=Role.COORDINATOR)) == 404
    assert status(UserFactory(organization=association, role=Role.SOCIAL_WORKER)) == 403
    assert status(adviser) == 403
    assert status(officer) == 403


@pytest.mark.parametrize("name", ["accept", "decline"])
def test_answers_are_posted(signed_in, coordinator, asked, name):
    assert signed_in(coordinator).get(url(name, asked)).status_code == 405


def test_list_shows_what_is_to_answer_the_most_pressing_first(signed_in, coordinator, convention, asked, landlord):
    today = timezone.localdate()
    late = MobilisationFactory(
        referral__household__landlord=landlord,
        convention=convention,
        answer_due_on=today - datetime.timedelta(days=1),
    )
    MobilisationFactory()
    client = signed_in(coordinator)

    response = client.get(reverse("referrals:mobilisations"))

    assert [row for row, *_ in response.context["rows"]] == [late, asked]
    assertContains(response, "Réponse en retard, due le", count=1)
    assertContains(response, "À traiter avant le", count=1)
    assert client.get(reverse("referrals:mobilisations"), {"answered": "1"}).context["rows"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts(signed_in, coordinator, convention, landlord, django_assert_num_queries, count):
    for _ in range(count):
        referral = ReferralFactory(household__landlord=landlord, state=Referral.State.MOBILISING)
        MeetingFactory(held=True, referral=referral)
        PersonFactory(household=referral.household)
        asked = MobilisationFactory(referral=referral, convention=convention)
    client = signed_in(coordinator)
    client.get(reverse("referrals:mobilisations"))

    with django_assert_num_queries(5):
        client.get(reverse("referrals:mobilisations"))
    with django_assert_num_queries(12):
        client.get(url("mobilisation", asked))


# Once it is over


def lost(asked, how, coordinator, adviser):
    """The association has nothing to read any more of the household it was asked to help."""
    if how == "declined":
        mobilisations.decline(mobilisation=asked, user=coordinator, reason="FULL")
    elif how == "withdrawn":
        mobilisations.withdraw(mobilisation=asked, user=adviser)
    elif how == "follow-up ended":
        follow_up = mobilisations.accept(mobilisation=asked, user=coordinator).follow_up
        end_follow_up(follow_up=follow_up, user=coordinator, reason="AUTONOMY")


@pytest.mark.parametrize("how", ["declined", "withdrawn", "follow-up ended"])
def test_a_sheet_that_is_over_says_its_reference_dates_and_outcome(
    signed_in, coordinator, adviser, asked, household, how
):
    lost(asked, how, coordinator, adviser)
    Household.objects.filter(pk=household.pk).update(name="Nouveaunom")
    client = signed_in(coordinator)

    pages = [client.get(url("mobilisation", asked)), client.get(reverse("referrals:mobilisations"), {"answered": "1"})]

    asked.refresh_from_db()
    for page in pages:
        assertContains(page, asked.referral.reference)
        assertContains(page, asked.get_state_display())
        for secret in ("Nouveaunom", "Belkacem", "Toulouse", "Budget, impayés", "Aider à tenir le budget."):
            assertNotContains(page, secret)
    assert not household.accesses.filter(kind="REQUEST").exists()


def test_reading_a_sheet_is_logged_once_for_a_few_minutes(signed_in, coordinator, asked, household):
    client = signed_in(coordinator)

    client.get(url("mobilisation", asked))
    client.get(url("mobilisation", asked))

    assert list(household.accesses.values_list("user", "kind")) == [(coordinator.pk, "REQUEST")]


@pytest.mark.parametrize(("reader", "is_told"), [("adviser", True), ("officer", False), ("partner", False)])
def test_who_reads_a_request_is_told_to_whoever_asked(
    signed_in, coordinator, adviser, officer, asked, household, reader, is_told
):
    signed_in(coordinator).get(url("mobilisation", asked))
    partner = UserFactory(role=Role.COORDINATOR)
    ParticipationFactory(household=household, organization=partner.organization)
    user = {"adviser": adviser, "officer": officer, "partner": partner}[reader]

    page = signed_in(user).get(reverse("tenancies:household_access", args=[household.public_id]))

    assert ("Demande lue" in page.content.decode()) == is_told
