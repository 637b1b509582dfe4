from django.db import migrations, models


class Migration(migrations.Migration):
    """The dashboard counts the referrals sent during a programme, the latest first."""

    dependencies = [
        ("referrals", "0002_drafts_open_no_case_file"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["landlord", "-sent_at"], name="referral_by_sending"),
        ),
    ]
