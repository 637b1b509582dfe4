import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Counts and worklists read no row of others. Foreign keys whose column leads another index need none of their own."""

    dependencies = [
        ("partners", "0002_second_factor_reset"),
        ("tenancies", "0018_authors_without_reverse_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="followup",
            name="follow_up_by_due",
        ),
        migrations.RemoveIndex(
            model_name="supportmeasure",
            name="measure_by_action",
        ),
        migrations.AlterField(
            model_name="followup",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="follow_ups",
                to="partners.organization",
            ),
        ),
        migrations.AlterField(
            model_name="supportmeasure",
            name="action",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="partners.fundedaction",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("ended_on", None)),
                fields=["visit_due_on", "id"],
                include=("household",),
                name="follow_up_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(
                condition=models.Q(("ended_on", None), ("worker", None)),
                fields=["organization", "started_on", "id"],
                name="follow_up_waiting_for_worker",
            ),
        ),
        migrations.AddIndex(
            model_name="supportmeasure",
            index=models.Index(fields=["action", "household"], include=("ended_on",), name="measure_by_action"),
        ),
    ]
