"""The dwellings that a convention reserved, month by month."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from partners.models import Convention, User
from tenancies.models import Dwelling, Reservation
from tenancies.reading.masking import MASKED, address_of
from tenancies.stock.pictures import LEGEND_OF_CONVENTION, Block, Period, Window, periods_of

# Beyond, the picture says less than the list below it.
MOST_LINES = 30


@dataclass(frozen=True)
class Line:
    words: str
    # None for whoever reads no dwelling of the landlord's, and when it is masked.
    dwelling: Dwelling | None
    blocks: list[Block]


@dataclass(frozen=True)
class Picture:
    window: Window
    today: str
    legend: list[tuple[str, str]]
    lines: list[Line]
    is_cut: bool


@compiled
def reservations_under(user: User, convention: int) -> QuerySet[Reservation]:
    """For the list of a convention."""
    found = Reservation.objects.visible_to(user).filter(convention=convention)
    return found.for_list().select_related("household").with_leases()


@compiled
def reserved_between(user: User, first: datetime.date, last: datetime.date, convention: int) -> QuerySet[Reservation]:
    """For its picture."""
    found = Reservation.objects.visible_to(user).filter(convention=convention).between(first, last)
    return found.select_related("dwelling__residence", "household")


def occupancy_of(convention: Convention, *, reader: User, today: datetime.date) -> Picture:
    """The lines of the dwellings that it reserves in the months shown, the latest first. A masked dwelling has a line
    of its own for each reservation, with nothing else of it."""
    window = Window.around(today)
    found = reserved_between.rows(
        reader,
        order=("-starts_on", "-pk"),
        limit=3 * MOST_LINES,
        given={"convention": convention.pk},
        first=window.first,
        last=window.end,
    )
    groups: dict[Dwelling | Reservation, list[Reservation]] = {}
    for reservation in found:
        reservation.convention = convention
        groups.setdefault(reservation if is_masked(reservation) else reservation.dwelling, []).append(reservation)
    shown = list(groups.items())[:MOST_LINES]
    is_own = convention.landlord_id == reader.organization_id
    # What the landlord does with it under another convention is not for this association.
    told = [each for each, _ in shown if is_own and isinstance(each, Dwelling)]
    known = periods_of(told)
    lines = []
    for each, reservations in shown:
        dwelling = each if each in told else None
        others = known[dwelling.pk] if dwelling else []
        periods = [period for period in others if period.reservation not in reservations]
        periods += [Period.of_reservation(reservation) for reservation in reservations]
        lines.append(Line(label_of(reservations[0], is_own=is_own), dwelling, window.blocks(periods)))
    return Picture(window, window.place(today), LEGEND_OF_CONVENTION, lines, len(groups) > MOST_LINES)


def is_masked(reservation: Reservation) -> bool:
    """Whether the dwelling of a reservation, whose household is loaded, is that of a protected household, or will be
    once its lease is signed."""
    household = reservation.household
    return household is not None and address_of(household, reservation.dwelling).is_masked


def label_of(reservation: Reservation, *, is_own: bool) -> str:
    """The dwelling on the side of its convention: its address for its landlord; for an association, no more than what
    it looks for before it is announced; for nobody anything that tells where a protected household lives."""
    dwelling = reservation.dwelling
    if is_masked(reservation):
        return MASKED
    if is_own:
        return ", ".join(filter(None, (str(dwelling), dwelling.place)))
    return " · ".join(filter(None, (dwelling.typology or "Logement", dwelling.commune_name)))
