"""The dwellings that a convention reserved, month by month."""

import datetime
from dataclasses import dataclass

from partners.models import Convention, User
from tenancies.models import Dwelling, Reservation
from tenancies.stock.pictures import LEGEND, Block, Window, periods_of

# Beyond, the picture says less than the list below it.
MOST_LINES = 30


@dataclass(frozen=True)
class Line:
    words: str
    # None for whoever reads no dwelling of the landlord's.
    dwelling: Dwelling | None
    blocks: list[Block]


@dataclass(frozen=True)
class Picture:
    window: Window
    today: str
    legend: list[tuple[str, str]]
    lines: list[Line]
    is_cut: bool


def occupancy_of(convention: Convention, *, reader: User, today: datetime.date) -> Picture:
    """The lines of the dwellings that it reserves in the months shown, the latest first."""
    window = Window.around(today)
    reservations = Reservation.objects.visible_to(reader).filter(convention=convention)
    reservations = reservations.between(window.first, window.end).select_related("dwelling__residence")
    dwellings = list({each.dwelling: None for each in reservations.order_by("-starts_on", "-pk")[: 3 * MOST_LINES]})
    shown = dwellings[:MOST_LINES]
    is_own = convention.landlord_id == reader.organization_id
    periods = periods_of(shown)
    lines = []
    for dwelling in shown:
        # What the landlord does with it under another convention is not for this association.
        own = [
            period
            for period in periods[dwelling.pk]
            if is_own or (period.reservation and period.reservation.convention_id == convention.pk)
        ]
        words = label_of(dwelling, is_own=is_own)
        lines.append(Line(words, dwelling if is_own else None, window.blocks(own)))
    return Picture(window, window.place(today), LEGEND, lines, len(dwellings) > MOST_LINES)


def label_of(dwelling: Dwelling, *, is_own: bool) -> str:
    """Its address for its landlord; for an association, no more than what it looks for before it is announced."""
    if is_own:
        return ", ".join(filter(None, (str(dwelling), dwelling.place)))
    return " · ".join(filter(None, (dwelling.typology or "Logement", dwelling.commune_name)))
