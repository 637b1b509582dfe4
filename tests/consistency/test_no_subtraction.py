"""Nobody finds the door of a protected household by what is missing: wherever it lives, every page says the same."""

import re
from contextlib import contextmanager
from itertools import product

import pgtrigger
import pytest
from django.db import transaction
from django.urls import reverse

from tenancies.models import Tenancy
from tests.consistency.conftest import undone
from tests.consistency.test_leaks import PEOPLE, name_of, pages_to_begin_with, reached
from tests.consistency.world import PROTECTED_STREET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

# What differs from one request to the next: tokens, the draft that a page names, the minute.
TOKENS = re.compile(r"<input\b[^>]*type=\"hidden\"[^>]*>|\?draft=[-\w]*|\d+.h.\d\d")


@contextmanager
def living(world, where):
    """As if the protected household had always lived there, or nowhere that is known."""
    with transaction.atomic():
        # No trace of a change: there was none.
        with pgtrigger.ignore():
            leases = Tenancy.objects.filter(pk=world.tenancy.pk)
            leases.update(dwelling=where) if where else leases.delete()
        yield
        transaction.set_rollback(True)


def said_outside_its_case_file(world, client, begin_with) -> dict[str, str]:
    """Its own case file says that it has a lease, and since when."""
    own = reverse("tenancies:household", args=[world.household.public_id])
    pages = reached(client, begin_with)
    return {address: TOKENS.sub("", text) for address, text in pages.items() if not address.startswith(own)}


def different(one: dict[str, str], other: dict[str, str]) -> dict[str, list[str]]:
    """By the name of its page, the lines that only one of the two says."""
    return {
        name_of(address): sorted(lines_of(one, address) ^ lines_of(other, address))
        for address in one.keys() | other.keys()
        if one.get(address) != other.get(address)
    }


def lines_of(pages: dict[str, str], address: str) -> set[str]:
    return {line.strip() for line in pages.get(address, "no such page").splitlines()}


@pytest.mark.parametrize("code", PEOPLE)
def test_every_page_says_the_same_whether_or_not_a_protected_household_has_a_door(world, client_of, code):
    begin_with = pages_to_begin_with(world, code)

    here = said_outside_its_case_file(world, client_of(code), begin_with)
    with living(world, None):
        nowhere = said_outside_its_case_file(world, client_of(code), begin_with)

    assert here != {}
    assert different(here, nowhere) == {}


@pytest.mark.parametrize("code", ["RO", "AD", "MG", "SW", "CO"])
def test_its_own_case_file_says_the_same_wherever_it_lives(world, client_of, code):
    address = reverse("tenancies:household_dwelling", args=[world.household.public_id])

    def page():
        with undone():
            return {address: TOKENS.sub("", client_of(code).get(address).text)}

    here = page()
    with living(world, world.free_dwelling):
        elsewhere = page()

    assert "Bail direct" in here[address]
    assert different(here, elsewhere) == {}


# Each form that lists doors, what is sent to look for some, and the household it is about.
PICKERS = {
    "referrals:create_with_household": ("", {"find": "1", "address": PROTECTED_STREET}),
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
            return TOKENS.sub("", client_of(code).post(address, looked_for).text)

    here = doors()
    with living(world, None):
        nowhere = doors()

    assert PROTECTED_STREET in re.sub(r"<input\b[^>]*name=\"address\"[^>]*>", "", here)
    assert here == nowhere
