"""Dates outside what the database is about to hold come back to its nearest bound: they were typing errors."""

import datetime

from django.db import migrations, models

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)
FIRST_MOMENT = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)
LAST_MOMENT = datetime.datetime(2100, 12, 31, tzinfo=datetime.UTC)
DATES = {
    "Tenancy": ["starts_on", "ends_on"],
    "Stay": ["since", "until", "planned_end"],
    "Visit": ["visited_at", "next_visit_at"],
    "FollowUp": ["started_on", "ended_on", "last_visit_on", "visit_due_on", "next_visit_at"],
    "SupportMeasure": ["started_on", "ended_on"],
    "Observation": ["observed_on"],
    "JournalEntry": ["occurred_at"],
}


def bring_within_bounds(apps, schema_editor):
    for name, fields in DATES.items():
        model = apps.get_model("tenancies", name)
        for field in fields:
            is_moment = isinstance(model._meta.get_field(field), models.DateTimeField)
            first, last = (FIRST_MOMENT, LAST_MOMENT) if is_moment else (FIRST_DAY, LAST_DAY)
            model.objects.filter(**{f"{field}__lt": first}).update(**{field: first})
            model.objects.filter(**{f"{field}__gt": last}).update(**{field: last})


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0020_texts_for_social_workers")]
    operations = [migrations.RunPython(bring_within_bounds, migrations.RunPython.noop, elidable=True)]
