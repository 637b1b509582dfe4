"""What an association proposes for a dwelling, and what the landlord says of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.violations import constraint_of
from partners.exceptions import RightMissingError, StaleVersionError
from partners.models import User
from partners.notifications import notify
from partners.notifications.kinds import ANNOUNCEMENT_ANSWERED, CANDIDACY_BACK, CANDIDACY_ENDED
from partners.roles import Right
from referrals.exceptions import AlreadyCandidateError, NotACandidateError, PlaceTakenError
from referrals.models import Announcement, Candidacy, Offer
from referrals.reading.candidacies import free_ranks
from referrals.reading.checks.unique_number import cleaned
from tenancies.models import Household, Reservation
from tenancies.models.audience import Audience
from tenancies.services.journal import write_note
from tenancies.stock import reservations

Move, State, EndReason = Candidacy.Move, Candidacy.State, Candidacy.EndReason


class Sheet(TypedDict):
    """What the landlord reads of a candidate."""

    unique_number: str
    adults: int
    dependants: int
    is_young_couple: bool
    income_euros: int | None
    resources_euros: int | None
    benefit_euros: int | None
    needs: str
    support: str


@transaction.atomic
def propose(
    *,
    announcement: Announcement,
    user: User,
    household: Household,
    rank_wished: int,
    kept: str = "",
    **sheet: Unpack[Sheet],
) -> Candidacy:
    """Propose one of the association's own households, which no landlord houses yet, for a dwelling: its case file
    stays closed to the landlord. `kept` is what the association writes for its own team alone, a note of its journal.

    Raises `NotACandidateError`, `AlreadyCandidateError` or `PlaceTakenError`.
    """
    locked = Announcement.machine.begin(announcement, Announcement.Move.PROPOSE, user)
    proposed = _candidate(household, user)
    with _refusals_named():
        candidacy = Candidacy.objects.create(
            announcement=locked,
            household=proposed,
            association_id=locked.association_id,
            rank_wished=rank_wished,
            proposed_by=user,
            **_recorded(sheet),
        )
    facts = {"candidacy": str(candidacy.public_id)}
    Announcement.machine.finish(locked, Announcement.Move.PROPOSE, actor=user, facts=facts)
    _keep(proposed, user=user, text=kept)
    notify(ANNOUNCEMENT_ANSWERED, about=locked, at=timezone.now())
    return candidacy


@transaction.atomic
def correct(*, candidacy: Candidacy, user: User, version: int, kept: str = "", **sheet: Unpack[Sheet]) -> Candidacy:
    """Put the sheet right, or complete it: the landlord reads it again.

    Raises `StaleVersionError` when it was changed since `version`.
    """
    locked = _begin(candidacy, Move.CORRECT, user)
    if locked.version != version:
        raise StaleVersionError(locked.pk)
    Candidacy.machine.finish(locked, Move.CORRECT, actor=user, missing=[], version=version + 1, **_recorded(sheet))
    _keep(locked.household, user=user, text=kept)
    return locked


@transaction.atomic
def withdraw(*, candidacy: Candidacy, user: User, reason: str) -> Candidacy:
    """The association takes its candidate back, for a code of `Candidacy.TOLD_BY_ASSOCIATION`: the place is free."""
    locked = _begin(candidacy, Move.WITHDRAW, user)
    end(locked, Move.WITHDRAW, actor=user, reason=reason)
    free_place(locked, actor=user)
    notify(ANNOUNCEMENT_ANSWERED, about=locked.announcement, at=timezone.now())
    return locked


@transaction.atomic
def declare_complete(*, candidacy: Candidacy, user: User) -> Candidacy:
    """The landlord has read the file: it may go to the committee."""
    locked = _begin(candidacy, Move.COMPLETE, user)
    return Candidacy.machine.finish(locked, Move.COMPLETE, actor=user, missing=[], version=locked.version + 1)


@transaction.atomic
def ask_for_more(*, candidacy: Candidacy, user: User, missing: list[str]) -> Candidacy:
    """The landlord asks the association for pieces, codes of `Candidacy.Missing`."""
    locked = _begin(candidacy, Move.ASK_FOR_MORE, user)
    return Candidacy.machine.finish(
        locked,
        Move.ASK_FOR_MORE,
        actor=user,
        facts={"missing": missing},
        missing=missing,
        version=locked.version + 1,
    )


@transaction.atomic
def decline(*, candidacy: Candidacy, user: User, reason: str) -> Candidacy:
    """The file is not eligible, for a code of `Candidacy.TOLD_BY_LANDLORD`: the place is free, the association is told
    why."""
    locked = _begin(candidacy, Move.DECLINE, user)
    end(locked, Move.DECLINE, actor=user, reason=reason)
    free_place(locked, actor=user)
    return locked


@transaction.atomic
def end_with_case_file(*, household: Household, user: User) -> None:
    """The case file of a candidate is being closed, on behalf of a service that has checked its own right."""
    for candidacy in Candidacy.objects.running().filter(household=household).order_by("announcement"):
        Announcement.machine.lock(candidacy.announcement)
        locked = Candidacy.machine.lock(candidacy)
        end(locked, Move.END_WITH_CASE_FILE, actor=user, reason=EndReason.CASE_FILE)
        free_place(locked, actor=user)


def end(locked: Candidacy, move: Candidacy.Move, *, actor: User | None, reason: str, **changes: Any) -> None:
    """End a locked candidacy for a code of `EndReason`, and tell the association, unless one of its members did it.
    Called by a service that has checked its right, and that frees the place when the announcement runs on. An offer
    that still stood for it has no object any more."""
    if reason != EndReason.LEASE:
        for offer in Offer.objects.standing().filter(candidacy=locked):
            Offer.machine.finish(Offer.machine.lock(offer), Offer.Move.LAPSE, actor=actor)
    Candidacy.machine.finish(
        locked,
        move,
        actor=actor,
        facts={"reason": reason},
        ended_at=timezone.now(),
        end_reason=reason,
        version=locked.version + 1,
        **changes,
    )
    if (actor is None or actor.organization_id != locked.association_id) and reason != EndReason.LEASE:
        notify(CANDIDACY_ENDED, about=locked, at=timezone.now())


def come_back(locked: Candidacy, move: Candidacy.Move, *, actor: User) -> None:
    """A candidate whose end was noted by mistake is one again, at its own place or the first that is left; its
    association, which was told of that end, is told. Called by a service that has checked its right, and locked the
    announcement.

    Raises `AlreadyCandidateError` when the household is a candidate elsewhere, `PlaceTakenError` when no place is left.
    """
    announcement = locked.announcement
    places = free_ranks(list(announcement.candidacies.running()))
    if not places:
        raise PlaceTakenError
    with _refusals_named():
        Candidacy.machine.finish(
            locked,
            move,
            actor=actor,
            ended_at=None,
            end_reason="",
            rank_wished=locked.rank_wished if locked.rank_wished in places else places[0],
            version=locked.version + 1,
        )
    Announcement.machine.finish(
        announcement, Announcement.Move.COME_BACK, actor=actor, facts={"candidacy": str(locked.public_id)}
    )
    notify(CANDIDACY_BACK, about=locked, at=timezone.now())


def free_place(candidacy: Candidacy, *, actor: User | None) -> None:
    """A candidate has left an announcement that is locked, its reservation too: without any other, candidates are
    awaited again. A dwelling that was allocated to it is everybody's again."""
    announcement = candidacy.announcement
    others = announcement.candidacies.running().exists()
    Announcement.machine.finish(
        announcement,
        Announcement.Move.FREE,
        actor=actor,
        to=Announcement.State.ANSWERED if others else Announcement.State.OPEN,
        facts={"candidacy": str(candidacy.public_id)},
    )
    reservation = Reservation.objects.get(pk=announcement.reservation_id)
    if reservation.household_id == candidacy.household_id:
        reservations.give_up_allocation(reservation=reservation, actor=actor, is_announced=True)


@contextmanager
def _refusals_named() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        match constraint_of(error):
            case "candidacy_one_running_per_household":
                raise AlreadyCandidateError from error
            case "candidacy_one_running_per_place":
                raise PlaceTakenError from error
        raise


def _begin(candidacy: Candidacy, move: Candidacy.Move, user: User) -> Candidacy:
    """Both locked, the announcement first: two who answer at once follow one another."""
    Candidacy.machine.authorize(candidacy, move, user)
    announcement = Announcement.machine.lock(candidacy.announcement)
    locked = Candidacy.machine.begin(candidacy, move, user)
    locked.announcement = announcement
    return locked


def _candidate(household: Household, user: User) -> Household:
    """The household as it stands, if the user's association may propose it."""
    known = Household.objects.visible_to(user).filter(pk=household.pk).first()
    if known is None:
        raise RightMissingError(Right.PROPOSE_CANDIDATE)
    is_own = known.landlord_id is None and known.opened_by_id == user.organization_id
    if not is_own or known.state == Household.State.CLOSED:
        raise NotACandidateError(known.pk)
    return known


def _recorded(sheet: Sheet) -> dict[str, Any]:
    return {**sheet, "unique_number": cleaned(sheet["unique_number"])}


def _keep(household: Household, *, user: User, text: str) -> None:
    if text:
        write_note(household=household, user=user, audience=Audience.ORGANIZATION, text=text)
