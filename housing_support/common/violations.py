"""What the database refused, for a service that words it."""

import json
from typing import Any

from django.db import IntegrityError


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that a row broke, or of the trigger that refused it."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def figures_of(error: IntegrityError) -> dict[str, Any]:
    """What one of our triggers found, where it says so in the detail of its error."""
    return json.loads(error.__cause__.diag.message_detail)  # type: ignore[union-attr]
