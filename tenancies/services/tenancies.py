import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.violations import constraint_of
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import Dwelling, FollowUp, Household, JournalEntry, Tenancy
from tenancies.models.ends import EXITS, EndReason
from tenancies.models.tenancies import DONE_AT_ENTRY, DONE_AT_EXIT, ENTRY, EXIT
from tenancies.reading.leases import is_left_with_lease, part_begun_with
from tenancies.reading.mending import obstacle_to_mending_tenancy
from tenancies.services.access import require_no, require_own_case_file
from tenancies.services.households import lock_case_file
from tenancies.services.journal import record_event
from tenancies.services.support import end_parts
from tenancies.signals import lease_changed


class DwellingTakenError(Exception):
    """On one of these days the dwelling is let to another household, reserved for others or out of use: nothing tells
    which."""


class OutOfOrderError(TransitionNotAllowedError):
    """One of these days contradicts another of the lease: keys before its first day, an exit without its end."""


@transaction.atomic
def begin_tenancy(
    *, household: Household, user: User, dwelling: Dwelling, kind: str, starts_on: datetime.date
) -> Tenancy:
    """House a household. Raises `DwellingTakenError` when the dwelling is let on that day."""
    require_own_case_file(household=household, user=user, right=Right.MANAGE_TENANCIES)
    current = Household.machine.lock(household)
    return let(household=current, actor=user, dwelling=dwelling, kind=kind, starts_on=starts_on)


def let(*, household: Household, actor: User, dwelling: Dwelling, kind: str, starts_on: datetime.date) -> Tenancy:
    """Write the lease of a locked case file, on behalf of a service that has checked its right."""
    if household.state == Household.State.CLOSED or dwelling.landlord_id != household.landlord_id:
        raise TransitionNotAllowedError(f"{dwelling.pk} cannot be let to {household.reference}")
    try:
        with transaction.atomic():
            tenancy = Tenancy.objects.create(household=household, dwelling=dwelling, kind=kind, starts_on=starts_on)
    except IntegrityError as error:
        raise DwellingTakenError from error
    _tell(tenancy, before=None)
    # No address here: a protected household's timeline must not tell it.
    record_event(
        household=household,
        author=actor,
        event=JournalEntry.Event.TENANCY_BEGUN,
        facts={"kind": tenancy.kind, "on": starts_on.isoformat()},
    )
    return tenancy


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
    if current.ends_on or current.is_cancelled:
        raise TransitionNotAllowedError(f"tenancy {current.pk} has ended")
    before = current.starts_on, current.ends_on
    current.ends_on = ends_on
    for name, value in recorded.items():
        setattr(current, name, value)
    with refusals_worded():
        current.save(update_fields=["ends_on", *recorded])
    _tell(current, before=before)
    record_event(
        household=current.household,
        author=user,
        event=JournalEntry.Event.TENANCY_ENDED,
        facts={"kind": current.kind, "on": ends_on.isoformat()},
    )
    return current


@transaction.atomic
def correct_tenancy(
    *, tenancy: Tenancy, user: User, kind: str, starts_on: datetime.date, ends_on: datetime.date | None
) -> Tenancy:
    """Put right the nature and the days of a lease, its end taken back included, and with it what was done of the
    exit. A wrong dwelling is another lease.

    Raises `DwellingTakenError` when somebody else lives there on those days, `MendingRefusedError` when it can no
    longer be corrected."""
    current = begin_mending(tenancy, user)
    before = current.starts_on, current.ends_on
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
    _tell(current, before=before)
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

    Raises `MendingRefusedError` when it can no longer be cancelled."""
    current = begin_mending(tenancy, user)
    if part := part_begun_with(current):
        household = lock_case_file(current.household)
        locked_part = FollowUp.objects.select_for_update(of=("self",)).select_related("organization").get(pk=part.pk)
        if locked_part.ended_on is None and is_left_with_lease(locked_part):
            end_parts([locked_part], household=household, actor=user, reason=EndReason.LEASE_CANCELLED)
    current.mark_cancelled(by=user, reason=reason, note=note)
    _tell(current, before=(current.starts_on, current.ends_on))
    record_mending(current, JournalEntry.Event.TENANCY_CANCELLED, user)
    return current


@contextmanager
def refusals_worded() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_of(error) in ("tenancy_facts_in_order", "tenancy_exit_needs_an_end"):
            raise OutOfOrderError from error
        raise DwellingTakenError from error


def _require_exit(reason: str) -> None:
    if reason not in EXITS:
        raise TransitionNotAllowedError(f"{reason} is not why a household leaves its dwelling")


def _tell(tenancy: Tenancy, *, before: tuple[datetime.date, datetime.date | None] | None) -> None:
    """The calendar of the dwelling follows."""
    after = None if tenancy.is_cancelled else (tenancy.starts_on, tenancy.ends_on)
    lease_changed.send(Tenancy, tenancy=tenancy, before=before, after=after)


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
