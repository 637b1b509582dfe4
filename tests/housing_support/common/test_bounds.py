import datetime

import pytest
import time_machine

from housing_support.common.bounds import around_today, months_from, years_from


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        ("2026-11-30", 0, "2026-11-30"),
        ("2026-11-30", -1, "2025-11-30"),
        ("2028-02-28", 1, "2029-02-28"),
        # The 29th is that day's eve in other years, as in a leap year.
        ("2028-02-29", 1, "2029-02-28"),
        ("2028-02-29", 4, "2032-02-28"),
    ],
)
def test_the_same_day_of_another_year(start, years, end):
    assert years_from(day(start), years) == day(end)


def test_the_same_day_of_another_month_or_its_last():
    moved = {
        ("2026-11-30", 0): "2026-11-30",
        ("2026-11-30", 1): "2026-12-30",
        ("2026-11-30", 3): "2027-02-28",
        ("2026-01-31", -2): "2025-11-30",
        ("2027-11-30", 3): "2028-02-29",
        ("2026-12-01", 24): "2028-12-01",
    }
    assert {key: months_from(day(key[0]), key[1]).isoformat() for key in moved} == moved


@pytest.mark.parametrize(
    ("years", "first", "last"),
    [
        ({}, "2026-11-30", "2026-11-30"),
        ({"years_before": 2}, "2024-11-30", "2026-11-30"),
        ({"years_after": 3}, "2026-11-30", "2029-11-30"),
    ],
)
def test_bounds_are_around_the_day_on_which_they_are_asked(years, first, last):
    bounds = around_today(**years)

    with time_machine.travel("2026-11-30 12:00", tick=False):
        assert bounds() == (day(first), day(last))
