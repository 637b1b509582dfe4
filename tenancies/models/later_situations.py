import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.deadlines import Deadline
from housing_support.common.mending import Correctable, corrected_in_full
from partners.models import Organization, User
from tenancies.models.ends import EndReason
from tenancies.models.households import Household, is_open_to
from tenancies.models.support import SupportMeasure

# Months after the end of a support at which it is asked where the household lives: the proof that the bridge holds.
AFTER_MONTHS = (6, 12, 24)
# Days before the day itself from which on it is asked, and may be recorded.
ASKED_DAYS = 15
# Ends after which nothing is to be asked: nobody is left, or nothing had begun.
NOTHING_TO_ASK = frozenset({EndReason.DEATH, EndReason.NOT_AGREED, EndReason.LEASE_CANCELLED})


class LaterSituationQuerySet(models.QuerySet["LaterSituation"]):
    def visible_to(self, user: User) -> "LaterSituationQuerySet":
        return self.filter(is_open_to(user, "household"))

    def to_ask(self, today: datetime.date | None = None) -> "LaterSituationQuerySet":
        """Those that nobody recorded, whose day has come or comes within `ASKED_DAYS`."""
        until = (today or timezone.localdate()) + datetime.timedelta(days=ASKED_DAYS)
        return LaterSituation.ASKED.due_by(self, until=until)

    def known(self) -> "LaterSituationQuerySet":
        """Those that say something of a household: one whose situation nobody knows is known to be so. Of a death
        nothing is concluded about housing."""
        return self.exclude(situation__in=["", LaterSituation.Situation.DEATH])

    def housed(self) -> "LaterSituationQuerySet":
        return self.filter(situation__in=LaterSituation.HOUSED)


@tracked()
class LaterSituation(Correctable):
    """Where a household that was supported towards a home of its own lives, some months after its support has ended: a
    code, never a text.

    Asked of the landlord's advisers: the case file has closed to the association with its part.
    """

    class Situation(models.TextChoices):
        SAME_HOME = "SAME_HOME", "Dans le même logement"
        OTHER_HOME = "OTHER_HOME", "Dans un autre logement durable"
        ELSEWHERE = "ELSEWHERE", "Hébergé, ou sans logement durable"
        LOST_SIGHT = "LOST_SIGHT", "Perdu de vue"
        DEATH = "DEATH", "Décès"
        UNKNOWN = "UNKNOWN", "Situation inconnue"

    HOUSED = (Situation.SAME_HOME, Situation.OTHER_HOME)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="later_situations")
    measure = models.ForeignKey(
        SupportMeasure, on_delete=models.PROTECT, related_name="later_situations", db_index=False
    )
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    months = models.PositiveSmallIntegerField("mois après la fin de l’accompagnement")
    due_on = models.DateField("à recueillir avant le")
    situation = models.CharField("situation", max_length=20, choices=Situation, blank=True)
    recorded_on = models.DateField("recueillie le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = LaterSituationQuerySet.as_manager()

    ASKED = Deadline(
        "Situation après l’accompagnement",
        column="due_on",
        waits={"recorded_on": (None,)},
        whom="the landlord's advisers",
        since="the end of the support measure, of actions for newcomers, or the day from which it only watches",
        delay="6, 12 and 24 months; asked `ASKED_DAYS` before",
    )

    class Meta:
        verbose_name = "situation après l’accompagnement"
        verbose_name_plural = "situations après l’accompagnement"
        ordering = ["household", "due_on", "pk"]
        constraints = [
            within_bounds(days=["due_on", "recorded_on"]),
            corrected_in_full(),
            models.UniqueConstraint(fields=["measure", "months"], name="later_situation_once_per_measure"),
            models.CheckConstraint(name="later_situation_after_known_months", condition=Q(months__in=AFTER_MONTHS)),
            models.CheckConstraint(
                name="later_situation_is_recorded_in_full",
                condition=Q(recorded_on=None, recorded_by=None, situation="")
                | Q(recorded_on__isnull=False, recorded_by__isnull=False) & ~Q(situation=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["landlord", "due_on", "id"],
                include=["household"],
                condition=Q(recorded_on=None),
                name="later_situation_to_ask",
            ),
            models.Index(
                fields=["landlord", "months", "household"],
                condition=Q(recorded_on__isnull=False),
                name="later_situation_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"Situation {self.months}\u00a0mois après l’accompagnement"

    def is_asked(self, today: datetime.date | None = None) -> bool:
        """The same day as `to_ask`, for a row already read."""
        return self.due_on - datetime.timedelta(days=ASKED_DAYS) <= (today or timezone.localdate())
