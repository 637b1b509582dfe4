import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('referrals', '0001_initial'), ('referrals', '0002_drafts_open_no_case_file'), ('referrals', '0003_referrals_by_date_of_sending'), ('referrals', '0004_counts_read_indexes_alone'), ('referrals', '0005_worklists_begin_with_the_oldest'), ('referrals', '0006_events_are_moves'), ('referrals', '0007_comments_become_moves'), ('referrals', '0008_events_without_comments'), ('referrals', '0009_states_by_date_of_sending'), ('referrals', '0010_dates_come_within_bounds'), ('referrals', '0011_dates_are_within_bounds'), ('referrals', '0012_urgencies_without_their_delay'), ('referrals', '0013_diagnoses_have_an_audience'), ('referrals', '0014_histories_quote_nobody'), ('referrals', '0015_health_alone_may_be_forgotten'), ('referrals', '0016_sharing_is_another_agreement'), ('referrals', '0017_partners_asked_were_agreed_to'), ('referrals', '0018_both_agreements_are_dated')]

    initial = True

    dependencies = [
        ('partners', '0001_squashed_0012'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('tenancies', '0001_squashed_0041'),
    ]

    operations = [
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('PLANNED', 'Fixée'), ('HELD', 'Tenue'), ('MISSED', 'Manquée'), ('MOVED', 'Déplacée'), ('CANCELLED', 'Annulée')], default='PLANNED', max_length=20, verbose_name='état')),
                ('planned_at', models.DateTimeField(verbose_name='date et heure')),
                ('place', models.CharField(choices=[('HOME', 'Au domicile'), ('AGENCY', 'À l’agence'), ('PHONE', 'Par téléphone')], max_length=20, verbose_name='lieu')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='tenue le')),
                ('audience', models.CharField(choices=[('SHARED', 'Tous les participants'), ('SOCIAL', 'Travailleurs sociaux du dossier'), ('ORGANIZATION', 'Équipe'), ('AUTHOR', 'Note privée')], default='ORGANIZATION', max_length=20, verbose_name='lu par')),
                ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('ARREARS', 'Budget, impayés'), ('NEIGHBOURS', 'Voisinage'), ('PARENTING', 'Parentalité'), ('UPKEEP', 'Entretien du logement'), ('ISOLATION', 'Isolement'), ('RIGHTS', 'Accès aux droits'), ('NO_CONTACT', 'Sans réponse, accès refusé'), ('ADDICTION', 'Addiction')], max_length=20), blank=True, default=list, size=None, verbose_name='besoins confirmés')),
                ('diagnosis', models.TextField(blank=True, max_length=4000, verbose_name='diagnostic')),
                ('decisions', models.TextField(blank=True, max_length=4000, verbose_name='décisions')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('adviser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to=settings.AUTH_USER_MODEL, verbose_name='conseillère')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organization')),
            ],
            options={
                'verbose_name': 'rencontre',
                'ordering': ['-planned_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Mobilisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('REQUESTED', 'En attente de réponse'), ('ACCEPTED', 'Acceptée'), ('DECLINED', 'Refusée'), ('WITHDRAWN', 'Retirée')], default='REQUESTED', max_length=20, verbose_name='état')),
                ('goal', models.TextField(max_length=2000, verbose_name='ce qui est attendu')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandée le')),
                ('answer_due_on', models.DateField(verbose_name='réponse attendue le')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                ('decline_reason', models.CharField(blank=True, choices=[('FULL', 'Plus de place'), ('OUT_OF_SCOPE', 'Hors de notre champ'), ('ALREADY_KNOWN', 'Ménage déjà suivi par ailleurs'), ('HOUSEHOLD_REFUSES', 'Le ménage ne souhaite pas'), ('OTHER', 'Autre motif')], max_length=20, verbose_name='motif')),
                ('decline_comment', models.CharField(blank=True, max_length=500, verbose_name='précision')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mobilisations', to='partners.convention')),
                ('follow_up', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mobilisation', to='tenancies.followup')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='mobilisations', to='partners.organization')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mobilisation',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('submission_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('new_household', models.JSONField(editable=False, null=True)),
                ('reference', models.CharField(editable=False, max_length=20, verbose_name='référence')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('ARREARS', 'Budget, impayés'), ('NEIGHBOURS', 'Voisinage'), ('PARENTING', 'Parentalité'), ('UPKEEP', 'Entretien du logement'), ('ISOLATION', 'Isolement'), ('RIGHTS', 'Accès aux droits'), ('NO_CONTACT', 'Sans réponse, accès refusé'), ('ADDICTION', 'Addiction')], max_length=20), size=None, verbose_name='motifs')),
                ('facts', models.TextField(blank=True, max_length=4000, verbose_name='faits constatés')),
                ('agreement', models.CharField(choices=[('GIVEN', 'Accord donné'), ('NOT_ASKED', 'Pas encore demandé'), ('REFUSED', 'Refus')], max_length=20, verbose_name='accord pour être contacté')),
                ('agreement_on', models.DateField(blank=True, null=True, verbose_name='accord recueilli le')),
                ('agreement_form', models.CharField(blank=True, choices=[('SPOKEN', 'De vive voix'), ('PHONE', 'Par téléphone'), ('WRITTEN', 'Par écrit')], max_length=20, verbose_name='comment')),
                ('sharing', models.CharField(choices=[('GIVEN', 'Accord donné'), ('NOT_ASKED', 'Pas encore demandé'), ('REFUSED', 'Refus')], default='NOT_ASKED', max_length=20, verbose_name='accord pour mobiliser des partenaires')),
                ('sharing_on', models.DateField(blank=True, null=True, verbose_name='accord recueilli le')),
                ('sharing_form', models.CharField(blank=True, choices=[('SPOKEN', 'De vive voix'), ('PHONE', 'Par téléphone'), ('WRITTEN', 'Par écrit')], max_length=20, verbose_name='comment')),
                ('urgency', models.CharField(choices=[('NORMAL', 'Délai habituel'), ('URGENT', 'Urgent')], default='NORMAL', max_length=20, verbose_name='urgence')),
                ('state', models.CharField(choices=[('DRAFT', 'Brouillon'), ('SENT', 'Rencontre à fixer'), ('MEETING_PLANNED', 'Rencontre fixée'), ('MET', 'Partenaire à mobiliser'), ('MOBILISING', 'En attente de réponse'), ('IN_FOLLOW_UP', 'Suivi en cours'), ('CLOSED', 'Clos'), ('DISMISSED', 'Classé sans suite')], default='DRAFT', max_length=20, verbose_name='état')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sent_at', models.DateTimeField(editable=False, null=True)),
                ('meeting_due_on', models.DateField(editable=False, null=True, verbose_name='rencontre avant le')),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('closing_reason', models.CharField(blank=True, choices=[('SOLVED', 'Difficulté résolue'), ('SUPPORTED', 'Accompagnement en place, relais passé'), ('LEFT_HOME', 'Départ du logement'), ('REFUSED', 'Le ménage ne souhaite pas d’aide'), ('UNREACHABLE', 'Ménage injoignable'), ('REDIRECTED', 'Orienté vers un autre service'), ('OUT_OF_SCOPE', 'Hors du champ de l’action'), ('DUPLICATE', 'Déjà signalé')], max_length=20, verbose_name='motif de fin')),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='tenancies.household')),
                ('landlord', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='partners.organization')),
            ],
            options={
                'verbose_name': 'signalement',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='MobilisationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('state', models.CharField(choices=[('REQUESTED', 'En attente de réponse'), ('ACCEPTED', 'Acceptée'), ('DECLINED', 'Refusée'), ('WITHDRAWN', 'Retirée')], default='REQUESTED', max_length=20, verbose_name='état')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='demandée le')),
                ('answer_due_on', models.DateField(verbose_name='réponse attendue le')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='répondu le')),
                ('decline_reason', models.CharField(blank=True, choices=[('FULL', 'Plus de place'), ('OUT_OF_SCOPE', 'Hors de notre champ'), ('ALREADY_KNOWN', 'Ménage déjà suivi par ailleurs'), ('HOUSEHOLD_REFUSES', 'Le ménage ne souhaite pas'), ('OTHER', 'Autre motif')], max_length=20, verbose_name='motif')),
                ('answered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('convention', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.convention')),
                ('follow_up', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.followup')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.mobilisation')),
                ('requested_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.referral')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='mobilisation',
            name='referral',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mobilisations', to='referrals.referral'),
        ),
        migrations.CreateModel(
            name='MeetingHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('state', models.CharField(choices=[('PLANNED', 'Fixée'), ('HELD', 'Tenue'), ('MISSED', 'Manquée'), ('MOVED', 'Déplacée'), ('CANCELLED', 'Annulée')], default='PLANNED', max_length=20, verbose_name='état')),
                ('planned_at', models.DateTimeField(verbose_name='date et heure')),
                ('place', models.CharField(choices=[('HOME', 'Au domicile'), ('AGENCY', 'À l’agence'), ('PHONE', 'Par téléphone')], max_length=20, verbose_name='lieu')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='tenue le')),
                ('audience', models.CharField(choices=[('SHARED', 'Tous les participants'), ('SOCIAL', 'Travailleurs sociaux du dossier'), ('ORGANIZATION', 'Équipe'), ('AUTHOR', 'Note privée')], default='ORGANIZATION', max_length=20, verbose_name='lu par')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('adviser', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='conseillère')),
                ('author', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.meeting')),
                ('referral', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.referral')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='referral',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='referrals.referral'),
        ),
        migrations.CreateModel(
            name='ReferralEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(max_length=30)),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='referrals.referral')),
            ],
            options={
                'verbose_name': 'événement',
                'ordering': ['referral', 'at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReferralHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('submission_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('reference', models.CharField(editable=False, max_length=20, verbose_name='référence')),
                ('agreement', models.CharField(choices=[('GIVEN', 'Accord donné'), ('NOT_ASKED', 'Pas encore demandé'), ('REFUSED', 'Refus')], max_length=20, verbose_name='accord pour être contacté')),
                ('agreement_on', models.DateField(blank=True, null=True, verbose_name='accord recueilli le')),
                ('agreement_form', models.CharField(blank=True, choices=[('SPOKEN', 'De vive voix'), ('PHONE', 'Par téléphone'), ('WRITTEN', 'Par écrit')], max_length=20, verbose_name='comment')),
                ('sharing', models.CharField(choices=[('GIVEN', 'Accord donné'), ('NOT_ASKED', 'Pas encore demandé'), ('REFUSED', 'Refus')], default='NOT_ASKED', max_length=20, verbose_name='accord pour mobiliser des partenaires')),
                ('sharing_on', models.DateField(blank=True, null=True, verbose_name='accord recueilli le')),
                ('sharing_form', models.CharField(blank=True, choices=[('SPOKEN', 'De vive voix'), ('PHONE', 'Par téléphone'), ('WRITTEN', 'Par écrit')], max_length=20, verbose_name='comment')),
                ('urgency', models.CharField(choices=[('NORMAL', 'Délai habituel'), ('URGENT', 'Urgent')], default='NORMAL', max_length=20, verbose_name='urgence')),
                ('state', models.CharField(choices=[('DRAFT', 'Brouillon'), ('SENT', 'Rencontre à fixer'), ('MEETING_PLANNED', 'Rencontre fixée'), ('MET', 'Partenaire à mobiliser'), ('MOBILISING', 'En attente de réponse'), ('IN_FOLLOW_UP', 'Suivi en cours'), ('CLOSED', 'Clos'), ('DISMISSED', 'Classé sans suite')], default='DRAFT', max_length=20, verbose_name='état')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sent_at', models.DateTimeField(editable=False, null=True)),
                ('meeting_due_on', models.DateField(editable=False, null=True, verbose_name='rencontre avant le')),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('closing_reason', models.CharField(blank=True, choices=[('SOLVED', 'Difficulté résolue'), ('SUPPORTED', 'Accompagnement en place, relais passé'), ('LEFT_HOME', 'Départ du logement'), ('REFUSED', 'Le ménage ne souhaite pas d’aide'), ('UNREACHABLE', 'Ménage injoignable'), ('REDIRECTED', 'Orienté vers un autre service'), ('OUT_OF_SCOPE', 'Hors du champ de l’action'), ('DUPLICATE', 'Déjà signalé')], max_length=20, verbose_name='motif de fin')),
                ('author', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('landlord', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.referral')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['landlord', '-id'], name='referral_by_landlord'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['landlord', 'state', '-id'], name='referral_by_state'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['author', '-id'], name='referral_by_author'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['landlord', 'state', '-sent_at'], include=('id', 'author'), name='referral_by_state_and_sending'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['landlord', '-sent_at'], include=('id', 'state', 'author', 'reasons'), name='referral_by_sending'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state', 'SENT')), fields=['landlord', 'meeting_due_on', 'id'], name='referral_to_meet'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state__in', ['SENT', 'MEETING_PLANNED'])), fields=['landlord', 'meeting_due_on', 'id'], name='referral_meeting_awaited'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state', 'MET')), fields=['landlord', 'meeting_due_on', 'id'], name='referral_to_mobilise'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('agreement_on__gte', datetime.date(1900, 1, 1)), ('agreement_on__lte', datetime.date(2100, 12, 31)), ('sharing_on__gte', datetime.date(1900, 1, 1)), ('sharing_on__lte', datetime.date(2100, 12, 31))), name='referral_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(fields=('landlord', 'reference'), name='referral_reference_unique_per_landlord'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('reasons__len__gt', 0), models.Q(models.Q(('state', 'DRAFT'), _negated=True), models.Q(('agreement', 'GIVEN'), _negated=True)), _connector='OR'), name='referral_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('meeting_due_on', None), ('sent_at', None), ('state', 'DRAFT')), models.Q(models.Q(('state', 'DRAFT'), _negated=True), ('meeting_due_on__isnull', False), ('sent_at__isnull', False)), _connector='OR'), name='referral_sent_has_dates'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state__in', ['CLOSED', 'DISMISSED']), models.Q(('closing_reason', ''), _negated=True)), models.Q(models.Q(('state__in', ['CLOSED', 'DISMISSED']), _negated=True), ('closed_at', None)), _connector='OR'), name='referral_ended_is_explained'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement', 'GIVEN'), ('agreement_on__isnull', False), models.Q(('agreement_form', ''), _negated=True)), models.Q(('agreement', 'GIVEN'), _negated=True), _connector='OR'), name='referral_agreement_given_is_dated', violation_error_message='Dites quand et comment l’accord a été donné.'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sharing', 'GIVEN'), ('sharing_on__isnull', False), models.Q(('sharing_form', ''), _negated=True)), models.Q(('sharing', 'GIVEN'), _negated=True), _connector='OR'), name='referral_sharing_given_is_dated', violation_error_message='Dites quand et comment l’accord a été donné.'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reasons__overlap', ['ADDICTION']), _negated=True), models.Q(('agreement', 'GIVEN'), models.Q(('sharing', 'REFUSED'), _negated=True)), _connector='OR'), name='referral_health_needs_agreement', violation_error_message='Un motif de santé demande l’accord du ménage.'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('household__isnull', False), ('new_household__isnull', True)), models.Q(('household', None), ('new_household__isnull', False), ('state', 'DRAFT')), _connector='OR'), name='referral_names_one_household'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_referralhistory" ("agreement", "agreement_form", "agreement_on", "author_id", "closed_at", "closing_reason", "created_at", "household_id", "id", "landlord_id", "meeting_due_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reference", "sent_at", "sharing", "sharing_form", "sharing_on", "state", "submission_id", "urgency") VALUES (NEW."agreement", NEW."agreement_form", NEW."agreement_on", NEW."author_id", NEW."closed_at", NEW."closing_reason", NEW."created_at", NEW."household_id", NEW."id", NEW."landlord_id", NEW."meeting_due_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."reference", NEW."sent_at", NEW."sharing", NEW."sharing_form", NEW."sharing_on", NEW."state", NEW."submission_id", NEW."urgency"); RETURN NULL;', hash='f9e0dfb6e60883622794e8bfdb100006b39617b1', operation='INSERT', pgid='pgtrigger_insert_insert_a74c8', table='referrals_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agreement" IS DISTINCT FROM (NEW."agreement") OR OLD."agreement_form" IS DISTINCT FROM (NEW."agreement_form") OR OLD."agreement_on" IS DISTINCT FROM (NEW."agreement_on") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."closing_reason" IS DISTINCT FROM (NEW."closing_reason") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."landlord_id" IS DISTINCT FROM (NEW."landlord_id") OR OLD."meeting_due_on" IS DISTINCT FROM (NEW."meeting_due_on") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sharing" IS DISTINCT FROM (NEW."sharing") OR OLD."sharing_form" IS DISTINCT FROM (NEW."sharing_form") OR OLD."sharing_on" IS DISTINCT FROM (NEW."sharing_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submission_id" IS DISTINCT FROM (NEW."submission_id") OR OLD."urgency" IS DISTINCT FROM (NEW."urgency"))', func='INSERT INTO "referrals_referralhistory" ("agreement", "agreement_form", "agreement_on", "author_id", "closed_at", "closing_reason", "created_at", "household_id", "id", "landlord_id", "meeting_due_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reference", "sent_at", "sharing", "sharing_form", "sharing_on", "state", "submission_id", "urgency") VALUES (NEW."agreement", NEW."agreement_form", NEW."agreement_on", NEW."author_id", NEW."closed_at", NEW."closing_reason", NEW."created_at", NEW."household_id", NEW."id", NEW."landlord_id", NEW."meeting_due_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."reference", NEW."sent_at", NEW."sharing", NEW."sharing_form", NEW."sharing_on", NEW."state", NEW."submission_id", NEW."urgency"); RETURN NULL;', hash='6fe7c367c1bdbedb8a9869bd1fc38e67a410ad0c', operation='UPDATE', pgid='pgtrigger_update_update_223e7', table='referrals_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_referralhistory" ("agreement", "agreement_form", "agreement_on", "author_id", "closed_at", "closing_reason", "created_at", "household_id", "id", "landlord_id", "meeting_due_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reference", "sent_at", "sharing", "sharing_form", "sharing_on", "state", "submission_id", "urgency") VALUES (OLD."agreement", OLD."agreement_form", OLD."agreement_on", OLD."author_id", OLD."closed_at", OLD."closing_reason", OLD."created_at", OLD."household_id", OLD."id", OLD."landlord_id", OLD."meeting_due_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."reference", OLD."sent_at", OLD."sharing", OLD."sharing_form", OLD."sharing_on", OLD."state", OLD."submission_id", OLD."urgency"); RETURN NULL;', hash='fd6d651442a8999981399c77bacef5d90a803f5c', operation='DELETE', pgid='pgtrigger_delete_delete_e24da', table='referrals_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mobilisationhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ade8c0e23588574f0d3e0db2b36ff7015922c20d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f58c', table='referrals_mobilisationhistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='mobilisation',
            index=models.Index(fields=['organization', 'state', '-id'], name='mobilisation_by_organization'),
        ),
        migrations.AddIndex(
            model_name='mobilisation',
            index=models.Index(condition=models.Q(('state', 'REQUESTED')), fields=['convention', 'answer_due_on', 'id'], include=('referral',), name='mobilisation_awaited'),
        ),
        migrations.AddIndex(
            model_name='mobilisation',
            index=models.Index(condition=models.Q(('state', 'REQUESTED')), fields=['answer_due_on', 'id'], name='mobilisation_by_answer_due'),
        ),
        migrations.AddConstraint(
            model_name='mobilisation',
            constraint=models.CheckConstraint(condition=models.Q(('answer_due_on__gte', datetime.date(1900, 1, 1)), ('answer_due_on__lte', datetime.date(2100, 12, 31)), ('requested_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('requested_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc)), ('answered_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('answered_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), name='mobilisation_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='mobilisation',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['REQUESTED', 'ACCEPTED'])), fields=('referral', 'organization'), name='mobilisation_one_open_per_partner', violation_error_message='Ce partenaire est déjà sollicité pour ce signalement.'),
        ),
        migrations.AddConstraint(
            model_name='mobilisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'REQUESTED')), models.Q(models.Q(('state', 'REQUESTED'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='mobilisation_answer_is_dated'),
        ),
        migrations.AddConstraint(
            model_name='mobilisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'DECLINED'), models.Q(('decline_reason', ''), _negated=True)), models.Q(models.Q(('state', 'DECLINED'), _negated=True), ('decline_reason', '')), _connector='OR'), name='mobilisation_refusal_is_explained', violation_error_message='Dites pourquoi vous refusez.'),
        ),
        migrations.AddConstraint(
            model_name='mobilisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follow_up__isnull', False), ('state', 'ACCEPTED')), models.Q(models.Q(('state', 'ACCEPTED'), _negated=True), ('follow_up', None)), _connector='OR'), name='mobilisation_acceptance_has_follow_up'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mobilisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_mobilisationhistory" ("answer_due_on", "answered_at", "answered_by_id", "convention_id", "decline_reason", "follow_up_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "referral_id", "requested_at", "requested_by_id", "state") VALUES (NEW."answer_due_on", NEW."answered_at", NEW."answered_by_id", NEW."convention_id", NEW."decline_reason", NEW."follow_up_id", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."referral_id", NEW."requested_at", NEW."requested_by_id", NEW."state"); RETURN NULL;', hash='293f0d79e5afda6f9046c2963d2b1200c49ad861', operation='INSERT', pgid='pgtrigger_insert_insert_d2382', table='referrals_mobilisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mobilisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer_due_on" IS DISTINCT FROM (NEW."answer_due_on") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id") OR OLD."convention_id" IS DISTINCT FROM (NEW."convention_id") OR OLD."decline_reason" IS DISTINCT FROM (NEW."decline_reason") OR OLD."follow_up_id" IS DISTINCT FROM (NEW."follow_up_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."referral_id" IS DISTINCT FROM (NEW."referral_id") OR OLD."requested_at" IS DISTINCT FROM (NEW."requested_at") OR OLD."requested_by_id" IS DISTINCT FROM (NEW."requested_by_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "referrals_mobilisationhistory" ("answer_due_on", "answered_at", "answered_by_id", "convention_id", "decline_reason", "follow_up_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "referral_id", "requested_at", "requested_by_id", "state") VALUES (NEW."answer_due_on", NEW."answered_at", NEW."answered_by_id", NEW."convention_id", NEW."decline_reason", NEW."follow_up_id", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."referral_id", NEW."requested_at", NEW."requested_by_id", NEW."state"); RETURN NULL;', hash='3cd840eaeb08d3226804f6f7c3ba4efb2e7359d7', operation='UPDATE', pgid='pgtrigger_update_update_b8ab4', table='referrals_mobilisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mobilisation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_mobilisationhistory" ("answer_due_on", "answered_at", "answered_by_id", "convention_id", "decline_reason", "follow_up_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "referral_id", "requested_at", "requested_by_id", "state") VALUES (OLD."answer_due_on", OLD."answered_at", OLD."answered_by_id", OLD."convention_id", OLD."decline_reason", OLD."follow_up_id", OLD."id", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."referral_id", OLD."requested_at", OLD."requested_by_id", OLD."state"); RETURN NULL;', hash='6f9567ba609b9b414f08a8d326cbad4c71ab64c5', operation='DELETE', pgid='pgtrigger_delete_delete_554cf', table='referrals_mobilisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetinghistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='12f7e9bca147c30a47e0a78129c6d0c8b424389c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d1ab7', table='referrals_meetinghistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(condition=models.Q(('state', 'PLANNED')), fields=['adviser', 'planned_at'], name='meeting_agenda'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('planned_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('planned_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc)), ('held_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('held_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), name='meeting_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'PLANNED')), fields=('referral',), name='meeting_one_planned_per_referral'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_at__isnull', False), ('state', 'HELD')), models.Q(models.Q(('state', 'HELD'), _negated=True), ('held_at', None)), _connector='OR'), name='meeting_held_has_date'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decisions', ''), ('diagnosis', '')), models.Q(('author__isnull', False), ('organization__isnull', False)), _connector='OR'), name='meeting_diagnosis_has_an_author'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_meetinghistory" ("adviser_id", "audience", "author_id", "created_at", "held_at", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "public_id", "referral_id", "state") VALUES (NEW."adviser_id", NEW."audience", NEW."author_id", NEW."created_at", NEW."held_at", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."planned_at", NEW."public_id", NEW."referral_id", NEW."state"); RETURN NULL;', hash='d219f15b22a38d1945afa23da4d2f578153b1561', operation='INSERT', pgid='pgtrigger_insert_insert_df489', table='referrals_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "referrals_meetinghistory" ("adviser_id", "audience", "author_id", "created_at", "held_at", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "public_id", "referral_id", "state") VALUES (NEW."adviser_id", NEW."audience", NEW."author_id", NEW."created_at", NEW."held_at", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."planned_at", NEW."public_id", NEW."referral_id", NEW."state"); RETURN NULL;', hash='8f36b71181253d7f7e359faee44438662b667b6f', operation='UPDATE', pgid='pgtrigger_update_update_b020e', table='referrals_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_meetinghistory" ("adviser_id", "audience", "author_id", "created_at", "held_at", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "public_id", "referral_id", "state") VALUES (OLD."adviser_id", OLD."audience", OLD."author_id", OLD."created_at", OLD."held_at", OLD."id", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."planned_at", OLD."public_id", OLD."referral_id", OLD."state"); RETURN NULL;', hash='a50193e8b8957e0bb78a0fc4077d030540b7cdca', operation='DELETE', pgid='pgtrigger_delete_delete_4ee27', table='referrals_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referralhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='32274b83fd32f9ccc41c11a8efa42a6dceee9e47', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5359a', table='referrals_referralhistory', when='BEFORE')),
        ),
    ]
