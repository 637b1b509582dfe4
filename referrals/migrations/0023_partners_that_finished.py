from django.db import migrations
from django.db.models import Exists, OuterRef


def say_that_it_is_finished(apps, schema_editor):
    """Requests whose follow-up has ended are finished; a referral with no other partner is to be closed."""
    mobilisations = apps.get_model("referrals", "Mobilisation").objects
    mobilisations.filter(state="ACCEPTED", follow_up__ended_on__isnull=False).update(state="ENDED")
    of_referral = mobilisations.filter(referral=OuterRef("pk"))
    in_follow_up = apps.get_model("referrals", "Referral").objects.filter(state="IN_FOLLOW_UP")
    left = in_follow_up.filter(Exists(of_referral.filter(state="ENDED")), ~Exists(of_referral.filter(state="ACCEPTED")))
    left.filter(Exists(of_referral.filter(state="REQUESTED"))).update(state="MOBILISING")
    left.update(state="TO_CLOSE")


def forget_that_it_is_finished(apps, schema_editor):
    apps.get_model("referrals", "Mobilisation").objects.filter(state="ENDED").update(state="ACCEPTED")
    apps.get_model("referrals", "Referral").objects.filter(state="TO_CLOSE").update(state="IN_FOLLOW_UP")


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0022_finished_work_is_a_state"),
        ("tenancies", "0048_supports_that_ended"),
    ]

    operations = [migrations.RunPython(say_that_it_is_finished, forget_that_it_is_finished, elidable=True)]
