import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from partners.models import User


class DraftQuerySet(models.QuerySet):
    def waiting(self) -> "DraftQuerySet":
        """Typed, and not sent yet."""
        return self.filter(sent_at=None)

    def written_as(self, user: User) -> "DraftQuerySet":
        """Those of a person who still has the role that they were written in: it said what the form could show."""
        return self.filter(user=user.pk, role=user.role)

    def about(self, public_id: uuid.UUID) -> "DraftQuerySet":
        """Typed on the pages of something."""
        return self.filter(page__contains=str(public_id))


class Draft(models.Model):
    """What a person has typed in a form: a draft until it is sent, then what tells a second sending from the first.

    Readable by its author alone, for as long as `tenancies.services.drafts` keeps it.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    # Given with the form, it comes back with everything that is sent of it.
    submission_id = models.UUIDField(default=uuid.uuid4, unique=True)
    # Where the form stands: the address of its page, and which of the page's forms it is.
    page = models.CharField(max_length=300)
    form = models.CharField(max_length=300)
    title = models.CharField(max_length=100)
    # The author's, then: another one may read less.
    role = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Where the sending led.
    location = models.CharField(max_length=300, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "brouillon"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "form"], condition=Q(sent_at=None), name="draft_one_per_form"
            )
        ]
        indexes = [
            models.Index(fields=["user", "page"], name="draft_of_page"),
            models.Index(fields=["updated_at"], name="draft_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.user}"
