from django.db import migrations, models


class Migration(migrations.Migration):
    """The home pages show the oldest of what waits, whatever its number."""

    dependencies = [
        ('referrals', '0004_counts_read_indexes_alone'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='mobilisation',
            index=models.Index(condition=models.Q(('state', 'REQUESTED')), fields=['answer_due_on', 'id'], name='mobilisation_by_answer_due'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state__in', ['SENT', 'MEETING_PLANNED'])), fields=['landlord', 'meeting_due_on', 'id'], name='referral_meeting_awaited'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state', 'MET')), fields=['landlord', 'meeting_due_on', 'id'], name='referral_to_mobilise'),
        ),
    ]
