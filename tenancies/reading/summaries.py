"""A case file in a few lines: what its pages show of a household at the top."""

import datetime
from dataclasses import dataclass

from partners.discretion import shown_partner
from partners.models import User
from tenancies.models import Dwelling, FollowUp, Household, Lateness, Tenancy
from tenancies.reading.composition import composition
from tenancies.reading.lines import TONES
from tenancies.reading.masking import ShownAddress, address_of


@dataclass(frozen=True)
class FollowUpLine:
    """A follow-up and who carries it, as this reader may read them."""

    follow_up: FollowUp
    partner: str
    is_named: bool
    worker: str
    lateness: Lateness | None = None

    @property
    def phone(self) -> str:
        """That of the worker, else of the association; none of a partner that is not named."""
        if not self.is_named:
            return ""
        worker = self.follow_up.worker
        return (worker.phone if worker else "") or self.follow_up.organization.phone

    @property
    def is_assigned(self) -> bool:
        return self.follow_up.worker_id is not None

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


def summarize(household: Household, *, user: User, today: datetime.date) -> HouseholdSummary:
    """Everything comes from what is loaded already: members, running tenancies and running follow-ups."""
    tenancy = next(iter(household.running_tenancies), None)
    dwelling: Dwelling | None = tenancy.dwelling if tenancy else None
    return HouseholdSummary(
        household=household,
        composition=composition(household.members, today=today),
        address=address_of(household, dwelling),
        tenancy=tenancy,
        lines=[
            follow_up_line(
                follow_up, user, lateness=follow_up.lateness(reminder_days=household.reminder_days, today=today)
            )
            for follow_up in household.running_follow_ups
        ],
        state_tone=TONES[household.state],
    )


def follow_up_line(follow_up: FollowUp, user: User, *, lateness: Lateness | None = None) -> FollowUpLine:
    """Needs the follow-up's organization, worker and action loaded; `lateness` is for those that run."""
    organization, worker = follow_up.organization, follow_up.worker
    objective = follow_up.convention.action.objective
    partner = shown_partner(organization.short_name, objective, worker.full_name if worker else "", user)
    return FollowUpLine(
        follow_up=follow_up,
        partner=partner.name,
        is_named=partner.is_named,
        worker=partner.worker,
        lateness=lateness,
    )
