import datetime

import factory
from django.utils import timezone

from partners.roles import Role
from referrals.models import Announcement, Candidacy
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, ReservationFactory


class AnnouncementFactory(factory.django.DjangoModelFactory):
    """A reserved dwelling announced today, candidates awaited within 30 days."""

    class Meta:
        model = Announcement

    reservation = factory.SubFactory(ReservationFactory, announced=True)
    convention = factory.SelfAttribute("reservation.convention")
    landlord = factory.SelfAttribute("convention.landlord")
    association = factory.SelfAttribute("convention.association")
    shown = Announcement.Shown.ADDRESS
    rent_euros = 320
    charges_euros = 80
    announced_by = factory.LazyAttribute(lambda o: UserFactory(organization=o.landlord, role=Role.RENTAL_OFFICER))
    answer_due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=30))

    class Params:
        answered = factory.Trait(state=Announcement.State.ANSWERED)
        without_candidate = factory.Trait(
            reservation=factory.SubFactory(ReservationFactory),
            state=Announcement.State.NO_CANDIDATE,
            no_candidate_reason=Announcement.NoCandidateReason.SIZE,
            ended_at=factory.LazyFunction(timezone.now),
        )


class CandidacyFactory(factory.django.DjangoModelFactory):
    """A candidate proposed today for a dwelling announced to the association that opened its case file."""

    class Meta:
        model = Candidacy

    announcement = factory.SubFactory(AnnouncementFactory, answered=True)
    association = factory.SelfAttribute("announcement.association")
    household = factory.LazyAttribute(lambda o: HouseholdFactory(landlord=None, opened_by=o.association))
    rank_wished = 1
    unique_number = "031012401234531001"
    adults = 1
    income_euros = 11_200
    resources_euros = 940
    benefit_euros = 240
    needs = "Rez-de-chaussée ou ascenseur."
    support = "Une visite par semaine les deux premiers mois."
    proposed_by = factory.LazyAttribute(lambda o: UserFactory(organization=o.association, role=Role.SOCIAL_WORKER))

    class Params:
        incomplete = factory.Trait(
            state=Candidacy.State.INCOMPLETE, missing=factory.LazyFunction(lambda: [Candidacy.Missing.TAX])
        )
        declined = factory.Trait(
            state=Candidacy.State.DECLINED,
            end_reason=Candidacy.EndReason.CEILING,
            ended_at=factory.LazyFunction(timezone.now),
        )
