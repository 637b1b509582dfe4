import datetime

from django.db import transaction

from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from referrals.models import Meeting, Move, Referral
from referrals.models.reasons import HEALTH_REASONS
from referrals.services.agreements import agreement_changes
from referrals.services.moves import lock_as_adviser, move_to
from tenancies.models import JournalEntry
from tenancies.services.journal import record_event


@transaction.atomic
def plan_meeting(
    *, referral: Referral, user: User, adviser: User, planned_at: datetime.datetime, place: str
) -> Meeting:
    """Fix the adviser's meeting, or move the one that was planned; the same meeting is fixed once."""
    locked = lock_as_adviser(referral, user, Move.PLAN_MEETING)
    if adviser.organization_id != locked.landlord_id or not adviser.may(Right.MEET_HOUSEHOLD):
        raise TransitionNotAllowedError(f"{adviser} does not meet households of {locked.landlord}")
    planned = locked.meetings.filter(state=Meeting.State.PLANNED)
    same = planned.filter(adviser=adviser, planned_at=planned_at, place=place).first()
    if same:
        return same
    is_moved = bool(planned.update(state=Meeting.State.MOVED))
    meeting = Meeting.objects.create(referral=locked, adviser=adviser, planned_at=planned_at, place=place)
    comment = "Rencontre déplacée" if is_moved else "Rencontre fixée"
    move_to(locked, Referral.State.MEETING_PLANNED, actor=user, comment=comment)
    return meeting


@transaction.atomic
def record_held(
    *,
    referral: Referral,
    user: User,
    held_at: datetime.datetime,
    needs: list[str],
    diagnosis: str,
    decisions: str,
    agreement: str,
    agreement_on: datetime.date | None,
    agreement_form: str,
) -> Meeting:
    """Write what the meeting found. A need about health is kept with the household's agreement only."""
    locked = lock_as_adviser(referral, user, Move.RECORD_HELD)
    changes = agreement_changes(locked, agreement=agreement, agreement_on=agreement_on, agreement_form=agreement_form)
    if agreement != Referral.Agreement.GIVEN:
        needs = [need for need in needs if need not in HEALTH_REASONS]
    meeting = locked.meetings.get(state=Meeting.State.PLANNED)
    meeting.state = Meeting.State.HELD
    meeting.held_at = held_at
    meeting.needs = needs
    meeting.diagnosis = diagnosis
    meeting.decisions = decisions
    meeting.save()
    move_to(locked, Referral.State.MET, actor=user, comment="Rencontre tenue", **changes)
    record_event(
        household=locked.household,
        author=user,
        kind=JournalEntry.Kind.MEETING,
        title="Rencontre avec la conseillère sociale",
        occurred_at=held_at,
    )
    return meeting


@transaction.atomic
def record_missed(*, referral: Referral, user: User) -> Referral:
    """The household was not there: another meeting is to be fixed."""
    locked = lock_as_adviser(referral, user, Move.RECORD_MISSED)
    locked.meetings.filter(state=Meeting.State.PLANNED).update(state=Meeting.State.MISSED)
    return move_to(locked, Referral.State.SENT, actor=user, comment="Rencontre manquée")
