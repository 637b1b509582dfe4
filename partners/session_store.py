"""Where sessions are kept: Django's table, a signed row for each, read without making an object of it.

Every page reads its session and few write one. The shared cache is a table of the same database: a copy there would
spare no query, and take three more to write each time a confirmation is said.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

FIND = f"SELECT session_data FROM {Session._meta.db_table} WHERE session_key = %s AND expire_date > %s"  # noqa: S608 (made of a table name)


class SessionStore(db.SessionStore):
    def load(self) -> dict:
        with connection.cursor() as cursor:
            cursor.execute(FIND, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            # As Django does: a session that is over does not give its key to the next one.
            self._session_key = None
            return {}
        return self.decode(row[0])
