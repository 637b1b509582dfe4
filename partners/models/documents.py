from django.db import models

from housing_support.common.audit import tracked
from housing_support.common.documents.models import StoredDocument
from housing_support.common.mending import StandingManager, mended_in_full
from partners.models.conventions import Convention
from partners.models.users import User


class ConventionDocumentQuerySet(models.QuerySet["ConventionDocument"]):
    def visible_to(self, user: User) -> "ConventionDocumentQuerySet":
        """Those of the conventions of either party."""
        return self.filter(convention__in=Convention.objects.visible_to(user))


@tracked(exclude=StoredDocument.UNTOLD)
class ConventionDocument(StoredDocument):
    """What two organizations signed, as both read it."""

    class Kind(models.TextChoices):
        SIGNED_COPY = "SIGNED_COPY", "Convention signée"
        AMENDMENT = "AMENDMENT", "Avenant"
        OTHER = "OTHER", "Autre pièce"

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="documents")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=20, choices=Kind)

    objects = StandingManager.from_queryset(ConventionDocumentQuerySet)()
    with_cancelled = ConventionDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce d’une convention"
        verbose_name_plural = "pièces des conventions"
        ordering = ["-recorded_at", "-pk"]
        constraints = [mended_in_full()]

    def __str__(self) -> str:
        return self.get_kind_display()
