from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models.households import Household, in_open_case_file, is_open_to

# What its association looks at before it proposes a dwelling to a household.
CRITERIA = ("excluded_sectors", "school", "childcare")


class DwellingCriteriaQuerySet(models.QuerySet["DwellingCriteria"]):
    def visible_to(self, user: User) -> "DwellingCriteriaQuerySet":
        """Where somebody must not live tells whom they flee: no other participant reads it, no landlord ever."""
        if not user.may(Right.PROPOSE_CANDIDATE):
            return self.none()
        return self.filter(is_open_to(user, "household"), association=user.organization_id)


DwellingCriteriaManager = StandingManager.from_queryset(DwellingCriteriaQuerySet)


# The texts have no history: the day on which they were corrected, which has one, is their trace.
@tracked(exclude=[*CRITERIA, "cancellation_note"])
class DwellingCriteria(Mendable):
    """What a dwelling must be, or must not, for one household: kept by the association that opened its case file, for
    itself alone. Nothing of it goes into the timeline, onto the sheet of a candidate, or into any document."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="criteria", db_index=False)
    association = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    excluded_sectors = models.TextField("secteurs exclus", max_length=500, blank=True)
    school = models.TextField("école", max_length=500, blank=True)
    childcare = models.TextField("crèche, garde d’enfants", max_length=500, blank=True)
    recorded_at = models.DateTimeField("noté le", default=timezone.now, editable=False)

    objects = DwellingCriteriaManager()
    with_cancelled = DwellingCriteriaQuerySet.as_manager()

    class Meta:
        verbose_name = "critères pour un logement"
        verbose_name_plural = "critères pour un logement"
        ordering = ["household", "-recorded_at", "-pk"]
        constraints = [
            mended_in_full(),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(cancelled_at=None),
                name="criteria_once_per_household",
                violation_error_message="Des critères sont déjà notés pour ce ménage.",
            ),
            models.CheckConstraint(
                name="criteria_say_something",
                condition=~Q(excluded_sectors="", school="", childcare=""),
                violation_error_message="Écrivez au moins un critère.",
            ),
        ]
        indexes = [models.Index(fields=["household", "-recorded_at"], name="criteria_by_household")]
        triggers = [
            in_open_case_file(
                "criteria_in_open_case_file", columns=("household_id",), condition="NEW.cancelled_at IS NULL"
            )
        ]

    def __str__(self) -> str:
        return f"Critères · {self.household}"
