import datetime

from django.db import IntegrityError, transaction

from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import Dwelling, Household, JournalEntry, Tenancy
from tenancies.reading.mending import obstacle_to_mending_tenancy
from tenancies.services.access import require_no, require_own_case_file
from tenancies.services.journal import record_event
from tenancies.signals import lease_changed


class DwellingTakenError(Exception):
    """On one of these days the dwelling is let to another household, reserved for others or out of use: nothing tells
    which."""


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
def end_tenancy(*, tenancy: Tenancy, user: User, ends_on: datetime.date) -> Tenancy:
    """Record the day the keys came back."""
    return _end(tenancy, user, ends_on=ends_on)


@transaction.atomic
def record_notice(*, tenancy: Tenancy, user: User, received_on: datetime.date, ends_on: datetime.date) -> Tenancy:
    """The household says that it leaves, on a day to come: its dwelling is announced free from then on."""
    return _end(tenancy, user, ends_on=ends_on, notice_received_on=received_on)


def _end(tenancy: Tenancy, user: User, **recorded: datetime.date) -> Tenancy:
    require_own_case_file(household=tenancy.household, user=user, right=Right.MANAGE_TENANCIES)
    current = locked(tenancy)
    if current.ends_on or current.is_cancelled:
        raise TransitionNotAllowedError(f"tenancy {current.pk} has ended")
    before = current.starts_on, current.ends_on
    for name, day in recorded.items():
        setattr(current, name, day)
    current.save(update_fields=[*recorded])
    _tell(current, before=before)
    record_event(
        household=current.household,
        author=user,
        event=JournalEntry.Event.TENANCY_ENDED,
        facts={"kind": current.kind, "on": recorded["ends_on"].isoformat()},
    )
    return current


@transaction.atomic
def correct_tenancy(
    *, tenancy: Tenancy, user: User, kind: str, starts_on: datetime.date, ends_on: datetime.date | None
) -> Tenancy:
    """Put right the nature and the days of a lease, its end taken back included. A wrong dwelling is another lease.

    Raises `DwellingTakenError` when somebody else lives there on those days, `MendingRefusedError` when it can no
    longer be corrected."""
    current = begin_mending(tenancy, user)
    before = current.starts_on, current.ends_on
    # Another end, or none, is not the one that was given notice of.
    notice = current.notice_received_on if ends_on == current.ends_on else None
    try:
        with transaction.atomic():
            current.mark_corrected(by=user, kind=kind, starts_on=starts_on, ends_on=ends_on, notice_received_on=notice)
    except IntegrityError as error:
        raise DwellingTakenError from error
    _tell(current, before=before)
    record_mending(current, JournalEntry.Event.TENANCY_CORRECTED, user)
    return current


@transaction.atomic
def cancel_tenancy(*, tenancy: Tenancy, user: User, reason: str, note: str = "") -> Tenancy:
    """A lease recorded by mistake: its dwelling is free of it on all days.

    Raises `MendingRefusedError` when it can no longer be cancelled."""
    current = begin_mending(tenancy, user)
    current.mark_cancelled(by=user, reason=reason, note=note)
    _tell(current, before=(current.starts_on, current.ends_on))
    record_mending(current, JournalEntry.Event.TENANCY_CANCELLED, user)
    return current


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
