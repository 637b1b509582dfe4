"""Two case files that may be one household's: each beside the other, as one reader may read them, what stands in the
way, and what will follow."""

import datetime
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from housing_support.common.dates import long_date
from housing_support.common.mending import CORRECTION_DAYS
from housing_support.common.settling import Pending
from partners.discretion import names_partners, shown_participant
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models import Household, HouseholdMerge, MergeObstacle, Participation, Person, Tenancy
from tenancies.models.calendar import days
from tenancies.models.ends import READS_NOTHING_MORE
from tenancies.reading.case_file import with_named_partners
from tenancies.reading.likely import likely_households
from tenancies.reading.lines import HouseholdLine, household_lines
from tenancies.reading.search import MAXIMUM, find

# What a case file holds, as far as it is read, by the name of the relation.
COUNTED = {
    "visits": ("visite", "visites"),
    "journal": ("entrée du fil", "entrées du fil"),
    "documents": ("document", "documents"),
    "messages": ("message", "messages"),
    "tasks": ("tâche", "tâches"),
    "referrals": ("signalement", "signalements"),
    "candidacies": ("candidature", "candidatures"),
}
# The relations whose rows stay where they are, and why.
LEFT = {
    "history": "what happened is on record as it happened",
    "accesses": "says which case file was opened; written once",
    "merges": "the trace of merging itself",
    "merged_by": "the trace of merging itself",
    "thread_readings": "where somebody stopped reading that thread; what comes with it is new to them, or older",
    "splits": "the trace of a separation",
    "split_from": "the trace of a separation",
}
# What the database allows once per household: what it says when both have one; those that merging settles by itself.
ONCE = {
    "measure_one_running_per_household_and_action": MergeObstacle.MEASURES,
    "stay_one_running_per_household": MergeObstacle.STAYS,
    "candidacy_one_running_per_household": MergeObstacle.CANDIDACIES,
    "conflict_party_once": MergeObstacle.CONFLICTS,
}
SETTLED = {
    "person_one_holder_per_household": "the holder of the file that goes becomes another member",
    "participation_one_current_per_organization": "that in the file that goes ends",
    "criteria_once_per_household": "those of the file that goes are struck through",
    "consent_one_current_per_partner": "the word under which a partner works counts, else that of the file that stays",
}
# Whose it is to know.
OF_ASSOCIATIONS = (MergeObstacle.STAYS, MergeObstacle.CANDIDACIES)


def relations() -> list[Any]:
    """Whatever refers to a household and goes with it: a new model cannot be forgotten."""
    return [each for each in Household._meta.related_objects if each.get_accessor_name() not in LEFT]


def once_per_household() -> list[tuple[Any, models.UniqueConstraint]]:
    """Each relation with what the database allows one of."""
    return [
        (relation, constraint)
        for relation in relations()
        for constraint in relation.related_model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and relation.field.name in constraint.fields
    ]


def obstacles(user: User, kept: Household, duplicate: Household) -> list[MergeObstacle]:
    """Why the second cannot be merged into the first, as `user` may be told: one query."""
    found = [
        obstacle
        for obstacle, stands in (
            (MergeObstacle.SAME, kept.pk == duplicate.pk),
            (MergeObstacle.OWNERS, kept.owner_id != duplicate.owner_id or kept.landlord_id != duplicate.landlord_id),
            (MergeObstacle.OPENERS, is_opened_by_two_associations(kept, duplicate)),
            (MergeObstacle.MERGED, kept.merged_into_id or duplicate.merged_into_id),
            (MergeObstacle.CLOSED, kept.closed_on and not duplicate.closed_on),
        )
        if stands
    ]
    asked = {MergeObstacle.LEASES: leases_collide(kept, duplicate)} | {
        ONCE[constraint.name]: both_have(relation, constraint, kept, duplicate)
        for relation, constraint in once_per_household()
        if constraint.name in ONCE
    }
    answers = Household.objects.filter(pk=kept.pk).values(**{each.value: Exists(rows) for each, rows in asked.items()})
    for code, stands in answers.get().items():
        obstacle = MergeObstacle(code)
        if stands:
            found.append(told_to(user, obstacle))
    return list(dict.fromkeys(found))


def told_to(user: User, obstacle: MergeObstacle) -> MergeObstacle:
    """As far as it is theirs to know: that two households are in one conflict, whoever handles it knows alone."""
    if obstacle in OF_ASSOCIATIONS and user.organization.is_landlord:
        return MergeObstacle.OF_OTHERS
    if obstacle == MergeObstacle.CONFLICTS and not (user.organization.is_landlord and user.may(Right.HANDLE_CONFLICTS)):
        return MergeObstacle.DATABASE
    return obstacle


def is_opened_by_two_associations(kept: Household, duplicate: Household) -> bool:
    """Each goes on reading there what it notes for itself alone: stays, criteria."""
    openers = {kept.opened_by_id, duplicate.opened_by_id} - {kept.owner_id, duplicate.owner_id}
    return len(openers) > 1


def leases_collide(kept: Household, duplicate: Household) -> QuerySet:
    """A household lives in one dwelling at a time."""
    leases = Tenancy.objects.not_over().annotate(period=days())
    other = leases.filter(household=kept, period__overlap=OuterRef("period"))
    return leases.filter(Exists(other), household=duplicate)


def both_have(relation: Any, constraint: models.UniqueConstraint, kept: Household, duplicate: Household) -> QuerySet:
    """Rows of the second beside which the first has one of the same kind."""
    name = relation.field.name
    rows = relation.related_model._base_manager.filter(constraint.condition or Q())
    same = {each: OuterRef(each) for each in constraint.fields if each != name}
    return rows.filter(Exists(rows.filter(**{name: kept.pk}, **same)), **{name: duplicate.pk})


@dataclass(frozen=True)
class Side:
    """One of the two, as its reader may read it."""

    household: Household
    line: HouseholdLine
    members: list[Person]
    participants: dict[int, str]
    counts: list[str]
    # Those to whom it was closed for good: the household, or its landlord, wanted it.
    shut_out: frozenset[int] = frozenset()

    @property
    def is_living(self) -> bool:
        """Whether somebody follows the household, or it has a lease."""
        return bool(self.line.follow_ups or self.line.address.residence)


@dataclass(frozen=True)
class Comparison:
    """`first` is the one that the reader came from."""

    first: Side
    second: Side
    obstacles: list[MergeObstacle] = field(default_factory=list)

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.first, self.second

    @property
    def kept(self) -> Household:
        """Which one is proposed to stay: the open one, that with a lease or a support, the older."""
        return min(self.sides, key=lambda each: proposed(each)).household

    @property
    def follows(self) -> list[Pending]:
        """What will follow, whichever stays."""
        return [*self._members(), *self._readers(), *self._protection(), self._undoing()]

    def _members(self) -> Iterable[Pending]:
        kept = next(each for each in self.sides if each.household == self.kept)
        other = next(each for each in self.sides if each is not kept)
        alike = namesakes(kept.members, other.members)
        for person in kept.members:
            is_in_both = person.pk in alike.values()
            yield Pending(named(person), "dans les deux dossiers, reste une seule fois" if is_in_both else "reste")
        for person in other.members:
            if person.pk not in alike:
                yield Pending(named(person), "reste")

    def _readers(self) -> Iterable[Pending]:
        for one, other in (self.sides, self.sides[::-1]):
            news = sorted(
                (name, pk in other.shut_out) for pk, name in one.participants.items() if pk not in other.participants
            )
            for name, was_shut_out in dict.fromkeys(news):
                reads = f"lira aussi ce que le dossier {other.household.reference} partage avec tous"
                yield Pending(name, reads + (", dont l’accès lui avait été retiré" if was_shut_out else ""))

    def _protection(self) -> Iterable[Pending]:
        protected = [each.household for each in self.sides if each.household.is_protected]
        if len(protected) == 1:
            yield Pending("Adresse", f"protégée, comme dans le dossier {protected[0].reference}")

    def _undoing(self) -> Pending:
        until = timezone.localdate() + datetime.timedelta(days=CORRECTION_DAYS)
        return Pending("Annuler la réunion", f"possible jusqu’au {long_date(until)}")


def proposed(side: Side) -> tuple:
    household = side.household
    return household.closed_on is not None, not side.is_living, household.opened_on, household.pk


def named(person: Person) -> str:
    return f"{person} ({person.birth_year})" if person.birth_year else str(person)


def plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(filter(str.isalnum, decomposed))


def namesakes(kept: Iterable[Person], others: Iterable[Person]) -> dict[int, int]:
    """Of the second file, those who are in the first one too: of the same first name and birth year or, when neither
    says the year, of the same whole name."""

    def key(person: Person) -> tuple:
        return plain(person.first_name), person.birth_year or plain(person.last_name)

    known = {key(person): person.pk for person in reversed(list(kept))}
    found: dict[int, int] = {}
    for person in others:
        if (pk := known.get(key(person))) and pk not in found.values():
            found[person.pk] = pk
    return found


def compare(user: User, household: UUID, other: UUID) -> Comparison | None:
    """The two, unless one of them is not `user`'s to merge: six queries."""
    rows = Household.objects.mergeable_by(user).filter(public_id__in=[household, other])
    counting = with_counts(rows.with_reminder_days().select_related("landlord"), user)
    found = {row.public_id: row for row in (counting if names_partners(user) else with_named_partners(counting))}
    if len(found) != 2:
        return None
    pair = [found[household], found[other]]
    members = rows_of(Person.objects.filter(household__in=pair).order_by("pk"))
    parts = rows_of(
        Participation.objects.filter(household__in=pair).select_related("organization").order_by("since", "pk")
    )
    lines = household_lines(pair, user=user, today=timezone.localdate())
    first, second = (
        Side(
            row,
            line,
            members.get(row.pk, []),
            {
                each.organization_id: shown(each.organization, user, row)
                for each in parts.get(row.pk, [])
                if each.until is None
            },
            counted(row),
            frozenset(each.organization_id for each in parts.get(row.pk, []) if each.end_reason in READS_NOTHING_MORE),
        )
        for row, line in zip(pair, lines, strict=True)
    )
    comparison = Comparison(first, second)
    kept = comparison.kept
    duplicate = next(row for row in pair if row.pk != kept.pk)
    return Comparison(first, second, obstacles(user, kept, duplicate))


def rows_of(rows: QuerySet) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.household_id, []).append(row)
    return found


def shown(organization: Organization, user: User, household: Household) -> str:
    return shown_participant(organization, user, {*getattr(household, "named_partners", ()), household.opened_by_id})


def with_counts(households: QuerySet[Household], user: User) -> QuerySet[Household]:
    """Annotate `count_…` of what `user` reads there: what others keep for themselves is not counted."""
    counts: dict[str, Any] = {}
    relation: Any
    for relation in Household._meta.related_objects:
        name = relation.get_accessor_name()
        if name in COUNTED:
            rows = relation.related_model.objects
            read = rows.readable_by(user) if hasattr(rows, "readable_by") else rows.visible_to(user)
            of_each = read.filter(household=OuterRef("pk")).order_by().values("household")
            counts[f"count_{name}"] = Coalesce(
                Subquery(of_each.annotate(number=Count("pk")).values("number"), output_field=IntegerField()), Value(0)
            )
    return households.annotate(**counts)


def counted(household: Household) -> list[str]:
    """« 3 visites », and nothing of what is not there."""
    words = []
    for name, (one, many) in COUNTED.items():
        number = getattr(household, f"count_{name}", 0)
        if number:
            words.append(f"{number}\u00a0{many if number > 1 else one}")
    return words


def mergeable_households(user: User) -> QuerySet:
    return Household.objects.mergeable_by(user).with_reminder_days()


@dataclass(frozen=True)
class Others:
    lines: list[HouseholdLine]
    are_close: bool = False
    has_more: bool = False


def find_others(user: User, household: Household, text: str) -> Others:
    """Those that `user` may merge with that one."""
    found = find(user, text, findable=mergeable_households, most=MAXIMUM)
    rows = [each for each in found.households if each.pk != household.pk]
    lines = household_lines(rows, user=user, today=timezone.localdate())
    return Others(lines, are_close=found.are_close, has_more=found.has_more)


def likely_others(user: User, household: Household) -> Others:
    """Those that look like that one."""
    holder = household.persons.filter(role=Person.Role.HOLDER).first()
    found = likely_households(
        user,
        findable=mergeable_households,
        first_name=holder.first_name if holder else "",
        last_name=household.name,
        birth_year=holder.birth_year if holder else None,
    )
    rows = [each for each in found if each.pk != household.pk]
    return Others(household_lines(rows, user=user, today=timezone.localdate()))


def merges_of(household: Household) -> QuerySet[HouseholdMerge]:
    """Those that may still be undone, the latest first."""
    first = timezone.now() - datetime.timedelta(days=CORRECTION_DAYS + 1)
    merges = household.merges.filter(undone_at=None, merged_at__gte=first).select_related("duplicate")
    return merges.order_by("-merged_at", "-pk")
