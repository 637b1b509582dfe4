import datetime
import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from partners.authority import Authority
from partners.models import Organization, User
from partners.roles import Right
from referrals.exceptions import SessionToComeError

MOST_MEMBERS = 30


def has_come(session: "CommitteeSession") -> bool:
    return session.held_on <= timezone.localdate()


class CommitteeSessionQuerySet(models.QuerySet["CommitteeSession"]):
    def visible_to(self, user: User) -> "CommitteeSessionQuerySet":
        """Those of one's own landlord, for whoever records what the committee decides."""
        return self.filter(landlord=user.organization_id) if user.may(Right.RECORD_COMMITTEE) else self.none()


@tracked()
class CommitteeSession(models.Model):
    """A session of the landlord's allocation committee (CALEOL, L441-2 CCH): it alone allocates a dwelling."""

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Prévue"
        HELD = "HELD", "Tenue"
        MINUTED = "MINUTED", "Procès-verbal arrêté"
        CANCELLED = "CANCELLED", "Annulée"

    class Move(models.TextChoices):
        CHANGE = "CHANGE", "Modifiée"
        CANCEL = "CANCEL", "Annulée"
        HOLD = "HOLD", "Tenue"
        CORRECT_PRESENT = "CORRECT_PRESENT", "Présents corrigés"
        DECIDE = "DECIDE", "Décisions notées"
        CLOSE_MINUTES = "CLOSE_MINUTES", "Procès-verbal arrêté"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    landlord = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="committee_sessions", db_index=False
    )
    held_on = models.DateField("jour de la séance")
    # Of those who vote: how many must be there.
    quorum = models.PositiveSmallIntegerField(
        "quorum", validators=[MinValueValidator(1), MaxValueValidator(MOST_MEMBERS)]
    )
    state = models.CharField("état", max_length=20, choices=State, default=State.PLANNED)
    minuted_at = models.DateTimeField("procès-verbal arrêté le", null=True, editable=False)

    objects = CommitteeSessionQuerySet.as_manager()

    RECORDER = Authority(Right.RECORD_COMMITTEE, organization="landlord_id")

    machine = moves.Machine(
        moves.Move(Move.CHANGE, {State.PLANNED: [State.PLANNED]}, by=RECORDER),
        moves.Move(Move.CANCEL, {State.PLANNED: [State.CANCELLED]}, by=RECORDER),
        moves.Move(
            Move.HOLD,
            {State.PLANNED: [State.HELD]},
            by=RECORDER,
            needs=[moves.Need("its day to have come", has_come, SessionToComeError)],
        ),
        moves.Move(Move.CORRECT_PRESENT, {State.HELD: [State.HELD]}, by=RECORDER),
        moves.Move(Move.DECIDE, {State.HELD: [State.HELD]}, by=RECORDER),
        moves.Move(Move.CLOSE_MINUTES, {State.HELD: [State.MINUTED]}, by=RECORDER),
    )

    class Meta:
        verbose_name = "séance de commission"
        verbose_name_plural = "séances de commission"
        ordering = ["-held_on", "-pk"]
        constraints = [
            within_bounds(days=["held_on"], moments=["minuted_at"]),
            models.CheckConstraint(
                name="committee_session_minutes_are_dated",
                condition=Q(state="MINUTED", minuted_at__isnull=False) | ~Q(state="MINUTED") & Q(minuted_at=None),
            ),
            models.CheckConstraint(
                name="committee_session_quorum_is_reachable",
                condition=Q(quorum__gte=1, quorum__lte=MOST_MEMBERS),
                violation_error_message="Indiquez un quorum d’un membre au moins.",
            ),
        ]
        indexes = [models.Index(fields=["landlord", "-held_on", "-id"], name="committee_session_by_landlord")]

    def __str__(self) -> str:
        return f"Commission du {self.held_on:%d/%m/%Y}"

    def is_to_come(self, today: datetime.date | None = None) -> bool:
        return self.state == self.State.PLANNED and self.held_on > (today or timezone.localdate())


# Somebody's name vanishes with the row.
@tracked(exclude=["name"])
class CommitteeMember(models.Model):
    """Who sits at a session, and as what; whether they were there, once it is held."""

    class Quality(models.TextChoices):
        APPOINTED = "APPOINTED", "Désigné par le bailleur"
        TENANTS = "TENANTS", "Représentant des locataires"
        MAYOR = "MAYOR", "Maire ou son représentant"
        INTERCOMMUNALITY = "INTERCOMMUNALITY", "Intercommunalité"
        PREFECT = "PREFECT", "Préfet ou son représentant"
        CONSULTED = "CONSULTED", "Voix consultative"

    session = models.ForeignKey(CommitteeSession, on_delete=models.CASCADE, related_name="members")
    name = models.CharField("nom", max_length=120)
    quality = models.CharField("qualité", max_length=20, choices=Quality)
    was_present = models.BooleanField("présent", default=False)

    class Meta:
        verbose_name = "membre de la commission"
        verbose_name_plural = "membres de la commission"
        ordering = ["session", "pk"]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_quality_display()}"

    @property
    def votes(self) -> bool:
        return self.quality != self.Quality.CONSULTED
