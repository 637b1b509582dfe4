import datetime
import uuid

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import months_from, within_bounds
from housing_support.common.deadlines import Deadline
from partners.authority import Authority
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models.ends import EndReason
from tenancies.models.households import Household, in_open_case_file, is_open_to

# The scheme's own limit: a temporary stay leads to a lasting home within two years, or is extended for a reason.
MOST_MONTHS = 24
# Months before the last day at which whoever supports the household is told.
ALERT_MONTHS = (9, 6, 3)
# What a household needs before it is proposed for a dwelling, each with the day on which it was found to be there.
READINESS = ("unique_number_on", "identity_on", "resources_on", "savings_on", "assessment_on")
# Why it leaves: those reasons that are about a support or a landlord's lease are left out.
STAY_ENDS = (
    EndReason.REHOUSED,
    EndReason.RELAY,
    EndReason.LEFT,
    EndReason.TERM,
    EndReason.MOVED_AWAY,
    EndReason.SEPARATION,
    EndReason.LONG_ABSENCE,
    EndReason.LOST_SIGHT,
    EndReason.DEATH,
    EndReason.OTHER,
)


def latest_end_of(since: datetime.date) -> datetime.date:
    return months_from(since, MOST_MONTHS)


class StayQuerySet(models.QuerySet["Stay"]):
    def running(self) -> "StayQuerySet":
        return self.filter(state__in=Stay.RUNNING)

    def open(self) -> "StayQuerySet":
        """Those that run and the one to come: what the database allows one of per household."""
        return self.filter(state__in=Stay.OPEN)

    def ending_soon(self, today: datetime.date | None = None) -> "StayQuerySet":
        """Those whose last day comes within the first of the alerts, or is over."""
        until = months_from(today or timezone.localdate(), ALERT_MONTHS[0])
        return Stay.TERM.due_by(self, until=until)

    def to_enter(self, today: datetime.date | None = None) -> "StayQuerySet":
        """Those planned whose day has come: somebody is to say that the household came."""
        return self.filter(state=Stay.State.PLANNED, since__lte=today or timezone.localdate())

    def visible_to(self, user: User) -> "StayQuerySet":
        """Where an association puts a household up is its own: no other participant reads it, no landlord ever."""
        return self.filter(is_open_to(user, "household"), association=user.organization_id)


def record_move(stay: "Stay", made: moves.Made) -> None:
    stay.events.create(**vars(made))


# The texts stay out of the history, as those of the timeline: one of them is an address.
@tracked(exclude=["place_in_words", "extension_reason"])
class Stay(models.Model):
    """A household put up by an association outside any landlord's stock, for a time.

    Nothing of it goes into the timeline, which a landlord reads one day: its moves are told by its own events.
    """

    class Kind(models.TextChoices):
        RESIDENCE = "RESIDENCE", "Résidence temporaire"
        INTERGENERATIONAL = "INTERGENERATIONAL", "Maison intergénérationnelle"
        PRIVATE_FLAT = "PRIVATE_FLAT", "Logement du parc privé"

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Entrée prévue"
        RUNNING = "RUNNING", "En cours"
        EXTENDED = "EXTENDED", "Prolongé"
        ENDED = "ENDED", "Terminé"
        CANCELLED = "CANCELLED", "Annulé"

    class Move(models.TextChoices):
        ENTER = "ENTER", "Entrée confirmée"
        CORRECT = "CORRECT", "Séjour corrigé"
        NOTE = "NOTE", "Préparation notée"
        EXTEND = "EXTEND", "Séjour prolongé"
        TAKE_BACK = "TAKE_BACK", "Prolongation annulée"
        END = "END", "Séjour terminé"
        RESUME = "RESUME", "Fin de séjour annulée"
        CANCEL = "CANCEL", "Séjour annulé"
        END_WITH_CASE_FILE = "END_WITH_CASE_FILE", "Dossier du ménage clos ou quitté"

    class ExtensionReason(models.TextChoices):
        DWELLING_AWAITED = "DWELLING_AWAITED", "Logement attribué, pas encore disponible"
        CANDIDACY_RUNNING = "CANDIDACY_RUNNING", "Candidature en cours"
        NO_OFFER = "NO_OFFER", "Aucun logement adapté proposé"
        RIGHTS_AWAITED = "RIGHTS_AWAITED", "Droits ou papiers en attente"
        RELAY_AWAITED = "RELAY_AWAITED", "Relais en préparation"
        FAMILY = "FAMILY", "Événement familial"

    class Destination(models.TextChoices):
        LASTING_LEASE = "LASTING_LEASE", "Bail durable"
        SLIDING_LEASE = "SLIDING_LEASE", "Bail glissant"
        YOUNG_1Y = "YOUNG_1Y", "Bail d’un an"
        PRIVATE_LEASE = "PRIVATE_LEASE", "Logement du parc privé"
        RELAY = "RELAY", "Relais vers une autre structure"
        RELATIVES = "RELATIVES", "Chez des proches"
        UNKNOWN = "UNKNOWN", "Destination inconnue"

    RUNNING = (State.RUNNING, State.EXTENDED)
    OPEN = (State.PLANNED, *RUNNING)
    OVER = (State.ENDED, State.CANCELLED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="stays")
    association = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="stays", db_index=False)
    kind = models.CharField("nature du lieu", max_length=20, choices=Kind, default=Kind.RESIDENCE)
    place_in_words = models.CharField("lieu", max_length=200)
    state = models.CharField("état", max_length=20, choices=State, default=State.RUNNING)
    since = models.DateField("depuis", default=timezone.localdate)
    until = models.DateField("jusqu’au", null=True, blank=True)
    planned_end = models.DateField("fin prévue")
    # 24 months after the first day, later once it is extended.
    latest_end = models.DateField("fin au plus tard")
    extension_reason = models.CharField("motif de prolongation", max_length=200, choices=ExtensionReason, blank=True)
    end_reason = models.CharField("motif de fin", max_length=20, choices=EndReason, blank=True)
    destination = models.CharField("destination", max_length=20, choices=Destination, blank=True)
    unique_number_on = models.DateField("numéro unique", null=True, blank=True)
    identity_on = models.DateField("papiers d’identité", null=True, blank=True)
    resources_on = models.DateField("justificatifs de ressources", null=True, blank=True)
    savings_on = models.DateField("épargne pour le dépôt de garantie", null=True, blank=True)
    assessment_on = models.DateField("évaluation\u00a0: prêt pour un logement", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StayQuerySet.as_manager()

    TERM = Deadline(
        "Fin d’un séjour",
        column="latest_end",
        waits={"state": RUNNING},
        whom="the association's workers and coordinators",
        since="the first day of the stay",
        delay="24 months (the scheme's limit), or the day that its extension says; announced 9, 6 and 3 months before",
    )

    ASSOCIATION = Authority(Right.MANAGE_STAYS, organization="association_id")

    machine = moves.Machine(
        # On the day itself it is for somebody to say that the household came.
        moves.Move(Move.ENTER, {State.PLANNED: [State.RUNNING]}, by=ASSOCIATION),
        moves.Move(
            Move.CORRECT,
            {
                State.PLANNED: [State.PLANNED],
                State.RUNNING: [State.RUNNING],
                State.EXTENDED: [State.EXTENDED],
                State.ENDED: [State.ENDED],
            },
            by=ASSOCIATION,
        ),
        moves.Move(
            Move.NOTE,
            {
                State.PLANNED: [State.PLANNED],
                State.RUNNING: [State.RUNNING],
                State.EXTENDED: [State.EXTENDED],
            },
            by=ASSOCIATION,
        ),
        moves.Move(Move.EXTEND, moves.from_each(RUNNING, State.EXTENDED), by=ASSOCIATION),
        # The last extension alone: one before it may remain.
        moves.Move(Move.TAKE_BACK, {State.EXTENDED: [State.RUNNING, State.EXTENDED]}, by=ASSOCIATION),
        moves.Move(Move.END, moves.from_each(RUNNING, State.ENDED), by=ASSOCIATION),
        # Back to where it was: whether it was ever extended.
        moves.Move(Move.RESUME, {State.ENDED: [State.RUNNING, State.EXTENDED]}, by=ASSOCIATION),
        moves.Move(Move.CANCEL, moves.from_each((*OPEN, State.ENDED), State.CANCELLED), by=ASSOCIATION),
        moves.Move(
            Move.END_WITH_CASE_FILE,
            {
                State.PLANNED: [State.CANCELLED],
                State.RUNNING: [State.ENDED],
                State.EXTENDED: [State.ENDED],
            },
        ),
        event=record_move,
        loads=("household",),
    )

    class Meta:
        verbose_name = "séjour"
        ordering = ["household", "-since", "-pk"]
        constraints = [
            within_bounds(days=["since", "until", "planned_end", "latest_end", *READINESS]),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(state__in=["PLANNED", "RUNNING", "EXTENDED"]),
                name="stay_one_running_per_household",
                violation_error_message="Ce ménage est déjà hébergé.",
            ),
            models.CheckConstraint(
                name="stay_ends_after_start",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="La fin du séjour ne précède pas son début.",
            ),
            models.CheckConstraint(
                name="stay_is_planned_to_end_after_start",
                condition=Q(planned_end__gt=F("since")),
                violation_error_message="La fin prévue suit le début du séjour.",
            ),
            models.CheckConstraint(
                name="stay_is_planned_to_end_in_time",
                condition=Q(planned_end__lte=F("latest_end")),
                violation_error_message="La fin prévue ne dépasse pas la fin au plus tard.",
            ),
            models.CheckConstraint(
                name="stay_over_24_months_is_explained",
                condition=~Q(extension_reason="")
                | Q(
                    LessThanOrEqual(
                        F("latest_end"),
                        Func(
                            "since",
                            template=f"(%(expressions)s + interval '{MOST_MONTHS} months')::date",
                            output_field=models.DateField(),
                        ),
                    )
                ),
                violation_error_message="Un séjour dure 24\u00a0mois au plus\u00a0: dites pourquoi il se prolonge.",
            ),
            models.CheckConstraint(
                name="stay_extension_agrees_with_state",
                condition=Q(state__in=["ENDED", "CANCELLED"])
                | Q(state__in=["PLANNED", "RUNNING"], extension_reason="")
                | Q(state="EXTENDED") & ~Q(extension_reason=""),
            ),
            models.CheckConstraint(
                name="stay_end_is_explained",
                condition=Q(state="ENDED", until__isnull=False) & ~Q(end_reason="") & ~Q(destination="")
                | Q(state="CANCELLED")
                | Q(state__in=["PLANNED", "RUNNING", "EXTENDED"], until=None, end_reason="", destination=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "latest_end", "id"],
                condition=Q(state__in=["PLANNED", "RUNNING", "EXTENDED"]),
                name="stay_open_by_association",
            ),
            models.Index(
                fields=["association", "latest_end", "id"],
                condition=Q(state__in=["ENDED", "CANCELLED"]),
                name="stay_over_by_association",
            ),
        ]
        triggers = [
            in_open_case_file(
                "stay_in_open_case_file",
                columns=("household_id", "state"),
                condition="NEW.state IN ('PLANNED', 'RUNNING', 'EXTENDED')",
            )
        ]

    def __str__(self) -> str:
        return f"Séjour · {self.household}"

    @property
    def missing(self) -> list[str]:
        """The columns of `READINESS` that hold no day yet."""
        return [name for name in READINESS if getattr(self, name) is None]


class StayEvent(moves.MoveEvent):
    """One row per move of a stay, read by its association alone. The facts are codes and days."""

    stay = models.ForeignKey(Stay, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "événement d’un séjour"
        ordering = ["stay", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.stay} · {self.move}"
