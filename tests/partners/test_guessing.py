"""Wrong passwords are slowed down, whoever sends them from wherever; whoever has the right one is not kept out."""

import random

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from partners.guessing import TooManyTriesError, begin_try, devices_of, mark_of, remember_device

pytestmark = pytest.mark.django_db

BEGUN = 1_790_000_000
MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
OWNER = "lea@exemple.fr"


@pytest.fixture(autouse=True)
def counters_in_memory(settings):
    """The same tries, counted sooner: `test_sign_in.py` has them counted in the database, as they are."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True)
def clock(counters_in_memory):
    with time_machine.travel(BEGUN, tick=False) as clock:
        yield clock
    cache.clear()


def request_from(address="192.0.2.1", cookie=""):
    request = RequestFactory().post("/account/login/", REMOTE_ADDR=address)
    request.COOKIES[settings.DEVICE_COOKIE_NAME] = cookie
    return request


def known_browser(email=OWNER):
    """The cookie of a browser that signed in once."""
    response = HttpResponse()
    remember_device(request_from(), response, email)
    return response.cookies[settings.DEVICE_COOKIE_NAME].value


def wait_after(request, email=OWNER):
    """A wrong password: None when it is heard, else the seconds to wait."""
    try:
        begin_try(request, email)
    except TooManyTriesError as error:
        return error.seconds
    return None


def heard_during(seconds, clock):
    """How many wrong passwords are heard of somebody who tries again as soon as told."""
    heard = waited = 0
    while waited < seconds:
        wait = wait_after(request_from())
        heard += wait is None
        clock.shift(max(wait or 0, 0.01))
        waited += max(wait or 0, 0.01)
    return heard


@pytest.mark.parametrize(("seconds", "most"), [(MINUTE, 5), (15 * MINUTE, 8), (HOUR, 12), (DAY, 24)])
def test_guesses_from_one_address_are_slower_and_slower(clock, seconds, most):
    assert heard_during(seconds - 1, clock) == most


def test_guesses_from_many_addresses_are_ten_a_minute():
    addresses = [f"198.51.100.{rank}" for rank in range(40)]

    assert sum(wait_after(request_from(address)) is None for address in addresses) == 10
    assert 0 < wait_after(request_from("203.0.113.7")) <= MINUTE


def test_one_password_tried_at_every_account_is_thirty_a_minute():
    request = request_from()

    assert sum(wait_after(request, f"personne{rank}@exemple.fr") is None for rank in range(100)) == 30


def test_the_wait_that_is_told_is_the_right_one(clock):
    while (wait := wait_after(request_from())) is None:
        pass

    clock.shift(wait - 0.5)
    assert wait_after(request_from()) == pytest.approx(0.5)
    clock.shift(0.6)
    assert wait_after(request_from()) is None


@pytest.mark.parametrize("seed", range(5))
def test_nobody_keeps_the_owner_out_of_a_known_browser(clock, seed):
    """Whatever is tried elsewhere, from the owner's address or from others, in whatever order."""
    chance = random.Random(seed)
    cookie = known_browser()
    for _ in range(60):
        clock.shift(chance.choice([0, 0, 0, 1, 30]))
        address = chance.choice(["192.0.2.1", f"198.51.100.{chance.randrange(250)}"])
        wait_after(request_from(address, chance.choice(["", "forged", known_browser("autre@exemple.fr")])))

        begin_try(request_from("192.0.2.1", cookie), chance.choice([OWNER, OWNER.upper()])).rollback()


def test_a_known_browser_is_slowed_down_by_its_own_tries(clock):
    cookie = known_browser()

    assert [wait_after(request_from(cookie=cookie)) for _ in range(6)][4:] == [None, MINUTE]


def test_a_whole_office_signs_in_at_once():
    tries = [begin_try(request_from(), f"personne{rank}@exemple.fr") for rank in range(25)]
    for each in tries:
        each.rollback()

    assert [wait_after(request_from(), f"autre{rank}@exemple.fr") for rank in range(30)] == [None] * 30


def test_a_hundred_tries_at_once_are_a_hundred():
    """Counted before the password is looked at: none of them has failed yet."""
    outcomes = [wait_after(request_from()) for _ in range(100)]

    assert outcomes.count(None) == 5


def test_a_shared_computer_knows_its_accounts_apart():
    response = HttpResponse()
    remember_device(request_from(cookie=known_browser()), response, "autre@exemple.fr")
    cookie = response.cookies[settings.DEVICE_COOKIE_NAME].value

    assert [wait_after(request_from(cookie=cookie)) for _ in range(6)][5] == MINUTE
    assert wait_after(request_from(cookie=cookie), "autre@exemple.fr") is None
    assert OWNER not in cookie


def test_a_shared_computer_forgets_the_oldest_accounts():
    cookie = known_browser()
    for rank in range(20):
        response = HttpResponse()
        remember_device(request_from(cookie=cookie), response, f"personne{rank}@exemple.fr")
        cookie = response.cookies[settings.DEVICE_COOKIE_NAME].value

    known = devices_of(request_from(cookie=cookie))
    assert list(known) == [mark_of(f"personne{rank}@exemple.fr") for rank in range(20)]
