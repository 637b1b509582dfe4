from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from partners.models import User
from tenancies.models.dwellings import Dwelling
from tenancies.models.households import Household, is_open_to


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    def running(self) -> "TenancyQuerySet":
        return self.filter(ends_on=None)

    def visible_to(self, user: User) -> "TenancyQuerySet":
        return self.filter(is_open_to(user, "household"))

    def with_dwelling(self) -> "TenancyQuerySet":
        """The newest first, with where they are."""
        return self.select_related("dwelling__residence").order_by("-starts_on", "-pk")


@tracked()
class Tenancy(models.Model):
    """The title under which a household lives in a dwelling, from its first day to the day the keys come back."""

    class Kind(models.TextChoices):
        DIRECT = "DIRECT", "Bail direct"
        SLIDING = "SLIDING", "Bail glissant"
        SUBLEASE = "SUBLEASE", "Sous-location"
        YOUNG_1Y = "YOUNG_1Y", "Bail d’un an, moins de 30 ans"

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="tenancies")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="tenancies")
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.DIRECT)
    starts_on = models.DateField("entrée")
    ends_on = models.DateField("sortie", null=True, blank=True)

    objects = TenancyQuerySet.as_manager()

    class Meta:
        verbose_name = "bail"
        ordering = ["household", "-starts_on", "-pk"]
        constraints = [
            within_bounds(days=["starts_on", "ends_on"]),
            models.CheckConstraint(
                name="tenancy_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="La sortie suit l’entrée.",
            ),
            ExclusionConstraint(
                name="tenancy_one_at_a_time_per_dwelling",
                expressions=[
                    ("dwelling", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on", "ends_on", RangeBoundary(), function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Ce logement est déjà loué à cette date.",
            ),
        ]
        indexes = [
            models.Index(fields=["household"], condition=Q(ends_on=None), name="tenancy_running"),
            models.Index(
                fields=["dwelling"],
                include=["household"],
                condition=Q(ends_on=None),
                name="tenancy_running_by_dwelling",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.household}"
