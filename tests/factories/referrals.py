import datetime

import factory
from django.utils import timezone

from partners.roles import Role
from referrals.models import Attempt, Conflict, ConflictParty, Meeting, Mobilisation, Referral, RequestLink
from referrals.models.reasons import Reason
from referrals.services.links import digest_of
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.tenancies import ConsentFactory, DwellingFactory, HouseholdFactory


class ReferralFactory(factory.django.DjangoModelFactory):
    """A referral sent today, whose household agreed. Give `landlord` and `new_household` for one yet to be created."""

    class Meta:
        model = Referral

    household = factory.SubFactory(HouseholdFactory)
    landlord = factory.SelfAttribute("household.landlord")
    reference = factory.Sequence(lambda n: f"S-2026-{n:04}")
    author = factory.LazyAttribute(lambda o: UserFactory(organization=o.landlord, role=Role.RENTAL_OFFICER))
    reasons = factory.LazyFunction(lambda: [Reason.ARREARS])
    facts = "Deux loyers impayés depuis septembre."
    agreement = Referral.Agreement.GIVEN
    agreement_on = factory.LazyFunction(timezone.localdate)
    agreement_form = Referral.AgreementForm.PHONE
    sharing = Referral.Agreement.GIVEN
    sharing_on = factory.LazyFunction(timezone.localdate)
    sharing_form = Referral.AgreementForm.SPOKEN
    state = Referral.State.SENT
    sent_at = factory.LazyFunction(timezone.now)
    meeting_due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=15))
    screening_due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=7))
    screened_at = factory.LazyAttribute(lambda o: o.sent_at)

    class Params:
        stranger = factory.Trait(
            draft=True,
            household=None,
            landlord=factory.SubFactory(OrganizationFactory, is_landlord=True),
            new_household=factory.LazyFunction(
                lambda: {"name": "Fabre", "persons": [], "dwelling": None, "lease_starts_on": None}
            ),
        )
        # A door that a caretaker named, whose household no adviser has said yet.
        reported = factory.Trait(
            household=None,
            dwelling=factory.SubFactory(DwellingFactory),
            precision=Referral.Precision.DOOR,
            landlord=factory.SelfAttribute("dwelling.landlord"),
            author=factory.LazyAttribute(lambda o: UserFactory(organization=o.landlord, role=Role.CARETAKER)),
            agreement=Referral.Agreement.NOT_ASKED,
            agreement_on=None,
            agreement_form="",
        )
        draft = factory.Trait(
            state=Referral.State.DRAFT, sent_at=None, meeting_due_on=None, screening_due_on=None, screened_at=None
        )
        ended = factory.Trait(
            state=Referral.State.CLOSED,
            closed_at=factory.LazyFunction(timezone.now),
            closing_reason=Referral.EndReason.SOLVED,
        )


def put_in_charge(referral: Referral, adviser) -> None:
    """Unless somebody is already."""
    if referral.adviser is None and adviser:
        referral.adviser = adviser
        referral.save(update_fields=["adviser"])


class AttemptFactory(factory.django.DjangoModelFactory):
    """A visit of today that nobody answered."""

    class Meta:
        model = Attempt

    referral = factory.SubFactory(ReferralFactory)
    author = factory.LazyAttribute(lambda o: UserFactory(organization=o.referral.landlord, role=Role.ADVISER))
    made_on = factory.LazyFunction(timezone.localdate)
    means = Attempt.Means.VISIT
    result = Attempt.Result.NO_ANSWER


class MeetingFactory(factory.django.DjangoModelFactory):
    """Its adviser is in charge of the referral."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    referral = factory.SubFactory(ReferralFactory, state=Referral.State.MEETING_PLANNED)
    adviser = factory.LazyAttribute(lambda o: UserFactory(organization=o.referral.landlord, role=Role.ADVISER))
    planned_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=3))
    place = Meeting.Place.HOME

    @factory.post_generation
    def charge(self, create, extracted, **kwargs):
        put_in_charge(self.referral, self.adviser)

    class Params:
        held = factory.Trait(
            referral=factory.SubFactory(ReferralFactory, state=Referral.State.MET),
            state=Meeting.State.HELD,
            planned_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=2)),
            held_at=factory.SelfAttribute("planned_at"),
            needs=factory.LazyFunction(lambda: [Reason.ARREARS]),
            diagnosis="Budget déséquilibré depuis la perte d’un emploi.",
            decisions="Demander un échéancier.",
            author=factory.SelfAttribute("adviser"),
            organization=factory.SelfAttribute("adviser.organization"),
        )


class RequestLinkFactory(factory.django.DjangoModelFactory):
    """Of a partner without an account. The link holds `token`."""

    class Meta:
        model = RequestLink
        exclude = ["token"]

    token = factory.Sequence(lambda n: f"token-{n}")
    token_digest = factory.LazyAttribute(lambda o: digest_of(o.token))
    mobilisation = factory.SubFactory("tests.factories.referrals.MobilisationFactory")
    email = factory.Sequence(lambda n: f"contact{n}@exemple.fr")
    sent_by = factory.SelfAttribute("mobilisation.requested_by")
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=15))


class MobilisationFactory(factory.django.DjangoModelFactory):
    """Whoever asks is in charge of the referral."""

    class Meta:
        model = Mobilisation
        skip_postgeneration_save = True

    referral = factory.SubFactory(ReferralFactory, state=Referral.State.MOBILISING)
    convention = factory.LazyAttribute(lambda o: ConventionFactory(action__programme__landlord=o.referral.landlord))
    organization = factory.SelfAttribute("convention.association")
    goal = "Aider à tenir le budget."
    requested_by = factory.LazyAttribute(lambda o: UserFactory(organization=o.referral.landlord, role=Role.ADVISER))
    answer_due_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10))

    class Params:
        # Its answer was due yesterday.
        late = factory.Trait(
            answer_due_on=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))
        )
        reminded = factory.Trait(
            late=True,
            reminded_at=factory.LazyFunction(timezone.now),
            expires_on=factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=10)),
        )
        # Its last day was yesterday.
        silent = factory.Trait(
            reminded=True, expires_on=factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=1))
        )
        waitlisted = factory.Trait(
            state=Mobilisation.State.WAITLISTED,
            answered_at=factory.LazyFunction(timezone.now),
            place_expected_on=factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=40)),
        )
        expired = factory.Trait(
            silent=True, state=Mobilisation.State.EXPIRED, answered_at=factory.LazyFunction(timezone.now)
        )

    @factory.post_generation
    def charge(self, create, extracted, **kwargs):
        put_in_charge(self.referral, self.requested_by)

    @factory.post_generation
    def consent(self, create, extracted, **kwargs):
        """Nobody is asked without the household's word about that partner."""
        if create and self.referral.household:
            ConsentFactory(
                household=self.referral.household, organization=self.organization, recorded_by=self.requested_by
            )


class ConflictFactory(factory.django.DjangoModelFactory):
    """Between these `households`, and somebody unnamed who complains."""

    class Meta:
        model = Conflict
        skip_postgeneration_save = True

    landlord = factory.SubFactory(OrganizationFactory, is_landlord=True)
    reference = factory.Sequence(lambda n: f"V-2025-{n:04}")
    subject = Conflict.Subject.NOISE
    author = factory.LazyAttribute(lambda o: UserFactory(organization=o.landlord, role=Role.ADVISER))

    @factory.post_generation
    def households(self, create, extracted, **kwargs):
        by = {"conflict": self, "author": self.author, "organization": self.landlord}
        for rank, household in enumerate(extracted or [], start=1):
            ConflictParty.objects.create(rank=rank, kind="HOUSEHOLD", side="CONCERNED", household=household, **by)
        ConflictParty.objects.create(rank=99, kind="UNNAMED", side="COMPLAINS", **by)
