"""Every date of the demonstration is a number of days before or after the day it is loaded."""

import datetime

from django.utils import timezone


class Clock:
    def __init__(self, today: datetime.date):
        self.today = today

    def day(self, days_ago: int) -> datetime.date:
        return self.today - datetime.timedelta(days=days_ago)

    def working_day(self, days_ago: int) -> datetime.date:
        """That day, or the nearest working day on its far side: nobody visits on a Sunday."""
        day = self.day(days_ago)
        if day.weekday() < 5:
            return day
        weekend = day.weekday() - 4
        return day - datetime.timedelta(days=weekend) if days_ago >= 0 else day + datetime.timedelta(days=3 - weekend)

    def meeting_day(self, days_ago: int, *, sent: int) -> datetime.date:
        """A working day after the sending, which was `sent` days ago, or else that day itself; a meeting of today stays
        today."""
        day = self.working_day(days_ago) if days_ago else self.today
        return day if day > self.day(sent) else self.day(days_ago)

    def moment(self, day: datetime.date, hour: int, minute: int = 0) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))

    def sending(self, days_ago: int) -> datetime.datetime:
        """When a referral of that day is sent, which opens the case file."""
        return self.moment(self.day(days_ago), 9, 25)

    def screening(self, days_ago: int) -> datetime.datetime:
        return self.moment(self.day(days_ago), 15)

    def identifying(self, days_ago: int) -> datetime.datetime:
        """When the adviser says who lives behind a door that was reported that day, which opens the case file."""
        return self.moment(self.day(days_ago), 10, 10)

    def edition(self) -> tuple[datetime.date, datetime.date]:
        """First and last day of the running edition: a year that began ten months ago, so that there is always a
        past to look at and a target still to reach."""
        months = self.today.year * 12 + self.today.month - 1 - 10
        start = datetime.date(months // 12, months % 12 + 1, 1)
        return start, start.replace(year=start.year + 1) - datetime.timedelta(days=1)

    def edition_year(self) -> int:
        start, _ = self.edition()
        return (start + datetime.timedelta(days=182)).year
