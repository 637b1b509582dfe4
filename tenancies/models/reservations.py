import datetime
import uuid

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from partners.authority import Authority
from partners.models import Convention, ConventionTerms, User
from partners.roles import Right
from tenancies.models.calendar import LEASES, OF_ANOTHER_HOUSEHOLD, VOIDS, alone_on_its_days, days
from tenancies.models.dwellings import Dwelling
from tenancies.models.households import Household
from tenancies.models.tenancies import Tenancy


def enough_places(
    name: str, *, convention: str, days: str, operation: pgtrigger.Operation, condition: str = ""
) -> pgtrigger.Trigger:
    """A trigger of that name: on no day are more dwellings reserved than the terms of that day have places for. The
    number can only rise on the first day of a reservation, and the places only fall on the first day of terms. What it
    found is the detail of its error."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        condition=pgtrigger.Condition(condition) if condition else None,
        declare=[("found", "json")],
        func=f"""
            PERFORM 1 FROM partners_convention WHERE id = {convention} FOR NO KEY UPDATE;
            SELECT row_to_json(crowded) INTO found FROM (
                SELECT day, used, places FROM (
                    SELECT starts_on AS day FROM tenancies_reservation
                    WHERE convention_id = {convention} AND state <> 'RELEASED'
                    UNION SELECT since FROM partners_conventionterms WHERE convention_id = {convention}
                ) AS days,
                LATERAL (
                    SELECT count(*) AS used FROM tenancies_reservation
                    WHERE convention_id = {convention} AND state <> 'RELEASED' AND day BETWEEN starts_on AND ends_on
                ) AS reserved,
                LATERAL (
                    SELECT places FROM partners_conventionterms
                    WHERE convention_id = {convention} AND since <= day ORDER BY since DESC LIMIT 1
                ) AS promised
                WHERE {days} AND used > places ORDER BY day LIMIT 1
            ) AS crowded;
            IF found IS NOT NULL THEN
                RAISE EXCEPTION '{name}'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', DETAIL = found::text;
            END IF;
            RETURN NULL;
        """,  # noqa: S608 (made of words of ours)
    )


def household_has_left(day: datetime.date) -> Q:
    """The lease of a reservation's household is over on that day."""
    own = Tenancy.objects.filter(dwelling=OuterRef("dwelling"), household=OuterRef("household"))
    return Q(Exists(own.filter(ends_on__lt=day)) & ~Exists(own.not_over(day)))


class ReservationQuerySet(models.QuerySet["Reservation"]):
    def standing(self) -> "ReservationQuerySet":
        """Those that were not released: each takes its dwelling, and a place of its convention, on its days."""
        return self.exclude(state=Reservation.State.RELEASED)

    def without_lease(self) -> "ReservationQuerySet":
        """Standing ones that no lease was born of: on the side of a dwelling no other is shown nor named. That of a
        lease would tell, by its convention, the door of whoever lives there."""
        return self.standing().exclude(state__in=Reservation.HOUSED)

    def with_leases(self, today: datetime.date | None = None) -> "ReservationQuerySet":
        """Annotate `has_left`: the lease of its household is over."""
        return self.annotate(has_left=household_has_left(today or timezone.localdate()))

    def to_end(self, today: datetime.date | None = None) -> "ReservationQuerySet":
        """Those whose household has left, and which do not say so yet."""
        has_left = household_has_left(today or timezone.localdate())
        return self.filter(has_left, state=Reservation.State.LET)

    def on(self, day: datetime.date) -> "ReservationQuerySet":
        """Those that take a place on that day."""
        return self.between(day, day)

    def between(self, first: datetime.date, last: datetime.date) -> "ReservationQuerySet":
        return self.standing().filter(starts_on__lte=last, ends_on__gte=first)

    def planned(self, day: datetime.date) -> "ReservationQuerySet":
        """Those that will take a place from a later day on."""
        return self.standing().filter(starts_on__gt=day)

    def on_the_way(self, day: datetime.date | None = None) -> "ReservationQuerySet":
        """Those whose dwelling is kept, announced or allocated: its lease is still to be signed."""
        State = Reservation.State
        awaited = self.filter(state__in=[State.HELD, State.ANNOUNCED, State.ALLOCATED])
        return awaited.filter(ends_on__gte=day or timezone.localdate())

    def let(self) -> "ReservationQuerySet":
        """Those of which a lease was signed, whether or not it still runs."""
        return self.filter(state__in=Reservation.HOUSED)

    def visible_to(self, user: User) -> "ReservationQuerySet":
        """Those of the landlord's own stock; for an association, those of its conventions."""
        if user.organization.is_landlord:
            return self.filter(dwelling__in=Dwelling.objects.visible_to(user))
        if not user.may(Right.READ_PARTNERS):
            return self.none()
        return self.filter(convention__association=user.organization_id)

    def for_list(self) -> "ReservationQuerySet":
        return self.select_related("dwelling__residence", "convention__association", "convention__action")


@tracked()
class Reservation(models.Model):
    """A dwelling kept for the households of an association under its convention, from its first day through its last:
    both included. It takes one of the convention's places until it is released."""

    class State(models.TextChoices):
        HELD = "HELD", "Réservé"
        ANNOUNCED = "ANNOUNCED", "Annoncé à l’association"
        ALLOCATED = "ALLOCATED", "Attribué"
        LET = "LET", "Bail signé"
        ENDED = "ENDED", "Bail terminé"
        RELEASED = "RELEASED", "Libéré"

    class Move(models.TextChoices):
        ANNOUNCE = "ANNOUNCE", "Annoncé"
        TAKE_BACK = "TAKE_BACK", "De nouveau à annoncer"
        ALLOCATE = "ALLOCATE", "Attribué"
        GIVE_UP = "GIVE_UP", "Attribution sans suite"
        LET = "LET", "Bail signé"
        RELEASE = "RELEASE", "Libéré"
        END = "END", "Libéré au terme, ou avec le bail"
        RESUME = "RESUME", "Fin de bail reprise"

    class ReleaseReason(models.TextChoices):
        NO_CANDIDATE = "NO_CANDIDATE", "Aucun candidat"
        NOT_LETTABLE = "NOT_LETTABLE", "Logement indisponible"
        AGREED = "AGREED", "D’un commun accord avec l’association"
        OTHER_USE = "OTHER_USE", "Repris pour un autre usage"
        MISTAKE = "MISTAKE", "Enregistrée par erreur"
        CONVENTION_OVER = "CONVENTION_OVER", "Fin de la convention"
        LEASE_CANCELLED = "LEASE_CANCELLED", "Bail annulé"

    # Those that somebody chooses; the others follow from an act elsewhere.
    CHOSEN_RELEASES = (
        ReleaseReason.NO_CANDIDATE,
        ReleaseReason.NOT_LETTABLE,
        ReleaseReason.AGREED,
        ReleaseReason.OTHER_USE,
        ReleaseReason.MISTAKE,
    )
    # Its household has, or had, a lease born of it.
    HOUSED = (State.LET, State.ENDED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dwelling = models.ForeignKey(
        Dwelling, on_delete=models.PROTECT, related_name="reservations", verbose_name="logement", db_index=False
    )
    convention = models.ForeignKey(
        Convention, on_delete=models.PROTECT, related_name="reservations", verbose_name="convention", db_index=False
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    # Whom it was allocated to, as long as it is; whose lease was cancelled, for it may live there all the same.
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="reservations"
    )
    state = models.CharField("état", max_length=20, choices=State, default=State.HELD)
    released_on = models.DateField("libéré le", null=True, blank=True)
    release_reason = models.CharField("motif", max_length=20, choices=ReleaseReason, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    # What `with_leases` reads beside it.
    has_left: bool

    objects = ReservationQuerySet.as_manager()

    LANDLORD = Authority(Right.MANAGE_RESERVATIONS, organization="dwelling.landlord_id")

    machine = moves.Machine(
        # These follow from an announcement, a candidacy, a lease: whoever makes them answers for it.
        moves.Move(Move.ANNOUNCE, {State.HELD: [State.ANNOUNCED]}),
        moves.Move(Move.TAKE_BACK, {State.ANNOUNCED: [State.HELD]}),
        moves.Move(Move.ALLOCATE, {State.HELD: [State.ALLOCATED], State.ANNOUNCED: [State.ALLOCATED]}),
        # Back to the other candidates, or to nobody.
        moves.Move(Move.GIVE_UP, {State.ALLOCATED: [State.ANNOUNCED, State.HELD]}),
        moves.Move(Move.LET, {State.ALLOCATED: [State.LET]}),
        moves.Move(
            Move.RELEASE,
            {State.HELD: [State.RELEASED], State.ANNOUNCED: [State.RELEASED], State.ALLOCATED: [State.RELEASED]},
            by=LANDLORD,
        ),
        moves.Move(
            Move.END,
            {
                State.HELD: [State.RELEASED],
                State.ANNOUNCED: [State.RELEASED],
                State.ALLOCATED: [State.RELEASED],
                # The lease is over, or was recorded by mistake.
                State.LET: [State.ENDED, State.RELEASED],
                State.ENDED: [State.RELEASED],
            },
        ),
        # The end of the lease is taken back.
        moves.Move(Move.RESUME, {State.ENDED: [State.LET]}),
        loads=("dwelling", "convention"),
    )

    class Meta:
        verbose_name = "réservation"
        ordering = ["convention", "starts_on", "pk"]
        constraints = [
            within_bounds(days=["starts_on", "ends_on", "released_on"]),
            models.CheckConstraint(
                name="reservation_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(
                name="reservation_release_is_explained",
                condition=Q(state="RELEASED", released_on__isnull=False) & ~Q(release_reason="")
                | ~Q(state="RELEASED") & Q(released_on=None, release_reason=""),
            ),
            models.CheckConstraint(
                name="reservation_is_allocated_to_a_household",
                condition=Q(state__in=["ALLOCATED", "LET", "ENDED"], household__isnull=False)
                | Q(state__in=["HELD", "ANNOUNCED"], household=None)
                | Q(state="RELEASED") & (Q(household=None) | Q(release_reason="LEASE_CANCELLED")),
            ),
            ExclusionConstraint(
                name="reservation_one_at_a_time_per_dwelling",
                expressions=[("dwelling", RangeOperators.EQUAL), (days(last_included=True), RangeOperators.OVERLAPS)],
                condition=~Q(state="RELEASED"),
                violation_error_message="Ce logement est déjà réservé sur cette période.",
            ),
        ]
        indexes = [
            models.Index(fields=["dwelling", "starts_on"], name="reservation_by_dwelling"),
            models.Index(fields=["convention", "starts_on", "id"], name="reservation_by_convention"),
        ]
        triggers = [
            alone_on_its_days(
                "reservation_of_a_free_dwelling",
                f"{LEASES} {OF_ANOTHER_HOUSEHOLD}",
                VOIDS,
                columns=("household_id",),
                last_day_included=True,
                condition="NEW.state <> 'RELEASED'",
            ),
            pgtrigger.Trigger(
                name="reservation_within_convention",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("convention_id", "starts_on", "ends_on"),
                condition=pgtrigger.Condition("NEW.state <> 'RELEASED'"),
                # It waits for whoever amends or ends the convention.
                func="""
                    PERFORM 1 FROM partners_convention WHERE id = NEW.convention_id FOR NO KEY UPDATE;
                    IF NOT EXISTS (
                        SELECT 1 FROM partners_convention
                        WHERE id = NEW.convention_id AND state IN ('SIGNED', 'TERMINATED')
                        AND NEW.starts_on >= starts_on AND NEW.ends_on <= ends_on
                    ) THEN
                        RAISE EXCEPTION 'reservation_within_convention' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'reservation_within_convention';
                    END IF;
                    RETURN NEW;
                """,
            ),
            enough_places(
                "reservation_within_places",
                convention="NEW.convention_id",
                days="day BETWEEN NEW.starts_on AND NEW.ends_on",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("convention_id", "starts_on", "ends_on"),
                condition="NEW.state <> 'RELEASED'",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dwelling} · {self.convention}"

    @property
    def is_reached_from_dwelling(self) -> bool:
        """Whether the pages of the dwelling lead to it: once somebody is chosen, whose it is tells who lives there."""
        return self.household_id is None

    @property
    def may_change(self) -> bool:
        """Whether its last day is anybody's to choose: once the lease is signed it follows the lease."""
        return self.state not in (*self.HOUSED, self.State.RELEASED)

    @property
    def state_today(self) -> State:
        """The lease may be over since the recurring command last passed. Needs `with_leases`."""
        return self.State.ENDED if self.state == self.State.LET and self.has_left else self.State(self.state)


class TermsOfReservations(ConventionTerms):
    """The terms of a convention, as its reservations need them: `partners` knows nothing of dwellings, so that the rule
    that binds its table stands here."""

    class Meta:
        proxy = True
        triggers = [
            enough_places(
                "terms_within_reservations",
                convention="coalesce(NEW.convention_id, OLD.convention_id)",
                days="""day <= (
                    SELECT ends_on FROM partners_convention WHERE id = coalesce(NEW.convention_id, OLD.convention_id)
                )""",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("since", "places") | pgtrigger.Delete,
            )
        ]
