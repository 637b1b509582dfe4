"""The list behind a figure, for each kind of row: what is loaded, in which order, and what a line shows."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from housing_support.dashboard.figures import Figure, Kind
from housing_support.dashboard.scope import Scope
from partners.discretion import shown_name
from partners.models import FundedAction, User
from referrals.models import Mobilisation, Referral
from referrals.presentation import Status, status_of
from referrals.reasons import Reason
from tenancies.household_lines import HouseholdLine, household_lines
from tenancies.models import FollowUp
from tenancies.summaries import FollowUpLine, follow_up_line


@dataclass(frozen=True)
class FollowUpRow:
    line: FollowUpLine
    is_late: bool


@dataclass(frozen=True)
class HouseholdRow:
    summary: HouseholdLine
    partners: str


@dataclass(frozen=True)
class ReferralRow:
    referral: Referral
    status: Status


@dataclass(frozen=True)
class MobilisationRow:
    mobilisation: Mobilisation
    partner: str
    is_late: bool


@dataclass(frozen=True)
class Listing:
    template: str
    noun: str
    key: tuple[str, ...]
    load: Callable[[QuerySet], QuerySet]
    show: Callable[[list, User], list]


def household_rows(rows: list, user: User) -> list[HouseholdRow]:
    return [
        HouseholdRow(line, ", ".join(dict.fromkeys(follow_up.partner for follow_up in line.follow_ups)))
        for line in household_lines(rows, user=user, today=timezone.localdate())
    ]


def follow_up_rows(rows: list[FollowUp], user: User) -> list[FollowUpRow]:
    today: datetime.date = timezone.localdate()
    return [FollowUpRow(follow_up_line(row, user), row.visit_due_on < today) for row in rows]


def referral_rows(rows: list[Referral], user: User) -> list[ReferralRow]:
    return [ReferralRow(row, status_of(row, row.mobilisations.all(), user)) for row in rows]


def mobilisation_rows(rows: list[Mobilisation], user: User) -> list[MobilisationRow]:
    return [MobilisationRow(row, shown_name(row.organization, user), row.is_late()) for row in rows]


LISTINGS: dict[Kind, Listing] = {
    Kind.HOUSEHOLDS: Listing(
        "dashboard/figure_households.html",
        "ménages",
        ("sort_name", "pk"),
        lambda rows: rows.with_reminder_days(),
        household_rows,
    ),
    Kind.FOLLOW_UPS: Listing(
        "dashboard/figure_follow_ups.html",
        "suivis",
        ("visit_due_on", "pk"),
        lambda rows: rows.select_related("household", "organization", "worker", "convention__action"),
        follow_up_rows,
    ),
    Kind.REFERRALS: Listing(
        "dashboard/figure_referrals.html",
        "signalements",
        ("-pk",),
        lambda rows: rows.select_related("household").prefetch_related("mobilisations__organization"),
        referral_rows,
    ),
    Kind.MOBILISATIONS: Listing(
        "dashboard/figure_mobilisations.html",
        "demandes",
        ("answer_due_on", "pk"),
        lambda rows: rows.select_related("referral__household", "organization"),
        mobilisation_rows,
    ),
}


def title_of(figure: Figure, scope: Scope, split: str, word: str) -> str:
    """« Ménages accompagnés · Action 3, Maillage »."""
    parts = {
        "objective": lambda: FundedAction.Objective(word).label,
        "state": lambda: Referral.State(word).label,
        "reason": lambda: Reason(word).label,
        "action": lambda: next(f"{each}, {each.name}" for each in scope.actions if str(each.number) == word),
        "convention": lambda: next(str(each) for each in scope.conventions if str(each.public_id) == word),
    }
    return f"{figure.title} · {parts[split]()}" if split else figure.title
