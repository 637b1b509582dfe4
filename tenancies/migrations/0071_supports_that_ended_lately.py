from django.db import migrations

# Of the supports towards a home that ended before: what was never asked is not late, so that only the days to come are
# asked for.
ASK = """
    INSERT INTO tenancies_latersituation (public_id, household_id, measure_id, landlord_id, months, due_on, situation)
    SELECT gen_random_uuid(), measure.household_id, measure.id, household.landlord_id, months,
        (measure.ended_on + make_interval(months => months))::date, ''
    FROM tenancies_supportmeasure measure
    JOIN partners_fundedaction action ON action.id = measure.action_id
    JOIN tenancies_household household ON household.id = measure.household_id
    CROSS JOIN unnest(ARRAY[6, 12, 24]) AS months
    WHERE action.objective = 'ACCESS' AND household.landlord_id IS NOT NULL
        AND measure.end_reason NOT IN ('DEATH', 'NOT_AGREED', 'LEASE_CANCELLED')
        AND (measure.ended_on + make_interval(months => months))::date >= current_date
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0070_situations_after_the_support")]

    operations = [migrations.RunSQL(ASK, migrations.RunSQL.noop, elidable=True)]
