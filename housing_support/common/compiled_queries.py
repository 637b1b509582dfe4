"""Querysets composed once and run for everybody: Django takes longer to write a list's SQL than PostgreSQL to run it.

    LATE_VISITS = CompiledQuery(lambda user: FollowUp.objects.visible_to(user).late().order_by("visit_due_on", "pk"))
    rows = LATE_VISITS.rows(request.user, limit=5)

The SQL depends on the reader's role and kind of organization and on the day. It is written for a stand-in of that role,
who knows nothing else, then run with the reader's own identifiers in its place: a rule that comes to depend on anything
else of the reader fails at once, since the stand-in's other fields cannot be loaded.
"""

import datetime
import uuid
import weakref
from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BigIntegerField, BooleanField, F, Func, Model, QuerySet, Value
from django.utils import timezone

# No row will ever have these identifiers: found among the parameters of a statement, they are where the reader's go.
USER = 9_000_000_000_000_000_001
ORGANIZATION = 9_000_000_000_000_000_002
GIVEN = 9_000_000_000_000_000_003
STAND_INS = {
    int: lambda rank: GIVEN + rank,
    str: lambda rank: str(GIVEN + rank),
    uuid.UUID: lambda rank: uuid.UUID(int=GIVEN + rank),
    datetime.datetime: lambda rank: datetime.datetime(9999, 1, 1 + rank, tzinfo=datetime.UTC),
    list: lambda rank: [GIVEN + rank],
}
MOST_STATEMENTS = 64
ALL_QUERIES: "weakref.WeakSet[CompiledQuery]" = weakref.WeakSet()


def among(column: str, identifiers: list[int]) -> Func:
    """`column IN identifiers` as one parameter, so that any number of them can be given to a prepared statement."""
    array = Value(identifiers, output_field=ArrayField(BigIntegerField()))
    return Func(
        F(column),
        Func(array, function="ANY"),
        template="%(expressions)s",
        arg_joiner=" = ",
        output_field=BooleanField(),
    )


class CompiledQuery:
    """`compose(user, **choices, **given)` gives the queryset.

    `choices` are few and hashable, such as a filter's code: each has its own statement. What takes any value (an
    identifier, a moment) is `given`, and must be compared as it is.
    """

    def __init__(self, compose: Callable[..., QuerySet]):
        self.compose = compose
        self._statements: dict[tuple, Statement] = {}
        ALL_QUERIES.add(self)

    def rows(
        self,
        user: AbstractBaseUser,
        *,
        order: tuple[str, ...] | None = None,
        limit: int | None = None,
        given: dict[str, Any] | None = None,
        **choices,
    ) -> list:
        def compose(reader: AbstractBaseUser, **arguments) -> QuerySet:
            rows = self.compose(reader, **arguments)
            return (rows.order_by(*order) if order else rows)[:limit]

        return self._statement(("rows", order, limit), compose, user, given or {}, choices).rows()

    def count(self, user: AbstractBaseUser, *, limit: int, given: dict[str, Any] | None = None, **choices) -> int:
        """How many rows, counted up to `limit`."""

        def compose(reader: AbstractBaseUser, **arguments) -> QuerySet:
            return self.compose(reader, **arguments).order_by().values("pk")[:limit]

        return self._statement(("count", limit), compose, user, given or {}, choices).count()

    def counts(self, user: AbstractBaseUser, asked: list[dict[str, dict]], *, limit: int) -> list[int]:
        """How many rows there are for each of `asked` (its `choices`, and what is `given`), each counted up to `limit`
        in the queryset's own order: one query."""

        def compose(reader: AbstractBaseUser, **arguments) -> QuerySet:
            return self.compose(reader, **arguments)[:limit]

        statements = [self._statement(("counts", limit), compose, user, **arguments) for arguments in asked]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(statement.counting for statement in statements)}",
                [value for statement in statements for value in statement.params],
            )
            return list(cursor.fetchone())

    def forget(self) -> None:
        self._statements.clear()

    def _statement(self, shape: tuple, compose: Callable, user: Any, given: dict, choices: dict) -> "BoundStatement":
        key = (shape, user.role, user.is_active, user.organization.kind, timezone.localdate(), *given, *choices.items())
        statement = self._statements.get(key)
        if statement is None:
            if len(self._statements) >= MOST_STATEMENTS:
                self._statements.clear()
            stand_ins = {name: STAND_INS[type(value)](rank) for rank, (name, value) in enumerate(given.items())}
            rows = compose(stand_in_of(user), **choices, **stand_ins)
            statement = self._statements[key] = Statement(rows, stand_ins)
        return BoundStatement(statement, {"user": user.pk, "organization": user.organization_id, **given})


def forget_statements() -> None:
    """Every statement is composed anew, as in a process that starts and after midnight."""
    for query in ALL_QUERIES:
        query.forget()


def stand_in_of(user: Any) -> Any:
    """Somebody of the same role, in an organization of the same kind, of whom nothing else is known."""
    known = {"id": USER, "role": user.role, "is_active": user.is_active, "organization_id": ORGANIZATION}
    reader = partly_known(user._meta.model, known)
    reader.organization = partly_known(
        user.organization._meta.model, {"id": ORGANIZATION, "kind": user.organization.kind}
    )
    return reader


def partly_known(model: type[Model], known: dict[str, Any]) -> Any:
    """An object of which Django would query the other fields, and find no such row."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname in known]
    return model.from_db(DEFAULT_DB_ALIAS, names, [known[name] for name in names])


class Statement:
    """The SQL of a queryset, and which of its parameters are to be replaced."""

    def __init__(self, queryset: QuerySet, given: dict[str, Any]):
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, params = "", ()
        stand_ins = {"user": USER, "organization": ORGANIZATION, **given}
        names = {repr(value): name for name, value in stand_ins.items()}
        self.params = tuple((names.get(repr(value)), value) for value in params)
        self._check(given)

    def _check(self, given: dict[str, Any]) -> None:
        if not self.sql:
            return
        missing = given.keys() - {name for name, _ in self.params}
        if missing:
            raise TypeError(f"not compared as they are: {', '.join(sorted(missing))}")
        kept = [value for name, value in self.params if name is None]
        if any(isinstance(value, datetime.datetime) for value in kept):
            raise TypeError("a moment would be kept until midnight: give it")


class BoundStatement:
    """A statement with the values of one reader, ready to run."""

    def __init__(self, statement: Statement, values: dict[str, Any]):
        self.statement = statement
        self.params = tuple(values[name] if name else value for name, value in statement.params)

    def rows(self) -> list:
        if not self.statement.sql:
            return []
        compiler = copy(self.statement.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self.statement.sql, self.params)
        rows = self.statement.queryset.all()
        rows.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign] # of this copy alone
        return list(rows)

    @property
    def counting(self) -> str:
        """How many rows, as an expression."""
        return f"(SELECT count(*) FROM ({self.statement.sql}) AS counted)" if self.statement.sql else "0"  # noqa: S608 (Django's own SQL)

    def count(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.counting}", self.params)
            return cursor.fetchone()[0]
