"""Two accounts of PostgreSQL: the owner of the tables, which makes migrations, and that of the application, which can
neither change what is on record nor silence the triggers that write it.

`DATABASE_URL` names the second; `DATABASE_OWNER_URL` the first, for `migrate`, `prepare` and `seed` alone. Named the
same, as in the tests, nothing is withdrawn from anybody; `check --deploy` refuses that.
"""

import contextlib
from collections.abc import Iterator

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from housing_support.common.audit import Kept

ACCOUNT = ("USER", "PASSWORD", "HOST", "PORT")


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """Connected as the owner of the tables meanwhile; a transaction under way must not be."""
    own = {name: connection.settings_dict[name] for name in ACCOUNT}
    owner = {name: settings.DATABASE_OWNER[name] for name in ACCOUNT}
    if own == owner:
        yield
        return
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(own)


def written_once() -> dict[str, str]:
    """The tables of what happened, and after how long a row may be taken away: never, when nothing is said."""
    histories: list[type[models.Model]] = [pghistory.models.Context]
    histories += [each for each in apps.get_models() if issubclass(each, pghistory.models.Event) and each._meta.managed]
    kept = [each for each in apps.get_models() if issubclass(each, Kept)]
    return {each._meta.db_table: "" for each in histories} | {each._meta.db_table: each.KEPT_FOR for each in kept}


def withdraw_from_application(account: str) -> None:
    """Give `account` what the application needs and nothing more. To be called as the owner, after each migration:
    pgtrigger writes its functions anew, and new tables come.

    A privilege that is not given cannot be misused; the triggers hold for whoever is not the owner, should somebody
    give it one day.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, %s IN (SELECT rolname FROM pg_roles)", [account])
        owner, exists = cursor.fetchone()
        if not exists or owner == account:
            return
        for statement in (*grants(account), *functions(owner), *triggers()):
            cursor.execute(statement)


def grants(account: str) -> Iterator[str]:
    quoted = connection.ops.quote_name(account)
    rows = "SELECT, INSERT, UPDATE, DELETE"
    yield f"GRANT USAGE ON SCHEMA public TO {quoted}"
    for given, what in ((rows, "TABLES"), ("USAGE, SELECT", "SEQUENCES")):
        yield f"GRANT {given} ON ALL {what} IN SCHEMA public TO {quoted}"
        yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {given} ON {what} TO {quoted}"
    for table in written_once():
        yield f'REVOKE UPDATE, TRUNCATE ON "{table}" FROM {quoted}'
    never = ", ".join(f'"{table}"' for table, kept_for in written_once().items() if not kept_for)
    yield f"REVOKE DELETE ON {never} FROM {quoted}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {quoted}"


def functions(owner: str) -> Iterator[str]:
    """pgtrigger's, which lets whoever asks go without triggers, and pghistory's, which lets a later request rewrite who
    made an earlier one: the same, for the owner alone and without the second."""
    yield f"""
        CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean AS $$
        BEGIN
            RETURN current_user = '{owner.replace("'", "''")}' AND coalesce(
                trigger_name = ANY (nullif(current_setting('pgtrigger.ignore', true), '')::text[]), false);
        END;
        $$ LANGUAGE plpgsql
    """
    yield """
        CREATE OR REPLACE FUNCTION public._pgh_attach_context() RETURNS uuid AS $$
        DECLARE
            identifier uuid := nullif(current_setting('pghistory.context_id', true), '');
            facts jsonb := nullif(current_setting('pghistory.context_metadata', true), '');
        BEGIN
            IF identifier IS NULL OR facts IS NULL THEN
                RETURN NULL;
            END IF;
            INSERT INTO public.pghistory_context (id, metadata, created_at, updated_at)
                VALUES (identifier, facts, now(), now()) ON CONFLICT (id) DO NOTHING;
            RETURN identifier;
        END;
        $$ LANGUAGE plpgsql
    """
    yield """
        CREATE OR REPLACE FUNCTION public.refuse_to_rewrite() RETURNS trigger AS $$
        BEGIN
            IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
                IF TG_OP = 'DELETE' THEN
                    RETURN OLD;
                END IF;
                RETURN NEW;
            END IF;
            IF TG_OP = 'DELETE' AND TG_ARGV[0] <> '' THEN
                IF OLD.at < now() - TG_ARGV[0]::interval THEN
                    RETURN OLD;
                END IF;
            END IF;
            RAISE EXCEPTION '% on %, which is written once', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
        END;
        $$ LANGUAGE plpgsql
    """


def triggers() -> Iterator[str]:
    refuse = "EXECUTE FUNCTION public.refuse_to_rewrite"
    for table, kept_for in written_once().items():
        yield f"""
            CREATE OR REPLACE TRIGGER written_once BEFORE UPDATE OR DELETE ON "{table}"
                FOR EACH ROW {refuse}('{kept_for}')
        """
        yield f"""
            CREATE OR REPLACE TRIGGER never_emptied BEFORE TRUNCATE ON "{table}"
                FOR EACH STATEMENT {refuse}('')
        """
