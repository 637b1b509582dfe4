import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("referrals", "0005_worklists_begin_with_the_oldest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("referralevent", "facts", models.JSONField(blank=True, default=dict)),
        migrations.AddField(
            "referralevent", "move", models.CharField(default="", max_length=30), preserve_default=False
        ),
        migrations.AlterField(
            "referralevent",
            "actor",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
