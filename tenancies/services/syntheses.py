"""Synthesis meetings: called, moved, called off, held with their minutes."""

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import Organization, User
from partners.notifications import notify
from partners.notifications.kinds import SYNTHESIS
from partners.roles import Right
from tenancies.models import Household, Participation, Synthesis, SynthesisInvitation
from tenancies.models.audience import Audience, audiences_open_to
from tenancies.reading.mending import may_correct_minutes, obstacle_to_correcting_minutes
from tenancies.reading.people import people_in_charge
from tenancies.services.access import require_no, require_open_case_file
from tenancies.services.journal import require_audience

Move = Synthesis.Move


class InvitationRefusedError(Exception):
    """Nobody is invited, or somebody who takes no part in the case file: nothing was written."""


@dataclass(frozen=True)
class Told:
    """A meeting, and those who are told of it."""

    pk: int
    people: tuple[int, ...]


@transaction.atomic
def call_synthesis(
    *,
    household: Household,
    user: User,
    planned_at: datetime.datetime,
    place: str,
    invited: Collection[Organization],
    submission_id: uuid.UUID | None = None,
) -> Synthesis:
    """Invite organizations that take part in the case file, once however often the form is sent; those of them who deal
    with the household are told.

    Raises `InvitationRefusedError`, and `TransitionNotAllowedError` when the case file is closed, or when this
    submission called another one."""
    require_open_case_file(household=household, user=user, right=Right.CALL_SYNTHESIS)
    locked = Household.objects.select_for_update(of=("self",)).get(pk=household.pk)
    if locked.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {locked.reference} is closed")
    others = {each.pk for each in invited} - {user.organization_id}
    parts = Participation.objects.current().filter(household=locked, organization__in=others)
    if not others or set(parts.values_list("organization", flat=True)) != others:
        raise InvitationRefusedError(sorted(others))
    synthesis, is_new = Synthesis.objects.get_or_create(
        public_id=submission_id or uuid.uuid4(),
        defaults={
            "household": locked,
            "author": user,
            "organization": user.organization,
            "audience": Audience.SOCIAL,
            "planned_at": planned_at,
            "place": place,
        },
    )
    if (synthesis.household_id, synthesis.author_id) != (locked.pk, user.pk):
        raise TransitionNotAllowedError(f"submission {submission_id} is that of another meeting")
    if is_new:
        SynthesisInvitation.objects.bulk_create(
            SynthesisInvitation(synthesis=synthesis, organization_id=each) for each in sorted(others)
        )
        _tell(synthesis, by=user)
    return synthesis


@transaction.atomic
def move_synthesis(*, synthesis: Synthesis, user: User, planned_at: datetime.datetime, place: str) -> Synthesis:
    """At another moment, or elsewhere; those who are invited are told. Raises `TransitionNotAllowedError`."""
    locked = _begin(synthesis, Move.MOVE, user)
    before = {"planned_at": locked.planned_at.isoformat(), "place": locked.place}
    Synthesis.machine.finish(locked, Move.MOVE, actor=user, facts=before, planned_at=planned_at, place=place)
    _tell(locked, by=user)
    return locked


@transaction.atomic
def call_off_synthesis(*, synthesis: Synthesis, user: User, reason: str) -> Synthesis:
    """It will not be held, for a code of `CancelReason`; those who are invited are told. Raises
    `TransitionNotAllowedError`."""
    locked = _begin(synthesis, Move.CANCEL, user)
    Synthesis.machine.finish(locked, Move.CANCEL, actor=user, facts={"reason": reason})
    _tell(locked, by=user)
    return locked


@transaction.atomic
def hold_synthesis(
    *, synthesis: Synthesis, user: User, came: Collection[Organization], audience: str, minutes: str
) -> Synthesis:
    """It was held: who came, and its minutes for those chosen. Whoever writes them is their author.

    Raises `TransitionNotAllowedError`."""
    locked = _begin(synthesis, Move.HOLD, user)
    require_audience(audience, *audiences_open_to(user))
    Synthesis.machine.finish(
        locked,
        Move.HOLD,
        actor=user,
        author=user,
        audience=audience,
        minutes=minutes,
        recorded_at=timezone.now(),
    )
    present = {each.pk for each in came}
    for invitation in locked.invitations.all():
        invitation.has_come = invitation.organization_id in present
        invitation.save(update_fields=["has_come"])
    return locked


@transaction.atomic
def correct_minutes(*, synthesis: Synthesis, user: User, audience: str, minutes: str) -> Synthesis:
    """Let their author put the minutes right, or who reads them.

    Raises `MendingRefusedError` when they can no longer be corrected."""
    require_open_case_file(household=synthesis.household, user=user, right=Right.CALL_SYNTHESIS)
    locked = Synthesis.machine.lock(synthesis)
    if not may_correct_minutes(user, locked):
        raise RightMissingError(Right.CALL_SYNTHESIS)
    require_no(obstacle_to_correcting_minutes(locked))
    require_audience(audience, *audiences_open_to(user))
    locked.mark_corrected(by=user, audience=audience, minutes=minutes)
    return locked


def _begin(synthesis: Synthesis, move: str, user: User) -> Synthesis:
    """Locked, for whoever may make this move in a case file that is open."""
    require_open_case_file(household=synthesis.household, user=user, right=Right.CALL_SYNTHESIS)
    locked = Synthesis.machine.begin(synthesis, move, user)
    if locked.household.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {locked.household.reference} is closed")
    return locked


def _tell(synthesis: Synthesis, *, by: User) -> None:
    """Those who deal with the household, in the organizations that are invited or that call it."""
    invited = synthesis.invitations.values("organization")
    concerned = people_in_charge(synthesis.household).filter(organization__in=invited)
    told = tuple(each.pk for each in concerned if each.pk != by.pk)
    notify(SYNTHESIS, about=Told(synthesis.pk, told), at=timezone.now())
