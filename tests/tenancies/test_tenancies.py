"""Leases: one household at a time in a dwelling, and words for whoever tries otherwise."""

import datetime

import pytest
from django.contrib.messages import SUCCESS, Message
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertMessages

from housing_support.common.dates import long_date
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.roles import Role
from tenancies.reading.events import words_of
from tenancies.services.tenancies import begin_tenancy, end_tenancy
from tests.factories.partners import UserFactory
from tests.factories.tenancies import (
    DwellingFactory,
    HouseholdFactory,
    ParticipationFactory,
    ResidenceFactory,
    TenancyFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dwelling(household):
    residence = ResidenceFactory(landlord=household.landlord)
    return DwellingFactory(residence=residence, street_name="allée des Cèdres")


@pytest.fixture
def officer(member):
    return member(Role.RENTAL_OFFICER)


@pytest.fixture
def url(household):
    return reverse("tenancies:tenancy_create", args=[household.public_id])


def answers(dwelling, **changes):
    return {"address": "cèdres", "dwelling": dwelling.public_id, "kind": "DIRECT", "starts_on": "2026-03-03"} | changes


def test_dwelling_is_found_by_its_address_then_let(signed_in, officer, household, dwelling, url):
    DwellingFactory(street_name="allée des Cèdres")
    client = signed_in(officer)

    looked = client.post(url, {"look": "1", "address": "  ALLEE des cedres "})
    client.post(url, answers(dwelling))

    assert looked.context["form"].choosing.shown == [dwelling]
    tenancy = household.tenancies.get()
    assert (tenancy.dwelling, tenancy.kind, tenancy.starts_on, tenancy.ends_on) == (
        dwelling,
        "DIRECT",
        datetime.date(2026, 3, 3),
        None,
    )


@pytest.mark.parametrize("starts_on", ["2025-03-03", "2026-03-03"])
def test_dwelling_already_let_is_said_at_its_field(signed_in, officer, household, dwelling, url, starts_on):
    TenancyFactory(household=HouseholdFactory(landlord=household.landlord), dwelling=dwelling)

    response = signed_in(officer).post(url, answers(dwelling, starts_on=starts_on))

    assert response.context["form"].errors == {
        "dwelling": ["Ce logement est déjà loué, réservé ou indisponible à cette date."]
    }
    assert "Ce logement est déjà loué, réservé ou indisponible à cette date." in response.content.decode()
    assert not household.tenancies.exists()


def test_a_household_that_has_a_lease_signs_no_other_before_its_end_is_said(
    signed_in, officer, household, dwelling, url
):
    former = TenancyFactory(household=household)
    client = signed_in(officer)

    refused = client.post(url, answers(dwelling))
    former.ends_on = datetime.date(2026, 3, 20)
    former.save()
    moving = client.post(url, answers(dwelling))

    told = refused.context["form"].errors["starts_on"][0]
    assert told.startswith("Ce ménage a déjà un bail, depuis le 3 mars 2025\u00a0: notez-en d’abord la fin")
    assert refused.context["form"]["dwelling"].value() == str(dwelling.public_id)
    assert moving.status_code == 302
    assert household.tenancies.count() == 2


def test_dwelling_is_free_the_day_the_keys_come_back(signed_in, officer, household, dwelling, url):
    TenancyFactory(
        household=HouseholdFactory(landlord=household.landlord), dwelling=dwelling, ends_on=datetime.date(2026, 3, 3)
    )

    assert signed_in(officer).post(url, answers(dwelling)).status_code == 302
    assert household.tenancies.count() == 1


def test_overlapping_leases_are_refused_by_the_database(household, dwelling):
    TenancyFactory(household=household, dwelling=dwelling)

    with pytest.raises(IntegrityError), transaction.atomic():
        TenancyFactory(household=HouseholdFactory(), dwelling=dwelling)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"dwelling": ""}, "dwelling"), ({"kind": "SQUAT"}, "kind"), ({"starts_on": ""}, "starts_on")],
)
def test_incomplete_lease_is_kept_in_the_form(signed_in, officer, household, dwelling, url, changes, field):
    response = signed_in(officer).post(url, answers(dwelling) | changes)

    assert list(response.context["form"].errors) == [field]
    assert not household.tenancies.exists()


def test_dwelling_of_another_landlord_is_unknown(signed_in, officer, url):
    response = signed_in(officer).post(url, answers(DwellingFactory()))

    assert list(response.context["form"].errors) == ["dwelling"]


def test_lease_ends(signed_in, officer, household, dwelling):
    tenancy = TenancyFactory(household=household, dwelling=dwelling)
    url = reverse("tenancies:tenancy_end", args=[household.public_id, tenancy.pk])
    client = signed_in(officer)

    refused = client.post(url, {"ends_on": "2025-03-03", "end_reason": "LEFT"})
    client.post(url, {"ends_on": "2026-05-31", "end_reason": "LEFT"})

    assert refused.context["form"].errors == {
        "ends_on": ["Indiquez une date de sortie après l’entrée, le 3 mars 2025."]
    }
    tenancy.refresh_from_db()
    assert tenancy.ends_on == datetime.date(2026, 5, 31)
    with pytest.raises(TransitionNotAllowedError):
        end_tenancy(tenancy=tenancy, user=officer, ends_on=datetime.date(2026, 6, 1), reason="LEFT")


def test_lease_of_another_household_is_not_found(signed_in, officer, household):
    tenancy = TenancyFactory()

    url = reverse("tenancies:tenancy_end", args=[household.public_id, tenancy.pk])

    assert signed_in(officer).post(url, {"ends_on": "2026-05-31"}).status_code == 404


@pytest.mark.parametrize("who", [Role.SOCIAL_WORKER, Role.COORDINATOR, "another landlord"])
def test_who_may_not_let(member, household, dwelling, who):
    if who == "another landlord":
        user = UserFactory(landlord_staff=True)
        ParticipationFactory(household=household, organization=user.organization)
    else:
        user = member(who)

    with pytest.raises(RightMissingError):
        begin_tenancy(
            household=household, user=user, dwelling=dwelling, kind="DIRECT", starts_on=datetime.date(2026, 3, 3)
        )


def test_entry_and_end_to_come_are_said_to_be_planned(signed_in, officer, household, dwelling, url):
    today = timezone.localdate()
    entry, end = today + datetime.timedelta(days=40), today + datetime.timedelta(days=100)
    client = signed_in(officer)

    begun = client.post(url, answers(dwelling, starts_on=entry))
    ended = client.post(
        reverse("tenancies:tenancy_end", args=[household.public_id, household.tenancies.get().pk]),
        {"ends_on": end, "end_reason": "LEFT"},
    )

    entry_words, end_words = f"ntrée prévue le {long_date(entry)}", f"ortie prévue le {long_date(end)}"
    assertMessages(
        ended,
        [
            Message(SUCCESS, f"Le bail est enregistré\u00a0: e{entry_words}."),
            Message(
                SUCCESS,
                f"La fin du bail est enregistrée\u00a0: s{end_words}. "
                f"Le logement est libre à partir du {long_date(end + datetime.timedelta(days=15))}.",
            ),
        ],
    )
    assert begun.status_code == 302
    told = [words_of(told) for told in household.journal.order_by("pk")]
    assert told == [f"E{entry_words}\u00a0: Bail direct", f"S{end_words}\u00a0: Bail direct"]
