from django.db import migrations

# They were recorded once signed, with what they committed to from their first day.
SIGNED = """
    UPDATE partners_convention SET state = 'SIGNED';
    INSERT INTO partners_conventionterms (
        convention_id, since, ends_on, places, visit_interval_days, answer_delay_days, candidate_delay_days
    )
    SELECT id, starts_on, ends_on, reserved_dwellings, visit_interval_days, answer_delay_days, 30
    FROM partners_convention
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0016_conventions_are_signed_and_amended")]

    operations = [migrations.RunSQL(SIGNED, migrations.RunSQL.noop, elidable=True)]
