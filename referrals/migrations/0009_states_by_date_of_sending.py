import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The dashboard counts rare states of a year’s referrals without passing over the others. What another index begins
    with needs none of its own."""

    dependencies = [
        ("partners", "0002_second_factor_reset"),
        ("referrals", "0008_events_without_comments"),
        ("tenancies", "0018_authors_without_reverse_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="referral",
            name="referral_by_household",
        ),
        migrations.AlterField(
            model_name="mobilisation",
            name="organization",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mobilisations",
                to="partners.organization",
            ),
        ),
        migrations.AlterField(
            model_name="referral",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referrals",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="referral",
            name="landlord",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referrals",
                to="partners.organization",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["landlord", "state", "-sent_at"], include=("id", "author"), name="referral_by_state_and_sending"
            ),
        ),
    ]
