"""The table of measures in Markdown, with what misses its goal in bold."""

from pathlib import Path

from housing_support.tools.benchmark.crowd import CrowdedPage, Waits
from housing_support.tools.benchmark.databases import World
from housing_support.tools.benchmark.measures import Measure, Page

MOST_QUERIES = 12
MOST_GROWTH = 1.5
BEGIN, END = "<!-- measures: begin -->", "<!-- measures: end -->"

Results = dict[World, dict[str, Measure]]
WaitResults = dict[World, dict[str, Waits]]
PERCENTILES = (50, 95, 99)


def judged(text: str, *, missed: bool) -> str:
    return f"**{text} ✗**" if missed else text


def title(world: World) -> str:
    households = f"{world.households:,}".replace(",", " ")
    return f"{households} ({world.landlords} landlord{'s' if world.landlords > 1 else ''})"


def row(page: Page, results: Results) -> tuple[list[str], int]:
    """The cells of a page, and how many of them miss their goal."""
    goals = [f"≤ {page.most:g}"] if page.most is not None else []
    goals += [f"SQL ≤ {page.most_sql:g} ms"] if page.most_sql is not None else []
    cells, misses = [page.name, ", ".join(goals)], 0
    if any(page.name not in measures for measures in results.values()):
        return [*cells, judged("no answer", missed=True), *[""] * (2 * len(results) + 1)], 1
    measures = [measures[page.name] for measures in results.values()]
    smallest = measures[0].ratio
    for found in measures:
        is_slow = page.most is not None and found.ratio > page.most
        is_long = page.most_sql is not None and found.sql_milliseconds > page.most_sql
        cells += [
            judged(f"{found.ratio:.1f}", missed=is_slow),
            judged(f"{found.sql_milliseconds:.1f}", missed=is_long),
        ]
        misses += is_slow + is_long
    growth = max(found.ratio for found in measures) / smallest
    queries = max(found.queries for found in measures)
    cells += [
        judged(f"{growth:.2f}", missed=growth > MOST_GROWTH),
        judged(str(queries), missed=queries > MOST_QUERIES),
    ]
    return cells, misses + (growth > MOST_GROWTH) + (queries > MOST_QUERIES)


def table(pages: list[Page], results: Results) -> tuple[str, int]:
    """The table, and how many of its figures miss their goal."""
    heads = ["Page", "Goal"]
    for world in results:
        heads += [f"CPU × bare, {title(world)}", "SQL ms"]
    heads += ["Growth", "Queries"]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    total = 0
    for page in pages:
        cells, misses = row(page, results)
        lines.append(cells)
        total += misses
    return drawn(lines), total


def waits_table(pages: list[CrowdedPage], results: WaitResults) -> tuple[str, int]:
    """What several people at once wait for each page, and how many of these figures miss their goal."""
    heads = ["Page", "Goal, ms"]
    for world in results:
        heads += [f"Median, {title(world)}", *(f"p{percentile}" for percentile in PERCENTILES[1:])]
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)]]
    total = 0
    for page in pages:
        cells = [page.name, ", ".join(f"p{percentile} ≤ {most:g}" for percentile, most in page.most.items())]
        for waits in results.values():
            if page.name not in waits:
                cells += [judged("no answer", missed=True), "", ""]
                total += 1
                continue
            for percentile in PERCENTILES:
                found = waits[page.name].at(percentile)
                is_slow = found > page.most.get(percentile, found)
                cells.append(judged(f"{found:.0f}", missed=is_slow))
                total += is_slow
        lines.append(cells)
    return drawn(lines), total


def drawn(lines: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write_between_markers(path: Path, text: str) -> None:
    before, _, rest = path.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
