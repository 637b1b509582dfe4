"""All the numbers of a page in one statement, each counted no further than the cap of long lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from housing_support.common.numbers import integer
from housing_support.common.pagination import COUNT_CAP

# Stands for « each of the values » in a queryset given to `Grouped`.
EACH_VALUE = RawSQL("split.value", ())


@dataclass(frozen=True)
class Capped:
    """A number that was counted up to the cap: beyond it, « plus de 1 000 »."""

    number: int
    is_capped: bool = False

    def __str__(self) -> str:
        return f"plus de {integer(self.number)}" if self.is_capped else integer(self.number)

    def __add__(self, other: "Capped") -> "Capped":
        """The sum of two counts of different rows."""
        total = self.number + other.number
        return Capped(min(total, COUNT_CAP), self.is_capped or other.is_capped or total > COUNT_CAP)

    def share_of(self, whole: "Capped | int") -> int | None:
        """Whole per cent, at most 100; None when one of them is not known or there is nothing to share."""
        total = whole.number if isinstance(whole, Capped) else whole
        is_known = not self.is_capped and not (isinstance(whole, Capped) and whole.is_capped)
        return min(100, round(100 * self.number / total)) if is_known and total else None


@dataclass(frozen=True)
class Grouped:
    """One count for each of `values`: `rows` compares a column with `EACH_VALUE` and is compiled once for all."""

    rows: QuerySet
    values: Sequence[Any]
    sql_type: str


@dataclass(frozen=True)
class Each:
    """One count for each value, of rows that each have a statement of their own: PostgreSQL, told the value, knows
    whether many rows have it, and so where to begin."""

    rows: Mapping[Any, QuerySet]

    @property
    def values(self) -> tuple:
        return tuple(self.rows)


Countable = QuerySet | Grouped | Each


@dataclass(frozen=True)
class Statement:
    """Counts ready to be asked for: composing them costs more than PostgreSQL takes to answer."""

    sql: str
    params: tuple
    # For each name, the values of a `Grouped` or an `Each`; None for a plain count.
    shape: Mapping[str, tuple | None]
    cap: int

    def run(self) -> dict[str, Capped | dict[Any, Capped]]:
        if not self.shape:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            found = cursor.fetchone()
        return {
            name: self._capped(number)
            if values is None
            else {value: self._capped(each) for value, each in zip(values, number or [], strict=True)}
            for (name, values), number in zip(self.shape.items(), found, strict=True)
        }

    def _capped(self, number: int) -> Capped:
        return Capped(min(number, self.cap), number > self.cap)


def compose_counts(counted: Mapping[str, Countable], cap: int = COUNT_CAP) -> Statement:
    """How many rows each queryset of `counted` holds, under the same names: one statement whatever their number.

    The SQL is Django's own, so that a count and the list of the same queryset cannot differ. A `Grouped` or
    an `Each` gives a dictionary, value by value.
    """
    columns, params = [], []
    for rows in counted.values():
        sql, values = _column(rows, cap)
        columns.append(sql)
        params += values
    return Statement(
        sql=f"SELECT {', '.join(columns)}",
        params=tuple(params),
        shape={name: None if isinstance(rows, QuerySet) else tuple(rows.values) for name, rows in counted.items()},
        cap=cap,
    )


def _column(rows: Countable, cap: int) -> tuple[str, list]:
    if isinstance(rows, QuerySet):
        return _count(rows, cap)
    if isinstance(rows, Each):
        counts = [_count(each, cap) for each in rows.rows.values()]
        sql = f"ARRAY[{', '.join(count for count, _ in counts)}]::bigint[]"
        return sql, [value for _, params in counts for value in params]
    count, params = _count(rows.rows, cap)
    split = f"unnest(%s::{rows.sql_type}[]) WITH ORDINALITY AS split(value, rank)"
    sql = f"(SELECT array_agg({count} ORDER BY split.rank) FROM {split})"  # noqa: S608 (made of compiled querysets)
    return sql, [*params, list(rows.values)]


def _count(rows: QuerySet, cap: int) -> tuple[str, list]:
    # One more than the cap, to know that there are more. An order given on purpose stays: it says where to begin.
    limited = (rows if rows.query.order_by else rows.order_by()).values("pk")[: cap + 1]
    try:
        sql, params = limited.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return "0::bigint", []
    return f"(SELECT count(*) FROM ({sql}) AS counted)", list(params)  # noqa: S608 (Django's own SQL)
