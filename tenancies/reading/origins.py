"""Why a household is followed, for whoever takes it in charge.

What led here is known above, by applications that this one must not import: each gives its source (`sources`) when it
is loaded, and every source says only what its reader may read.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from partners.models import User
from tenancies.models import Household


@dataclass(frozen=True)
class Origin:
    """What was asked of the reader's organization. `contact` is in charge where it was asked."""

    title: str
    reasons: list[str]
    goal: str
    decisions: str
    dates: list[tuple[str, datetime.date]] = field(default_factory=list)
    contact: User | None = None


sources: list[Callable[[User, Household], list[Origin]]] = []


def origins_of(household: Household, *, reader: User) -> list[Origin]:
    return [origin for source in sources for origin in source(reader, household)]
