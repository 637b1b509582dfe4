"""Two case files of one household become one: what moved from one to the other is remembered, to go back one day."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common.bounds import within_bounds
from housing_support.common.mending import CORRECTION_DAYS
from partners.models import User
from tenancies.models.households import Household


class MergeObstacle(models.TextChoices):
    """Why two case files cannot become one, or can no longer be parted, as their page says."""

    SAME = "SAME", "C’est le même dossier\u00a0: choisissez-en un autre."
    OWNERS = "OWNERS", "Ces deux dossiers ne relèvent pas du même organisme."
    OPENERS = (
        "OPENERS",
        "Deux associations différentes ont ouvert ces dossiers, et chacune y garde ce qu’elle note pour elle-même.",
    )
    MERGED = "MERGED", "L’un de ces dossiers est déjà réuni à un autre."
    CLOSED = (
        "CLOSED",
        "Le dossier qui reste est clos alors que l’autre est ouvert\u00a0: gardez celui qui est ouvert, ou rouvrez-le "
        "d’abord.",
    )
    LEASES = (
        "LEASES",
        "Chacun a un bail en cours ou à venir aux mêmes dates\u00a0: notez d’abord la fin de l’un d’eux, ou "
        "annulez-le.",
    )
    MEASURES = (
        "MEASURES",
        "Chacun est accompagné au titre de la même action\u00a0: terminez d’abord l’un des deux suivis.",
    )
    STAYS = "STAYS", "Chacun a un séjour en cours ou prévu\u00a0: terminez ou annulez d’abord l’un d’eux."
    CANDIDACIES = "CANDIDACIES", "Chacun est candidat à un logement\u00a0: retirez d’abord l’une des candidatures."
    CONFLICTS = (
        "CONFLICTS",
        "Tous deux sont parties au même conflit de voisinage\u00a0: retirez-y d’abord l’une des deux parties.",
    )
    # What it is, others than those who do it are not told.
    OF_OTHERS = (
        "OF_OTHERS",
        "Des démarches d’une association, en cours dans les deux dossiers, ne vont pas ensemble\u00a0: demandez-lui "
        "d’en terminer une.",
    )
    DATABASE = (
        "DATABASE",
        "Ce que contiennent ces deux dossiers se contredit\u00a0: relisez leurs logements et leurs dates avant de les "
        "réunir.",
    )
    # Of the undoing.
    UNDONE = "UNDONE", "Cette réunion est déjà annulée."
    LONG_AGO = "LONG_AGO", f"Passé {CORRECTION_DAYS}\u00a0jours, une réunion de dossiers ne s’annule plus."
    MERGED_SINCE = (
        "MERGED_SINCE",
        "Ce dossier a lui-même été réuni depuis à un autre\u00a0: annulez d’abord cette réunion-là.",
    )
    CLOSED_SINCE = "CLOSED_SINCE", "Le dossier est clos\u00a0: rouvrez-le d’abord."
    GONE = "GONE", "Une partie de ce qui repartirait a été retirée depuis\u00a0: la réunion ne s’annule plus."
    TIED = (
        "TIED",
        "Ce qui repartirait a eu depuis des suites dans ce dossier, qui ne peuvent pas en être séparées\u00a0: la "
        "réunion ne s’annule plus.",
    )


class HouseholdMerge(models.Model):
    """That `duplicate` was merged into `kept`, by whom and when, what it was before, and that it was undone. As long as
    it is not, `duplicate.merged_into` says the same."""

    kept = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="merges")
    duplicate = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="merged_by")
    former_state = models.CharField(max_length=20, choices=Household.State)
    former_closed_on = models.DateField(null=True)
    # Of the file that stays.
    former_opened_by = models.ForeignKey(
        "partners.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    merged_at = models.DateTimeField(default=timezone.now, editable=False)
    merged_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = "réunion de dossiers"
        ordering = ["-merged_at", "-pk"]
        constraints = [
            within_bounds(days=["former_closed_on"]),
            models.UniqueConstraint(fields=["duplicate"], condition=Q(undone_at=None), name="merge_stands_once"),
            models.CheckConstraint(
                name="merge_is_undone_in_full",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duplicate} → {self.kept}"

    @property
    def until(self) -> datetime.date:
        """The last day on which it may be undone."""
        return timezone.localdate(self.merged_at) + datetime.timedelta(days=CORRECTION_DAYS)

    @property
    def is_recent(self) -> bool:
        return timezone.localdate() <= self.until


class MovedRow(models.Model):
    """A row that went from one case file to the other, or that changed with it; `before`: what its other columns held,
    codes and places, never a text nor a name."""

    merge = models.ForeignKey(HouseholdMerge, on_delete=models.CASCADE, related_name="rows")
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    # It is of the file that stays, or stays in the one that goes.
    stays = models.BooleanField(default=False)
    before = models.JSONField(default=dict)

    class Meta:
        verbose_name = "ligne déplacée"
        ordering = ["merge", "pk"]

    def __str__(self) -> str:
        return f"{self.model} {self.row}"
