from django.db import migrations
from django.utils import timezone


def note_workers_at_work(apps, schema_editor):
    """Whoever carried a follow-up before this was noted had opened its case file."""
    follow_ups = apps.get_model("tenancies", "FollowUp").objects
    follow_ups.exclude(worker=None).update(taken_in_charge_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0042_follow_ups_are_taken_in_charge")]

    operations = [migrations.RunPython(note_workers_at_work, migrations.RunPython.noop, elidable=True)]
