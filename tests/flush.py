"""How the database is emptied after a test that commits."""

import pgtrigger
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations

# Django makes them of the models, and would make the same again.
MADE_OF_THE_MODELS = {ContentType._meta.db_table, Permission._meta.db_table}
# A row that is deleted leaves its place in the file, which whoever reads the table then crosses.
MOST_BYTES = 5_000_000

truncate = DatabaseOperations.sql_flush


def delete_rows(operations, style, tables, *, reset_sequences=False, allow_cascade=False) -> list[str]:
    """Stands for Django's `TRUNCATE` of every table, which takes a second however few rows there are.

    It leaves Django nothing to run, hence no word to the applications that they were migrated.
    """
    tables = sorted(set(tables) - MADE_OF_THE_MODELS)
    named = [operations.quote_name(table) for table in tables]
    filled = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in named]  # noqa: S608
    # The triggers would refuse to forget, and write that it is forgotten.
    with pgtrigger.ignore(), transaction.atomic(), operations.connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_relation_size(quote_ident(name)::regclass)) FROM unnest(%s) AS name", [tables])
        [bytes_held] = cursor.fetchone()
        if reset_sequences or bytes_held > MOST_BYTES:
            [statement] = truncate(operations, style, tables, reset_sequences=reset_sequences)
            cursor.execute(statement)
            return []
        cursor.execute(" UNION ALL ".join(filled))
        # The foreign keys are compared when all is deleted: their constraints are deferred.
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    return []
