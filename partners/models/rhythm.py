"""How often a household is visited: less and less, as its follow-up goes on."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import CheckConstraint, F, PositiveSmallIntegerField, Q

from housing_support.common.bounds import months_from
from housing_support.common.dates import long_date
from housing_support.common.numbers import NO_BREAK

MOST_DAYS = 366
MOST_STEPS = 3
# Ten years: longer than any convention.
MOST_MONTHS = 120

Step = Sequence[int]


@dataclass(frozen=True)
class VisitRhythm:
    """`first_days` between two visits, then what each step says: from how many months of the follow-up on, how many
    days. In words: « chaque semaine, puis toutes les 2 semaines après 2 mois, puis chaque mois après 6 mois »."""

    first_days: int
    steps: Sequence[Step]

    def days_on(self, day: datetime.date, *, started_on: datetime.date) -> int:
        """Between a visit made on that day, by a follow-up that began on another, and the next one."""
        begun = [days for months, days in self.steps if months_from(started_on, months) <= day]
        return begun[-1] if begun else self.first_days

    def ahead(self, day: datetime.date, *, started_on: datetime.date) -> str:
        """What remains of it from that day on: « toutes les 2 semaines jusqu’au 3 mars 2027, puis chaque mois »."""
        words = every(self.days_on(day, started_on=started_on))
        for months, days in self.steps:
            begins_on = months_from(started_on, months)
            if begins_on > day:
                words += f" jusqu’au {long_date(begins_on - datetime.timedelta(days=1))}, puis {every(days)}"
        return words

    def __str__(self) -> str:
        later = (f", puis {every(days)} après {months}{NO_BREAK}mois" for months, days in self.steps)
        return every(self.first_days) + "".join(later)


def every(days: int) -> str:
    """« chaque semaine », « tous les 15 jours », « chaque mois »"""
    named = {1: "chaque jour", 7: "chaque semaine", 30: "chaque mois", 365: "chaque année", 366: "chaque année"}
    if days in named:
        return named[days]
    if days % 7 == 0 and days <= 56:
        return f"toutes les {days // 7}{NO_BREAK}semaines"
    if days % 30 == 0:
        return f"tous les {days // 30}{NO_BREAK}mois"
    return f"tous les {days}{NO_BREAK}jours"


def steps_field() -> ArrayField:
    return ArrayField(
        ArrayField(PositiveSmallIntegerField(), size=2),
        verbose_name="visites de plus en plus espacées (mois de suivi, jours)",
        default=list,
        blank=True,
        size=MOST_STEPS,
    )


def in_order(name: str) -> CheckConstraint:
    """For `Meta.constraints`: each step comes later than the one before, and spaces the visits more."""
    condition = Q(visit_steps__len__lte=MOST_STEPS)
    later_than: tuple[int | F, int | F] = (0, F("visit_interval_days"))
    for rank in range(MOST_STEPS):
        months, days = f"visit_steps__{rank}__0", f"visit_steps__{rank}__1"
        condition &= Q(visit_steps__len__lte=rank) | Q(
            **{
                f"{months}__isnull": False,
                f"{months}__gt": later_than[0],
                f"{months}__lte": MOST_MONTHS,
                f"{days}__isnull": False,
                f"{days}__gt": later_than[1],
                f"{days}__lte": MOST_DAYS,
            }
        )
        later_than = F(months), F(days)
    return CheckConstraint(
        name=name,
        condition=condition,
        violation_error_message="Chaque palier vient après le précédent et espace davantage les visites.",
    )
