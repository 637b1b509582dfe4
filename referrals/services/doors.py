"""A caretaker names a door; an adviser says who lives there, which he never learns."""

import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.documents.content import Content
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from referrals.exceptions import DwellingNotFreeError
from referrals.models import Referral
from referrals.models.reasons import may_read
from referrals.services.drafts import due_days
from referrals.services.photos import keep_photo
from tenancies.models import CaseFileAccess, Dwelling, Household, JournalEntry
from tenancies.services.households import open_household
from tenancies.services.journal import log_access, record_event
from tenancies.services.references import REFERRAL, next_reference


@transaction.atomic
def report_door(
    *,
    user: User,
    dwelling: Dwelling,
    precision: str,
    reasons: list[str],
    facts: str,
    urgency: str,
    photo: Content | None = None,
) -> Referral:
    """Hand what was seen at a door over to the advisers, at once."""
    user.require(Right.REPORT_DOOR)
    if not Dwelling.objects.nameable_by(user).filter(pk=dwelling.pk).exists():
        raise RightMissingError(Right.REPORT_DOOR)
    if not all(may_read(reason, user) for reason in reasons):
        raise RightMissingError(Right.READ_SOCIAL_CONTENT)
    today = timezone.localdate()
    referral = Referral.objects.create(
        landlord=user.organization,
        author=user,
        reference=next_reference(organization=user.organization, prefix=REFERRAL, on=today),
        dwelling=dwelling,
        precision=precision,
        reasons=reasons,
        facts=facts,
        urgency=urgency,
        agreement=Referral.Agreement.NOT_ASKED,
    )
    if photo:
        keep_photo(referral, user=user, file=photo)
    return Referral.machine.finish(
        referral, Referral.Move.REPORT, actor=user, sent_at=timezone.now(), **due_days(referral, since=today)
    )


def log_occupants(*, households: list[Household], user: User) -> None:
    """Keep that an adviser read where each protected one lives."""
    user.require(Right.MEET_HOUSEHOLD)
    if any(household.landlord_id != user.organization_id for household in households):
        raise RightMissingError(Right.MEET_HOUSEHOLD)
    for household in households:
        if household.is_protected:
            log_access(
                household=household,
                user=user,
                kind=CaseFileAccess.Kind.ADDRESS,
                purpose=CaseFileAccess.Purpose.REFERRAL,
            )


@transaction.atomic
def attach_household(*, referral: Referral, user: User, household: Household) -> Referral:
    """Say that the referral is about that household of the landlord."""
    locked = Referral.machine.begin(referral, Referral.Move.ATTACH, user)
    if household.landlord_id != locked.landlord_id:
        raise RightMissingError(Right.MEET_HOUSEHOLD)
    current = Household.machine.lock(household)
    if current.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {current.reference} is closed")
    Referral.machine.finish(locked, Referral.Move.ATTACH, actor=user, household=current)
    record_event(
        household=current,
        author=user,
        event=JournalEntry.Event.REFERRAL_SENT,
        facts={"reference": locked.reference},
    )
    return locked


@transaction.atomic
def attach_new_household(
    *, referral: Referral, user: User, name: str, persons: list[dict], lease_starts_on: datetime.date | None
) -> Referral:
    """Open the case file of whoever lives behind the door, with its lease when it is known since when.

    Raises `DwellingNotFreeError` when somebody else has the lease.
    """
    locked = Referral.machine.begin(referral, Referral.Move.ATTACH, user)
    try:
        with transaction.atomic():
            household = open_household(
                landlord=locked.landlord,
                user=user,
                name=name,
                persons=persons,
                reason=f"Signalement {locked.reference}",
                dwelling=locked.dwelling if lease_starts_on else None,
                lease_starts_on=lease_starts_on,
            )
    except IntegrityError as error:
        if "tenancy_one_at_a_time_per_dwelling" not in str(error):
            raise
        raise DwellingNotFreeError from error
    return attach_household(referral=locked, user=user, household=household)
