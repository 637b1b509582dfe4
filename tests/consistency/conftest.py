"""A world for the length of a module: made once, and left as it was by each request that only asks."""

import logging
import re
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from tests.consistency.world import World

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made in a transaction that is never committed; the tests that ask for it are marked `django_db`."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world):
    """The session of each person of the world, and nobody's."""
    cookies = {"nobody": {}}
    for code, user in world.people.items():
        client = Client()
        client.force_login(user)
        cookies[code] = {name: morsel.value for name, morsel in client.cookies.items()}
    return cookies


@pytest.fixture
def client_of(cookies):
    """`client_of("AD")`: a test client of its own, for a request may end its session."""

    def client_of(code):
        client = Client()
        client.cookies.load(cookies[code])
        return client

    return client_of


@pytest.fixture(autouse=True)
def quiet_refusals():
    """Refusals are what these tests ask for: their warnings would fill the report of a failure."""
    logger = logging.getLogger("django.request")
    level = logger.level
    logger.setLevel(logging.ERROR)
    yield
    logger.setLevel(level)


@contextmanager
def undone():
    """Yield the names of the tables written to meanwhile, then take everything back."""
    written = []

    def watch(execute, sql, params, many, context):
        if match := WRITE.match(sql):
            written.append(match[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        yield written
        transaction.set_rollback(True)
