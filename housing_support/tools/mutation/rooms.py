"""What is changed, and the tests that should notice: those of the same application."""

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

from housing_support.tools.mutation.mutants import Mutant, mutants_of, sources_in

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


def of_application(name: str, *more: str) -> Room:
    sources = (f"{name}/models", f"{name}/services", *more)
    # The services' own tests first: most faults end there.
    return Room(name, sources, (f"tests/{name}/test_services.py", f"tests/{name}"))


ROOMS = (
    Room(
        "common",
        ("housing_support/common",),
        # Dates, numbers and URLs of rows are read through the filters and tags of templates.
        ("tests/housing_support/common", "tests/housing_support/test_interface_tags.py"),
    ),
    of_application("partners"),
    of_application("tenancies", "tenancies/stock/imports.py"),
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
