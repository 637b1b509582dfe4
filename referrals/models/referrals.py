import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from partners.audit import tracked
from partners.models import Organization, User
from partners.roles import Right, Role
from referrals.reasons import Reason
from tenancies.models import Household


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ReferralQuerySet":
        """The landlord's staff see its referrals once sent, their author alone before; a caretaker only their own.
        Associations see what concerns them through `Mobilisation`."""
        if not user.may(Right.READ_REFERRALS):
            return self.none()
        own = Q(author=user.pk)
        seen = own if user.role == Role.CARETAKER else own | ~Q(state=Referral.State.DRAFT)
        return self.filter(seen, landlord=user.organization_id)

    def open(self) -> "ReferralQuerySet":
        return self.filter(closed_at=None).exclude(state=Referral.State.DRAFT)


@tracked()
class Referral(models.Model):
    """What the landlord spotted about a tenant in difficulty, followed to its end (action 3)."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Brouillon"
        SENT = "SENT", "Rencontre à fixer"
        MEETING_PLANNED = "MEETING_PLANNED", "Rencontre fixée"
        MET = "MET", "Partenaire à mobiliser"
        MOBILISING = "MOBILISING", "En attente de réponse"
        IN_FOLLOW_UP = "IN_FOLLOW_UP", "Suivi en cours"
        CLOSED = "CLOSED", "Clos"
        DISMISSED = "DISMISSED", "Classé sans suite"

    class Urgency(models.TextChoices):
        NORMAL = "NORMAL", "Sous 15 jours"
        URGENT = "URGENT", "Urgent"

    class Agreement(models.TextChoices):
        GIVEN = "GIVEN", "Accord donné"
        NOT_ASKED = "NOT_ASKED", "Pas encore demandé"
        REFUSED = "REFUSED", "Refus"

    class AgreementForm(models.TextChoices):
        SPOKEN = "SPOKEN", "De vive voix"
        PHONE = "PHONE", "Par téléphone"
        WRITTEN = "WRITTEN", "Par écrit"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="referrals")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="referrals")
    reference = models.CharField("référence", max_length=20, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="referrals")
    reasons = ArrayField(models.CharField(max_length=20, choices=Reason), verbose_name="motifs")
    facts = models.TextField("faits constatés", max_length=4000, blank=True)
    agreement = models.CharField("accord du ménage", max_length=20, choices=Agreement)
    agreement_on = models.DateField("accord recueilli le", null=True, blank=True)
    agreement_form = models.CharField("comment", max_length=20, choices=AgreementForm, blank=True)
    urgency = models.CharField("urgence", max_length=20, choices=Urgency, default=Urgency.NORMAL)
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    # The day by which the adviser meets the household: sending date plus the landlord's delay for this urgency.
    meeting_due_on = models.DateField("rencontre avant le", null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closing_reason = models.CharField("motif de fin", max_length=300, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "signalement"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["landlord", "reference"], name="referral_reference_unique_per_landlord"),
            models.CheckConstraint(name="referral_has_a_reason", condition=Q(reasons__len__gt=0)),
            models.CheckConstraint(
                name="referral_sent_has_dates",
                condition=Q(state="DRAFT", sent_at=None, meeting_due_on=None)
                | (~Q(state="DRAFT") & Q(sent_at__isnull=False, meeting_due_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="referral_ended_is_explained",
                condition=(Q(state__in=["CLOSED", "DISMISSED"], closed_at__isnull=False) & ~Q(closing_reason=""))
                | (~Q(state__in=["CLOSED", "DISMISSED"]) & Q(closed_at=None)),
            ),
            models.CheckConstraint(
                name="referral_agreement_given_is_dated",
                condition=(Q(agreement="GIVEN", agreement_on__isnull=False) & ~Q(agreement_form=""))
                | ~Q(agreement="GIVEN"),
                violation_error_message="Dites quand et comment l’accord a été donné.",
            ),
        ]
        indexes = [
            models.Index(fields=["landlord", "-id"], name="referral_by_landlord"),
            models.Index(fields=["landlord", "state", "-id"], name="referral_by_state"),
            models.Index(fields=["household"], name="referral_by_household"),
        ]

    def __str__(self) -> str:
        return f"Signalement {self.reference}"


class ReferralEvent(models.Model):
    """One row per move of a referral: who, when, from where to where."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="events")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    comment = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "événement"
        ordering = ["referral", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.referral} · {self.to_state}"
