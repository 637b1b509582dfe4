import datetime
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from housing_support.common.documents.content import Content
from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from partners.models import Convention, ConventionDocument, FundedAction, LandlordParameters, Organization, User
from partners.models.rhythm import Step
from partners.roles import Right
from partners.services.documents import add_convention_document
from partners.services.invitations import invite_first_person
from partners.services.terms import CANDIDATE_DELAY_DAYS, REMINDED_DELAY_DAYS, first_terms


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
def draft_convention(
    *,
    user: User,
    association: Organization,
    action: FundedAction,
    starts_on: datetime.date,
    ends_on: datetime.date,
    visit_interval_days: int,
    answer_delay_days: int,
    visit_steps: Sequence[Step] = (),
    candidate_delay_days: int = CANDIDATE_DELAY_DAYS,
    reminded_delay_days: int = REMINDED_DELAY_DAYS,
    reserved_dwellings: int = 0,
) -> Convention:
    """Write what an association is to commit to under one of the landlord's own actions: nothing binds anybody before
    it is signed."""
    user.require(Right.MANAGE_CONVENTIONS)
    if action.programme.landlord_id != user.organization_id:
        raise RightMissingError("Cette action n’est pas de votre organisme.")
    convention = Convention.objects.create(
        landlord=user.organization,
        association=association,
        action=action,
        starts_on=starts_on,
        ends_on=ends_on,
        reserved_dwellings=reserved_dwellings,
        visit_interval_days=visit_interval_days,
        visit_steps=list(visit_steps),
        answer_delay_days=answer_delay_days,
    )
    first_terms(convention, candidate_delay_days=candidate_delay_days, reminded_delay_days=reminded_delay_days).save()
    return convention


@transaction.atomic
def correct_convention(
    *,
    convention: Convention,
    user: User,
    version: int,
    candidate_delay_days: int,
    reminded_delay_days: int,
    **changed: Any,
) -> Convention:
    """Write a convention that is not signed yet otherwise; afterwards it is amended.

    Raises `StaleVersionError` when it was saved since `version`: nothing is written over a colleague's work.
    """
    locked = Convention.machine.lock(convention)
    Convention.LANDLORD.check(user, locked)
    if locked.state in Convention.BINDING:
        raise TransitionNotAllowedError(f"{locked} was signed")
    if locked.version != version:
        raise StaleVersionError(locked.pk)
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save(update_fields=[*changed, "version"])
    locked.terms.all().delete()
    first_terms(locked, candidate_delay_days=candidate_delay_days, reminded_delay_days=reminded_delay_days).save()
    return locked


@transaction.atomic
def submit_convention(*, convention: Convention, user: User) -> Convention:
    """Give it to be signed: the association reads it from now on."""
    locked = Convention.machine.begin(convention, Convention.Move.SUBMIT, user)
    return Convention.machine.finish(locked, Convention.Move.SUBMIT, actor=user)


@transaction.atomic
def take_back_convention(*, convention: Convention, user: User) -> Convention:
    locked = Convention.machine.begin(convention, Convention.Move.TAKE_BACK, user)
    return Convention.machine.finish(locked, Convention.Move.TAKE_BACK, actor=user)


@transaction.atomic
def discard_convention(*, convention: Convention, user: User) -> None:
    """Throw away what was never signed."""
    locked = Convention.machine.begin(convention, Convention.Move.DISCARD, user)
    ConventionDocument.with_cancelled.filter(convention=locked).delete()
    locked.delete()


@transaction.atomic
def sign_convention(
    *, convention: Convention, user: User, signed_on: datetime.date, file: Content | None = None
) -> Convention:
    """Record that both parties signed it, with the signed copy unless it is there already: it binds them from its first
    day through its last. Raises `SignedCopyMissingError`."""
    if file:
        add_convention_document(convention=convention, user=user, kind=ConventionDocument.Kind.SIGNED_COPY, file=file)
    locked = Convention.machine.begin(convention, Convention.Move.SIGN, user)
    return Convention.machine.finish(locked, Convention.Move.SIGN, actor=user, signed_on=signed_on)


@transaction.atomic
def set_parameters(*, user: User, **thresholds: int | list[int]) -> LandlordParameters:
    """Write the landlord's own thresholds, from now on: delays of what has begun are kept as they were promised."""
    user.require(Right.MANAGE_CONVENTIONS)
    parameters, _ = LandlordParameters.objects.update_or_create(landlord=user.organization, defaults=thresholds)
    return parameters
