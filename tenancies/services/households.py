import datetime

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from partners.models import LandlordParameters, Organization, User
from partners.roles import Right
from tenancies.models import Dwelling, Household, JournalEntry, Participation, Person, Tenancy
from tenancies.models.audience import COMMON, Audience, AudienceModel
from tenancies.models.ends import READS_NOTHING_MORE
from tenancies.services import references
from tenancies.services.access import require_open_case_file
from tenancies.services.journal import record_event
from tenancies.signals import case_file_locking

# Why an association takes part in a case file that it opened itself: the same for a household that it puts up and for
# one that it proposes, for a landlord reads it one day.
TOWARDS_A_HOME = "Vers un logement"


@transaction.atomic
def open_household(
    *,
    landlord: Organization | None,
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

    Without a landlord it is that of a candidate: the user's association opens it and is alone to take part in it. Its
    reference is of the association's series of candidates until the lease.
    `persons` are keyword arguments of `Person`. Raises `IntegrityError` when the dwelling is let on that day.
    """
    right = Right.LOG_REFERRAL if landlord else Right.EDIT_HOUSEHOLD
    user.require(right)
    opened_by = user.organization
    if opened_by != landlord and (landlord or opened_by.is_landlord):
        raise RightMissingError(right)
    if dwelling and dwelling.landlord_id != opened_by.pk:
        raise TransitionNotAllowedError(f"{dwelling.pk} is not let by {opened_by}")
    if dwelling:
        # Whether a door is let tells where a protected household lives.
        user.require(Right.MANAGE_TENANCIES)
    today = timezone.localdate()
    household = Household.objects.create(
        landlord=landlord,
        opened_by=opened_by,
        reference=references.next_reference(
            organization=opened_by, prefix=references.CASE_FILE if landlord else references.CANDIDATE, on=today
        ),
        name=name,
        opened_on=today,
        is_protected=is_protected,
    )
    Person.objects.bulk_create(Person(household=household, **person) for person in persons)
    role = Participation.Role.LANDLORD if landlord else Participation.Role.SUPPORT
    begin_participation(household=household, organization=opened_by, role=role, reason=reason)
    if dwelling:
        Tenancy.objects.create(
            household=household, dwelling=dwelling, kind=tenancy_kind, starts_on=lease_starts_on or today
        )
    record_event(household=household, author=user, event=JournalEntry.Event.CASE_FILE_OPENED)
    return household


def begin_participation(*, household: Household, organization: Organization, role: str, reason: str) -> Participation:
    """Open the case file to an organization, unless it takes part already."""
    participation, _ = Participation.objects.get_or_create(
        household=household, organization=organization, until=None, defaults={"role": role, "reason": reason}
    )
    return participation


def house_candidate(*, household: Household, landlord: Organization, reason: str) -> Household:
    """The landlord answers for a candidate's case file, locked, from its lease on, on behalf of a service that has
    checked its right. It reads what is shared from now on: what was written before stays with who wrote it.

    The reference is the next one of the landlord's series from now on; it is still found by what it was. A lease that
    is cancelled as signed by error takes nothing back: the case file stays with its landlord, under the number that it
    was given, which no other ever gets. A household has one landlord at a time: another landlord has its own case file
    of it, with a number of its own series.
    """
    if household.landlord_id or household.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {household.reference} is no candidate's")
    household.landlord, household.candidate_reference = landlord, household.reference
    household.reference = references.next_reference(
        organization=landlord, prefix=references.CASE_FILE, on=timezone.localdate()
    )
    household.save(update_fields=["landlord", "reference", "candidate_reference"])
    keep_with_its_writers(household)
    begin_participation(household=household, organization=landlord, role=Participation.Role.LANDLORD, reason=reason)
    return household


def keep_with_its_writers(household: Household) -> None:
    """Whatever is written in the case file of a candidate was written among those who took part in it then, who told
    it to no landlord: an association writes there of prison, of violence (art. 10 GDPR)."""
    for model in apps.get_models():
        if issubclass(model, AudienceModel):
            written = model._base_manager.filter(**{model.household_path: household}, organization__isnull=False)
            written.filter(audience__in=COMMON).update(audience=Audience.ORGANIZATION)


def end_participation(*, household: Household, organization: Organization, reason: str) -> None:
    """Close the case file to an organization from today on, for a code of `EndReason`. It goes on reading what it wrote
    for as many days as the landlord says, unless it was to lose that too."""
    today = timezone.localdate()
    kept = datetime.timedelta(days=LandlordParameters.of(household.landlord_id).own_entries_days)
    own_until = None if reason in READS_NOTHING_MORE else today + kept
    Participation.objects.current().filter(household=household, organization=organization).update(
        until=today, end_reason=reason, own_until=own_until
    )


def lock_case_file(household: Household) -> Household:
    """The case file, locked after what stands above it."""
    case_file_locking.send(Household, household=household)
    return Household.machine.lock(household)


@transaction.atomic
def edit_household(*, household: Household, user: User, version: int, name: str, persons: list[dict]) -> Household:
    """Replace a household's name and persons. Each of `persons` holds the fields of `Person`, with `id`
    for those already there; those left out are removed.

    Raises `StaleVersionError` when somebody saved since `version` was read.
    """
    require_open_case_file(household=household, user=user, right=Right.EDIT_HOUSEHOLD)
    current = Household.machine.lock(household)
    if current.version != version:
        raise StaleVersionError
    if current.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {current.reference} is closed")
    current.name, current.version = name, version + 1
    current.save(update_fields=["name", "version"])
    replace_persons(household=current, persons=persons)
    return current


def replace_persons(*, household: Household, persons: list[dict]) -> None:
    present = {person.pk: person for person in household.persons.all()}
    kept = {person["id"] for person in persons if person.get("id")}
    household.persons.exclude(pk__in=kept).delete()
    # The one holder changes in two steps: nobody may be the second holder, not even for an instant.
    for data in sorted(persons, key=lambda data: data["role"] == Person.Role.HOLDER):
        fields = {name: value for name, value in data.items() if name != "id"}
        person = present.get(data.get("id", 0)) or Person(household=household)
        changed = [name for name, value in fields.items() if getattr(person, name) != value]
        for name in changed:
            setattr(person, name, fields[name])
        if person.pk is None:
            person.save()
        elif changed:
            person.save(update_fields=changed)
