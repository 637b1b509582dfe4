"""Which faults are set, what they become, and what the report says of them."""

import ast
from pathlib import Path
from textwrap import dedent

import pytest

from housing_support.tools.mutation import __main__ as command
from housing_support.tools.mutation import rooms
from housing_support.tools.mutation.__main__ import ROOT, Verdict
from housing_support.tools.mutation.mutants import Mutant, mutants_of

PATH = Path("tenancies/services/support.py")


def changes(source):
    return [mutant.change for mutant in mutants_of(PATH, dedent(source))]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("late = due < today", ["< → <="]),
        ("late = code not in (known)", ["not in → in"]),
        ("late = owner is not user", ["is not → is"]),
        ("both = first and (second or third)", ["and → or", "or → and"]),
        ("if open:\n    pass", ["open → not (open)"]),
        ("if not open:\n    pass", ["not open → open"]),
        ("some = [row for row in rows if row.late]", ["row.late → not (row.late)"]),
        ("days = age + 7", ["+ → -", "7 → 8"]),
        ("shown = True", ["True → False"]),
        ("raise MissingError(right)", ["raise MissingError(right) → pass"]),
        ("user.require(right)", ["user.require(right) → pass"]),
        ("row.state = state", ["row.state = state → pass"]),
        ("own = rows.filter(author=user, closed=None)", ["author=user, → nothing", "closed=None → nothing"]),
        ("seen = Q(a=b) | ~Q(c=d)", ["a=b → nothing", "| → &", "~Q(c=d) → Q(c=d)", "c=d → nothing"]),
    ],
)
def test_a_rule_is_changed(source, expected):
    assert changes(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""What it is about: 1 or 2."""',
        "def age(on: date | None) -> int | None: ...",
        "@dataclass(frozen=True)\nclass Line:\n    title: str",
        "class State(models.TextChoices):\n    OPEN = 'OPEN', 'Ouvert'",
        "class Visit(models.Model):\n    topic = models.CharField(max_length=20, blank=True)",
        "class Visit(models.Model):\n    class Meta:\n        abstract = True",
        "class Visit(models.Model):\n    def __str__(self):\n        return self.day or 1",
        "said = f'{count + 1} ménages'",
        "name = 'a' + first",
    ],
)
def test_what_a_test_could_not_see_is_left_alone(source):
    assert changes(source) == []


def test_a_fault_is_one_change_at_its_place():
    source = "é = 'à la fin'\n\n\ndef late(today):\n    return due < today\n"

    [mutant] = mutants_of(PATH, source)

    assert (mutant.line, mutant.function) == (5, "late")
    assert mutant.mutated(source) == source.replace("<", "<=")


def test_faults_leave_python():
    for _, mutant in rooms.sample(ROOT, size=300, seed=1):
        ast.parse(mutant.mutated((ROOT / mutant.path).read_text()))


def test_the_sample_is_the_same_for_a_seed_and_in_proportion():
    drawn = rooms.sample(ROOT, size=100, seed=3)

    assert drawn == rooms.sample(ROOT, size=100, seed=3)
    assert drawn != rooms.sample(ROOT, size=100, seed=4)
    every = {room.name: len(room.mutants(ROOT)) for room in rooms.ROOMS}
    for room in rooms.ROOMS:
        share = len([pair for pair in drawn if pair[0] is room])
        assert share == round(100 * every[room.name] / sum(every.values()))


def test_every_known_equivalent_is_a_fault_that_could_be_drawn(monkeypatch):
    known = rooms.equivalents()
    monkeypatch.setattr(rooms, "equivalents", set)

    possible = {rooms.key_of(mutant) for room in rooms.ROOMS for mutant in room.mutants(ROOT)}

    assert known - possible == set()


def judged(*verdicts):
    room = rooms.ROOMS[2]
    return [(room, Mutant(PATH, line, "end", 0, "<", "<="), verdict) for line, verdict in enumerate(verdicts, start=1)]


def test_the_report_counts_by_room_and_names_the_survivors():
    said = command.report(judged(Verdict.KILLED, Verdict.SURVIVED, Verdict.TIMEOUT, Verdict.KILLED))

    assert said.splitlines() == [
        "",
        "| Room | Faults | Killed | Timeouts | Survived |",
        "|---|---|---|---|---|",
        "| common | 0 | 0 | 0 | 0 |",
        "| partners | 0 | 0 | 0 | 0 |",
        "| tenancies | 4 | 2 | 1 | 1 |",
        "| referrals | 0 | 0 | 0 | 0 |",
        "| all | 4 | 2 | 1 | 1 |",
        "",
        "tenancies/services/support.py:2 in end: < → <=",
    ]


@pytest.mark.parametrize(("survivors", "code"), [(1, 0), (2, 1)])
def test_less_than_nine_in_ten_is_a_failure(survivors, code, monkeypatch, capsys):
    verdicts = [Verdict.SURVIVED] * survivors + [Verdict.TIMEOUT] + [Verdict.KILLED] * (9 - survivors)
    monkeypatch.setattr(command, "judge_all", lambda drawn, workers: judged(*verdicts))

    assert command.main(["--sample", "10"]) == code
    assert capsys.readouterr().out.endswith(f"\n{100 - 10 * survivors}% noticed\n")
