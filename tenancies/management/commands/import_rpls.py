import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from django.core.management.base import BaseCommand, CommandError

from partners.models import Organization
from tenancies.stock.imports import record_command
from tenancies.stock.rpls.importing import import_stock
from tenancies.stock.rpls.lines import Problem
from tenancies.stock.rpls.questions import Kind, Question, UnansweredError
from tenancies.stock.rpls.reading import FileRefusedError
from tenancies.stock.rpls.refusals import write_workbook
from tenancies.stock.rpls.results import Result

ERRORS_SHOWN = 10


class Command(BaseCommand):
    help = "Import a landlord's dwellings from its RPLS file, legal or open data; --dry-run only says what it would do."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--landlord", required=True, metavar="SIREN")
        parser.add_argument("--dry-run", action="store_true")
        for kind in Kind:
            parser.add_argument(
                f"--accept-{kind.lower()}", action="append_const", dest="accepted", const=kind, help=kind.label
            )
        parser.add_argument(
            "--errors", type=Path, metavar="FILE", help="write the refused lines there: a CSV, or a workbook (.xlsx)"
        )

    def handle(self, *, file: Path, landlord: str, dry_run: bool, accepted, errors: Path | None, **options):
        started = time.monotonic()
        owner = Organization.objects.landlords().filter(siren=landlord).first()
        if owner is None:
            raise CommandError(f"Aucun bailleur n’a le SIREN {landlord}.")

        def record(result: Result) -> None:
            if not dry_run:
                record_command(landlord=owner, file_name=file.name, result=result)

        try:
            with (
                file.open("rb") as stream,
                refused_lines(errors) as refused,
            ):
                result = import_stock(
                    stream=stream,
                    landlord=owner,
                    dry_run=dry_run,
                    progress=self.show_progress,
                    refused=refused,
                    accepted=accepted or (),
                    after=record,
                )
        except OSError as error:
            raise CommandError(f"Le fichier {error.filename} ne peut être ouvert : {error.strerror}.") from error
        except FileRefusedError as error:
            raise CommandError(str(error)) from error
        except UnansweredError as error:
            raise CommandError("\n".join(in_words(question) for question in error.questions)) from error
        self.show_problems(result)
        self.stdout.write(summary(result, seconds=time.monotonic() - started, dry_run=dry_run))

    def show_progress(self, read: int, total: int) -> None:
        self.stderr.write(f"{read} lignes lues sur {total}")

    def show_problems(self, result: Result) -> None:
        for sentence in result.remarks:
            self.stderr.write(sentence)
        for question in result.questions:
            self.stderr.write(in_words(question))
        for problem in result.errors[:ERRORS_SHOWN]:
            self.stderr.write(with_line(problem))
        if result.warned:
            self.stderr.write(f"{result.warned} lignes importées avec une valeur laissée vide ou gardée, par exemple :")
            for problem in result.warnings[:ERRORS_SHOWN]:
                self.stderr.write(with_line(problem))
        if result.missing:
            self.stderr.write(f"{result.missing} logements du patrimoine sont absents du fichier : laissés tels quels.")


@contextmanager
def refused_lines(errors: Path | None) -> Iterator[TextIO | None]:
    """Where they are written, made into a workbook at the end when its name says so."""
    if errors is None:
        yield None
    elif errors.suffix.lower() == ".xlsx":
        with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as refused, errors.open("wb") as book:
            yield refused
            write_workbook(refused, book)
    else:
        with errors.open("w", encoding="utf-8", newline="") as refused:
            yield refused


def in_words(question: Question) -> str:
    """What the page asks, its examples, and how to go on."""
    examples = [f"  Ligne {example['line']}\u00a0: " if example.get("line") else "  " for example in question.examples]
    sides = [" → ".join(filter(None, [example.get("left"), example.get("right")])) for example in question.examples]
    go_on = f"Pour continuer malgré cela\u00a0: --accept-{question.kind.lower()}."
    return "\n".join([question.sentence, *map(str.__add__, examples, sides), go_on])


def with_line(problem: Problem) -> str:
    return f"Ligne {problem.line}. {problem.sentence}"


def summary(result: Result, *, seconds: float, dry_run: bool) -> str:
    """The one line that ends the command."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (1_000_000 if sys.platform == "darwin" else 1_000)
    figures = (
        f"créés {result.created}, modifiés {result.changed}, inchangés {result.unchanged}, refusés {result.refused}"
    )
    mode = "Simulation" if dry_run else "Import"
    return f"{mode} : {figures}, {seconds:.1f} s, {megabytes:.0f} Mo au plus."
