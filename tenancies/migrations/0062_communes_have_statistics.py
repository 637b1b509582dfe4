"""How many dwellings a commune has, written without accents as the filters compare it: the planner would guess that
hardly any is free there, and read all of them before it sorts the few of a page."""

from django.db import migrations

CREATE = "CREATE STATISTICS dwelling_communes ON unaccented(commune_name::text) FROM tenancies_dwelling"


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0061_a_cancelled_lease_keeps_its_household"),
    ]

    operations = [
        migrations.RunSQL(CREATE, "DROP STATISTICS dwelling_communes"),
    ]
