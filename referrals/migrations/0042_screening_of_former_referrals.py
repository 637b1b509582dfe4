from django.db import migrations

# Five working days are seven or eight: a day is written for those that were sent before anybody promised one. Whoever
# was taken up was looked at.
SAY_WHEN = """
    UPDATE referrals_referral
    SET screening_due_on = CAST(sent_at AS date) + 7,
        screened_at = CASE WHEN state = 'SENT' AND adviser_id IS NULL THEN NULL ELSE sent_at END
    WHERE sent_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0041_referrals_are_screened")]

    operations = [migrations.RunSQL(SAY_WHEN, migrations.RunSQL.noop, elidable=True)]
