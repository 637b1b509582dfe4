import datetime
import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from partners.models import LandlordParameters, User
from tenancies.models.calendar import LEASES, RESERVATIONS, alone_on_its_days, days
from tenancies.models.dwellings import Dwelling


def free_after(landlord: int, ends_on: datetime.date) -> datetime.date:
    """The day from which a dwelling given back on that one is free: once its landlord has made it ready."""
    return ends_on + datetime.timedelta(days=LandlordParameters.of(landlord).turnaround_days)


class VacancyQuerySet(models.QuerySet["Vacancy"]):
    def visible_to(self, user: User) -> "VacancyQuerySet":
        return self.filter(dwelling__in=Dwelling.objects.visible_to(user))

    def open(self) -> "VacancyQuerySet":
        return self.filter(ends_on=None)


@tracked()
class Vacancy(models.Model):
    """A dwelling is free to be let from a day on, until the first day of its next lease.

    It is declared, never worked out from leases: most of the stock is let to people who have no case file here, and a
    dwelling whose lease is not to be known must look like theirs.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="vacancies", db_index=False)
    starts_on = models.DateField("libre à partir du")
    ends_on = models.DateField("reloué le", null=True, blank=True)

    objects = VacancyQuerySet.as_manager()

    class Meta:
        verbose_name = "vacance"
        ordering = ["dwelling", "-starts_on", "-pk"]
        constraints = [
            within_bounds(days=["starts_on", "ends_on"]),
            models.CheckConstraint(
                name="vacancy_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            ExclusionConstraint(
                name="vacancy_one_at_a_time_per_dwelling",
                expressions=[("dwelling", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message="Ce logement est déjà déclaré libre.",
            ),
        ]
        indexes = [
            models.Index(fields=["dwelling", "starts_on"], name="vacancy_by_dwelling"),
            models.Index(fields=["starts_on", "dwelling"], condition=Q(ends_on=None), name="vacancy_open"),
        ]

    def __str__(self) -> str:
        return f"{self.dwelling} · {self.starts_on:%d/%m/%Y}"


class VoidQuerySet(models.QuerySet["Void"]):
    def visible_to(self, user: User) -> "VoidQuerySet":
        return self.filter(dwelling__in=Dwelling.objects.visible_to(user))

    def on(self, day: datetime.date) -> "VoidQuerySet":
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day: datetime.date) -> "VoidQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


@tracked()
class Void(models.Model):
    """Days on which nobody can live in a dwelling, both included; no end is known yet where it is empty."""

    class Reason(models.TextChoices):
        WORKS = "WORKS", "Travaux"
        SALE = "SALE", "Vente"
        DEMOLITION = "DEMOLITION", "Démolition"
        OTHER = "OTHER", "Autre motif"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="voids", db_index=False)
    reason = models.CharField("motif", max_length=20, choices=Reason)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au", null=True, blank=True)

    objects = VoidQuerySet.as_manager()

    class Meta:
        verbose_name = "indisponibilité"
        ordering = ["dwelling", "-starts_on", "-pk"]
        constraints = [
            within_bounds(days=["starts_on", "ends_on"]),
            models.CheckConstraint(
                name="void_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin suit le début.",
            ),
            ExclusionConstraint(
                name="void_one_at_a_time_per_dwelling",
                expressions=[("dwelling", RangeOperators.EQUAL), (days(last_included=True), RangeOperators.OVERLAPS)],
                violation_error_message="Ce logement est déjà indisponible sur cette période.",
            ),
        ]
        indexes = [models.Index(fields=["dwelling", "starts_on"], name="void_by_dwelling")]
        triggers = [
            alone_on_its_days("void_of_a_free_dwelling", LEASES, RESERVATIONS, columns=(), last_day_included=True)
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} · {self.dwelling}"
