import gc
import itertools
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from housing_support.tools.benchmark.visitor import UnexpectedAnswerError, Visitor

ROUNDS = 20
WARM_UP = 5
WATCHED = 5


@dataclass(frozen=True)
class Page:
    """A page to measure: `requests` are taken in turn, so that no row is always in the cache.

    `most` is the goal in times the bare view; None for what is shown for information.
    """

    name: str
    visitor: Visitor
    requests: Sequence[tuple[str, Mapping | None]]
    most: float | None
    status: int = 200


@dataclass(frozen=True)
class Measure:
    cpu_milliseconds: float
    ratio: float
    queries: int
    sql_milliseconds: float


def measure(pages: Iterable[Page], bare: Page) -> dict[str, Measure]:
    """The median of each page, taken in turns with the bare view: what disturbs the machine disturbs both.

    A page that does not answer as it should has no measure.
    """
    pages = [bare, *pages]
    turns = {page.name: itertools.cycle(page.requests) for page in pages}
    pages = [page for page in pages if answers(page, turns)]
    gc.collect()
    gc.freeze()
    spent: dict[str, list[float]] = {page.name: [] for page in pages}
    for _ in range(ROUNDS):
        for page in pages:
            spent[bare.name].append(ask(bare, turns))
            if page is not bare:
                spent[page.name].append(ask(page, turns))
    gc.unfreeze()
    unit = statistics.median(spent[bare.name])
    measures = {}
    for page in pages:
        watched = [page.visitor.watch(*next(turns[page.name])) for _ in range(WATCHED)]
        median = statistics.median(spent[page.name])
        measures[page.name] = Measure(
            cpu_milliseconds=median * 1000,
            ratio=median / unit,
            queries=max(queries.count for queries in watched),
            sql_milliseconds=statistics.median(queries.seconds for queries in watched) * 1000,
        )
    return measures


def answers(page: Page, turns: dict) -> bool:
    """Warm the page up; say so and leave it out when it fails."""
    try:
        for _ in range(WARM_UP):
            ask(page, turns)
    except UnexpectedAnswerError as error:
        sys.stderr.write(f"{error}\n")
        return False
    return True


def ask(page: Page, turns: dict) -> float:
    path, data = next(turns[page.name])
    answer = page.visitor.ask(path, data)
    if answer.status != page.status:
        raise UnexpectedAnswerError(f"{page.name}: {path} answered {answer.status}, {page.status} expected")
    return answer.cpu_seconds
