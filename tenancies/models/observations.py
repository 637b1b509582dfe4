from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from partners.models import User
from partners.roles import Right
from tenancies.models.households import Household, is_open_to
from tenancies.models.support import Visit


class Domain(models.TextChoices):
    """The five domains of autonomy of the founding article. Never added up: a total would be a score of the person."""

    HOUSING = "HOUSING", "Logement"
    RIGHTS = "RIGHTS", "Droits"
    DUTIES = "DUTIES", "Devoirs"
    NEIGHBOURS = "NEIGHBOURS", "Voisinage"
    BUDGET = "BUDGET", "Budget"

    @property
    def aim(self) -> str:
        """What there is to become able to do."""
        return AIMS[self]


AIMS = {
    Domain.HOUSING: "Prendre en main le logement",
    Domain.RIGHTS: "Faire valoir ses droits",
    Domain.DUTIES: "Respecter ses devoirs",
    Domain.NEIGHBOURS: "Vivre avec le voisinage",
    Domain.BUDGET: "Gérer un budget",
}


class ObservationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ObservationQuerySet":
        """For social workers of the case file alone, whoever may open it."""
        if not user.may(Right.READ_SOCIAL_CONTENT):
            return self.none()
        return self.filter(is_open_to(user, "household"))

    def by_workers(self) -> "ObservationQuerySet":
        return self.filter(by=Observation.Observer.WORKER)

    def newest_first(self) -> "ObservationQuerySet":
        return self.order_by("-observed_on", "-pk")


class StandingObservations(models.Manager):
    """Those of a cancelled visit fall with it."""

    def get_queryset(self):
        return super().get_queryset().filter(Q(visit=None) | Q(visit__cancelled_at=None))


ObservationManager = StandingObservations.from_queryset(ObservationQuerySet)


@tracked()
class Observation(models.Model):
    """How far a household manages by itself in one domain, on one day, as somebody sees it."""

    class Level(models.IntegerChoices):
        """1: everything is to be built; 5: autonomous."""

        ONE = 1, "1"
        TWO = 2, "2"
        THREE = 3, "3"
        FOUR = 4, "4"
        FIVE = 5, "5"

    class Observer(models.TextChoices):
        WORKER = "WORKER", "Travailleur social"
        HOUSEHOLD = "HOUSEHOLD", "Ménage"

    class Occasion(models.TextChoices):
        ENTRY = "ENTRY", "Entrée"
        REVIEW = "REVIEW", "Bilan"
        VISIT = "VISIT", "Visite"
        EXIT = "EXIT", "Sortie"

    # The index of a household's observations and the uniqueness within a visit begin with these two columns.
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="observations", db_index=False)
    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="observations", db_index=False
    )
    domain = models.CharField("domaine", max_length=20, choices=Domain)
    level = models.PositiveSmallIntegerField("niveau", choices=Level)
    by = models.CharField("selon", max_length=20, choices=Observer, default=Observer.WORKER)
    observed_on = models.DateField("observé le", default=timezone.localdate)
    occasion = models.CharField("à l’occasion de", max_length=20, choices=Occasion, default=Occasion.VISIT)

    objects = ObservationManager()
    with_cancelled = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = "observation"
        ordering = ["household", "-observed_on", "-pk"]
        constraints = [
            within_bounds(days=["observed_on"]),
            models.UniqueConstraint(fields=["visit", "domain", "by"], name="observation_one_per_visit_domain_observer"),
            models.CheckConstraint(name="observation_level_between_1_and_5", condition=Q(level__range=(1, 5))),
        ]
        indexes = [
            models.Index(fields=["household", "-observed_on", "-id"], name="observation_by_household"),
        ]

    def __str__(self) -> str:
        return f"{self.get_domain_display()}\u00a0: {self.level}/{max(self.Level)}"
