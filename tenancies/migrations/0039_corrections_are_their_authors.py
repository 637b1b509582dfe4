"""Until now a report was corrected by its author alone: the day was kept, on the entry. It is now the visit's."""

from django.db import migrations

ENTRIES = "UPDATE tenancies_journalentry SET corrected_by_id = author_id WHERE corrected_at IS NOT NULL"
VISITS = """
    UPDATE tenancies_visit visit
    SET corrected_at = entry.corrected_at, corrected_by_id = entry.author_id
    FROM tenancies_journalentry entry
    WHERE entry.visit_id = visit.id AND entry.kind = 'VISIT' AND entry.corrected_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0038_acts_say_who_mended_them")]

    operations = [
        migrations.RunSQL(ENTRIES, migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(VISITS, migrations.RunSQL.noop, elidable=True),
    ]
