"""A dwelling that the landlord reserves under a convention, shown to the association, which proposes candidates."""

import datetime
import uuid

from django.db import models
from django.db.models import Count, DateField, ExpressionWrapper, OuterRef, Q, Subquery, Value
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.deadlines import Deadline
from partners.authority import Authority
from partners.models import Convention, Organization, User
from partners.roles import Right
from tenancies.models import Reservation
from tenancies.models.households import reminder_days_of

MOST_CANDIDATES = 3


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, user: User) -> "AnnouncementQuerySet":
        """The landlord's staff who answer for reservations, and whoever proposes candidates in the association."""
        if user.may(Right.MANAGE_RESERVATIONS):
            return self.filter(landlord=user.organization_id)
        return self.filter(association=user.organization_id) if user.may(Right.PROPOSE_CANDIDATE) else self.none()

    def running(self) -> "AnnouncementQuerySet":
        return self.filter(state__in=Announcement.RUNNING)

    def over(self) -> "AnnouncementQuerySet":
        return self.exclude(state__in=Announcement.RUNNING)

    def to_answer(self) -> "AnnouncementQuerySet":
        """Those for which no candidate is proposed yet."""
        return Announcement.CANDIDATES.waiting(self)

    def late(self, today: datetime.date | None = None) -> "AnnouncementQuerySet":
        return Announcement.CANDIDATES.late(self, today)

    def soon(self, today: datetime.date | None = None) -> "AnnouncementQuerySet":
        """To answer within as many days as the landlord wants what is due announced before."""
        today = today or timezone.localdate()
        until = ExpressionWrapper(Value(today) + reminder_days_of("landlord"), DateField())
        return Announcement.CANDIDATES.soon(self, until=until, today=today)

    def for_list(self) -> "AnnouncementQuerySet":
        return self.for_worklist().select_related("convention__action")

    def for_worklist(self) -> "AnnouncementQuerySet":
        """With the dwelling, both parties and, as `running_candidates`, how many candidates are at work."""
        # Counted apart: a count beside the columns would group all of them.
        own = Announcement.objects.filter(pk=OuterRef("pk")).values("pk")
        running = own.annotate(running=Count("candidacies", filter=Q(candidacies__ended_at=None))).values("running")
        return self.select_related(
            "reservation__dwelling__residence",
            "reservation__household",
            "landlord",
            "association",
        ).annotate(running_candidates=Subquery(running))


def record_move(announcement: "Announcement", made: moves.Made) -> None:
    announcement.events.create(**vars(made))


@tracked()
class Announcement(models.Model):
    """A reserved dwelling, told to the association of its convention: what it costs, where it is, by when candidates
    are awaited."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Candidats attendus"
        ANSWERED = "ANSWERED", "Candidats proposés"
        NO_CANDIDATE = "NO_CANDIDATE", "Pas de candidat"
        WITHDRAWN = "WITHDRAWN", "Annonce retirée"
        SETTLED = "SETTLED", "Logement loué"

    class Move(models.TextChoices):
        PROPOSE = "PROPOSE", "Candidat proposé"
        FREE = "FREE", "Place libérée"
        COME_BACK = "COME_BACK", "Candidat revenu"
        ANSWER_NO = "ANSWER_NO", "Pas de candidat"
        WITHDRAW = "WITHDRAW", "Annonce retirée"
        END_WITH_RESERVATION = "END_WITH_RESERVATION", "Réservation levée"
        SETTLE = "SETTLE", "Logement loué"

    class Shown(models.TextChoices):
        ADDRESS = "ADDRESS", "L’adresse"
        SECTOR = "SECTOR", "La commune seulement"

    class NoCandidateReason(models.TextChoices):
        SIZE = "SIZE", "Taille du logement"
        RENT = "RENT", "Loyer trop élevé"
        PLACE = "PLACE", "Situation du logement"
        ACCESS = "ACCESS", "Accès ou équipement du logement"
        NOBODY_READY = "NOBODY_READY", "Aucun ménage prêt à ce jour"
        NO_CAPACITY = "NO_CAPACITY", "Pas de place pour un accompagnement de plus"

    RUNNING = (State.OPEN, State.ANSWERED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reservation = models.ForeignKey(Reservation, on_delete=models.PROTECT, related_name="announcements")
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="announcements")
    # Those of the convention, for whoever reads it.
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    association = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    shown = models.CharField("ce que lit l’association", max_length=10, choices=Shown)
    # Euros a month.
    rent_euros = models.PositiveIntegerField("loyer")
    charges_euros = models.PositiveIntegerField("charges", default=0)
    flat_amounts_euros = models.PositiveIntegerField("eau et chauffage individuels", default=0)
    state = models.CharField("état", max_length=20, choices=State, default=State.OPEN)
    announced_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    announced_on = models.DateField("annoncé le", default=timezone.localdate)
    # Its first day plus the delay of the terms that apply on that day.
    answer_due_on = models.DateField("candidats attendus avant le")
    no_candidate_reason = models.CharField("motif", max_length=20, choices=NoCandidateReason, blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    # What `for_list` loads beside it.
    running_candidates: int

    objects = AnnouncementQuerySet.as_manager()

    CANDIDATES = Deadline(
        "Candidats pour un logement",
        column="answer_due_on",
        waits={"state": (State.OPEN,)},
        whom="the association's workers and coordinators; the landlord's rental officers and manager once late",
        since="the day on which the dwelling was announced",
        delay="`ConventionTerms.candidate_delay_days`; announced `LandlordParameters.reminder_days` before",
    )

    LANDLORD = Authority(Right.MANAGE_RESERVATIONS, organization="landlord_id")
    ASSOCIATION = Authority(Right.PROPOSE_CANDIDATE, organization="association_id")

    machine = moves.Machine(
        moves.Move(
            Move.PROPOSE,
            {State.OPEN: [State.ANSWERED], State.ANSWERED: [State.ANSWERED]},
            by=ASSOCIATION,
        ),
        # A candidate leaves: the last one leaves the announcement without an answer.
        moves.Move(Move.FREE, {State.ANSWERED: [State.ANSWERED, State.OPEN]}),
        # An end that was noted by mistake is taken back.
        moves.Move(Move.COME_BACK, {State.OPEN: [State.ANSWERED], State.ANSWERED: [State.ANSWERED]}),
        moves.Move(Move.ANSWER_NO, {State.OPEN: [State.NO_CANDIDATE]}, by=ASSOCIATION),
        moves.Move(Move.WITHDRAW, {State.OPEN: [State.WITHDRAWN], State.ANSWERED: [State.WITHDRAWN]}, by=LANDLORD),
        moves.Move(Move.END_WITH_RESERVATION, {State.OPEN: [State.WITHDRAWN], State.ANSWERED: [State.WITHDRAWN]}),
        moves.Move(Move.SETTLE, {State.ANSWERED: [State.SETTLED]}),
        event=record_move,
        loads=("reservation__dwelling", "convention"),
    )

    class Meta:
        verbose_name = "annonce d’un logement"
        ordering = ["-pk"]
        constraints = [
            within_bounds(days=["announced_on", "answer_due_on"], moments=["ended_at"]),
            models.UniqueConstraint(
                fields=["reservation"],
                condition=Q(state__in=["OPEN", "ANSWERED"]),
                name="announcement_one_running_per_reservation",
                violation_error_message="Ce logement est déjà annoncé.",
            ),
            models.CheckConstraint(
                name="announcement_no_candidate_is_explained",
                condition=Q(state="NO_CANDIDATE") & ~Q(no_candidate_reason="")
                | ~Q(state="NO_CANDIDATE") & Q(no_candidate_reason=""),
                violation_error_message="Dites pourquoi vous ne proposez personne.",
            ),
            models.CheckConstraint(
                name="announcement_end_is_dated",
                condition=Q(state__in=["OPEN", "ANSWERED"], ended_at=None)
                | ~Q(state__in=["OPEN", "ANSWERED"]) & Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["landlord", "state", "-id"], name="announcement_by_landlord"),
            models.Index(fields=["association", "state", "answer_due_on", "id"], name="announcement_by_association"),
        ]

    def __str__(self) -> str:
        return f"{self.association} · {self.reservation}"

    def is_late(self, today: datetime.date | None = None) -> bool:
        """The same rule as `late`, for a row already loaded."""
        return self.CANDIDATES.is_late(self, today)
