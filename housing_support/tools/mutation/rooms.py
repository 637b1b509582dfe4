"""What is changed, and the tests that should notice: those of the same application; of `common`, those of its users."""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

from housing_support.tools.mutation.mutants import Mutant, mutants_of, sources_in

TESTS_OF_DATES = (
    "test_a_date_out_of_bounds_is_refused_with_its_bounds",
    "test_the_bounds_of_a_date_are_accepted_and_the_days_around_them_refused",
    "test_the_database_holds_the_widest_bounds_of_a_date",
    "test_a_moment_is_typed_in_local_time",
    "test_an_hour_that_the_clocks_skip_is_refused",
)
# Those that models declare are in the database from the migrations.
TEST_OF_CONSTRAINTS = "tests/consistency/test_project.py::test_no_migration_is_missing"
EQUIVALENTS = Path(__file__).with_name("equivalents.toml")


@dataclass(frozen=True)
class Room:
    name: str
    sources: tuple[str, ...]
    tests: tuple[str, ...]

    def mutants(self, root: Path) -> list[Mutant]:
        known = equivalents()
        found = [
            mutant for path in sources_in(root, self.sources) for mutant in mutants_of(path, (root / path).read_text())
        ]
        return [mutant for mutant in found if key_of(mutant) not in known]


def of_application(name: str, *more: str, told_by: tuple[str, ...] = ()) -> Room:
    """`told_by` are the tests of another application that its services have work done by."""
    sources = (f"{name}/models", f"{name}/services", *more)
    # The services' own tests first: most faults end there.
    return Room(name, sources, (f"tests/{name}/test_services.py", f"tests/{name}", TEST_OF_CONSTRAINTS, *told_by))


ROOMS = (
    Room(
        "common",
        ("housing_support/common",),
        (
            "tests/housing_support/common",
            # Dates, numbers and URLs of rows are read through the filters and tags of templates, what was typed through
            # the pages of drafts, jobs through the watch of the worker and the messages that it sends.
            "tests/housing_support/test_interface_tags.py",
            "tests/housing_support/test_health.py",
            "tests/housing_support/test_drafts.py",
            "tests/partners/test_emails.py",
            # The files of both kinds of documents.
            "tests/partners/test_convention_documents.py",
            "tests/tenancies/test_documents.py",
            # The triggers and constraints that `common` writes are in the database from the migrations.
            TEST_OF_CONSTRAINTS,
            "tests/consistency/test_deadlines.py",
            # Of every form and model. What reads every page would take minutes.
            "tests/consistency/test_sentences.py::test_every_field_says_what_to_do",
            *(f"tests/consistency/test_dates.py::{name}" for name in TESTS_OF_DATES),
        ),
    ),
    of_application("partners", told_by=("tests/consistency/test_charges.py", "tests/tenancies/test_leaving.py")),
    of_application("tenancies", "tenancies/stock/imports.py", told_by=("tests/housing_support/test_drafts.py",)),
    of_application("referrals"),
)


def key_of(mutant: Mutant) -> tuple[str, ...]:
    """By what is written, not by its line: a module may change above it."""
    return (mutant.path.as_posix(), mutant.function, mutant.change)


def equivalents() -> set[tuple[str, ...]]:
    """Faults that are none: `equivalents.toml` says why."""
    entries = tomllib.loads(EQUIVALENTS.read_text())["equivalent"]
    return {(entry["path"], entry["function"], entry["change"]) for entry in entries}


def sample(root: Path, *, size: int, seed: int) -> list[tuple[Room, Mutant]]:
    """Drawn from each room in proportion to the faults it could have."""
    chance = random.Random(seed)  # noqa: S311 (a sample that can be drawn again)
    every = [(room, mutant) for room in ROOMS for mutant in room.mutants(root)]
    drawn = []
    for room in ROOMS:
        own = [pair for pair in every if pair[0] is room]
        drawn += chance.sample(own, min(len(own), round(size * len(own) / len(every))))
    return drawn
