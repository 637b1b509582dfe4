from django.db import migrations
from django.db.models import OuterRef, Subquery


def put_advisers_in_charge(apps, schema_editor):
    """Whoever was named for the last meeting carries the referral."""
    meetings = apps.get_model("referrals", "Meeting").objects
    last = meetings.filter(referral=OuterRef("pk")).order_by("-pk").values("adviser")[:1]
    apps.get_model("referrals", "Referral").objects.exclude(meetings=None).update(adviser=Subquery(last))


class Migration(migrations.Migration):
    dependencies = [("referrals", "0019_referrals_have_an_adviser")]

    operations = [migrations.RunPython(put_advisers_in_charge, migrations.RunPython.noop, elidable=True)]
