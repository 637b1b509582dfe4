import uuid

from django.db import models
from django.utils import timezone

from partners.models import User


class Draft(models.Model):
    """What a user has typed in a form and not sent yet: kept on the server, readable by that user alone."""

    class Form(models.TextChoices):
        VISIT = "VISIT", "Visite"
        REFERRAL = "REFERRAL", "Signalement"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=20, choices=Form)
    # The household (visit) or the new referral's own submission id.
    target = models.UUIDField(default=uuid.uuid4)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "brouillon"
        constraints = [models.UniqueConstraint(fields=["user", "form", "target"], name="draft_one_per_form")]

    def __str__(self) -> str:
        return f"{self.get_form_display()} · {self.user}"
