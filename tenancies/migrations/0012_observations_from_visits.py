from django.db import migrations, transaction

VISITS_AT_ONCE = 10_000
# Run again after an interruption, it leaves what is there. Its first line in the history is written here: the trigger
# asks twice for each row whether somebody is behind it, which takes forty times as long, and nobody is.
COPY = """
    WITH copied AS (
        INSERT INTO tenancies_observation (household_id, visit_id, domain, level, by, observed_on, occasion)
        SELECT visit.household_id, visit.id, noted.domain, noted.level, 'WORKER',
            (visit.visited_at AT TIME ZONE 'Europe/Paris')::date, 'VISIT'
        FROM tenancies_visit visit CROSS JOIN LATERAL (VALUES
            ('HOUSING', visit.autonomy_housing),
            ('RIGHTS', visit.autonomy_rights),
            ('DUTIES', visit.autonomy_duties),
            ('NEIGHBOURS', visit.autonomy_neighbours),
            ('BUDGET', visit.autonomy_budget)
        ) AS noted (domain, level)
        WHERE visit.id > %s AND visit.id <= %s AND noted.level IS NOT NULL
        ORDER BY visit.visited_at, visit.id
        ON CONFLICT DO NOTHING
        RETURNING *
    )
    INSERT INTO tenancies_observationhistory (
        pgh_created_at, pgh_label, pgh_obj_id, id, household_id, visit_id, domain, level, by, observed_on, occasion
    )
    SELECT now(), 'insert', id, id, household_id, visit_id, domain, level, by, observed_on, occasion FROM copied
"""


def copy_levels_of_visits(apps, schema_editor):
    """The five columns of each visit become an observation for each domain that was noted."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM tenancies_visit")
        [last] = cursor.fetchone()
        for first in range(0, last, VISITS_AT_ONCE):
            with transaction.atomic(using=connection.alias):
                # Foreign keys that wait for the end of the transaction would keep the triggers as they are.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("ALTER TABLE tenancies_observation DISABLE TRIGGER USER")
                cursor.execute(COPY, [first, first + VISITS_AT_ONCE])
                cursor.execute("ALTER TABLE tenancies_observation ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    # Each batch is committed by itself.
    atomic = False

    dependencies = [
        ('tenancies', '0011_observations_by_domain'),
    ]

    operations = [
        migrations.RunPython(copy_levels_of_visits, migrations.RunPython.noop, elidable=True),
    ]
