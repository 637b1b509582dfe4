"""What a convention committed to, and commits to, from which day."""

import datetime
from dataclasses import dataclass

from partners.models import Convention, ConventionTerms


@dataclass(frozen=True)
class DatedTerms:
    """`until` is their last day: the eve of those that follow, or the end of the convention."""

    terms: ConventionTerms
    until: datetime.date
    is_first: bool
    is_applied: bool
    is_to_come: bool


def dated_terms(convention: Convention, *, today: datetime.date) -> list[DatedTerms]:
    """The oldest first; one query."""
    rows = list(convention.terms.order_by("since"))
    eves = [row.since - datetime.timedelta(days=1) for row in rows[1:]]
    return [
        DatedTerms(
            terms=row,
            until=until,
            is_first=row is rows[0],
            is_applied=row.since <= today <= until,
            is_to_come=row.since > today,
        )
        for row, until in zip(rows, [*eves, convention.ends_on], strict=True)
    ]
