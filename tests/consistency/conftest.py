"""People of the world signed in, whose requests leave it as it was."""

import logging
import re
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.consistency.access import url_of
from tests.consistency.sending import forms_of

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


@pytest.fixture
def forms_at(world, client_of):
    """`forms_at(url, name, code)`: each form of the page, as (where to, its fields)."""

    def ask(url, name, code):
        address = url_of(world, url, name)
        with undone():
            response = client_of(code).get(address)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            return []
        return [(action or address, fields) for action, fields in forms_of(response.text)]

    return ask
