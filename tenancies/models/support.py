import datetime
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Q, Value
from django.utils import timezone

from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.dates import long_date
from housing_support.common.deadlines import Deadline
from housing_support.common.mending import CORRECTION_DAYS, Mendable, StandingManager, mended_in_full
from partners.models import Convention, FundedAction, Organization, User, VisitRhythm
from tenancies.models.ends import MAY_BE_TAKEN_BACK, EndReason
from tenancies.models.households import Household, in_open_case_file, is_open_to, reminder_days_of

# Once a household holds its lasting lease, its association may do no more than watch over it: a visit a year, announced
# so many days before.
WATCH = VisitRhythm(365, ())
WATCH_DAYS = 60


class SupportMeasureQuerySet(models.QuerySet["SupportMeasure"]):
    def running(self) -> "SupportMeasureQuerySet":
        return self.filter(ended_on=None)

    def visible_to(self, user: User) -> "SupportMeasureQuerySet":
        return self.filter(is_open_to(user, "household"))


@tracked()
class SupportMeasure(models.Model):
    """A household's support under one funded action: what the programme's target counts. Associations carry it
    out through follow-ups."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="measures")
    action = models.ForeignKey(FundedAction, on_delete=models.PROTECT, related_name="measures", db_index=False)
    started_on = models.DateField("début", default=timezone.localdate)
    ended_on = models.DateField("fin", null=True, blank=True)
    end_reason = models.CharField("motif de fin", max_length=20, choices=EndReason, blank=True)

    objects = SupportMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure d’accompagnement"
        ordering = ["household", "-started_on", "-pk"]
        constraints = [
            within_bounds(days=["started_on", "ended_on"]),
            models.UniqueConstraint(
                fields=["household", "action"],
                condition=Q(ended_on=None),
                name="measure_one_running_per_household_and_action",
                violation_error_message="Une mesure de cette action est déjà en cours pour ce ménage.",
            ),
            models.CheckConstraint(
                name="measure_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(
                name="measure_end_is_explained",
                condition=Q(ended_on=None, end_reason="") | Q(ended_on__isnull=False) & ~Q(end_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["action", "household"], include=["ended_on"], name="measure_by_action")]

    def __str__(self) -> str:
        return f"{self.action} · {self.household}"


class Lateness(models.TextChoices):
    """Where a running follow-up stands against its convention's visit interval."""

    LATE = "LATE", "Visite en retard"
    SOON = "SOON", "Visite à prévoir"
    ON_TIME = "ON_TIME", "À jour"


def lateness_of(visit_due_on: datetime.date, *, reminder_days: int, today: datetime.date) -> Lateness:
    """The same rule as `late` and `soon`, for the last day of a running follow-up."""
    if visit_due_on < today:
        return Lateness.LATE
    if visit_due_on <= today + datetime.timedelta(days=reminder_days):
        return Lateness.SOON
    return Lateness.ON_TIME


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def running(self) -> "FollowUpQuerySet":
        return self.filter(ended_on=None)

    def visible_to(self, user: User) -> "FollowUpQuerySet":
        return self.filter(is_open_to(user, "household"))

    def late(self, today: datetime.date | None = None) -> "FollowUpQuerySet":
        """Running ones whose visit was due before `today`. With `on_time`, the only definition of lateness."""
        return FollowUp.VISIT.late(self, today)

    def on_time(self, today: datetime.date | None = None) -> "FollowUpQuerySet":
        return FollowUp.VISIT.on_time(self, today)

    def soon(self, today: datetime.date | None = None) -> "FollowUpQuerySet":
        """Those on time that are due within as many days as their landlord wants a visit announced before."""
        today = today or timezone.localdate()
        announced_until = ExpressionWrapper(Value(today) + F("reminder_days"), DateField())
        announced = self.alias(reminder_days=reminder_days_of("household__landlord"))
        return FollowUp.VISIT.soon(announced, until=announced_until, today=today)

    def watch_due(self, today: datetime.date | None = None) -> "FollowUpQuerySet":
        """Those that only watch, on time, whose visit of the year comes within `WATCH_DAYS`."""
        today = today or timezone.localdate()
        watched = self.filter(watched_since__isnull=False)
        return FollowUp.VISIT.soon(watched, until=today + datetime.timedelta(days=WATCH_DAYS), today=today)

    def awaiting_conclusion(self, now: datetime.datetime) -> "FollowUpQuerySet":
        """Running ones whose appointment is over, and no visit of that day or since was recorded. The same rule as
        `is_awaiting_conclusion`."""
        return self.running().filter(next_visit_at__lt=now)

    def with_appointment(self, now: datetime.datetime) -> "FollowUpQuerySet":
        """Running ones whose appointment is to come."""
        return self.running().filter(next_visit_at__gte=now)

    def to_take_in_charge(self) -> "FollowUpQuerySet":
        """Running ones whose worker, newly named, has not opened the case file yet."""
        return self.running().filter(worker__isnull=False, taken_in_charge_at=None)

    def ended_lately(self, today: datetime.date | None = None) -> "FollowUpQuerySet":
        """Those whose end may still be cancelled by their association."""
        first = (today or timezone.localdate()) - datetime.timedelta(days=CORRECTION_DAYS)
        return self.filter(ended_on__gte=first, end_reason__in=MAY_BE_TAKEN_BACK)

    def unassigned(self) -> "FollowUpQuerySet":
        return self.running().filter(worker=None)

    def with_partners(self) -> "FollowUpQuerySet":
        """The most urgent first, with whom and what they are under."""
        return self.select_related("organization", "worker", "convention__action").order_by("visit_due_on", "pk")


# When its worker opened the case file is no change of the follow-up: the access log has it.
@tracked(exclude=["taken_in_charge_at"])
class FollowUp(models.Model):
    """One association's part in a support measure, under its convention, carried by one worker.

    `visit_due_on` is the last visit made (else the start) plus the interval that its rhythm gives on that day;
    `services.visits` keeps it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="follow_ups")
    measure = models.ForeignKey(SupportMeasure, on_delete=models.PROTECT, related_name="follow_ups")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="follow_ups", db_index=False)
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="follow_ups")
    worker = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name="référent"
    )
    # The first time that this worker opened the case file; empty again when another one is named.
    taken_in_charge_at = models.DateTimeField(null=True, blank=True, editable=False)
    started_on = models.DateField("début", default=timezone.localdate)
    ended_on = models.DateField("fin", null=True, blank=True)
    end_reason = models.CharField("motif de fin", max_length=20, choices=EndReason, blank=True)
    # « Veille »: from that day on its rhythm is `WATCH`, no more the convention's.
    watched_since = models.DateField("en veille depuis le", null=True, blank=True)
    last_visit_on = models.DateField("dernière visite", null=True, blank=True)
    next_visit_at = models.DateTimeField("prochaine visite", null=True, blank=True)
    visit_due_on = models.DateField("visite à faire avant le")

    objects = FollowUpQuerySet.as_manager()

    VISIT = Deadline(
        "Visite",
        column="visit_due_on",
        waits={"ended_on": (None,)},
        whom="the worker in charge, the association's coordinators; the landlord's manager once late",
        since="the last visit made, else the beginning of the follow-up",
        delay="`ConventionTerms.visit_interval_days`, or the last of its `visit_steps` that has begun; a year once "
        "the household is only watched over (`WATCH`); announced `LandlordParameters.reminder_days` before, "
        "`WATCH_DAYS` when watched over",
    )

    class Meta:
        verbose_name = "suivi"
        ordering = ["household", "started_on", "pk"]
        constraints = [
            within_bounds(
                days=["started_on", "ended_on", "watched_since", "last_visit_on", "visit_due_on"],
                moments=["next_visit_at"],
            ),
            models.UniqueConstraint(
                fields=["measure", "organization"],
                condition=Q(ended_on=None),
                name="follow_up_one_running_per_organization",
                violation_error_message="Cette association suit déjà ce ménage au titre de cette mesure.",
            ),
            models.CheckConstraint(
                name="follow_up_is_taken_in_charge_by_its_worker",
                condition=Q(taken_in_charge_at=None) | Q(worker__isnull=False),
            ),
            models.CheckConstraint(
                name="follow_up_ends_after_start", condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on"))
            ),
            models.CheckConstraint(
                name="follow_up_is_watched_after_its_start",
                condition=Q(watched_since=None) | Q(watched_since__gte=F("started_on")),
            ),
            models.CheckConstraint(
                name="follow_up_end_is_explained",
                condition=Q(ended_on=None, end_reason="") | Q(ended_on__isnull=False) & ~Q(end_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["household"], condition=Q(ended_on=None), name="follow_up_running"),
            models.Index(
                fields=["visit_due_on", "id"],
                include=["household"],
                condition=Q(ended_on=None),
                name="follow_up_by_due",
            ),
            models.Index(
                fields=["organization", "visit_due_on", "id"],
                condition=Q(ended_on=None),
                name="follow_up_by_organization",
            ),
            models.Index(fields=["worker", "visit_due_on"], condition=Q(ended_on=None), name="follow_up_by_worker"),
            models.Index(
                fields=["worker", "visit_due_on", "id"],
                condition=Q(ended_on=None, taken_in_charge_at=None),
                name="follow_up_to_take_in_charge",
            ),
            models.Index(
                fields=["convention", "visit_due_on", "id"],
                include=["household"],
                condition=Q(ended_on=None),
                name="follow_up_by_convention",
            ),
            models.Index(
                fields=["convention", "id"],
                include=["household", "organization"],
                condition=Q(ended_on=None, worker=None),
                name="follow_up_unassigned",
            ),
            models.Index(
                fields=["organization", "started_on", "id"],
                condition=Q(ended_on=None, worker=None),
                name="follow_up_waiting_for_worker",
            ),
            models.Index(fields=["organization", "household"], include=["convention"], name="follow_up_by_household"),
        ]
        triggers = [
            in_open_case_file(
                "follow_up_runs_in_open_case_file", columns=("ended_on",), condition="NEW.ended_on IS NULL"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.household}"

    @property
    def is_awaiting_conclusion(self) -> bool:
        return self.ended_on is None and self.next_visit_at is not None and self.next_visit_at < timezone.now()

    @property
    def rhythm(self) -> VisitRhythm:
        """Needs its convention loaded."""
        return WATCH if self.watched_since else self.convention.rhythm

    @property
    def rhythm_ahead(self) -> str:
        """How often its household is to be visited from today on, in words; needs its convention loaded."""
        return self.rhythm.ahead(timezone.localdate(), started_on=self.started_on)

    def lateness(self, *, reminder_days: int, today: datetime.date) -> Lateness:
        return lateness_of(self.visit_due_on, reminder_days=reminder_days, today=today)


class Topic(models.TextChoices):
    HOUSING = "HOUSING", "Logement"
    RIGHTS = "RIGHTS", "Droits"
    DUTIES = "DUTIES", "Devoirs"
    NEIGHBOURS = "NEIGHBOURS", "Voisinage"
    BUDGET = "BUDGET", "Budget"
    HEALTH = "HEALTH", "Santé"
    PARENTING = "PARENTING", "Parentalité"
    EMPLOYMENT = "EMPLOYMENT", "Emploi"


HEALTH_TOPICS = frozenset({Topic.HEALTH})


class VisitQuerySet(models.QuerySet["Visit"]):
    def done(self) -> "VisitQuerySet":
        return self.filter(outcome=Visit.Outcome.DONE)

    def visible_to(self, user: User) -> "VisitQuerySet":
        return self.filter(is_open_to(user, "household"))


VisitManager = StandingManager.from_queryset(VisitQuerySet)


# One of the topics is health.
@tracked(unquoted=["topics"], exclude=["cancellation_note"])
class Visit(Mendable):
    """A contact between an association and a household. Its texts are journal entries, each with its audience; how the
    household manages is in its observations. What is cancelled is the visit with all of them."""

    class Outcome(models.TextChoices):
        DONE = "DONE", "Réalisée"
        ABSENT = "ABSENT", "Ménage absent"
        POSTPONED = "POSTPONED", "Reportée"
        REFUSED = "REFUSED", "Refusée"

    class Medium(models.TextChoices):
        HOME = "HOME", "À domicile"
        OFFICE = "OFFICE", "Au bureau"
        PHONE = "PHONE", "Téléphone"
        OUTING = "OUTING", "Accompagnement extérieur"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Made by the form: sending the same form twice creates one visit.
    submission_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="visits")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="visits")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="visits")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits")
    outcome = models.CharField("comment s’est passée la visite\u00a0?", max_length=20, choices=Outcome)
    medium = models.CharField("comment\u00a0?", max_length=20, choices=Medium)
    visited_at = models.DateTimeField("date et heure")
    topics = ArrayField(
        models.CharField(max_length=20, choices=Topic), default=list, blank=True, verbose_name="sujets abordés"
    )
    next_visit_at = models.DateTimeField("prochaine visite", null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VisitManager()
    with_cancelled = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "visite"
        ordering = ["-visited_at", "-pk"]
        constraints = [
            mended_in_full(),
            within_bounds(moments=["visited_at", "next_visit_at"]),
            models.CheckConstraint(
                name="visit_next_follows",
                condition=Q(next_visit_at=None) | Q(next_visit_at__gt=F("visited_at")),
                violation_error_message="La prochaine visite suit celle-ci.",
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-visited_at", "-id"], name="visit_by_household"),
            models.Index(fields=["follow_up", "-visited_at"], name="visit_by_follow_up"),
        ]

    def __str__(self) -> str:
        return f"Visite du {long_date(self.visited_at)}"
