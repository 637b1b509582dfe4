"""The sheet of a candidate: who read it is known, and its checks follow the thresholds of the landlord."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from partners.models import LandlordParameters
from partners.roles import Role
from referrals.models import Candidacy
from tenancies.models import CaseFileAccess, DwellingFacts
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ReservationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reserving(landlord, association):
    return ConventionFactory(action__programme__landlord=landlord, association=association, reserved_dwellings=3)


@pytest.fixture
def candidacy(reserving):
    """400 € a month less 240, out of 940: 17 %."""
    announced = AnnouncementFactory(reservation=ReservationFactory(convention=reserving, announced=True))
    return CandidacyFactory(announcement=announced)


def sheet(candidacy):
    return reverse("referrals:candidacy", args=[candidacy.public_id])


def test_the_landlord_reads_a_sheet_with_a_line_in_the_access_log(signed_in, candidacy, officer, coordinator):
    signed_in(coordinator).get(sheet(candidacy))
    assert not candidacy.household.accesses.filter(kind=CaseFileAccess.Kind.CANDIDACY).exists()

    client = signed_in(officer)
    client.get(sheet(candidacy))
    # Read again a moment later, and what is asked of it.
    client.get(sheet(candidacy))
    client.post(reverse("referrals:ask_for_more", args=[candidacy.public_id]), {"missing": []})

    lines = candidacy.household.accesses.values_list("user", "organization", "kind")
    assert list(lines) == [(officer.pk, officer.organization_id, "CANDIDACY")]
    told = signed_in(coordinator).get(reverse("tenancies:household_access", args=[candidacy.household.public_id])).text
    assert "Fiche de candidat lue" in told
    assert officer.full_name in told


def test_a_stranger_who_is_refused_a_sheet_leaves_no_line(signed_in, candidacy):
    stranger = UserFactory(organization=ConventionFactory().landlord, role=Role.MANAGER)

    assert signed_in(stranger).get(sheet(candidacy)).status_code == 404
    assert not CaseFileAccess.objects.exists()


def test_the_effort_rate_warns_beyond_the_limit_of_the_landlord(signed_in, candidacy, officer, landlord):
    def warned(amount):
        Candidacy.objects.filter(pk=candidacy.pk).update(resources_euros=amount)
        return "le seuil du bailleur" in signed_in(officer).get(sheet(candidacy)).text

    # 160 € of 540 are 29,6 %; of 530, 30,2 %.
    assert [warned(540), warned(530)] == [False, True]

    LandlordParameters.objects.create(landlord=landlord, effort_limit_percent=20)
    assert [warned(800), warned(790)] == [False, True]
    assert "plus de 20\u00a0%" in signed_in(officer).get(sheet(candidacy)).text
    listed = signed_in(officer).get(reverse("referrals:announcement", args=[candidacy.announcement.public_id]))
    assert "à vérifier" in listed.text


def test_a_dwelling_is_announced_with_what_is_known_of_it(signed_in, reserving, officer):
    def proposed(**described):
        dwelling = DwellingFactory(residence__landlord=reserving.landlord, rent_euros=310)
        if described:
            DwellingFacts.objects.create(dwelling=dwelling, **described)
        reservation = ReservationFactory(convention=reserving, dwelling=dwelling)
        form = signed_in(officer).get(reverse("referrals:announce", args=[reservation.public_id])).context["form"]
        return form["rent_euros"].value(), form["charges_euros"].value()

    assert proposed() == (310, None)
    assert proposed(rent_euros=Decimal("402.50"), charges_euros=Decimal("61.49")) == (403, 61)
    assert proposed(charges_euros=0) == (310, 0)


def test_nobody_begins_the_sheet_of_a_candidate_that_no_place_waits_for(signed_in, reserving, coordinator):
    reservation = ReservationFactory(convention=reserving)
    over = AnnouncementFactory(
        reservation=reservation, state="NO_CANDIDATE", no_candidate_reason="SIZE", ended_at=timezone.now()
    )
    known = HouseholdFactory(landlord=None, opened_by=coordinator.organization)
    client = signed_in(coordinator)

    for address in (
        reverse("referrals:propose_newcomer", args=[over.public_id]),
        reverse("referrals:propose", args=[over.public_id, known.public_id]),
    ):
        assertRedirects(client.get(address), reverse("referrals:announcement", args=[over.public_id]))
