"""What loading an invented world does to a database where there is none; `test_seed.py` says what the world holds."""

import contextlib
import datetime
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from housing_support.tools import seed as worlds
from tenancies.models import Household
from tests.factories.partners import OrganizationFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 12)


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


class RolledBack(Exception):
    pass


def digest_of_a_new_world(*, seed):
    """What the world says, whatever numbers the sequences gave to its rows, which are then forgotten."""
    found = {}
    with contextlib.suppress(RolledBack), transaction.atomic():
        worlds.seed(households=100, landlords=2, seed=seed, today=TODAY)
        for table in worlds.COPIED_TABLES:
            own = [name for name in table.columns.split() if name != "id" and not name.endswith("_id")]
            own += ["public_id"] if "public_id" in table.columns.split() else []
            text = ", ".join(f'"{name}"::text' for name in own)
            found[table.name] = rows(
                "SELECT count(*), md5(string_agg(line, ';' ORDER BY id)) "  # noqa: S608
                f"FROM (SELECT id, concat_ws(',', {text}) AS line FROM \"{table.name}\") rows"
            )
        raise RolledBack
    return found


def test_the_same_seed_makes_the_same_world_and_another_seed_another():
    first = digest_of_a_new_world(seed=1)
    again = digest_of_a_new_world(seed=1)
    other = digest_of_a_new_world(seed=2)

    assert again == first
    assert other["tenancies_household"] != first["tenancies_household"]
    assert Household.objects.count() == 0


SHAPE = """
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated::text
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', tablename, indexname, indexdef, 'true' FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, tgenabled::text, 'true' FROM pg_trigger
    WHERE NOT tgisinternal
    ORDER BY 1, 2, 3
"""


def shape():
    """Constraints, indexes and triggers; PostgreSQL writes the casts of a rule it has read again another way,
    and its moments in the time of whoever asks."""
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
    return [tuple(re.sub(r"[()\[\]]|::(text|character varying)", "", column) for column in row) for row in rows(SHAPE)]


def test_every_constraint_index_and_trigger_comes_back():
    """The load sets them aside: the tables end as the migrations made them, every rule verified on every row."""
    before = shape()

    worlds.seed(households=100, landlords=2, seed=1, today=TODAY)

    assert shape() == before
    assert {row[4] for row in before} == {"true"}


def test_the_command_is_refused_outside_the_demonstration():
    with pytest.raises(CommandError, match="se chargent en démonstration"):
        call_command("seed", households=10, landlords=1)


def test_the_command_is_refused_on_a_database_in_use_even_by_force(settings):
    OrganizationFactory()

    with pytest.raises(CommandError, match="n’est pas vide"):
        call_command("seed", households=10, landlords=1, force=True)


@pytest.mark.parametrize(("households", "landlords"), [(0, 1), (10, 11), (10, 0), (500_001, 1)])
def test_the_command_refuses_numbers_out_of_range(settings, households, landlords):
    settings.DEMO_MODE = True

    with pytest.raises(CommandError, match="Donnez de 1 à 500000 ménages"):
        call_command("seed", households=households, landlords=landlords)


@pytest.mark.django_db(transaction=True)
def test_the_command_ends_with_its_counts_time_and_memory(settings, capsys, monkeypatch):
    settings.DEMO_MODE = True
    monkeypatch.setattr(worlds, "HOUSEHOLDS_PER_CHUNK", 200)
    out = io.StringIO()

    call_command("seed", households=210, landlords=1, today=TODAY, stdout=out)

    line = out.getvalue()
    assert "reservation 21, " in line
    assert line.endswith(" Mo au plus\n")
    assert "dossiers : 200 ménages sur 210" in capsys.readouterr().err
