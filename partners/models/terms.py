import datetime
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from partners.models.conventions import Convention
from partners.models.rhythm import VisitRhythm, in_order, steps_field


class ConventionTermsQuerySet(models.QuerySet["ConventionTerms"]):
    def on(self, day: datetime.date) -> "ConventionTermsQuerySet":
        """Those that apply on that day, one for each convention that has begun: the last to take effect."""
        last = ConventionTerms.objects.filter(convention=OuterRef("convention"), since__lte=day).order_by("-since")
        return self.filter(pk=Subquery(last.values("pk")[:1]))

    def to_come(self, day: datetime.date) -> "ConventionTermsQuerySet":
        return self.filter(since__gt=day)


@tracked()
class ConventionTerms(models.Model):
    """What a convention commits to from a day on. Its first row is the convention as it was signed, each amendment is
    another one, so that the past stays readable: what applied on a day is the last that had taken effect."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="terms", db_index=False)
    since = models.DateField("à partir du")
    ends_on = models.DateField("fin de la convention")
    places = models.PositiveSmallIntegerField("logements réservés", default=0, validators=[MaxValueValidator(10_000)])
    visit_interval_days = models.PositiveSmallIntegerField(
        "délai entre deux visites, en jours", validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    visit_steps = steps_field()
    answer_delay_days = models.PositiveSmallIntegerField(
        "délai de réponse à une demande, en jours", validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    candidate_delay_days = models.PositiveSmallIntegerField(
        "délai pour proposer des candidats, en jours",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    # Of a request that nobody answered within `answer_delay_days`, from its reminder on.
    reminded_delay_days = models.PositiveSmallIntegerField(
        "délai de réponse après une relance, en jours",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )

    objects = ConventionTermsQuerySet.as_manager()

    class Meta:
        verbose_name = "termes d’une convention"
        ordering = ["convention", "since"]
        constraints = [
            within_bounds(days=["since", "ends_on"]),
            models.UniqueConstraint(
                fields=["convention", "since"],
                name="terms_once_a_day_per_convention",
                violation_error_message="D’autres termes prennent déjà effet ce jour-là.",
            ),
            models.CheckConstraint(
                name="terms_end_after_taking_effect",
                condition=Q(ends_on__gte=models.F("since")),
                violation_error_message="Indiquez une fin postérieure à la prise d’effet.",
            ),
            models.CheckConstraint(
                name="terms_delays_positive",
                condition=Q(
                    visit_interval_days__gt=0,
                    answer_delay_days__gt=0,
                    candidate_delay_days__gt=0,
                    reminded_delay_days__gt=0,
                ),
                violation_error_message="Les délais se comptent en jours, à partir de 1.",
            ),
            in_order("terms_visit_steps_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.convention} · {self.since:%d/%m/%Y}"

    @property
    def rhythm(self) -> VisitRhythm:
        return VisitRhythm(self.visit_interval_days, self.visit_steps)

    def values(self) -> dict[str, Any]:
        """What an amendment may change, by column."""
        return {name: getattr(self, name) for name in AMENDED}


AMENDED = (
    "ends_on",
    "places",
    "visit_interval_days",
    "visit_steps",
    "answer_delay_days",
    "candidate_delay_days",
    "reminded_delay_days",
)
