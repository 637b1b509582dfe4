from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tenancies', '0039_corrections_are_their_authors'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('cancellation', ''), ('cancellation_note', ''), ('cancelled_at', None), ('cancelled_by', None)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancellation', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('cancellation', 'OTHER'), _negated=True), models.Q(('cancellation_note', ''), _negated=True), _connector='OR'), models.Q(models.Q(('corrected_at', None), ('corrected_by', None)), models.Q(('corrected_at__isnull', False), ('corrected_by__isnull', False)), _connector='OR')), name='journalentry_mended_in_full', violation_error_message='Dites pourquoi vous annulez.'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('cancellation', ''), ('cancellation_note', ''), ('cancelled_at', None), ('cancelled_by', None)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancellation', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('cancellation', 'OTHER'), _negated=True), models.Q(('cancellation_note', ''), _negated=True), _connector='OR'), models.Q(models.Q(('corrected_at', None), ('corrected_by', None)), models.Q(('corrected_at__isnull', False), ('corrected_by__isnull', False)), _connector='OR')), name='visit_mended_in_full', violation_error_message='Dites pourquoi vous annulez.'),
        ),
    ]
