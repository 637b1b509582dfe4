"""Nobody finds the door of a protected household by what is missing: wherever it lives, every page says the same."""

import datetime
import re
from contextlib import contextmanager
from html import unescape
from itertools import product

import pytest
from django.db import transaction
from django.urls import reverse

from tests.consistency.conftest import undone
from tests.consistency.crawling import TOKENS, different, living
from tests.consistency.world import PROTECTED_STREET
from tests.factories.tenancies import (
    DwellingFactory,
    HouseholdFactory,
    ReservationFactory,
    TenancyFactory,
    VacancyFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]


@pytest.mark.parametrize("code", ["RO", "AD", "MG", "SW", "CO"])
def test_its_own_case_file_says_the_same_wherever_it_lives(world, client_of, code):
    kinds = {world.household: "Bail direct", world.subtenant: "Bail glissant", world.young: "Bail d’un an"}
    addresses = {reverse("tenancies:household_dwelling", args=[each.public_id]): kinds[each] for each in kinds}

    def pages():
        with undone():
            return {each: TOKENS.sub("", unescape(client_of(code).get(each).text)) for each in addresses}

    here = pages()
    with living(world, world.free_dwelling):
        elsewhere = pages()

    assert {each for each in addresses if addresses[each] in here[each]} == {*addresses}
    assert different(here, elsewhere) == {}


# Each form that lists doors, what is sent to look for some, and the household it is about.
PICKERS = {
    "referrals:create_with_household": ("", {"look": "1", "address": PROTECTED_STREET}),
    "tenancies:tenancy_create": ("plain", {"look": "1", "address": PROTECTED_STREET}),
}


@pytest.mark.parametrize(
    ("code", "url"),
    [*product(["RO", "AD"], PICKERS), ("MG", "referrals:create_with_household")],
)
def test_a_picker_shows_every_door_the_same_way_taken_or_free(world, client_of, code, url):
    name, looked_for = PICKERS[url]
    address = reverse(url, kwargs=world.arguments(name))
    address += f"?draft={world.draft_id}" if not name else ""

    def doors():
        with undone():
            return TOKENS.sub("", unescape(client_of(code).post(address, looked_for).text))

    here = doors()
    with living(world, None):
        nowhere = doors()

    assert PROTECTED_STREET in re.sub(r"<input\b[^>]*name=\"address\"[^>]*>", "", here)
    assert here == nowhere


# A dwelling let under a convention

DAY = datetime.timedelta(days=1)
LET_STREET = "impasse Salamandre"
LET_RESIDENCE = "Résidence Obsidienne"
LET_TOWN = "Bourg-Caché"


@contextmanager
def let(world, *, reserved, is_protected=True, **given):
    """A household that got a dwelling ten days after it was reserved, with its reservation or without."""
    with transaction.atomic():
        dwelling = DwellingFactory(
            residence__landlord=world.landlord,
            residence__name=LET_RESIDENCE,
            street_name=LET_STREET,
            commune_name=LET_TOWN,
            door="3",
            rooms=7,
        )
        household = HouseholdFactory(landlord=world.landlord, is_protected=is_protected, reference="D-2025-0077")
        first = world.today - 30 * DAY
        VacancyFactory(dwelling=dwelling, starts_on=first - 20 * DAY, ends_on=first + 10 * DAY)
        days = {"starts_on": first, "ends_on": first + 60 * DAY}
        reservation = reserved and ReservationFactory(
            convention=world.reserving, dwelling=dwelling, let=True, household=household, **days | given
        )
        TenancyFactory(household=household, dwelling=dwelling, starts_on=first + 10 * DAY)
        yield dwelling, reservation
        transaction.set_rollback(True)


def on_the_side_of(dwelling, world, client) -> list[set[str]]:
    """The lines of the landlord's pages about a dwelling, and of what they answer to whoever would reserve it or put it
    out of use, on the days of its reservation before its lease and on those of its lease."""
    about = [dwelling.public_id]
    said = [client.get(reverse(f"tenancies:{name}")) for name in ("dwellings", "free_dwellings")]
    said.append(client.get(reverse("tenancies:dwelling", args=about)))
    for first in (-25, 0):
        days = {"starts_on": world.today + first * DAY, "ends_on": world.today + (first + 2) * DAY}
        said += [
            client.post(reverse("tenancies:reserve", args=about), {"convention": convention.public_id, **days})
            for convention in (world.reserving, world.convention)
        ]
        said.append(client.post(reverse("tenancies:void_create", args=about), {"reason": "WORKS", **days}))
    hidden = re.compile(rf"{TOKENS.pattern}|{dwelling.public_id}")
    return [{f"{page.status_code}", *hidden.sub("", unescape(page.text)).split("\n")} for page in said]


@pytest.mark.parametrize("code", ["RO", "AD", "MG"])
def test_a_dwelling_let_under_a_convention_reads_as_any_other_that_is_let(world, client_of, code):
    with let(world, reserved=True) as (dwelling, _):
        under_a_convention = on_the_side_of(dwelling, world, client_of(code))
    with let(world, reserved=False) as (dwelling, _):
        any_other = on_the_side_of(dwelling, world, client_of(code))

    assert LET_STREET in str(any_other)
    assert [one ^ two for one, two in zip(under_a_convention, any_other, strict=True)] == [set()] * len(any_other)


# The figures whose lists hold reservations, or households with where they live.
RESERVED = ("places-used", "vacant", "housed", "on-the-way")


def test_a_convention_does_not_tell_the_dwelling_of_a_protected_household(world, client_of):
    programme = world.reserving.action.programme.public_id

    def told(*, is_protected, **given) -> dict[str, set]:
        """What each reader is told of the dwelling."""
        with let(world, reserved=True, is_protected=is_protected, **given) as (dwelling, reservation):
            about = [reservation.public_id]
            addresses = [
                reverse("tenancies:convention_reservations", args=[world.reserving.public_id]),
                *(reverse(f"tenancies:reservation{act}", args=about) for act in ("", "_end", "_release")),
                *(f"{reverse('dashboard_figure', args=[figure])}?programme={programme}" for figure in RESERVED),
            ]
            words = (LET_STREET, LET_RESIDENCE, LET_TOWN, "T7", str(dwelling.public_id))
            found = {}
            for code in ("RO", "AD", "MG", "SW", "CO", "AA"):
                client = client_of(code)
                said = TOKENS.sub("", " ".join(client.get(address).text for address in addresses))
                found[code] = {word for word in words if re.search(rf"\b{word}\b", said)}
            return found

    assert all(LET_TOWN in found for found in told(is_protected=False).values())
    for given in (
        {"state": "ALLOCATED"},
        {"state": "LET"},
        {"state": "ENDED"},
        # The lease was cancelled, and may be recorded again.
        {"state": "RELEASED", "released_on": world.today, "release_reason": "LEASE_CANCELLED"},
    ):
        found = told(is_protected=True, **given)
        assert set().union(*found.values()) == set()
