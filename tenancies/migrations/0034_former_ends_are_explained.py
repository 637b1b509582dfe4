from django.db import migrations
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def explain(apps, schema_editor):
    """A part ended for the reason of its measure, when that ended too; an association left with its last part."""
    follow_ups = apps.get_model("tenancies", "FollowUp").objects
    measures = apps.get_model("tenancies", "SupportMeasure").objects.exclude(end_reason="")
    of_measure = Subquery(measures.filter(pk=OuterRef("measure")).values("end_reason")[:1])
    follow_ups.exclude(ended_on=None).update(end_reason=Coalesce(of_measure, Value("OTHER")))
    parts = follow_ups.filter(household=OuterRef("household"), organization=OuterRef("organization"))
    of_part = Subquery(parts.exclude(end_reason="").order_by("-ended_on", "-pk").values("end_reason")[:1])
    participations = apps.get_model("tenancies", "Participation").objects
    participations.exclude(until=None).update(end_reason=Coalesce(of_part, Value("OTHER")))


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0033_ends_have_a_reason")]

    operations = [migrations.RunPython(explain, migrations.RunPython.noop, elidable=True)]
