"""Set faults one at a time in copies of the checkout, and say which of them no test noticed.

    .venv/bin/python -m housing_support.tools.mutation [--sample 150] [--seed 1] [--workers 2]

The working tree is read, never written. Exit code 1 when less than 90 % of the faults are noticed.
"""

import argparse
import enum
import os
import queue
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from housing_support.tools.mutation.mutants import Mutant
from housing_support.tools.mutation.rooms import ROOMS, Room, sample

ROOT = Path(__file__).resolve().parents[3]
COPIES = ROOT / "var" / "mutation"
DESCRIPTION = "Set faults in copies of the checkout, and say which of them no test noticed."
LEAST = 0.9
# A fault may make a test wait for ever; a busy machine may make it wait for long.
SLOWEST = 3
MARGIN = 30
# What pytest says when the database does not answer.
GIVEN_UP = "Exit: "


class Verdict(enum.StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    TIMEOUT = "timeout"


class TestsError(Exception):
    """The tests say nothing: they could not start, or fail without any fault."""


class Copy:
    """A checkout of its own, with its own PostgreSQL, kept from one fault to the next."""

    def __init__(self, number: int):
        self.path = COPIES / str(number)
        # A former copy at this place may have left one, of former migrations.
        self.has_database = False
        shutil.rmtree(self.path, ignore_errors=True)
        names = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (self.path / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.path / name)

    def run(self, room: Room, *, timeout: float | None = None) -> tuple[Verdict, str]:
        """What the tests say, and their last words."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--reuse-db", *room.tests]
        # Bytecode is recognised by time and size alone: that of the fault before could be taken for this one's.
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
        environment.pop("DATABASE_URL", None)
        running = subprocess.Popen(
            command if self.has_database else [*command, "--create-db"],
            cwd=self.path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            output, _ = running.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
            # What was left half done in it would fail the tests of the next fault.
            self.has_database = False
            return Verdict.TIMEOUT, ""
        self.has_database = True
        last_words = output[-2000:]
        if running.returncode == 0:
            return Verdict.SURVIVED, last_words
        if GIVEN_UP in output:
            raise TestsError(last_words)
        # Tests that failed, or an application that does not even start.
        return Verdict.KILLED, last_words

    def judge(self, room: Room, mutant: Mutant, *, timeout: float) -> Verdict:
        path = self.path / mutant.path
        source = path.read_text()
        path.write_text(mutant.mutated(source))
        try:
            verdict, _ = self.run(room, timeout=timeout)
            return verdict
        finally:
            path.write_text(source)

    def stop(self) -> None:
        command = [sys.executable, "-m", "housing_support.tools.embedded_database", "stop", "--test"]
        subprocess.run(command, cwd=self.path, capture_output=True, check=False)


def measure(copy: Copy, room: Room) -> float:
    """The seconds that the room's tests take without any fault."""
    begun = time.monotonic()
    verdict, last_words = copy.run(room)
    if verdict != Verdict.SURVIVED:
        raise TestsError(f"the tests of {room.name} fail without any fault:\n{last_words}")
    return time.monotonic() - begun


def judge_all(drawn: list[tuple[Room, Mutant]], *, workers: int) -> list[tuple[Room, Mutant, Verdict]]:
    copies: queue.SimpleQueue[Copy] = queue.SimpleQueue()
    made = [Copy(number) for number in range(workers)]
    for copy in made:
        copies.put(copy)
    rooms = [room for room in ROOMS if any(room is each for each, _ in drawn)]

    def with_a_copy(work, *arguments):
        copy = copies.get()
        try:
            return work(copy, *arguments)
        finally:
            copies.put(copy)

    def judge(copy: Copy, room: Room, mutant: Mutant) -> tuple[Room, Mutant, Verdict]:
        verdict = copy.judge(room, mutant, timeout=SLOWEST * seconds[room.name] + MARGIN)
        print(f"{verdict:8} {mutant.path}:{mutant.line} {mutant.change}", flush=True)
        return room, mutant, verdict

    try:
        with ThreadPoolExecutor(workers) as pool:
            measures = pool.map(lambda room: with_a_copy(measure, room), rooms)
            seconds = {room.name: spent for room, spent in zip(rooms, measures, strict=True)}
            return list(pool.map(lambda pair: with_a_copy(judge, *pair), drawn))
    finally:
        for copy in made:
            copy.stop()


def report(judged: list[tuple[Room, Mutant, Verdict]]) -> str:
    lines = ["", "| Room | Faults | Killed | Timeouts | Survived |", "|---|---|---|---|---|"]
    for name in [*(room.name for room in ROOMS), "all"]:
        verdicts = [verdict for room, _, verdict in judged if name in (room.name, "all")]
        counts = [verdicts.count(verdict) for verdict in (Verdict.KILLED, Verdict.TIMEOUT, Verdict.SURVIVED)]
        lines.append(f"| {name} | {len(verdicts)} | {' | '.join(map(str, counts))} |")
    survivors = [mutant for _, mutant, verdict in judged if verdict == Verdict.SURVIVED]
    lines += ["", *(f"{each.path}:{each.line} in {each.function or 'the module'}: {each.change}" for each in survivors)]
    return "\n".join(lines)


def share_noticed(judged: list[tuple[Room, Mutant, Verdict]]) -> float:
    noticed = [verdict for _, _, verdict in judged if verdict != Verdict.SURVIVED]
    return len(noticed) / len(judged)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m housing_support.tools.mutation", description=DESCRIPTION)
    parser.add_argument("--sample", type=int, default=150, help="how many faults")
    parser.add_argument("--seed", type=int, default=1, help="another number draws other faults")
    parser.add_argument("--workers", type=int, default=2, help="how many copies at once")
    options = parser.parse_args(arguments)
    judged = judge_all(sample(ROOT, size=options.sample, seed=options.seed), workers=options.workers)
    print(report(judged))
    print(f"\n{share_noticed(judged):.0%} noticed")
    return 0 if share_noticed(judged) >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
