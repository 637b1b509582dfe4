import datetime
import uuid
from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.deadlines import Deadline
from partners.authority import Authority
from partners.models import Convention, Organization, User
from partners.roles import Right
from referrals.models.referrals import Referral
from tenancies.models import FollowUp
from tenancies.models.households import is_open_to


class MobilisationQuerySet(models.QuerySet["Mobilisation"]):
    def visible_to(self, user: User) -> "MobilisationQuerySet":
        """For an association, what is asked of it; for the landlord, what it asked through referrals it may see."""
        if user.organization.is_landlord:
            return self.filter(referral__in=Referral.objects.visible_to(user))
        return self.filter(organization=user.organization_id) if user.may(Right.ANSWER_MOBILISATION) else self.none()

    def with_openness(self, user: User) -> "MobilisationQuerySet":
        """Annotate `is_open`: whether its sheet, which reads the household as it is today, may be read. It is while an
        answer is awaited, at once or from a waiting list, and while the case file is open to `user`; afterwards its
        reference, dates and outcome are."""
        return self.annotate(is_open=Case(When(self.openness(user), then=Value(True)), default=Value(False)))

    def open_to(self, user: User) -> "MobilisationQuerySet":
        """Those of them alone."""
        return self.filter(self.openness(user))

    @staticmethod
    def openness(user: User) -> Q:
        return Q(state__in=Mobilisation.UNSETTLED) | Q(is_open_to(user, "referral__household"))

    def pending(self) -> "MobilisationQuerySet":
        return self.filter(state=Mobilisation.State.REQUESTED)

    def waitlisted(self) -> "MobilisationQuerySet":
        return self.filter(state=Mobilisation.State.WAITLISTED)

    def unsettled(self) -> "MobilisationQuerySet":
        """Those to be answered, and those that wait for a place: the association has neither accepted nor refused."""
        return self.filter(state__in=Mobilisation.UNSETTLED)

    def settled(self) -> "MobilisationQuerySet":
        return self.exclude(state__in=Mobilisation.UNSETTLED)

    def to_ask_again(self, today: datetime.date | None = None) -> "MobilisationQuerySet":
        return Mobilisation.PLACE.late(self, today)

    def reminded(self) -> "MobilisationQuerySet":
        """Those that wait for an answer after their reminder."""
        return self.pending().filter(reminded_at__isnull=False)

    def to_remind(self, today: datetime.date | None = None) -> "MobilisationQuerySet":
        return self.late(today).filter(reminded_at=None)

    def to_expire(self, today: datetime.date | None = None) -> "MobilisationQuerySet":
        return Mobilisation.SILENCE.late(self, today)

    def expired(self) -> "MobilisationQuerySet":
        return self.filter(state=Mobilisation.State.EXPIRED)

    def at_work(self) -> "MobilisationQuerySet":
        """Those accepted, whose follow-up runs."""
        return self.filter(state=Mobilisation.State.ACCEPTED)

    def late(self, today: datetime.date | None = None) -> "MobilisationQuerySet":
        return Mobilisation.REPLY.late(self, today)


def is_to_be_reminded(asked: "Mobilisation") -> bool:
    return asked.is_late() and asked.reminded_at is None


def is_to_expire(asked: "Mobilisation") -> bool:
    return Mobilisation.SILENCE.is_late(asked)


def is_place_past(asked: "Mobilisation") -> bool:
    return Mobilisation.PLACE.is_late(asked)


@tracked(exclude=["goal", "decline_comment"])
class Mobilisation(models.Model):
    """A partner asked to help: the minimal sheet (who, why, for what), then its answer. The case file opens to the
    association when it accepts, not before."""

    class State(models.TextChoices):
        REQUESTED = "REQUESTED", "En attente de réponse"
        WAITLISTED = "WAITLISTED", "Sur liste d’attente"
        ACCEPTED = "ACCEPTED", "Acceptée"
        DECLINED = "DECLINED", "Refusée"
        WITHDRAWN = "WITHDRAWN", "Retirée"
        EXPIRED = "EXPIRED", "Restée sans réponse"
        ENDED = "ENDED", "Suivi terminé"

    class Move(models.TextChoices):
        ACCEPT = "ACCEPT", "Acceptée"
        DECLINE = "DECLINE", "Refusée"
        WITHDRAW = "WITHDRAW", "Retirée"
        WAITLIST = "WAITLIST", "Mise sur liste d’attente"
        UNLIST = "UNLIST", "Retirée de la liste d’attente"
        ASK_AGAIN = "ASK_AGAIN", "Demandée de nouveau"
        REMIND = "REMIND", "Relancée"
        EXPIRE = "EXPIRE", "Restée sans réponse"
        END = "END", "Suivi terminé"
        RESUME = "RESUME", "Suivi repris"

    class DeclineReason(models.TextChoices):
        FULL = "FULL", "Plus de place"
        OUT_OF_SCOPE = "OUT_OF_SCOPE", "Hors de notre champ"
        ALREADY_KNOWN = "ALREADY_KNOWN", "Ménage déjà suivi par ailleurs"
        HOUSEHOLD_REFUSES = "HOUSEHOLD_REFUSES", "Le ménage ne souhaite pas"
        OTHER = "OTHER", "Autre motif"

    # A partner is asked once at a time.
    UNSETTLED = (State.REQUESTED, State.WAITLISTED)
    OPEN = (*UNSETTLED, State.ACCEPTED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="mobilisations")
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="mobilisations")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="mobilisations", db_index=False
    )
    state = models.CharField("état", max_length=20, choices=State, default=State.REQUESTED)
    goal = models.TextField("ce qui est attendu", max_length=2000)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField("demandée le", default=timezone.now)
    # Request date plus the convention's answering delay, fixed when the request is made.
    answer_due_on = models.DateField("réponse attendue le")
    # Once, by Passerelle, when that day is over; from then on the last day to answer is another one.
    reminded_at = models.DateTimeField("relancée le", null=True, blank=True, editable=False)
    expires_on = models.DateField("dernier jour pour répondre", null=True, blank=True, editable=False)
    # On its waiting list: when the partner foresees a place.
    place_expected_on = models.DateField("place prévue le", null=True, blank=True, editable=False)
    # Since when the landlord owes an answer to a question: those days are not the partner's.
    questioned_on = models.DateField("question posée le", null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    decline_reason = models.CharField("motif", max_length=20, choices=DeclineReason, blank=True)
    decline_comment = models.CharField("précision", max_length=500, blank=True)
    follow_up = models.OneToOneField(
        FollowUp, on_delete=models.PROTECT, null=True, blank=True, related_name="mobilisation"
    )

    # What `with_openness` loads beside it.
    is_open: bool
    told: list[dict[str, str]]
    # What the page of its referral loads: whether somebody of the partner has an account that may answer.
    has_respondent: bool
    # The questions that its page loads beside it (`referrals.reading.questions`).
    asked: list[dict[str, Any]]

    objects = MobilisationQuerySet.as_manager()

    REPLY = Deadline(
        "Réponse à une demande",
        column="answer_due_on",
        # Nobody is late while a question of the partner waits for its answer.
        waits={"state": (State.REQUESTED,), "questioned_on": (None,)},
        whom="the association's coordinators; the landlord's adviser, and its manager once late",
        since="the day on which the association was asked",
        delay="`ConventionTerms.answer_delay_days`, and the days that a question waited for the landlord's answer",
    )

    SILENCE = Deadline(
        "Réponse à une demande relancée",
        column="expires_on",
        waits={"state": (State.REQUESTED,), "questioned_on": (None,)},
        whom="the association's coordinators; the landlord's adviser",
        since="the day on which the association was reminded, the day after `answer_due_on`",
        delay="`ConventionTerms.reminded_delay_days`; afterwards the request has expired",
    )

    PLACE = Deadline(
        "Place prévue par un partenaire",
        column="place_expected_on",
        waits={"state": (State.WAITLISTED,)},
        whom="the association's coordinators; the landlord's adviser",
        since="the day on which the association put the request on its waiting list",
        delay="the day that it foresees, within a year; afterwards it is asked again",
    )

    ANSWER = Authority(Right.ANSWER_MOBILISATION, organization="organization_id")
    ADVISER = Authority(Right.MEET_HOUSEHOLD, organization="referral.landlord_id")

    machine = moves.Machine(
        moves.Move(Move.ACCEPT, moves.from_each(UNSETTLED, State.ACCEPTED), by=ANSWER),
        moves.Move(Move.DECLINE, moves.from_each(UNSETTLED, State.DECLINED), by=ANSWER),
        moves.Move(Move.WITHDRAW, moves.from_each(UNSETTLED, State.WITHDRAWN), by=ADVISER),
        # Again, to foresee another day.
        moves.Move(Move.WAITLIST, moves.from_each(UNSETTLED, State.WAITLISTED), by=ANSWER),
        moves.Move(Move.UNLIST, {State.WAITLISTED: [State.REQUESTED]}, by=ANSWER),
        # They follow from the clock (`referrals.services.silence`).
        moves.Move(
            Move.ASK_AGAIN,
            {State.WAITLISTED: [State.REQUESTED]},
            needs=[moves.Need("the day of the place to have passed", is_place_past, moves.TransitionNotAllowedError)],
        ),
        moves.Move(
            Move.REMIND,
            {State.REQUESTED: [State.REQUESTED]},
            needs=[
                moves.Need("no answer in time, and no reminder", is_to_be_reminded, moves.TransitionNotAllowedError)
            ],
        ),
        moves.Move(
            Move.EXPIRE,
            {State.REQUESTED: [State.EXPIRED]},
            needs=[moves.Need("no answer to the reminder in time", is_to_expire, moves.TransitionNotAllowedError)],
        ),
        # It follows from the end of its follow-up.
        moves.Move(Move.END, {State.ACCEPTED: [State.ENDED]}),
        moves.Move(Move.RESUME, {State.ENDED: [State.ACCEPTED]}),
        loads=("referral", "convention__association", "convention__action"),
    )

    class Meta:
        verbose_name = "mobilisation"
        ordering = ["-pk"]
        constraints = [
            within_bounds(
                days=["answer_due_on", "expires_on", "place_expected_on", "questioned_on"],
                moments=["requested_at", "answered_at", "reminded_at"],
            ),
            models.UniqueConstraint(
                fields=["referral", "organization"],
                condition=Q(state__in=["REQUESTED", "WAITLISTED", "ACCEPTED"]),
                name="mobilisation_one_open_per_partner",
                violation_error_message="Ce partenaire est déjà sollicité pour ce signalement.",
            ),
            models.CheckConstraint(
                name="mobilisation_answer_is_dated",
                condition=Q(state="REQUESTED", answered_at=None)
                | (~Q(state="REQUESTED") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="mobilisation_reminder_gives_a_last_day",
                condition=Q(reminded_at=None, expires_on=None) | Q(reminded_at__isnull=False, expires_on__isnull=False),
            ),
            models.CheckConstraint(
                name="mobilisation_waiting_list_foresees_a_day",
                condition=Q(state="WAITLISTED", place_expected_on__isnull=False)
                | (~Q(state="WAITLISTED") & Q(place_expected_on=None)),
                violation_error_message="Dites vers quelle date vous prévoyez une place.",
            ),
            # Nobody's silence is an answer before they were reminded.
            models.CheckConstraint(
                name="mobilisation_expires_after_reminder",
                condition=~Q(state="EXPIRED") | Q(reminded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mobilisation_questioned_before_its_answer",
                condition=Q(questioned_on=None) | Q(state="REQUESTED"),
            ),
            models.CheckConstraint(
                name="mobilisation_refusal_is_explained",
                condition=(Q(state="DECLINED") & ~Q(decline_reason="")) | (~Q(state="DECLINED") & Q(decline_reason="")),
                violation_error_message="Dites pourquoi vous refusez.",
            ),
            models.CheckConstraint(
                name="mobilisation_acceptance_has_follow_up",
                condition=Q(state__in=["ACCEPTED", "ENDED"], follow_up__isnull=False)
                | (~Q(state__in=["ACCEPTED", "ENDED"]) & Q(follow_up=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "-id"], name="mobilisation_by_organization"),
            models.Index(
                fields=["organization", "place_expected_on", "id"],
                condition=Q(state="WAITLISTED"),
                name="mobilisation_waiting_list",
            ),
            models.Index(
                fields=["convention", "answer_due_on", "id"],
                include=["referral"],
                condition=Q(state="REQUESTED"),
                name="mobilisation_awaited",
            ),
            models.Index(
                fields=["answer_due_on", "id"], condition=Q(state="REQUESTED"), name="mobilisation_by_answer_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.referral}"

    @property
    def is_unsettled(self) -> bool:
        """The same rule as `unsettled`, for a request already loaded."""
        return self.state in self.UNSETTLED

    @property
    def has_started(self) -> bool:
        """The association that accepted has visited the household. Needs its follow-up loaded."""
        return self.follow_up is not None and self.follow_up.last_visit_on is not None

    def is_late(self, today: datetime.date | None = None) -> bool:
        """The same rule as `late`, for a request already loaded."""
        return self.REPLY.is_late(self, today)
