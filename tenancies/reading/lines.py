"""What a line of a list shows of a case file: three statements for a page of them, read as plain values.

Instances of persons, leases, dwellings and follow-ups took two thirds of the time of a list, and the writing of their
SQL most of the rest: it is written once.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from housing_support.common.compiled_queries import among
from housing_support.common.links import row_url
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
    Household.State.CLOSED: "",
}


VISIT_WORDS = {
    Lateness.LATE: ("late", "clock-alert", "En retard, due le"),
    Lateness.SOON: ("soon", "clock", "À prévoir avant le"),
    Lateness.ON_TIME: ("ok", "check", "À jour, avant le"),
}


class RowsByHousehold:
    """Rows that hang on households: `compose` gives what is read of them, after the household's identifier."""

    def __init__(self, compose: Callable[[], QuerySet]):
        self.compose = compose

    @cached_property
    def statement(self) -> tuple[str, tuple]:
        return self.compose().filter(among("household", [])).query.sql_with_params()

    def of(self, households: list[Household]) -> dict[int, list[tuple]]:
        sql, params = self.statement
        identifiers = [household.pk for household in households]
        found = defaultdict(list)
        with connection.cursor() as cursor:
            cursor.execute(sql, [identifiers if value == [] else value for value in params])
            for household, *values in cursor.fetchall():
                found[household].append(values)
        return found


class Member(NamedTuple):
    role: str
    birth_year: int | None


PERSONS = RowsByHousehold(lambda: Person.objects.order_by().values_list("household", *Member._fields))
LEASES = RowsByHousehold(
    lambda: (
        Tenancy.objects.running()
        .order_by("-starts_on", "-pk")
        .values_list(
            "household",
            "dwelling__residence__name",
            "dwelling__commune_name",
            "dwelling__street_number",
            "dwelling__street_name",
            "dwelling__address_complement",
        )
    )
)
FOLLOW_UPS = RowsByHousehold(
    lambda: (
        FollowUp.objects.running()
        .order_by("visit_due_on", "pk")
        .values_list(
            "household",
            "visit_due_on",
            "convention__action__number",
            "organization__short_name",
            "organization__expertises",
            "worker",
            "worker__first_name",
            "worker__last_name",
            "worker__email",
        )
    )
)


class VisitBadge(NamedTuple):
    tone: str
    icon: str
    words: str
    due_on: datetime.date


@dataclass(slots=True)
class ListedFollowUp:
    """Who follows the household, as this reader may read it."""

    action_number: int
    partner: str
    worker: str
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
    composition: str
    address: ShownAddress
    follow_ups: list[ListedFollowUp]
    state_tone: str

    @property
    def url(self) -> str:
        return row_url("tenancies:household", self.household.public_id)

    @property
    def about(self) -> str:
        return f"{self.household.reference} · {self.composition}"

    @property
    def visit(self) -> "VisitBadge | None":
        """When the most urgent visit is due."""
        if not self.follow_ups:
            return None
        most_urgent = self.follow_ups[0]
        return VisitBadge(*VISIT_WORDS[most_urgent.lateness], most_urgent.visit_due_on)


def household_lines(households: list[Household], *, user: User, today: datetime.date) -> list[HouseholdLine]:
    """Of case files that `user` sees, loaded `with_reminder_days`."""
    if not households:
        return []
    persons, leases, follow_ups = PERSONS.of(households), LEASES.of(households), FOLLOW_UPS.of(households)
    return [
        HouseholdLine(
            household=household,
            composition=composition((Member(*values) for values in persons[household.pk]), today=today),
            address=shown_place(household, leases[household.pk]),
            follow_ups=[
                listed_follow_up(values, user, reminder_days=household.reminder_days, today=today)
                for values in follow_ups[household.pk]
            ],
            state_tone=TONES[household.state],
        )
        for household in households
    ]


def shown_place(household: Household, leases: list[tuple]) -> ShownAddress:
    residence, commune, *street = leases[0] if leases else ("", "", "", "", "")
    return place_of(household, residence=residence, commune=commune, street=street_address_of(*street))


def listed_follow_up(values: tuple, user: User, *, reminder_days: int, today: datetime.date) -> ListedFollowUp:
    due_on, action_number, short_name, expertises, worker, *worker_names = values
    partner = shown_partner(short_name, expertises, full_name_of(*worker_names) if worker else "", user)
    return ListedFollowUp(
        action_number=action_number,
        partner=partner.name,
        worker=partner.worker,
        is_assigned=worker is not None,
        visit_due_on=due_on,
        lateness=lateness_of(due_on, reminder_days=reminder_days, today=today),
    )
