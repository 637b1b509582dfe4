"""Sessions of the allocation committee: planned, then held with those who are there."""

import datetime
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from partners.models import User
from partners.roles import Right
from referrals.exceptions import QuorumMissingError
from referrals.models import CommitteeMember, CommitteeSession
from referrals.reading.committees import names_of

# Names, by what their bearers sit as.
Members = Mapping[str, Sequence[str]]


@transaction.atomic
def plan_session(*, user: User, held_on: datetime.date, quorum: int, members: Members) -> CommitteeSession:
    """Convene the committee of the user's own landlord."""
    user.require(Right.RECORD_COMMITTEE)
    session = CommitteeSession.objects.create(landlord=user.organization, held_on=held_on, quorum=quorum)
    write_members(session, members)
    return session


@transaction.atomic
def change_session(
    *, session: CommitteeSession, user: User, held_on: datetime.date, quorum: int, members: Members
) -> CommitteeSession:
    """Write again when it is held and who sits there, as long as it was not held."""
    locked = CommitteeSession.machine.begin(session, CommitteeSession.Move.CHANGE, user)
    if members != names_of(locked):
        locked.members.all().delete()
        write_members(locked, members)
    return CommitteeSession.machine.finish(
        locked, CommitteeSession.Move.CHANGE, actor=user, held_on=held_on, quorum=quorum
    )


@transaction.atomic
def cancel_session(*, session: CommitteeSession, user: User) -> CommitteeSession:
    """It will not take place; it stays in the list as such."""
    locked = CommitteeSession.machine.begin(session, CommitteeSession.Move.CANCEL, user)
    return CommitteeSession.machine.finish(locked, CommitteeSession.Move.CANCEL, actor=user)


@transaction.atomic
def hold_session(*, session: CommitteeSession, user: User, present: Collection[int]) -> CommitteeSession:
    """Note who is there: from then on the committee decides. `present` are identifiers of its members.

    Raises `SessionToComeError` before its day, `QuorumMissingError` when too few of those who vote are there.
    """
    return _note_present(session, CommitteeSession.Move.HOLD, user, present)


@transaction.atomic
def correct_present(*, session: CommitteeSession, user: User, present: Collection[int]) -> CommitteeSession:
    """Put right who was there, until the minutes. Raises `QuorumMissingError`."""
    return _note_present(session, CommitteeSession.Move.CORRECT_PRESENT, user, present)


def _note_present(
    session: CommitteeSession, move: CommitteeSession.Move, user: User, present: Collection[int]
) -> CommitteeSession:
    locked = CommitteeSession.machine.begin(session, move, user)
    members = list(locked.members.all())
    voting = sum(member.votes for member in members if member.pk in present)
    if voting < locked.quorum:
        raise QuorumMissingError(voting, locked.quorum)
    for member in members:
        if member.was_present != (member.pk in present):
            member.was_present = member.pk in present
            member.save(update_fields=["was_present"])
    return CommitteeSession.machine.finish(locked, move, actor=user)


def write_members(session: CommitteeSession, members: Members) -> None:
    CommitteeMember.objects.bulk_create(
        CommitteeMember(session=session, quality=quality, name=name)
        for quality in CommitteeMember.Quality
        for name in members.get(quality, ())
    )
