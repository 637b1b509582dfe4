"""Which days make sense: those that a form accepts around today, and the widest, which the database holds."""

import calendar
import datetime
from collections.abc import Callable, Iterable

from django.db.models import CheckConstraint, Q
from django.utils import timezone

# Nobody's lease or birth is older, and no agreement lasts as long.
FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_DAY, LAST_DAY = datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31)
FIRST_MOMENT = datetime.datetime(FIRST_YEAR, 1, 1, tzinfo=datetime.UTC)
LAST_MOMENT = datetime.datetime(LAST_YEAR, 12, 31, tzinfo=datetime.UTC)

# The first and the last day that a field accepts, asked anew each time.
Bounds = Callable[[], tuple[datetime.date, datetime.date]]


def around_today(*, years_before: int = 0, years_after: int = 0) -> Bounds:
    """From that many years before today to that many years after, today included."""

    def bounds() -> tuple[datetime.date, datetime.date]:
        today = timezone.localdate()
        return years_from(today, -years_before), years_from(today, years_after)

    return bounds


def years_from(day: datetime.date, years: int) -> datetime.date:
    """The same day of another year; 28 February for the 29th."""
    year = day.year + years
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def months_from(day: datetime.date, months: int) -> datetime.date:
    """The same day of another month, its last one when it is shorter: as PostgreSQL adds an interval."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def within_bounds(
    *, days: Iterable[str] = (), moments: Iterable[str] = (), years: Iterable[str] = ()
) -> CheckConstraint:
    """For `Meta.constraints`: what a person may type, or what follows from it, stays where it can be shown and
    counted. NULL is accepted."""
    condition = Q()
    for names, first, last in (
        (days, FIRST_DAY, LAST_DAY),
        (moments, FIRST_MOMENT, LAST_MOMENT),
        (years, FIRST_YEAR, LAST_YEAR),
    ):
        for name in names:
            condition &= Q(**{f"{name}__gte": first, f"{name}__lte": last})
    return CheckConstraint(
        condition=condition,
        name="%(class)s_within_bounds",
        violation_error_message=f"Une date est comprise entre {FIRST_YEAR} et {LAST_YEAR}.",
    )
