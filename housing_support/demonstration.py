"""The demonstration lets anybody in by one click: it only opens a database that holds invented people.

The embedded one does. Any other bears a mark, its comment, put there while it was empty.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from housing_support.database_accounts import as_owner

MARK = "Passerelle: demonstration"


class RealDataError(ImproperlyConfigured):
    """This database does not bear the mark of a demonstration, and somebody is in it."""


def mark_as_demonstration(about: str = "") -> None:
    """Say that the database holds invented people only. To be called while nobody is in it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_database()), quote_literal(%s)", [" ".join([MARK, about]).strip()])
        name, mark = cursor.fetchone()
        cursor.execute(f"COMMENT ON DATABASE {name} IS {mark}")


def is_marked(connected: BaseDatabaseWrapper) -> bool:
    with connected.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') LIKE %s FROM pg_database WHERE datname = current_database()",
            [f"{MARK}%"],
        )
        return bool(cursor.fetchone()[0])


def is_inhabited(connected: BaseDatabaseWrapper) -> bool:
    with connected.cursor() as cursor:
        cursor.execute("SELECT to_regclass('partners_organization')")
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute("SELECT EXISTS (SELECT 1 FROM partners_organization)")
        return cursor.fetchone()[0]


@receiver(connection_created)
def refuse_real_data(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """At each connection of the demonstration, whichever program makes it. Raises `RealDataError`."""
    if not settings.DEMO_MODE or settings.EMBEDDED_DATABASE or is_marked(connection) or not is_inhabited(connection):
        return
    connection.close()
    raise RealDataError(
        "Cette base ne porte pas la marque d’une démonstration, où chacun entre d’un clic, et elle contient déjà des "
        "comptes : retirez PASSERELLE_DEMO, ou donnez dans DATABASE_URL une base vide."
    )
