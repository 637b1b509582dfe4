import datetime
import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from partners.models import User
from referrals.models.reasons import Reason
from referrals.models.referrals import Referral
from tenancies.models.audience import Audience, AudienceModel, AudienceQuerySet

MeetingManager = StandingManager.from_queryset(AudienceQuerySet)


@tracked(exclude=["cancellation_note"], unquoted=["needs", "diagnosis", "decisions"])
class Meeting(Mendable, AudienceModel):
    """The adviser's meeting with a household. Past and cancelled ones are kept; one at most is planned at a time.

    An appointment that was called off is `CANCELLED`; a meeting recorded as held by error is `HELD` and `is_cancelled`.

    Its author chose who reads the diagnosis and the decisions: unless they said more, the landlord's social workers.
    """

    household_path = "referral__household"
    is_social_content = True

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Fixée"
        HELD = "HELD", "Tenue"
        MISSED = "MISSED", "Manquée"
        MOVED = "MOVED", "Déplacée"
        CANCELLED = "CANCELLED", "Annulée"

    class Move(models.TextChoices):
        HOLD = "HOLD", "Tenue"
        MISS = "MISS", "Manquée"
        MOVE = "MOVE", "Déplacée"
        CANCEL = "CANCEL", "Annulée"

    class Place(models.TextChoices):
        HOME = "HOME", "Au domicile"
        AGENCY = "AGENCY", "À l’agence"
        PHONE = "PHONE", "Par téléphone"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="meetings")
    # Nobody when whoever was to hold it left, until a successor is named.
    adviser = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name="conseillère"
    )
    state = models.CharField("état", max_length=20, choices=State, default=State.PLANNED)
    planned_at = models.DateTimeField("date et heure")
    place = models.CharField("lieu", max_length=20, choices=Place)
    held_at = models.DateTimeField("tenue le", null=True, blank=True)
    audience = models.CharField("lu par", max_length=20, choices=Audience, default=Audience.ORGANIZATION)
    # Read by social workers only (`Right.READ_SOCIAL_CONTENT`); the texts, by those of the audience.
    needs = ArrayField(
        models.CharField(max_length=20, choices=Reason), default=list, blank=True, verbose_name="besoins confirmés"
    )
    diagnosis = models.TextField("diagnostic", max_length=4000, blank=True)
    decisions = models.TextField("décisions", max_length=4000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # What `with_readability` loads beside it.
    is_readable: bool
    is_completed: bool

    objects = MeetingManager()  # type: ignore[assignment,misc] # a manager that does more
    with_cancelled = AudienceQuerySet.as_manager()

    # Each follows from a move of the referral, which says who may.
    machine = moves.Machine(
        moves.Move(Move.HOLD, {State.PLANNED: [State.HELD]}),
        moves.Move(Move.MISS, {State.PLANNED: [State.MISSED]}),
        moves.Move(Move.MOVE, {State.PLANNED: [State.MOVED]}),
        moves.Move(Move.CANCEL, {State.PLANNED: [State.CANCELLED]}),
    )

    class Meta:
        verbose_name = "rencontre"
        ordering = ["-planned_at", "-pk"]
        constraints = [
            within_bounds(moments=["planned_at", "held_at"]),
            mended_in_full(),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(state="PLANNED"), name="meeting_one_planned_per_referral"
            ),
            models.CheckConstraint(
                name="meeting_held_has_date",
                condition=Q(state="HELD", held_at__isnull=False) | (~Q(state="HELD") & Q(held_at=None)),
            ),
            models.CheckConstraint(name="meeting_cancelled_was_held", condition=Q(cancelled_at=None) | Q(state="HELD")),
            models.CheckConstraint(
                name="meeting_held_has_an_adviser", condition=~Q(state="HELD") | Q(adviser__isnull=False)
            ),
            models.CheckConstraint(
                name="meeting_diagnosis_has_an_author",
                condition=Q(diagnosis="", decisions="") | Q(author__isnull=False, organization__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["adviser", "planned_at"], condition=Q(state="PLANNED"), name="meeting_agenda")]

    def __str__(self) -> str:
        return f"Rencontre du {timezone.localtime(self.planned_at):%d/%m/%Y}"

    @property
    def recorded_at(self) -> datetime.datetime:
        """From when on its diagnosis may be corrected for some days."""
        return self.held_at or self.created_at

    @property
    def is_past(self) -> bool:
        return self.planned_at < timezone.now()


@tracked(exclude=["text"])
class MeetingAddition(AudienceModel):
    """What an adviser found out after a meeting was recorded, dated, for those they chose: the diagnosis as it was
    written stays as it is."""

    household_path = "meeting__referral__household"
    is_social_content = True

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="additions")
    text = models.TextField("complément", max_length=4000)
    written_at = models.DateTimeField("écrit le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "complément au diagnostic"
        verbose_name_plural = "compléments au diagnostic"
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_addition_has_an_author",
                condition=Q(author__isnull=False, organization__isnull=False) & ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Complément du {timezone.localtime(self.written_at):%d/%m/%Y}"
