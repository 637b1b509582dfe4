"""Where the association of action 2 puts up the candidates that it proposes: a stay behind each, as far as today."""

import datetime
import json
from typing import Any

from housing_support.common.bounds import LAST_DAY
from housing_support.tools.seed import words
from housing_support.tools.seed.copying import new_uuid
from housing_support.tools.seed.tables import STAY_EVENTS, STAYS
from housing_support.tools.seed.writer import DAY
from tenancies.models import Stay
from tenancies.models.ends import EndReason
from tenancies.models.stays import READINESS, latest_end_of

State, Move = Stay.State, Stay.Move
ACTION = 2
# Of those who wait: still to come, recorded by mistake.
SHARE_PLANNED, SHARE_CANCELLED = 0.05, 0.03
# Of each thing to be got ready: there when the household is proposed.
SHARE_READY = 0.8


def write_stay(
    writer: Any,
    *,
    association: int,
    household: int,
    worker: int,
    proposed_on: datetime.date,
    left_on: datetime.date | None,
    is_housed: bool,
) -> None:
    """Of a household proposed on that day: `left_on` is that of its lease, or of the end of its case file."""
    dice = writer.dice()
    since = proposed_on - writer.between(30, 640) * DAY
    state, until, extension, end_reason, destination = State.RUNNING, None, "", "", ""
    if left_on:
        state, until = State.ENDED, left_on
        end_reason = (EndReason.REHOUSED if is_housed else EndReason.RELAY).value
        destination = (Stay.Destination.LASTING_LEASE if is_housed else Stay.Destination.RELAY).value
    elif dice < SHARE_PLANNED:
        state, since = State.PLANNED, writer.today + writer.between(-3, 40) * DAY
    elif dice < SHARE_PLANNED + SHARE_CANCELLED:
        state = State.CANCELLED
    latest_end = latest_end_of(since)
    moves: list[tuple[datetime.date, str, str, dict]] = []
    over_on = until or writer.today
    if state != State.CANCELLED and latest_end < over_on and since <= writer.today:
        # All of them but some were extended in time.
        extension = Stay.ExtensionReason.NO_OFFER.value if dice < 0.9 else ""
        if extension:
            before, latest_end = latest_end, min(over_on + writer.between(10, 150) * DAY, LAST_DAY)
            told = {"reason": extension, "before": str(before), "until": str(latest_end), "planned": str(before)}
            moves.append((before - 10 * DAY, Move.EXTEND, State.EXTENDED, told))
            state = state if until else State.EXTENDED
    if until:
        told = {"reason": end_reason, "destination": destination, "on": str(until)}
        moves.append((until, Move.END, State.ENDED, told))
    if state == State.CANCELLED:
        moves.append((proposed_on, Move.CANCEL, State.CANCELLED, {"reason": "WRONG_FACTS"}))
    ready = [proposed_on if state != State.PLANNED and writer.dice() < SHARE_READY else None for _ in READINESS]
    stay = writer.add(
        STAYS,
        new_uuid(writer.rng),
        household,
        association,
        writer.one_of(Stay.Kind.values),
        f"{writer.one_of(words.PLACES)}, logement {writer.between(1, 60)}",
        state.value,
        since,
        until,
        latest_end,
        latest_end,
        extension,
        end_reason,
        destination,
        *ready,
        1 + len(moves),
    )
    first = State.PLANNED if state == State.PLANNED else State.RUNNING
    recorded_on = min(since, writer.today)
    before_state = ""
    for day, move, to, facts in [(recorded_on, "RECORD", first, {"since": str(since)}), *moves]:
        writer.add(STAY_EVENTS, stay, str(move), str(before_state), str(to), worker, f"{day} 11:30", json.dumps(facts))
        before_state = to
