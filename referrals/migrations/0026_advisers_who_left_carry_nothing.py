from django.db import migrations


def name_nobody(apps, schema_editor):
    """What was carried by an account closed before it handed anything over waits for an adviser to be named."""
    referrals = apps.get_model("referrals", "Referral").objects
    referrals.filter(closed_at=None, adviser__is_active=False).update(adviser=None)
    meetings = apps.get_model("referrals", "Meeting").objects
    meetings.filter(state="PLANNED", adviser__is_active=False).update(adviser=None)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0025_diagnoses_are_completed")]

    operations = [migrations.RunPython(name_nobody, migrations.RunPython.noop, elidable=True)]
