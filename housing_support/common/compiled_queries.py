"""Querysets composed once and run for everybody: Django takes longer to write a list's SQL than PostgreSQL to run it.

    @compiled
    def late_visits(user):
        return FollowUp.objects.visible_to(user).late().order_by("visit_due_on", "pk")

    late_visits(user)                # the ordinary queryset
    late_visits.rows(user, limit=5)  # its first rows, by a statement written once for the user's role and day

The statement is written for a stand-in of the reader and of the values given to the rule, whose places in it are then
known. Such a statement holds for everybody only if the rule compares what it is given as it is, and looks at nothing
else. A rule is refused when, while it is composed, it asks the database anything, reads a field of its reader that the
stand-in lacks, keeps a moment of the clock, or changes a value that it is given: a stand-in is changed by whatever is
done to it.

A rule that branches on a value would escape that, and on the hour. So the test suite goes further (`compares_runs`):
the statement is compared with what the rule composes for a second stand-in, unlike the first, and for the first few
values of the first few readers within an hour, and must be the same with other values in it.
"""

import datetime
import functools
import uuid
import weakref
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BigIntegerField, BooleanField, F, Func, Model, Prefetch, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

MOST_STATEMENTS = 64
ALL_QUERIES: "weakref.WeakSet[CompiledQuery]" = weakref.WeakSet()
# Names that no argument of a rule can have.
READER, ORGANIZATION = "the reader", "the reader’s organization"
LARGE = 9_000_000_000_000_000_000
# By type, a value that no row holds and that whatever is done to it changes, then one as unlike it as can be.
# `rank` tells those of one statement apart.
STAND_INS: dict[type, tuple[Callable[[int], Any], Callable[[int], Any]]] = {
    int: (lambda rank: LARGE + 1_000_000 * rank, lambda rank: 1 + rank),
    str: (lambda rank: f"  \0 Éte\u0301 {rank} ÀL’ " * 100, lambda rank: chr(ord("a") + rank)),
    uuid.UUID: (lambda rank: uuid.UUID(int=LARGE + rank), lambda rank: uuid.UUID(int=rank)),
    datetime.datetime: (
        lambda rank: datetime.datetime(7000, 5, 17, 13, 47, 31, 271_828 + rank, tzinfo=datetime.UTC),
        lambda rank: datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(days=rank),
    ),
    list: (lambda rank: [LARGE + 1_000_000 * rank + place for place in (7, 3, 9, 3) * 10], lambda rank: []),
}


class IsAmong(Func):
    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


IDENTIFIERS = ArrayField(BigIntegerField())
# Readers within an hour, and values of each, with which the test suite compares a statement: one that kept a value
# fails at the second.
MOST_READERS = 3
MOST_COMPARED = 3


def among(column: str, identifiers: list[int]) -> IsAmong:
    """`column IN identifiers` as one parameter, so that any number of them can be given to a statement."""
    return IsAmong(F(column), Value(identifiers, output_field=IDENTIFIERS))


class CompiledQuery:
    """A rule, `rule(user, **choices, **given)`, that gives a queryset.

    `choices` are few and hashable, such as a filter's code: each has its own statement. What takes any value (an
    identifier, a moment, a text) is `given`, and must be compared as it is.
    """

    compares_runs = False

    def __init__(self, rule: Callable[..., QuerySet]):
        functools.update_wrapper(self, rule)
        self.rule = rule
        self._statements: dict[tuple, Statement] = {}
        ALL_QUERIES.add(self)

    def __call__(self, user: Any, *arguments, **named) -> QuerySet:
        return self.rule(user, *arguments, **named)

    def rows(
        self,
        user: Any,
        *,
        order: tuple[str, ...] | None = None,
        limit: int | None = None,
        given: dict[str, Any] | None = None,
        **choices,
    ) -> list:
        def compose(reader: Any, **values) -> QuerySet:
            rows = self.rule(reader, **choices, **values)
            return (rows.order_by(*order) if order else rows)[:limit]

        given = given or {}
        statement = self._statement(("rows", order, limit), compose, user, kind_of(user), given, choices)
        return statement.rows(values_of(user, given))

    def count(self, user: Any, *, limit: int, given: dict[str, Any] | None = None, **choices) -> int:
        """How many rows, counted up to `limit`."""

        given = given or {}
        return self._counting(user, kind_of(user), given, choices, limit).count(values_of(user, given))

    def _counting(self, user: Any, reader: tuple, given: dict, choices: dict, limit: int) -> "Statement":
        def compose(reader: Any, **values) -> QuerySet:
            return self.rule(reader, **choices, **values).order_by().values("pk")[:limit]

        return self._statement(("count", limit), compose, user, reader, given, choices)

    def counts(self, user: Any, asked: list[dict[str, dict]], *, limit: int) -> list[int]:
        """How many rows there are for each of `asked` (its `choices`, and what is `given`), each counted up to `limit`
        in the queryset's own order: one query."""
        reader = kind_of(user)
        counted = [
            (
                self._statement(("counts", limit), self._limited(limit, one["choices"]), user, reader, **one),
                one["given"],
            )
            for one in asked
        ]
        return counted_at_once(user, counted)

    def _limited(self, limit: int, choices: dict[str, Any]) -> Callable[..., QuerySet]:
        return lambda reader, **values: self.rule(reader, **choices, **values)[:limit]

    def forget(self) -> None:
        self._statements.clear()

    def _statement(
        self, shape: tuple, compose: Callable[..., QuerySet], user: Any, reader: tuple, given: dict, choices: dict
    ) -> "Statement":
        key = (shape, reader, *given, *choices.items())
        statement = self._statements.get(key)
        if statement is None:
            statement = self._written(compose, user, given)
            if self.compares_runs:
                statement.compare_with(compose, *stand_ins_of(user, given, second=True))
            self._keep(key, statement)
        if self.compares_runs:
            statement.compare_once_with(compose, user, given)
        return statement

    def _written(self, compose: Callable[..., QuerySet], user: Any, given: dict) -> "Statement":
        reader, values = stand_ins_of(user, given)
        statement = Statement(Composed.by(compose, reader, values), values_of(reader, values))
        if statement.keeps_a_moment:
            raise TypeError("a moment would be kept until midnight: give it")
        if missing := statement.missing(given):
            raise TypeError(f"not compared as it is: {', '.join(missing)}")
        return statement

    def _keep(self, key: tuple, statement: "Statement") -> None:
        if len(self._statements) >= MOST_STATEMENTS:
            self._statements.clear()
        self._statements[key] = statement


def forget_statements() -> None:
    """Every statement is composed anew, as in a process that starts and after midnight."""
    for query in ALL_QUERIES:
        query.forget()


def count_each(user: Any, asked: list[tuple[CompiledQuery, dict[str, Any]]], *, limit: int) -> list[int]:
    """How many rows each query has, with what is given to it, counted up to `limit`: one query."""
    reader = kind_of(user)
    return counted_at_once(user, [(query._counting(user, reader, given, {}, limit), given) for query, given in asked])


def counted_at_once(user: Any, counted: "list[tuple[Statement, dict[str, Any]]]") -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(statement.counting for statement, _ in counted)}",
            [param for statement, given in counted for param in statement.filled(values_of(user, given))],
        )
        return list(cursor.fetchone())


# As a decorator: the rule can still be called as a function, and gives the ordinary queryset.
compiled = CompiledQuery


def kind_of(user: Any) -> tuple:
    """Those who read by the same statements: of a role, of a kind of organization, on a day."""
    return user.role, user.is_active, user.organization.kind, timezone.localdate()


def values_of(user: Any, given: dict[str, Any]) -> dict[str, Any]:
    """What has a place of its own in a statement."""
    return {READER: user.pk, ORGANIZATION: user.organization_id, **given}


def stand_ins_of(user: Any, given: dict[str, Any], *, second: bool = False) -> tuple[Any, dict[str, Any]]:
    """A reader of the same role and kind of organization, and a value for each that is given; the second are unlike
    the first."""
    unknown = {type(value).__name__ for value in given.values()} - {kind.__name__ for kind in STAND_INS}
    if unknown:
        raise TypeError(f"cannot be given: {', '.join(sorted(unknown))}")
    return (
        stand_in_of(user, pk=STAND_INS[int][second](0), organization_id=STAND_INS[int][second](1)),
        {name: STAND_INS[type(value)][second](rank) for rank, (name, value) in enumerate(given.items(), start=2)},
    )


def stand_in_of(user: Any, *, pk: int, organization_id: int) -> Any:
    known = {"id": pk, "role": user.role, "is_active": user.is_active, "organization_id": organization_id}
    reader = partly_known(user._meta.model, known)
    reader.organization = partly_known(
        user.organization._meta.model, {"id": organization_id, "kind": user.organization.kind}
    )
    return reader


def partly_known(model: type[Model], known: dict[str, Any]) -> Any:
    """An object that refuses to say anything else."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in known]
    row: Any = model.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])
    row.refresh_from_db = functools.partial(refuse_field, model)
    return row


def refuse_field(model: type[Model], *, fields: list[str], **options) -> None:
    raise TypeError(f"a compiled query does not know {model.__name__}.{fields[0]}")


def refuse_question(execute: Callable, sql: str, *arguments) -> None:
    raise TypeError(f"a compiled query asks nothing while it is composed: {sql}")


@dataclass(frozen=True)
class Composed:
    """A queryset with its SQL, which is empty when Django knows that there are no rows."""

    queryset: QuerySet
    compiler: SQLCompiler
    sql: str
    params: tuple
    prefetched: tuple

    @classmethod
    def by(cls, compose: Callable[..., QuerySet], reader: Any, given: dict[str, Any]) -> "Composed":
        with connection.execute_wrapper(refuse_question):
            queryset: Any = compose(reader, **given)
            if queryset._known_related_objects:
                raise TypeError("a compiled query begins with the model’s manager: its rows would hold the stand-in")
            compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
            prefetched = tuple(
                sql_of(lookup.queryset.query.get_compiler(DEFAULT_DB_ALIAS))
                for lookup in queryset._prefetch_related_lookups
                if isinstance(lookup, Prefetch) and lookup.queryset is not None
            )
            return cls(queryset, compiler, *sql_of(compiler), prefetched)


def sql_of(compiler: SQLCompiler) -> tuple[str, tuple]:
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return "", ()
    return sql, tuple(params)


class Statement:
    """The SQL of a queryset, and whose each of its parameters is: a name among `values`, or None for what stays."""

    def __init__(self, composed: Composed, values: dict[str, Any]):
        self.composed = composed
        self.params = tuple(
            (next((name for name, value in values.items() if value == param), None), param) for param in composed.params
        )
        self.compared_with: dict[datetime.datetime, dict[tuple, set[str]]] = {}

    @property
    def keeps_a_moment(self) -> bool:
        return any(name is None and isinstance(param, datetime.datetime) for name, param in self.params)

    @functools.cached_property
    def converters(self) -> dict:
        """How its columns are read, which Django finds out anew for each column of each run."""
        compiler = self.composed.compiler
        return compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])

    def filled(self, values: dict[str, Any]) -> tuple:
        return tuple(values[name] if name else param for name, param in self.params)

    def compare_once_with(self, compose: Callable[..., QuerySet], reader: Any, given: dict[str, Any]) -> None:
        """Compare, for the first few values of the first few readers within this hour: the rule composes the same for
        others."""
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        readers = self.compared_with.setdefault(hour, {})
        known = (reader.pk, reader.organization_id)
        if known not in readers and len(readers) >= MOST_READERS:
            return
        compared = readers.setdefault(known, set())
        if len(compared) < MOST_COMPARED and (values := repr(given)) not in compared:
            self.compare_with(compose, reader, given)
            compared.add(values)

    def compare_with(self, compose: Callable[..., QuerySet], reader: Any, given: dict[str, Any]) -> None:
        """Refuse unless it is, for this reader and with these values in it, what the rule composes for them."""
        ordinary, values = Composed.by(compose, reader, given), values_of(reader, given)
        ours = (self.composed.sql, self.filled(values), self.composed.prefetched)
        if ours == (ordinary.sql, ordinary.params, ordinary.prefetched):
            return
        raise TypeError(f"not compared as it is: {', '.join(self.missing(values) or values)}")

    def missing(self, values: Iterable[str]) -> list[str]:
        """The names that have no place in it, when it has rows at all."""
        placed = {name for name, _ in self.params} | {READER, ORGANIZATION}
        return [name for name in values if name not in placed] if self.composed.sql else []

    def rows(self, values: dict[str, Any]) -> list:
        if not self.composed.sql:
            return []
        compiler: Any = copy(self.composed.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self.composed.sql, self.filled(values))
        compiler.get_converters = lambda expressions: self.converters
        rows: Any = self.composed.queryset.all()
        rows.query.get_compiler = lambda *args, **kwargs: compiler
        return list(rows)

    @property
    def counting(self) -> str:
        """How many rows, as an expression."""
        return f"(SELECT count(*) FROM ({self.composed.sql}) AS counted)" if self.composed.sql else "0"  # noqa: S608 (Django's own SQL)

    def count(self, values: dict[str, Any]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.counting}", self.filled(values))
            return cursor.fetchone()[0]
