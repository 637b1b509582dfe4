import datetime

import factory
from django.utils import timezone

from partners.roles import Role
from tenancies.models import (
    CaseFileDocument,
    Consent,
    Domain,
    Dwelling,
    FollowUp,
    Household,
    JournalEntry,
    Message,
    Observation,
    Participation,
    Person,
    Reservation,
    Residence,
    Stay,
    SupportMeasure,
    Synthesis,
    Task,
    Tenancy,
    Vacancy,
    Visit,
    Void,
)
from tenancies.models.ends import EndReason
from tenancies.models.messages import BEFORE_IT_LEAVES
from tenancies.models.stays import latest_end_of
from tests.factories.partners import ConventionFactory, OrganizationFactory, StoredDocumentFactory, UserFactory


class ResidenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Residence

    landlord = factory.SubFactory(OrganizationFactory, is_landlord=True)
    name = factory.Sequence(lambda n: f"Résidence {n}")
    commune_code = "31555"
    commune_name = "Toulouse"


class DwellingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dwelling

    residence = factory.SubFactory(ResidenceFactory)
    landlord = factory.SelfAttribute("residence.landlord")
    street_number = "12"
    street_name = "rue des Mazades"
    postal_code = "31200"
    commune_code = "31555"
    commune_name = "Toulouse"
    floor = "4"
    door = factory.Sequence(lambda n: f"{n}")
    rooms = 3
    living_area_m2 = 62


class HouseholdFactory(factory.django.DjangoModelFactory):
    """A case file in which its landlord takes part, or the association that opened it for a candidate."""

    class Meta:
        model = Household
        skip_postgeneration_save = True

    landlord = factory.SubFactory(OrganizationFactory, is_landlord=True)
    opened_by = factory.SelfAttribute("landlord")
    reference = factory.LazyAttributeSequence(lambda o, n: f"{'D' if o.landlord else 'C'}-2026-{n:04}")
    name = factory.Sequence(lambda n: f"Belkacem{n}")

    class Params:
        closed = factory.Trait(
            state=Household.State.CLOSED, closed_on=factory.LazyFunction(timezone.localdate), opened_on="2026-01-05"
        )
        of_association = factory.Trait(landlord=None, opened_by=factory.SubFactory(OrganizationFactory))

    @factory.post_generation
    def participants(self, create, extracted, **kwargs):
        """Whoever opened it, and the organizations given as `participants=[…]`."""
        for organization in [self.opened_by, *(extracted or [])]:
            ParticipationFactory(household=self, organization=organization)


class ParticipationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participation

    household = factory.SubFactory(HouseholdFactory)
    organization = factory.SubFactory(OrganizationFactory)
    role = factory.LazyAttribute(
        lambda o: Participation.Role.LANDLORD if o.organization.is_landlord else Participation.Role.SUPPORT
    )
    reason = "Signalement"
    until = None
    end_reason = factory.LazyAttribute(lambda o: EndReason.TERM if o.until else "")


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    household = factory.SubFactory(HouseholdFactory)
    role = Person.Role.HOLDER
    first_name = "Samia"
    last_name = "Belkacem"
    birth_year = 1990


class TenancyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Tenancy

    household = factory.SubFactory(HouseholdFactory)
    dwelling = factory.LazyAttribute(lambda o: DwellingFactory(residence__landlord=o.household.landlord))
    starts_on = datetime.date(2025, 3, 3)


class StayFactory(factory.django.DjangoModelFactory):
    """A candidate whom the association that opened the case file puts up."""

    class Meta:
        model = Stay

    household = factory.SubFactory(HouseholdFactory, of_association=True)
    association = factory.SelfAttribute("household.opened_by")
    place_in_words = "Chambre 12, résidence sociale Ponts-Jumeaux"
    since = datetime.date(2026, 3, 1)
    planned_end = datetime.date(2027, 3, 1)
    latest_end = factory.LazyAttribute(lambda stay: max(latest_end_of(stay.since), stay.planned_end))
    state = factory.LazyAttribute(
        lambda stay: "ENDED" if stay.until else "EXTENDED" if stay.extension_reason else "RUNNING"
    )
    extension_reason = ""
    until = None
    end_reason = factory.LazyAttribute(lambda stay: "REHOUSED" if stay.until else "")
    destination = factory.LazyAttribute(lambda stay: "LASTING_LEASE" if stay.until else "")


class VacancyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vacancy

    dwelling = factory.SubFactory(DwellingFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=10))


class VoidFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Void

    dwelling = factory.SubFactory(DwellingFactory)
    reason = Void.Reason.WORKS
    starts_on = factory.LazyFunction(timezone.localdate)


class ReservationFactory(factory.django.DjangoModelFactory):
    """A dwelling held for a convention that has a place for it: for 60 days from today, unless said."""

    class Meta:
        model = Reservation

    convention = factory.SubFactory(ConventionFactory, reserved_dwellings=10)
    dwelling = factory.LazyAttribute(lambda o: DwellingFactory(residence__landlord=o.convention.landlord))
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + datetime.timedelta(days=60))

    class Params:
        announced = factory.Trait(state=Reservation.State.ANNOUNCED)
        # Give `household` to say which.
        allocated = factory.Trait(
            state=Reservation.State.ALLOCATED, household=factory.SubFactory(HouseholdFactory, of_association=True)
        )
        let = factory.Trait(
            state=Reservation.State.LET,
            household=factory.LazyAttribute(lambda o: HouseholdFactory(landlord=o.convention.landlord)),
        )
        released = factory.Trait(
            state=Reservation.State.RELEASED,
            released_on=factory.LazyFunction(timezone.localdate),
            release_reason=Reservation.ReleaseReason.NO_CANDIDATE,
        )


class SupportMeasureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SupportMeasure

    household = factory.SubFactory(HouseholdFactory)
    action = factory.LazyAttribute(lambda o: ConventionFactory(action__programme__landlord=o.household.landlord).action)
    started_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=30))


class FollowUpFactory(factory.django.DjangoModelFactory):
    """A running follow-up in a case file open to its association, due in the convention's interval from its start.

    Give `convention` and `household` of the same landlord, or neither.
    """

    class Meta:
        model = FollowUp

    convention = factory.SubFactory(ConventionFactory)
    household = factory.LazyAttribute(
        lambda o: HouseholdFactory(
            landlord=o.convention.landlord, participants=[o.convention.association], state=Household.State.SUPPORTED
        )
    )
    organization = factory.SelfAttribute("convention.association")
    measure = factory.LazyAttribute(
        lambda o: SupportMeasureFactory(household=o.household, action=o.convention.action, started_on=o.started_on)
    )
    # Its worker, when one is given, has opened the case file.
    worker = None
    taken_in_charge_at = factory.LazyAttribute(lambda o: timezone.now() if o.worker else None)
    started_on = factory.LazyFunction(timezone.localdate)
    ended_on = None
    end_reason = factory.LazyAttribute(lambda o: EndReason.TERM if o.ended_on else "")
    visit_due_on = factory.LazyAttribute(
        lambda o: o.started_on + datetime.timedelta(days=o.convention.visit_interval_days)
    )


class VisitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Visit
        skip_postgeneration_save = True

    follow_up = factory.SubFactory(FollowUpFactory)
    household = factory.SelfAttribute("follow_up.household")
    organization = factory.SelfAttribute("follow_up.organization")
    author = factory.LazyAttribute(lambda o: UserFactory(organization=o.organization))
    outcome = Visit.Outcome.DONE
    medium = Visit.Medium.HOME
    visited_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def levels(self, create, extracted, **kwargs):
        """What was observed, given as `levels={Domain.BUDGET: 3}`."""
        for domain, level in (extracted or {}).items():
            ObservationFactory(visit=self, domain=domain, level=level)


class ObservationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Observation

    visit = factory.SubFactory(VisitFactory)
    household = factory.SelfAttribute("visit.household")
    observed_on = factory.LazyAttribute(lambda o: timezone.localdate(o.visit.visited_at))
    domain = Domain.BUDGET
    level = 3


class JournalEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = JournalEntry

    household = factory.SubFactory(HouseholdFactory)
    author = factory.SubFactory(UserFactory)
    organization = factory.SelfAttribute("author.organization")
    audience = JournalEntry.Audience.SHARED
    text = "Courrier de la CAF reçu."


class MessageFactory(factory.django.DjangoModelFactory):
    """One that left an hour ago."""

    class Meta:
        model = Message

    household = factory.SubFactory(HouseholdFactory)
    author = factory.SubFactory(
        UserFactory, organization=factory.SelfAttribute("..household.landlord"), role=Role.ADVISER
    )
    organization = factory.SelfAttribute("author.organization")
    audience = Message.Audience.SHARED
    text = "Le plombier passe jeudi."
    leaves_at = factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(hours=1))
    written_at = factory.LazyAttribute(lambda o: o.leaves_at - BEFORE_IT_LEAVES)
    told_at = factory.SelfAttribute("leaves_at")


class SynthesisFactory(factory.django.DjangoModelFactory):
    """To come, called by the adviser."""

    class Meta:
        model = Synthesis

    household = factory.SubFactory(HouseholdFactory)
    author = factory.SubFactory(
        UserFactory, organization=factory.SelfAttribute("..household.landlord"), role=Role.ADVISER
    )
    organization = factory.SelfAttribute("author.organization")
    audience = Synthesis.Audience.SOCIAL
    planned_at = factory.LazyFunction(timezone.now)
    place = Synthesis.Place.AGENCY


class TaskFactory(factory.django.DjangoModelFactory):
    """Of the adviser, for their own team."""

    class Meta:
        model = Task

    household = factory.SubFactory(HouseholdFactory)
    author = factory.SubFactory(
        UserFactory, organization=factory.SelfAttribute("..household.landlord"), role=Role.ADVISER
    )
    organization = factory.SelfAttribute("author.organization")
    in_charge = factory.LazyAttribute(lambda o: o.person.organization if o.person else o.organization)
    person = None
    audience = Task.Audience.SHARED
    what = "Demander la quittance."
    due_on = factory.LazyFunction(timezone.localdate)


class CaseFileDocumentFactory(StoredDocumentFactory):
    class Meta:
        model = CaseFileDocument

    household = factory.SubFactory(HouseholdFactory)
    author = factory.SubFactory(
        UserFactory, organization=factory.SelfAttribute("..household.landlord"), role=Role.ADVISER
    )
    organization = factory.SelfAttribute("author.organization")
    audience = CaseFileDocument.Audience.SHARED
    kind = CaseFileDocument.Kind.LEASE


class ConsentFactory(factory.django.DjangoModelFactory):
    """The household agreed today to this partner; once, however often it is said."""

    class Meta:
        model = Consent
        django_get_or_create = ["household", "organization"]

    household = factory.SubFactory(HouseholdFactory)
    organization = factory.SubFactory(OrganizationFactory)
    state = Consent.State.GIVEN
    on = factory.LazyFunction(timezone.localdate)
    form = Consent.Form.SPOKEN
    recorded_by = factory.LazyAttribute(lambda o: UserFactory(organization=o.household.landlord, role=Role.ADVISER))
