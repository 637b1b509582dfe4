"""Everything that the database holds, in words."""

from collections.abc import Iterable

from django.db import connection


def written_in(tables: Iterable[str]) -> str:
    """Each row of `tables`, as PostgreSQL writes it."""
    rows = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT whole::text FROM {table} AS whole")  # noqa: S608
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def written_anywhere() -> str:
    return written_in(connection.introspection.table_names())
