"""People of the world signed in, whose requests leave it as it was."""

import logging
import re
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')


@pytest.fixture(scope="module")
def cookies(world):
    """The session of each person of the world, and nobody's."""
    cookies = {"nobody": {}}
    for code, user in world.people.items():
        client = Client()
        client.force_login(user)
        cookies[code] = {name: morsel.value for name, morsel in client.cookies.items()}
    return cookies


@pytest.fixture(scope="module")
def handler():
    """One for all clients, as a server has: its middleware is made once."""
    return Client().handler


def client_with(cookies, handler):
    client = Client()
    client.handler = handler
    client.cookies.load(cookies)
    return client


@pytest.fixture
def client_of(cookies, handler):
    """`client_of("AD")`: a test client of its own, for a request may end its session."""
    return lambda code: client_with(cookies[code], handler)


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


@contextmanager
def about(*what: str):
    """A failure meanwhile says what it is about: most of these tests loop over the project."""
    try:
        yield
    except (Exception, pytest.fail.Exception) as failure:
        failure.add_note(f"About {' '.join(what).strip()}")
        raise


@contextmanager
def as_application():
    """By the account that the application has in production, which owns no table."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{settings.APPLICATION_ACCOUNT}"')
        yield
        cursor.execute("RESET ROLE")
