from django.db import models

from housing_support.common.audit import tracked
from housing_support.common.documents.models import StoredDocument
from housing_support.common.mending import StandingManager, mended_in_full
from tenancies.models.audience import AudienceModel, AudienceQuerySet
from tenancies.models.households import Household


@tracked(exclude=StoredDocument.UNTOLD)
class CaseFileDocument(StoredDocument, AudienceModel):
    """A file of a case file, for the readers that its author chose.

    What it is comes from a list that tells nothing of anybody's health, nor of justice: a list is read by all."""

    class Kind(models.TextChoices):
        LEASE = "LEASE", "Bail"
        INVENTORY = "INVENTORY", "État des lieux"
        INSURANCE = "INSURANCE", "Attestation d’assurance"
        DECISION = "DECISION", "Décision"
        AGREEMENT = "AGREEMENT", "Accord signé"
        OTHER = "OTHER", "Autre document"

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="documents", db_index=False)
    kind = models.CharField("nature", max_length=20, choices=Kind)

    objects = StandingManager.from_queryset(AudienceQuerySet)()  # type: ignore[assignment,misc] # a manager that does more
    with_cancelled = AudienceQuerySet.as_manager()

    class Meta:
        verbose_name = "document d’un dossier"
        verbose_name_plural = "documents des dossiers"
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            mended_in_full(),
            models.CheckConstraint(
                name="document_has_an_author", condition=models.Q(author__isnull=False, organization__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["household", "-recorded_at", "-id"], name="document_by_household")]

    def __str__(self) -> str:
        return self.get_kind_display()
