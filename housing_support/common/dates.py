"""Dates and times as French people write them, a moment in local time. Given nothing, each says nothing."""

import datetime

from django.utils import timezone

from housing_support.common.numbers import NO_BREAK, integer

WEEKDAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)


def _local(value: datetime.date) -> datetime.date:
    """A moment as the clocks of here showed it; a day as it is."""
    return timezone.localtime(value) if isinstance(value, datetime.datetime) and value.tzinfo else value


# What follows is told of a day or a moment of here.


def _day(day: datetime.date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _long(day: datetime.date) -> str:
    return f"{_day(day)} {MONTHS[day.month - 1]} {day.year}"


def _month(day: datetime.date) -> str:
    return f"{_day(day)}{NO_BREAK}{SHORT_MONTHS[day.month - 1]}"


def _short(day: datetime.date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {_month(day)} {day.year}"


def _clock(day: datetime.date) -> str:
    return f"{day:%-H{NO_BREAK}h{NO_BREAK}%M}"


def _hour(day: datetime.date) -> str:
    return f", {_clock(day)}" if isinstance(day, datetime.datetime) else ""


def long_date(value: datetime.date | None) -> str:
    """12 novembre 2026"""
    return _long(_local(value)) if value else ""


def long_moment(value: datetime.datetime | None) -> str:
    """12 novembre 2026, 14 h 30"""
    return f"{_long(day := _local(value))}{_hour(day)}" if value else ""


def short_date(value: datetime.date | None) -> str:
    """12 nov. 2026"""
    return f"{_month(day := _local(value))} {day.year}" if value else ""


def short_day(value: datetime.date | None) -> str:
    """jeu. 12 nov. 2026"""
    return _short(_local(value)) if value else ""


def short_moment(value: datetime.datetime | None) -> str:
    """jeu. 12 nov. 2026, 14 h 30"""
    return f"{_short(day := _local(value))}{_hour(day)}" if value else ""


def day_and_month(value: datetime.date | None) -> str:
    """12 nov., on one line"""
    return _month(_local(value)) if value else ""


def clock(value: datetime.datetime | None) -> str:
    """14 h 30"""
    return _clock(_local(value)) if value else ""


def machine_moment(value: datetime.datetime | None) -> str:
    """2026-11-12T14:30:00+01:00, for browsers"""
    return _local(value).isoformat() if value else ""


def relative_day(value: datetime.date | None) -> str:
    """aujourd’hui, demain, dans 5 jours, hier, il y a 9 jours: whole days of the calendar, not spans of 24 hours."""
    if not value:
        return ""
    day = _local(value)
    days = ((day.date() if isinstance(day, datetime.datetime) else day) - timezone.localdate()).days
    near = {0: "aujourd’hui", 1: "demain", -1: "hier"}
    if days in near:
        return near[days]
    return f"dans {integer(days)}\u00a0jours" if days > 0 else f"il y a {integer(-days)}\u00a0jours"
