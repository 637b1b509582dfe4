"""Every state and every move: where it leads, or that it is refused and changes nothing."""

import pytest
from django.utils import timezone

from housing_support.common.mending import Mistake
from partners.exceptions import TransitionNotAllowedError
from partners.roles import Role
from referrals.models import Meeting, Mobilisation, Referral, ReferralEvent
from referrals.services import agreements, doors, drafts, endings, meetings, mending, mobilisations, screening
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import AttemptFactory, MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import ConsentFactory, DwellingFactory, HouseholdFactory

State, Move = Referral.State, Referral.Move
DELETED = "deleted"

# Move -> state before -> state after. What is absent is refused.
LEADS_TO = {
    Move.DISCARD: {State.DRAFT: DELETED},
    Move.SEND: {State.DRAFT: State.SENT},
    Move.REPORT: {State.DRAFT: State.SENT},
    Move.ATTACH: {State.SENT: State.SENT},
    Move.SCREEN: {State.SENT: State.SENT, State.MEETING_PLANNED: State.MEETING_PLANNED},
    Move.CANCEL_SCREENING: {State.SENT: State.SENT},
    Move.RECORD_ATTEMPT: {State.SENT: State.SENT, State.MEETING_PLANNED: State.MEETING_PLANNED},
    Move.CANCEL_ATTEMPT: {State.SENT: State.SENT, State.MEETING_PLANNED: State.MEETING_PLANNED},
    Move.RECORD_AGREEMENT: {
        State.SENT: State.SENT,
        State.MEETING_PLANNED: State.MEETING_PLANNED,
        State.MET: State.MET,
        State.MOBILISING: State.MOBILISING,
        State.IN_FOLLOW_UP: State.IN_FOLLOW_UP,
        State.TO_CLOSE: State.TO_CLOSE,
    },
    Move.CANCEL_AGREEMENT: {
        state: state
        for state in (
            State.SENT,
            State.MEETING_PLANNED,
            State.MET,
            State.MOBILISING,
            State.IN_FOLLOW_UP,
            State.TO_CLOSE,
        )
    },
    Move.PLAN_MEETING: {
        State.SENT: State.MEETING_PLANNED,
        State.MEETING_PLANNED: State.MEETING_PLANNED,
        # Once met, a household is met again without the referral going back.
        State.MET: State.MET,
        State.MOBILISING: State.MOBILISING,
        State.IN_FOLLOW_UP: State.IN_FOLLOW_UP,
        State.TO_CLOSE: State.TO_CLOSE,
    },
    Move.RECORD_HELD: {State.MEETING_PLANNED: State.MET},
    Move.CANCEL_HELD: {
        # The appointment that it answered waits again.
        State.MET: State.MEETING_PLANNED,
        State.MOBILISING: State.MOBILISING,
        State.IN_FOLLOW_UP: State.IN_FOLLOW_UP,
        State.TO_CLOSE: State.TO_CLOSE,
    },
    Move.RECORD_MISSED: {State.MEETING_PLANNED: State.SENT},
    Move.MOBILISE: {
        State.MET: State.MOBILISING,
        State.MOBILISING: State.MOBILISING,
        State.IN_FOLLOW_UP: State.IN_FOLLOW_UP,
        State.TO_CLOSE: State.MOBILISING,
    },
    Move.WITHDRAW: {State.MOBILISING: State.MET, State.IN_FOLLOW_UP: State.MET},
    Move.ACCEPT: {State.MOBILISING: State.IN_FOLLOW_UP, State.IN_FOLLOW_UP: State.IN_FOLLOW_UP},
    Move.DECLINE: {State.MOBILISING: State.MET, State.IN_FOLLOW_UP: State.MET},
    **{
        move: {State.MOBILISING: State.MOBILISING, State.IN_FOLLOW_UP: State.IN_FOLLOW_UP}
        for move in (Move.WAITLIST, Move.UNLIST, Move.ASK_AGAIN, Move.REMIND)
    },
    Move.EXPIRE: {State.MOBILISING: State.MET, State.IN_FOLLOW_UP: State.MET},
    Move.ASSIGN: {
        state: state
        for state in (
            State.SENT,
            State.MEETING_PLANNED,
            State.MET,
            State.MOBILISING,
            State.IN_FOLLOW_UP,
            State.TO_CLOSE,
        )
    },
    Move.END_SUPPORT: {State.IN_FOLLOW_UP: State.TO_CLOSE},
    Move.RESUME_SUPPORT: {
        State.MOBILISING: State.IN_FOLLOW_UP,
        State.IN_FOLLOW_UP: State.IN_FOLLOW_UP,
        State.TO_CLOSE: State.IN_FOLLOW_UP,
    },
    Move.END_WITH_CASE_FILE: {
        State.SENT: State.DISMISSED,
        State.MEETING_PLANNED: State.DISMISSED,
        State.MET: State.DISMISSED,
        State.MOBILISING: State.DISMISSED,
        State.IN_FOLLOW_UP: State.CLOSED,
        State.TO_CLOSE: State.CLOSED,
    },
    Move.DISMISS: {
        State.SENT: State.DISMISSED,
        State.MEETING_PLANNED: State.DISMISSED,
        State.MET: State.DISMISSED,
        State.MOBILISING: State.DISMISSED,
    },
    Move.CLOSE: {State.MET: State.CLOSED, State.IN_FOLLOW_UP: State.CLOSED, State.TO_CLOSE: State.CLOSED},
    Move.TAKE_BACK: {State.SENT: State.DRAFT},
    Move.CANCEL: {State.SENT: State.DISMISSED},
    Move.DETACH: {State.SENT: State.SENT},
    Move.REOPEN: {State.CLOSED: State.SENT, State.DISMISSED: State.SENT},
}
GIVEN = {
    "agreement": Referral.Agreement.GIVEN,
    "agreement_on": timezone.localdate(),
    "agreement_form": Referral.AgreementForm.SPOKEN,
    "sharing": Referral.Agreement.GIVEN,
    "sharing_on": timezone.localdate(),
    "sharing_form": Referral.AgreementForm.SPOKEN,
}


def referral_in(state, move):
    if move == Move.ATTACH and state in {State.SENT, State.DISMISSED}:
        ended = {"closed_at": timezone.now(), "closing_reason": Referral.EndReason.UNREACHABLE}
        return ReferralFactory(reported=True, state=state, **(ended if state == State.DISMISSED else {}))
    traits = {State.DRAFT: {"draft": True}, State.CLOSED: {"ended": True}, State.DISMISSED: {"ended": True}}
    referral = ReferralFactory(**(traits.get(state) or {}), state=state)
    if state == State.MEETING_PLANNED:
        MeetingFactory(referral=referral)
    return referral


def act(referral, move):
    adviser = UserFactory(organization=referral.landlord, role=Role.ADVISER)

    def ask():
        return MobilisationFactory(referral=referral)

    def coordinator_of(asked):
        return UserFactory(organization=asked.organization, role=Role.COORDINATOR)

    match move:
        case Move.DISCARD:
            drafts.discard_draft(referral=referral, user=referral.author)
        case Move.SEND:
            drafts.send(referral=referral, user=referral.author)
        case Move.REPORT:
            caretaker = UserFactory(organization=referral.landlord, role=Role.CARETAKER)
            Referral.objects.filter(pk=referral.pk).update(author=caretaker)
            locked = Referral.machine.begin(referral, move, caretaker)
            today = timezone.localdate()
            Referral.machine.finish(
                locked, move, actor=caretaker, sent_at=timezone.now(), meeting_due_on=today, screening_due_on=today
            )
        case Move.ATTACH:
            household = referral.household or HouseholdFactory(landlord=referral.landlord)
            doors.attach_household(referral=referral, user=adviser, household=household)
        case Move.SCREEN:
            screening.screen(referral=referral, user=adviser, urgency="URGENT", followed_by=["MDS"])
        case Move.CANCEL_SCREENING:
            screening.cancel_screening(referral=referral, user=adviser, reason=Mistake.NOT_HAPPENED)
        case Move.RECORD_ATTEMPT:
            today = timezone.localdate()
            screening.record_attempt(referral=referral, user=adviser, made_on=today, means="VISIT", result="NO_ANSWER")
        case Move.CANCEL_ATTEMPT:
            attempt = AttemptFactory(referral=referral, author=adviser)
            screening.cancel_attempt(attempt=attempt, user=adviser, reason=Mistake.TWICE)
        case Move.RECORD_AGREEMENT:
            agreements.record_agreement(referral=referral, user=adviser, **GIVEN)
        case Move.CANCEL_AGREEMENT:
            Referral.objects.filter(pk=referral.pk).update(**GIVEN)
            reason = Mistake.WRONG_HOUSEHOLD
            agreements.cancel_agreement(referral=referral, user=adviser, question="agreement", reason=reason)
        case Move.PLAN_MEETING:
            meetings.plan_meeting(
                referral=referral, user=adviser, adviser=adviser, planned_at=timezone.now(), place=Meeting.Place.HOME
            )
        case Move.ASSIGN:
            meetings.assign_adviser(referral=referral, user=adviser, adviser=adviser)
        case Move.RECORD_HELD:
            meetings.record_held(
                referral=referral,
                user=adviser,
                held_at=timezone.now(),
                needs=["ARREARS"],
                diagnosis="Budget serré.",
                decisions="",
                **GIVEN,
            )
        case Move.CANCEL_HELD:
            held = MeetingFactory(referral=referral, held=True, adviser=adviser)
            if referral.state in {State.MOBILISING, State.IN_FOLLOW_UP, State.TO_CLOSE}:
                # Those asked rest on another meeting.
                MeetingFactory(referral=referral, held=True, adviser=adviser)
            meetings.cancel_meeting(meeting=held, user=adviser, reason=Mistake.NOT_HAPPENED)
        case Move.RECORD_MISSED:
            meetings.record_missed(referral=referral, user=adviser)
        case Move.MOBILISE:
            convention = ConventionFactory(action__programme__landlord=referral.landlord)
            ConsentFactory(household=referral.household, organization=convention.association)
            mobilisations.mobilise(referral=referral, user=adviser, convention=convention, goal="Aider.")
        case Move.WITHDRAW:
            mobilisations.withdraw(mobilisation=ask(), user=adviser)
        case Move.ACCEPT:
            asked = ask()
            mobilisations.accept(mobilisation=asked, user=coordinator_of(asked))
        case Move.DECLINE:
            asked = ask()
            reason = Mobilisation.DeclineReason.FULL
            mobilisations.decline(mobilisation=asked, user=coordinator_of(asked), reason=reason)
        case Move.WAITLIST | Move.UNLIST | Move.ASK_AGAIN | Move.REMIND:
            # They follow from the moves of a request: tests/referrals/test_silence.py and test_waiting_list.py.
            Referral.machine.finish(Referral.machine.begin(referral, move), move, actor=None)
        case Move.EXPIRE:
            Referral.machine.finish(Referral.machine.begin(referral, move), move, actor=None, to=State.MET)
        case Move.DISMISS:
            endings.dismiss(referral=referral, user=adviser, reason=Referral.EndReason.LEFT_HOME)
        case Move.CLOSE:
            endings.close(referral=referral, user=adviser, reason=Referral.EndReason.SOLVED)
        case Move.CANCEL:
            caretaker = UserFactory(organization=referral.landlord, role=Role.CARETAKER)
            Referral.objects.filter(pk=referral.pk).update(author=caretaker)
            mending.cancel(referral=referral, user=caretaker, reason=Mistake.TWICE)
        case Move.DETACH:
            dwelling = DwellingFactory(residence__landlord=referral.landlord)
            Referral.objects.filter(pk=referral.pk).update(dwelling=dwelling, precision=Referral.Precision.DOOR)
            mending.detach(referral=referral, user=adviser, reason=Mistake.WRONG_HOUSEHOLD)
        case Move.TAKE_BACK:
            mending.take_back(referral=referral, user=referral.author, reason=Mistake.TWICE)
        case Move.REOPEN:
            mending.reopen(referral=referral, user=adviser, reason=Mistake.WRONG_FACTS)
        case Move.END_SUPPORT:
            # It follows from the end of a follow-up: tests/referrals/test_finished_work.py has it.
            locked = Referral.machine.begin(referral, move)
            Referral.machine.finish(locked, move, actor=adviser, to=State.TO_CLOSE)
        case Move.RESUME_SUPPORT:
            # It follows from the end of a follow-up that is taken back: tests/referrals/test_finished_work.py has it.
            Referral.machine.finish(Referral.machine.begin(referral, move), move, actor=adviser)
        case Move.END_WITH_CASE_FILE:
            # It follows from the closing of a case file: tests/referrals/test_closing.py has it.
            ended = {"closed_at": timezone.now(), "closing_reason": Referral.EndReason.CASE_FILE}
            Referral.machine.finish(Referral.machine.begin(referral, move), move, actor=adviser, **ended)


@pytest.mark.django_db
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_move_from_state(move, state):
    referral = referral_in(state, move)
    expected = LEADS_TO[move].get(state)

    if expected is None:
        with pytest.raises(TransitionNotAllowedError):
            act(referral, move)
        assert Referral.objects.get(pk=referral.pk).state == state
        assert not ReferralEvent.objects.exists()
        return

    act(referral, move)

    if expected == DELETED:
        assert not Referral.objects.exists()
        return
    assert Referral.objects.get(pk=referral.pk).state == expected
    [event] = ReferralEvent.objects.filter(referral=referral)
    assert (event.from_state, event.to_state) == (state, expected)
