from django.db import migrations


def name_nobody(apps, schema_editor):
    """What was carried by an account closed before it handed anything over waits for a worker to be named."""
    follow_ups = apps.get_model("tenancies", "FollowUp").objects
    follow_ups.filter(ended_on=None, worker__is_active=False).update(worker=None, taken_in_charge_at=None)


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0050_own_entries_are_read_for_some_days")]

    operations = [migrations.RunPython(name_nobody, migrations.RunPython.noop, elidable=True)]
