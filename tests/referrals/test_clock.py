from datetime import date, timedelta
from itertools import pairwise

import pytest

from referrals.clock import ten_days_after

# Each public holiday of 2026 to 2028, and the working day that follows it.
HOLIDAYS = {
    date(2026, 1, 1): date(2026, 1, 2),
    date(2026, 4, 6): date(2026, 4, 7),
    date(2026, 5, 1): date(2026, 5, 4),
    date(2026, 5, 8): date(2026, 5, 11),
    date(2026, 5, 14): date(2026, 5, 15),
    date(2026, 5, 25): date(2026, 5, 26),
    date(2026, 7, 14): date(2026, 7, 15),
    date(2026, 8, 15): date(2026, 8, 17),
    date(2026, 11, 1): date(2026, 11, 2),
    date(2026, 11, 11): date(2026, 11, 12),
    date(2026, 12, 25): date(2026, 12, 28),
    date(2027, 1, 1): date(2027, 1, 4),
    date(2027, 3, 29): date(2027, 3, 30),
    date(2027, 5, 1): date(2027, 5, 3),
    date(2027, 5, 6): date(2027, 5, 7),
    date(2027, 5, 8): date(2027, 5, 10),
    date(2027, 5, 17): date(2027, 5, 18),
    date(2027, 7, 14): date(2027, 7, 15),
    date(2027, 8, 15): date(2027, 8, 16),
    date(2027, 11, 1): date(2027, 11, 2),
    date(2027, 11, 11): date(2027, 11, 12),
    date(2027, 12, 25): date(2027, 12, 27),
    date(2028, 1, 1): date(2028, 1, 3),
    date(2028, 4, 17): date(2028, 4, 18),
    date(2028, 5, 1): date(2028, 5, 2),
    date(2028, 5, 8): date(2028, 5, 9),
    date(2028, 5, 25): date(2028, 5, 26),
    date(2028, 6, 5): date(2028, 6, 6),
    date(2028, 7, 14): date(2028, 7, 17),
    date(2028, 8, 15): date(2028, 8, 16),
    date(2028, 11, 1): date(2028, 11, 2),
    date(2028, 11, 11): date(2028, 11, 13),
    date(2028, 12, 25): date(2028, 12, 26),
}
TEN_DAYS = timedelta(days=10)
EVERY_DAY = [date(2026, 1, 1) + timedelta(days=number) for number in range(365 + 365 + 350)]


@pytest.mark.parametrize(("holiday", "working_day"), HOLIDAYS.items(), ids=str)
def test_a_delay_that_ends_on_a_public_holiday_runs_on_until_the_next_working_day(holiday, working_day):
    assert ten_days_after(holiday - TEN_DAYS) == working_day


@pytest.mark.parametrize(
    ("notified", "last"),
    [
        # Monday 2 February, Thursday 12: the day of the notification is not counted.
        (date(2026, 2, 2), date(2026, 2, 12)),
        (date(2026, 2, 4), date(2026, 2, 16)),  # Saturday 14
        (date(2026, 2, 5), date(2026, 2, 16)),  # Sunday 15
        (date(2026, 3, 25), date(2026, 4, 7)),  # Saturday 4 April, before the Monday of Easter
        (date(2026, 3, 24), date(2026, 4, 3)),  # Good Friday is a holiday in Alsace-Moselle alone
        (date(2026, 12, 16), date(2026, 12, 28)),  # Saturday 26 December, another one of theirs
        (date(2027, 4, 20), date(2027, 4, 30)),  # the eve of a holiday is a working day
        (date(2026, 12, 22), date(2027, 1, 4)),  # Friday 1 January, in another year
        (date(2028, 2, 19), date(2028, 2, 29)),
    ],
)
def test_the_last_day_to_answer(notified, last):
    assert ten_days_after(notified) == last


def test_every_day_gives_at_least_ten_days_and_no_more_than_it_takes():
    for day in EVERY_DAY:
        last = ten_days_after(day)
        beyond = [day + TEN_DAYS + timedelta(days=number) for number in range((last - day - TEN_DAYS).days)]

        assert last >= day + TEN_DAYS
        assert is_worked(last)
        assert not any(is_worked(each) for each in beyond)


def test_who_is_told_later_never_answers_sooner():
    assert [days for days in pairwise(EVERY_DAY) if ten_days_after(days[1]) < ten_days_after(days[0])] == []


def is_worked(day):
    return day.weekday() < 5 and day not in HOLIDAYS
