"""The offer of a dwelling to the candidate whom the committee chose, and the household's answer."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.deadlines import Deadline
from partners.authority import Authority
from partners.models import User
from partners.roles import Right
from referrals.clock import ANSWER_DAYS
from referrals.models.announcements import Announcement
from referrals.models.candidacies import Candidacy


def is_out_of_time(offer: "Offer") -> bool:
    return offer.is_over()


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> "OfferQuerySet":
        return self.filter(candidacy__in=Candidacy.objects.visible_to(user))

    def standing(self) -> "OfferQuerySet":
        """Those that take the dwelling: it is offered to nobody else."""
        return self.filter(state__in=[Offer.State.SENT, Offer.State.ACCEPTED])

    def running(self, today: datetime.date | None = None) -> "OfferQuerySet":
        """Those to which the household may still answer."""
        return Offer.ANSWER.on_time(self, today)

    def to_follow(self, today: datetime.date | None = None) -> "OfferQuerySet":
        """Those that await an answer, and those that were accepted and await their lease."""
        return self.running(today) | self.filter(state=Offer.State.ACCEPTED, candidacy__ended_at=None)

    def over(self, today: datetime.date | None = None) -> "OfferQuerySet":
        """Those that nobody answered by their last day: silence is a refusal (R441-10 CCH), said or not yet."""
        return Offer.ANSWER.late(self, today)


@tracked()
class Offer(models.Model):
    """A dwelling offered in writing to a household, which has until `expires_on` to answer."""

    class State(models.TextChoices):
        SENT = "SENT", "Réponse attendue"
        ACCEPTED = "ACCEPTED", "Acceptée"
        REFUSED = "REFUSED", "Refusée"
        EXPIRED = "EXPIRED", "Sans réponse dans le délai"
        LAPSED = "LAPSED", "Sans objet"

    class Move(models.TextChoices):
        ACCEPT = "ACCEPT", "Acceptée"
        REFUSE = "REFUSE", "Refusée"
        EXPIRE = "EXPIRE", "Sans réponse dans le délai"
        LAPSE = "LAPSE", "Sans objet"

    class Reason(models.TextChoices):
        PLACE = "PLACE", "Situation du logement"
        SIZE = "SIZE", "Taille du logement"
        RENT = "RENT", "Loyer trop élevé"
        CONDITION = "CONDITION", "État du logement"
        ACCESS = "ACCESS", "Accès ou équipement du logement"
        HOUSED_ELSEWHERE = "HOUSED_ELSEWHERE", "Le ménage a un autre logement"
        NOT_SAID = "NOT_SAID", "Sans motif donné"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="offers")
    candidacy = models.OneToOneField(Candidacy, on_delete=models.PROTECT, related_name="offer")
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    notified_on = models.DateField("notifiée le")
    # `referrals.clock.ten_days_after` alone says it.
    expires_on = models.DateField("réponse avant la fin du")
    state = models.CharField("état", max_length=20, choices=State, default=State.SENT)
    visited_on = models.DateField("logement visité le", null=True, blank=True)
    answered_on = models.DateField("réponse du", null=True, blank=True)
    reason = models.CharField("motif du refus", max_length=20, choices=Reason, blank=True)

    objects = OfferQuerySet.as_manager()

    ANSWER = Deadline(
        "Réponse à une offre de logement",
        column="expires_on",
        waits={"state": (State.SENT,)},
        whom="the household; the landlord's rental officers and manager",
        since="the day on which the household was told, not counted",
        delay="ten days, up to a working day (`referrals.clock`)",
    )

    LANDLORD = Authority(Right.MANAGE_RESERVATIONS, organization="announcement.landlord_id")

    machine = moves.Machine(
        # An answer that came in time and was noted late, or wrongly, takes back the end of the offer.
        moves.Move(
            Move.ACCEPT, moves.from_each((State.SENT, State.REFUSED, State.EXPIRED), State.ACCEPTED), by=LANDLORD
        ),
        # Whoever accepted may give up until the lease is signed.
        moves.Move(Move.REFUSE, {State.SENT: [State.REFUSED], State.ACCEPTED: [State.REFUSED]}, by=LANDLORD),
        moves.Move(
            Move.EXPIRE,
            {State.SENT: [State.EXPIRED]},
            needs=[moves.Need("its last day to have passed", is_out_of_time, moves.TransitionNotAllowedError)],
        ),
        # Its candidate is no longer one.
        moves.Move(Move.LAPSE, {State.SENT: [State.LAPSED], State.ACCEPTED: [State.LAPSED]}),
        loads=("announcement", "candidacy"),
    )

    class Meta:
        verbose_name = "offre d’un logement"
        verbose_name_plural = "offres de logement"
        ordering = ["-pk"]
        constraints = [
            within_bounds(days=["notified_on", "expires_on", "visited_on", "answered_on"]),
            models.UniqueConstraint(
                fields=["announcement"],
                condition=Q(state__in=["SENT", "ACCEPTED"]),
                name="offer_one_at_a_time_per_dwelling",
                violation_error_message="Ce logement est déjà offert à un autre candidat.",
            ),
            models.CheckConstraint(
                name="offer_leaves_time_to_answer",
                condition=Q(notified_on__lte=F("expires_on") - datetime.timedelta(days=ANSWER_DAYS)),
            ),
            models.CheckConstraint(
                name="offer_answer_agrees_with_state",
                condition=Q(state="ACCEPTED", answered_on__isnull=False, reason="")
                | Q(state="REFUSED", answered_on__isnull=False) & ~Q(reason="")
                | Q(state__in=["SENT", "EXPIRED"], answered_on=None, reason="")
                # It may have been accepted before.
                | Q(state="LAPSED", reason=""),
            ),
            models.CheckConstraint(
                name="offer_accepted_in_time",
                condition=~Q(state="ACCEPTED") | Q(answered_on__gte=F("notified_on"), answered_on__lte=F("expires_on")),
            ),
        ]
        indexes = [models.Index(fields=["expires_on", "id"], condition=Q(state="SENT"), name="offer_awaited")]

    def __str__(self) -> str:
        return f"{self.candidacy} · {self.get_state_display()}"

    def has_ended(self) -> bool:
        """Whether the household refused, or did not answer by the last day."""
        return self.state in (self.State.REFUSED, self.State.EXPIRED) or self.is_over()

    def is_over(self, today: datetime.date | None = None) -> bool:
        """The same rule as `over`, for an offer already loaded."""
        return self.ANSWER.is_late(self, today)
