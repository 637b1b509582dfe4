"""What an import did, or would do: figures, and the first cases of each kind for people to look at."""

from dataclasses import dataclass, field

from housing_support.common.numbers import integer
from tenancies.stock.rpls.lines import Line, Problem
from tenancies.stock.rpls.questions import Question

PROBLEMS_KEPT = 50
CASES_KEPT = 20


@dataclass
class Result:
    lines_read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    warned: int = 0
    missing: int = 0
    withdrawn: int = 0
    remarks: list[str] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    changes: list[dict] = field(default_factory=list)
    missing_dwellings: list[str] = field(default_factory=list)
    missing_by_residence: list[dict] = field(default_factory=list)
    created_residences: list[int] = field(default_factory=list)
    # How many dwellings changed in each column, once they are written.
    columns: list[dict] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    # The end of the file cuts its last line.
    is_cut: bool = False
    # The file says how many dwellings it holds, and holds them all: what it does not hold may leave the stock.
    is_whole: bool = False

    def note(self, line: Line) -> None:
        self.lines_read += 1
        if line.errors:
            self.refused += 1
            self.errors += line.errors[: PROBLEMS_KEPT - len(self.errors)]
        elif line.warnings:
            self.warned += 1
            self.warnings += line.warnings[: CASES_KEPT - len(self.warnings)]

    @property
    def details(self) -> dict:
        """As stored with the import, for its pages."""
        return {
            "remarks": self.remarks,
            "errors": [as_row(problem) for problem in self.errors],
            "warnings": [as_row(problem) for problem in self.warnings],
            "warned": self.warned,
            "changes": self.changes,
            "missing": self.missing_dwellings,
            "missing_by_residence": self.missing_by_residence,
            "questions": [question.as_stored for question in self.questions],
            "is_whole": self.is_whole,
            "created_residences": self.created_residences,
            "columns": self.columns,
        }


def counted(count: int, noun: str) -> str:
    return f"{integer(count)} {noun}{'s' if count > 1 else ''}"


def as_row(problem: Problem) -> dict:
    return {"line": problem.line, "column": problem.column, "value": problem.shown, "advice": problem.advice}
