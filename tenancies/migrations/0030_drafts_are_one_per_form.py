import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0029_drafts_of_every_form")]

    operations = [
        migrations.AlterField(
            model_name="draft", name="submission_id", field=models.UUIDField(default=uuid.uuid4, unique=True)
        ),
        migrations.AlterField(model_name="draft", name="location", field=models.CharField(blank=True, max_length=300)),
        migrations.AddIndex(model_name="draft", index=models.Index(fields=["user", "page"], name="draft_of_page")),
        migrations.AddIndex(model_name="draft", index=models.Index(fields=["updated_at"], name="draft_by_age")),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sent_at", None)), fields=("user", "page", "form"), name="draft_one_per_form"
            ),
        ),
    ]
