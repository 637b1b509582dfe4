"""How much more autonomous households have become: averages, never a household's own levels."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet

from housing_support.common.compiled_queries import CompiledQuery, among
from partners.models import User
from tenancies.models import Domain, FollowUp, Observation, Visit

# Statistics about fewer households would tell about one of them (domain sheet, 5.4).
FEWEST_HOUSEHOLDS = 5
# Averages of the most recent follow-ups are as good as those of all, and cost the same at any size.
MOST_FOLLOW_UPS = 300


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


def assessments_of(follow_ups: QuerySet[FollowUp]) -> QuerySet:
    """Of the most recent of `follow_ups` that were visited since they began: the household, then the visits that
    assessed it, the first first."""
    # Those of a visit that stands.
    observed = Observation.with_cancelled.by_workers().filter(visit=OuterRef("pk"))
    assessed = Visit.objects.done().filter(Exists(observed), follow_up=OuterRef("pk"))
    visited = follow_ups.filter(last_visit_on__gt=F("started_on")).order_by("-pk")
    return visited.values_list("household", ArraySubquery(assessed.order_by("visited_at", "pk").values("pk")))


LEVELS = CompiledQuery(
    lambda user, visits: (
        Observation.objects.by_workers()
        .filter(among("visit", visits))
        .order_by()
        .values_list("visit", "domain", "level")
    )
)


def autonomy_of(assessments: Iterable[tuple[int, list[int]]], user: User) -> Autonomy | None:
    """Average level by domain at the first and at the last assessment of the follow-ups that were assessed twice; None
    for fewer households than statistics may show. One query."""
    assessed_twice = [(household, visits) for household, visits in assessments if len(visits) > 1]
    households = {household for household, _ in assessed_twice}
    if len(households) < FEWEST_HOUSEHOLDS:
        return None
    pairs = [(visits[0], visits[-1]) for _, visits in assessed_twice]
    rows = LEVELS.rows(user, given={"visits": [visit for pair in pairs for visit in pair]})
    levels = {(visit, domain): level for visit, domain, level in rows}
    domains = (
        progress(domain.label, [(levels.get((entry, domain)), levels.get((latest, domain))) for entry, latest in pairs])
        for domain in Domain
    )
    return Autonomy(len(households), tuple(domain for domain in domains if domain))


def progress(label: str, pairs: list[tuple[int | None, int | None]]) -> Progress | None:
    """The averages over those assessed in this domain both times; None when there are too few of them."""
    both = [(entry, today) for entry, today in pairs if entry and today]
    if len(both) < FEWEST_HOUSEHOLDS:
        return None
    return Progress(label, sum(entry for entry, _ in both) / len(both), sum(today for _, today in both) / len(both))
