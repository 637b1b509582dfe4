"""Until which day something waits: the answer of a household to an offer, what an adviser looks at in working days."""

import datetime

from holidays import country_holidays

ANSWER_DAYS = 10


def ten_days_after(day: datetime.date) -> datetime.date:
    """The last day, until midnight, to answer an offer notified on `day` (R441-10 CCH).

    The day of the notification is not counted. A delay that would end on a Saturday, a Sunday or a public holiday runs
    on until the next working day (articles 641 and 642 CPC); the holidays that only Alsace-Moselle has are worked.
    """
    last = day + datetime.timedelta(days=ANSWER_DAYS)
    while not is_working_day(last):
        last += datetime.timedelta(days=1)
    return last


def working_days_after(day: datetime.date, count: int) -> datetime.date:
    """The day of the sending is not counted."""
    while count:
        day += datetime.timedelta(days=1)
        count -= is_working_day(day)
    return day


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < 5 and day not in country_holidays("FR", years=day.year)
