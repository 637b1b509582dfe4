"""Where a household lives after its support, in words."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import long_date
from partners.discretion import shown_person
from partners.models import User
from partners.roles import Right
from tenancies.models import Household, LaterSituation, Tenancy


@dataclass(frozen=True)
class LaterLine:
    """`words` say it, or by when it is asked; `told` by whom it was said, and put right. `act` is empty for whoever may
    not, or as long as it is not asked."""

    title: str
    words: str
    told: str
    url: str
    act: str


@dataclass(frozen=True)
class After:
    """« Action 1, accompagnement terminé le 7 juin 2026 », and what is known since."""

    words: str
    lines: list[LaterLine]


@compiled
def situations_of(user: User, *, household: int) -> QuerySet[LaterSituation]:
    """Of the last support first."""
    rows = LaterSituation.objects.visible_to(user).filter(household=household)
    rows = rows.select_related("measure__action", "recorded_by__organization", "corrected_by__organization")
    return rows.order_by("-measure__ended_on", "-measure_id", "months")


def after_support(household: Household, *, reader: User, named: Collection[int]) -> list[After]:
    """For each support that ended, the last first: one query."""
    found: dict[int, After] = {}
    for row in situations_of.rows(reader, given={"household": household.pk}):
        until = row.measure.ended_on
        ended = f"{row.measure.action}, accompagnement {f'terminé le {long_date(until)}' if until else 'en veille'}"
        after = found.setdefault(row.measure_id, After(ended, []))
        after.lines.append(_line(row, household, reader, named))
    return [*found.values()]


def _line(row: LaterSituation, household: Household, reader: User, named: Collection[int]) -> LaterLine:
    def who(person: User | None) -> str:
        return shown_person(person, person.organization if person else None, reader, named)

    told = ""
    if row.recorded_on:
        told = f"recueilli le {long_date(row.recorded_on)} par {who(row.recorded_by)}"
    if row.corrected_at:
        told += f"\u00a0; corrigé le {long_date(row.corrected_at)} par {who(row.corrected_by)}"
    may = reader.may(Right.RECORD_LATER_SITUATION) and row.is_asked()
    return LaterLine(
        title=f"{row.months}\u00a0mois après",
        words=row.get_situation_display() if row.recorded_on else _awaited(row),
        told=told,
        url=reverse("tenancies:later_situation", args=[household.public_id, row.public_id]) if may else "",
        act="" if not may else "Corriger" if row.recorded_on else "Recueillir",
    )


def _awaited(row: LaterSituation) -> str:
    due = long_date(row.due_on)
    is_late = LaterSituation.ASKED.is_late(row)
    return f"à recueillir depuis le {due}" if is_late else f"à recueillir avant le {due}"


def what_its_lease_says(household: Household) -> str:
    """What the landlord knows already, beside the question."""
    leases = Tenancy.objects.filter(household=household)
    if leases.not_over().exists():
        return "Chez vous, son bail court toujours."
    last = leases.exclude(ends_on=None).order_by("-ends_on", "-pk").first()
    return f"Chez vous, son bail a pris fin le {long_date(last.ends_on)}." if last else ""
