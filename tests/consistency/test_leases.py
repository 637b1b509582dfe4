"""A lease runs from its first day through its last, on every page, list, search and picker."""

import datetime

import pytest

from referrals.models import Referral
from tenancies.models import Tenancy
from tests.consistency import world as words
from tests.consistency.access import ROWS, url_of
from tests.consistency.conftest import undone
from tests.consistency.crawling import is_crawled, name_of, results_of, text_of
from tests.consistency.test_leaks import DWELLINGS_FOUND, REGISTER
from tests.factories.tenancies import DwellingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

DAY = datetime.timedelta(days=1)
# The page of a household's leases shows all of them, those to come as planned and those that are over as such.
ALL_LEASES = "tenancies:household_dwelling"
PEOPLE = ("RO", "AD", "MG")


def addresses(world, code) -> list[str]:
    """Every page of this person but those of dwellings, and what the searches find of that street."""
    pages = [
        url_of(world, url, name)
        for url, name, method, expected in (row.values for row in ROWS)
        if is_crawled(url, method, expected, code) and url not in REGISTER
    ]
    searches = ("search", "tenancies:households", "referrals:find")
    return pages + [results_of(url, words.PLAIN_STREET, user=world.people[code]) for url in searches]


def pages_with_the_street(client, among: list[str]) -> set[str]:
    pages = set()
    for address in among:
        with undone():
            response = client.get(address)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        if words.PLAIN_STREET in DWELLINGS_FOUND.sub("", text_of(response)):
            pages.add(address)
    return pages


def shown_during(world, client, among, starts_on, ends_on) -> set[str]:
    """Where the dwelling is shown as that of its household, but as the door that a caretaker named."""
    with undone():
        elsewhere = DwellingFactory(residence__landlord=world.landlord, street_name="rue d’Ailleurs")
        Referral.objects.exclude(dwelling=None).update(dwelling=elsewhere)
        Tenancy.objects.filter(household=world.plain).update(starts_on=starts_on, ends_on=ends_on)
        return pages_with_the_street(client, among)


@pytest.mark.parametrize("code", PEOPLE)
def test_a_dwelling_is_that_of_its_household_from_the_first_day_through_the_last(world, client_of, code):
    today, client, pages = world.today, client_of(code), addresses(world, code)

    begun = shown_during(world, client, pages, today - 30 * DAY, None)

    assert begun != set()
    assert shown_during(world, client, [*begun], today, None) == begun
    assert shown_during(world, client, [*begun], today - 30 * DAY, today) == begun
    assert shown_during(world, client, pages, today + DAY, None) == set()
    assert shown_during(world, client, [*begun], today - 30 * DAY, today - DAY) == set()


def test_the_door_that_a_caretaker_named_is_read_alike_whatever_the_lease(world, client_of):
    today = world.today
    leases = [(today - 30 * DAY, None), (today + DAY, None), (today - 30 * DAY, today - DAY)]

    shown = []
    for starts_on, ends_on in leases:
        with undone():
            Tenancy.objects.filter(household=world.plain).update(starts_on=starts_on, ends_on=ends_on)
            shown.append(pages_with_the_street(client_of("CT"), addresses(world, "CT")))

    assert "referrals:detail" in map(name_of, shown[0])
    assert shown == [shown[0]] * len(leases)


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (1, None, "Entrée prévue"),
        (0, None, "En cours"),
        (-30, None, "En cours"),
        (-30, 1, "Sortie prévue"),
        (-30, 0, "Sortie prévue"),
        (-30, -1, "Terminé"),
        (1, 30, "Entrée prévue"),
    ],
)
def test_the_page_of_the_leases_says_what_is_planned(world, client_of, first, last, label):
    starts_on, ends_on = world.today + first * DAY, None if last is None else world.today + last * DAY

    with undone():
        Tenancy.objects.filter(pk=world.tenancy.pk).update(starts_on=starts_on, ends_on=ends_on)
        page = client_of("RO").get(f"/households/{world.household.public_id}/dwelling/")
        is_running = Tenancy.objects.running().filter(pk=world.tenancy.pk).exists()

    [shown] = page.context["tenancies"]
    assert shown.phase.label == label
    assert f">{label}</span>" in page.text
    assert is_running == (label in ("En cours", "Sortie prévue"))
