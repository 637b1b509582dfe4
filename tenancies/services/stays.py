"""Where an association puts a household up for a time, until it has a lasting home."""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.mending import Mistake
from housing_support.common.violations import constraint_of
from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models import CaseFileAccess, Household, Stay, StayEvent
from tenancies.models.ends import EndReason
from tenancies.models.stays import READINESS, STAY_ENDS, latest_end_of
from tenancies.services.access import require_open_case_file
from tenancies.services.journal import log_access

Move, State = Stay.Move, Stay.State


class AlreadyPutUpError(Exception):
    """The household has another stay that runs or is planned."""


class StayDaysError(TransitionNotAllowedError):
    """Days that contradict one another, are yet to come, or go beyond the 24 months without an extension."""


@transaction.atomic
def record_stay(
    *,
    household: Household,
    user: User,
    kind: str,
    place_in_words: str,
    since: datetime.date,
    planned_end: datetime.date,
) -> Stay:
    """Put up a household whose case file the association opened; one that comes on a later day is planned.

    Raises `AlreadyPutUpError`, `StayDaysError`."""
    require_open_case_file(household=household, user=user, right=Right.MANAGE_STAYS)
    current = Household.machine.lock(household)
    if current.opened_by_id != user.organization_id:
        raise RightMissingError(Right.MANAGE_STAYS)
    # In a closed case file the database takes none.
    with _refusals_named():
        stay = Stay.objects.create(
            household=current,
            association_id=user.organization_id,
            kind=kind,
            place_in_words=place_in_words,
            state=State.PLANNED if since > timezone.localdate() else State.RUNNING,
            since=since,
            planned_end=planned_end,
            latest_end=latest_end_of(since),
        )
    StayEvent.objects.create(stay=stay, move="RECORD", to_state=stay.state, actor=user, facts=_days(since=since))
    return stay


@transaction.atomic
def confirm_entry(*, stay: Stay, user: User, since: datetime.date) -> Stay:
    """The household came, on the day that was planned or another one: the 24 months run from it."""
    locked = _begin(stay, Move.ENTER, user)
    _require_past(since)
    latest_end = latest_end_of(since)
    return _finish(
        locked,
        Move.ENTER,
        user,
        facts=_days(since=since),
        since=since,
        latest_end=latest_end,
        planned_end=min(locked.planned_end, latest_end),
    )


@transaction.atomic
def correct_stay(
    *,
    stay: Stay,
    user: User,
    version: int,
    kind: str,
    place_in_words: str,
    since: datetime.date,
    planned_end: datetime.date,
) -> Stay:
    """Put right what was recorded. Its last day follows the first, unless an extension said another.

    Raises `StaleVersionError` when it was changed since `version`, `StayDaysError`."""
    locked = _begin(stay, Move.CORRECT, user, version=version)
    if locked.state != State.PLANNED:
        _require_past(since)
    changed: dict[str, Any] = {
        "kind": kind,
        "place_in_words": place_in_words,
        "since": since,
        "planned_end": planned_end,
    }
    told = [name for name, value in changed.items() if getattr(locked, name) != value]
    if not locked.extension_reason:
        changed["latest_end"] = latest_end_of(since)
    return _finish(locked, Move.CORRECT, user, facts={"corrected": told}, **changed)


@transaction.atomic
def note_readiness(*, stay: Stay, user: User, version: int, days: Mapping[str, datetime.date | None]) -> Stay:
    """Note on which day each thing was found to be there (columns of `READINESS`); another day than the one noted
    before, or none, corrects it. Raises `StaleVersionError` when it was changed since `version`."""
    locked = _begin(stay, Move.NOTE, user, version=version)
    if not days.keys() <= {*READINESS}:
        raise ValueError(f"{sorted(days)} are not all what a household needs")
    for day in days.values():
        _require_past(day)
    changed: dict[str, Any] = {name: day for name, day in days.items() if getattr(locked, name) != day}
    corrected = [name for name in changed if getattr(locked, name)]
    noted = [name for name in changed if name not in corrected]
    return _finish(locked, Move.NOTE, user, facts={"noted": noted, "corrected": corrected}, **changed)


@transaction.atomic
def extend_stay(*, stay: Stay, user: User, until: datetime.date, reason: str) -> Stay:
    """Let it go on until a later day than its last, for a code of `ExtensionReason`: nothing else goes beyond the 24
    months."""
    locked = _begin(stay, Move.EXTEND, user)
    _require_code(reason, Stay.ExtensionReason)
    if until <= locked.latest_end:
        raise StayDaysError(f"{until} is no extension of {locked.latest_end}")
    facts = {"reason": reason, **_days(before=locked.latest_end, until=until, planned=locked.planned_end)}
    return _finish(locked, Move.EXTEND, user, facts=facts, latest_end=until, planned_end=until, extension_reason=reason)


@transaction.atomic
def take_back_extension(*, stay: Stay, user: User, reason: str) -> Stay:
    """Its last extension was recorded by mistake (a code of `Mistake`): the last day is again what it was before."""
    locked = _begin(stay, Move.TAKE_BACK, user)
    _require_code(reason, Mistake)
    *earlier, taken_back = standing_extensions(locked) or [{"planned": locked.planned_end.isoformat()}]
    day = datetime.date.fromisoformat(taken_back["before"]) if earlier else latest_end_of(locked.since)
    return _finish(
        locked,
        Move.TAKE_BACK,
        user,
        to=State.EXTENDED if earlier else State.RUNNING,
        facts={"reason": reason, **_days(until=day)},
        latest_end=day,
        planned_end=min(datetime.date.fromisoformat(taken_back["planned"]), day),
        extension_reason=earlier[-1]["reason"] if earlier else "",
    )


@transaction.atomic
def end_stay(*, stay: Stay, user: User, on: datetime.date, reason: str, destination: str) -> Stay:
    """The household has left, for a code of `STAY_ENDS`, to one of `Destination`."""
    locked = _begin(stay, Move.END, user)
    _require_code(reason, STAY_ENDS)
    _require_code(destination, Stay.Destination)
    _require_past(on)
    facts = {"reason": reason, "destination": destination, **_days(on=on)}
    return _finish(locked, Move.END, user, facts=facts, until=on, end_reason=reason, destination=destination)


@transaction.atomic
def resume_stay(*, stay: Stay, user: User, reason: str) -> Stay:
    """Its end was noted by mistake (a code of `Mistake`): it runs on, up to the same last day."""
    locked = _begin(stay, Move.RESUME, user)
    _require_code(reason, Mistake)
    to = State.EXTENDED if locked.extension_reason else State.RUNNING
    return _finish(
        locked, Move.RESUME, user, to=to, facts={"reason": reason}, until=None, end_reason="", destination=""
    )


@transaction.atomic
def cancel_stay(*, stay: Stay, user: User, reason: str) -> Stay:
    """It was recorded by mistake (a code of `Mistake`)."""
    locked = _begin(stay, Move.CANCEL, user)
    _require_code(reason, Mistake)
    return _finish(locked, Move.CANCEL, user, facts={"reason": reason})


@transaction.atomic
def reveal_place(*, stay: Stay, user: User, purpose: str, reason: str = "") -> str:
    """Where a protected household is put up, in clear, once, for a purpose that stays in the access log of its
    association."""
    Stay.ASSOCIATION.check(user, stay)
    require_open_case_file(household=stay.household, user=user, right=Right.MANAGE_STAYS)
    log_access(household=stay.household, user=user, kind=CaseFileAccess.Kind.STAY, purpose=purpose, reason=reason)
    return stay.place_in_words


@transaction.atomic
def end_with_case_file(*, household: Household, user: User | None, association: Organization | None = None) -> None:
    """The case file is being closed, or that association leaves it, on behalf of a service that has checked its own
    right: a stay that runs ends today, the one to come does not begin."""
    today = timezone.localdate()
    ending = Stay.objects.open().filter(household=household)
    for stay in ending.filter(association=association) if association else ending:
        locked = Stay.machine.lock(stay)
        changes: dict[str, Any] = {}
        if locked.state != State.PLANNED:
            changes = {"until": today, "end_reason": EndReason.OTHER, "destination": Stay.Destination.UNKNOWN}
        _finish(locked, Move.END_WITH_CASE_FILE, user, **changes)


def standing_extensions(stay: Stay) -> list[dict[str, str]]:
    """The facts of those that were not taken back, in order."""
    standing: list[dict[str, str]] = []
    for move, facts in stay.events.order_by("at", "pk").values_list("move", "facts"):
        if move == Move.EXTEND:
            standing.append(facts)
        elif move == Move.TAKE_BACK:
            standing.pop()
    return standing


def _begin(stay: Stay, move: Stay.Move, user: User, *, version: int | None = None) -> Stay:
    """The stay locked, for an association whose household it is and that still takes part in its open case file."""
    Stay.machine.authorize(stay, move, user)
    require_open_case_file(household=stay.household, user=user, right=Right.MANAGE_STAYS)
    locked = Stay.machine.begin(stay, move, user)
    if locked.household.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {locked.household.reference} is closed")
    if version not in (None, locked.version):
        raise StaleVersionError(locked.pk)
    return locked


def _finish(
    locked: Stay, move: Stay.Move, user: User | None, *, to: str = "", facts: dict | None = None, **changes: Any
) -> Stay:
    with _refusals_named():
        return Stay.machine.finish(locked, move, actor=user, to=to, facts=facts, version=locked.version + 1, **changes)


def _require_past(day: datetime.date | None) -> None:
    if day and day > timezone.localdate():
        raise StayDaysError(f"{day} is yet to come")


def _require_code(code: str, known: Any) -> None:
    if code not in [str(each.value) for each in known]:
        raise TransitionNotAllowedError(f"{code} is no reason of a stay")


def _days(**days: datetime.date) -> dict[str, str]:
    return {name: day.isoformat() for name, day in days.items()}


@contextmanager
def _refusals_named() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        match constraint_of(error):
            case "stay_one_running_per_household":
                raise AlreadyPutUpError from error
            case (
                "stay_ends_after_start"
                | "stay_is_planned_to_end_after_start"
                | "stay_is_planned_to_end_in_time"
                | "stay_over_24_months_is_explained"
            ):
                raise StayDaysError from error
        if "stay_in_open_case_file" in str(error):
            raise TransitionNotAllowedError("its case file is closed") from error
        raise
