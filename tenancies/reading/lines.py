"""What a line of a list shows of a case file: three statements for a page of them, read as plain values.

Instances of persons, leases, dwellings and follow-ups took two thirds of the time of a list.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from housing_support.common.compiled_queries import CompiledQuery, among, compiled
from housing_support.common.dates import day_and_month
from housing_support.common.links import row_urls
from partners.discretion import shown_partner
from partners.models import User
from partners.models.users import full_name_of
from tenancies.models import FollowUp, Household, Lateness, Person, Tenancy
from tenancies.models.dwellings import street_address_of
from tenancies.models.support import lateness_of
from tenancies.reading.composition import composition
from tenancies.reading.masking import ShownAddress, place_of

TONES: dict[str, str] = {
    Household.State.WAITING: "soon",
    Household.State.SUPPORTED: "ok",
    Household.State.ENDED: "info",
    Household.State.CLOSED: "",
}


# Its tone and icon, where the visit stands, and what comes before its day.
VISIT_WORDS = {
    Lateness.LATE: ("late", "clock-alert", "En retard", ", due le"),
    Lateness.SOON: ("soon", "clock", "À prévoir", " avant le"),
    Lateness.ON_TIME: ("ok", "check", "À jour", ", avant le"),
}


class Member(NamedTuple):
    role: str
    birth_year: int | None
    first_name: str = ""

    @property
    def words(self) -> str:
        """What tells namesakes apart: « Nadia, 1988 »."""
        return ", ".join(filter(None, [self.first_name, str(self.birth_year or "")]))


@compiled
def persons_of(user: User, households: list[int]) -> QuerySet:
    persons = Person.objects.filter(among("household", households))
    return persons.order_by().values_list("household", *Member._fields)


@compiled
def leases_of(user: User, households: list[int]) -> QuerySet:
    leases = Tenancy.objects.running().filter(among("household", households))
    return leases.order_by("-starts_on", "-pk").values_list(
        "household",
        "dwelling__residence__name",
        "dwelling__commune_name",
        "dwelling__street_number",
        "dwelling__street_name",
        "dwelling__address_complement",
    )


@compiled
def follow_ups_of(user: User, households: list[int]) -> QuerySet:
    follow_ups = FollowUp.objects.running().filter(among("household", households))
    return follow_ups.order_by("visit_due_on", "pk").values_list(
        "household",
        "visit_due_on",
        "convention__action__number",
        "convention__action__objective",
        "organization__short_name",
        "worker",
        "worker__first_name",
        "worker__last_name",
        "worker__email",
    )


def rows_by_household(query: CompiledQuery, user: User, households: list[Household]) -> dict[int, list[tuple]]:
    """What is read of each household, after its identifier."""
    found = defaultdict(list)
    for household, *values in query.rows(user, given={"households": [household.pk for household in households]}):
        found[household].append(values)
    return found


class VisitBadge(NamedTuple):
    tone: str
    icon: str
    words: str


def visit_badge(lateness: Lateness, due_on: datetime.date, *, is_named: bool) -> VisitBadge:
    """The day is the convention's own: it is not told of an unnamed partner."""
    tone, icon, words, before = VISIT_WORDS[lateness]
    return VisitBadge(tone, icon, f"{words}{before} {day_and_month(due_on)}" if is_named else words)


@dataclass(slots=True)
class ListedFollowUp:
    """Who follows the household, as this reader may read it."""

    action_number: int
    partner: str
    worker: str
    is_named: bool
    is_assigned: bool
    visit_due_on: datetime.date
    lateness: Lateness

    @property
    def title(self) -> str:
        return f"Action {self.action_number} · {self.partner}"

    @property
    def carrier(self) -> str:
        return self.worker if self.is_assigned else "Référent à désigner"


@dataclass(slots=True)
class HouseholdLine:
    """`follow_ups`: those that run, the most urgent first."""

    household: Household
    holder: str
    composition: str
    address: ShownAddress
    follow_ups: list[ListedFollowUp]
    state_tone: str
    url: str

    @property
    def about(self) -> str:
        return " · ".join(filter(None, [self.household.reference, self.holder, self.composition]))

    @property
    def visit(self) -> "VisitBadge | None":
        """When the most urgent visit is due."""
        if not self.follow_ups:
            return None
        most_urgent = self.follow_ups[0]
        return visit_badge(most_urgent.lateness, most_urgent.visit_due_on, is_named=most_urgent.is_named)


def household_lines(households: list[Household], *, user: User, today: datetime.date) -> list[HouseholdLine]:
    """Of case files that `user` sees, loaded `with_reminder_days`."""
    if not households:
        return []
    url_of = row_urls("tenancies:household")
    persons = rows_by_household(persons_of, user, households)
    leases = rows_by_household(leases_of, user, households)
    follow_ups = rows_by_household(follow_ups_of, user, households)
    members = {household.pk: [Member(*values) for values in persons[household.pk]] for household in households}
    return [
        HouseholdLine(
            household=household,
            holder=next((each.words for each in members[household.pk] if each.role == Person.Role.HOLDER), ""),
            composition=composition(members[household.pk], today=today),
            address=shown_place(household, leases[household.pk]),
            follow_ups=[
                listed_follow_up(values, user, reminder_days=household.reminder_days, today=today)
                for values in follow_ups[household.pk]
            ],
            state_tone=TONES[household.state],
            url=url_of(household.public_id),
        )
        for household in households
    ]


def shown_place(household: Household, leases: list[tuple]) -> ShownAddress:
    residence, commune, *street = leases[0] if leases else ("", "", "", "", "")
    return place_of(household, residence=residence, commune=commune, street=street_address_of(*street))


def listed_follow_up(values: tuple, user: User, *, reminder_days: int, today: datetime.date) -> ListedFollowUp:
    due_on, action_number, objective, short_name, worker, *worker_names = values
    partner = shown_partner(short_name, objective, full_name_of(*worker_names) if worker else "", user)
    return ListedFollowUp(
        action_number=action_number,
        partner=partner.name,
        worker=partner.worker,
        is_named=partner.is_named,
        is_assigned=worker is not None,
        visit_due_on=due_on,
        lateness=lateness_of(due_on, reminder_days=reminder_days, today=today),
    )
