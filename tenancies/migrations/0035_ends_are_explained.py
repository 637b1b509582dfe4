from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0034_former_ends_are_explained")]

    operations = [
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on', None)), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='follow_up_end_is_explained'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('until', None)), models.Q(('until__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='participation_end_is_explained'),
        ),
    ]
