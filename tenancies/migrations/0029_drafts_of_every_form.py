"""A draft says where its form stands, and stays a while once sent, so that a second sending is told from the first."""

import uuid

from django.conf import settings
from django.db import migrations, models

FORMS = {"VISIT": ("tenancies.forms.visit.VisitForm", "Visite")}
OF_REFERRALS = {
    True: "referrals.forms.referrals.ReferralForm",
    False: "referrals.forms.referrals.ReferralForm,referrals.forms.households.NewHouseholdForm,"
    "tenancies.forms.persons.PersonForm:persons",
}


def say_where_they_stand(apps, schema_editor):
    for draft in apps.get_model("tenancies", "Draft").objects.iterator():
        draft.submission_id = uuid.uuid4()
        if draft.form == "VISIT":
            draft.page = f"/households/{draft.target}/visits/new/"
            draft.form, draft.title = FORMS["VISIT"]
        else:
            household = next(iter(draft.data.get("household", [])), "household")
            draft.page = f"/referrals/new/{household}/?draft={draft.target}"
            draft.form, draft.title = OF_REFERRALS[household != "household"], "Signalement"
        draft.save()


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0028_protecting_an_address_is_explained"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="draft", name="draft_one_per_form"),
        migrations.AlterField(model_name="draft", name="form", field=models.CharField(max_length=300)),
        migrations.AddField(
            model_name="draft",
            name="submission_id",
            field=models.UUIDField(default=uuid.uuid4, null=True),
        ),
        migrations.AddField(
            model_name="draft", name="page", field=models.CharField(default="", max_length=300), preserve_default=False
        ),
        migrations.AddField(
            model_name="draft", name="title", field=models.CharField(default="", max_length=100), preserve_default=False
        ),
        migrations.AddField(model_name="draft", name="sent_at", field=models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField(
            model_name="draft", name="location", field=models.CharField(blank=True, default="", max_length=300)
        ),
        migrations.RunPython(say_where_they_stand, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="draft", name="target"),
    ]
