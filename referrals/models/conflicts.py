"""A conflict between neighbours: parties who never read of each other, dated facts, steps, a mediation."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import Kept, tracked
from housing_support.common.bounds import within_bounds
from housing_support.common.deadlines import Deadline
from housing_support.common.mending import Mendable, StandingManager, mended_in_full
from housing_support.common.moves import Made
from partners.authority import Authority
from partners.exceptions import RightMissingError
from partners.models import Convention, Organization, User
from partners.roles import Right
from tenancies.models import Consent, Household


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def visible_to(self, user: User) -> "ConflictQuerySet":
        """The only definition of who reads a conflict: the advisers of its landlord and, as long as it is open and
        every household in it agrees to that very partner, the social workers of the mediator."""
        if not user.may(Right.HANDLE_CONFLICTS):
            return self.none()
        if user.organization.is_landlord:
            return self.filter(landlord=user.organization_id)
        agreed = Consent.objects.given().filter(household=OuterRef("household"), organization=user.organization_id)
        parties = ConflictParty.objects.filter(conflict=OuterRef("pk"), household__isnull=False)
        unasked = parties.filter(~Exists(agreed))
        entrusted = Convention.objects.in_force().filter(pk=OuterRef("mediator"), association=user.organization_id)
        return self.filter(Exists(entrusted), ~Exists(unasked), state=Conflict.State.OPEN)

    def open(self) -> "ConflictQuerySet":
        return self.filter(state=Conflict.State.OPEN)

    def about(self, household: int) -> "ConflictQuerySet":
        return self.filter(Exists(ConflictParty.objects.filter(conflict=OuterRef("pk"), household=household)))


@dataclass(frozen=True)
class Handler:
    """Whoever reads the conflict writes there: the landlord's advisers, and the mediator."""

    def check(self, user: User, row: "Conflict") -> None:
        user.require(Right.HANDLE_CONFLICTS)
        if row.landlord_id == user.organization_id:
            return
        mediates = row.mediator is not None and row.mediator.association_id == user.organization_id
        if not mediates or not Conflict.objects.visible_to(user).filter(pk=row.pk).exists():
            raise RightMissingError(Right.HANDLE_CONFLICTS)

    def __str__(self) -> str:
        return f"`{Right.HANDLE_CONFLICTS}` in its landlord, or in its mediator"


def record_event(conflict: "Conflict", made: Made) -> None:
    conflict.events.create(**vars(made))


@tracked()
class Conflict(models.Model):
    """Neighbours who complain of one another. What each of them tells is read by whoever handles it, and by nobody who
    works with one of them alone: nothing of it stands in a case file."""

    class State(models.TextChoices):
        OPEN = "OPEN", "En cours"
        CLOSED = "CLOSED", "Clos"

    class Move(models.TextChoices):
        OPEN = "OPEN", "Conflit ouvert"
        WRITE = "WRITE", "Conflit complété"
        ENTRUST = "ENTRUST", "Médiation confiée"
        RELEASE = "RELEASE", "Médiation reprise"
        CLOSE = "CLOSE", "Conflit clos"
        REOPEN = "REOPEN", "Conflit rouvert"

    class Subject(models.TextChoices):
        NOISE = "NOISE", "Bruit"
        COMMON_PARTS = "COMMON_PARTS", "Usage des parties communes"
        WASTE = "WASTE", "Déchets, propreté"
        ANIMALS = "ANIMALS", "Animaux"
        WORDS = "WORDS", "Propos, comportement"
        OTHER = "OTHER", "Autre trouble"

    class Outcome(models.TextChoices):
        AGREED = "AGREED", "Accord entre les parties"
        CEASED = "CEASED", "Les troubles ont cessé"
        LEFT = "LEFT", "Une partie a quitté son logement"
        COURT = "COURT", "Porté devant le juge"
        GROUNDLESS = "GROUNDLESS", "Faits non établis"

    class Step(models.TextChoices):
        """In the order in which landlords take them."""

        REMINDER = "REMINDER", "Rappel du règlement intérieur"
        MEETING = "MEETING", "Rencontre des parties"
        MEDIATION = "MEDIATION", "Médiation"
        NOTICE = "NOTICE", "Mise en demeure (recommandé avec avis de réception)"
        CONCILIATOR = "CONCILIATOR", "Conciliateur de justice"
        COURT = "COURT", "Saisine du juge"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    landlord = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="conflicts", db_index=False)
    reference = models.CharField("référence", max_length=20)
    subject = models.CharField("nature du trouble", max_length=20, choices=Subject)
    state = models.CharField("état", max_length=10, choices=State, default=State.OPEN)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("ouvert le", default=timezone.now)
    # Under which the mediation is entrusted to an association that does that.
    mediator = models.ForeignKey(
        Convention, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="médiateur"
    )
    entrusted_at = models.DateTimeField("confiée le", null=True, blank=True)
    # What the last step says comes next, and by when.
    next_step = models.CharField("étape suivante", max_length=20, choices=Step, blank=True)
    next_due_on = models.DateField("à faire avant le", null=True, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    outcome = models.CharField("issue", max_length=20, choices=Outcome, blank=True)

    objects = ConflictQuerySet.as_manager()

    NEXT = Deadline(
        "Étape d’un conflit de voisinage",
        column="next_due_on",
        waits={"state": (State.OPEN,), "next_step": tuple(Step)},
        whom="the landlord's advisers, and the mediator",
        since="the step before it",
        delay="chosen with that step",
    )

    ADVISER = Authority(Right.HANDLE_CONFLICTS, organization="landlord_id")

    machine = moves.Machine(
        moves.Move(Move.OPEN, {State.OPEN: [State.OPEN]}, by=ADVISER),
        moves.Move(Move.WRITE, {State.OPEN: [State.OPEN]}, by=Handler()),
        moves.Move(Move.ENTRUST, {State.OPEN: [State.OPEN]}, by=ADVISER),
        moves.Move(Move.RELEASE, {State.OPEN: [State.OPEN]}, by=ADVISER),
        moves.Move(Move.CLOSE, {State.OPEN: [State.CLOSED]}, by=ADVISER),
        moves.Move(Move.REOPEN, {State.CLOSED: [State.OPEN]}, by=ADVISER),
        event=record_event,
        loads=("landlord", "mediator__association"),
    )

    class Meta:
        verbose_name = "conflit de voisinage"
        verbose_name_plural = "conflits de voisinage"
        ordering = ["-pk"]
        constraints = [
            within_bounds(days=["next_due_on"], moments=["opened_at", "entrusted_at", "closed_at"]),
            models.UniqueConstraint(fields=["landlord", "reference"], name="conflict_reference_unique"),
            models.CheckConstraint(
                name="conflict_end_is_dated",
                condition=Q(state="OPEN", closed_at=None, outcome="")
                | Q(state="CLOSED", closed_at__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="conflict_mediation_is_dated",
                condition=Q(mediator=None, entrusted_at=None) | Q(mediator__isnull=False, entrusted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="conflict_next_step_has_a_day",
                condition=Q(next_step="", next_due_on=None) | ~Q(next_step="") & Q(next_due_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["landlord", "state", "-id"], name="conflict_by_landlord"),
            models.Index(fields=["landlord", "next_due_on", "id"], condition=Q(state="OPEN"), name="conflict_next"),
        ]

    def __str__(self) -> str:
        return self.reference

    def is_late(self, today: datetime.date | None = None) -> bool:
        return self.NEXT.is_late(self, today)


class ConflictEvent(moves.MoveEvent):
    """One row per move; its facts are codes."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = "événement d’un conflit"
        verbose_name_plural = "événements d’un conflit"
        ordering = ["conflict", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.conflict} · {self.move}"


class ConflictReading(Kept):
    """Who opened a conflict: apart from the access log of case files, where two lines of one minute would tell which
    households have to do with one another."""

    KEPT_FOR = "6 months"

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("date", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "lecture d’un conflit"
        verbose_name_plural = "lectures d’un conflit"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["conflict", "-at"], name="conflict_reading_by_conflict")]

    def __str__(self) -> str:
        return f"{self.conflict_id} · {timezone.localtime(self.at):%d/%m/%Y %H:%M}"


class WrittenInConflict(Mendable):
    """Something that somebody wrote in a conflict: cancelled rather than deleted, corrected in the open."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


@tracked(exclude=["name", "cancellation_note"])
class ConflictParty(WrittenInConflict):
    """Somebody in a conflict: a household with its own case file, a tenant without one, or whoever complains and wants
    no name to be known."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "HOUSEHOLD", "Un ménage qui a un dossier"
        TENANT = "TENANT", "Un locataire sans dossier"
        UNNAMED = "UNNAMED", "Une personne qui ne veut pas être nommée"

    class Side(models.TextChoices):
        COMPLAINS = "COMPLAINS", "Se plaint"
        CONCERNED = "CONCERNED", "Mise en cause"
        BOTH = "BOTH", "Se plaint et mise en cause"

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="parties")
    # 1 for « partie A ».
    rank = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField("qui", max_length=10, choices=Kind)
    side = models.CharField("place dans le conflit", max_length=10, choices=Side)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="conflict_parties"
    )
    name = models.CharField("nom", max_length=120, blank=True)
    # When a tenant without a case file said that the mediator may know who they are.
    agreed_on = models.DateField("accord pour la médiation le", null=True, blank=True)

    objects = StandingManager()
    with_cancelled = models.Manager()

    class Meta:
        verbose_name = "partie"
        ordering = ["conflict", "rank"]
        constraints = [
            mended_in_full(),
            within_bounds(days=["agreed_on"]),
            models.UniqueConstraint(fields=["conflict", "rank"], name="conflict_party_rank_unique"),
            models.UniqueConstraint(
                fields=["conflict", "household"],
                condition=Q(cancelled_at=None),
                name="conflict_party_once",
                violation_error_message="Ce ménage est déjà partie à ce conflit.",
            ),
            models.CheckConstraint(
                name="conflict_party_is_somebody",
                condition=Q(kind="HOUSEHOLD", household__isnull=False, name="", agreed_on=None)
                | Q(kind="TENANT", household=None) & ~Q(name="")
                | Q(kind="UNNAMED", household=None, name="", agreed_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Partie {self.letter}"

    @property
    def letter(self) -> str:
        return chr(ord("A") + self.rank - 1)


@tracked(exclude=["text", "cancellation_note"])
class ConflictFact(WrittenInConflict):
    """What happened one day: a fact, dated, written, and who reported it."""

    class Source(models.TextChoices):
        PARTY = "PARTY", "Une partie"
        CARETAKER = "CARETAKER", "Le gardien"
        STAFF = "STAFF", "Le bailleur"
        MEDIATOR = "MEDIATOR", "Le médiateur"
        OUTSIDE = "OUTSIDE", "Un tiers (mairie, police, syndic)"

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="reports")
    occurred_on = models.DateField("jour des faits")
    text = models.TextField("faits", max_length=1000)
    source = models.CharField("rapporté par", max_length=10, choices=Source)
    reporter = models.ForeignKey(
        ConflictParty, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quelle partie"
    )

    objects = StandingManager()
    with_cancelled = models.Manager()

    class Meta:
        verbose_name = "faits"
        verbose_name_plural = "faits"
        ordering = ["conflict", "occurred_on", "pk"]
        constraints = [
            mended_in_full(),
            within_bounds(days=["occurred_on"]),
            models.CheckConstraint(
                name="conflict_fact_has_a_reporter",
                condition=Q(source="PARTY", reporter__isnull=False) | ~Q(source="PARTY") & Q(reporter=None),
                violation_error_message="Dites quelle partie l’a rapporté.",
            ),
        ]

    def __str__(self) -> str:
        return f"Faits du {self.occurred_on:%d/%m/%Y}"


@tracked(exclude=["note", "cancellation_note"])
class ConflictStep(WrittenInConflict):
    """What was done about it, towards whom, with which result, and what comes next."""

    class Result(models.TextChoices):
        DONE = "DONE", "Fait"
        AGREED = "AGREED", "Accord trouvé"
        REFUSED = "REFUSED", "Refusé par une partie"
        INEFFECTIVE = "INEFFECTIVE", "Sans effet"

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="acts")
    kind = models.CharField("étape", max_length=20, choices=Conflict.Step)
    on = models.DateField("le")
    # Nobody: all of them.
    towards = models.ForeignKey(
        ConflictParty, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="auprès de"
    )
    result = models.CharField("résultat", max_length=20, choices=Result)
    note = models.TextField("précision", max_length=1000, blank=True)
    next_step = models.CharField("étape suivante", max_length=20, choices=Conflict.Step, blank=True)
    next_due_on = models.DateField("avant le", null=True, blank=True)

    objects = StandingManager()
    with_cancelled = models.Manager()

    class Meta:
        verbose_name = "étape"
        ordering = ["conflict", "on", "pk"]
        constraints = [
            mended_in_full(),
            within_bounds(days=["on", "next_due_on"]),
            models.CheckConstraint(
                name="conflict_step_next_has_a_day",
                condition=Q(next_step="", next_due_on=None) | ~Q(next_step="") & Q(next_due_on__isnull=False),
                violation_error_message="Dites avant quel jour.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%d/%m/%Y}"


@tracked(exclude=["cancellation_note"])
class MediationAgreement(WrittenInConflict):
    """What the parties to a mediation agreed on: one that stands, at most."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="settlements")
    agreed_on = models.DateField("conclu le")

    objects = StandingManager()
    with_cancelled = models.Manager()

    class Meta:
        verbose_name = "accord de médiation"
        verbose_name_plural = "accords de médiation"
        ordering = ["conflict", "pk"]
        constraints = [
            mended_in_full(),
            within_bounds(days=["agreed_on"]),
            models.UniqueConstraint(
                fields=["conflict"],
                condition=Q(cancelled_at=None),
                name="mediation_agreement_once",
                violation_error_message="Un accord est déjà noté.",
            ),
        ]

    def __str__(self) -> str:
        return f"Accord du {self.agreed_on:%d/%m/%Y}"


@tracked(exclude=["name", "commitments"])
class AgreementSide(models.Model):
    """What one party commits to, under the name by which it signs: the only word of it that the other one reads."""

    agreement = models.ForeignKey(MediationAgreement, on_delete=models.CASCADE, related_name="signatories")
    party = models.ForeignKey(ConflictParty, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("signe sous le nom de", max_length=120)
    commitments = models.TextField("s’engage à", max_length=2000)
    signed_on = models.DateField("signé le", null=True, blank=True)

    class Meta:
        verbose_name = "engagement d’une partie"
        verbose_name_plural = "engagements d’une partie"
        ordering = ["agreement", "party__rank"]
        constraints = [
            within_bounds(days=["signed_on"]),
            models.UniqueConstraint(fields=["agreement", "party"], name="agreement_side_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} · {self.party_id}"
