"""From a stay to a dwelling: for what a household that is put up may be proposed."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from partners.roles import Role
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import ReservationFactory, StayFactory

pytestmark = pytest.mark.django_db

STAY = "tenancies:household_stay"


def test_a_household_that_is_put_up_is_proposed_for_what_is_announced(client):
    """Or for what is awaited; a candidate has its candidacy, and its stay says what happens next with it."""
    convention = ConventionFactory(reserved_dwellings=2)
    stay = StayFactory(household__opened_by=convention.association)
    StayFactory()
    household = stay.household
    client.force_login(UserFactory(organization=convention.association, role=Role.SOCIAL_WORKER))
    page, tab = (reverse(name, args=[household.public_id]) for name in ("referrals:propose_put_up", STAY))

    assertContains(client.get(page), "Des annonces sont attendues")
    announcement = AnnouncementFactory(reservation=ReservationFactory(convention=convention, announced=True))
    AnnouncementFactory()
    assert [each for each, *_ in client.get(page).context["announced"]] == [announcement]
    assertContains(client.get(page), reverse("referrals:propose", args=[announcement.public_id, household.public_id]))
    assertContains(client.get(tab), "Proposer comme candidat")

    candidacy = CandidacyFactory(announcement=announcement, household=household)
    assertRedirects(client.get(page), reverse("referrals:candidacy", args=[candidacy.public_id]))
    assertContains(client.get(tab), "Candidature en cours")
