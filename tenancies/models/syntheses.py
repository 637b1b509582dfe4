"""A synthesis: those who follow a household meet about it, and leave minutes for the readers that they choose."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.mending import CORRECTED_IN_FULL, Correctable
from housing_support.common.moves import Made
from partners.authority import Authority
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models.audience import AudienceModel, AudienceQuerySet, may_read
from tenancies.models.households import Household, is_open_to


class SynthesisQuerySet(AudienceQuerySet):
    def visible_to(self, user: User) -> "SynthesisQuerySet":
        """For whoever calls it, whoever is invited and, once it was held, whoever reads its minutes: in an open case
        file."""
        invited = SynthesisInvitation.objects.filter(synthesis=OuterRef("pk"), organization=user.organization_id)
        concerned = Q(organization=user.organization_id) | Q(Exists(invited))
        concerned |= may_read(user) & Q(state=Synthesis.State.HELD)
        return self.filter(concerned, is_open_to(user, "household"))


def record_move(synthesis: "Synthesis", made: Made) -> None:
    synthesis.events.create(**vars(made))


# What was said there is in no history.
@tracked(exclude=["minutes"])
class Synthesis(Correctable, AudienceModel):
    """Called by its author, for the organizations that it invites. The audience is that of its minutes."""

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Prévue"
        HELD = "HELD", "Tenue"
        CANCELLED = "CANCELLED", "Annulée"

    class Move(models.TextChoices):
        MOVE = "MOVE", "Déplacée"
        CANCEL = "CANCEL", "Annulée"
        HOLD = "HOLD", "Tenue"

    class Place(models.TextChoices):
        """No address: that of the household may be protected."""

        AGENCY = "AGENCY", "À l’agence du bailleur"
        ASSOCIATION = "ASSOCIATION", "Dans les locaux de l’association"
        HOME = "HOME", "Chez le ménage"
        REMOTE = "REMOTE", "À distance"

    class CancelReason(models.TextChoices):
        HOUSEHOLD = "HOUSEHOLD", "Le ménage ne la souhaite pas"
        ABSENT = "ABSENT", "Trop d’absents"
        SETTLED = "SETTLED", "Elle n’est plus nécessaire"
        MISTAKE = "MISTAKE", "Elle était prévue par erreur"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="syntheses", db_index=False)
    planned_at = models.DateTimeField("date et heure")
    place = models.CharField("lieu", max_length=15, choices=Place)
    state = models.CharField("état", max_length=10, choices=State, default=State.PLANNED)
    minutes = models.TextField("compte rendu", max_length=10_000, blank=True)
    recorded_at = models.DateTimeField("compte rendu écrit le", null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # What `with_what_is_read_by` loads in place of the minutes.
    read_text: str
    is_readable: bool

    objects = SynthesisQuerySet.as_manager()  # type: ignore[misc] # a queryset that does more

    CALLER = Authority(Right.CALL_SYNTHESIS, organization="organization_id")

    machine = moves.Machine(
        moves.Move(Move.MOVE, {State.PLANNED: [State.PLANNED]}, by=CALLER),
        moves.Move(Move.CANCEL, {State.PLANNED: [State.CANCELLED]}, by=CALLER),
        moves.Move(Move.HOLD, {State.PLANNED: [State.HELD]}, by=CALLER),
        event=record_move,
        loads=("household",),
    )

    class Meta:
        verbose_name = "réunion de synthèse"
        verbose_name_plural = "réunions de synthèse"
        ordering = ["-planned_at", "-pk"]
        constraints = [
            within_bounds(moments=["planned_at"]),
            models.CheckConstraint(
                name="synthesis_has_an_author", condition=Q(author__isnull=False, organization__isnull=False)
            ),
            models.CheckConstraint(
                name="synthesis_has_minutes_once_held",
                condition=Q(state="HELD", recorded_at__isnull=False) & ~Q(minutes="")
                | ~Q(state="HELD") & Q(recorded_at=None, minutes="", corrected_at=None),
            ),
            models.CheckConstraint(name="synthesis_corrected_in_full", condition=CORRECTED_IN_FULL),
        ]
        indexes = [models.Index(fields=["household", "-planned_at", "-id"], name="synthesis_by_household")]

    def __str__(self) -> str:
        return f"Réunion de synthèse du {timezone.localtime(self.planned_at):%d/%m/%Y}"


class SynthesisInvitation(models.Model):
    """That an organization is invited, and whether it came: not known before the meeting is held."""

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    has_come = models.BooleanField("présent", null=True)

    class Meta:
        verbose_name = "invitation à une réunion de synthèse"
        ordering = ["synthesis", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["synthesis", "organization"], name="synthesis_invites_once"),
        ]

    def __str__(self) -> str:
        return f"{self.synthesis} · {self.organization}"


class SynthesisEvent(moves.MoveEvent):
    """One row per move, with where and when it was to be, or why it is not: codes and moments."""

    synthesis = models.ForeignKey(Synthesis, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "suite d’une réunion de synthèse"
        ordering = ["synthesis", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.synthesis} · {self.move}"
