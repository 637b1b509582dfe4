"""The machine for states, on the referral's: the right first, then the state, then what the move needs."""

import pytest
from django.core.exceptions import PermissionDenied

from housing_support.common.moves import TransitionNotAllowedError
from partners.roles import Role
from referrals.exceptions import AgreementMissingError
from referrals.models import Referral, ReferralEvent
from tests.factories.partners import UserFactory
from tests.factories.referrals import ReferralFactory

pytestmark = pytest.mark.django_db

State, Move = Referral.State, Referral.Move


@pytest.fixture
def referral():
    return ReferralFactory(state=State.MET)


@pytest.fixture
def adviser(referral):
    return UserFactory(organization=referral.landlord, role=Role.ADVISER)


def test_the_right_is_checked_before_the_state(referral):
    officer = UserFactory(organization=referral.landlord, role=Role.RENTAL_OFFICER)

    with pytest.raises(PermissionDenied):
        Referral.machine.begin(referral, Move.RECORD_HELD, officer)


def test_a_wrong_state_is_said_before_a_missing_condition(adviser):
    referral = ReferralFactory(
        landlord=adviser.organization, household__landlord=adviser.organization, sharing="REFUSED"
    )

    with pytest.raises(TransitionNotAllowedError):
        Referral.machine.begin(referral, Move.MOBILISE, adviser)


def test_a_missing_condition_has_its_own_error(referral, adviser):
    Referral.objects.filter(pk=referral.pk).update(sharing="REFUSED", sharing_on=None, sharing_form="")

    with pytest.raises(AgreementMissingError, match="needs the household"):
        Referral.machine.begin(referral, Move.MOBILISE, adviser)


def test_what_is_begun_is_the_row_as_it_stands(referral, adviser):
    Referral.objects.filter(pk=referral.pk).update(facts="Écrit entre-temps.")

    assert Referral.machine.begin(referral, Move.MOBILISE, adviser).facts == "Écrit entre-temps."


def test_a_move_finished_writes_its_state_its_changes_and_its_event(referral, adviser):
    locked = Referral.machine.begin(referral, Move.MOBILISE, adviser)

    Referral.machine.finish(locked, Move.MOBILISE, actor=adviser, facts={"mobilisation": "1"}, urgency="URGENT")

    referral.refresh_from_db()
    assert (referral.state, referral.urgency) == (State.MOBILISING, "URGENT")
    assert list(ReferralEvent.objects.values_list("move", "from_state", "to_state", "actor", "facts")) == [
        (Move.MOBILISE, State.MET, State.MOBILISING, adviser.pk, {"mobilisation": "1"})
    ]


def test_a_move_of_nobody_s_has_no_actor(referral):
    Referral.machine.finish(referral, Move.MOBILISE, actor=None)

    assert ReferralEvent.objects.get().actor is None


@pytest.mark.parametrize("to", ["", State.CLOSED])
def test_a_move_that_leads_to_several_states_is_told_which(to):
    referral = ReferralFactory(state=State.MOBILISING)

    with pytest.raises(ValueError, match="leads from MOBILISING"):
        Referral.machine.finish(referral, Move.WITHDRAW, actor=None, to=to)
    assert not ReferralEvent.objects.exists()


def test_a_row_that_moved_since_cannot_be_finished(referral):
    with pytest.raises(TransitionNotAllowedError):
        Referral.machine.finish(referral, Move.SEND, actor=None)
