import datetime

import factory
from django.utils import timezone

from partners.roles import Role
from referrals.models import Candidacy, CommitteeSession, Examination, Offer
from tests.factories.candidacies import CandidacyFactory
from tests.factories.partners import OrganizationFactory, UserFactory

DAY = datetime.timedelta(days=1)


class CommitteeSessionFactory(factory.django.DjangoModelFactory):
    """A session that is held today, with somebody who votes."""

    class Meta:
        model = CommitteeSession
        skip_postgeneration_save = True

    landlord = factory.SubFactory(OrganizationFactory, is_landlord=True)
    held_on = factory.LazyFunction(timezone.localdate)
    quorum = 1
    state = CommitteeSession.State.HELD

    class Params:
        minuted = factory.Trait(
            state=CommitteeSession.State.MINUTED,
            held_on=factory.LazyFunction(lambda: timezone.localdate() - 20 * DAY),
            minuted_at=factory.LazyFunction(timezone.now),
        )

    @factory.post_generation
    def seats(self, create, extracted, **kwargs):
        self.members.create(name="Hortense Vidal", quality="APPOINTED", was_present=True)


class ExaminationFactory(factory.django.DjangoModelFactory):
    """A candidate to whom the dwelling is allocated, first of all, once the minutes are closed."""

    class Meta:
        model = Examination

    candidacy = factory.SubFactory(CandidacyFactory, state=Candidacy.State.EXAMINED)
    announcement = factory.SelfAttribute("candidacy.announcement")
    session = factory.LazyAttribute(
        lambda o: CommitteeSessionFactory(landlord=o.candidacy.announcement.landlord, minuted=True)
    )
    decision = Examination.Decision.ATTRIBUTION
    rank = 1
    fewer_candidates = Examination.FewerCandidates.NOT_ENOUGH
    recorded_by = factory.LazyAttribute(
        lambda o: UserFactory(organization=o.candidacy.announcement.landlord, role=Role.MANAGER)
    )


class OfferFactory(factory.django.DjangoModelFactory):
    """A dwelling offered twelve days ago, three before the end, to whoever the committee put first."""

    class Meta:
        model = Offer

    candidacy = factory.LazyAttribute(lambda o: ExaminationFactory(candidacy__state=Candidacy.State.OFFERED).candidacy)
    announcement = factory.SelfAttribute("candidacy.announcement")
    sent_by = factory.LazyAttribute(lambda o: UserFactory(organization=o.announcement.landlord, role=Role.MANAGER))
    notified_on = factory.LazyFunction(lambda: timezone.localdate() - 12 * DAY)
    expires_on = factory.LazyFunction(lambda: timezone.localdate() + 3 * DAY)
