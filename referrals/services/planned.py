"""The meeting that a referral waits for."""

from django.db.models import QuerySet

from partners.models import User
from referrals.models import Meeting, Referral


def planned_of(referral: Referral) -> QuerySet[Meeting]:
    return referral.meetings.filter(state=Meeting.State.PLANNED)


def move_planned(referral: Referral, move: Meeting.Move, *, user: User) -> None:
    """Make the move on the planned meeting of a locked referral, if there is one."""
    for meeting in planned_of(referral):
        Meeting.machine.finish(meeting, move, actor=user)
