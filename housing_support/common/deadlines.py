"""What is due, from which day, after how long, from whose parameters: the one table that lists and figures read.

A model declares each of its deadlines beside its states:

    VISIT = Deadline("Visite", column="visit_due_on", waits={"ended_on": (None,)}, whom=…, since=…, delay=…)

The day itself is a stored column, written by the service that knows when the time begins to run: what has begun keeps
the day that it was promised. Nothing else compares such a column with today, and `docs/deadlines.md` is written from
here (`manage.py deadlines`).
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Expression, F, Model, Q, QuerySet
from django.utils import timezone

Rows = TypeVar("Rows", bound=QuerySet)


@dataclass(frozen=True)
class Deadline:
    """`column` holds the last day; `waits` says of which rows it still runs: columns with the values that they have.

    `whom` it concerns, from when and for how long (`since`, `delay`) are what `docs/deadlines.md` says of it.
    """

    name: str
    column: str
    waits: Mapping[str, tuple]
    whom: str
    since: str
    delay: str

    @property
    def waits_for(self) -> Q:
        condition = Q()
        for column, values in self.waits.items():
            condition &= Q(**{column: values[0]} if len(values) == 1 else {f"{column}__in": values})
        return condition

    def waiting(self, rows: Rows) -> Rows:
        return rows.filter(self.waits_for)

    def late(self, rows: Rows, today: datetime.date | None = None) -> Rows:
        """Those whose last day is over."""
        return self.waiting(rows).filter(**{f"{self.column}__lt": today or timezone.localdate()})

    def on_time(self, rows: Rows, today: datetime.date | None = None) -> Rows:
        return self.waiting(rows).filter(**{f"{self.column}__gte": today or timezone.localdate()})

    def soon(self, rows: Rows, *, until: Expression | F | datetime.date, today: datetime.date | None = None) -> Rows:
        """Those on time whose last day comes by `until`."""
        return self.on_time(rows, today).filter(**{f"{self.column}__lte": until})

    def due_by(self, rows: Rows, *, until: Expression | F | datetime.date) -> Rows:
        """Those that are late, and those whose last day comes by `until`."""
        return rows.filter(self.is_due_by(until))

    def is_due_by(self, until: Expression | F | datetime.date) -> Q:
        """The same, for a list of what several deadlines bring."""
        return self.waits_for & Q(**{f"{self.column}__lte": until})

    def is_waiting(self, row: Model) -> bool:
        return all(getattr(row, column) in values for column, values in self.waits.items())

    def is_late(self, row: Any, today: datetime.date | None = None) -> bool:
        """The same rule as `late`, for a row already read."""
        due: datetime.date | None = getattr(row, self.column)
        return due is not None and self.is_waiting(row) and due < (today or timezone.localdate())
