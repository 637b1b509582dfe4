import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.violations import constraint_of
from partners.exceptions import TransitionNotAllowedError
from partners.models import LandlordParameters, User
from partners.roles import Right
from tenancies.models import Dwelling, FollowUp, Household, JournalEntry, Person, SlidingLease, Tenancy
from tenancies.models.ends import EXITS, EndReason
from tenancies.models.tenancies import DONE_AT_ENTRY, DONE_AT_EXIT, ENTRY, EXIT, YOUNG_UNTIL, one_year_after
from tenancies.reading.leases import is_left_with_lease, moves_a_joint, part_begun_with
from tenancies.reading.mending import obstacle_to_cancelling_tenancy, obstacle_to_mending_tenancy
from tenancies.services.access import require_no, require_own_case_file
from tenancies.services.households import lock_case_file
from tenancies.services.journal import record_event
from tenancies.services.support import end_parts
from tenancies.signals import lease_changed

# The constraints that say that days contradict one another.
ORDER = ("tenancy_facts_in_order", "tenancy_exit_needs_an_end", "tenancy_of_one_year_ends_by_itself")


class DwellingTakenError(Exception):
    """On one of these days the dwelling is let to another household, reserved for others or out of use: nothing tells
    which."""


class OutOfOrderError(TransitionNotAllowedError):
    """One of these days contradicts another of the lease: keys before its first day, an exit without its end."""


class OneYearRefusedError(Exception):
    """A lease of one year that the law or the landlord's own limit leaves out."""


class NotYoungError(OneYearRefusedError):
    """The holder of the lease is not known to be under `YOUNG_UNTIL` on the first day (L442-8-4 CCH)."""


class NoOneYearLeaseLeftError(OneYearRefusedError):
    """The landlord has `limit` of them at once, all of them taken."""

    def __init__(self, limit: int) -> None:
        super().__init__(str(limit))
        self.limit = limit


class JoinedLeasesError(TransitionNotAllowedError):
    """The lease and the one that takes over from it have a day in common, which neither changes by itself."""


class AlreadyHousedError(TransitionNotAllowedError):
    """Another lease of the household runs on that day, and nobody said when it ends."""

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(f"tenancy {tenancy.pk} runs")
        self.tenancy = tenancy


class SlidingDescribedError(TransitionNotAllowedError):
    """A lease of which the documents of a sliding lease are noted stays of that kind."""


@transaction.atomic
def begin_tenancy(
    *, household: Household, user: User, dwelling: Dwelling, kind: str, starts_on: datetime.date
) -> Tenancy:
    """House a household. Raises `AlreadyHousedError` when it lives elsewhere for good, `DwellingTakenError` when the
    dwelling is let on that day, what `let` raises."""
    require_own_case_file(household=household, user=user, right=Right.MANAGE_TENANCIES)
    current = Household.machine.lock(household)
    # Whoever moves keeps both homes for some days: the end of the former one is recorded first.
    running = Tenancy.objects.filter(household=current, starts_on__lte=starts_on)
    if former := running.filter(Tenancy.ends_unsaid(starts_on)).order_by("pk").first():
        raise AlreadyHousedError(former)
    return let(household=current, actor=user, dwelling=dwelling, kind=kind, starts_on=starts_on)


def let(
    *,
    household: Household,
    actor: User,
    dwelling: Dwelling,
    kind: str,
    starts_on: datetime.date,
    follows: Tenancy | None = None,
) -> Tenancy:
    """Write the lease of a locked case file, on behalf of a service that has checked its right. One of one year has its
    last day from the start: raises a `OneYearRefusedError` when it cannot be signed."""
    if household.state == Household.State.CLOSED or dwelling.landlord_id != household.landlord_id:
        raise TransitionNotAllowedError(f"{dwelling.pk} cannot be let to {household.reference}")
    ends_on = None
    if kind == Tenancy.Kind.YOUNG_1Y:
        _require_one_year_lease(household, starts_on)
        ends_on = one_year_after(starts_on)
    try:
        with transaction.atomic():
            tenancy = Tenancy.objects.create(
                household=household, dwelling=dwelling, kind=kind, starts_on=starts_on, ends_on=ends_on, follows=follows
            )
    except IntegrityError as error:
        raise DwellingTakenError from error
    _tell(tenancy, before=None, actor=actor)
    # No address here: a protected household's timeline must not tell it.
    record_event(
        household=household,
        author=actor,
        event=JournalEntry.Event.TENANCY_BEGUN,
        facts={"kind": tenancy.kind, "on": starts_on.isoformat(), **({"after": follows.kind} if follows else {})},
    )
    return tenancy


@transaction.atomic
def take_over(*, tenancy: Tenancy, user: User, starts_on: datetime.date) -> Tenancy:
    """A lease of one year becomes a lasting one: a direct lease of the same dwelling, from the last day of the former
    one, whose end says that the household stays."""
    require_own_case_file(household=tenancy.household, user=user, right=Right.MANAGE_TENANCIES)
    current = locked(tenancy)
    if not Tenancy.ONE_YEAR.is_waiting(current):
        raise TransitionNotAllowedError(f"tenancy {current.pk} is not a lease of one year that waits for what follows")
    return succeed(current, actor=user, starts_on=starts_on, reason=EndReason.AUTONOMY)


def succeed(current: Tenancy, *, actor: User, starts_on: datetime.date, reason: EndReason) -> Tenancy:
    """End a locked lease on the day when a direct one of the same dwelling begins, on behalf of a service that has
    checked its right. Raises `OutOfOrderError` when that day is not one of the lease, or is past a day noted of it,
    `DwellingTakenError` when the dwelling is promised to somebody else."""
    if starts_on <= current.starts_on or (current.ends_on and starts_on > current.ends_on):
        raise OutOfOrderError(f"{starts_on} is no day of tenancy {current.pk}")
    household = Household.machine.lock(current.household)
    before = current.starts_on, current.ends_on
    current.ends_on, current.end_reason, current.notice_received_on = starts_on, reason, None
    with refusals_worded():
        current.save(update_fields=["ends_on", "end_reason", "notice_received_on"])
    _tell(current, before=before, actor=actor)
    return let(
        household=household,
        actor=actor,
        dwelling=current.dwelling,
        kind=Tenancy.Kind.DIRECT,
        starts_on=starts_on,
        follows=current,
    )


def _reopen_followed(former: Tenancy, *, actor: User) -> None:
    """The lease that took over is cancelled: the one before, locked, runs as it did."""
    before = former.starts_on, former.ends_on
    former.ends_on = one_year_after(former.starts_on) if former.kind == Tenancy.Kind.YOUNG_1Y else None
    former.end_reason = ""
    former.exit_inventory_on = former.keys_returned_on = None
    with refusals_worded():
        former.save(update_fields=["ends_on", "end_reason", *DONE_AT_EXIT])
    _tell(former, before=before, actor=actor)


def _require_one_year_lease(household: Household, starts_on: datetime.date) -> None:
    # The year alone is known: whoever turns thirty in that year may be under it still.
    youngest = starts_on.year - YOUNG_UNTIL
    if not household.persons.filter(role=Person.Role.HOLDER, birth_year__gte=youngest).exists():
        raise NotYoungError(household.pk)
    # Locked, so that two people do not sign the last one at once.
    parameters = LandlordParameters.objects.select_for_update().filter(landlord=household.landlord_id).first()
    limit = (parameters or LandlordParameters()).one_year_leases
    signed = Tenancy.objects.not_over(starts_on).filter(household__landlord=household.landlord_id)
    if signed.filter(kind=Tenancy.Kind.YOUNG_1Y).count() >= limit:
        raise NoOneYearLeaseLeftError(limit)


@transaction.atomic
def end_tenancy(*, tenancy: Tenancy, user: User, ends_on: datetime.date, reason: str) -> Tenancy:
    """Record the day on which the keys came back, or will, and the main reason of that exit."""
    _require_exit(reason)
    returned_on = ends_on if ends_on <= timezone.localdate() else None
    return _end(tenancy, user, ends_on=ends_on, keys_returned_on=returned_on, end_reason=reason)


@transaction.atomic
def record_notice(*, tenancy: Tenancy, user: User, received_on: datetime.date, ends_on: datetime.date) -> Tenancy:
    """The household says that it leaves, on a day to come: its dwelling is announced free from then on."""
    return _end(tenancy, user, ends_on=ends_on, notice_received_on=received_on)


def _end(tenancy: Tenancy, user: User, *, ends_on: datetime.date, **recorded: Any) -> Tenancy:
    require_own_case_file(household=tenancy.household, user=user, right=Right.MANAGE_TENANCIES)
    current = locked(tenancy)
    if _is_end_known(current) or current.is_cancelled:
        raise TransitionNotAllowedError(f"tenancy {current.pk} has ended")
    before = current.starts_on, current.ends_on
    current.ends_on = ends_on
    for name, value in recorded.items():
        setattr(current, name, value)
    with refusals_worded():
        current.save(update_fields=["ends_on", *recorded])
    _tell(current, before=before, actor=user)
    record_event(
        household=current.household,
        author=user,
        event=JournalEntry.Event.TENANCY_ENDED,
        facts={"kind": current.kind, "on": ends_on.isoformat()},
    )
    return current


def _is_end_known(tenancy: Tenancy) -> bool:
    """The term of a lease of one year is not the end that somebody records."""
    return tenancy.ends_on is not None and not Tenancy.ONE_YEAR.is_waiting(tenancy)


@transaction.atomic
def correct_tenancy(
    *, tenancy: Tenancy, user: User, kind: str, starts_on: datetime.date, ends_on: datetime.date | None
) -> Tenancy:
    """Put right the nature and the days of a lease, its end taken back included, and with it what was done of the
    exit. A wrong dwelling is another lease.

    Raises `DwellingTakenError` when somebody else lives there on those days, `MendingRefusedError` when it can no
    longer be corrected, `JoinedLeasesError` when another lease begins on the day that would move,
    `SlidingDescribedError` when its documents say that it slides, and a
    `OneYearRefusedError` when it cannot be a lease of one year."""
    current = begin_mending(tenancy, user)
    before = current.starts_on, current.ends_on
    if kind == Tenancy.Kind.YOUNG_1Y:
        if current.kind != kind:
            _require_one_year_lease(current.household, starts_on)
        ends_on = ends_on or one_year_after(starts_on)
    if kind != Tenancy.Kind.SLIDING and SlidingLease.objects.filter(tenancy=current).exists():
        raise SlidingDescribedError(f"tenancy {current.pk} slides")
    if moves_a_joint(current, starts_on=starts_on, ends_on=ends_on):
        raise JoinedLeasesError(f"tenancy {current.pk} is joined to another")
    # Another end, or none, is not the one that was given notice of.
    recorded: dict[str, Any] = {
        "notice_received_on": current.notice_received_on if ends_on == current.ends_on else None
    }
    if ends_on is None:
        recorded |= {**dict.fromkeys(DONE_AT_EXIT), "end_reason": ""}
    elif current.keys_returned_on == current.ends_on:
        # It was said with the end.
        recorded["keys_returned_on"] = ends_on if ends_on <= timezone.localdate() else None
    with refusals_worded():
        current.mark_corrected(by=user, kind=kind, starts_on=starts_on, ends_on=ends_on, **recorded)
    _tell(current, before=before, actor=user)
    record_mending(current, JournalEntry.Event.TENANCY_CORRECTED, user)
    return current


@transaction.atomic
def note_facts(*, tenancy: Tenancy, user: User, facts: Mapping[str, Any]) -> Tenancy:
    """Note what was done of the entry or of the exit, each fact by its column; another value than the one noted before,
    or none, corrects it. Raises `OutOfOrderError` when one contradicts another or is yet to come,
    `MendingRefusedError` when the lease is cancelled or its case file closed."""
    current = begin_mending(tenancy, user)
    if not facts.keys() <= {*ENTRY, *EXIT}:
        raise ValueError(f"{sorted(facts)} are not all facts of a lease")
    if reason := facts.get("end_reason"):
        _require_exit(reason)
    today = timezone.localdate()
    if any((facts.get(name) or today) > today for name in (*DONE_AT_ENTRY, *DONE_AT_EXIT)):
        raise OutOfOrderError(f"{today} is before one of {facts}")
    changed = {name: value for name, value in facts.items() if getattr(current, name) != value}
    noted = [name for name in changed if getattr(current, name) in (None, "")]
    corrected = [name for name in changed if name not in noted]
    with refusals_worded():
        if corrected:
            current.mark_corrected(by=user, **changed)
        elif noted:
            for name in noted:
                setattr(current, name, changed[name])
            current.save(update_fields=noted)
    if corrected:
        record_mending(current, JournalEntry.Event.TENANCY_CORRECTED, user)
    for event, names in ((JournalEntry.Event.TENANCY_ENTRY, ENTRY), (JournalEntry.Event.TENANCY_EXIT, EXIT)):
        if told := [name for name in names if name in noted]:
            record_event(household=current.household, author=user, event=event, facts={"noted": told})
    return current


@transaction.atomic
def cancel_tenancy(*, tenancy: Tenancy, user: User, reason: str, note: str = "") -> Tenancy:
    """A lease recorded by mistake: its dwelling is free of it on all days. The part of an association that its
    signature began ends with it, unless the household was visited since: then it is its coordinators' to end. The case
    file stays with its landlord, and what was reserved is to be reserved again.

    A lease that took over from another gives it back its days, and no support ends with it.

    Raises `MendingRefusedError` when it can no longer be cancelled."""
    current = begin_mending(tenancy, user)
    require_no(obstacle_to_cancelling_tenancy(current))
    if current.follows_id is None and (part := part_begun_with(current)):
        household = lock_case_file(current.household)
        locked_part = FollowUp.objects.select_for_update(of=("self",)).select_related("organization").get(pk=part.pk)
        if locked_part.ended_on is None and is_left_with_lease(locked_part):
            end_parts([locked_part], household=household, actor=user, reason=EndReason.LEASE_CANCELLED)
    current.mark_cancelled(by=user, reason=reason, note=note)
    _tell(current, before=(current.starts_on, current.ends_on), actor=user)
    if current.follows:
        _reopen_followed(locked(current.follows), actor=user)
    record_mending(current, JournalEntry.Event.TENANCY_CANCELLED, user)
    return current


@contextmanager
def refusals_worded() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_of(error) in ORDER:
            raise OutOfOrderError from error
        raise DwellingTakenError from error


def _require_exit(reason: str) -> None:
    if reason not in EXITS:
        raise TransitionNotAllowedError(f"{reason} is not why a household leaves its dwelling")


def _tell(tenancy: Tenancy, *, before: tuple[datetime.date, datetime.date | None] | None, actor: User) -> None:
    """The calendar of the dwelling follows, and what makes the lease slide."""
    after = None if tenancy.is_cancelled else (tenancy.starts_on, tenancy.ends_on)
    lease_changed.send(Tenancy, tenancy=tenancy, before=before, after=after, actor=actor)


def locked(tenancy: Tenancy) -> Tenancy:
    leases = Tenancy.with_cancelled.select_for_update(of=("self",)).select_related("household")
    return leases.get(pk=tenancy.pk)


def begin_mending(tenancy: Tenancy, user: User) -> Tenancy:
    """The lease locked, for somebody who manages those of its landlord."""
    require_own_case_file(household=tenancy.household, user=user, right=Right.MANAGE_TENANCIES)
    current = locked(tenancy)
    require_no(obstacle_to_mending_tenancy(current))
    return current


def record_mending(tenancy: Tenancy, event: JournalEntry.Event, user: User) -> None:
    facts = {"kind": tenancy.kind, "on": tenancy.starts_on.isoformat()}
    record_event(household=tenancy.household, author=user, event=event, facts=facts)
