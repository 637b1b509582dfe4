import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from partners.models import User
from tenancies.models.calendar import OF_ANOTHER_HOUSEHOLD, RESERVATIONS, VOIDS, alone_on_its_days, days
from tenancies.models.dwellings import Dwelling
from tenancies.models.households import Household, is_open_to


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    def running(self, day: datetime.date | None = None) -> "TenancyQuerySet":
        """Who lives where on that day, today unless said: a lease runs from its first day through its last."""
        day = day or timezone.localdate()
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: datetime.date | None = None) -> "TenancyQuerySet":
        """Those that run and those to come: the dwelling is promised."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day or timezone.localdate()))

    def visible_to(self, user: User) -> "TenancyQuerySet":
        return self.filter(is_open_to(user, "household"))

    def with_dwelling(self) -> "TenancyQuerySet":
        """The newest first, with where they are."""
        return self.select_related("dwelling__residence").order_by("-starts_on", "-pk")


TenancyManager = StandingManager.from_queryset(TenancyQuerySet)


@tracked(exclude=["cancellation_note"])
class Tenancy(Mendable):
    """The title under which a household lives in a dwelling, from its first day to the day the keys come back."""

    class Kind(models.TextChoices):
        DIRECT = "DIRECT", "Bail direct"
        SLIDING = "SLIDING", "Bail glissant"
        SUBLEASE = "SUBLEASE", "Sous-location"
        YOUNG_1Y = "YOUNG_1Y", "Bail d’un an, moins de 30\u00a0ans"

    class Phase(models.TextChoices):
        TO_COME = "TO_COME", "Entrée prévue"
        RUNNING = "RUNNING", "En cours"
        LEAVING = "LEAVING", "Sortie prévue"
        ENDED = "ENDED", "Terminé"

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="tenancies")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="tenancies", db_index=False)
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.DIRECT)
    starts_on = models.DateField("entrée")
    ends_on = models.DateField("sortie", null=True, blank=True)
    notice_received_on = models.DateField("congé reçu le", null=True, blank=True)

    objects = TenancyManager()
    with_cancelled = TenancyQuerySet.as_manager()

    class Meta:
        verbose_name = "bail"
        ordering = ["household", "-starts_on", "-pk"]
        constraints = [
            within_bounds(days=["starts_on", "ends_on", "notice_received_on"]),
            mended_in_full(),
            models.CheckConstraint(
                name="tenancy_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="La sortie suit l’entrée.",
            ),
            models.CheckConstraint(
                name="tenancy_notice_comes_before_its_end",
                condition=Q(notice_received_on=None) | Q(ends_on__gte=F("notice_received_on")),
                violation_error_message="Le congé précède la sortie.",
            ),
            ExclusionConstraint(
                name="tenancy_one_at_a_time_per_dwelling",
                expressions=[
                    ("dwelling", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled_at=None),
                violation_error_message="Ce logement est déjà loué à cette date.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["dwelling"],
                include=["household", "starts_on", "ends_on"],
                condition=Q(cancelled_at=None),
                name="tenancy_by_dwelling",
            ),
        ]
        triggers = [
            alone_on_its_days(
                "tenancy_of_a_free_dwelling",
                f"{RESERVATIONS} {OF_ANOTHER_HOUSEHOLD}",
                VOIDS,
                columns=("household_id", "cancelled_at"),
                last_day_included=False,
                condition="NEW.cancelled_at IS NULL",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.household}"

    def phase(self, day: datetime.date | None = None) -> Phase:
        """Where the lease stands on that day, as `running` counts it: entries and ends to come are planned."""
        day = day or timezone.localdate()
        if day < self.starts_on:
            return self.Phase.TO_COME
        if self.ends_on is None:
            return self.Phase.RUNNING
        return self.Phase.LEAVING if day <= self.ends_on else self.Phase.ENDED
