from django.db import migrations
from django.db.models import Exists, F, OuterRef


def answer_for_sharing(apps, schema_editor):
    """One agreement stood for both: where it let a partner be asked, it was about partners too. Elsewhere the question
    is still to be asked."""
    asked = apps.get_model("referrals", "Mobilisation").objects.filter(referral=OuterRef("pk"))
    agreed = apps.get_model("referrals", "Referral").objects.filter(Exists(asked), agreement="GIVEN")
    agreed.update(sharing="GIVEN", sharing_on=F("agreement_on"), sharing_form=F("agreement_form"))


class Migration(migrations.Migration):
    dependencies = [("referrals", "0016_sharing_is_another_agreement")]

    operations = [migrations.RunPython(answer_for_sharing, migrations.RunPython.noop, elidable=True)]
