from django.db import migrations, models


class Migration(migrations.Migration):
    """The dashboard counts a convention’s follow-ups without reading the rows themselves."""

    dependencies = [
        ("tenancies", "0006_running_tenancies_by_dwelling"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("ended_on", None)),
                fields=["convention", "visit_due_on", "id"],
                include=("household",),
                name="follow_up_by_convention",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("ended_on", None), ("worker", None)),
                fields=["convention", "id"],
                include=("household", "organization"),
                name="follow_up_unassigned",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                fields=["organization", "household"], include=("convention",), name="follow_up_by_household"
            ),
        ),
    ]
