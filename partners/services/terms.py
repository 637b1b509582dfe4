"""What a convention commits to, from which day, and until when."""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.violations import constraint_of, figures_of
from partners.exceptions import PlacesTakenError, StaleVersionError, TransitionNotAllowedError
from partners.models import Convention, ConventionTerms, User
from partners.models.conventions import usual_alert_days
from partners.models.rhythm import Step
from partners.notifications import notify
from partners.notifications.kinds import CONVENTION_ENDING
from partners.signals import convention_amended, convention_end_moved, convention_over

# The usual ones.
CANDIDATE_DELAY_DAYS = 30
REMINDED_DELAY_DAYS = 10


def first_terms(
    convention: Convention,
    *,
    candidate_delay_days: int = CANDIDATE_DELAY_DAYS,
    reminded_delay_days: int = REMINDED_DELAY_DAYS,
) -> ConventionTerms:
    """What a convention begins with, from its own columns. Not written yet."""
    return ConventionTerms(
        convention=convention,
        since=convention.starts_on,
        ends_on=convention.ends_on,
        places=convention.reserved_dwellings,
        visit_interval_days=convention.visit_interval_days,
        visit_steps=convention.visit_steps,
        answer_delay_days=convention.answer_delay_days,
        candidate_delay_days=candidate_delay_days,
        reminded_delay_days=reminded_delay_days,
    )


@transaction.atomic
def amend_convention(
    *,
    convention: Convention,
    user: User,
    version: int,
    since: datetime.date,
    ends_on: datetime.date,
    places: int,
    visit_interval_days: int,
    visit_steps: Sequence[Step],
    answer_delay_days: int,
    candidate_delay_days: int,
    reminded_delay_days: int,
) -> ConventionTerms:
    """Write other terms for a signed convention from a day on; those of before stay as they were. What is computed from
    them follows on that day (`convention_amended`).

    Raises `StaleVersionError` when it was amended since `version`, `TransitionNotAllowedError` when others take effect
    on that day or later, `PlacesTakenError` when more dwellings are reserved than it leaves places.
    """
    locked = _begin(convention, user)
    if locked.version != version:
        raise StaleVersionError(locked.pk)
    if not locked.starts_on < since <= ends_on or locked.terms.filter(since__gte=since).exists():
        raise TransitionNotAllowedError(f"{locked} has terms from {since} on")
    with places_kept():
        terms = ConventionTerms.objects.create(
            convention=locked,
            since=since,
            ends_on=ends_on,
            places=places,
            visit_interval_days=visit_interval_days,
            visit_steps=visit_steps,
            answer_delay_days=answer_delay_days,
            candidate_delay_days=candidate_delay_days,
            reminded_delay_days=reminded_delay_days,
        )
    _settle(locked)
    return terms


@transaction.atomic
def cancel_amendment(*, terms: ConventionTerms, user: User) -> Convention:
    """Take back an amendment that has not taken effect yet. Raises `TransitionNotAllowedError` for any other,
    `PlacesTakenError` when the places that it promises are taken."""
    locked = _begin(terms.convention, user)
    current = locked.terms.filter(pk=terms.pk).to_come(timezone.localdate()).first()
    if current is None:
        raise TransitionNotAllowedError(f"terms {terms.pk} apply already")
    with places_kept():
        current.delete()
    _settle(locked)
    return locked


@transaction.atomic
def terminate_convention(*, convention: Convention, user: User, ends_on: datetime.date, reason: str) -> Convention:
    """End a signed convention before its term: nothing new begins after that day; its terms stay readable.

    Raises `TransitionNotAllowedError` for a day that is not one of the convention's.
    """
    locked = Convention.machine.begin(convention, Convention.Move.TERMINATE, user)
    if not locked.starts_on < ends_on <= locked.ends_on:
        raise TransitionNotAllowedError(f"{locked} does not run on {ends_on}")
    locked.version += 1
    terminated = Convention.machine.finish(
        locked,
        Convention.Move.TERMINATE,
        actor=user,
        ends_on=ends_on,
        termination_reason=reason,
        version=locked.version,
    )
    # Afterwards: the places that they had are promised no more.
    terminated.terms.filter(since__gt=ends_on).delete()
    return terminated


def apply_terms(*, today: datetime.date | None = None) -> int:
    """Have the amendments that took effect applied; return how many conventions changed. Done again, it changes
    nothing."""
    today = today or timezone.localdate()
    changed = 0
    for terms in ConventionTerms.objects.on(today).select_related("convention").order_by("convention"):
        if terms.convention.state == Convention.State.SIGNED and _differ(terms.convention, terms):
            with transaction.atomic():
                changed += _apply(Convention.machine.lock(terms.convention), today)
    return changed


@contextmanager
def places_kept() -> Iterator[None]:
    """The database refuses terms with fewer places than are reserved, which nothing here knows of."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_of(error) != "terms_within_reservations":
            raise
        found = figures_of(error)
        raise PlacesTakenError(day=datetime.date.fromisoformat(found["day"]), used=found["used"]) from error


def _begin(convention: Convention, user: User) -> Convention:
    locked = Convention.machine.lock(convention)
    Convention.LANDLORD.check(user, locked)
    if locked.state != Convention.State.SIGNED:
        raise TransitionNotAllowedError(f"{locked} is {locked.state}")
    return locked


def _settle(convention: Convention) -> None:
    """After its terms changed: its end is that of the last ones, the rest those of today."""
    before, convention.ends_on = convention.ends_on, convention.terms.latest("since").ends_on
    convention.version += 1
    convention.save(update_fields=["ends_on", "version"])
    if convention.ends_on != before:
        convention_end_moved.send(Convention, convention=convention)
    _apply(convention, timezone.localdate())


def _apply(convention: Convention, today: datetime.date) -> bool:
    terms = convention.terms_on(today)
    if not _differ(convention, terms):
        return False
    for column, name in APPLIED.items():
        setattr(convention, column, getattr(terms, name))
    convention.save(update_fields=[*APPLIED])
    convention_amended.send(Convention, convention=convention)
    return True


def _differ(convention: Convention, terms: ConventionTerms) -> bool:
    return any(getattr(convention, column) != getattr(terms, name) for column, name in APPLIED.items())


# The columns of a convention that are those of its terms of today.
APPLIED = {
    "reserved_dwellings": "places",
    "visit_interval_days": "visit_interval_days",
    "visit_steps": "visit_steps",
    "answer_delay_days": "answer_delay_days",
}


def announce_terms(*, today: datetime.date | None = None) -> int:
    """Tell both sides of each convention whose end comes soon, once for each alert that its landlord wants; return how
    many there are."""
    today = today or timezone.localdate()
    announced = list(
        Convention.objects.announced(today).select_related("landlord__parameters").for_list().order_by("ends_on", "pk")
    )
    for convention in announced:
        notify(CONVENTION_ENDING, about=convention, at=_alert_of(convention, today))
    return len(announced)


def _alert_of(convention: Convention, today: datetime.date) -> datetime.date:
    """The day of the last alert that has come: of those that came before it was signed, one is enough."""
    left = (convention.ends_on - today).days
    own = getattr(convention.landlord, "parameters", None)
    alerts = own.convention_alert_days if own else usual_alert_days()
    return convention.ends_on - datetime.timedelta(days=min(days for days in alerts if days >= left))


def settle_terms(*, today: datetime.date | None = None) -> int:
    """Have whatever still hangs on a convention whose term has passed settled; return how many there are. Done again,
    it changes nothing."""
    over = list(Convention.objects.over(today).order_by("ends_on", "pk"))
    for convention in over:
        convention_over.send(Convention, convention=convention)
    return len(over)
