import datetime
import uuid
from typing import Any

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.deadlines import Deadline
from partners.authority import Authority
from partners.exceptions import SignedCopyMissingError
from partners.models.organizations import Organization
from partners.models.rhythm import VisitRhythm, in_order, steps_field
from partners.roles import Right


def _overlap(name: str, *same: str, message: str) -> ExclusionConstraint:
    """No two rows that have these columns in common and a day in common: both ends are included."""
    days = Func(
        "starts_on",
        "ends_on",
        RangeBoundary(inclusive_upper=True),
        function="daterange",
        output_field=DateRangeField(),
    )
    return ExclusionConstraint(
        name=name,
        expressions=[*((column, RangeOperators.EQUAL) for column in same), (days, RangeOperators.OVERLAPS)],
        violation_error_message=message,
    )


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user) -> "ProgrammeQuerySet":
        """A landlord's own programmes; for an association, those in which it has a convention."""
        if user.organization.is_landlord:
            return self.filter(landlord=user.organization_id)
        return self.filter(pk__in=Convention.objects.visible_to(user).values("action__programme"))

    def overlapping(self, *, starts_on: datetime.date, ends_on: datetime.date) -> "ProgrammeQuerySet":
        return self.filter(starts_on__lte=ends_on, ends_on__gte=starts_on)


@tracked()
class Programme(models.Model):
    """One edition of the State's scheme, granted to one landlord."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField("nom", max_length=120)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    grant_cents = models.PositiveBigIntegerField("aide de l’État, en centimes")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "programme"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            within_bounds(days=["starts_on", "ends_on"]),
            models.UniqueConstraint(fields=["landlord", "name"], name="programme_name_unique_per_landlord"),
            models.CheckConstraint(
                name="programme_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="La fin suit le début.",
            ),
            _overlap(
                "programme_one_at_a_time_per_landlord",
                "landlord",
                message="Un autre programme court déjà sur cette période.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class FundedAction(models.Model):
    """One of the actions that a programme's grant pays for, with the number of households it promises."""

    class Objective(models.TextChoices):
        ACCESS = "ACCESS", "Nouveaux foyers"
        MAINTENANCE = "MAINTENANCE", "Locataires en place"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField("numéro")
    name = models.CharField("intitulé", max_length=120)
    public = models.CharField("public", max_length=200, blank=True)
    objective = models.CharField("objectif", max_length=20, choices=Objective)
    target_households = models.PositiveIntegerField("ménages à accompagner")

    class Meta:
        verbose_name = "action"
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="action_number_unique_per_programme"),
        ]

    def __str__(self) -> str:
        return f"Action {self.number}"


class ConventionQuerySet(models.QuerySet["Convention"]):
    def binding(self) -> "ConventionQuerySet":
        """Those that were signed: one that was terminated since bound its parties until then."""
        return self.filter(state__in=Convention.BINDING)

    def in_force(self, on: datetime.date | None = None) -> "ConventionQuerySet":
        on = on or timezone.localdate()
        return self.binding().filter(starts_on__lte=on, ends_on__gte=on)

    def over(self, on: datetime.date | None = None) -> "ConventionQuerySet":
        """Those that were signed and whose end has passed."""
        return Convention.END.late(self, on)

    def to_sign(self) -> "ConventionQuerySet":
        return self.filter(state=Convention.State.TO_SIGN)

    def announced(self, today: datetime.date | None = None) -> "ConventionQuerySet":
        """Those in force whose end comes within as many days as their landlord wants the first alert before."""
        today = today or timezone.localdate()
        first = LandlordParameters.objects.filter(landlord=OuterRef("landlord")).values("convention_alert_days__0")
        days = Coalesce(Subquery(first), Value(usual_alert_days()[0]))
        announced_until = ExpressionWrapper(Value(today) + days, DateField())
        announced = self.in_force(today).alias(announced_until=announced_until)
        return Convention.END.soon(announced, until=F("announced_until"), today=today)

    def visible_to(self, user) -> "ConventionQuerySet":
        """Its two parties'; a draft is the landlord's, until it is given to be signed."""
        given = Q(association=user.organization_id) & ~Q(state=Convention.State.DRAFT)
        return self.filter(Q(landlord=user.organization_id) | given)

    def for_list(self) -> "ConventionQuerySet":
        return self.select_related("landlord", "association", "action__programme")


@tracked()
class Convention(models.Model):
    """What an association commits to towards a landlord under one action: the source of every delay and quota.

    `ConventionTerms` say what it commits to from which day. Its own columns are those that apply today, with
    the end that is known today: `partners.services.terms` alone copies them.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", "En préparation"
        TO_SIGN = "TO_SIGN", "À signer"
        SIGNED = "SIGNED", "Signée"
        TERMINATED = "TERMINATED", "Résiliée"

    class Move(models.TextChoices):
        SUBMIT = "SUBMIT", "Proposée à la signature"
        TAKE_BACK = "TAKE_BACK", "Reprise pour correction"
        SIGN = "SIGN", "Signée par les deux parties"
        TERMINATE = "TERMINATE", "Résiliée"
        DISCARD = "DISCARD", "Abandonnée"

    class TerminationReason(models.TextChoices):
        AGREED = "AGREED", "D’un commun accord"
        LANDLORD = "LANDLORD", "À l’initiative du bailleur"
        ASSOCIATION = "ASSOCIATION", "À l’initiative de l’association"
        REPLACED = "REPLACED", "Remplacée par une autre convention"
        MISTAKE = "MISTAKE", "Enregistrée par erreur"

    BINDING = (State.SIGNED, State.TERMINATED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="conventions_as_landlord")
    association = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="conventions_as_association", verbose_name="association"
    )
    action = models.ForeignKey(
        FundedAction, on_delete=models.PROTECT, related_name="conventions", verbose_name="action"
    )
    state = models.CharField("état", max_length=20, choices=State, default=State.DRAFT)
    signed_on = models.DateField("signée le", null=True, blank=True)
    starts_on = models.DateField("prise d’effet")
    ends_on = models.DateField("fin")
    reserved_dwellings = models.PositiveSmallIntegerField("logements réservés", default=0)
    visit_interval_days = models.PositiveSmallIntegerField(
        "délai entre deux visites, en jours", validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    visit_steps = steps_field()
    answer_delay_days = models.PositiveSmallIntegerField(
        "délai de réponse à une demande, en jours", validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    termination_reason = models.CharField("motif de résiliation", max_length=20, choices=TerminationReason, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ConventionQuerySet.as_manager()

    END = Deadline(
        "Fin d’une convention",
        column="ends_on",
        waits={"state": BINDING},
        whom="the landlord's manager, the association's coordinators",
        since="the convention's first day",
        delay="`ConventionTerms.ends_on`; announced each of `LandlordParameters.convention_alert_days` before",
    )

    LANDLORD = Authority(Right.MANAGE_CONVENTIONS, organization="landlord_id")

    machine = moves.Machine(
        moves.Move(Move.SUBMIT, {State.DRAFT: [State.TO_SIGN]}, by=LANDLORD),
        moves.Move(Move.TAKE_BACK, {State.TO_SIGN: [State.DRAFT]}, by=LANDLORD),
        # Straight from a draft too: it was signed on paper before it was recorded.
        moves.Move(
            Move.SIGN,
            {State.DRAFT: [State.SIGNED], State.TO_SIGN: [State.SIGNED]},
            by=LANDLORD,
            needs=[moves.Need("the signed copy", lambda row: row.has_signed_copy, SignedCopyMissingError)],
        ),
        moves.Move(Move.TERMINATE, {State.SIGNED: [State.TERMINATED]}, by=LANDLORD),
        moves.Move(Move.DISCARD, {State.DRAFT: [], State.TO_SIGN: []}, by=LANDLORD),
        loads=("landlord", "association", "action"),
    )

    class Meta:
        verbose_name = "convention"
        ordering = ["action__number", "association__short_name", "-starts_on", "-pk"]
        constraints = [
            within_bounds(days=["signed_on", "starts_on", "ends_on"]),
            models.CheckConstraint(
                name="convention_ends_after_start",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="Indiquez une fin postérieure à la prise d’effet.",
            ),
            models.CheckConstraint(
                name="convention_termination_is_explained",
                condition=Q(state="TERMINATED") & ~Q(termination_reason="")
                | ~Q(state="TERMINATED") & Q(termination_reason=""),
            ),
            models.CheckConstraint(
                name="convention_delays_positive",
                condition=Q(visit_interval_days__gt=0, answer_delay_days__gt=0),
                violation_error_message="Les délais se comptent en jours, à partir de 1.",
            ),
            in_order("convention_visit_steps_in_order"),
            models.CheckConstraint(
                name="convention_between_two_organizations",
                condition=~Q(landlord=F("association")),
                violation_error_message="Une convention lie deux organismes différents.",
            ),
            _overlap(
                "convention_one_at_a_time_per_association_and_action",
                "action",
                "association",
                message="Une convention lie déjà cette association à cette action sur cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.association} · {self.action}"

    def terms_on(self, day: datetime.date | None = None) -> Any:
        """The `ConventionTerms` that it commits to on that day, today unless said: the only way to a quota or a delay
        that is promised. Before it begins, those that it begins with."""
        known = apps.get_model("partners", "ConventionTerms").objects.filter(convention=self)
        applied = known.filter(since__lte=day or timezone.localdate()).order_by("-since").first()
        return applied or known.earliest("since")

    @property
    def rhythm(self) -> VisitRhythm:
        return VisitRhythm(self.visit_interval_days, self.visit_steps)

    @property
    def has_signed_copy(self) -> bool:
        documents = apps.get_model("partners", "ConventionDocument").objects
        return documents.filter(convention=self, kind="SIGNED_COPY").exists()

    def is_in_force(self, on: datetime.date | None = None) -> bool:
        """The same rule as the queryset's `in_force`, for a convention already loaded."""
        return self.state in self.BINDING and self.starts_on <= (on or timezone.localdate()) <= self.ends_on

    @property
    def phase(self) -> str:
        """Where it stands today, in words: what was signed is to come, in force or over."""
        today = timezone.localdate()
        if self.state != self.State.SIGNED:
            return self.State(self.state).label
        if today < self.starts_on:
            return "Signée, à venir"
        return "En vigueur" if today <= self.ends_on else "Échue"


def usual_alert_days() -> list[int]:
    return [180, 90, 30]


@tracked()
class LandlordParameters(models.Model):
    """Thresholds that a landlord sets for its own staff; conventions hold those of the associations."""

    landlord = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="parameters")
    screening_delay_days = models.PositiveSmallIntegerField("examen d’un signalement, en jours ouvrés", default=5)
    unreachable_attempts = models.PositiveSmallIntegerField(
        "tentatives de rencontre avant de classer un ménage injoignable",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
    )
    meeting_delay_days = models.PositiveSmallIntegerField("délai d’une rencontre, en jours", default=15)
    urgent_meeting_delay_days = models.PositiveSmallIntegerField("délai d’une rencontre urgente, en jours", default=3)
    reminder_days = models.PositiveSmallIntegerField("prévenir avant l’échéance, en jours", default=5)
    own_entries_days = models.PositiveSmallIntegerField(
        "relecture de ses écrits par une association après la fin d’un suivi, en jours", default=30
    )
    # The first alert first.
    convention_alert_days = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name="annoncer la fin d’une convention avant (jours)",
        default=usual_alert_days,
    )
    turnaround_days = models.PositiveSmallIntegerField("remise en état d’un logement rendu, en jours", default=15)
    # Landlords stop between 20 and 30 %: beyond, a candidate's file warns.
    effort_limit_percent = models.PositiveSmallIntegerField(
        "seuil du taux d’effort d’un candidat, en pour cent",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    # Of those under 30 (L442-8-4 CCH), as its « convention d’utilité sociale » says; none until it is known.
    one_year_leases = models.PositiveSmallIntegerField(
        "baux d’un an (moins de 30\u00a0ans) au plus, en même temps", default=0
    )

    class Meta:
        verbose_name = "paramètres du bailleur"
        constraints = [
            models.CheckConstraint(
                name="parameters_announce_the_end_of_conventions", condition=Q(convention_alert_days__len__gte=1)
            ),
            models.CheckConstraint(
                name="parameters_effort_limit_is_a_share",
                condition=Q(effort_limit_percent__gte=1, effort_limit_percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"Paramètres de {self.landlord}"

    @classmethod
    def of(cls, landlord: int | None) -> "LandlordParameters":
        """Those that the landlord has set, else the usual ones."""
        return cls.objects.filter(landlord=landlord).first() or cls()
