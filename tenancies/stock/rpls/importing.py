"""Import a landlord's stock, or say what the import would do."""

import contextlib
from collections.abc import Callable, Collection
from typing import BinaryIO, TextIO

from django.db import transaction

from partners.models import Organization
from tenancies.stock.rpls import changes, identity, residences, staging, writing
from tenancies.stock.rpls.identity import SHARE_OF_A_WHOLE_FILE
from tenancies.stock.rpls.judging import judge
from tenancies.stock.rpls.lines import RESIDENCE_SOURCES, STORED_COLUMNS
from tenancies.stock.rpls.questions import UnansweredError
from tenancies.stock.rpls.reading import StockFile, recognise_file
from tenancies.stock.rpls.refusals import RefusedLines
from tenancies.stock.rpls.results import Result

FEW_MISSING = 4
Progress = Callable[[int, int], None]


class FileNotWholeError(Exception):
    """Dwellings that a file does not hold leave the stock only when it is certain to hold all of them."""


def import_stock(
    *,
    stream: BinaryIO,
    landlord: Organization,
    dry_run: bool,
    progress: Progress = lambda read, total: None,
    refused: TextIO | None = None,
    withdraw_missing_because: str = "",
    accepted: Collection[str] = (),
    before: Callable[[], None] = lambda: None,
    after: Callable[[Result], None] = lambda result: None,
) -> Result:
    """Read the file, compare it with the stock and, unless `dry_run`, write the differences in one transaction.

    The reading takes most of the time and happens before the transaction: `progress` may write to the database.
    `accepted` names the kinds of questions (`judging.Kind`) that somebody answered by going on: any other one stops
    the import. `before` runs first and `after` last in the transaction; an exception in either leaves the stock as it
    was.
    Raises `FileRefusedError` when the file is not this landlord's stock, `UnansweredError` when it is suspicious,
    `FileNotWholeError` when missing dwellings are to be withdrawn on the word of a file that may not be whole.
    """
    result = Result()
    file = recognise_file(stream, landlord=landlord)
    result.remarks = list(file.remarks)
    given = {column.name for column in STORED_COLUMNS if set(column.sources) & set(file.columns)}
    residence = any(source in file.columns for source in RESIDENCE_SOURCES)
    with staged():
        staging.stage(file, stream, refused=RefusedLines(refused), result=result, progress=progress)
        with transaction.atomic():
            # One import of a landlord at a time; other work on the organization goes on.
            Organization.objects.select_for_update(no_key=True, of=("self",)).get(pk=landlord.pk)
            before()
            residences.name_residences(landlord=landlord)
            identity.pair(
                landlord=landlord, given=given, residence=residence, has_corrected_lines=file.has_corrected_lines
            )
            writing.keep_what_is_better(given)
            writing.count(landlord=landlord, given=given, residence=residence, result=result)
            result.is_whole = is_whole(file, result)
            if withdraw_missing_because and not result.is_whole:
                raise FileNotWholeError
            result.questions = judge(file=file, landlord=landlord, given=given, residence=residence, result=result)
            unanswered = [question for question in result.questions if question.kind not in accepted]
            if not dry_run:
                if unanswered:
                    raise UnansweredError(unanswered)
                apply(landlord, given, residence, withdraw_missing_because, result)
            after(result)
    return result


def is_whole(file: StockFile, result: Result) -> bool:
    """Only the legal file says how many dwellings it holds. Few of the stock are missing from a whole one: those that
    were sold or pulled down are in it, with the reason."""
    known = result.changed + result.unchanged + result.missing
    lacks_many = result.missing > FEW_MISSING and result.missing > (1 - SHARE_OF_A_WHOLE_FILE) * known
    announced = file.announced == result.lines_read and not file.has_corrected_lines
    return announced and not result.refused and not lacks_many


def apply(landlord: Organization, given: set[str], residence: bool, because: str, result: Result) -> None:
    changes.remember("d.id IN (SELECT dwelling_id FROM stock_pair WHERE is_changed)", [])
    if because:
        changes.remember(writing.MISSING, [landlord.pk])
        # Before the new dwellings come in: they are paired with no line either.
        result.withdrawn += writing.withdraw_missing(landlord=landlord, reason=because)
    result.created_residences = residences.create_residences(landlord=landlord)
    writing.write(landlord=landlord, given=given, residence=residence)


@contextlib.contextmanager
def staged():
    """The temporary tables, gone at the end: the connection serves other work."""
    staging.create_tables()
    try:
        yield
    except BaseException:
        # Inside a broken transaction nothing can be dropped, and the rollback does it.
        with contextlib.suppress(Exception):
            staging.drop_tables()
        raise
    else:
        staging.drop_tables()
