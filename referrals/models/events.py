from django.db import models

from housing_support.common import moves
from referrals.models.referrals import Referral


class ReferralEvent(moves.MoveEvent):
    """One row per move of a referral. The facts name codes: a reason, the household's answer, the request answered."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "événement"
        ordering = ["referral", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.referral} · {self.move}"
