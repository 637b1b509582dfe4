"""The account of the application does its work and cannot rewrite what happened: the attempts, made as that account."""

import uuid

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection
from django.utils import timezone

from housing_support.database_accounts import written_once
from partners.models import AccountEvent
from tenancies.models import CaseFileAccess
from tests.consistency.conftest import about, as_application
from tests.consistency.services import rows_touched, taken_back
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory
from tests.partners.test_services import TABLE as OF_PARTNERS
from tests.referrals.test_services import TABLE as OF_REFERRALS
from tests.tenancies.test_services import TABLE as OF_TENANCIES

pytestmark = pytest.mark.django_db

TABLES = sorted(written_once())
EVERY_TRIGGER = """
    SELECT set_config('pgtrigger.ignore', (SELECT '{' || string_agg(tgname, ',') || '}' FROM pg_trigger
        WHERE NOT tgisinternal), true)
"""


def run(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


def refusal_of(statement, *parameters):
    """The code of PostgreSQL: 42501 is a privilege that the account lacks."""
    with pytest.raises(ProgrammingError) as refusal, as_application():
        run(statement, *parameters)
    return refusal.value.__cause__.pgcode


def column_of(table):
    """One that it is not made of: to be given the value that it has."""
    return "metadata" if table == "pghistory_context" else "id" if not table.endswith("history") else "pgh_id"


def test_tables_of_what_happened_are_found():
    assert {"pghistory_context", "tenancies_casefileaccess", "partners_accountevent", "referrals_referralevent"} < set(
        TABLES
    )
    assert {"partners_userhistory", "tenancies_householdhistory", "referrals_referralhistory"} < set(TABLES)


@pytest.mark.parametrize(
    "attempt",
    [
        'UPDATE "{table}" SET {column} = {column}',
        'TRUNCATE "{table}" CASCADE',
        'ALTER TABLE "{table}" DISABLE TRIGGER ALL',
        'DROP TRIGGER written_once ON "{table}"',
        'DROP TABLE "{table}" CASCADE',
    ],
)
def test_tables_of_what_happened_are_neither_changed_nor_emptied_nor_silenced(attempt):
    refusals = {table: refusal_of(attempt.format(table=table, column=column_of(table))) for table in TABLES}

    assert refusals == dict.fromkeys(TABLES, "42501")


@pytest.mark.parametrize(
    "attempt",
    [
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean "
        "AS 'SELECT true' LANGUAGE sql",
        "CREATE TABLE public.mine ()",
        "ALTER DEFAULT PRIVILEGES FOR ROLE CURRENT_ROLE GRANT ALL ON TABLES TO PUBLIC; CREATE SCHEMA mine",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    ],
)
def test_rules_are_not_changed(attempt):
    assert refusal_of(attempt) == "42501"


def rewritten(table):
    """Each way to rewrite a table, should somebody give the account every privilege on it."""
    column = column_of(table)
    return [
        f'UPDATE "{table}" SET {column} = {column}',  # noqa: S608
        f'DELETE FROM "{table}"',  # noqa: S608
        f'TRUNCATE "{table}" CASCADE',
    ]


@pytest.mark.parametrize("table", ["tenancies_casefileaccess", "partners_accountevent", "pghistory_context"])
def test_triggers_hold_even_where_a_privilege_is_given(table):
    user = UserFactory()
    household = HouseholdFactory()
    AccountEvent.objects.create(account=user, organization=user.organization, kind="SIGNED_IN")
    CaseFileAccess.objects.create(household=household, user=user, organization=user.organization, kind="READ")
    run("INSERT INTO pghistory_context VALUES (%s, now(), now(), '{}')", str(uuid.uuid4()))
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(f'GRANT ALL ON "{table}" TO "{settings.APPLICATION_ACCOUNT}"')

    assert [refusal_of(attempt) for attempt in rewritten(table)] == ["42501"] * 3


def test_ignoring_triggers_silences_none():
    household = HouseholdFactory(name="Belkacem")

    with as_application():
        run(EVERY_TRIGGER)
        run("UPDATE tenancies_household SET is_protected = true WHERE id = %s", household.pk)

    assert [row.is_protected for row in household.history.order_by("pgh_id")] == [False, True]


def test_a_later_request_does_not_rewrite_who_made_an_earlier_one():
    earlier = str(uuid.uuid4())
    household = HouseholdFactory()

    with as_application():
        for user in (1, 2):
            run("SELECT set_config('pghistory.context_id', %s, true)", earlier)
            run("SELECT set_config('pghistory.context_metadata', %s, true)", f'{{"user": {user}}}')
            run("UPDATE tenancies_household SET is_protected = NOT is_protected WHERE id = %s", household.pk)

    assert run("SELECT metadata FROM pghistory_context WHERE id = %s", earlier) == [('{"user": 1}',)]


@pytest.mark.parametrize(("age", "is_gone"), [("5 months", False), ("7 months", True)])
def test_the_log_is_taken_away_no_sooner_than_its_time(age, is_gone):
    user = UserFactory()
    AccountEvent.objects.create(account=user, organization=user.organization, kind="SIGNED_IN", at=timezone.now())
    run("UPDATE partners_accountevent SET at = at - %s::interval", age)

    if is_gone:
        with as_application():
            run("DELETE FROM partners_accountevent")
    else:
        assert refusal_of("DELETE FROM partners_accountevent") == "42501"

    assert AccountEvent.objects.exists() is not is_gone


def test_the_account_does_not_become_the_owner():
    application = connection.copy()
    application.settings_dict["USER"] = settings.APPLICATION_ACCOUNT
    owner = connection.settings_dict["USER"]
    try:
        with application.cursor() as cursor, pytest.raises(ProgrammingError) as refusal:
            cursor.execute(f'SET ROLE "{owner}"')
    finally:
        application.close()

    assert refusal.value.__cause__.pgcode == "42501"


# The application does its work, its pages too: `tests/consistency/test_access.py`


def test_every_service_writes_as_the_account_of_the_application(world):
    silent = []

    for case in (*OF_PARTNERS, *OF_TENANCIES, *OF_REFERRALS):
        with about(case.name), taken_back():
            case.given(world)
            arguments = case.prepared(world)
            before = rows_touched()
            with as_application():
                case.service(user=world.people[case.callers.split()[0]], **arguments)
            if rows_touched() == before:
                silent.append(case.name)

    assert silent == []
