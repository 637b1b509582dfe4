import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0017_partners_asked_were_agreed_to")]

    operations = [
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('agreement_on__gte', datetime.date(1900, 1, 1)), ('agreement_on__lte', datetime.date(2100, 12, 31)), ('sharing_on__gte', datetime.date(1900, 1, 1)), ('sharing_on__lte', datetime.date(2100, 12, 31))), name='referral_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sharing', 'GIVEN'), ('sharing_on__isnull', False), models.Q(('sharing_form', ''), _negated=True)), models.Q(('sharing', 'GIVEN'), _negated=True), _connector='OR'), name='referral_sharing_given_is_dated', violation_error_message='Dites quand et comment l’accord a été donné.'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reasons__overlap', ['ADDICTION']), _negated=True), models.Q(('agreement', 'GIVEN'), models.Q(('sharing', 'REFUSED'), _negated=True)), _connector='OR'), name='referral_health_needs_agreement', violation_error_message='Un motif de santé demande l’accord du ménage.'),
        ),
    ]
