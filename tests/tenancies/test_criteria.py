"""What a dwelling must be for a household, which its own association alone reads."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from housing_support.common.mending import Mistake
from partners.roles import Role
from tenancies.models import DwellingCriteria, Household
from tenancies.services.criteria import cancel_criteria, note_criteria
from tests.factories.candidacies import AnnouncementFactory
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, ParticipationFactory, PersonFactory
from tests.tenancies.mending import said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def announcement():
    return AnnouncementFactory()


@pytest.fixture
def worker(announcement):
    return UserFactory(organization=announcement.association, role=Role.SOCIAL_WORKER, first_name="Maya")


@pytest.fixture
def household(worker):
    opened = HouseholdFactory(landlord=None, opened_by=worker.organization)
    PersonFactory(household=opened)
    return opened


def url(household, act=""):
    return reverse(f"tenancies:household_criteria{act}", args=[household.public_id])


def members(client, household):
    return client.get(reverse("tenancies:household_members", args=[household.public_id]))


def test_they_are_recalled_when_a_dwelling_is_proposed(signed_in, worker, household, announcement):
    client = signed_in(worker)

    response = client.post(
        url(household), {"excluded_sectors": "Bellefontaine,\r\nReynerie", "school": "École Ronsard"}
    )

    assert said(response) == [
        "Les critères sont enregistrés. Votre association les lit au moment de proposer un logement\u00a0; le bailleur "
        "ne les lit jamais."
    ]
    checked = "secteurs exclus\u00a0: Bellefontaine, Reynerie · école\u00a0: École Ronsard"
    find = client.get(reverse("referrals:find_candidate", args=[announcement.public_id]))
    assert [(each, words) for each, _, words in find.context["households"]] == [(household, checked)]
    propose = client.get(reverse("referrals:propose", args=[announcement.public_id, household.public_id]))
    assert propose.context["checked"] == checked
    # No answer of its form, which the landlord reads.
    assert "Bellefontaine" not in str(propose.context["form"])
    assert [line.facts for line in members(client, household).context["criteria"]] == [
        [("Secteurs exclus", "Bellefontaine, Reynerie"), ("École", "École Ronsard")]
    ]


def test_they_are_corrected_and_cancelled_in_the_open(signed_in, worker, household, announcement):
    client = signed_in(worker)
    note_criteria(household=household, user=worker, excluded_sectors="Bellefontaine")

    client.post(url(household), {"excluded_sectors": "Reynerie"})
    [corrected] = members(client, household).context["criteria"]
    client.post(url(household, "_cancel"), {"reason": Mistake.WRONG_FACTS})
    [cancelled] = members(client, household).context["criteria"]

    assert corrected.facts == cancelled.facts == [("Secteurs exclus", "Reynerie")]
    assert corrected.mending.corrected.startswith("Corrigé le ")
    assert "Maya" in corrected.mending.corrected
    assert cancelled.mending.cancelled.endswith("\u00a0: saisie avec une erreur.")
    find = client.get(reverse("referrals:find_candidate", args=[announcement.public_id]))
    assert [words for _, _, words in find.context["households"]] == [""]
    # Others may be noted since.
    client.post(url(household), {"childcare": "Crèche des Minimes"})
    assert len(members(client, household).context["criteria"]) == 2


def test_what_was_noted_about_somebody_else_is_for_its_author_alone(signed_in, worker, household):
    noted = note_criteria(household=household, user=worker, excluded_sectors="Bellefontaine")
    cancel_criteria(criteria=noted, user=worker, reason=Mistake.WRONG_HOUSEHOLD)
    colleague = UserFactory(organization=worker.organization, role=Role.SOCIAL_WORKER)

    read = {}
    for reader in (worker, colleague):
        client = Client()
        client.force_login(reader)
        read[reader] = "Bellefontaine" in members(client, household).text

    assert read == {worker: True, colleague: False}


def test_bad_input_is_said_at_its_field_and_changes_nothing(signed_in, worker, household):
    client = signed_in(worker)

    empty = client.post(url(household), {"excluded_sectors": "  "})
    long = client.post(url(household), {"school": "É" * 501, "childcare": "Crèche des Minimes"})

    assert empty.context["form"].errors == {"excluded_sectors": ["Écrivez au moins un critère."]}
    assert list(long.context["form"].errors) == ["school"]
    assert long.context["form"]["childcare"].value() == "Crèche des Minimes"
    assert not DwellingCriteria.objects.exists()


def test_the_landlord_and_other_partners_read_none_of_it_once_the_household_is_housed(worker, household, announcement):
    note_criteria(household=household, user=worker, excluded_sectors="Bellefontaine")
    landlord = announcement.landlord
    partner = UserFactory(role=Role.COORDINATOR)
    for organization in (landlord, partner.organization):
        ParticipationFactory(household=household, organization=organization)
    Household.objects.filter(pk=household.pk).update(landlord=landlord)
    adviser = UserFactory(organization=landlord, role=Role.ADVISER)

    for reader in (adviser, partner):
        client = Client()
        client.force_login(reader)
        page = members(client, household)
        assert page.status_code == 200
        assert "criteria" not in page.context
        assert "Critères" not in page.text
        assert client.get(url(household)).status_code == 403


def test_the_database_holds_one_row_per_household_which_says_something(worker, household):
    noted = note_criteria(household=household, user=worker, school="École Ronsard")

    with pytest.raises(IntegrityError, match="criteria_once_per_household"), transaction.atomic():
        DwellingCriteria.objects.create(
            household=household, association=noted.association, author=worker, school="École Jean-Jaurès"
        )
    with pytest.raises(IntegrityError, match="criteria_say_something"), transaction.atomic():
        DwellingCriteria.objects.update(school="")
