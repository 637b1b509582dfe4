"""What every part of an invented household is written with: its dice, its rows, its dates, its journal."""

import datetime
import itertools
import json
from random import Random

from housing_support.common.copying import copy_line
from housing_support.tools.seed.copying import new_uuid
from housing_support.tools.seed.plan import Landlord, Plan
from housing_support.tools.seed.tables import CASE_FILE_TABLES, JOURNAL, TENANCIES, Table
from tenancies.models import JournalEntry
from tenancies.models.ends import EndReason

DAY = datetime.timedelta(days=1)
# A tenant spotted more days ago has left the referral's first steps.
DAYS_OF_FIRST_STEPS = 110
SHARED, SOCIAL, ORGANIZATION, AUTHOR = JournalEntry.Audience.values


class HouseholdWriter:
    """Appends lines to `lines`, one list per table; the attributes say which household is being written."""

    landlord: Landlord
    officer: int
    household: int
    opened_on: datetime.date
    last_day: datetime.date
    reason: str

    def __init__(self, plan: Plan, first: int):
        self.plan = plan
        self.today = plan.today
        self.rng = Random(f"{plan.seed} {first}")  # noqa: S311 (an invented world, not a secret)
        self.dice = self.rng.random
        self.lines: dict[Table, list[str]] = {table: [] for table in CASE_FILE_TABLES}
        self.identifiers = {
            table: itertools.count(plan.starts[table.name] + first * table.most_per_household)
            for table in CASE_FILE_TABLES
        }

    def add(self, table: Table, *values) -> int:
        pk = next(self.identifiers[table])
        self.lines[table].append(copy_line((pk, *values)))
        return pk

    def let(
        self,
        household: int,
        dwelling: int,
        kind: str,
        starts_on: datetime.date,
        ends_on: datetime.date | None = None,
    ) -> int:
        """A lease with what was done at its entry and, once over, at its exit. The certificates of those that run end
        within a year, a few of them soon."""
        signed_on = starts_on - 3 * DAY
        insured_until = None if ends_on else max(starts_on, self.today) + (starts_on.toordinal() % 365) * DAY
        return self.add(
            TENANCIES,
            household,
            dwelling,
            kind,
            starts_on,
            ends_on,
            signed_on,
            signed_on,
            30_000 + starts_on.toordinal() % 300 * 100,
            signed_on,
            insured_until,
            starts_on,
            starts_on,
            ends_on,
            ends_on,
            EndReason.REHOUSED.value if ends_on else "",
        )

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included; `randint` costs five times as much."""
        return low + int((high - low + 1) * self.dice())

    def one_of(self, choices):
        return choices[int(len(choices) * self.dice())]

    def moment(self, day: datetime.date) -> str:
        """A time of the working day; the load's session reads it in the project's time zone."""
        return f"{day} {self.between(8, 17):02}:{self.between(0, 3) * 15:02}"

    def tell(
        self, at: str, author: int, organization: int, event: JournalEntry.Event, facts: dict | None = None
    ) -> None:
        kind = JournalEntry.KIND_OF_EVENT[event]
        self.journal(at, None, kind, SHARED, author, organization, "", event, facts)

    def journal(self, at, visit, kind, audience, author, organization, text, event="", facts=None) -> None:
        self.add(
            JOURNAL,
            new_uuid(self.rng),
            self.household,
            visit,
            kind.value,
            audience,
            author,
            organization,
            str(event),
            json.dumps(facts or {}),
            text,
            at,
            at,
        )
