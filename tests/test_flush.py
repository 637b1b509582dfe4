import pytest
from django.core.management import call_command
from django.db import connection

from tests import flush
from tests.consistency.world import World
from tests.factories.partners import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def filled_tables() -> set[str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    filled = set()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')  # noqa: S608
            if cursor.fetchone() == (True,):
                filled.add(table)
    return filled


def test_nothing_is_left_of_a_test_that_commits():
    """Nor in the histories, which are only ever written to."""
    World()
    assert len(filled_tables()) > 100

    call_command("flush", interactive=False, reset_sequences=False)

    assert filled_tables() == flush.MADE_OF_THE_MODELS


def test_nothing_is_left_in_large_tables(monkeypatch):
    monkeypatch.setattr(flush, "MOST_BYTES", 0)
    UserFactory()

    call_command("flush", interactive=False, reset_sequences=False)

    assert filled_tables() == flush.MADE_OF_THE_MODELS
