import uuid
from collections.abc import Collection

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from housing_support.common.audit import tracked
from partners.roles import Right
from partners.validators import validate_siren, validate_siret


class Expertise(models.TextChoices):
    """What an association can be mobilised for."""

    HOUSING_SUPPORT = "HOUSING_SUPPORT", "Accompagnement vers et dans le logement"
    BUDGET = "BUDGET", "Budget et accès aux droits"
    ADDICTION = "ADDICTION", "Addictions"
    MEDIATION = "MEDIATION", "Conflits de voisinage, médiation"
    PARENTING = "PARENTING", "Soutien à la parentalité"


# Health data (art. 9 GDPR): to be sent to whoever does this, and nothing else, tells about one's health.
HEALTH_EXPERTISES = frozenset({Expertise.ADDICTION})


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def landlords(self) -> "OrganizationQuerySet":
        return self.filter(kind=Organization.Kind.LANDLORD)

    def associations(self) -> "OrganizationQuerySet":
        return self.filter(kind=Organization.Kind.ASSOCIATION)

    def visible_to(self, user) -> "OrganizationQuerySet":
        """The user's own organization and those of the conventions that it reads, in force or not."""
        own = user.organization_id
        return self.filter(
            Q(pk=own)
            | Q(pk__in=Organization.objects.filter(conventions_as_association__landlord=own).values("pk"))
            | Q(pk__in=apps.get_model("partners", "Convention").objects.visible_to(user).values("landlord"))
        )

    def to_be_joined(self, user) -> "OrganizationQuerySet":
        """The associations where nobody works yet, and whose first person is for the user's organization to invite: no
        other has invited one, for whoever comes first lets the others in."""
        invitations = apps.get_model("partners", "Invitation").objects.filter(organization=models.OuterRef("pk"))
        by_others = invitations.exclude(invited_by__organization=user.organization_id)
        if not user.may(Right.MANAGE_CONVENTIONS):
            return self.none()
        return self.associations().filter(users=None).exclude(models.Exists(by_others))


@tracked()
class Organization(models.Model):
    class Kind(models.TextChoices):
        LANDLORD = "LANDLORD", "Bailleur social"
        ASSOCIATION = "ASSOCIATION", "Association"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("nature", max_length=20, choices=Kind)
    name = models.CharField("nom", max_length=120)
    short_name = models.CharField("nom court", max_length=40)
    siren = models.CharField("SIREN", max_length=9, unique=True, validators=[validate_siren])
    siret = models.CharField("SIRET du siège", max_length=14, blank=True, validators=[validate_siret])
    # As the landlord that registered an association says, then as the association says itself; none until it does.
    expertises = ArrayField(
        models.CharField(max_length=30, choices=Expertise), default=list, blank=True, verbose_name="compétences"
    )
    declared_expertises = ArrayField(
        models.CharField(max_length=30, choices=Expertise), null=True, blank=True, verbose_name="compétences déclarées"
    )
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse électronique", blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisme"
        constraints = [
            models.CheckConstraint(
                name="organization_siret_starts_with_siren",
                condition=Q(siret="") | Q(siren=Left(F("siret"), 9)),
                violation_error_message="Le SIRET commence par le SIREN.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def is_landlord(self) -> bool:
        return self.kind == self.Kind.LANDLORD

    @property
    def shown_expertises(self) -> list[str]:
        """What it says of itself or, until it does, what was registered."""
        return self.expertises if self.declared_expertises is None else self.declared_expertises

    # What an association does is said twice, by the landlord that registered it and by itself. Neither alone may open
    # what is about health, and either is enough to close it.

    def answers(self, expertises: Collection[str]) -> bool:
        """Whether it does one of these, for both."""
        return bool({*expertises} & {*self.expertises} & {*self.shown_expertises})

    @property
    def tells_of_health(self) -> bool:
        """Whether being sent to it may tell of somebody's health, for either."""
        return bool(HEALTH_EXPERTISES & {*self.expertises, *self.shown_expertises})

    def clean(self) -> None:
        if self.siret and self.siren and not self.siret.startswith(self.siren):
            raise ValidationError({"siret": "Le SIRET commence par le SIREN."})
