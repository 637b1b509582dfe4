import datetime

from django.db import IntegrityError, transaction

from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import Dwelling, Household, JournalEntry, Tenancy
from tenancies.services.access import require_own_case_file
from tenancies.services.journal import record_event


class DwellingTakenError(Exception):
    """Another household lives in the dwelling on these days."""


@transaction.atomic
def begin_tenancy(
    *, household: Household, user: User, dwelling: Dwelling, kind: str, starts_on: datetime.date
) -> Tenancy:
    """House a household. Raises `DwellingTakenError` when the dwelling is let on that day."""
    require_own_case_file(household=household, user=user, right=Right.MANAGE_TENANCIES)
    current = Household.machine.lock(household)
    if current.state == Household.State.CLOSED or dwelling.landlord_id != current.landlord_id:
        raise TransitionNotAllowedError(f"{dwelling.pk} cannot be let to {current.reference}")
    try:
        with transaction.atomic():
            tenancy = Tenancy.objects.create(household=current, dwelling=dwelling, kind=kind, starts_on=starts_on)
    except IntegrityError as error:
        raise DwellingTakenError from error
    # No address here: a protected household's timeline must not tell it.
    record_event(
        household=current,
        author=user,
        event=JournalEntry.Event.TENANCY_BEGUN,
        facts={"kind": tenancy.kind, "on": starts_on.isoformat()},
    )
    return tenancy


@transaction.atomic
def end_tenancy(*, tenancy: Tenancy, user: User, ends_on: datetime.date) -> Tenancy:
    """Record the day the keys came back."""
    require_own_case_file(household=tenancy.household, user=user, right=Right.MANAGE_TENANCIES)
    current = Tenancy.objects.select_for_update(of=("self",)).select_related("household").get(pk=tenancy.pk)
    if current.ends_on:
        raise TransitionNotAllowedError(f"tenancy {current.pk} has ended")
    current.ends_on = ends_on
    current.save(update_fields=["ends_on"])
    record_event(
        household=current.household,
        author=user,
        event=JournalEntry.Event.TENANCY_ENDED,
        facts={"kind": current.kind, "on": ends_on.isoformat()},
    )
    return current
