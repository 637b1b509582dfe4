import datetime
from typing import Any

from django.db import transaction

from partners.exceptions import RightMissingError, StaleVersionError
from partners.models import Convention, FundedAction, LandlordParameters, Organization, User
from partners.notifications import notify
from partners.notifications.kinds import CONVENTION_ENDING
from partners.roles import Right
from partners.services.invitations import invite_first_person
from partners.signals import convention_amended, convention_over


@transaction.atomic
def register_association(
    *,
    user: User,
    siren: str,
    siret: str,
    name: str,
    short_name: str,
    expertises: list[str],
    first_person: dict[str, str],
    base_url: str,
) -> Organization:
    """The association of this SIREN, created unless it is registered already: one association, several landlords. Its
    first person is invited, unless somebody works there or is invited by others.

    What another landlord registered is left as it is. Raises what `invite_first_person` raises.
    """
    user.require(Right.MANAGE_CONVENTIONS)
    association, _ = Organization.objects.associations().get_or_create(
        siren=siren,
        defaults={
            "kind": Organization.Kind.ASSOCIATION,
            "siret": siret,
            "name": name,
            "short_name": short_name,
            "expertises": expertises,
        },
    )
    if Organization.objects.to_be_joined(user).filter(pk=association.pk).exists():
        invite_first_person(user=user, association=association, base_url=base_url, **first_person)
    return association


@transaction.atomic
def sign_convention(
    *,
    user: User,
    association: Organization,
    action: FundedAction,
    starts_on: datetime.date,
    ends_on: datetime.date,
    visit_interval_days: int,
    answer_delay_days: int,
    reserved_dwellings: int = 0,
    signed_on: datetime.date | None = None,
) -> Convention:
    """Bind an association to one of the landlord's own actions."""
    user.require(Right.MANAGE_CONVENTIONS)
    if action.programme.landlord_id != user.organization_id:
        raise RightMissingError("Cette action n’est pas de votre organisme.")
    return Convention.objects.create(
        landlord=user.organization,
        association=association,
        action=action,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        reserved_dwellings=reserved_dwellings,
        visit_interval_days=visit_interval_days,
        answer_delay_days=answer_delay_days,
    )


@transaction.atomic
def amend_convention(*, convention: Convention, user: User, version: int, **terms: Any) -> Convention:
    """Write the terms of a convention; what is computed from them follows (`convention_amended`).

    Raises `StaleVersionError` when it was saved since `version`: nothing is written over a colleague's work.
    """
    user.require(Right.MANAGE_CONVENTIONS)
    locked = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
    if locked.landlord_id != user.organization_id:
        raise RightMissingError("Cette convention n’est pas de votre organisme.")
    if locked.version != version:
        raise StaleVersionError(locked.pk)
    for name, value in terms.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save(update_fields=[*terms, "version"])
    convention_amended.send(Convention, convention=locked)
    return locked


def announce_terms(*, today: datetime.date | None = None) -> int:
    """Tell both sides of each convention whose term comes soon, once; return how many there are."""
    announced = list(Convention.objects.announced(today).for_list().order_by("ends_on", "pk"))
    for convention in announced:
        notify(CONVENTION_ENDING, about=convention, at=convention.ends_on)
    return len(announced)


def settle_terms(*, today: datetime.date | None = None) -> int:
    """Have whatever still hangs on a convention whose term has passed settled; return how many there are. Done again,
    it changes nothing."""
    over = list(Convention.objects.over(today).order_by("ends_on", "pk"))
    for convention in over:
        convention_over.send(Convention, convention=convention)
    return len(over)


@transaction.atomic
def set_parameters(*, user: User, **thresholds: int) -> LandlordParameters:
    """Write the landlord's own thresholds, from now on: delays of what has begun are kept as they were promised."""
    user.require(Right.MANAGE_CONVENTIONS)
    parameters, _ = LandlordParameters.objects.update_or_create(landlord=user.organization, defaults=thresholds)
    return parameters
