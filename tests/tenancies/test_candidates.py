"""A case file that an association opens for a candidate, before any landlord knows the household."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from housing_support.common.sealed_links import search_token
from housing_support.search.finding import find
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.roles import Right, Role
from tenancies.models import CaseFileAccess, Household, Participation
from tenancies.reading.masking import may_reveal
from tenancies.services.closing import close_household, reopen_household
from tenancies.services.households import (
    begin_participation,
    edit_household,
    house_candidate,
    open_household,
)
from tenancies.services.journal import write_note
from tenancies.services.support import begin_follow_up
from tenancies.services.tenancies import begin_tenancy
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory

pytestmark = pytest.mark.django_db

PAGES = ("household", "household_support", "household_dwelling", "household_members", "household_access")
HOLDER = {"role": "HOLDER", "first_name": "Anselme", "last_name": "Quercy"}


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def coordinator(worker):
    return UserFactory(organization=worker.organization, role=Role.COORDINATOR)


@pytest.fixture
def adviser():
    return UserFactory(landlord_staff=True, role=Role.ADVISER)


@pytest.fixture
def candidate(worker):
    return open_household(landlord=None, user=worker, name="Quercy", persons=[HOLDER], reason="Candidature")


def take_part(household, user):
    begin_participation(
        household=household,
        organization=user.organization,
        role=Participation.Role.LANDLORD,
        reason="Commission d’attribution",
    )


def test_the_association_opens_it_and_is_alone_to_take_part(candidate, worker):
    today = timezone.localdate()

    assert (candidate.landlord, candidate.opened_by, candidate.reference, candidate.state) == (
        None,
        worker.organization,
        f"C-{today.year}-0001",
        "WAITING",
    )
    assert list(candidate.persons.values_list("first_name", "role")) == [("Anselme", "HOLDER")]
    assert list(candidate.participations.values_list("organization", "role", "since", "until", "reason")) == [
        (worker.organization_id, "SUPPORT", today, None, "Candidature")
    ]
    assert list(candidate.journal.values_list("kind", "author", "organization")) == [
        ("CASE_FILE", worker.pk, worker.organization_id)
    ]


def test_each_organization_has_its_own_series(candidate, worker, adviser):
    second = open_household(landlord=None, user=worker, name="Lot", persons=[], reason="Candidature")
    landlords = open_household(
        landlord=adviser.organization, user=adviser, name="Tarn", persons=[], reason="Signalement"
    )

    year = timezone.localdate().year
    assert [household.reference for household in (candidate, second, landlords)] == [
        f"C-{year}-0001",
        f"C-{year}-0002",
        f"D-{year}-0001",
    ]
    assert (landlords.landlord, landlords.opened_by) == (adviser.organization, adviser.organization)


def test_an_organization_gives_a_reference_once(candidate):
    with pytest.raises(IntegrityError, match="household_reference_unique_among_candidates"), transaction.atomic():
        HouseholdFactory(landlord=None, opened_by=candidate.opened_by, reference=candidate.reference)


def test_whoever_is_housed_takes_the_next_reference_of_the_landlord(candidate, worker, adviser):
    other = UserFactory(landlord_staff=True, role=Role.ADVISER)
    second = open_household(landlord=None, user=worker, name="Lot", persons=[], reason="Candidature")
    own = open_household(landlord=adviser.organization, user=adviser, name="Tarn", persons=[], reason="Signalement")

    with transaction.atomic():
        house_candidate(household=candidate, landlord=adviser.organization, reason="Bail")
        house_candidate(household=second, landlord=other.organization, reason="Bail")

    year = timezone.localdate().year
    assert [Household.objects.get(pk=row.pk).reference for row in (own, candidate, second)] == [
        f"D-{year}-0001",
        f"D-{year}-0002",
        f"D-{year}-0001",
    ]
    formerly = candidate.history.order_by("pgh_id").values_list("reference", flat=True)
    assert list(formerly) == [f"C-{year}-0001", f"D-{year}-0002"]
    with pytest.raises(IntegrityError, match="household_reference_unique_per_landlord"), transaction.atomic():
        Household.objects.filter(pk=candidate.pk).update(reference=own.reference)


def test_whoever_is_housed_is_still_found_by_the_reference_of_a_candidate(client, candidate, worker, adviser):
    """By those who could read it: the association that gave it, and the landlord's readers of candidacies."""
    former, partner = candidate.reference, UserFactory(role=Role.SOCIAL_WORKER)
    with transaction.atomic():
        housed = house_candidate(household=candidate, landlord=adviser.organization, reason="Bail")
    begin_participation(household=housed, organization=partner.organization, role="SUPPORT", reason="Suivi")
    readers = {
        role: UserFactory(organization=adviser.organization, role=role) for role in (Role.RENTAL_OFFICER, Role.MANAGER)
    } | {"association": worker, "partner": partner, Role.ADVISER: adviser}

    found, listed = {}, {}
    for name, user in readers.items():
        client.force_login(user)
        token = search_token(former, user=user)
        assert find(user, housed.reference).households[0].household == housed
        found[name] = [line.household for line in find(user, former).households]
        listed[name] = client.get(f"{reverse('tenancies:households')}?search={token}").context["page"].count

    finding = {name for name, user in readers.items() if user == worker or user.may(Right.MANAGE_RESERVATIONS)}
    assert {name for name, lines in found.items() if lines == [housed]} == finding
    assert listed == {name: int(name in finding) for name in readers}
    assert finding < readers.keys()


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.CARETAKER, Role.ADVISER, Role.MANAGER])
def test_landlords_open_their_own_case_files_only(role):
    user = UserFactory(landlord_staff=True, role=role)

    with pytest.raises(RightMissingError):
        open_household(landlord=None, user=user, name="Quercy", persons=[], reason="Candidature")

    assert not Household.objects.exists()


def test_a_dwelling_is_its_landlords(worker, adviser):
    dwelling = DwellingFactory()

    for landlord, user in ((None, worker), (adviser.organization, adviser)):
        with pytest.raises(TransitionNotAllowedError):
            open_household(
                landlord=landlord, user=user, name="Quercy", persons=[], reason="Candidature", dwelling=dwelling
            )

    assert not Household.objects.exists()


def test_the_association_reads_it_everywhere(signed_in, candidate, worker):
    client = signed_in(worker)

    listed = client.get(reverse("tenancies:households"))
    found = client.get(reverse("search"), {"search": search_token("Quercy", user=worker)})

    assert [row.household.pk for row in listed.context["rows"]] == [candidate.pk]
    assert [summary.household.pk for summary in found.context["found"].households] == [candidate.pk]
    for page in PAGES:
        response = client.get(reverse(f"tenancies:{page}", args=[candidate.public_id]))
        assert (response.status_code, "Bailleur" in response.text) == (200, False), page


@pytest.mark.parametrize(
    "role",
    [Role.RENTAL_OFFICER, Role.ADVISER, Role.MANAGER, Role.SOCIAL_WORKER, Role.COORDINATOR],
)
def test_nobody_else_reads_it(signed_in, candidate, role):
    is_association = role in (Role.SOCIAL_WORKER, Role.COORDINATOR)
    stranger = UserFactory(organization=OrganizationFactory(is_landlord=not is_association), role=role)
    client = signed_in(stranger)

    listed = client.get(reverse("tenancies:households"))
    found = client.get(reverse("search"), {"search": search_token("Quercy", user=stranger)})

    assert listed.context["rows"] == []
    assert list(found.context["found"].households) == []
    for page in PAGES:
        assert client.get(reverse(f"tenancies:{page}", args=[candidate.public_id])).status_code == 404, page


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.CARETAKER, Role.ADVISER, Role.MANAGER])
def test_no_landlord_logs_a_referral_about_it(candidate, role):
    assert not Household.objects.referable_by(UserFactory(landlord_staff=True, role=role)).exists()


def test_a_landlord_that_takes_part_reads_it(signed_in, candidate, adviser):
    take_part(candidate, adviser)

    client = signed_in(adviser)

    assert [row.household.pk for row in client.get(reverse("tenancies:households")).context["rows"]] == [candidate.pk]
    assert [client.get(reverse(f"tenancies:{page}", args=[candidate.public_id])).status_code for page in PAGES] == [
        200
    ] * len(PAGES)


def test_a_landlord_that_takes_part_does_not_answer_for_it(candidate, adviser):
    take_part(candidate, adviser)
    dwelling = DwellingFactory(residence__landlord=adviser.organization)

    with pytest.raises(RightMissingError):
        close_household(household=candidate, user=adviser)
    with pytest.raises(RightMissingError):
        begin_tenancy(
            household=candidate, user=adviser, dwelling=dwelling, kind="DIRECT", starts_on=timezone.localdate()
        )


def test_the_association_writes_in_it(candidate, worker):
    [holder] = candidate.persons.all()

    edit_household(
        household=candidate,
        user=worker,
        version=1,
        name="Quercy-Lot",
        persons=[HOLDER | {"id": holder.pk}, {"role": "CHILD", "first_name": "Ode"}],
    )
    write_note(household=candidate, user=worker, audience="SHARED", text="Dossier de demande complet.")

    candidate.refresh_from_db()
    assert (candidate.name, candidate.persons.count()) == ("Quercy-Lot", 2)
    assert candidate.journal.filter(kind="NOTE").count() == 1


def test_its_coordinator_closes_and_reopens_it(candidate, worker, coordinator):
    with pytest.raises(RightMissingError):
        close_household(household=candidate, user=worker)

    closed = close_household(household=candidate, user=coordinator)
    assert (closed.state, closed.closed_on) == ("CLOSED", timezone.localdate())

    reopened = reopen_household(household=candidate, user=coordinator, purpose=CaseFileAccess.Purpose.AGAIN)
    assert (reopened.state, reopened.closed_on) == ("WAITING", None)


@pytest.mark.parametrize(("service", "why"), [(close_household, {}), (reopen_household, {"purpose": "AGAIN"})])
def test_coordinators_neither_close_nor_reopen_the_case_file_of_a_landlord(coordinator, service, why):
    household = HouseholdFactory(participants=[coordinator.organization])

    with pytest.raises(RightMissingError):
        service(household=household, user=coordinator, **why)


def test_once_housed_its_landlord_answers_for_it(candidate, coordinator, adviser):
    take_part(candidate, adviser)
    candidate.landlord = adviser.organization
    candidate.save()

    with pytest.raises(RightMissingError):
        close_household(household=candidate, user=coordinator)

    assert close_household(household=candidate, user=adviser).state == "CLOSED"


def test_it_is_followed_under_a_convention(signed_in, candidate, worker):
    convention = ConventionFactory(association=worker.organization)
    begin_follow_up(household=candidate, convention=convention, user=worker, reason="Mesure")

    response = signed_in(worker).get(reverse("tenancies:households"))

    due_on = timezone.localdate() + datetime.timedelta(days=15)
    assert [follow_up.visit_due_on for follow_up in candidate.follow_ups.all()] == [due_on]
    assert [household.reminder_days for household in Household.objects.with_reminder_days()] == [5]
    assert response.status_code == 200


def test_a_protected_candidate_has_no_address_to_reveal(candidate, worker, coordinator, adviser):
    take_part(candidate, adviser)

    assert [may_reveal(user=user, household=candidate, follow_ups=[]) for user in (worker, coordinator, adviser)] == [
        False
    ] * 3


def test_the_lease_that_comes_with_it_runs_from_the_day_that_was_given(worker):
    landlord = OrganizationFactory(is_landlord=True)
    day = timezone.localdate() - datetime.timedelta(days=40)

    household = open_household(
        landlord=landlord,
        user=UserFactory(organization=landlord, role=Role.ADVISER),
        name="Quercy",
        persons=[HOLDER],
        reason="Signalement",
        dwelling=DwellingFactory(residence__landlord=landlord),
        lease_starts_on=day,
    )

    assert household.tenancies.get().starts_on == day
