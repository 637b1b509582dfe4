from django.db import migrations
from django.db.models import Exists, OuterRef


def say_that_it_ended(apps, schema_editor):
    """Those that wait no longer waited: associations had followed them, and have finished."""
    followed = apps.get_model("tenancies", "FollowUp").objects.filter(household=OuterRef("pk"))
    apps.get_model("tenancies", "Household").objects.filter(Exists(followed), state="WAITING").update(state="ENDED")


def forget_that_it_ended(apps, schema_editor):
    apps.get_model("tenancies", "Household").objects.filter(state="ENDED").update(state="WAITING")


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0047_ended_support_is_a_state")]

    operations = [migrations.RunPython(say_that_it_ended, forget_that_it_ended, elidable=True)]
