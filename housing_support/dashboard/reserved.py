"""Reserved dwellings on the page « Pilotage »: for each action, who was promised, came in and is on the way, the places
of its conventions, the days on which its dwellings were vacant and how long each step takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.numbers import days
from housing_support.dashboard import figures
from housing_support.dashboard.counting import Capped, Number
from housing_support.dashboard.scope import Scope
from partners.discretion import is_unnamed
from partners.models import FundedAction
from partners.reading.places import in_words
from referrals.reading.delays import STEPS, medians_by_action
from tenancies.stock.places import places_in

# One statement each, for all the actions of the page.
VACANT_DAYS = CompiledQuery(
    lambda user, conventions: (
        figures.vacant(user, conventions)
        .order_by()
        .values("convention__action")
        .annotate(total=Sum("vacant_days"))
        .values_list("convention__action", "total")
    )
)
MEDIANS = CompiledQuery(lambda user, conventions: medians_by_action(figures.candidacies(user, conventions)))


@dataclass(frozen=True)
class Told:
    """Words, and the address of the list of what they are about."""

    label: str
    words: str
    url: str


@dataclass(frozen=True)
class PlacesLine:
    """« 1 place sur 2 utilisée », which opens the list of those that are used."""

    partner: str
    words: str
    used: Number


@dataclass(frozen=True)
class ReservedLine:
    action: FundedAction
    housed: Number
    on_the_way: Number
    places: tuple[PlacesLine, ...]
    vacant: Told | None
    steps: tuple[Told, ...]


def actions_by_reservations(scope: Scope) -> list[FundedAction]:
    """Those of which a convention promises a place, or reserved a dwelling. Mobilised partners reserve none: their
    numbers would name them."""
    reserving = {each.action_id for each in scope.conventions if _reserves(each)}
    return [each for each in scope.actions if each.pk in reserving and not is_unnamed(scope.user, each.objective)]


def _reserves(convention: Any) -> bool:
    return bool(convention.promised or convention.used or convention.planned)


def _unused(convention: Any) -> str:
    return places_in(convention).unused_in_words if convention.is_in_force() else ""


def vacant_days_of(scope: Scope) -> dict[int, int]:
    return dict(VACANT_DAYS.rows(scope.user, given={"conventions": scope.convention_ids}))


def medians_of(scope: Scope) -> dict[int, dict[str, float | None]]:
    """By action, then by the code of the step."""
    rows = MEDIANS.rows(scope.user, given={"conventions": scope.convention_ids})
    return {
        row["announcement__convention__action"]: {code: row[f"median_{rank}"] for rank, code in enumerate(STEPS)}
        for row in rows
    }


def places_told(scope: Scope, action: FundedAction, url_of: Callable[..., str]) -> tuple[PlacesLine, ...]:
    own = (each for each in scope.conventions if each.action_id == action.pk and _reserves(each))
    return tuple(
        PlacesLine(
            each.association.short_name,
            ", ".join(filter(None, (in_words(each, places_in(each)), _unused(each)))),
            Number(Capped.of(places_in(each).used), url_of("places-used", convention=str(each.public_id))),
        )
        for each in own
    )


def steps_told(medians: dict[str, float | None], url_of: Callable[..., str], word: str) -> tuple[Told, ...]:
    """Those that a candidacy took."""
    known = {code: median for code, median in medians.items() if median is not None}
    return tuple(
        Told(STEPS[code].label, days(round(median)), url_of(code, action=word)) for code, median in known.items()
    )
