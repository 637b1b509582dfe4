from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0042_screening_of_former_referrals")]

    operations = [
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("screened_at", None), ("screening_due_on", None), ("state", "DRAFT")),
                    models.Q(models.Q(("state", "DRAFT"), _negated=True), ("screening_due_on__isnull", False)),
                    _connector="OR",
                ),
                name="referral_sent_is_to_be_screened",
            ),
        ),
    ]
