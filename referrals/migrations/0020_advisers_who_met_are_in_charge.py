from django.db import migrations

# Whoever was named for the last meeting carries the referral. One pass over the meetings, for a landlord of any size.
PUT_ADVISERS_IN_CHARGE = """
    UPDATE referrals_referral SET adviser_id = last.adviser_id
    FROM (
        SELECT DISTINCT ON (referral_id) referral_id, adviser_id FROM referrals_meeting ORDER BY referral_id, id DESC
    ) AS last
    WHERE last.referral_id = referrals_referral.id
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0019_referrals_have_an_adviser")]

    operations = [migrations.RunSQL(PUT_ADVISERS_IN_CHARGE, migrations.RunSQL.noop, elidable=True)]
