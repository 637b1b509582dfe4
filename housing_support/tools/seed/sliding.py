"""The leases that slide, one for each household of action 1 or 2 that lives in one: as far as today."""

import datetime
from typing import Any

from housing_support.common.bounds import months_from
from housing_support.tools.seed.copying import new_uuid
from housing_support.tools.seed.tables import MOST_REVIEWS, REVIEWS, SLIDING_LEASES
from housing_support.tools.seed.writer import DAY
from tenancies.models import JournalEntry, PeriodicReview, SlidingLease
from tenancies.models.sliding import notice_due_on

REVIEW_MONTHS, PERIOD_MONTHS = 6, 12
CONTINUE = PeriodicReview.Conclusion.CONTINUE.value
# Of those whose day has come: told or held in time.
SHARE_IN_TIME = 0.95


def write_sliding(
    writer: Any, *, tenancy: int, association: int, starts_on: datetime.date, officer: int, landlord: int
) -> None:
    """A lease that runs: its reviews were held every six months, its period was extended year after year."""
    term_on, review_due_on = months_from(starts_on, PERIOD_MONTHS), months_from(starts_on, REVIEW_MONTHS)
    held: list[datetime.date] = []
    while review_due_on < writer.today and len(held) < MOST_REVIEWS - 1 and writer.dice() < SHARE_IN_TIME:
        held.append(review_due_on)
        review_due_on = months_from(starts_on, REVIEW_MONTHS * (len(held) + 1))
    while term_on < max(review_due_on, writer.today):
        term_on = months_from(term_on, PERIOD_MONTHS)
    is_told = notice_due_on(term_on) < writer.today and writer.dice() < SHARE_IN_TIME
    is_extended = term_on > months_from(starts_on, PERIOD_MONTHS)
    sliding = writer.add(
        SLIDING_LEASES,
        new_uuid(writer.rng),
        tenancy,
        association,
        SlidingLease.State.TRIAL.value,
        starts_on,
        starts_on,
        starts_on,
        f"{starts_on.year}-31-IML-014",
        max(starts_on, writer.today) + writer.between(20, 1500) * DAY,
        review_due_on,
        term_on,
        notice_due_on(term_on),
        notice_due_on(term_on) if is_told else None,
        "t" if is_told else None,
        "",
        SlidingLease.ExtensionReason.RENT.value if is_extended else "",
        1,
    )
    for day in held:
        writer.add(REVIEWS, new_uuid(writer.rng), sliding, day, day, CONTINUE)
        facts = {"conclusion": CONTINUE, "on": day.isoformat()}
        writer.tell(f"{day} 14:30", officer, landlord, JournalEntry.Event.SLIDING_REVIEWED, facts)
    writer.add(REVIEWS, new_uuid(writer.rng), sliding, review_due_on, None, "")
