"""How much more autonomous households have become: averages, never a household's own levels."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from django.db.models import F, OuterRef, QuerySet, Subquery

from housing_support.common.compiled_queries import CompiledQuery, among
from partners.models import User
from tenancies.models import FollowUp, Visit

# Statistics about fewer households would tell about one of them (domain sheet, 5.4).
FEWEST_HOUSEHOLDS = 5
# Averages of the most recent follow-ups are as good as those of all, and cost the same at any size.
MOST_FOLLOW_UPS = 300

LABELS = {
    "autonomy_housing": "Logement",
    "autonomy_rights": "Droits",
    "autonomy_duties": "Devoirs",
    "autonomy_neighbours": "Voisinage",
    "autonomy_budget": "Budget",
}


@dataclass(frozen=True)
class Progress:
    label: str
    entry: float
    today: float

    @property
    def share(self) -> int:
        """Of the scale of 1 to 5."""
        return round(100 * self.today / 5)


@dataclass(frozen=True)
class Autonomy:
    households: int
    domains: tuple[Progress, ...]


def first_and_last_assessments(follow_ups: QuerySet[FollowUp]) -> QuerySet:
    """Of the most recent of `follow_ups` that were visited since they began, in pairs of visits."""
    assessed = Visit.objects.done().filter(follow_up=OuterRef("pk"), autonomy_housing__isnull=False)
    return (
        follow_ups.filter(last_visit_on__gt=F("started_on"))
        .order_by("-pk")
        .values_list(
            Subquery(assessed.order_by("visited_at", "pk").values("pk")[:1]),
            Subquery(assessed.order_by("-visited_at", "-pk").values("pk")[:1]),
        )
    )


LEVELS = CompiledQuery(
    lambda user, visits: Visit.objects.filter(among("pk", visits)).order_by().values_list("pk", "household_id", *LABELS)
)


def autonomy_of(assessments: Iterable[tuple[int | None, int | None]], user: User) -> Autonomy | None:
    """Average level by domain at the first and at the last assessment of the follow-ups that were assessed twice; None
    for fewer households than statistics may show. One query."""
    pairs = [(entry, latest) for entry, latest in assessments if entry != latest]
    if len(pairs) < FEWEST_HOUSEHOLDS:
        return None
    found = LEVELS.rows(user, given={"visits": [visit for pair in pairs for visit in pair]})
    levels = {row[0]: row[1:] for row in found}
    households = {levels[entry][0] for entry, _ in pairs}
    if len(households) < FEWEST_HOUSEHOLDS:
        return None
    domains = (
        progress(label, [levels[entry][column] for entry, _ in pairs], [levels[latest][column] for _, latest in pairs])
        for column, label in enumerate(LABELS.values(), start=1)
    )
    return Autonomy(len(households), tuple(domain for domain in domains if domain))


def progress(label: str, entries: list[int | None], latest: list[int | None]) -> Progress | None:
    """The averages over those assessed in this domain both times; None when there are too few of them."""
    both = [(entry, today) for entry, today in zip(entries, latest, strict=True) if entry and today]
    if len(both) < FEWEST_HOUSEHOLDS:
        return None
    return Progress(label, fmean(entry for entry, _ in both), fmean(today for _, today in both))
