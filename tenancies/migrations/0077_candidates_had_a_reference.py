"""The reference that those who were housed had before, read in their history."""

from django.db import migrations

COPY = """
    UPDATE tenancies_household SET candidate_reference = former.reference
    FROM (
        SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, reference FROM tenancies_householdhistory
        WHERE landlord_id IS NULL ORDER BY pgh_obj_id, pgh_id DESC
    ) AS former
    WHERE tenancies_household.id = former.pgh_obj_id AND tenancies_household.landlord_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0076_candidates_keep_their_reference"),
    ]

    operations = [
        migrations.RunSQL(COPY, migrations.RunSQL.noop, elidable=True),
    ]
