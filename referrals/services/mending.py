"""What was done by mistake with a referral is taken back: its sending, or its end."""

from django.db import transaction
from django.utils import timezone

from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.models import User
from referrals.models import Meeting, Referral
from referrals.reading.outcomes import outcome_of
from referrals.services.mobilisations import state_after_answer
from referrals.services.results import forget_outcomes
from referrals.services.telling import tell_reporter
from tenancies.models import Household, JournalEntry


@transaction.atomic
def take_back(*, referral: Referral, user: User, reason: str) -> Referral:
    """Make a draft again of a referral that nobody has done anything with, for a code of `Mistake`. The case file that
    its sending may have opened stays."""
    locked = Referral.machine.begin(referral, Referral.Move.TAKE_BACK, user)
    _cancel_what_was_told(locked, user=user, reason=reason)
    return Referral.machine.finish(
        locked,
        Referral.Move.TAKE_BACK,
        actor=user,
        facts={"reason": reason},
        sent_at=None,
        meeting_due_on=None,
        screening_due_on=None,
        screened_at=None,
    )


@transaction.atomic
def cancel(*, referral: Referral, user: User, reason: str) -> Referral:
    """End the report of a door that its caretaker sent by mistake and that nobody has done anything with."""
    locked = Referral.machine.begin(referral, Referral.Move.CANCEL, user)
    if locked.household:
        _cancel_what_was_told(locked, user=user, reason=reason)
    return Referral.machine.finish(
        locked,
        Referral.Move.CANCEL,
        actor=user,
        facts={"reason": reason},
        closed_at=timezone.now(),
        closing_reason=Referral.EndReason.MISTAKE,
    )


@transaction.atomic
def detach(*, referral: Referral, user: User, reason: str) -> Referral:
    """The household that was thought to live behind the door is another one, yet to be said."""
    locked = Referral.machine.begin(referral, Referral.Move.DETACH, user)
    _cancel_what_was_told(locked, user=user, reason=reason)
    return Referral.machine.finish(locked, Referral.Move.DETACH, actor=user, facts={"reason": reason}, household=None)


def _cancel_what_was_told(referral: Referral, *, user: User, reason: str) -> None:
    """In the case file: that this referral was sent."""
    sent = referral.known_household.journal.filter(
        event=JournalEntry.Event.REFERRAL_SENT, facts__reference=referral.reference
    )
    for entry in sent:
        entry.mark_cancelled(by=user, reason=reason)


@transaction.atomic
def reopen(*, referral: Referral, user: User, reason: str) -> Referral:
    """Go on with a referral that was ended by mistake, for a code of `Mistake`. What its end took back (a meeting to
    come, requests without an answer, a refused agreement) is done again by those who want it.

    Raises `MendingRefusedError` while the case file is closed."""
    locked = Referral.machine.begin(referral, Referral.Move.REOPEN, user)
    if locked.household and locked.household.state == Household.State.CLOSED:
        raise MendingRefusedError(Obstacle.CLOSED)
    was = outcome_of(locked)
    forget_outcomes(locked)
    # Whoever left in between carries nothing any more.
    changes = {} if locked.adviser is None or locked.adviser.is_active else {"adviser": None}
    was_met = locked.meetings.filter(state=Meeting.State.HELD).exists()
    Referral.machine.finish(
        locked,
        Referral.Move.REOPEN,
        actor=user,
        to=state_after_answer(locked) if was_met else Referral.State.SENT,
        facts={"reason": reason},
        closed_at=None,
        closing_reason="",
        service="",
        service_note="",
        duplicate_of=None,
        **changes,
    )
    tell_reporter(locked, was=was)
    return locked
