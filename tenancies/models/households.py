import datetime
import uuid
from typing import Any

import pgtrigger
from django.apps import apps
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from housing_support.common import moves
from housing_support.common.audit import tracked
from housing_support.common.bounds import within_bounds
from partners.authority import Authority
from partners.models import LandlordParameters, Organization, User
from partners.roles import Right
from tenancies.models.ends import EndReason
from tenancies.models.functions import ConcatOperator, Unaccented


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def current(self) -> "ParticipationQuerySet":
        return self.filter(until=None)

    def left_lately_by(self, user: User, today: datetime.date | None = None) -> "ParticipationQuerySet":
        """Those that ended, of case files that are closed to the user's association today, whose own entries it still
        reads: the only definition of that."""
        if not user.may(Right.READ_CASE_FILES):
            return self.none()
        ended = self.filter(organization=user.organization_id, own_until__gte=today or timezone.localdate())
        return ended.filter(~is_open_to(user, "household"))


def in_open_case_file(name: str, *, columns: tuple[str, ...], condition: str) -> pgtrigger.Trigger:
    """A trigger of that name: no row that meets `condition`, when it is new or one of `columns` changes, stands in a
    closed case file. It waits for whoever is closing it."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),
        condition=pgtrigger.Condition(condition),
        declare=[("found", "text")],
        func=f"""
            SELECT state INTO found FROM tenancies_household WHERE id = NEW.household_id FOR SHARE;
            IF found = 'CLOSED' THEN
                RAISE EXCEPTION '{name}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,  # noqa: S608 (made of a name of ours)
    )


def reminder_days_of(landlord: str) -> Coalesce:
    """How many days before a visit is due the landlord at the end of that path wants it announced. No join, which a
    count of the same rows would keep for nothing."""
    default = LandlordParameters._meta.get_field("reminder_days").default
    own = LandlordParameters.objects.filter(landlord=OuterRef(landlord)).values("reminder_days")
    return Coalesce(Subquery(own), Value(default))


def is_open_to(user: User, household: str) -> Exists:
    """The only definition of who may see the case file at the end of that path: a member of an organization that takes
    part in it today, in a role that reads case files."""
    if not user.may(Right.READ_CASE_FILES):
        return Exists(Participation.objects.none())
    current = Participation.objects.current()
    return Exists(current.filter(household=OuterRef(household), organization=user.organization_id))


def had_reference(user: User, beginning: Value) -> Q:
    """Whether the case file bore a reference that begins so as long as it was a candidate's: for the association that
    had given it, and for those of the landlord who read candidacies."""
    former = Q(candidate_reference__startswith=beginning) & ~Q(candidate_reference="")
    reads_candidacies = user.may(Right.MANAGE_RESERVATIONS)
    return former & Q(**{"landlord" if reads_candidacies else "opened_by": user.organization_id})


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, user: User) -> "HouseholdQuerySet":
        return self.filter(is_open_to(user, "pk"))

    def referable_by(self, user: User) -> "HouseholdQuerySet":
        """Tenants about whom the landlord's staff may log a referral: found by name or address, content unseen."""
        if not user.may(Right.LOG_REFERRAL):
            return self.none()
        return self.filter(landlord=user.organization_id, merged_into=None)

    def mergeable_by(self, user: User) -> "HouseholdQuerySet":
        """Those that `user` answers for and reads: two of them may be one household's."""
        if not user.may(Right.CLOSE_CASE_FILE):
            return self.none()
        own = Q(landlord=user.organization_id) | Q(landlord=None, opened_by=user.organization_id)
        return self.visible_to(user).filter(own, merged_into=None)

    def editable_by(self, user: User) -> "HouseholdQuerySet":
        return self.visible_to(user).filter(closed_on=None) if user.may(Right.EDIT_HOUSEHOLD) else self.none()

    def with_reminder_days(self) -> "HouseholdQuerySet":
        """Annotate how many days before a visit is due its landlord wants it announced."""
        return self.annotate(reminder_days=reminder_days_of("landlord"))

    def with_organization_count(self) -> "HouseholdQuerySet":
        """Annotate how many organizations take part today, as `Participation.objects.current()` means it."""
        return self.annotate(organization_count=Count("participations", filter=Q(participations__until=None)))

    def with_current_tenancy(self) -> "HouseholdQuerySet":
        """Load `running_tenancies`, newest first, with dwellings and residences: one query."""
        tenancies = apps.get_model("tenancies", "Tenancy").objects.running().with_dwelling()
        return self.prefetch_related(Prefetch("tenancies", tenancies, to_attr="running_tenancies"))

    def with_rights_of(self, user: User) -> "HouseholdQuerySet":
        """Annotate `can_edit`, the flag that buttons and POST handlers share."""
        return self.annotate(can_edit=Exists(Household.objects.editable_by(user).filter(pk=OuterRef("pk"))))


class MergedError(moves.TransitionNotAllowedError):
    """What the case file held is in another one of the same household."""


class NotMergedError(moves.TransitionNotAllowedError):
    """The case file stands by itself."""


STANDS_ALONE = moves.Need("not being merged into another", lambda row: row.merged_into_id is None, MergedError)


@tracked(unquoted=["name", "sort_name"], exclude=["candidate_reference"])
class Household(models.Model):
    """The unit of every count: the people who live, or will live, in one dwelling, and their one case file."""

    class State(models.TextChoices):
        WAITING = "WAITING", "En attente d’accompagnement"
        SUPPORTED = "SUPPORTED", "Accompagné"
        ENDED = "ENDED", "Accompagnement terminé"
        CLOSED = "CLOSED", "Clos"

    class Move(models.TextChoices):
        BEGIN_SUPPORT = "BEGIN_SUPPORT", "Premier suivi commencé"
        END_SUPPORT = "END_SUPPORT", "Dernier suivi terminé"
        CLOSE = "CLOSE", "Dossier clos"
        REOPEN = "REOPEN", "Dossier rouvert"
        MERGE = "MERGE", "Dossier réuni à un autre"
        RECEIVE = "RECEIVE", "Un autre dossier est réuni à celui-ci"
        PART = "PART", "Réunion annulée, dossier rendu"
        GIVE_BACK = "GIVE_BACK", "Réunion annulée, dossier gardé"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # None until a landlord houses the household: a candidate belongs to the association that opened its case file.
    landlord = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="households"
    )
    # Looked up for candidates alone, whose index of references begins with it.
    opened_by = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Of the series of its owner: the landlord, once there is one.
    reference = models.CharField("dossier", max_length=20, editable=False)
    # What it was until the lease of a candidate: letters and notes of those months bear it.
    candidate_reference = models.CharField(
        "dossier de candidat", max_length=20, blank=True, default="", db_default="", editable=False
    )
    name = models.CharField("nom du ménage", max_length=120)
    sort_name = models.GeneratedField(expression=Unaccented("name"), output_field=models.TextField(), db_persist=True)
    state = models.CharField("état", max_length=20, choices=State, default=State.WAITING)
    opened_on = models.DateField("ouvert le", default=timezone.localdate)
    closed_on = models.DateField("clos le", null=True, blank=True)
    # Victim of violence: the address is masked by tenancies.reading.masking. The reason is not stored.
    is_protected = models.BooleanField("adresse protégée", default=False)
    # The other case file of the same household, which holds all that this one held; it leads there.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="duplicates",
        db_index=False,
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    # What querysets and views load beside it.
    can_edit: bool
    reminder_days: int
    members: "list[Person]"
    running_tenancies: list[Any]
    running_follow_ups: list[Any]
    last_outcomes: list[str]
    last_visited_at: datetime.datetime | None
    unread_messages: list[int]
    read_up_to: datetime.datetime | None

    objects = HouseholdQuerySet.as_manager()

    OWNER = Authority(Right.CLOSE_CASE_FILE, organization="owner_id")

    machine = moves.Machine(
        # These two follow from the follow-ups, whose services say who may.
        moves.Move(Move.BEGIN_SUPPORT, {State.WAITING: [State.SUPPORTED], State.ENDED: [State.SUPPORTED]}),
        moves.Move(Move.END_SUPPORT, {State.SUPPORTED: [State.ENDED]}),
        moves.Move(
            Move.CLOSE,
            # The parts that run in it end in the same act.
            {State.WAITING: [State.CLOSED], State.SUPPORTED: [State.CLOSED], State.ENDED: [State.CLOSED]},
            by=OWNER,
        ),
        # Back to where it was: whether it was ever supported.
        moves.Move(Move.REOPEN, {State.CLOSED: [State.WAITING, State.ENDED]}, by=OWNER, needs=[STANDS_ALONE]),
        # Of two case files of one household, that which goes, then that which stays: its state follows from what it
        # receives.
        moves.Move(Move.MERGE, moves.from_each(State, State.CLOSED), by=OWNER, needs=[STANDS_ALONE]),
        moves.Move(
            Move.RECEIVE,
            {
                State.WAITING: [State.WAITING, State.SUPPORTED, State.ENDED],
                State.SUPPORTED: [State.SUPPORTED],
                State.ENDED: [State.ENDED, State.SUPPORTED],
                State.CLOSED: [State.CLOSED],
            },
            by=OWNER,
            needs=[STANDS_ALONE],
        ),
        # The same two, once that is undone.
        moves.Move(
            Move.PART,
            {State.CLOSED: [State.WAITING, State.SUPPORTED, State.ENDED]},
            by=OWNER,
            needs=[moves.Need("being merged", lambda household: household.merged_into_id is not None, NotMergedError)],
        ),
        moves.Move(
            Move.GIVE_BACK,
            {
                State.WAITING: [State.WAITING],
                State.SUPPORTED: [State.SUPPORTED, State.ENDED, State.WAITING],
                State.ENDED: [State.ENDED, State.WAITING],
                State.CLOSED: [State.CLOSED],
            },
            by=OWNER,
            needs=[STANDS_ALONE],
        ),
    )

    class Meta:
        verbose_name = "ménage"
        ordering = ["sort_name", "pk"]
        constraints = [
            within_bounds(days=["opened_on", "closed_on"]),
            models.UniqueConstraint(fields=["landlord", "reference"], name="household_reference_unique_per_landlord"),
            models.UniqueConstraint(
                fields=["opened_by", "reference"],
                condition=Q(landlord=None),
                name="household_reference_unique_among_candidates",
            ),
            models.CheckConstraint(
                name="household_closed_has_date",
                condition=Q(state="CLOSED", closed_on__isnull=False) | (~Q(state="CLOSED") & Q(closed_on=None)),
            ),
            models.CheckConstraint(
                name="household_closes_after_opening", condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on"))
            ),
            models.CheckConstraint(
                name="household_merged_is_closed",
                condition=Q(merged_into=None) | Q(state="CLOSED") & ~Q(merged_into=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="household_by_name"),
            models.Index(fields=["landlord", "state", "sort_name", "id"], name="household_by_landlord_state"),
            GinIndex(fields=["sort_name"], opclasses=["gin_trgm_ops"], name="household_name_search"),
            models.Index(fields=["reference"], name="household_by_reference", opclasses=["text_pattern_ops"]),
            models.Index(
                fields=["candidate_reference"],
                opclasses=["text_pattern_ops"],
                condition=~Q(candidate_reference=""),
                name="household_by_former_reference",
            ),
            models.Index(fields=["sort_name", "id"], condition=Q(is_protected=True), name="household_protected"),
            models.Index(
                fields=["merged_into", "reference"],
                condition=Q(merged_into__isnull=False),
                name="household_merged",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="household_is_merged_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
                condition=pgtrigger.Condition("NEW.merged_into_id IS NOT NULL"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM tenancies_household AS other
                        WHERE other.id = NEW.merged_into_id AND other.merged_into_id IS NOT NULL
                        OR other.merged_into_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION 'household_is_merged_once' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"Ménage {self.name}"

    @property
    def owner_id(self) -> int:
        """The organization that answers for the case file: its landlord, else the association that opened it."""
        return self.landlord_id or self.opened_by_id


@tracked(unquoted=["first_name", "last_name", "birth_year", "phone", "search_text"])
class Person(models.Model):
    """A member of a household, with the least that the support needs (a birth year, never a full civil status)."""

    class Role(models.TextChoices):
        HOLDER = "HOLDER", "Titulaire"
        PARTNER = "PARTNER", "Conjoint"
        CHILD = "CHILD", "Enfant"
        OTHER = "OTHER", "Autre"

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="persons")
    role = models.CharField("place dans le ménage", max_length=10, choices=Role)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80, blank=True)
    birth_year = models.PositiveSmallIntegerField(
        "année de naissance", null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    phone = models.CharField("téléphone", max_length=20, blank=True)
    search_text = models.GeneratedField(
        expression=Unaccented(ConcatOperator("first_name", Value(" "), "last_name")),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "personne"
        ordering = ["household", "pk"]
        constraints = [
            within_bounds(years=["birth_year"]),
            models.UniqueConstraint(
                fields=["household"], condition=Q(role="HOLDER"), name="person_one_holder_per_household"
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="person_name_search"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="person_by_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@tracked(exclude=["reason"])
class Participation(models.Model):
    """An organization's part in a household's support, and so its only way into the case file.

    Written by services alone: a referral, a mobilisation, a lease begins or ends it.
    """

    class Role(models.TextChoices):
        LANDLORD = "LANDLORD", "Bailleur"
        SUPPORT = "SUPPORT", "Accompagnement"

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="participations")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField("rôle", max_length=20, choices=Role)
    since = models.DateField("depuis", default=timezone.localdate)
    until = models.DateField("jusqu’au", null=True, blank=True)
    reason = models.CharField("motif", max_length=200)
    # Why it ended, as the part that it opened the case file for did.
    end_reason = models.CharField("motif de fin", max_length=20, choices=EndReason, blank=True)
    # The last day on which the organization reads what it wrote, once the case file is closed to it.
    own_until = models.DateField("relit ses écrits jusqu’au", null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "participation"
        ordering = ["household", "since", "pk"]
        constraints = [
            within_bounds(days=["since", "until", "own_until"]),
            models.UniqueConstraint(
                fields=["organization", "household"],
                condition=Q(until=None),
                name="participation_one_current_per_organization",
            ),
            models.CheckConstraint(
                name="participation_ends_after_start", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="participation_end_is_explained",
                condition=Q(until=None, end_reason="") | Q(until__isnull=False) & ~Q(end_reason=""),
            ),
            models.CheckConstraint(
                name="participation_own_entries_after_the_end",
                condition=Q(own_until=None) | Q(own_until__gte=F("until")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "own_until", "id"],
                condition=Q(own_until__isnull=False),
                name="participation_left_lately",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.household}"

    @property
    def own_days_left(self) -> int:
        """How many days its organization goes on reading what it wrote, after today."""
        return (self.own_until - timezone.localdate()).days if self.own_until else 0


class ReferenceCounter(models.Model):
    """The last number given in an organization's yearly series of references (D for a landlord's case files, C for
    those of an association's candidates, S for referrals)."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    prefix = models.CharField(max_length=1)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "prefix", "year"], name="reference_counter_unique_series"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.last:04}"
