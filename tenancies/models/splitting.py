"""A household separates: those who leave have a case file of their own."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from housing_support.common.bounds import within_bounds
from partners.models import User
from tenancies.models.households import Household


class SplitReason(models.TextChoices):
    """Without any detail: what happened between them is nobody's to read here."""

    SEPARATION = "SEPARATION", "Séparation"
    GROWN_CHILD = "GROWN_CHILD", "Décohabitation d’un enfant majeur"
    OTHER = "OTHER", "Autre"


class SplitObstacle(models.TextChoices):
    """Why a household cannot be split, or its split undone, as the page says."""

    CLOSED = "CLOSED", "Ce dossier est clos\u00a0: rouvrez-le d’abord."
    ALONE = "ALONE", "Ce ménage ne compte qu’une personne\u00a0: ajoutez d’abord les autres."
    CHANGED = "CHANGED", "Le ménage a changé depuis l’ouverture de la page\u00a0: relisez qui part et qui reste."
    # Of the undoing.
    UNDONE = "UNDONE", "Cette séparation est déjà annulée."
    LIVED_IN = (
        "LIVED_IN",
        "Le nouveau dossier a servi depuis (bail, suivi, note, document, signalement)\u00a0: la séparation ne s’annule "
        "plus. S’il s’agit bien d’un seul ménage, réunissez les deux dossiers.",
    )
    CLOSED_SINCE = "CLOSED_SINCE", "L’un des deux dossiers est clos\u00a0: rouvrez-le d’abord."


class HouseholdSplit(models.Model):
    """That some members of `former` left it for the case file `new`, which was opened for them. Neither file names the
    other: whoever reads both is led from one to the other, nobody else."""

    former = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="splits")
    new = models.OneToOneField(Household, on_delete=models.PROTECT, related_name="split_from")
    on = models.DateField("depuis le")
    reason = models.CharField("motif", max_length=20, choices=SplitReason)
    # The place that each person had before, by identifier, of those whose place changed or who left.
    former_roles = models.JSONField(default=dict)
    split_at = models.DateTimeField(default=timezone.now, editable=False)
    split_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = "séparation d’un ménage"
        ordering = ["-split_at", "-pk"]
        constraints = [
            within_bounds(days=["on"]),
            models.CheckConstraint(name="split_makes_two_files", condition=~Q(former=F("new"))),
            models.CheckConstraint(
                name="split_is_undone_in_full",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former} → {self.new}"
