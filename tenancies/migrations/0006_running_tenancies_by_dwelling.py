from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0005_one_open_stock_import")]

    operations = [
        migrations.AddIndex(
            model_name="tenancy",
            index=models.Index(
                condition=models.Q(("ends_on", None)),
                fields=["dwelling"],
                include=("household",),
                name="tenancy_running_by_dwelling",
            ),
        ),
    ]
