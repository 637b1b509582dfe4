"""What every test relies on: its PostgreSQL, and refusals of what production would hide."""

import contextlib
import copy
import functools
import hashlib
import os
import socket
import sys

import pytest
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.template.base import FilterExpression, Node, Template
from django.test.signals import template_rendered
from django.utils import timezone
from pytest_django.plugin import blocking_manager_key

from housing_support.database_connection import refusal_of_database
from housing_support.tools import embedded_database

database = contextlib.ExitStack()
# Statements join up to ten tables of three rows: to look for a better order takes longer than to run.
PLANNED_AS_WRITTEN = " -c join_collapse_limit=1 -c from_collapse_limit=1"
# The files that take a minute or more: begun last, they would keep one process busy when the others have finished.
LONGEST = (
    "test_every_page.py",
    "test_leaks.py",
    "test_secrecy.py",
    "test_long_words.py",
    "test_access.py",
    "test_pages.py",
    "test_query_counts.py",
)


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


def pytest_collection_modifyitems(items):
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(LONGEST)))


def pytest_unconfigure():
    database.close()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Each process copies a database that was migrated once, and is kept until a migration or a library changes."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database()
        connection.settings_dict["OPTIONS"]["options"] += PLANNED_AS_WRITTEN
        connection.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database is dropped though a page that a browser asked for last is still being answered."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.fixture(scope="session", autouse=True)
def rows_are_deleted():
    """After each test that commits."""
    from tests.flush import delete_rows  # loaded with the applications, after this file

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", delete_rows)
        yield


def migrated_database() -> str:
    """Its name; made when it is not there, by one process at a time, in place of those of former migrations."""
    migrations = sorted(settings.BASE_DIR.glob("*/migrations/*.py"))
    content = b"".join(path.read_bytes() for path in [*migrations, settings.BASE_DIR / "requirements" / "dev.txt"])
    name = f"migrated_{hashlib.sha256(content).hexdigest()[:12]}"
    ours, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('migrated'))")
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'migrated%'")
        known = {found for (found,) in cursor.fetchall()}
        if name not in known:
            with pytest.MonkeyPatch.context() as patch:
                patch.setitem(test, "NAME", "migrated")
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            connection.settings_dict["NAME"] = ours
            cursor.execute(f"ALTER DATABASE migrated RENAME TO {name}")
            for former in known - {"migrated"}:
                cursor.execute(f"DROP DATABASE {former}")
    return name


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
def contexts_are_those_of_pages():
    """`response.context` is that of the page: the test client would copy it for each part, icon and input too."""

    def render(self, context):
        if context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", render)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_quiet_hours():
    """The suite is run at night too: an e-mail waits for the morning where a test says so alone."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("emails", "digest"):
            patch.setattr(f"partners.notifications.{module}.wakes_at", lambda user_id, moment: moment)
        yield


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
    """Runs of a compiled query are compared with its ordinary queryset, for this reader and these values."""

    from housing_support.common.compiled_queries import CompiledQuery  # loaded with the applications, after this file

    CompiledQuery.compares_runs = True


@pytest.fixture
def statements_as_in_production(monkeypatch):
    """For what asks every page many times over: `tests/consistency/test_leaks.py` proves the statements of the same
    pages."""
    from housing_support.common.compiled_queries import CompiledQuery  # loaded with the applications, after this file

    monkeypatch.setattr(CompiledQuery, "compares_runs", False)


@pytest.fixture(scope="session")
def world_beside(django_db_setup, django_db_blocker):
    """`world_beside()`: the name of a database that holds the world alone, and the world: made once a day."""
    from tests.consistency.world import World  # loaded with the applications, after this file

    template = connection.settings_dict["TEST"]["TEMPLATE"]
    name = f"{connection.settings_dict['NAME']}_world"
    drop = f'DROP DATABASE IF EXISTS "{name}"'

    @functools.cache
    def made_on(day):
        with connection._nodb_cursor() as cursor:
            cursor.execute(drop)
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        with connected_to(name), transaction.atomic():
            world = World()
            # No message leaves, as from any test.
            connection.run_on_commit.clear()
        return name, world

    yield lambda: made_on(timezone.localdate())
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(drop)


@contextlib.contextmanager
def connected_to(name: str):
    """Meanwhile the connection is to that database."""
    ours = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = ours


@pytest.fixture(scope="module")
def world(world_beside, django_db_blocker):
    """One landlord, its associations and their strangers, for the length of a module, in a transaction that is never
    committed. The tests that ask for it are marked `django_db` and leave it as it was."""
    with django_db_blocker.unblock():
        name, world = world_beside()
        with connected_to(name), transaction.atomic():
            cache.clear()
            yield copy.deepcopy(world)
            transaction.set_rollback(True)
