import datetime
from typing import Unpack

from django.db import transaction
from django.utils import timezone

from housing_support.common.mending import Mistake
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from partners.services.accounts import lock
from referrals.models import Meeting, MeetingAddition, Referral
from referrals.models.referrals import health_is_agreed_to
from referrals.reading.detail import (
    obstacle_to_cancelling_meeting,
    obstacle_to_correcting_diagnosis,
    obstacle_to_correcting_meeting,
)
from referrals.reading.outcomes import outcome_of
from referrals.services.agreements import Answers, end_what_is_refused, state_with
from referrals.services.health import without_health
from referrals.services.planned import move_planned, planned_of
from referrals.services.telling import tell_reporter
from tenancies.models import JournalEntry
from tenancies.services.access import require_no
from tenancies.services.journal import record_event, require_audience

# A diagnosis is for social workers: those of the case file, the landlord's, or its author.
DIAGNOSIS_AUDIENCES = (Meeting.Audience.SOCIAL, Meeting.Audience.ORGANIZATION, Meeting.Audience.AUTHOR)


@transaction.atomic
def plan_meeting(
    *, referral: Referral, user: User, adviser: User, planned_at: datetime.datetime, place: str
) -> Meeting:
    """Fix the adviser's meeting, or move the one that was planned; the same meeting is fixed once."""
    locked = Referral.machine.begin(referral, Referral.Move.PLAN_MEETING, user)
    adviser = able(adviser, locked)
    same = planned_of(locked).filter(adviser=adviser, planned_at=planned_at, place=place).first()
    if same:
        return same
    was = outcome_of(locked)
    move_planned(locked, Meeting.Move.MOVE, user=user)
    meeting = Meeting.objects.create(referral=locked, adviser=adviser, planned_at=planned_at, place=place)
    # Whoever is to be met was screened.
    screened_at = locked.screened_at or timezone.now()
    Referral.machine.finish(locked, Referral.Move.PLAN_MEETING, actor=user, adviser=adviser, screened_at=screened_at)
    tell_reporter(locked, was=was)
    return meeting


@transaction.atomic
def assign_adviser(*, referral: Referral, user: User, adviser: User) -> Referral:
    """Name the adviser in charge, who holds the meeting that is planned."""
    locked = Referral.machine.begin(referral, Referral.Move.ASSIGN, user)
    was = outcome_of(locked)
    name_adviser(locked, to=able(adviser, locked), by=user)
    tell_reporter(locked, was=was)
    return locked


def able(adviser: User, referral: Referral) -> User:
    """The adviser, locked; raise `TransitionNotAllowedError` unless they meet this landlord's households."""
    adviser = lock(adviser)
    if adviser.organization_id != referral.landlord_id or not adviser.may(Right.MEET_HOUSEHOLD):
        raise TransitionNotAllowedError(f"{adviser} does not meet households of {referral.landlord_id}")
    return adviser


def name_adviser(referral: Referral, *, to: User | None, by: User) -> None:
    """Write who is in charge of a locked referral, nobody until somebody is named, on behalf of a service that has
    checked its right."""
    if referral.adviser == to:
        return
    planned_of(referral).update(adviser=to)
    Referral.machine.finish(referral, Referral.Move.ASSIGN, actor=by, adviser=to)


@transaction.atomic
def record_held(
    *,
    referral: Referral,
    user: User,
    held_at: datetime.datetime,
    needs: list[str],
    diagnosis: str,
    decisions: str,
    audience: str = Meeting.Audience.ORGANIZATION,
    **answers: Unpack[Answers],
) -> Meeting:
    """Write what the meeting found; its `audience` reads the diagnosis and the decisions. A need about health is kept
    with the household's agreement only."""
    locked = Referral.machine.begin(referral, Referral.Move.RECORD_HELD, user)
    planned = planned_meeting(locked)
    is_first = locked.state == Referral.State.MEETING_PLANNED
    require_audience(audience, *DIAGNOSIS_AUDIENCES)
    changes = end_what_is_refused(locked, user=user, answers=answers)
    if not health_is_agreed_to(answers["agreement"], answers["sharing"]):
        needs = without_health(needs)
    planned = planned_of(locked).get()
    meeting = Meeting.machine.finish(
        planned,
        Meeting.Move.HOLD,
        actor=user,
        adviser=planned.adviser or user,
        held_at=held_at,
        needs=needs,
        diagnosis=diagnosis,
        decisions=decisions,
        audience=audience,
        author=user,
        organization=user.organization,
    )
    to = Referral.State.MET if is_first else state_with(locked, answers)
    adviser = locked.adviser or user
    Referral.machine.finish(
        locked, Referral.Move.RECORD_HELD, actor=user, to=to, facts=facts_of(meeting), adviser=adviser, **changes
    )
    record_event(
        household=locked.known_household, author=user, event=JournalEntry.Event.MEETING_HELD, occurred_at=held_at
    )
    return meeting


@transaction.atomic
def record_missed(*, referral: Referral, user: User) -> Referral:
    """The household was not there: another meeting is to be fixed."""
    locked = Referral.machine.begin(referral, Referral.Move.RECORD_MISSED, user)
    Meeting.machine.finish(planned_meeting(locked), Meeting.Move.MISS, actor=user)
    return Referral.machine.finish(locked, Referral.Move.RECORD_MISSED, actor=user)


@transaction.atomic
def correct_diagnosis(*, meeting: Meeting, user: User, diagnosis: str, decisions: str, audience: str) -> Meeting:
    """Let the author of a diagnosis put it right, and choose who reads it.

    Raises `MendingRefusedError` when it can no longer be corrected."""
    locked = begin_mending(meeting, user)
    if locked.author_id != user.pk:
        raise RightMissingError(Right.MEET_HOUSEHOLD)
    require_audience(audience, *DIAGNOSIS_AUDIENCES)
    require_no(obstacle_to_correcting_diagnosis(locked))
    locked.mark_corrected(by=user, diagnosis=diagnosis, decisions=decisions, audience=audience)
    return locked


@transaction.atomic
def correct_meeting(*, meeting: Meeting, user: User, held_at: datetime.datetime, place: str) -> Meeting:
    """Put right when and where a meeting was held; the line of the case file follows.

    Raises `MendingRefusedError` when it can no longer be corrected."""
    locked = begin_mending(meeting, user)
    require_no(obstacle_to_correcting_meeting(locked))
    if line := line_of(locked):
        line.mark_corrected(by=user, occurred_at=held_at)
    locked.mark_corrected(by=user, held_at=held_at, place=place)
    return locked


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, user: User, reason: str) -> Meeting:
    """Take back a meeting recorded as held by error, for a code of `Mistake`: its referral stands where it stood, and
    the appointment that it answered waits again, unless the same meeting was recorded twice. What the household
    answered stays noted.

    Raises `MendingRefusedError` when something rests on it."""
    locked = begin_mending(meeting, user)
    referral = locked.referral
    require_no(obstacle_to_cancelling_meeting(locked))
    Referral.machine.check(referral, Referral.Move.CANCEL_HELD)
    if line := line_of(locked):
        line.mark_cancelled(by=user, reason=reason)
    locked.mark_cancelled(by=user, reason=reason)
    if reason != Mistake.TWICE and referral.agreement != Referral.Agreement.REFUSED:
        restore_appointment(locked)
    facts = {"reason": reason, **facts_of(locked)}
    to = state_without(locked)
    Referral.machine.finish(referral, Referral.Move.CANCEL_HELD, actor=user, to=to, facts=facts)
    return locked


def begin_mending(meeting: Meeting, user: User) -> Meeting:
    """The meeting and its referral locked, for an adviser of its landlord; raise `TransitionNotAllowedError` unless it
    was recorded as held."""
    referral = Referral.machine.lock(meeting.referral)
    Referral.ADVISER.check(user, referral)
    locked = Meeting.with_cancelled.select_for_update(of=("self",)).get(pk=meeting.pk)
    if locked.state != Meeting.State.HELD:
        raise TransitionNotAllowedError(f"{locked} was not held")
    locked.referral = referral
    return locked


def facts_of(meeting: Meeting) -> dict[str, str]:
    return {"meeting": str(meeting.public_id)}


def line_of(meeting: Meeting) -> JournalEntry | None:
    """What the timeline tells of it."""
    told = meeting.referral.known_household.journal.filter(event=JournalEntry.Event.MEETING_HELD)
    return told.filter(occurred_at=meeting.recorded_at).order_by("pk").last()


def restore_appointment(meeting: Meeting) -> None:
    """That of a meeting just cancelled, unless another one was fixed since. Whoever left in between holds none."""
    if planned_of(meeting.referral).exists():
        return
    adviser = meeting.adviser if meeting.adviser and meeting.adviser.is_active else None
    Meeting.objects.create(
        referral=meeting.referral, adviser=adviser, planned_at=meeting.planned_at, place=meeting.place
    )


def state_without(meeting: Meeting) -> str:
    """Where the locked referral of a meeting just cancelled stands."""
    referral = meeting.referral
    if referral.meetings.filter(state=Meeting.State.HELD).exists():
        return referral.state
    return Referral.State.MEETING_PLANNED if planned_of(referral).exists() else Referral.State.SENT


@transaction.atomic
def complete_diagnosis(*, meeting: Meeting, user: User, text: str, audience: str) -> MeetingAddition:
    """Add to the diagnosis of a meeting held, for its `audience`, while its referral is open."""
    referral = Referral.machine.lock(meeting.referral)
    Referral.ADVISER.check(user, referral)
    require_audience(audience, *DIAGNOSIS_AUDIENCES)
    if referral.closed_at or not referral.meetings.filter(pk=meeting.pk, state=Meeting.State.HELD).exists():
        raise TransitionNotAllowedError(f"{meeting} is not to be completed")
    return MeetingAddition.objects.create(
        meeting=meeting, author=user, organization=user.organization, text=text, audience=audience
    )


def planned_meeting(referral: Referral) -> Meeting:
    """The one that a locked referral waits for; `TransitionNotAllowedError` when there is none."""
    planned = planned_of(referral).first()
    if planned is None:
        raise TransitionNotAllowedError(f"{referral} waits for no meeting")
    return planned
