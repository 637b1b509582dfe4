"""`docs/deadlines.md`: whatever is due, as the models declare it."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from housing_support.common.deadlines import Deadline

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "deadlines.md"
HEAD = """# Deadlines

Written by `manage.py deadlines` from what the models declare (`housing_support/common/deadlines.py`); a test compares.
The last day is a stored column: what has begun keeps the day that it was promised.

| What | Column | While | Whom it concerns | From | How long |
|---|---|---|---|---|---|
"""


def deadlines() -> list[tuple[Any, Deadline]]:
    return [
        (model, value) for model in apps.get_models() for value in vars(model).values() if isinstance(value, Deadline)
    ]


def document() -> str:
    return HEAD + "".join(row(model, deadline) for model, deadline in deadlines())


def row(model: Any, deadline: Deadline) -> str:
    waits = "; ".join(
        f"`{column}` is " + " or ".join("empty" if value is None else f"`{value}`" for value in values)
        for column, values in deadline.waits.items()
    )
    what, column = deadline.name, f"`{model.__name__}.{deadline.column}`"
    return f"| {what} | {column} | {waits} | {deadline.whom} | {deadline.since} | {deadline.delay} |\n"
