import datetime
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import LandlordParameters, User
from partners.roles import Right
from referrals.clock import working_days_after
from referrals.exceptions import DwellingNotFreeError
from referrals.models import Referral
from referrals.models.reasons import may_read
from tenancies.models import Dwelling, Household, JournalEntry
from tenancies.services.drafts import forget_drafts_about
from tenancies.services.households import open_household
from tenancies.services.journal import record_event
from tenancies.services.references import REFERRAL, next_reference


@transaction.atomic
def save_draft(
    *,
    user: User,
    submission_id: uuid.UUID,
    household: Household | None,
    new_household: dict | None = None,
    **facts: Any,
) -> Referral:
    """Keep what the form says as the user's draft: once per submission, however often it is sent.

    `facts` are the fields `reasons`, `facts`, `agreement`, `agreement_on`, `agreement_form` and `urgency`. A household
    the landlord does not know yet is described by `new_household`; nothing is opened before `send`.
    """
    user.require(Right.LOG_REFERRAL)
    if not all(may_read(reason, user) for reason in facts["reasons"]):
        raise RightMissingError(Right.READ_SOCIAL_CONTENT)
    if household and household.landlord_id != user.organization_id:
        raise RightMissingError(Right.LOG_REFERRAL)
    content = {"household": household, "new_household": new_household, **facts}
    referral, is_created = Referral.objects.get_or_create(  # type: ignore[misc] # a default may be a function
        submission_id=submission_id,
        defaults={
            **content,
            "landlord": user.organization,
            "author": user,
            "reference": lambda: next_reference(
                organization=user.organization, prefix=REFERRAL, on=timezone.localdate()
            ),
        },
    )
    if not is_created:
        referral = Referral.machine.begin(referral, Referral.Move.SEND, user)
        for field, value in content.items():
            setattr(referral, field, value)
        referral.save(update_fields=list(content))
    return referral


@transaction.atomic
def say_whom(*, referral: Referral, user: User, household: Household) -> Referral:
    """A draft that describes somebody new is about a household that the landlord knows: what was spotted is kept."""
    if household.landlord_id != user.organization_id:
        raise RightMissingError(Right.LOG_REFERRAL)
    locked = Referral.machine.begin(referral, Referral.Move.SEND, user)
    if household.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {household.reference} is closed")
    locked.household, locked.new_household = household, None
    locked.save(update_fields=["household", "new_household"])
    return locked


@transaction.atomic
def discard_draft(*, referral: Referral, user: User) -> None:
    """Forget a draft, and what was typed in its form since: nobody else has seen it and it opened nothing."""
    Referral.machine.begin(referral, Referral.Move.DISCARD, user).delete()
    forget_drafts_about(referral.public_id)
    forget_drafts_about(referral.submission_id)


@transaction.atomic
def send(*, referral: Referral, user: User) -> Referral:
    """Hand the draft over to the advisers, opening the case file of a household yet unknown.

    Raises `DwellingNotFreeError` when the dwelling named for that household was taken in the meantime.
    """
    locked = Referral.machine.begin(referral, Referral.Move.SEND, user)
    household = locked.household or open_described_household(locked, user)
    if household.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {household.reference} is closed")
    Referral.machine.finish(
        locked,
        Referral.Move.SEND,
        actor=user,
        household=household,
        new_household=None,
        sent_at=timezone.now(),
        **due_days(locked, since=timezone.localdate()),
        **door_told(locked, user),
    )
    record_event(
        household=household,
        author=user,
        event=JournalEntry.Event.REFERRAL_SENT,
        facts={"reference": locked.reference},
    )
    return locked


def due_days(referral: Referral, *, since: datetime.date) -> dict[str, Any]:
    """The columns of what waits for an adviser once it is sent."""
    delay = LandlordParameters.of(referral.landlord_id).screening_delay_days
    return {
        "meeting_due_on": meeting_due_on(referral, since=since),
        "screening_due_on": working_days_after(since, delay),
    }


def meeting_due_on(referral: Referral, *, since: datetime.date) -> datetime.date:
    """The landlord's delay for this urgency after `since`."""
    return since + datetime.timedelta(days=meeting_delays(referral.landlord_id)[referral.urgency])


def meeting_delays(landlord: int) -> dict[str, int]:
    """In days, by urgency."""
    parameters = LandlordParameters.of(landlord)
    return {
        Referral.Urgency.NORMAL: parameters.meeting_delay_days,
        Referral.Urgency.URGENT: parameters.urgent_meeting_delay_days,
    }


def door_told(referral: Referral, user: User) -> dict[str, Any]:
    """What somebody who records no lease says of where a new household lives: told to the advisers, no lease is asked
    about it."""
    if referral.household or user.may(Right.MANAGE_TENANCIES):
        return {}
    dwelling = described_dwelling(referral)
    return {"dwelling": dwelling, "precision": Referral.Precision.DOOR} if dwelling else {}


def described_dwelling(referral: Referral) -> Dwelling | None:
    """None too when it has left the stock."""
    public_id = referral.described_household["dwelling"]
    in_stock = Dwelling.objects.in_stock().filter(landlord=referral.landlord_id)
    return in_stock.filter(public_id=public_id).first() if public_id else None


def open_described_household(referral: Referral, user: User) -> Household:
    described = referral.described_household
    dwelling = None
    # To be refused a dwelling that is let tells that somebody lives there.
    if described["dwelling"] and user.may(Right.MANAGE_TENANCIES):
        dwelling = described_dwelling(referral)
        if dwelling is None:
            raise DwellingNotFreeError(described["dwelling"])
    starts_on = described["lease_starts_on"]
    try:
        with transaction.atomic():
            return open_household(
                landlord=referral.landlord,
                user=user,
                name=described["name"],
                persons=described["persons"],
                reason=f"Signalement {referral.reference}",
                dwelling=dwelling,
                lease_starts_on=datetime.date.fromisoformat(starts_on) if starts_on else None,
            )
    except IntegrityError as error:
        if "tenancy_one_at_a_time_per_dwelling" not in str(error):
            raise
        raise DwellingNotFreeError(described["dwelling"]) from error
