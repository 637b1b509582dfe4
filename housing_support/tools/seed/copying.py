"""Rows into PostgreSQL by COPY, with what would slow the load set aside and put back in the same transaction."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from django.db import connection

from housing_support.tools.seed.tables import COPIED_TABLES, Table

VERSION_MASK = ~(0xF000 << 64 | 0xC000 << 48)
VERSION_BITS = 0x4000 << 64 | 0x8000 << 48


def new_uuid(rng: Random) -> str:
    """A version 4 UUID of the repeatable world."""
    digits = f"{rng.getrandbits(128) & VERSION_MASK | VERSION_BITS:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def copy(table: Table, text: str) -> None:
    columns = ", ".join(f'"{column}"' for column in table.columns.split())
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table.name}" ({columns}) FROM STDIN', io.BytesIO(text.encode()))


def starting_identifier(table: Table) -> int:
    """The first identifier free for this load, taken from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table.name])
        return cursor.fetchone()[0]


def move_sequences_on() -> None:
    """The next row written by the application takes the number after the last one loaded."""
    with connection.cursor() as cursor:
        for table in COPIED_TABLES:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), coalesce(max(id), 1)) FROM \"{table.name}\"",  # noqa: S608
                [table.name],
            )


FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND (conrelid::regclass::text = ANY (%s) OR confrelid::regclass::text = ANY (%s))
    ORDER BY conname
"""
# Primary keys stay: the rows come in their order, so that these indexes grow at one end only.
UNIQUENESS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype IN ('u', 'x') AND conrelid::regclass::text = ANY (%s) ORDER BY conname
"""
INDEXES = """
    SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY (%s)
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
    ORDER BY 2
"""


@contextmanager
def set_aside() -> Iterator[None]:
    """Load without indexes, foreign keys and uniqueness, then build them over all rows at once: each is verified on
    its way back, and millions of single checks become one pass. CHECK constraints stay on throughout.

    The user triggers sleep as well. pghistory's would double every row with an event that tells nothing (nobody
    changed anything), and the one that fits roles to organizations would look up each user's organization, which
    the plan has just chosen by its kind. All in the caller's transaction: whatever happens, none of it stays undone.
    """
    tables = [table.name for table in COPIED_TABLES]
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS, [tables, tables])
        foreign_keys = cursor.fetchall()
        cursor.execute(UNIQUENESS, [tables])
        constraints = cursor.fetchall()
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        # Rows already written in this transaction may still await their deferred foreign keys.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for table, name, _ in (*foreign_keys, *constraints):
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _, name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        # Sorting in memory halves the time of the builds.
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _, _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in (*constraints, *foreign_keys):
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def vacuum() -> None:
    """Statistics for the planner, and the visibility map that index-only scans need. Outside any transaction."""
    names = ", ".join(f'"{table.name}"' for table in COPIED_TABLES)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {names}")
        cursor.execute("ANALYZE")
