from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_that_of_their_author(apps, schema_editor):
    users = apps.get_model("partners", "User").objects.filter(pk=OuterRef("user"))
    apps.get_model("tenancies", "Draft").objects.update(role=Subquery(users.values("role")))


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0030_drafts_are_one_per_form")]

    operations = [
        migrations.AddField(
            model_name="draft", name="role", field=models.CharField(default="", max_length=20), preserve_default=False
        ),
        migrations.RunPython(take_that_of_their_author, migrations.RunPython.noop, elidable=True),
    ]
