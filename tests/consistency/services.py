"""What every service is asked: does it refuse whoever has no right to it, and each situation in which it must not act?

A service is a public function that takes `user` by keyword. Each has its cases in the table of its application
(`tests/<application>/test_services.py`), or stands there among those that ask no right of anybody.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

from partners.exceptions import RightMissingError
from tests.consistency.conftest import about, undone
from tests.consistency.world import World

Arrange = Callable[[World], object]
Arguments = Callable[[World], dict[str, Any]]


def nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Refusal:
    """`given` happens first, `arguments` differ from those of the case, and the service raises `error`."""

    error: type[Exception]
    given: Arrange = nothing
    arguments: Arguments = nothing


@dataclass(frozen=True)
class Case:
    """`callers` are the people of the world who may, the first of whom is refused what nobody may."""

    service: Callable
    callers: str
    arguments: Arguments
    given: Arrange = nothing
    refusals: Mapping[str, Refusal] = field(default_factory=dict)
    about: str = ""

    @property
    def name(self) -> str:
        module = self.service.__module__.rpartition(".")[2]
        return f"{module}.{self.service.__name__}" + (f", {self.about}" if self.about else "")

    def prepared(self, world: World, arguments: Arguments = nothing) -> dict[str, Any]:
        return as_they_stand(self.arguments(world) | arguments(world))


def as_they_stand(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: as_it_stands(value) for name, value in arguments.items()}


def as_it_stands(value: Any) -> Any:
    """The row as the database holds it: what a former call wrote on the object was taken back."""
    return type(value)._base_manager.get(pk=value.pk) if isinstance(value, Model) else value


def cases_of(table: Iterable[Case]) -> list:
    return [pytest.param(case, id=case.name) for case in table]


def services_of(*modules: str) -> set[Callable]:
    """The public functions of these modules, and of the modules of these packages, that take `user` by keyword."""
    found = set()
    for name in modules:
        package = importlib.import_module(name)
        inside = pkgutil.iter_modules(getattr(package, "__path__", []), f"{name}.")
        for module in [package, *(importlib.import_module(each.name) for each in inside)]:
            found |= {
                function
                for each, function in inspect.getmembers(module, inspect.isfunction)
                if not each.startswith("_") and function.__module__ == module.__name__ and takes_user(function)
            }
    return found


def takes_user(function: Callable) -> bool:
    parameter = inspect.signature(function).parameters.get("user")
    return parameter is not None and parameter.kind == inspect.Parameter.KEYWORD_ONLY


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_touched() -> int:
    """How many rows were written in this transaction, those that were taken back included."""
    counted = ("inserted", "updated", "deleted")
    total = " + ".join(f"sum(pg_stat_get_xact_tuples_{each}(oid))" for each in counted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {total} FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")  # noqa: S608
        return cursor.fetchone()[0]


def contents() -> dict[str, tuple]:
    """How many rows each table holds, and a sum that changes with any of them."""
    counts = " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(whole::text, 0)), 0) FROM {table} AS whole"  # noqa: S608
        for table in connection.introspection.table_names()
    )
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return {table: tuple(found) for table, *found in cursor.fetchall()}


def check_service(case: Case, world: World) -> None:
    """Who may call it, then what it refuses."""
    check_callers(case, world)
    for situation, refusal in case.refusals.items():
        with about(f"“{situation}”"):
            check_refusal(case, refusal, world)


def check_callers(case: Case, world: World) -> None:
    """Those who may make it write; all others are refused before anything is written."""
    may, through = set(), {}
    with taken_back():
        case.given(world)
        arguments = case.prepared(world)
        for code, user in world.people.items():
            with undone() as written:
                try:
                    case.service(user=user, **as_they_stand(arguments))
                    may.add(code)
                except RightMissingError:
                    pass
                except Exception as error:
                    through[code] = repr(error)
            if bool(written) != (code in may):
                through[code] = f"wrote {written}"

    assert (may, through) == (set(case.callers.split()), {})


def check_refusal(case: Case, refusal: Refusal, world: World) -> None:
    user = world.people[case.callers.split()[0]]
    with taken_back():
        case.given(world)
        refusal.given(world)
        arguments = case.prepared(world, refusal.arguments)
        before = rows_touched()
        with taken_back(), pytest.raises(refusal.error):
            case.service(user=user, **arguments)
        if rows_touched() == before:
            return
        # It took back what it had written, or did not.
        held = contents()
        with pytest.raises(refusal.error):
            case.service(user=user, **as_they_stand(arguments))
        assert contents() == held
