"""The list behind a figure, for each kind of row: what is loaded, in which order, and what a line shows."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from housing_support.common.links import row_url
from housing_support.common.numbers import days
from housing_support.dashboard.figures import Figure, Kind
from housing_support.dashboard.scope import Scope
from partners.discretion import shown_name
from partners.models import FundedAction, User
from referrals.models import Mobilisation, Referral
from referrals.models.reasons import Reason
from referrals.reading.candidacies import candidacy_status, dwelling_title
from referrals.reading.presentation import Status, answer_status, status_of, with_awaited_answers
from tenancies.models import FollowUp, Household, Reservation
from tenancies.reading.lines import HouseholdLine, VisitBadge, household_lines, visit_badge
from tenancies.reading.masking import MASKED, ShownAddress, address_of
from tenancies.reading.summaries import follow_up_line
from tenancies.stock.occupancy import label_of
from tenancies.stock.places import with_vacant_days


@dataclass(slots=True)
class FollowUpRow:
    follow_up: FollowUp
    url: str
    name: str
    about: str
    partner: str
    worker: str
    visit: VisitBadge


@dataclass(slots=True)
class HouseholdRow:
    url: str
    name: str
    about: str
    address: ShownAddress | None
    partners: str
    state: str
    state_tone: str


@dataclass(slots=True)
class ReferralRow:
    referral: Referral
    url: str
    status: Status


@dataclass(frozen=True)
class MobilisationRow:
    mobilisation: Mobilisation
    partner: str
    status: Status


@dataclass(frozen=True)
class ReservationRow:
    reservation: Any
    dwelling: str
    vacant: str


@dataclass(frozen=True)
class CandidacyRow:
    candidacy: Any
    dwelling: str
    status: Status
    days: str


@dataclass(frozen=True)
class Listing:
    template: str
    noun: str
    key: tuple[str, ...]
    load: Callable[[Any], QuerySet]
    show: Callable[[list, User], list]


def household_rows(rows: list, user: User) -> list[HouseholdRow]:
    """A case file that closed to its reader since is counted still: neither its name nor its address is told."""
    opened = [household for household in rows if household.is_open]
    lines = {line.household.pk: line for line in household_lines(opened, user=user, today=timezone.localdate())}
    return [household_row(lines[row.pk]) if row.pk in lines else closed_row(row, user) for row in rows]


def household_row(line: HouseholdLine) -> HouseholdRow:
    return HouseholdRow(
        url=line.url,
        name=line.household.name,
        about=line.about,
        address=line.address,
        partners=", ".join(dict.fromkeys(follow_up.partner for follow_up in line.follow_ups)),
        state=Household.State(line.household.state).label,
        state_tone=line.state_tone,
    )


def closed_row(household: Household, user: User) -> HouseholdRow:
    return HouseholdRow(
        url="",
        name=f"Dossier {household.reference}",
        about="Ce dossier n’est plus ouvert à votre organisme.",
        address=None,
        partners=user.organization.short_name,
        state="Suivi terminé",
        state_tone="",
    )


def follow_up_rows(rows: list[FollowUp], user: User) -> list[FollowUpRow]:
    today: datetime.date = timezone.localdate()
    return [follow_up_row(row, user, today) for row in rows]


def follow_up_row(follow_up: FollowUp, user: User, today: datetime.date) -> FollowUpRow:
    line, household = follow_up_line(follow_up, user), follow_up.household
    return FollowUpRow(
        follow_up=follow_up,
        url=row_url("tenancies:household", household.public_id),
        name=household.name,
        about=f"{household.reference} · {follow_up.convention.action}",
        partner=line.partner,
        worker=line.worker if line.is_assigned else "Référent à désigner",
        visit=visit_badge(
            follow_up.lateness(reminder_days=0, today=today), follow_up.visit_due_on, is_named=line.is_named
        ),
    )


def referral_rows(rows: list[Referral], user: User) -> list[ReferralRow]:
    return [
        ReferralRow(row, row_url("referrals:detail", row.public_id), status_of(row, row.awaited_answers, user))
        for row in with_awaited_answers(rows, user)
    ]


def mobilisation_rows(rows: list[Mobilisation], user: User) -> list[MobilisationRow]:
    return [MobilisationRow(row, shown_name(row.organization, user), answer_status(row, user)) for row in rows]


def reservation_rows(rows: list, user: User) -> list[ReservationRow]:
    return [ReservationRow(row, reserved_dwelling(row, user), days(row.vacant_days or 0)) for row in rows]


def reserved_dwelling(reservation: Reservation, user: User) -> str:
    """As the page of its convention says it, and nothing of it as soon as it is a protected household's."""
    household = reservation.household
    if household and address_of(household, reservation.dwelling).is_masked:
        return MASKED
    return label_of(reservation, is_own=reservation.convention.landlord_id == user.organization_id)


def candidacy_rows(rows: list, user: User) -> list[CandidacyRow]:
    return [
        CandidacyRow(
            row,
            dwelling_title(row.announcement, user),
            candidacy_status(row, user),
            days(row.step_days) if row.step_days else "le jour même",
        )
        for row in rows
    ]


# Each reads the columns that its line shows: the tables are wide.
HOUSEHOLD = ("public_id", "reference", "name", "sort_name", "state", "is_protected")
FOLLOW_UP = (
    "visit_due_on",
    "last_visit_on",
    "household__public_id",
    "household__reference",
    "household__name",
    "organization__short_name",
    "worker__first_name",
    "worker__last_name",
    "worker__email",
    "convention__action__number",
    "convention__action__objective",
)
REFERRAL = ("public_id", "reference", "state", "sent_at", "meeting_due_on", "new_household", "household__name")

LISTINGS: dict[Kind, Listing] = {
    Kind.HOUSEHOLDS: Listing(
        "dashboard/figure_households.html",
        "ménages",
        ("sort_name", "pk"),
        lambda rows: rows.with_reminder_days().only(*HOUSEHOLD),
        household_rows,
    ),
    Kind.FOLLOW_UPS: Listing(
        "dashboard/figure_follow_ups.html",
        "suivis",
        ("visit_due_on", "pk"),
        lambda rows: rows.select_related("household", "organization", "worker", "convention__action").only(*FOLLOW_UP),
        follow_up_rows,
    ),
    Kind.REFERRALS: Listing(
        "dashboard/figure_referrals.html",
        "signalements",
        ("-pk",),
        lambda rows: rows.select_related("household").only(*REFERRAL),
        referral_rows,
    ),
    Kind.MOBILISATIONS: Listing(
        "dashboard/figure_mobilisations.html",
        "demandes",
        ("answer_due_on", "pk"),
        lambda rows: rows.select_related("referral__household", "organization"),
        mobilisation_rows,
    ),
    Kind.RESERVATIONS: Listing(
        "dashboard/figure_reservations.html",
        "réservations",
        ("-starts_on", "-pk"),
        lambda rows: with_vacant_days(rows.with_leases().for_list().select_related("household")),
        reservation_rows,
    ),
    Kind.CANDIDACIES: Listing(
        "dashboard/figure_candidacies.html",
        "candidatures",
        ("-proposed_at", "-pk"),
        lambda rows: rows.for_list(),
        candidacy_rows,
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
    title = figure.title_for(scope.user)
    return f"{title} · {parts[split]()}" if split else title
