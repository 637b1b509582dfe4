from django.db import migrations, transaction

ROWS_AT_ONCE = 10_000
# The key of each table. Its triggers sleep meanwhile: nobody changes anything, and the history refuses updates.
TABLES = {"tenancies_household": "id", "tenancies_householdhistory": "pgh_id"}


def name_landlords_as_openers(apps, schema_editor):
    """Until now every case file was opened for its landlord, whose series its reference is of."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        for table, key in TABLES.items():
            cursor.execute(f"SELECT coalesce(max({key}), 0) FROM {table}")
            [last] = cursor.fetchone()
            for first in range(0, last, ROWS_AT_ONCE):
                with transaction.atomic(using=connection.alias):
                    # Foreign keys that wait for the end of the transaction would keep the triggers as they are.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                    cursor.execute(
                        f"UPDATE {table} SET opened_by_id = landlord_id "
                        f"WHERE {key} > %s AND {key} <= %s AND opened_by_id IS NULL",
                        [first, first + ROWS_AT_ONCE],
                    )
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    # Each batch is committed by itself.
    atomic = False

    dependencies = [
        ('tenancies', '0014_households_belong_to_who_opened_them'),
    ]

    operations = [
        migrations.RunPython(name_landlords_as_openers, migrations.RunPython.noop, elidable=True),
    ]
