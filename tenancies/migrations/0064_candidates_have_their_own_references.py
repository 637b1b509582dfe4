from django.db import migrations

# The case files that associations opened for candidates, and their series, are C from now on.
RENAME_CANDIDATES = """
    UPDATE tenancies_household SET reference = 'C' || substr(reference, 2)
    WHERE landlord_id IS NULL AND reference LIKE 'D-%'
"""
RENAME_SERIES = """
    UPDATE tenancies_referencecounter c SET prefix = 'C' FROM partners_organization o
    WHERE o.id = c.organization_id AND o.kind <> 'LANDLORD' AND c.prefix = 'D'
"""
# Those that a landlord houses take the next numbers of its series of the year: those that they have would be its own
# some day, if they are not yet.
NUMBER_HOUSED = r"""
    WITH housed AS (
        SELECT id, landlord_id, year,
            row_number() OVER (PARTITION BY landlord_id, year ORDER BY id) AS rank,
            count(*) OVER (PARTITION BY landlord_id, year) AS many
        FROM (
            SELECT id, landlord_id, split_part(reference, '-', 2)::int AS year FROM tenancies_household
            WHERE landlord_id <> opened_by_id AND reference ~ '^D-[0-9]{4}-[0-9]+$'
        ) AS opened_by_associations
    ), series AS (
        INSERT INTO tenancies_referencecounter AS c (organization_id, prefix, year, last)
        SELECT DISTINCT landlord_id, 'D', year, many FROM housed
        ON CONFLICT (organization_id, prefix, year) DO UPDATE SET last = c.last + EXCLUDED.last
        RETURNING organization_id, year, last
    ), numbered AS (
        SELECT housed.id, housed.year, (series.last - housed.many + housed.rank)::text AS number
        FROM housed JOIN series ON series.organization_id = housed.landlord_id AND series.year = housed.year
    )
    UPDATE tenancies_household h
    SET reference = 'D-' || numbered.year || '-' || lpad(number, greatest(4, length(number)), '0')
    FROM numbered WHERE numbered.id = h.id
"""


def number_candidates(apps, schema_editor):
    """Candidates are few among the case files, which are read once and not written. The history tells what each
    reference was."""
    with schema_editor.connection.cursor() as cursor:
        for statement in (RENAME_CANDIDATES, RENAME_SERIES, NUMBER_HOUSED):
            cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('tenancies', '0063_references_wait_for_their_owners'),
    ]

    operations = [
        migrations.RunPython(number_candidates, migrations.RunPython.noop, elidable=True),
    ]
