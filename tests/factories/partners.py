import datetime

import factory
from django.utils import timezone

from housing_support.common.documents.content import FileType
from partners.models import (
    Convention,
    ConventionDocument,
    ConventionTerms,
    Expertise,
    FundedAction,
    Invitation,
    Organization,
    Programme,
    User,
)
from partners.roles import Role
from partners.services.invitations import digest_of
from partners.services.terms import first_terms


def luhn_completed(stem: int) -> str:
    """An eight-digit number and the check digit that makes it a SIREN."""
    from partners.validators import passes_luhn

    return next(f"{stem:08}{digit}" for digit in range(10) if passes_luhn(f"{stem:08}{digit}"))


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization

    kind = Organization.Kind.ASSOCIATION
    short_name = factory.Sequence(lambda n: f"Association {n}")
    name = factory.SelfAttribute("short_name")
    siren = factory.Sequence(lambda n: luhn_completed(10_000_000 + n))
    expertises = factory.LazyFunction(lambda: [Expertise.HOUSING_SUPPORT])

    class Params:
        is_landlord = factory.Trait(
            kind=Organization.Kind.LANDLORD, short_name=factory.Sequence(lambda n: f"Bailleur {n}"), expertises=[]
        )


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"personne{n}@exemple.fr")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Martin{n}")
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.SOCIAL_WORKER

    class Params:
        landlord_staff = factory.Trait(
            organization=factory.SubFactory(OrganizationFactory, is_landlord=True), role=Role.RENTAL_OFFICER
        )


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme
        # A landlord runs one at a time.
        django_get_or_create = ("landlord", "starts_on")

    landlord = factory.SubFactory(OrganizationFactory, is_landlord=True)
    name = factory.Sequence(lambda n: f"10 000 logements accompagnés {n}")
    starts_on = factory.LazyFunction(lambda: timezone.localdate().replace(month=1, day=1))
    ends_on = factory.LazyFunction(lambda: timezone.localdate().replace(month=12, day=31))
    grant_cents = 3_700_000


class FundedActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FundedAction

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = "Maillage"
    objective = FundedAction.Objective.MAINTENANCE
    target_households = 15


class ConventionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Convention
        skip_postgeneration_save = True

    action = factory.SubFactory(FundedActionFactory)
    landlord = factory.SelfAttribute("action.programme.landlord")
    association = factory.SubFactory(OrganizationFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - datetime.timedelta(days=100))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=265))
    state = Convention.State.SIGNED
    visit_interval_days = 15
    answer_delay_days = 10

    @factory.post_generation
    def terms(convention, create, extracted, **kwargs):
        if create:
            first_terms(convention).save()


class ConventionTermsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConventionTerms

    convention = factory.SubFactory(ConventionFactory)
    ends_on = factory.SelfAttribute("convention.ends_on")
    visit_interval_days = factory.SelfAttribute("convention.visit_interval_days")
    answer_delay_days = factory.SelfAttribute("convention.answer_delay_days")


def amendment_of(convention: Convention, **changed) -> dict:
    """What `amend_convention` is given to change the terms known last, from today on."""
    since = changed.pop("since", timezone.localdate())
    known = convention.terms.latest("since").values()
    return {"convention": convention, "version": convention.version, "since": since, **known, **changed}


class StoredDocumentFactory(factory.django.DjangoModelFactory):
    """A row without its file: what lists documents opens none."""

    class Meta:
        abstract = True

    content_type = FileType.PDF
    size = 1_234_567
    sha256 = "0" * 64
    stored_name = factory.Sequence(lambda n: f"documents/00/{n}")


class ConventionDocumentFactory(StoredDocumentFactory):
    class Meta:
        model = ConventionDocument

    convention = factory.SubFactory(ConventionFactory)
    author = factory.SubFactory(
        UserFactory, organization=factory.SelfAttribute("..convention.landlord"), role=Role.MANAGER
    )
    kind = ConventionDocument.Kind.SIGNED_COPY


class InvitationFactory(factory.django.DjangoModelFactory):
    """The link of the invitation holds `token`."""

    class Meta:
        model = Invitation
        exclude = ["token"]

    token = factory.Sequence(lambda n: f"token-{n}")
    token_digest = factory.LazyAttribute(lambda o: digest_of(o.token))
    email = factory.Sequence(lambda n: f"invite{n}@exemple.fr")
    first_name = "Dominique"
    last_name = factory.Sequence(lambda n: f"Lemaire{n}")
    organization = factory.SubFactory(OrganizationFactory)
    role = Role.SOCIAL_WORKER
    expires_at = factory.LazyFunction(lambda: timezone.now() + datetime.timedelta(days=7))

    class Params:
        accepted = factory.Trait(state=Invitation.State.ACCEPTED, accepted_at=factory.LazyFunction(timezone.now))
        revoked = factory.Trait(state=Invitation.State.REVOKED, revoked_at=factory.LazyFunction(timezone.now))
        expired = factory.Trait(
            created_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=8)),
            expires_at=factory.LazyFunction(lambda: timezone.now() - datetime.timedelta(days=1)),
        )
