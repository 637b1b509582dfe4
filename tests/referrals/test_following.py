"""What is said to follow an act: it holds for where the referral stands."""

import pytest

from housing_support.common.dates import long_date, long_moment
from referrals.models import Referral
from referrals.reading.following import AFTER_MEETING, follows
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory

pytestmark = pytest.mark.django_db
State = Referral.State


@pytest.mark.parametrize("agreement", Referral.Agreement)
def test_every_answer_of_a_household_says_what_it_allows(agreement):
    assert AFTER_MEETING[agreement].endswith(".")


def test_every_state_says_what_follows():
    referral = ReferralFactory()
    told = {}
    meeting = MeetingFactory(referral=referral)
    asked = MobilisationFactory(referral=referral)
    for state in State:
        # Where it stands in the database, whatever the constraints of its dates.
        shown = Referral(pk=referral.pk, household=referral.household, state=state)
        shown.refresh_from_db = lambda fields: None
        shown.agreement, shown.sharing, shown.meeting_due_on = "GIVEN", "GIVEN", referral.meeting_due_on
        told[state] = follows(shown)

    assert told[State.SENT] == f"Rencontre à fixer, au plus tard le {long_date(referral.meeting_due_on)}."
    at = long_moment(meeting.planned_at)
    assert told[State.MEETING_PLANNED] == (f"Rendez-vous le {at}\u00a0: vous direz ensuite ici ce qui en est ressorti.")
    assert told[State.MOBILISING] == f"Prochaine réponse attendue avant le {long_date(asked.answer_due_on)}."
    assert all(words.endswith(".") for words in told.values())
