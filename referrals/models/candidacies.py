"""A household that an association proposes for a dwelling, and what becomes of it until the lease."""

import uuid

from django.contrib.postgres.fields import ArrayField
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
from referrals.models.announcements import MOST_CANDIDATES, Announcement
from tenancies.models import Household
from tenancies.models.households import in_open_case_file


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def visible_to(self, user: User) -> "CandidacyQuerySet":
        """Its sheet alone: the case file is open to its association, and to the landlord from the lease on."""
        if user.may(Right.MANAGE_RESERVATIONS):
            return self.filter(announcement__landlord=user.organization_id)
        return self.filter(association=user.organization_id) if user.may(Right.PROPOSE_CANDIDATE) else self.none()

    def running(self) -> "CandidacyQuerySet":
        """Those of which something is still awaited, up to the lease: what the database counts."""
        return self.filter(ended_at=None)

    def to_check(self) -> "CandidacyQuerySet":
        """Those whose file the landlord has yet to read."""
        return self.filter(state=Candidacy.State.PROPOSED)

    def for_list(self) -> "CandidacyQuerySet":
        return self.for_worklist().select_related("association", "announcement__landlord")

    def for_worklist(self) -> "CandidacyQuerySet":
        """With the household and the dwelling, and neither party."""
        return self.select_related(
            "household",
            "announcement__reservation__dwelling__residence",
            "announcement__reservation__household",
        )


def record_move(candidacy: "Candidacy", made: moves.Made) -> None:
    candidacy.announcement.events.create(candidacy=candidacy, **vars(made))


# What a household lives on and wants vanishes with it: the history says when it changed, not what it was.
@tracked(
    exclude=["needs", "support", "missing"],
    unquoted=["unique_number", "income_euros", "resources_euros", "benefit_euros"],
)
class Candidacy(models.Model):
    """One candidate for one dwelling: the sheet that the landlord reads, and nothing else of the case file.

    Its texts are those that the landlord reads: what an association knows of a person's past is a note of its own team
    (`tenancies.services.journal.write_note`), never a column here.
    """

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "Proposé"
        ELIGIBLE = "ELIGIBLE", "Dossier complet"
        INCOMPLETE = "INCOMPLETE", "Dossier incomplet"
        EXAMINED = "EXAMINED", "Examiné en commission"
        OFFERED = "OFFERED", "Logement offert"
        ACCEPTED = "ACCEPTED", "Offre acceptée"
        REFUSED = "REFUSED", "Offre refusée"
        EXPIRED = "EXPIRED", "Offre sans réponse"
        WITHDRAWN = "WITHDRAWN", "Candidature retirée"
        DECLINED = "DECLINED", "Candidature non retenue"

    class Move(models.TextChoices):
        COMPLETE = "COMPLETE", "Dossier déclaré complet"
        ASK_FOR_MORE = "ASK_FOR_MORE", "Pièces demandées"
        CORRECT = "CORRECT", "Fiche corrigée"
        DECLINE = "DECLINE", "Candidature non retenue"
        WITHDRAW = "WITHDRAW", "Candidature retirée"
        END_WITH_CASE_FILE = "END_WITH_CASE_FILE", "Dossier du ménage clos"
        END_WITH_ANNOUNCEMENT = "END_WITH_ANNOUNCEMENT", "Logement plus disponible"
        EXAMINE = "EXAMINE", "Examiné en commission"
        TURN_DOWN = "TURN_DOWN", "Non retenu par la commission"
        OFFER = "OFFER", "Logement offert"
        TAKE_OFFER_BACK = "TAKE_OFFER_BACK", "Offre reprise"
        ACCEPT = "ACCEPT", "Offre acceptée"
        REFUSE = "REFUSE", "Offre refusée"
        EXPIRE = "EXPIRE", "Offre sans réponse"
        HOUSE = "HOUSE", "Bail signé"

    class Missing(models.TextChoices):
        """What the national list asks of any applicant: pieces of paper, no reason for one."""

        UNIQUE_NUMBER = "UNIQUE_NUMBER", "Attestation du numéro unique"
        IDENTITY = "IDENTITY", "Pièce d’identité ou titre de séjour"
        TAX = "TAX", "Avis d’imposition"
        RESOURCES = "RESOURCES", "Justificatifs de ressources"
        COMPOSITION = "COMPOSITION", "Livret de famille ou justificatif de composition"
        LODGING = "LODGING", "Justificatif du logement actuel"

    class EndReason(models.TextChoices):
        # Told by the association.
        NOT_INTERESTED = "NOT_INTERESTED", "Le ménage ne souhaite pas ce logement"
        HOUSED_ELSEWHERE = "HOUSED_ELSEWHERE", "Le ménage a un autre logement"
        CHANGED = "CHANGED", "La situation du ménage a changé"
        UNREACHABLE = "UNREACHABLE", "Le ménage ne répond plus"
        MISTAKE = "MISTAKE", "Proposé par erreur"
        # Told by the landlord.
        CEILING = "CEILING", "Plafond de ressources dépassé"
        NO_NUMBER = "NO_NUMBER", "Numéro unique absent ou radié"
        STILL_INCOMPLETE = "STILL_INCOMPLETE", "Dossier resté incomplet"
        SIZE = "SIZE", "Taille du logement inadaptée"
        RENT = "RENT", "Loyer trop élevé pour ses ressources"
        CONDITIONS = "CONDITIONS", "Conditions d’accès au logement social non remplies"
        # Told by the committee.
        NOT_ALLOCATED = "NOT_ALLOCATED", "Logement non attribué à ce candidat"
        INADMISSIBLE = "INADMISSIBLE", "Candidature irrecevable"
        # What follows from something else.
        OFFER_REFUSED = "OFFER_REFUSED", "Le ménage a refusé l’offre"
        OFFER_EXPIRED = "OFFER_EXPIRED", "Le ménage n’a pas répondu à l’offre"
        OTHER_CHOSEN = "OTHER_CHOSEN", "Un autre candidat a le logement"
        DWELLING_GONE = "DWELLING_GONE", "Le logement n’est plus disponible"
        CASE_FILE = "CASE_FILE", "Dossier du ménage clos"
        LEASE = "LEASE", "Bail signé"

    # From which an association withdraws a candidate, and a dwelling taken back ends a candidacy.
    AT_WORK = (State.PROPOSED, State.ELIGIBLE, State.INCOMPLETE, State.EXAMINED, State.OFFERED)
    ENDED = (State.REFUSED, State.EXPIRED, State.WITHDRAWN, State.DECLINED)
    TOLD_BY_ASSOCIATION = (
        EndReason.NOT_INTERESTED,
        EndReason.HOUSED_ELSEWHERE,
        EndReason.CHANGED,
        EndReason.UNREACHABLE,
        EndReason.MISTAKE,
    )
    TOLD_BY_LANDLORD = (
        EndReason.CEILING,
        EndReason.NO_NUMBER,
        EndReason.STILL_INCOMPLETE,
        EndReason.SIZE,
        EndReason.RENT,
        EndReason.CONDITIONS,
    )

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="candidacies")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="candidacies")
    association = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="candidacies", db_index=False)
    # What the association would choose, 1 first. It is also the candidate's place: two at work never share one, so
    # that there are three of them at most.
    rank_wished = models.PositiveSmallIntegerField(
        "rang souhaité", validators=[MinValueValidator(1), MaxValueValidator(MOST_CANDIDATES)]
    )
    state = models.CharField("état", max_length=20, choices=State, default=State.PROPOSED)
    # As it is typed, without spaces nor dots; nothing is derived from it.
    unique_number = models.CharField("numéro unique", max_length=40, blank=True)
    adults = models.PositiveSmallIntegerField("adultes")
    dependants = models.PositiveSmallIntegerField("personnes à charge", default=0)
    is_young_couple = models.BooleanField("jeune ménage", default=False)
    # Of the year before last; then each month: of all who will live there, and the housing benefit that is hoped for.
    income_euros = models.PositiveIntegerField("revenu fiscal de référence", null=True, blank=True)
    resources_euros = models.PositiveIntegerField("ressources mensuelles", null=True, blank=True)
    benefit_euros = models.PositiveIntegerField("aide au logement estimée", null=True, blank=True)
    needs = models.TextField("besoins dans le logement", max_length=2000, blank=True)
    support = models.TextField("accompagnement proposé", max_length=2000)
    missing = ArrayField(
        models.CharField(max_length=20, choices=Missing), verbose_name="pièces demandées", default=list, blank=True
    )
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("proposé le", default=timezone.now)
    ended_at = models.DateTimeField(null=True, editable=False)
    end_reason = models.CharField("motif de fin", max_length=20, choices=EndReason, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CandidacyQuerySet.as_manager()

    LANDLORD = Authority(Right.MANAGE_RESERVATIONS, organization="announcement.landlord_id")
    ASSOCIATION = Authority(Right.PROPOSE_CANDIDATE, organization="association_id")

    machine = moves.Machine(
        moves.Move(Move.COMPLETE, {State.PROPOSED: [State.ELIGIBLE], State.INCOMPLETE: [State.ELIGIBLE]}, by=LANDLORD),
        moves.Move(
            Move.ASK_FOR_MORE,
            {
                State.PROPOSED: [State.INCOMPLETE],
                State.INCOMPLETE: [State.INCOMPLETE],
                State.ELIGIBLE: [State.INCOMPLETE],
            },
            by=LANDLORD,
        ),
        # The landlord reads it again.
        moves.Move(
            Move.CORRECT, {State.PROPOSED: [State.PROPOSED], State.INCOMPLETE: [State.PROPOSED]}, by=ASSOCIATION
        ),
        moves.Move(
            Move.DECLINE,
            {
                State.PROPOSED: [State.DECLINED],
                State.INCOMPLETE: [State.DECLINED],
                State.ELIGIBLE: [State.DECLINED],
            },
            by=LANDLORD,
        ),
        moves.Move(Move.WITHDRAW, moves.from_each(AT_WORK, State.WITHDRAWN), by=ASSOCIATION),
        moves.Move(Move.END_WITH_CASE_FILE, moves.from_each((*AT_WORK, State.ACCEPTED), State.WITHDRAWN)),
        moves.Move(Move.END_WITH_ANNOUNCEMENT, moves.from_each((*AT_WORK, State.ACCEPTED), State.DECLINED)),
        # These follow from what the committee decides, and from the offer.
        moves.Move(Move.EXAMINE, {State.ELIGIBLE: [State.EXAMINED], State.EXAMINED: [State.EXAMINED]}),
        moves.Move(Move.TURN_DOWN, {State.ELIGIBLE: [State.DECLINED], State.EXAMINED: [State.DECLINED]}),
        moves.Move(Move.OFFER, {State.EXAMINED: [State.OFFERED]}),
        moves.Move(Move.TAKE_OFFER_BACK, {State.OFFERED: [State.EXAMINED]}),
        # An answer that was noted late, or wrongly, brings its candidate back.
        moves.Move(Move.ACCEPT, moves.from_each((State.OFFERED, State.REFUSED, State.EXPIRED), State.ACCEPTED)),
        # Whoever accepted may give up until the lease is signed.
        moves.Move(Move.REFUSE, {State.OFFERED: [State.REFUSED], State.ACCEPTED: [State.REFUSED]}),
        moves.Move(Move.EXPIRE, {State.OFFERED: [State.EXPIRED]}),
        # Its lease is signed: nothing else is awaited of it.
        moves.Move(Move.HOUSE, {State.ACCEPTED: [State.ACCEPTED]}),
        event=record_move,
        loads=("announcement", "household"),
    )

    class Meta:
        verbose_name = "candidature"
        ordering = ["announcement", "rank_wished", "pk"]
        constraints = [
            within_bounds(moments=["proposed_at", "ended_at"]),
            models.CheckConstraint(
                name="candidacy_rank_is_a_place", condition=Q(rank_wished__gte=1, rank_wished__lte=MOST_CANDIDATES)
            ),
            models.UniqueConstraint(
                fields=["announcement", "rank_wished"],
                condition=Q(ended_at=None),
                name="candidacy_one_running_per_place",
                violation_error_message="Un autre candidat a déjà ce rang.",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(ended_at=None),
                name="candidacy_one_running_per_household",
                violation_error_message="Ce ménage est déjà candidat à un logement.",
            ),
            models.CheckConstraint(name="candidacy_has_an_adult", condition=Q(adults__gte=1)),
            models.CheckConstraint(
                name="candidacy_end_is_explained",
                condition=Q(ended_at=None, end_reason="") | Q(ended_at__isnull=False) & ~Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="candidacy_end_agrees_with_state",
                condition=Q(state="ACCEPTED")
                | Q(state__in=["REFUSED", "EXPIRED", "WITHDRAWN", "DECLINED"], ended_at__isnull=False)
                | Q(state__in=["PROPOSED", "ELIGIBLE", "INCOMPLETE", "EXAMINED", "OFFERED"], ended_at=None),
            ),
            models.CheckConstraint(
                name="candidacy_incomplete_says_what",
                condition=~Q(state="INCOMPLETE") | ~Q(missing=[]),
                violation_error_message="Dites quelles pièces manquent.",
            ),
        ]
        indexes = [models.Index(fields=["association", "state", "-id"], name="candidacy_by_association")]
        triggers = [
            in_open_case_file(
                "candidacy_in_open_case_file",
                columns=("household_id", "ended_at"),
                condition="NEW.ended_at IS NULL",
            )
        ]

    def __str__(self) -> str:
        return f"{self.household} · {self.announcement}"


class AnnouncementEvent(moves.MoveEvent):
    """One row per move of an announcement, or of one of its candidacies. The facts name codes."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="events")
    candidacy = models.ForeignKey(Candidacy, on_delete=models.CASCADE, null=True, related_name="events")

    class Meta:
        verbose_name = "événement d’une annonce"
        ordering = ["announcement", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.announcement} · {self.move}"
