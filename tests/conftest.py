"""What every test relies on: its PostgreSQL, and refusals of what production would hide."""

import contextlib
import os
import socket
import sys

import pytest
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db import connection, transaction
from django.template.base import FilterExpression, Node
from pytest_django.plugin import blocking_manager_key

from housing_support.database_connection import refusal_of_database
from housing_support.tools import embedded_database

database = contextlib.ExitStack()


def pytest_configure(config):
    # The settings compute the address; a worker of pytest-xdist uses the server of the process that launched it.
    own_server = os.environ["DATABASE_URL"] == embedded_database.owner_url(test=True)
    if hasattr(config, "workerinput"):
        return
    if own_server:
        try:
            database.enter_context(embedded_database.running(test=True))
        except embedded_database.EmbeddedDatabaseError as error:
            pytest.exit(str(error), returncode=1)
    else:
        with config.stash[blocking_manager_key].unblock():
            refusal = refusal_of_database()
            connection.close()
        if refusal:
            pytest.exit(refusal, returncode=1)


def pytest_unconfigure():
    database.close()


class UndefinedVariable(str):
    """Stands for an undefined variable in a template: an error in ours, nothing in those of the libraries.

    A variable followed by the filter `default` says itself that it may be missing.
    """

    def __mod__(self, variable):
        frame = sys._getframe(1)
        expression = frame.f_locals["self"]
        assert isinstance(expression, FilterExpression)
        origin = template_of(frame)
        if not origin.startswith(str(settings.BASE_DIR / "templates")):
            return ""
        if expression.filters and expression.filters[0][0].__name__ == "default":
            [(is_variable, fallback)] = expression.filters[0][1]
            return fallback.resolve(frame.f_locals["context"]) if is_variable else fallback
        raise AssertionError(f"Undefined variable “{variable}” in {origin}")


def template_of(frame):
    """The file that the innermost node being rendered comes from."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and hasattr(node, "origin"):
            return str(node.origin.name)
        frame = frame.f_back
    return ""


@pytest.fixture(scope="session", autouse=True)
def undefined_variables_fail():
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Only this machine may be reached; the database driver is written in C and goes its own way."""
    connect = socket.socket.connect

    def connect_to_this_machine(self, address):
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"This test reaches for the network: {address}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_to_this_machine)
        yield


@pytest.fixture(scope="session", autouse=True)
def whole_sign_in():
    """`client.force_login(user)` stands for the whole sign-in, second factor included.

    Django gives it a request without a path; the sign-ins of the pages keep their second factor to prove.
    """

    from partners import sessions  # loaded with the applications, after this file

    def second_factor_given(sender, request, **kwargs):
        if not request.path:
            request.session[sessions.SECOND_FACTOR] = True

    user_logged_in.connect(second_factor_given)
    yield
    user_logged_in.disconnect(second_factor_given)


@pytest.fixture(scope="session", autouse=True)
def compiled_queries_are_proved():
    """Each run of a compiled query is compared with its ordinary queryset, for this reader and these values."""

    from housing_support.common.compiled_queries import CompiledQuery  # loaded with the applications, after this file

    CompiledQuery.compares_every_run = True


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One landlord, its associations and their strangers, for the length of a module: made in a transaction that is
    never committed. The tests that ask for it are marked `django_db` and leave it as it was."""
    from tests.consistency.world import World  # loaded with the applications, after this file

    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield World()
        transaction.set_rollback(True)
