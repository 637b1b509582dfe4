from django.db import models
from django.db.models import Q

from housing_support.common.audit import tracked
from housing_support.common.documents.models import StoredDocument
from housing_support.common.mending import StandingManager, mended_in_full
from partners.models import User
from partners.roles import Right
from referrals.models.referrals import Referral


class ReferralPhotoQuerySet(models.QuerySet["ReferralPhoto"]):
    def readable_by(self, user: User) -> "ReferralPhotoQuerySet":
        """Whoever took it, and those of the landlord who meet the household, until it would tell where a protected one
        lives. No association ever: the household agreed to nothing when it was taken."""
        read = Q(author=user.pk)
        if user.may(Right.MEET_HOUSEHOLD):
            read |= Q(referral__household=None) | Q(referral__household__is_protected=False)
        return self.filter(read, referral__in=Referral.objects.visible_to(user))


@tracked(exclude=StoredDocument.UNTOLD)
class ReferralPhoto(StoredDocument):
    """What a caretaker saw of a dwelling, without where nor with what it was taken."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="photos")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = StandingManager.from_queryset(ReferralPhotoQuerySet)()
    with_cancelled = ReferralPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "photo d’un signalement"
        verbose_name_plural = "photos des signalements"
        ordering = ["recorded_at", "pk"]
        constraints = [mended_in_full()]

    def __str__(self) -> str:
        return "Photo"
