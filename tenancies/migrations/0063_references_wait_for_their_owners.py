from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tenancies', '0062_communes_have_statistics'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='household',
            name='household_reference_unique_per_opener',
        ),
    ]
