import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.deadlines import Deadline
from housing_support.common.mending import CORRECTED_IN_FULL, Correctable
from partners.models import Organization, User
from partners.roles import Right
from referrals.models.mobilisations import Mobilisation
from referrals.models.reasons import HEALTH_REASONS, Reason
from referrals.models.referrals import Referral


@tracked()
class MobilisationResult(Correctable):
    """What became of one problem once a partner's work was over, said by that partner: a code, never a text.

    Nothing is asked of health: where the partner came for it alone, the result is that of the whole request, whose
    `problem` is empty.
    """

    class Result(models.TextChoices):
        SOLVED = "SOLVED", "Résolu"
        BETTER = "BETTER", "Mieux"
        UNCHANGED = "UNCHANGED", "Inchangé"
        WORSE = "WORSE", "Moins bien"
        NOT_TREATED = "NOT_TREATED", "Non traité"

    mobilisation = models.ForeignKey(Mobilisation, on_delete=models.CASCADE, related_name="results")
    problem = models.CharField("difficulté", max_length=20, choices=Reason, blank=True)
    result = models.CharField("résultat", max_length=20, choices=Result)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("noté le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "résultat d’une mobilisation"
        verbose_name_plural = "résultats des mobilisations"
        ordering = ["mobilisation", "pk"]
        constraints = [
            models.CheckConstraint(condition=CORRECTED_IN_FULL, name="mobilisation_result_corrected_in_full"),
            models.UniqueConstraint(fields=["mobilisation", "problem"], name="mobilisation_result_once_per_problem"),
            models.CheckConstraint(
                name="mobilisation_result_tells_nothing_of_health",
                condition=~Q(problem__in=sorted(HEALTH_REASONS)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_problem_display() or 'Ce qui était demandé'} : {self.get_result_display()}"


# Months after the end of a referral at which it is asked whether what it solved holds.
AFTER_MONTHS = (3, 6)
# Ends after which it is asked: the household was helped, and stays.
ASKED_AFTER = (Referral.EndReason.SOLVED, Referral.EndReason.SUPPORTED)


class ReferralOutcomeQuerySet(models.QuerySet["ReferralOutcome"]):
    def visible_to(self, user: User) -> "ReferralOutcomeQuerySet":
        """For the landlord's advisers: what they ask is of social work."""
        if not user.may(Right.MEET_HOUSEHOLD):
            return self.none()
        return self.filter(referral__in=Referral.objects.visible_to(user))

    def to_ask(self) -> "ReferralOutcomeQuerySet":
        return ReferralOutcome.ASKED.due_by(self, until=timezone.localdate())

    def known(self) -> "ReferralOutcomeQuerySet":
        return self.exclude(outcome="")


@tracked()
class ReferralOutcome(Correctable):
    """Whether what was solved still holds some months after a referral was closed: asked once for each, a code."""

    class Outcome(models.TextChoices):
        HOLDS = "HOLDS", "La difficulté n’est pas revenue"
        PARTLY = "PARTLY", "Elle est revenue, moins forte"
        BACK = "BACK", "Elle est revenue"
        LEFT = "LEFT", "Le ménage est parti"
        UNKNOWN = "UNKNOWN", "Sans nouvelles"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="outcomes")
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    months = models.PositiveSmallIntegerField("mois après la fin du signalement")
    due_on = models.DateField("à demander le")
    outcome = models.CharField("ce qu’il en est", max_length=20, choices=Outcome, blank=True)
    recorded_on = models.DateField("recueilli le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = ReferralOutcomeQuerySet.as_manager()

    ASKED = Deadline(
        "Suites d’un signalement clos",
        column="due_on",
        waits={"recorded_on": (None,)},
        whom="the landlord's advisers",
        since="the day on which the referral was closed, solved or taken over by a support",
        delay="3 and 6 months; asked from that day on",
    )

    class Meta:
        verbose_name = "suite d’un signalement"
        verbose_name_plural = "suites des signalements"
        ordering = ["referral", "months"]
        constraints = [
            within_bounds(days=["due_on", "recorded_on"]),
            models.CheckConstraint(condition=CORRECTED_IN_FULL, name="referral_outcome_corrected_in_full"),
            models.UniqueConstraint(fields=["referral", "months"], name="referral_outcome_once_each"),
            models.CheckConstraint(name="referral_outcome_after_known_months", condition=Q(months__in=AFTER_MONTHS)),
            models.CheckConstraint(
                name="referral_outcome_is_recorded_in_full",
                condition=Q(recorded_on=None, recorded_by=None, outcome="")
                | Q(recorded_on__isnull=False, recorded_by__isnull=False) & ~Q(outcome=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["landlord", "due_on", "id"], condition=Q(recorded_on=None), name="referral_outcome_to_ask"
            ),
        ]

    def __str__(self) -> str:
        return f"Suites {self.months}\u00a0mois après"

    def is_asked(self) -> bool:
        return self.due_on <= timezone.localdate()
