"""Reserved dwellings on the page « Pilotage »: for each action, who was promised, came in and is on the way, the places
of its conventions, the days on which its dwellings were vacant and how long each step takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import JSONObject

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.common.numbers import days
from housing_support.dashboard import figures
from housing_support.dashboard.counting import Capped, Number
from housing_support.dashboard.scope import Scope
from partners.discretion import is_unnamed
from partners.models import FundedAction, User
from partners.reading.places import in_words
from referrals.reading.delays import STEPS, medians_by_action
from tenancies.stock.places import places_in, with_vacant_days


def days_by_action(user: User, conventions: list[int]) -> QuerySet[Any, Any]:
    """Each row tells some days of an action: how many its dwellings were vacant, or the medians of its steps."""
    vacant = with_vacant_days(figures.reserved(user, conventions)).order_by().values("convention__action")
    vacant = vacant.annotate(told=JSONObject(vacant=Sum("vacant_days"))).values_list("convention__action", "told")
    return vacant.union(medians_by_action(figures.candidacies(user, conventions)), all=True)


# One statement for all the actions of the page.
DAYS = CompiledQuery(days_by_action)


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


def days_of(scope: Scope) -> dict[int, dict[str, float | None]]:
    """By action, then by what took them: `vacant`, or the code of a step."""
    told: dict[int, dict[str, float | None]] = {action.pk: {} for action in scope.actions}
    for action, found in DAYS.rows(scope.user, given={"conventions": scope.convention_ids}):
        told[action] |= found
    return told


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


def steps_told(told: dict[str, float | None], url_of: Callable[..., str], word: str) -> tuple[Told, ...]:
    """Those that a candidacy took."""
    known = {code: median for code in STEPS if (median := told.get(code)) is not None}
    return tuple(
        Told(STEPS[code].label, days(round(median)), url_of(code, action=word)) for code, median in known.items()
    )
