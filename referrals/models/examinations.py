from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.mending import Correctable, corrected_in_full
from partners.models import User
from referrals.models.announcements import MOST_CANDIDATES, Announcement
from referrals.models.candidacies import Candidacy
from referrals.models.committees import CommitteeSession


# What the committee says of somebody vanishes with the candidacy: the history says when it changed.
@tracked(unquoted=["reason"])
class Examination(Correctable):
    """What the committee decides of one candidate (R441-3 CCH). It takes effect with the minutes, which freeze it."""

    class Decision(models.TextChoices):
        ATTRIBUTION = "ATTRIBUTION", "Attribution"
        ATTRIBUTION_RANKED = "ATTRIBUTION_RANKED", "Attribution avec classement"
        ATTRIBUTION_CONDITIONAL = "ATTRIBUTION_CONDITIONAL", "Attribution sous condition suspensive"
        NOT_ALLOCATED = "NOT_ALLOCATED", "Non-attribution"
        REJECTED = "REJECTED", "Rejet pour irrecevabilité"

    class FewerCandidates(models.TextChoices):
        """Why the committee may look at fewer than three candidates for a dwelling."""

        NOT_ENOUGH = "NOT_ENOUGH", "Candidats en nombre insuffisant"
        DALO = "DALO", "Candidat désigné par le préfet (DALO)"
        PLAI_ADAPTED = "PLAI_ADAPTED", "Logement financé en PLAI adapté"

    ALLOCATED = (Decision.ATTRIBUTION, Decision.ATTRIBUTION_RANKED, Decision.ATTRIBUTION_CONDITIONAL)
    # A document that is missing, or why the candidate does not get the dwelling.
    EXPLAINED = (Decision.ATTRIBUTION_CONDITIONAL, Decision.NOT_ALLOCATED, Decision.REJECTED)

    session = models.ForeignKey(CommitteeSession, on_delete=models.PROTECT, related_name="examinations")
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="examinations")
    candidacy = models.OneToOneField(Candidacy, on_delete=models.PROTECT, related_name="examination")
    decision = models.CharField("décision", max_length=30, choices=Decision)
    # In which order the dwelling is offered.
    rank = models.PositiveSmallIntegerField("rang", null=True, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    fewer_candidates = models.CharField("moins de trois candidats", max_length=20, choices=FewerCandidates, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "examen d’une candidature"
        verbose_name_plural = "examens des candidatures"
        ordering = ["session", "announcement", "rank", "pk"]
        constraints = [
            corrected_in_full(),
            models.CheckConstraint(
                name="examination_rank_of_an_attribution",
                condition=Q(
                    decision__in=["ATTRIBUTION", "ATTRIBUTION_RANKED", "ATTRIBUTION_CONDITIONAL"],
                    rank__gte=1,
                    rank__lte=MOST_CANDIDATES,
                )
                | Q(decision__in=["NOT_ALLOCATED", "REJECTED"], rank=None),
            ),
            models.CheckConstraint(
                name="examination_is_explained",
                condition=Q(decision__in=["ATTRIBUTION", "ATTRIBUTION_RANKED"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy} · {self.get_decision_display()}"
