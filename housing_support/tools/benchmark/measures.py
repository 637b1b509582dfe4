import gc
import itertools
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from housing_support.common.compiled_queries import forget_statements
from housing_support.tools.benchmark.visitor import Queries, UnexpectedAnswerError, Visitor

ROUNDS = 20
WARM_UP = 5
WATCHED = 5


@dataclass(frozen=True)
class Page:
    """A page to measure: `requests` are taken in turn, so that no row is always in the cache.

    `most` is the goal in times the bare view, None for what is shown for information; `most_sql` that of the database
    in milliseconds, where there is one. A cold page is asked for as the
    first reader of its kind does, in a process or in a day: no statement is composed yet.
    """

    name: str
    visitor: Visitor
    requests: Sequence[tuple[str, Mapping | None]]
    most: float | None
    status: int = 200
    is_cold: bool = False
    most_sql: float | None = None


@dataclass(frozen=True)
class Measure:
    cpu_milliseconds: float
    ratio: float
    queries: int
    sql_milliseconds: float


def measure(pages: Iterable[Page], bare: Page) -> dict[str, Measure]:
    """The median of each page, taken in turns with the bare view: what disturbs the machine disturbs both.

    Cold pages come after the others, which would find nothing composed beside them. A page that does not answer as it
    should has no measure.
    """
    pages = [bare, *pages]
    turns = {page.name: itertools.cycle(page.requests) for page in pages}
    spent: dict[str, list[float]] = {bare.name: []}
    watched: dict[str, list[Queries]] = {}
    for are_cold in (False, True):
        measured = [page for page in pages if page.is_cold == are_cold and answers(page, turns)]
        gc.collect()
        gc.freeze()
        for _ in range(ROUNDS):
            for page in measured:
                spent[bare.name].append(ask(bare, turns))
                if page is not bare:
                    spent.setdefault(page.name, []).append(ask(page, turns))
        gc.unfreeze()
        watched |= {page.name: [watch(page, turns) for _ in range(WATCHED)] for page in measured}
    unit = statistics.median(spent[bare.name])
    return {name: measure_of(spent[name], queries, unit) for name, queries in watched.items()}


def measure_of(spent: list[float], watched: list[Queries], unit: float) -> Measure:
    median = statistics.median(spent)
    return Measure(
        cpu_milliseconds=median * 1000,
        ratio=median / unit,
        queries=max(queries.count for queries in watched),
        sql_milliseconds=statistics.median(queries.seconds for queries in watched) * 1000,
    )


def answers(page: Page, turns: dict) -> bool:
    """Warm the page up; say so and leave it out when it fails."""
    try:
        for _ in range(WARM_UP):
            ask(page, turns)
    except UnexpectedAnswerError as error:
        sys.stderr.write(f"{error}\n")
        return False
    return True


def watch(page: Page, turns: dict) -> Queries:
    if page.is_cold:
        forget_statements()
    return page.visitor.watch(*next(turns[page.name]))


def ask(page: Page, turns: dict) -> float:
    path, data = next(turns[page.name])
    if page.is_cold:
        forget_statements()
    answer = page.visitor.ask(path, data)
    if answer.status != page.status:
        raise UnexpectedAnswerError(f"{page.name}: {path} answered {answer.status}, {page.status} expected")
    return answer.cpu_seconds
