"""`docs/states.md`: every object that has states, its moves and who may make them, as the models declare them."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from housing_support.common.moves import Machine, Move

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "states.md"
HEAD = """# States and moves

Written by `manage.py states` from the machines that the models declare (`housing_support/common/moves.py`); a test
compares. A move of nobody's follows from the move of another object, whose line says who may make it.
"""


def machines() -> dict[Any, Machine]:
    declared = {model: getattr(model, "machine", None) for model in apps.get_models()}
    return {model: machine for model, machine in declared.items() if isinstance(machine, Machine)}


def document() -> str:
    return "\n".join([HEAD, *(section(model, machine) for model, machine in machines().items())])


def section(model: Any, machine: Machine) -> str:
    states = list(model.State)
    lines = [
        f"## {model.__name__}",
        "",
        f"| Move | {' | '.join(f'`{state.value}`' for state in states)} | Who | Needs |",
        f"|---|{'---|' * (len(states) + 2)}",
        *(row(move, states) for move in machine.moves.values()),
        "",
        "; ".join(f"`{state.value}`: {state.label}" for state in states) + ".",
        "",
    ]
    return "\n".join(lines)


def row(move: Move, states: list) -> str:
    cells = [
        (" or ".join(f"`{target}`" for target in move.paths[state]) or "deleted") if state in move.paths else ""
        for state in states
    ]
    needs = "; ".join(need.words for need in move.needs)
    return f"| `{move.code}` | {' | '.join(cells)} | {move.by or ''} | {needs} |"
