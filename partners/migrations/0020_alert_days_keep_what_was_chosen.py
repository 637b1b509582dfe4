from django.db import migrations

# The only notice that a landlord had chosen is its only alert, until it chooses others. Its history, of which no row may
# be updated, is written anew with what it was.
KEPT = """
    UPDATE partners_landlordparameters SET convention_alert_days = ARRAY[convention_notice_days];
    ALTER TABLE partners_landlordparametershistory
        ALTER COLUMN convention_alert_days TYPE smallint[] USING ARRAY[convention_notice_days];
"""


class Migration(migrations.Migration):
    dependencies = [("partners", "0019_ends_of_conventions_are_announced_again")]

    operations = [migrations.RunSQL(KEPT, migrations.RunSQL.noop, elidable=True)]
