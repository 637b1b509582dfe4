import datetime

from django.db import transaction
from django.utils import timezone

from partners.models import Organization, User
from partners.roles import Right
from tenancies.models import Dwelling, Household, JournalEntry, Participation, Person, Tenancy
from tenancies.services import references
from tenancies.services.journal import record_event


@transaction.atomic
def open_household(
    *,
    landlord: Organization,
    user: User,
    name: str,
    persons: list[dict],
    reason: str,
    dwelling: Dwelling | None = None,
    lease_starts_on: datetime.date | None = None,
    tenancy_kind: str = Tenancy.Kind.DIRECT,
    is_protected: bool = False,
) -> Household:
    """Open a case file: its reference, its persons, the landlord's participation and, for a tenant, the lease.

    `persons` are keyword arguments of `Person`. Raises `IntegrityError` when the dwelling is let on that day.
    """
    if not user.may(Right.LOG_REFERRAL):
        user.require(Right.EDIT_HOUSEHOLD)
    today = timezone.localdate()
    household = Household.objects.create(
        landlord=landlord,
        reference=references.next_reference(landlord=landlord, prefix=references.CASE_FILE, on=today),
        name=name,
        opened_on=today,
        is_protected=is_protected,
    )
    Person.objects.bulk_create(Person(household=household, **person) for person in persons)
    begin_participation(household=household, organization=landlord, role=Participation.Role.LANDLORD, reason=reason)
    if dwelling:
        Tenancy.objects.create(
            household=household, dwelling=dwelling, kind=tenancy_kind, starts_on=lease_starts_on or today
        )
    record_event(household=household, author=user, kind=JournalEntry.Kind.CASE_FILE, title="Ouverture du dossier")
    return household


def begin_participation(*, household: Household, organization: Organization, role: str, reason: str) -> Participation:
    """Open the case file to an organization, unless it takes part already."""
    participation, _ = Participation.objects.get_or_create(
        household=household, organization=organization, until=None, defaults={"role": role, "reason": reason}
    )
    return participation


def end_participation(*, household: Household, organization: Organization) -> None:
    """Close the case file to an organization from today on."""
    Participation.objects.current().filter(household=household, organization=organization).update(
        until=timezone.localdate()
    )
