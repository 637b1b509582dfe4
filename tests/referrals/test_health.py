"""What tells of a household's health is kept with its agreement alone, wherever it was written."""

import pytest

from referrals.models import MeetingAddition, Referral
from referrals.models.reasons import HEALTH_REASONS
from referrals.services import agreements, endings, mobilisations
from tests.consistency import world as words
from tests.consistency.database import written_anywhere
from tests.factories.referrals import MeetingFactory

pytestmark = pytest.mark.django_db

WRITTEN = (words.DIAGNOSIS, words.DECISIONS, words.GOAL, words.HEALTH_GOAL)
GIVEN = {"agreement": "GIVEN", "agreement_on": "2026-01-10", "agreement_form": "SPOKEN"}


def withdraw_agreement(world):
    agreements.record_agreement(referral=world.referral, user=world.adviser, **agreements.REFUSED)


def refuse_partners(world):
    """The household may still be contacted: nobody needs to know of its health to do so."""
    agreements.record_agreement(referral=world.referral, user=world.adviser, **agreements.REFUSED | GIVEN)


def refuse_to_be_contacted(world):
    shared = {"sharing": "GIVEN", "sharing_on": "2026-01-10", "sharing_form": "SPOKEN"}
    agreements.record_agreement(referral=world.referral, user=world.adviser, **agreements.REFUSED | shared)


def end_for_refusal(world):
    endings.close(referral=world.referral, user=world.adviser, reason=Referral.EndReason.REFUSED)


@pytest.mark.parametrize("act", [withdraw_agreement, refuse_partners, refuse_to_be_contacted, end_for_refusal])
def test_health_goes_with_the_agreement_copies_included(world, act):
    mobilisations.decline(
        mobilisation=world.requested, user=world.people["AC"], reason="OTHER", comment="raison-combava"
    )
    before = written_anywhere()
    assert [word for word in (*WRITTEN, "raison-combava") if word not in before] == []

    act(world)

    after = written_anywhere()
    assert [word for word in (*WRITTEN, "raison-combava") if word in after] == []
    world.referral.refresh_from_db()
    needs = {need for meeting in world.referral.meetings.all() for need in meeting.needs}
    assert (needs | set(world.referral.reasons)) & HEALTH_REASONS == set()


def test_what_is_not_about_health_stays_without_agreement(world):
    """The follow-up of the requested partner aside, nothing of this referral is about health."""
    world.referral.mobilisations.filter(pk=world.requested.pk).delete()
    world.referral.meetings.update(needs=["ARREARS"])

    withdraw_agreement(world)

    assert (words.DIAGNOSIS in written_anywhere(), words.GOAL in written_anywhere()) == (True, True)
    world.referral.refresh_from_db()
    assert world.referral.reasons == ["ARREARS"]


def test_another_referral_keeps_what_its_own_agreement_lets_it_keep(adviser, household):
    withdrawn, other = [
        MeetingFactory(
            held=True, referral__household=household, adviser=adviser, needs=["ADDICTION"], diagnosis="Suivi en CSAPA."
        )
        for _ in range(2)
    ]
    for meeting in (withdrawn, other):
        MeetingAddition.objects.create(
            meeting=meeting, author=adviser, organization=adviser.organization, audience="SOCIAL", text="Cure en mai."
        )

    agreements.record_agreement(referral=withdrawn.referral, user=adviser, **agreements.REFUSED)

    for meeting in (withdrawn, other):
        meeting.refresh_from_db()
    assert (withdrawn.needs, withdrawn.diagnosis) == ([], "")
    assert (other.needs, other.diagnosis) == (["ADDICTION"], "Suivi en CSAPA.")
    assert MeetingAddition.objects.get(meeting__in=[withdrawn, other]).meeting == other
