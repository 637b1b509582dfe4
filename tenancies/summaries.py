"""A case file in a line: what lists and headers show of a household loaded by `for_list`."""

import datetime
from dataclasses import dataclass

from tenancies.composition import composition
from tenancies.masking import ShownAddress, address_of
from tenancies.models import Dwelling, FollowUp, Household, Lateness, Tenancy

TONES = {
    Household.State.WAITING: "soon",
    Household.State.SUPPORTED: "ok",
    Household.State.CLOSED: "",
}


@dataclass(frozen=True)
class FollowUpLine:
    follow_up: FollowUp
    lateness: Lateness

    @property
    def is_late(self) -> bool:
        return self.lateness == Lateness.LATE

    @property
    def is_soon(self) -> bool:
        return self.lateness == Lateness.SOON


@dataclass(frozen=True)
class HouseholdSummary:
    household: Household
    composition: str
    address: ShownAddress
    tenancy: Tenancy | None
    lines: list[FollowUpLine]
    state_tone: str

    @property
    def most_urgent(self) -> FollowUpLine | None:
        return self.lines[0] if self.lines else None


def summarize(household: Household, *, today: datetime.date) -> HouseholdSummary:
    """Everything comes from what is loaded already: persons, running tenancies and running follow-ups."""
    tenancy = next(iter(household.running_tenancies), None)
    dwelling: Dwelling | None = tenancy.dwelling if tenancy else None
    return HouseholdSummary(
        household=household,
        composition=composition(household.persons.all(), today=today),
        address=address_of(household, dwelling),
        tenancy=tenancy,
        lines=[
            FollowUpLine(follow_up, follow_up.lateness(reminder_days=household.reminder_days, today=today))
            for follow_up in household.running_follow_ups
        ],
        state_tone=TONES[household.state],
    )
