import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from partners.models import User
from referrals.models.referrals import Referral


@tracked(exclude=["cancellation_note"])
class Attempt(Mendable):
    """An adviser tried to reach the household of a referral, without a meeting that was fixed: when, how, and whether
    anybody answered. Several on one day in one way are one."""

    class Means(models.TextChoices):
        VISIT = "VISIT", "Passage à la porte"
        CALL = "CALL", "Appel"
        LETTER = "LETTER", "Courrier laissé"

    class Result(models.TextChoices):
        NO_ANSWER = "NO_ANSWER", "Sans réponse"
        REACHED = "REACHED", "Ménage joint"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="attempts")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField("le")
    means = models.CharField("comment", max_length=10, choices=Means)
    result = models.CharField("résultat", max_length=10, choices=Result)
    recorded_at = models.DateTimeField("noté le", default=timezone.now, editable=False)

    objects = StandingManager()
    with_cancelled = models.Manager()

    class Meta:
        verbose_name = "tentative de rencontre"
        verbose_name_plural = "tentatives de rencontre"
        ordering = ["made_on", "pk"]
        constraints = [
            within_bounds(days=["made_on"]),
            mended_in_full(),
            models.UniqueConstraint(
                fields=["referral", "made_on", "means"],
                condition=Q(cancelled_at=None),
                name="attempt_once_a_day_in_each_way",
                violation_error_message="Cette tentative est déjà notée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_means_display()} du {self.made_on:%d/%m/%Y}"

    @property
    def is_missed(self) -> bool:
        return self.result == self.Result.NO_ANSWER
