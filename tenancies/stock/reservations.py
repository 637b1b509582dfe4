import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.violations import constraint_of, figures_of
from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from partners.models import Convention, User
from partners.roles import Right
from tenancies.models import Dwelling, Household, Reservation, Tenancy, Vacancy, Void
from tenancies.signals import reservation_released

Move, State = Reservation.Move, Reservation.State


class ReservationRefusedError(Exception):
    """The database holds what a reservation must meet; each rule has its error, with what the page says of it."""


class DwellingNotFreeError(ReservationRefusedError):
    """The dwelling is not declared free from the first day on, or is let: nothing tells which."""


class DwellingReservedError(ReservationRefusedError):
    """`period` is the `Reservation` or the `Void` that takes the dwelling on one of these days."""

    def __init__(self, period: Reservation | Void) -> None:
        super().__init__(str(period))
        self.period = period


class OutsideConventionError(ReservationRefusedError):
    """The convention does not run on one of these days."""


class NoPlaceLeftError(ReservationRefusedError):
    """On `day` the convention has `places`, all of them taken."""

    def __init__(self, *, day: str, places: int, used: int) -> None:
        super().__init__(day)
        self.day, self.places = datetime.date.fromisoformat(day), places


@transaction.atomic
def reserve(
    *,
    dwelling: Dwelling,
    convention: Convention,
    user: User,
    starts_on: datetime.date,
    ends_on: datetime.date,
) -> Reservation:
    """Keep a dwelling that is declared free for a convention, from a day through another. Raises a
    `ReservationRefusedError` that says which rule is in the way."""
    user.require(Right.MANAGE_RESERVATIONS)
    if {dwelling.landlord_id, convention.landlord_id} != {user.organization_id}:
        raise RightMissingError(Right.MANAGE_RESERVATIONS)
    if dwelling.withdrawn_on or convention.state not in Convention.BINDING:
        raise TransitionNotAllowedError(f"{dwelling.pk} cannot be reserved for {convention.pk}")
    reservation = Reservation(dwelling=dwelling, convention=convention, starts_on=starts_on, ends_on=ends_on)
    _require_no_other(reservation)
    # Before any other rule is asked: let or not declared free, the answer is the same.
    if not Vacancy.objects.open().filter(dwelling=dwelling, starts_on__lte=starts_on).exists():
        raise DwellingNotFreeError(dwelling.pk)
    with refusals_worded():
        reservation.save()
    return reservation


@transaction.atomic
def prolong(*, reservation: Reservation, user: User, version: int, ends_on: datetime.date) -> Reservation:
    """Have it last longer. Raises what `reserve` raises, `StaleVersionError` when it was changed since `version`."""
    locked = _begin_changing(reservation, user, version)
    if ends_on <= locked.ends_on:
        raise TransitionNotAllowedError(f"{locked.pk} lasts until {locked.ends_on}")
    locked.ends_on = ends_on
    _require_no_other(locked)
    with refusals_worded():
        return _last_until(locked, ends_on)


@transaction.atomic
def shorten(*, reservation: Reservation, user: User, version: int, ends_on: datetime.date) -> Reservation:
    """Have it end earlier, today at the soonest: what has been stays true."""
    locked = _begin_changing(reservation, user, version)
    if not max(locked.starts_on, timezone.localdate()) <= ends_on < locked.ends_on:
        raise TransitionNotAllowedError(f"{locked.pk} lasts until {locked.ends_on}")
    return _last_until(locked, ends_on)


@transaction.atomic
def release(*, reservation: Reservation, user: User, reason: str) -> Reservation:
    """Give the dwelling and the place back before a lease was signed, for one of `CHOSEN_RELEASES`. What hangs on it
    above is settled with it."""
    if reason not in Reservation.CHOSEN_RELEASES:
        raise TransitionNotAllowedError(f"{reason} is nobody's to choose")
    locked = Reservation.machine.begin(reservation, Move.RELEASE, user)
    return _release(locked, Move.RELEASE, actor=user, reason=reason)


# What follows are moves that an announcement, a candidacy and a lease make, in the transaction of their own act: they
# ask no right, and `actor` is who made it.


@transaction.atomic
def announce(*, reservation: Reservation, actor: User | None) -> Reservation:
    return _follow(reservation, Move.ANNOUNCE, actor)


@transaction.atomic
def take_back_announcement(*, reservation: Reservation, actor: User | None) -> Reservation:
    """Nothing comes of its announcement: it is to be announced again, or released."""
    return _follow(reservation, Move.TAKE_BACK, actor)


@transaction.atomic
def allocate(*, reservation: Reservation, household: Household, actor: User | None) -> Reservation:
    locked = Reservation.machine.begin(reservation, Move.ALLOCATE)
    return Reservation.machine.finish(locked, Move.ALLOCATE, actor=actor, household=household)


@transaction.atomic
def give_up_allocation(*, reservation: Reservation, actor: User | None, is_announced: bool) -> Reservation:
    """The household does not come: back to the other candidates when its announcement still runs, to nobody else."""
    locked = Reservation.machine.begin(reservation, Move.GIVE_UP)
    to = State.ANNOUNCED if is_announced else State.HELD
    return Reservation.machine.finish(locked, Move.GIVE_UP, actor=actor, to=to, household=None)


@transaction.atomic
def mark_let(*, reservation: Reservation, actor: User | None) -> Reservation:
    """The lease of its household is signed: called with it, after or before."""
    return _last_with_lease(_follow(reservation, Move.LET, actor), left_on=None)


@transaction.atomic
def follow_lease(
    *,
    dwelling: Dwelling,
    household: Household,
    before: tuple[datetime.date, datetime.date | None],
    after: tuple[datetime.date, datetime.date | None] | None,
) -> None:
    """A lease that was born of a reservation had the days `before` and has those of `after`, None when it was
    cancelled: the reservation lasts as long, gives its place back on the day when the household leaves, and is over
    once that day has passed."""
    of_lease = Reservation.objects.filter(dwelling=dwelling, household=household, state__in=Reservation.HOUSED)
    reservation = of_lease.filter(starts_on__lte=before[1] or datetime.date.max).order_by("-starts_on").first()
    if reservation is None:
        return
    locked = Reservation.machine.lock(reservation)
    if after is None:
        _release(locked, Move.END, actor=None, reason=Reservation.ReleaseReason.LEASE_CANCELLED)
        return
    left_on = after[1]
    has_left = left_on is not None and left_on < timezone.localdate()
    if has_left and locked.state == State.LET:
        Reservation.machine.finish(locked, Move.END, actor=None, to=State.ENDED)
    elif not has_left and locked.state == State.ENDED:
        Reservation.machine.finish(locked, Move.RESUME, actor=None)
    _last_with_lease(locked, left_on=left_on)


@transaction.atomic
def follow_convention(*, convention: Convention) -> None:
    """Its end has moved: those whose lease is signed last until then. The convention is locked already, and whoever
    ends a lease waits for it with the reservation: that one is left to them."""
    let = Reservation.objects.filter(convention=convention, state=State.LET).order_by("pk")
    for locked in let.select_for_update(of=("self",), no_key=True, skip_locked=True):
        locked.convention = convention
        leases = Tenancy.objects.filter(dwelling=locked.dwelling_id, household=locked.household_id)
        left_on = leases.order_by("-starts_on").values_list("ends_on", flat=True).first()
        _last_with_lease(locked, left_on=left_on)


def end_left_reservations() -> int:
    """End those whose household has left on the day that was planned; return how many. Done again, or twice at once, it
    changes nothing more."""
    return sum(_end_alone(reservation) for reservation in Reservation.objects.to_end())


@transaction.atomic
def _end_alone(reservation: Reservation) -> bool:
    locked = Reservation.machine.lock(reservation)
    if not Reservation.objects.to_end().filter(pk=locked.pk).exists():
        return False
    Reservation.machine.finish(locked, Move.END, actor=None, to=State.ENDED)
    return True


def _last_with_lease(locked: Reservation, *, left_on: datetime.date | None) -> Reservation:
    """Until the eve of the day when the household leaves; as long as none is known, until the end of its convention."""
    last = locked.convention.ends_on
    if left_on:
        last = min(last, max(locked.starts_on, left_on - datetime.timedelta(days=1)))
    if last == locked.ends_on:
        return locked
    own, version = locked.ends_on, locked.version
    try:
        with refusals_worded():
            return _last_until(locked, last)
    except ReservationRefusedError:
        # Its place is promised to another dwelling later on: a lease is not refused for that, it keeps its own days.
        locked.ends_on, locked.version = own, version
        return locked


@transaction.atomic
def settle_reservations_under(*, convention: Convention) -> None:
    """Those of a convention that is over last no longer than it; done again, it changes nothing."""
    beyond = Reservation.objects.standing().filter(convention=convention, ends_on__gt=convention.ends_on)
    for reservation in beyond.order_by("dwelling", "pk"):
        locked = Reservation.machine.lock(reservation)
        if locked.starts_on <= convention.ends_on:
            _last_until(locked, convention.ends_on)
        elif locked.may_change:
            _release(locked, Move.END, actor=None, reason=Reservation.ReleaseReason.CONVENTION_OVER)


@contextmanager
def refusals_worded() -> Iterator[None]:
    """What the database refuses becomes the error of the rule that is in the way."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        match constraint_of(error):
            case "reservation_within_places":
                raise NoPlaceLeftError(**figures_of(error)) from error
            case "reservation_within_convention":
                raise OutsideConventionError from error
            case "reservation_of_a_free_dwelling" | "reservation_one_at_a_time_per_dwelling":
                raise DwellingNotFreeError from error
        raise


def period_in_the_way(
    dwelling: Dwelling,
    first: datetime.date,
    last: datetime.date | None,
    *,
    other_than: Reservation | Void | None = None,
) -> Reservation | Void | None:
    """The first reservation, else the first void, that takes the dwelling on one of these days; it is to be locked. One
    whose lease is signed is left to the database: to name it would tell who lives there."""
    until = last or datetime.date.max
    reserved = dwelling.reservations.without_lease().between(first, until)
    out_of_use = dwelling.voids.not_over(first).filter(starts_on__lte=until)
    if isinstance(other_than, Reservation):
        reserved = reserved.exclude(pk=other_than.pk)
    elif other_than:
        out_of_use = out_of_use.exclude(pk=other_than.pk)
    return reserved.order_by("starts_on").first() or out_of_use.order_by("starts_on").first()


def _require_no_other(reservation: Reservation) -> None:
    dwelling = Dwelling.objects.select_for_update(no_key=True).get(pk=reservation.dwelling_id)
    period = period_in_the_way(dwelling, reservation.starts_on, reservation.ends_on, other_than=reservation)
    if period:
        raise DwellingReservedError(period)


def _begin_changing(reservation: Reservation, user: User, version: int) -> Reservation:
    locked = Reservation.machine.lock(reservation)
    Reservation.LANDLORD.check(user, locked)
    if locked.version != version:
        raise StaleVersionError(locked.pk)
    if not locked.may_change:
        raise TransitionNotAllowedError(f"{locked.pk} is {locked.state}")
    return locked


def _last_until(locked: Reservation, ends_on: datetime.date) -> Reservation:
    locked.ends_on = ends_on
    locked.version += 1
    locked.save(update_fields=["ends_on", "version"])
    return locked


def _release(locked: Reservation, move: str, *, actor: User | None, reason: str) -> Reservation:
    released = Reservation.machine.finish(
        locked,
        move,
        actor=actor,
        to=State.RELEASED,
        household=locked.household if reason == Reservation.ReleaseReason.LEASE_CANCELLED else None,
        released_on=timezone.localdate(),
        release_reason=reason,
        version=locked.version + 1,
    )
    reservation_released.send(Reservation, reservation=released, actor=actor)
    return released


def _follow(reservation: Reservation, move: str, actor: User | None) -> Reservation:
    locked = Reservation.machine.begin(reservation, move)
    return Reservation.machine.finish(locked, move, actor=actor)
