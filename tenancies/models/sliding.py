"""The lease that slides (L442-8-3 CCH): an association rents from the landlord and sublets to the household, until the
lease becomes the household's own. Three documents make it; a review at its dates says how far it has come."""

import datetime
import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import months_from, within_bounds
from housing_support.common.deadlines import Deadline
from partners.authority import Authority
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models.households import Participation, is_open_to
from tenancies.models.tenancies import Tenancy

# Two months before the examination period ends, the landlord tells the préfet whether it offers a lease (L442-8-3).
NOTICE_MONTHS = 2
# How long before each of its days somebody is told.
REVIEW_DAYS, NOTICE_DAYS, TERM_DAYS, APPROVAL_DAYS = 30, 30, 90, 60
# What a review looks at besides the rent, each with a `Level`.
CRITERIA = ("occupation", "common_parts", "neighbours")


def notice_due_on(term_on: datetime.date) -> datetime.date:
    return months_from(term_on, -NOTICE_MONTHS)


class MissingWordError(Exception):
    """A review is concluded once both sides have given their word."""


class UnpaidRentError(Exception):
    """The last review says that the rent is unpaid: the lease does not slide on that."""


class SlidingLeaseQuerySet(models.QuerySet["SlidingLease"]):
    def open(self) -> "SlidingLeaseQuerySet":
        return self.filter(state__in=SlidingLease.OPEN)

    def to_follow(self, today: datetime.date | None = None) -> "SlidingLeaseQuerySet":
        """Those of which a review, the word to the préfet, the end of the period or of the approval comes soon, or is
        over."""
        today = today or timezone.localdate()
        soon = Q()
        for deadline, days in SlidingLease.DEADLINES:
            soon |= deadline.is_due_by(today + datetime.timedelta(days=days))
        return self.filter(soon)

    def for_its_page(self) -> "SlidingLeaseQuerySet":
        """With its parties, and whether the association still takes part in the case file: it gives its word there."""
        takes_part = Participation.objects.current().filter(
            household=OuterRef("tenancy__household"), organization=OuterRef("association")
        )
        found = self.select_related("association", "tenancy__household__landlord")
        return found.annotate(association_takes_part=Exists(takes_part))

    def visible_to(self, user: User) -> "SlidingLeaseQuerySet":
        """Its two parties' alone: another participant of the case file reads that the lease slides, nothing else."""
        is_party = Q(association=user.organization_id) | Q(tenancy__household__landlord=user.organization_id)
        return self.filter(is_open_to(user, "tenancy__household"), is_party)


def record_move(sliding: "SlidingLease", made: moves.Made) -> None:
    sliding.events.create(**vars(made))


# A number that somebody types stays out of the history, as all texts.
@tracked(exclude=["approval_number"])
class SlidingLease(models.Model):
    """What makes a lease of kind SLIDING slide: its documents, its examination period, and where it has come to.

    `tenancy` says where and from when the household lives; its end, and the lease that takes over, are told there."""

    class State(models.TextChoices):
        TRIAL = "TRIAL", "En sous-location"
        PROPOSED = "PROPOSED", "Glissement proposé"
        DECLINED = "DECLINED", "Glissement écarté"
        SLID = "SLID", "Bail glissé"
        ENDED = "ENDED", "Terminé sans glissement"
        CANCELLED = "CANCELLED", "Annulé"

    class Move(models.TextChoices):
        CORRECT = "CORRECT", "Documents corrigés"
        CONCLUDE = "CONCLUDE", "Examen conclu"
        REOPEN = "REOPEN", "Conclusion reprise"
        TELL = "TELL", "Préfet informé"
        EXTEND = "EXTEND", "Période d’examen prolongée"
        SLIDE = "SLIDE", "Bail glissé"
        TAKE_BACK = "TAKE_BACK", "Glissement annulé"
        END = "END", "Sous-location terminée"
        RESUME = "RESUME", "Fin de la sous-location annulée"
        CANCEL = "CANCEL", "Bail annulé"

    class ExtensionReason(models.TextChoices):
        RENT = "RENT", "Paiement du loyer à consolider"
        OCCUPATION = "OCCUPATION", "Occupation du logement à consolider"
        NEIGHBOURS = "NEIGHBOURS", "Relations de voisinage à apaiser"
        RIGHTS = "RIGHTS", "Droits ou ressources en attente"
        HOUSEHOLD = "HOUSEHOLD", "Demande du ménage"

    class NoLeaseReason(models.TextChoices):
        RENT = "RENT", "Loyer impayé"
        OCCUPATION = "OCCUPATION", "Occupation du logement"
        NEIGHBOURS = "NEIGHBOURS", "Troubles de voisinage"
        UNFIT = "UNFIT", "Logement inadapté au ménage"
        HOUSEHOLD = "HOUSEHOLD", "Refus du ménage"
        EXTENDED = "EXTENDED", "Période d’examen à prolonger"

    OPEN = (State.TRIAL, State.PROPOSED, State.DECLINED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tenancy = models.OneToOneField(Tenancy, on_delete=models.PROTECT, related_name="sliding")
    # The tenant of the landlord.
    association = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sliding_leases")
    state = models.CharField("état", max_length=20, choices=State, default=State.TRIAL)
    head_lease_on = models.DateField("bail entre le bailleur et l’association signé le")
    sublease_on = models.DateField("sous-location signée le")
    agreement_on = models.DateField("convention tripartite signée le")
    # Of the association, to sublet (L365-4 CCH).
    approval_number = models.CharField("numéro d’agrément", max_length=60)
    approval_until = models.DateField("agrément valable jusqu’au")
    # None while no review waits.
    review_due_on = models.DateField("prochain examen le", null=True, blank=True)
    term_on = models.DateField("fin de la période d’examen")
    notice_due_on = models.DateField("préfet à informer avant le")
    prefect_told_on = models.DateField("préfet informé le", null=True, blank=True)
    offers_lease = models.BooleanField("un bail est proposé", null=True, blank=True)
    no_lease_reason = models.CharField("motif, sans bail proposé", max_length=20, choices=NoLeaseReason, blank=True)
    extension_reason = models.CharField("motif de prolongation", max_length=20, choices=ExtensionReason, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    # What `for_its_page` loads.
    association_takes_part: bool

    objects = SlidingLeaseQuerySet.as_manager()

    REVIEW = Deadline(
        "Examen d’un bail glissant",
        column="review_due_on",
        waits={"state": (State.TRIAL,)},
        whom="the landlord's rental officers and advisers, the association's workers and coordinators",
        since="the signature, or the review before",
        delay="as the tripartite agreement says (six months in practice); announced `REVIEW_DAYS` before",
    )
    NOTICE = Deadline(
        "Préfet à informer d’un bail glissant",
        column="notice_due_on",
        waits={"state": OPEN, "prefect_told_on": (None,)},
        whom="the landlord's rental officers and advisers",
        since="the end of the examination period",
        delay="`NOTICE_MONTHS` before it (L442-8-3 CCH); announced `NOTICE_DAYS` before",
    )
    TERM = Deadline(
        "Fin de la période d’examen d’un bail glissant",
        column="term_on",
        waits={"state": OPEN},
        whom="the landlord's rental officers and advisers, the association's workers and coordinators",
        since="the signature, or the extension",
        delay="as the tripartite agreement says; announced `TERM_DAYS` before",
    )
    APPROVAL = Deadline(
        "Fin de l’agrément d’une association qui sous-loue",
        column="approval_until",
        waits={"state": OPEN},
        whom="the landlord's rental officers and advisers, the association's workers and coordinators",
        since="the approval (L365-4 CCH)",
        delay="its last day; announced `APPROVAL_DAYS` before",
    )
    DEADLINES = ((REVIEW, REVIEW_DAYS), (NOTICE, NOTICE_DAYS), (TERM, TERM_DAYS), (APPROVAL, APPROVAL_DAYS))

    LANDLORD = Authority(Right.MANAGE_TENANCIES, organization="tenancy.household.landlord_id")

    machine = moves.Machine(
        moves.Move(Move.CORRECT, {state: [state] for state in OPEN}, by=LANDLORD),
        moves.Move(Move.CONCLUDE, {State.TRIAL: [State.TRIAL, State.PROPOSED, State.DECLINED]}, by=LANDLORD),
        moves.Move(Move.REOPEN, moves.from_each(OPEN, State.TRIAL), by=LANDLORD),
        moves.Move(Move.TELL, {state: [state] for state in OPEN}, by=LANDLORD),
        moves.Move(Move.EXTEND, moves.from_each(OPEN, State.TRIAL), by=LANDLORD),
        moves.Move(
            Move.SLIDE,
            {State.PROPOSED: [State.SLID]},
            by=LANDLORD,
            needs=[moves.Need("the rent paid, as the last review says", lambda row: row.is_rent_paid, UnpaidRentError)],
        ),
        # What follows from its lease, which the landlord ends, mends or cancels.
        moves.Move(Move.TAKE_BACK, {State.SLID: [State.PROPOSED]}),
        moves.Move(Move.END, moves.from_each(OPEN, State.ENDED)),
        moves.Move(Move.RESUME, {State.ENDED: [*OPEN]}),
        moves.Move(Move.CANCEL, moves.from_each((*OPEN, State.ENDED), State.CANCELLED)),
        event=record_move,
        loads=("tenancy__household",),
    )

    class Meta:
        verbose_name = "bail glissant"
        ordering = ["tenancy"]
        constraints = [
            within_bounds(
                days=[
                    "head_lease_on",
                    "sublease_on",
                    "agreement_on",
                    "approval_until",
                    "review_due_on",
                    "term_on",
                    "notice_due_on",
                    "prefect_told_on",
                ]
            ),
            models.CheckConstraint(
                name="sliding_sublease_within_head_lease",
                condition=Q(GreaterThanOrEqual(F("sublease_on"), F("head_lease_on"))),
                violation_error_message="La sous-location ne précède pas le bail de l’association.",
            ),
            models.CheckConstraint(
                name="sliding_approval_covers_the_sublease",
                condition=Q(GreaterThanOrEqual(F("approval_until"), F("sublease_on"))),
                violation_error_message="L’agrément couvre la signature de la sous-location.",
            ),
            models.CheckConstraint(
                name="sliding_term_follows_the_sublease",
                condition=Q(GreaterThan(F("term_on"), F("sublease_on"))),
                violation_error_message="La période d’examen se termine après la signature.",
            ),
            models.CheckConstraint(
                name="sliding_review_within_its_period",
                condition=Q(review_due_on=None) | Q(LessThanOrEqual(F("review_due_on"), F("term_on"))),
                violation_error_message="L’examen a lieu avant la fin de la période.",
            ),
            models.CheckConstraint(
                name="sliding_prefect_is_told_what",
                condition=Q(prefect_told_on=None, offers_lease=None, no_lease_reason="")
                | Q(prefect_told_on__isnull=False, offers_lease=True, no_lease_reason="")
                | Q(prefect_told_on__isnull=False, offers_lease=False) & ~Q(no_lease_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["association"], condition=Q(state__in=["TRIAL", "PROPOSED", "DECLINED"]), name="sliding_open"
            ),
            # Those of `to_follow`, few among all that run.
            models.Index(fields=["review_due_on"], condition=Q(state="TRIAL"), name="sliding_review_due"),
            models.Index(
                fields=["notice_due_on"],
                condition=Q(state__in=["TRIAL", "PROPOSED", "DECLINED"], prefect_told_on=None),
                name="sliding_notice_due",
            ),
            models.Index(
                fields=["term_on"], condition=Q(state__in=["TRIAL", "PROPOSED", "DECLINED"]), name="sliding_term"
            ),
            models.Index(
                fields=["approval_until"],
                condition=Q(state__in=["TRIAL", "PROPOSED", "DECLINED"]),
                name="sliding_approval",
            ),
        ]

    def __str__(self) -> str:
        return f"Bail glissant · {self.tenancy.household}"

    @property
    def last_review(self) -> "PeriodicReview | None":
        return self.reviews.filter(held_on__isnull=False).order_by("-held_on", "-pk").first()

    @property
    def is_rent_paid(self) -> bool:
        review = self.last_review
        return review is not None and not review.words.filter(rent=ReviewWord.Rent.UNPAID).exists()


class SlidingLeaseEvent(moves.MoveEvent):
    """One row per move of a sliding lease, read by its two parties. The facts are codes and days."""

    OF_A_SLIDE = (SlidingLease.Move.SLIDE, SlidingLease.Move.TAKE_BACK)

    sliding = models.ForeignKey(SlidingLease, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "événement d’un bail glissant"
        ordering = ["sliding", "at", "pk"]
        indexes = [
            models.Index(fields=["at"], condition=Q(move__in=["SLIDE", "TAKE_BACK"]), name="sliding_event_of_slide")
        ]

    def __str__(self) -> str:
        return f"{self.sliding} · {self.move}"


@tracked()
class PeriodicReview(models.Model):
    """« Examen périodique contradictoire »: each side gives its word, then the landlord concludes. The last one that is
    not held waits; a sliding lease has at most one of these."""

    class Conclusion(models.TextChoices):
        FAVOURABLE = "FAVOURABLE", "Favorable au glissement"
        CONTINUE = "CONTINUE", "À poursuivre"
        UNFAVOURABLE = "UNFAVOURABLE", "Défavorable"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sliding = models.ForeignKey(SlidingLease, on_delete=models.CASCADE, related_name="reviews")
    due_on = models.DateField("prévu le")
    held_on = models.DateField("tenu le", null=True, blank=True)
    conclusion = models.CharField("conclusion", max_length=20, choices=Conclusion, blank=True)

    class Meta:
        verbose_name = "examen d’un bail glissant"
        ordering = ["sliding", "due_on", "pk"]
        constraints = [
            within_bounds(days=["due_on", "held_on"]),
            models.UniqueConstraint(fields=["sliding"], condition=Q(held_on=None), name="review_one_waiting"),
            models.CheckConstraint(
                name="review_held_is_concluded",
                condition=Q(held_on=None, conclusion="") | Q(held_on__isnull=False) & ~Q(conclusion=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Examen du {self.held_on or self.due_on:%d/%m/%Y}"


# What a side writes is read by the other, and by nobody else; it stays out of the history as all texts.
@tracked(exclude=["text"])
class ReviewWord(models.Model):
    """What one side says at a review: a level for each criterion of the sublease, its opinion and a few words.

    Both sides read it: health and the past have no place here."""

    class Rent(models.TextChoices):
        PAID = "PAID", "À jour"
        LATE = "LATE", "Retard en cours de règlement"
        UNPAID = "UNPAID", "Impayé"

    class Level(models.TextChoices):
        GOOD = "GOOD", "Satisfaisant"
        WATCH = "WATCH", "À améliorer"
        PROBLEM = "PROBLEM", "Difficulté"

    review = models.ForeignKey(PeriodicReview, on_delete=models.CASCADE, related_name="words", db_index=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("donné le", default=timezone.now, editable=False)
    rent = models.CharField("paiement du loyer", max_length=20, choices=Rent)
    occupation = models.CharField("occupation du logement", max_length=20, choices=Level)
    common_parts = models.CharField("respect des parties communes", max_length=20, choices=Level)
    neighbours = models.CharField("relations avec le voisinage", max_length=20, choices=Level)
    opinion = models.CharField("avis", max_length=20, choices=PeriodicReview.Conclusion)
    text = models.TextField("en quelques mots", max_length=1000, blank=True)

    class Meta:
        verbose_name = "avis sur un bail glissant"
        ordering = ["review", "pk"]
        constraints = [models.UniqueConstraint(fields=["review", "organization"], name="review_word_once_per_side")]

    def __str__(self) -> str:
        return f"{self.review} · {self.organization}"
