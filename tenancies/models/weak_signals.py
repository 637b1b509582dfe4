"""What the landlord tells the associations that follow a household before it becomes serious: a fact of a closed list,
its day, and nothing else. No amount, no judgement, nothing about health: there is nowhere to write one."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from partners.authority import Authority
from partners.models import Organization, User
from partners.models.users import UserQuerySet
from partners.roles import Right, Role
from tenancies.models.households import is_open_to
from tenancies.models.journal import JournalEntry
from tenancies.models.support import FollowUp


class WeakSignalQuerySet(models.QuerySet["WeakSignal"]):
    def visible_to(self, user: User) -> "WeakSignalQuerySet":
        return self.filter(is_open_to(user, "entry__household"))


WeakSignalManager = StandingManager.from_queryset(WeakSignalQuerySet)


@tracked(exclude=["cancellation_note"])
class WeakSignal(Mendable):
    """It hangs on its line of the timeline, which says in which case file."""

    class Kind(models.TextChoices):
        UNPAID = "UNPAID", "Seuil d’impayé dépassé"
        COMPLAINT = "COMPLAINT", "Plainte d’un voisin"
        NO_ACCESS = "NO_ACCESS", "Logement resté fermé pour des travaux"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.OneToOneField(JournalEntry, on_delete=models.CASCADE, related_name="as_signal")
    kind = models.CharField("fait constaté", max_length=10, choices=Kind)
    occurred_on = models.DateField("constaté le")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField("envoyé le", default=timezone.now, editable=False)

    objects = WeakSignalManager()
    with_cancelled = WeakSignalQuerySet.as_manager()

    class Meta:
        verbose_name = "signal du bailleur"
        verbose_name_plural = "signaux du bailleur"
        ordering = ["-recorded_at", "-pk"]
        constraints = [within_bounds(days=["occurred_on"], moments=["recorded_at"]), mended_in_full()]

    def __str__(self) -> str:
        return self.get_kind_display()


class SignalReceiptQuerySet(models.QuerySet["SignalReceipt"]):
    def visible_to(self, user: User) -> Self:
        """For the landlord, of every association; for an association, its own."""
        seen = self.filter(is_open_to(user, "signal__entry__household"))
        return seen if user.organization.is_landlord else seen.filter(organization=user.organization_id)

    def waiting_for(self, user: User) -> Self:
        """Those of signals that stand, that nobody of the association has seen: for the worker in charge and for those
        who answer for its team."""
        own = self.visible_to(user).filter(organization=user.organization_id, state=SignalReceipt.State.WAITING)
        own = own.filter(signal__cancelled_at=None, follow_up__ended_on=None)
        return own if user.role == Role.COORDINATOR else own.filter(follow_up__worker=user.pk)


@tracked()
class SignalReceipt(models.Model):
    """One association's part in a signal: whether somebody there has seen it, and what they do."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Pas encore vu"
        SEEN = "SEEN", "Vu"

    class Move(models.TextChoices):
        SEE = "SEE", "Vu"
        UNSEE = "UNSEE", "Noté vu par erreur"

    class Action(models.TextChoices):
        CALL = "CALL", "J’appelle le ménage"
        VISIT = "VISIT", "Je passe voir le ménage"
        ADVISER = "ADVISER", "J’en parle avec la conseillère sociale"
        KNOWN = "KNOWN", "C’est connu, une démarche est en cours"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    signal = models.ForeignKey(WeakSignal, on_delete=models.CASCADE, related_name="receipts")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField("état", max_length=10, choices=State, default=State.WAITING)
    action = models.CharField("suite donnée", max_length=10, choices=Action, blank=True)
    seen_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    seen_at = models.DateTimeField("vu le", null=True, blank=True)

    objects = SignalReceiptQuerySet.as_manager()

    OWN = Authority(Right.RECORD_VISIT, organization="organization_id")

    machine = moves.Machine(
        # Again, to say something else.
        moves.Move(Move.SEE, {State.WAITING: [State.SEEN], State.SEEN: [State.SEEN]}, by=OWN),
        moves.Move(Move.UNSEE, {State.SEEN: [State.WAITING]}, by=OWN),
        loads=("signal__entry__household", "organization"),
    )

    class Meta:
        verbose_name = "réception d’un signal"
        verbose_name_plural = "réceptions de signaux"
        ordering = ["signal", "pk"]
        constraints = [
            within_bounds(moments=["seen_at"]),
            models.UniqueConstraint(fields=["signal", "organization"], name="signal_receipt_one_per_association"),
            models.CheckConstraint(
                name="signal_receipt_seen_in_full",
                condition=Q(state="WAITING", action="", seen_by=None, seen_at=None)
                | Q(state="SEEN", seen_by__isnull=False, seen_at__isnull=False) & ~Q(action=""),
            ),
        ]
        indexes = [
            models.Index(fields=["organization"], condition=Q(state="WAITING"), name="signal_receipt_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.get_state_display()}"

    def people(self) -> UserQuerySet:
        """Those who are told of it: the worker in charge, and those who answer for the team."""
        concerned = Q(pk=self.follow_up.worker_id) | Q(role=Role.COORDINATOR)
        return User.objects.filter(concerned, organization=self.organization_id).order_by("email")
