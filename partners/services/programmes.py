import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from partners.exceptions import (
    ActionInUseError,
    ConventionsLeftOutError,
    ProgrammeNameTakenError,
    ProgrammeOverlapError,
    RightMissingError,
    StaleVersionError,
)
from partners.models import Convention, FundedAction, Organization, Programme, User
from partners.roles import Right


@transaction.atomic
def create_programme(
    *,
    user: User,
    name: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    grant_cents: int,
    actions: list[dict[str, Any]],
) -> Programme:
    """Write an edition granted to the user's landlord, and its actions in the order given.

    Raises `ProgrammeNameTakenError` or `ProgrammeOverlapError`: a landlord runs one edition at a time.
    """
    user.require(Right.MANAGE_CONVENTIONS)
    programme = Programme(
        landlord=user.organization, name=name, starts_on=starts_on, ends_on=ends_on, grant_cents=grant_cents
    )
    _refuse_a_second(programme)
    programme.save()
    _write_actions(programme, actions)
    return programme


@transaction.atomic
def edit_programme(
    *,
    programme: Programme,
    user: User,
    version: int,
    name: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    grant_cents: int,
    actions: list[dict[str, Any]],
) -> Programme:
    """Write an edition again, and its actions: those with an `id` are kept, the others are new, whatever is not given
    is removed.

    Raises `StaleVersionError` when it was saved since `version`, `ActionInUseError`, `ConventionsLeftOutError`, and
    the errors of a new one.
    """
    user.require(Right.MANAGE_CONVENTIONS)
    locked = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if locked.landlord_id != user.organization_id:
        raise RightMissingError("Ce programme n’est pas de votre organisme.")
    if locked.version != version:
        raise StaleVersionError(locked.pk)
    former_days = locked.starts_on, locked.ends_on
    locked.name, locked.starts_on, locked.ends_on, locked.grant_cents = name, starts_on, ends_on, grant_cents
    locked.version += 1
    _refuse_a_second(locked)
    _refuse_to_leave_out_conventions(locked, *former_days)
    locked.save()
    _write_actions(locked, actions)
    return locked


def _refuse_a_second(programme: Programme) -> None:
    """Once the landlord is locked: of two programmes written at the same moment, the second is refused."""
    Organization.objects.select_for_update(no_key=True).get(pk=programme.landlord_id)
    others = Programme.objects.filter(landlord=programme.landlord_id).exclude(pk=programme.pk)
    if others.filter(name=programme.name).exists():
        raise ProgrammeNameTakenError(programme.name)
    if other := others.overlapping(starts_on=programme.starts_on, ends_on=programme.ends_on).first():
        raise ProgrammeOverlapError(other)


def _refuse_to_leave_out_conventions(
    programme: Programme, former_start: datetime.date, former_end: datetime.date
) -> None:
    """Only of a bound that moves inwards: a convention may have been signed beyond its programme."""
    conventions = Convention.objects.filter(action__programme=programme).select_related("association", "action")
    left_out = {}
    if programme.starts_on > former_start:
        left_out["starts_on"] = (
            conventions.filter(starts_on__lt=programme.starts_on).order_by("starts_on", "pk").first()
        )
    if programme.ends_on < former_end:
        left_out["ends_on"] = conventions.filter(ends_on__gt=programme.ends_on).order_by("-ends_on", "pk").first()
    if any(left_out.values()):
        raise ConventionsLeftOutError({bound: found for bound, found in left_out.items() if found})


def _write_actions(programme: Programme, actions: list[dict[str, Any]]) -> None:
    present = {action.pk: action for action in programme.actions.all()}
    _remove(action for pk, action in present.items() if pk not in {given.get("id") for given in actions})
    taken = set(programme.actions.values_list("number", flat=True))
    for given in actions:
        terms = {name: value for name, value in given.items() if name != "id"}
        action = present.get(given.get("id", 0))
        if action is None:
            number = next(number for number in range(1, len(taken) + 2) if number not in taken)
            taken.add(number)
            action = FundedAction(programme=programme, number=number)
        elif action.objective != terms["objective"] and action.conventions.exists():
            # Who is named beside the households of an action depends on it (`partners.discretion`).
            raise ActionInUseError(action)
        for name, value in terms.items():
            setattr(action, name, value)
        action.save()


def _remove(actions: Iterable[FundedAction]) -> None:
    for action in actions:
        try:
            action.delete()
        except ProtectedError as error:
            raise ActionInUseError(action) from error
