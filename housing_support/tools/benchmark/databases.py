"""A database for each world to measure, made once and found again by its comment, as long as no migration is added."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from housing_support.demonstration import MARK, mark_as_demonstration
from housing_support.tools.seed import seed
from housing_support.tools.seed.copying import vacuum

SEED = 1


@dataclass(frozen=True)
class World:
    households: int
    landlords: int

    @classmethod
    def read(cls, text: str) -> "World":
        """`500000`, of one landlord: the hard case; or `500000:500`, shared among five hundred."""
        households, _, landlords = text.partition(":")
        return cls(int(households), int(landlords or 1))

    def __str__(self) -> str:
        return f"{self.households}_{self.landlords}"

    def description(self, today: datetime.date) -> str:
        migrations = ", ".join(" ".join(leaf) for leaf in sorted(MigrationLoader(None).graph.leaf_nodes()))
        return f"seed {SEED}, {self.households} households, {self.landlords} landlords, {today}, {migrations}"


def comment_of(name: str) -> str | None:
    """None when there is no database of this name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = %s", [name]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def create(name: str, world: World, today: datetime.date, tell: Callable[[str, int], None]) -> None:
    """Make the world's database beside the one connected to, and connect to it.

    The comment comes last: a database whose load was interrupted is made anew.
    """
    description = f"{MARK} {world.description(today)}"
    if comment_of(name) != description:
        drop(name)
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        connect_to(name)
        call_command("migrate", interactive=False, verbosity=0)
        seed(households=world.households, landlords=world.landlords, seed=SEED, today=today, tell=tell)
        mark_as_demonstration(world.description(today))
    connect_to(name)
    call_command("createcachetable", verbosity=0)
    # Again for a world that served already: visits are written into it.
    vacuum()


def drop(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def size_in_megabytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) / 1024 / 1024")
        return cursor.fetchone()[0]


def server_settings() -> str:
    """What the server is and how it keeps its promises, in a line."""
    durability, plans = ("fsync", "synchronous_commit", "autovacuum"), ("jit", "random_page_cost")
    names = ("server_version", "shared_buffers", "work_mem", *durability, *plans)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY (%s)", [list(names)])
        found = dict(cursor.fetchall())
    return ", ".join(f"{name} {found[name]}" for name in names)
