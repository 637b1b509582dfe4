"""The lines of the file in a temporary table of the database, where they are compared with the stock."""

import io
from collections.abc import Callable
from typing import BinaryIO

from django.db import connection

from housing_support.common.copying import copy_line
from tenancies.stock.rpls.lines import STORED_COLUMNS, Line, LineReader
from tenancies.stock.rpls.reading import StockFile
from tenancies.stock.rpls.refusals import RefusedLines
from tenancies.stock.rpls.results import Result

LINES_PER_BATCH = 5_000
COPIED = ("line", "spoilt", "is_broken", "residence_name", "exit_reason", *(column.name for column in STORED_COLUMNS))


def create_tables() -> None:
    columns = ", ".join(f"{column.name} {column.sql_type}" for column in STORED_COLUMNS)
    with connection.cursor() as cursor:
        drop_tables()
        cursor.execute(
            "CREATE TEMP TABLE stock_line (line integer PRIMARY KEY, spoilt text[] NOT NULL, "
            f"is_broken boolean NOT NULL, residence_name text NOT NULL, exit_reason text NOT NULL, {columns})"
        )
        cursor.execute(
            "CREATE TEMP TABLE stock_pair (line integer PRIMARY KEY, dwelling_id bigint UNIQUE, "
            "is_changed boolean NOT NULL DEFAULT false)"
        )
        cursor.execute("CREATE TEMP TABLE stock_change (dwelling_id bigint PRIMARY KEY, before jsonb)")
        cursor.execute(
            "CREATE TEMP TABLE stock_residence (commune_code text, residence_name text, name text, "
            "commune_name text, residence_id bigint, PRIMARY KEY (commune_code, residence_name))"
        )


def drop_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TABLE IF EXISTS stock_line, stock_pair, stock_change, stock_residence, stock_left, stock_known"
        )


def stage(
    file: StockFile,
    stream: BinaryIO,
    *,
    refused: RefusedLines,
    result: Result,
    progress: Callable[[int, int], None],
) -> None:
    """Read every line, refuse the bad ones, copy the good ones, and say between batches how far it has come."""
    reader = LineReader(file)
    batch: list[str] = []
    for row in file.lines(stream):
        line = reader.read(row)
        result.note(line)
        result.is_cut |= bool(line.errors) and not row.is_ended
        if line.errors:
            refused.add(file, row.cells, line)
        else:
            batch.append(copied_row(line))
        if len(batch) == LINES_PER_BATCH:
            copy(batch)
            batch = []
        if result.lines_read % LINES_PER_BATCH == 0:
            progress(result.lines_read, file.line_count)
    copy(batch)
    progress(result.lines_read, file.line_count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stock_line")


def copied_row(line: Line) -> str:
    spoilt = f"{{{','.join(line.spoilt)}}}"
    stored = (line.values[column.name] for column in STORED_COLUMNS)
    return copy_line((line.number, spoilt, line.is_broken, line.residence_name, line.exit_reason, *stored))


def copy(rows: list[str], *, table: str = "stock_line", columns: tuple[str, ...] = COPIED) -> None:
    if rows:
        with connection.cursor() as cursor:
            content = io.StringIO("\n".join(rows) + "\n")
            cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", content)
