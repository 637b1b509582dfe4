from django.db import migrations, models


class Migration(migrations.Migration):
    """The dashboard counts referrals and awaited answers without reading the rows themselves."""

    dependencies = [
        ("referrals", "0003_referrals_by_date_of_sending"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="referral",
            name="referral_by_sending",
        ),
        migrations.AddIndex(
            model_name="mobilisation",
            index=models.Index(
                condition=models.Q(("state", "REQUESTED")),
                fields=["convention", "answer_due_on", "id"],
                include=("referral",),
                name="mobilisation_awaited",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["landlord", "-sent_at"],
                include=("id", "state", "author", "reasons"),
                name="referral_by_sending",
            ),
        ),
    ]
