"""The life of dwellings as a picture of time: months from left to right, one line for each dwelling."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from housing_support.common.dates import SHORT_MONTHS
from tenancies.models import Dwelling, Reservation, Vacancy, Void

DAY = datetime.timedelta(days=1)
MONTHS_BEFORE, MONTHS_SHOWN = 6, 18

# How each kind of period is drawn; what no period tells is the ground of the line.
FREE, RESERVED, LET, OUT_OF_USE = "free", "reserved", "let", "void"
LEGEND = [
    (FREE, "Libre"),
    (RESERVED, "Réservé"),
    (OUT_OF_USE, "Indisponible"),
    ("", "Occupé ou non déclaré libre"),
]
LEGEND_OF_CONVENTION = [*LEGEND[:2], (LET, "Réservé, bail signé"), *LEGEND[2:]]


@dataclass(frozen=True)
class Period:
    """Days of a dwelling, both included; without an end when none is known."""

    kind: str
    words: str
    first: datetime.date
    last: datetime.date | None
    vacancy: Vacancy | None = None
    reservation: Reservation | None = None
    void: Void | None = None

    @classmethod
    def of_vacancy(cls, vacancy: Vacancy) -> Self:
        return cls(FREE, "Libre", vacancy.starts_on, vacancy.ends_on and vacancy.ends_on - DAY, vacancy=vacancy)

    @classmethod
    def of_reservation(cls, reservation: Reservation) -> Self:
        kind = LET if reservation.state in Reservation.HOUSED else RESERVED
        words = f"{reservation.get_state_display()} · {reservation.convention.association}"
        return cls(kind, words, reservation.starts_on, reservation.ends_on, reservation=reservation)

    @classmethod
    def of_void(cls, void: Void) -> Self:
        return cls(OUT_OF_USE, void.get_reason_display(), void.starts_on, void.ends_on, void=void)


@dataclass(frozen=True)
class Month:
    first: datetime.date
    x: str

    @property
    def words(self) -> str:
        name = SHORT_MONTHS[self.first.month - 1]
        return f"{name} {self.first.year}" if self.first.month == 1 else name


@dataclass(frozen=True)
class Block:
    """A period as it is drawn: where it begins and how long it is."""

    period: Period
    x: str
    width: str


@dataclass(frozen=True)
class Window:
    """The months that a picture shows."""

    first: datetime.date
    end: datetime.date

    @classmethod
    def around(cls, today: datetime.date) -> Self:
        start = today.year * 12 + today.month - 1 - MONTHS_BEFORE
        return cls(_month(start), _month(start + MONTHS_SHOWN))

    def share(self, days: datetime.timedelta) -> str:
        """Of the width."""
        return f"{100 * days / (self.end - self.first):.2f}%"

    def place(self, day: datetime.date) -> str:
        return self.share(day - self.first)

    @property
    def months(self) -> list[Month]:
        """One in three is named."""
        start = self.first.year * 12 + self.first.month - 1
        return [Month(first, self.place(first)) for first in map(_month, range(start, start + MONTHS_SHOWN, 3))]

    def blocks(self, periods: Iterable[Period]) -> list[Block]:
        found = []
        for period in periods:
            first = max(period.first, self.first)
            end = min(period.last + DAY, self.end) if period.last else self.end
            if first < end:
                found.append(Block(period, self.place(first), self.share(end - first)))
        return found


def _month(number: int) -> datetime.date:
    return datetime.date(number // 12, number % 12 + 1, 1)


def periods_of(dwellings: Iterable[Dwelling]) -> dict[int, list[Period]]:
    """What is known of each dwelling, by its identifier, in the order in which it is drawn: three queries, however many
    they are. Nothing is asked about who lives there: once its lease is signed a reservation is read on the side of its
    convention alone."""
    keys = [dwelling.pk for dwelling in dwellings]
    periods = defaultdict(list)
    for vacancy in Vacancy.objects.filter(dwelling__in=keys).order_by("starts_on"):
        periods[vacancy.dwelling_id].append(Period.of_vacancy(vacancy))
    reservations = Reservation.objects.without_lease().filter(dwelling__in=keys)
    reservations = reservations.select_related("convention__association")
    for reservation in reservations.order_by("starts_on"):
        periods[reservation.dwelling_id].append(Period.of_reservation(reservation))
    for void in Void.objects.filter(dwelling__in=keys).order_by("starts_on"):
        periods[void.dwelling_id].append(Period.of_void(void))
    return periods
