"""Announcing a reserved dwelling to its association, and what ends that. Each locks the reservation, then the
announcement, then its candidacies."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from partners.exceptions import TransitionNotAllowedError
from partners.models import Convention, User
from partners.notifications import notify
from partners.notifications.kinds import ANNOUNCEMENT_ANSWERED, DWELLING_ANNOUNCED
from partners.roles import Right
from referrals.models import Announcement, Candidacy
from referrals.services.candidacies import end
from tenancies.models import Reservation
from tenancies.stock import reservations

Move = Announcement.Move


@transaction.atomic
def announce(
    *,
    reservation: Reservation,
    user: User,
    shown: str,
    rent_euros: int,
    charges_euros: int = 0,
    flat_amounts_euros: int = 0,
) -> Announcement:
    """Tell the association of the convention that a dwelling waits for candidates, until the delay of the terms of
    today. Raises `TransitionNotAllowedError` once the reservation is announced, or over."""
    user.require(Right.MANAGE_RESERVATIONS)
    Reservation.LANDLORD.check(user, reservation)
    locked = reservations.announce(reservation=reservation, actor=user)
    today = timezone.localdate()
    if locked.ends_on < today:
        raise TransitionNotAllowedError(f"{locked.pk} ended on {locked.ends_on}")
    convention = locked.convention
    delay = datetime.timedelta(days=convention.terms_on(today).candidate_delay_days)
    announcement = Announcement.objects.create(
        reservation=locked,
        convention=convention,
        landlord_id=convention.landlord_id,
        association_id=convention.association_id,
        shown=shown,
        rent_euros=rent_euros,
        charges_euros=charges_euros,
        flat_amounts_euros=flat_amounts_euros,
        announced_by=user,
        announced_on=today,
        answer_due_on=today + delay,
    )
    notify(DWELLING_ANNOUNCED, about=announcement, at=timezone.now())
    return announcement


@transaction.atomic
def answer_no(*, announcement: Announcement, user: User, reason: str) -> Announcement:
    """The association has nobody to propose, for a code of `NoCandidateReason`: the dwelling is the landlord's to
    announce again, or to release."""
    locked = _begin(announcement, Move.ANSWER_NO, user)
    _finish(locked, Move.ANSWER_NO, actor=user, facts={"reason": reason}, no_candidate_reason=reason)
    reservations.take_back_announcement(reservation=locked.reservation, actor=user)
    notify(ANNOUNCEMENT_ANSWERED, about=locked, at=timezone.now())
    return locked


@transaction.atomic
def withdraw(*, announcement: Announcement, user: User) -> Announcement:
    """Take the dwelling back from its association: its candidates are told that it is no longer to be had."""
    locked = _begin(announcement, Move.WITHDRAW, user)
    _end_candidacies(locked, actor=user, reason=Candidacy.EndReason.DWELLING_GONE)
    _finish(locked, Move.WITHDRAW, actor=user)
    _give_back(locked, actor=user)
    return locked


@transaction.atomic
def end_with_reservation(*, reservation: Reservation, actor: User | None) -> None:
    """Its reservation was released, on behalf of a service that has checked its own right."""
    for announcement in Announcement.objects.running().filter(reservation=reservation):
        locked = Announcement.machine.begin(announcement, Move.END_WITH_RESERVATION)
        _end_candidacies(locked, actor=actor, reason=Candidacy.EndReason.DWELLING_GONE)
        _finish(locked, Move.END_WITH_RESERVATION, actor=actor)


@transaction.atomic
def end_under(*, convention: Convention) -> None:
    """The term of a convention has passed: nobody enters under it any more. Done again, it changes nothing."""
    for announcement in Announcement.objects.running().filter(convention=convention).order_by("reservation", "pk"):
        Reservation.machine.lock(announcement.reservation)
        locked = Announcement.machine.begin(announcement, Move.END_WITH_RESERVATION)
        _end_candidacies(locked, actor=None, reason=Candidacy.EndReason.DWELLING_GONE)
        _finish(locked, Move.END_WITH_RESERVATION, actor=None)
        _give_back(locked, actor=None)


@transaction.atomic
def settle(*, candidacy: Candidacy, actor: User) -> Announcement:
    """The lease of a candidate is signed: nothing else is awaited of the candidacy, and the others are told that the
    dwelling is let. Called in the transaction of that signature, on behalf of a service that has checked its right."""
    locked = Announcement.machine.begin(candidacy.announcement, Move.SETTLE)
    chosen = Candidacy.machine.begin(candidacy, Candidacy.Move.HOUSE)
    end(chosen, Candidacy.Move.HOUSE, actor=actor, reason=Candidacy.EndReason.LEASE)
    _end_candidacies(locked, actor=actor, reason=Candidacy.EndReason.OTHER_CHOSEN)
    _finish(locked, Move.SETTLE, actor=actor)
    return locked


def _begin(announcement: Announcement, move: Move, user: User) -> Announcement:
    """Both locked, the reservation first as everywhere."""
    Announcement.machine.authorize(announcement, move, user)
    Reservation.machine.lock(announcement.reservation)
    return Announcement.machine.begin(announcement, move, user)


def _finish(
    locked: Announcement, move: Move, *, actor: User | None, facts: dict[str, Any] | None = None, **changes: Any
) -> None:
    Announcement.machine.finish(locked, move, actor=actor, facts=facts, ended_at=timezone.now(), **changes)


def _end_candidacies(announcement: Announcement, *, actor: User | None, reason: str) -> None:
    for candidacy in announcement.candidacies.running().order_by("household"):
        locked = Candidacy.machine.lock(candidacy)
        end(locked, Candidacy.Move.END_WITH_ANNOUNCEMENT, actor=actor, reason=reason)


def _give_back(announcement: Announcement, *, actor: User | None) -> None:
    """The reservation is to be announced again, unless it was released, or allocated."""
    reservation = announcement.reservation
    reservation.refresh_from_db(fields=["state"])
    if Reservation.machine.allows(reservation, Reservation.Move.TAKE_BACK):
        reservations.take_back_announcement(reservation=reservation, actor=actor)
