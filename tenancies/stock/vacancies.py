"""When a dwelling is free to be let, and when it is out of use."""

import datetime

from django.db import IntegrityError, transaction

from housing_support.common.violations import constraint_of
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import Dwelling, Tenancy, Vacancy, Void
from tenancies.models.vacancies import free_after
from tenancies.stock.reservations import DwellingNotFreeError, DwellingReservedError, period_in_the_way

DAY = datetime.timedelta(days=1)


@transaction.atomic
def declare_free(*, dwelling: Dwelling, user: User, starts_on: datetime.date) -> Vacancy:
    """Say that a dwelling is free to be let from a day on. It asks of its leases, and is for those who may learn them.

    Raises `DwellingNotFreeError` when a lease runs on that day or later, `TransitionNotAllowedError` when it is
    declared free already or has left the stock.
    """
    locked = _begin(dwelling, user, Right.MANAGE_TENANCIES)
    if locked.withdrawn_on or locked.vacancies.filter(ends_on=None).exists():
        raise TransitionNotAllowedError(f"{locked.pk} cannot be declared free")
    # The day when the keys come back is free already.
    if Tenancy.objects.not_over(starts_on + DAY).filter(dwelling=locked).exists():
        raise DwellingNotFreeError(locked.pk)
    return Vacancy.objects.create(dwelling=locked, starts_on=starts_on)


@transaction.atomic
def let_elsewhere(*, vacancy: Vacancy, user: User, ends_on: datetime.date) -> Vacancy:
    """It was let, from that day on, to a household that has no case file here. Raises `DwellingReservedError` when it
    is reserved on that day or later."""
    current = _open_vacancy(vacancy, user)
    if ends_on < current.starts_on:
        raise TransitionNotAllowedError(f"{current.pk} begins on {current.starts_on}")
    _require_nothing(current.dwelling, ends_on)
    current.ends_on = ends_on
    current.save(update_fields=["ends_on"])
    return current


@transaction.atomic
def take_back_vacancy(*, vacancy: Vacancy, user: User) -> None:
    """It was declared free by error; its history keeps that. Raises `DwellingReservedError` when it is reserved or out
    of use since."""
    current = _open_vacancy(vacancy, user)
    _require_nothing(current.dwelling, current.starts_on)
    current.delete()


@transaction.atomic
def record_void(
    *, dwelling: Dwelling, user: User, reason: str, starts_on: datetime.date, ends_on: datetime.date | None
) -> Void:
    """Put a dwelling that is declared free out of use, without an end when it is not known yet.

    Raises `DwellingNotFreeError` when it is not declared free, `DwellingReservedError` with what takes it.
    """
    locked = _begin(dwelling, user, Right.MANAGE_RESERVATIONS)
    _require_nothing(locked, starts_on, ends_on)
    if not locked.vacancies.filter(ends_on=None, starts_on__lte=starts_on).exists():
        raise DwellingNotFreeError(locked.pk)
    return _saved(Void(dwelling=locked, reason=reason, starts_on=starts_on, ends_on=ends_on))


@transaction.atomic
def end_void(*, void: Void, user: User, ends_on: datetime.date) -> Void:
    """Say through which day it lasts, or lasted. Raises what `record_void` raises."""
    locked = _begin(void.dwelling, user, Right.MANAGE_RESERVATIONS)
    current = locked.voids.filter(pk=void.pk).first()
    if current is None or ends_on < current.starts_on:
        raise TransitionNotAllowedError(f"void {void.pk} cannot end on {ends_on}")
    _require_nothing(locked, current.starts_on, ends_on, other_than=current)
    current.ends_on = ends_on
    return _saved(current)


@transaction.atomic
def cancel_void(*, void: Void, user: User) -> None:
    """It was recorded by error: the dwelling is free of it on all days. Its history keeps it."""
    _begin(void.dwelling, user, Right.MANAGE_RESERVATIONS).voids.filter(pk=void.pk).delete()


@transaction.atomic
def follow_lease(
    *,
    dwelling: Dwelling,
    before: tuple[datetime.date, datetime.date | None] | None,
    after: tuple[datetime.date, datetime.date | None] | None,
) -> None:
    """A lease of the dwelling had the days `before` and has those of `after`, None when there is no lease: the dwelling
    is free until its first day, and from its last once it is made ready."""
    vacancies = dwelling.vacancies.all()
    if before:
        starts_on, ends_on = before
        if ends_on:
            vacancies.filter(ends_on=None, starts_on__gte=ends_on).delete()
        if not vacancies.filter(ends_on=None).exists():
            vacancies.filter(ends_on=starts_on).update(ends_on=None)
    if after:
        starts_on, ends_on = after
        vacancies.filter(ends_on=None, starts_on__gt=starts_on).delete()
        vacancies.filter(ends_on=None).update(ends_on=starts_on)
        if ends_on:
            Vacancy.objects.create(dwelling=dwelling, starts_on=free_after(dwelling.landlord_id, ends_on))


def _begin(dwelling: Dwelling, user: User, right: Right) -> Dwelling:
    """The dwelling locked, for somebody who may do that with those of its landlord."""
    user.require(right)
    if dwelling.landlord_id != user.organization_id:
        raise RightMissingError(right)
    return Dwelling.objects.select_for_update(no_key=True).get(pk=dwelling.pk)


def _open_vacancy(vacancy: Vacancy, user: User) -> Vacancy:
    locked = _begin(vacancy.dwelling, user, Right.MANAGE_TENANCIES)
    current = locked.vacancies.filter(ends_on=None, pk=vacancy.pk).first()
    if current is None:
        raise TransitionNotAllowedError(f"vacancy {vacancy.pk} is over")
    return current


def _require_nothing(
    dwelling: Dwelling,
    first: datetime.date,
    last: datetime.date | None = None,
    *,
    other_than: Void | None = None,
) -> None:
    period = period_in_the_way(dwelling, first, last, other_than=other_than)
    if period:
        raise DwellingReservedError(period)


def _saved(void: Void) -> Void:
    """Whoever lives there is found by the database alone: the answer is that of a dwelling not declared free."""
    try:
        with transaction.atomic():
            void.save()
    except IntegrityError as error:
        if constraint_of(error) == "void_of_a_free_dwelling":
            raise DwellingNotFreeError(void.dwelling_id) from error
        raise
    return void
