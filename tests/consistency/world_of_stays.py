"""The stays of the world: one in each state, of the association that follows its household."""

import datetime
from typing import Any

from tests.factories.tenancies import StayFactory

STAY_PLACE = "séjour-carambolier"
# Where a protected household is put up.
HIDDEN_PLACE = "séjour-zéphyrine"


def put_up(world: Any) -> None:
    """That of a candidate, which runs, is there already."""
    days = {"since": world.today - datetime.timedelta(days=100), "planned_end": world.today}
    world.planned_stay = StayFactory(
        household__opened_by=world.association,
        household__is_protected=True,
        state="PLANNED",
        place_in_words=HIDDEN_PLACE,
        **days,
    )
    world.extended_stay, world.ended_stay = (
        StayFactory(
            household__opened_by=world.association,
            place_in_words=STAY_PLACE,
            extension_reason="NO_OFFER",
            until=until,
            **days,
        )
        for until in (None, world.today)
    )


def leave_a_stay(household: Any, today: datetime.date) -> None:
    """Long before, for a lease of a protected household's own."""
    StayFactory(
        household=household,
        place_in_words=HIDDEN_PLACE,
        since=today - datetime.timedelta(days=700),
        planned_end=today - datetime.timedelta(days=400),
        until=today - datetime.timedelta(days=420),
    )


def stays_named(world: Any) -> dict[str, dict]:
    """The arguments of their addresses."""
    stays = {
        "running stay": world.stay,
        "planned stay": world.planned_stay,
        "extended stay": world.extended_stay,
        "ended stay": world.ended_stay,
    }
    named = {name: {"public_id": stay.household.public_id, "stay": stay.public_id} for name, stay in stays.items()}
    return named | {"no stay": {"public_id": world.proposed_household.public_id}}
