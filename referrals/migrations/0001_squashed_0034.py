import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('referrals', '0001_initial'), ('referrals', '0002_drafts_open_no_case_file'), ('referrals', '0003_referrals_by_date_of_sending'), ('referrals', '0004_counts_read_indexes_alone'), ('referrals', '0005_worklists_begin_with_the_oldest'), ('referrals', '0006_events_are_moves'), ('referrals', '0007_comments_become_moves'), ('referrals', '0008_events_without_comments'), ('referrals', '0009_states_by_date_of_sending'), ('referrals', '0010_dates_come_within_bounds'), ('referrals', '0011_dates_are_within_bounds'), ('referrals', '0012_urgencies_without_their_delay'), ('referrals', '0013_diagnoses_have_an_audience'), ('referrals', '0014_histories_quote_nobody'), ('referrals', '0015_health_alone_may_be_forgotten'), ('referrals', '0016_sharing_is_another_agreement'), ('referrals', '0017_partners_asked_were_agreed_to'), ('referrals', '0018_both_agreements_are_dated'), ('referrals', '0019_referrals_have_an_adviser'), ('referrals', '0020_advisers_who_met_are_in_charge'), ('referrals', '0021_caretakers_name_a_door'), ('referrals', '0022_finished_work_is_a_state'), ('referrals', '0023_partners_that_finished'), ('referrals', '0024_referrals_end_with_their_case_file'), ('referrals', '0025_diagnoses_are_completed'), ('referrals', '0026_advisers_who_left_carry_nothing'), ('referrals', '0027_diagnoses_say_who_corrected_them'), ('referrals', '0028_reports_end_by_mistake'), ('referrals', '0029_meetings_are_cancelled_in_the_open'), ('referrals', '0030_committees_are_convened'), ('referrals', '0031_dwellings_are_announced_to_associations'), ('referrals', '0032_committees_decide_and_dwellings_are_offered'), ('referrals', '0033_committees_are_cancelled'), ('referrals', '0034_partners_asked_were_agreed_to_one_by_one')]

    initial = True

    dependencies = [
        ('partners', '0001_squashed_0025'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('tenancies', '0001_squashed_0089'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommitteeSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('held_on', models.DateField(verbose_name='jour de la séance')),
                ('quorum', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='quorum')),
                ('state', models.CharField(choices=[('PLANNED', 'Prévue'), ('HELD', 'Tenue'), ('MINUTED', 'Procès-verbal arrêté'), ('CANCELLED', 'Annulée')], default='PLANNED', max_length=20, verbose_name='état')),
                ('minuted_at', models.DateTimeField(editable=False, null=True, verbose_name='procès-verbal arrêté le')),
                ('landlord', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='committee_sessions', to='partners.organization')),
            ],
            options={
                'verbose_name': 'séance de commission',
                'verbose_name_plural': 'séances de commission',
                'ordering': ['-held_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CommitteeMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('quality', models.CharField(choices=[('APPOINTED', 'Désigné par le bailleur'), ('TENANTS', 'Représentant des locataires'), ('MAYOR', 'Maire ou son représentant'), ('INTERCOMMUNALITY', 'Intercommunalité'), ('PREFECT', 'Préfet ou son représentant'), ('CONSULTED', 'Voix consultative')], max_length=20, verbose_name='qualité')),
                ('was_present', models.BooleanField(default=False, verbose_name='présent')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='referrals.committeesession')),
            ],
            options={
                'verbose_name': 'membre de la commission',
                'verbose_name_plural': 'membres de la commission',
                'ordering': ['session', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CommitteeMemberHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('quality', models.CharField(choices=[('APPOINTED', 'Désigné par le bailleur'), ('TENANTS', 'Représentant des locataires'), ('MAYOR', 'Maire ou son représentant'), ('INTERCOMMUNALITY', 'Intercommunalité'), ('PREFECT', 'Préfet ou son représentant'), ('CONSULTED', 'Voix consultative')], max_length=20, verbose_name='qualité')),
                ('was_present', models.BooleanField(default=False, verbose_name='présent')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.committeemember')),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.committeesession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CommitteeSessionHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('held_on', models.DateField(verbose_name='jour de la séance')),
                ('quorum', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(30)], verbose_name='quorum')),
                ('state', models.CharField(choices=[('PLANNED', 'Prévue'), ('HELD', 'Tenue'), ('MINUTED', 'Procès-verbal arrêté'), ('CANCELLED', 'Annulée')], default='PLANNED', max_length=20, verbose_name='état')),
                ('minuted_at', models.DateTimeField(editable=False, null=True, verbose_name='procès-verbal arrêté le')),
                ('landlord', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.committeesession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('submission_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('new_household', models.JSONField(editable=False, null=True)),
                ('precision', models.CharField(blank=True, choices=[('DOOR', 'Porte'), ('FLOOR', 'Étage'), ('ADDRESS', 'Adresse')], editable=False, max_length=10, verbose_name='précision du lieu')),
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
                ('state', models.CharField(choices=[('DRAFT', 'Brouillon'), ('SENT', 'Rencontre à fixer'), ('MEETING_PLANNED', 'Rencontre fixée'), ('MET', 'Partenaire à mobiliser'), ('MOBILISING', 'En attente de réponse'), ('IN_FOLLOW_UP', 'Suivi en cours'), ('TO_CLOSE', 'Suivi terminé, à clore'), ('CLOSED', 'Clos'), ('DISMISSED', 'Classé sans suite')], default='DRAFT', max_length=20, verbose_name='état')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sent_at', models.DateTimeField(editable=False, null=True)),
                ('meeting_due_on', models.DateField(editable=False, null=True, verbose_name='rencontre avant le')),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('closing_reason', models.CharField(blank=True, choices=[('SOLVED', 'Difficulté résolue'), ('SUPPORTED', 'Accompagnement en place, relais passé'), ('LEFT_HOME', 'Départ du logement'), ('REFUSED', 'Le ménage ne souhaite pas d’aide'), ('UNREACHABLE', 'Ménage injoignable'), ('REDIRECTED', 'Orienté vers un autre service'), ('OUT_OF_SCOPE', 'Hors du champ de l’action'), ('DUPLICATE', 'Déjà signalé'), ('MISTAKE', 'Signalé par erreur'), ('CASE_FILE', 'Dossier du ménage clos')], max_length=20, verbose_name='motif de fin')),
                ('adviser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals_in_charge', to=settings.AUTH_USER_MODEL, verbose_name='conseillère')),
                ('author', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to=settings.AUTH_USER_MODEL)),
                ('dwelling', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='tenancies.dwelling', verbose_name='logement')),
                ('household', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='tenancies.household')),
                ('landlord', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='referrals', to='partners.organization')),
            ],
            options={
                'verbose_name': 'signalement',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('cancellation_note', models.CharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='précision')),
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
                ('adviser', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to=settings.AUTH_USER_MODEL, verbose_name='conseillère')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrected_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organization')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='referrals.referral')),
            ],
            options={
                'verbose_name': 'rencontre',
                'ordering': ['-planned_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingAddition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('SHARED', 'Tous les participants'), ('SOCIAL', 'Travailleurs sociaux du dossier'), ('ORGANIZATION', 'Équipe'), ('AUTHOR', 'Note privée')], max_length=20, verbose_name='lu par')),
                ('text', models.TextField(max_length=4000, verbose_name='complément')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='écrit le')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='additions', to='referrals.meeting')),
                ('organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organization')),
            ],
            options={
                'verbose_name': 'complément au diagnostic',
                'verbose_name_plural': 'compléments au diagnostic',
                'ordering': ['written_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingAdditionHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('audience', models.CharField(choices=[('SHARED', 'Tous les participants'), ('SOCIAL', 'Travailleurs sociaux du dossier'), ('ORGANIZATION', 'Équipe'), ('AUTHOR', 'Note privée')], max_length=20, verbose_name='lu par')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='écrit le')),
                ('author', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.meeting')),
                ('organization', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.meetingaddition')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MeetingHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('state', models.CharField(choices=[('PLANNED', 'Fixée'), ('HELD', 'Tenue'), ('MISSED', 'Manquée'), ('MOVED', 'Déplacée'), ('CANCELLED', 'Annulée')], default='PLANNED', max_length=20, verbose_name='état')),
                ('planned_at', models.DateTimeField(verbose_name='date et heure')),
                ('place', models.CharField(choices=[('HOME', 'Au domicile'), ('AGENCY', 'À l’agence'), ('PHONE', 'Par téléphone')], max_length=20, verbose_name='lieu')),
                ('held_at', models.DateTimeField(blank=True, null=True, verbose_name='tenue le')),
                ('audience', models.CharField(choices=[('SHARED', 'Tous les participants'), ('SOCIAL', 'Travailleurs sociaux du dossier'), ('ORGANIZATION', 'Équipe'), ('AUTHOR', 'Note privée')], default='ORGANIZATION', max_length=20, verbose_name='lu par')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('adviser', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='conseillère')),
                ('author', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrected_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.meeting')),
                ('referral', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.referral')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Mobilisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('REQUESTED', 'En attente de réponse'), ('ACCEPTED', 'Acceptée'), ('DECLINED', 'Refusée'), ('WITHDRAWN', 'Retirée'), ('ENDED', 'Suivi terminé')], default='REQUESTED', max_length=20, verbose_name='état')),
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
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mobilisations', to='referrals.referral')),
            ],
            options={
                'verbose_name': 'mobilisation',
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
                ('state', models.CharField(choices=[('REQUESTED', 'En attente de réponse'), ('ACCEPTED', 'Acceptée'), ('DECLINED', 'Refusée'), ('WITHDRAWN', 'Retirée'), ('ENDED', 'Suivi terminé')], default='REQUESTED', max_length=20, verbose_name='état')),
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
                ('precision', models.CharField(blank=True, choices=[('DOOR', 'Porte'), ('FLOOR', 'Étage'), ('ADDRESS', 'Adresse')], editable=False, max_length=10, verbose_name='précision du lieu')),
                ('reference', models.CharField(editable=False, max_length=20, verbose_name='référence')),
                ('agreement', models.CharField(choices=[('GIVEN', 'Accord donné'), ('NOT_ASKED', 'Pas encore demandé'), ('REFUSED', 'Refus')], max_length=20, verbose_name='accord pour être contacté')),
                ('agreement_on', models.DateField(blank=True, null=True, verbose_name='accord recueilli le')),
                ('agreement_form', models.CharField(blank=True, choices=[('SPOKEN', 'De vive voix'), ('PHONE', 'Par téléphone'), ('WRITTEN', 'Par écrit')], max_length=20, verbose_name='comment')),
                ('sharing', models.CharField(choices=[('GIVEN', 'Accord donné'), ('NOT_ASKED', 'Pas encore demandé'), ('REFUSED', 'Refus')], default='NOT_ASKED', max_length=20, verbose_name='accord pour mobiliser des partenaires')),
                ('sharing_on', models.DateField(blank=True, null=True, verbose_name='accord recueilli le')),
                ('sharing_form', models.CharField(blank=True, choices=[('SPOKEN', 'De vive voix'), ('PHONE', 'Par téléphone'), ('WRITTEN', 'Par écrit')], max_length=20, verbose_name='comment')),
                ('urgency', models.CharField(choices=[('NORMAL', 'Délai habituel'), ('URGENT', 'Urgent')], default='NORMAL', max_length=20, verbose_name='urgence')),
                ('state', models.CharField(choices=[('DRAFT', 'Brouillon'), ('SENT', 'Rencontre à fixer'), ('MEETING_PLANNED', 'Rencontre fixée'), ('MET', 'Partenaire à mobiliser'), ('MOBILISING', 'En attente de réponse'), ('IN_FOLLOW_UP', 'Suivi en cours'), ('TO_CLOSE', 'Suivi terminé, à clore'), ('CLOSED', 'Clos'), ('DISMISSED', 'Classé sans suite')], default='DRAFT', max_length=20, verbose_name='état')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sent_at', models.DateTimeField(editable=False, null=True)),
                ('meeting_due_on', models.DateField(editable=False, null=True, verbose_name='rencontre avant le')),
                ('closed_at', models.DateTimeField(editable=False, null=True)),
                ('closing_reason', models.CharField(blank=True, choices=[('SOLVED', 'Difficulté résolue'), ('SUPPORTED', 'Accompagnement en place, relais passé'), ('LEFT_HOME', 'Départ du logement'), ('REFUSED', 'Le ménage ne souhaite pas d’aide'), ('UNREACHABLE', 'Ménage injoignable'), ('REDIRECTED', 'Orienté vers un autre service'), ('OUT_OF_SCOPE', 'Hors du champ de l’action'), ('DUPLICATE', 'Déjà signalé'), ('MISTAKE', 'Signalé par erreur'), ('CASE_FILE', 'Dossier du ménage clos')], max_length=20, verbose_name='motif de fin')),
                ('adviser', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='conseillère')),
                ('author', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('dwelling', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.dwelling', verbose_name='logement')),
                ('household', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('landlord', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.referral')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('shown', models.CharField(choices=[('ADDRESS', 'L’adresse'), ('SECTOR', 'La commune seulement')], max_length=10, verbose_name='ce que lit l’association')),
                ('rent_euros', models.PositiveIntegerField(verbose_name='loyer')),
                ('charges_euros', models.PositiveIntegerField(default=0, verbose_name='charges')),
                ('flat_amounts_euros', models.PositiveIntegerField(default=0, verbose_name='eau et chauffage individuels')),
                ('state', models.CharField(choices=[('OPEN', 'Candidats attendus'), ('ANSWERED', 'Candidats proposés'), ('NO_CANDIDATE', 'Pas de candidat'), ('WITHDRAWN', 'Annonce retirée'), ('SETTLED', 'Logement loué')], default='OPEN', max_length=20, verbose_name='état')),
                ('announced_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='annoncé le')),
                ('answer_due_on', models.DateField(verbose_name='candidats attendus avant le')),
                ('no_candidate_reason', models.CharField(blank=True, choices=[('SIZE', 'Taille du logement'), ('RENT', 'Loyer trop élevé'), ('PLACE', 'Situation du logement'), ('ACCESS', 'Accès ou équipement du logement'), ('NOBODY_READY', 'Aucun ménage prêt à ce jour'), ('NO_CAPACITY', 'Pas de place pour un accompagnement de plus')], max_length=20, verbose_name='motif')),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('announced_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organization')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='partners.convention')),
                ('landlord', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organization')),
                ('reservation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='announcements', to='tenancies.reservation')),
            ],
            options={
                'verbose_name': 'annonce d’un logement',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AnnouncementHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('shown', models.CharField(choices=[('ADDRESS', 'L’adresse'), ('SECTOR', 'La commune seulement')], max_length=10, verbose_name='ce que lit l’association')),
                ('rent_euros', models.PositiveIntegerField(verbose_name='loyer')),
                ('charges_euros', models.PositiveIntegerField(default=0, verbose_name='charges')),
                ('flat_amounts_euros', models.PositiveIntegerField(default=0, verbose_name='eau et chauffage individuels')),
                ('state', models.CharField(choices=[('OPEN', 'Candidats attendus'), ('ANSWERED', 'Candidats proposés'), ('NO_CANDIDATE', 'Pas de candidat'), ('WITHDRAWN', 'Annonce retirée'), ('SETTLED', 'Logement loué')], default='OPEN', max_length=20, verbose_name='état')),
                ('announced_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='annoncé le')),
                ('answer_due_on', models.DateField(verbose_name='candidats attendus avant le')),
                ('no_candidate_reason', models.CharField(blank=True, choices=[('SIZE', 'Taille du logement'), ('RENT', 'Loyer trop élevé'), ('PLACE', 'Situation du logement'), ('ACCESS', 'Accès ou équipement du logement'), ('NOBODY_READY', 'Aucun ménage prêt à ce jour'), ('NO_CAPACITY', 'Pas de place pour un accompagnement de plus')], max_length=20, verbose_name='motif')),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('announced_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('convention', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.convention')),
                ('landlord', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.announcement')),
                ('reservation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.reservation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Candidacy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('rank_wished', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='rang souhaité')),
                ('state', models.CharField(choices=[('PROPOSED', 'Proposé'), ('ELIGIBLE', 'Dossier complet'), ('INCOMPLETE', 'Dossier incomplet'), ('EXAMINED', 'Examiné en commission'), ('OFFERED', 'Logement offert'), ('ACCEPTED', 'Offre acceptée'), ('REFUSED', 'Offre refusée'), ('EXPIRED', 'Offre sans réponse'), ('WITHDRAWN', 'Candidature retirée'), ('DECLINED', 'Candidature non retenue')], default='PROPOSED', max_length=20, verbose_name='état')),
                ('unique_number', models.CharField(blank=True, max_length=40, verbose_name='numéro unique')),
                ('adults', models.PositiveSmallIntegerField(verbose_name='adultes')),
                ('dependants', models.PositiveSmallIntegerField(default=0, verbose_name='personnes à charge')),
                ('is_young_couple', models.BooleanField(default=False, verbose_name='jeune ménage')),
                ('income_euros', models.PositiveIntegerField(blank=True, null=True, verbose_name='revenu fiscal de référence')),
                ('resources_euros', models.PositiveIntegerField(blank=True, null=True, verbose_name='ressources mensuelles')),
                ('benefit_euros', models.PositiveIntegerField(blank=True, null=True, verbose_name='aide au logement estimée')),
                ('needs', models.TextField(blank=True, max_length=2000, verbose_name='besoins dans le logement')),
                ('support', models.TextField(max_length=2000, verbose_name='accompagnement proposé')),
                ('missing', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('UNIQUE_NUMBER', 'Attestation du numéro unique'), ('IDENTITY', 'Pièce d’identité ou titre de séjour'), ('TAX', 'Avis d’imposition'), ('RESOURCES', 'Justificatifs de ressources'), ('COMPOSITION', 'Livret de famille ou justificatif de composition'), ('LODGING', 'Justificatif du logement actuel')], max_length=20), blank=True, default=list, size=None, verbose_name='pièces demandées')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposé le')),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('end_reason', models.CharField(blank=True, choices=[('NOT_INTERESTED', 'Le ménage ne souhaite pas ce logement'), ('HOUSED_ELSEWHERE', 'Le ménage a un autre logement'), ('CHANGED', 'La situation du ménage a changé'), ('UNREACHABLE', 'Le ménage ne répond plus'), ('MISTAKE', 'Proposé par erreur'), ('CEILING', 'Plafond de ressources dépassé'), ('NO_NUMBER', 'Numéro unique absent ou radié'), ('STILL_INCOMPLETE', 'Dossier resté incomplet'), ('SIZE', 'Taille du logement inadaptée'), ('RENT', 'Loyer trop élevé pour ses ressources'), ('CONDITIONS', 'Conditions d’accès au logement social non remplies'), ('NOT_ALLOCATED', 'Logement non attribué à ce candidat'), ('INADMISSIBLE', 'Candidature irrecevable'), ('OFFER_REFUSED', 'Le ménage a refusé l’offre'), ('OFFER_EXPIRED', 'Le ménage n’a pas répondu à l’offre'), ('OTHER_CHOSEN', 'Un autre candidat a le logement'), ('DWELLING_GONE', 'Le logement n’est plus disponible'), ('CASE_FILE', 'Dossier du ménage clos'), ('LEASE', 'Bail signé')], max_length=20, verbose_name='motif de fin')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to='referrals.announcement')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to='partners.organization')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to='tenancies.household')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'candidature',
                'ordering': ['announcement', 'rank_wished', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AnnouncementEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('move', models.CharField(max_length=30)),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='referrals.announcement')),
                ('candidacy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='referrals.candidacy')),
            ],
            options={
                'verbose_name': 'événement d’une annonce',
                'ordering': ['announcement', 'at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CandidacyHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('rank_wished', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='rang souhaité')),
                ('state', models.CharField(choices=[('PROPOSED', 'Proposé'), ('ELIGIBLE', 'Dossier complet'), ('INCOMPLETE', 'Dossier incomplet'), ('EXAMINED', 'Examiné en commission'), ('OFFERED', 'Logement offert'), ('ACCEPTED', 'Offre acceptée'), ('REFUSED', 'Offre refusée'), ('EXPIRED', 'Offre sans réponse'), ('WITHDRAWN', 'Candidature retirée'), ('DECLINED', 'Candidature non retenue')], default='PROPOSED', max_length=20, verbose_name='état')),
                ('adults', models.PositiveSmallIntegerField(verbose_name='adultes')),
                ('dependants', models.PositiveSmallIntegerField(default=0, verbose_name='personnes à charge')),
                ('is_young_couple', models.BooleanField(default=False, verbose_name='jeune ménage')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='proposé le')),
                ('ended_at', models.DateTimeField(editable=False, null=True)),
                ('end_reason', models.CharField(blank=True, choices=[('NOT_INTERESTED', 'Le ménage ne souhaite pas ce logement'), ('HOUSED_ELSEWHERE', 'Le ménage a un autre logement'), ('CHANGED', 'La situation du ménage a changé'), ('UNREACHABLE', 'Le ménage ne répond plus'), ('MISTAKE', 'Proposé par erreur'), ('CEILING', 'Plafond de ressources dépassé'), ('NO_NUMBER', 'Numéro unique absent ou radié'), ('STILL_INCOMPLETE', 'Dossier resté incomplet'), ('SIZE', 'Taille du logement inadaptée'), ('RENT', 'Loyer trop élevé pour ses ressources'), ('CONDITIONS', 'Conditions d’accès au logement social non remplies'), ('NOT_ALLOCATED', 'Logement non attribué à ce candidat'), ('INADMISSIBLE', 'Candidature irrecevable'), ('OFFER_REFUSED', 'Le ménage a refusé l’offre'), ('OFFER_EXPIRED', 'Le ménage n’a pas répondu à l’offre'), ('OTHER_CHOSEN', 'Un autre candidat a le logement'), ('DWELLING_GONE', 'Le logement n’est plus disponible'), ('CASE_FILE', 'Dossier du ménage clos'), ('LEASE', 'Bail signé')], max_length=20, verbose_name='motif de fin')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('announcement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.announcement')),
                ('association', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.candidacy')),
                ('proposed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Examination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('decision', models.CharField(choices=[('ATTRIBUTION', 'Attribution'), ('ATTRIBUTION_RANKED', 'Attribution avec classement'), ('ATTRIBUTION_CONDITIONAL', 'Attribution sous condition suspensive'), ('NOT_ALLOCATED', 'Non-attribution'), ('REJECTED', 'Rejet pour irrecevabilité')], max_length=30, verbose_name='décision')),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='rang')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='motif')),
                ('fewer_candidates', models.CharField(blank=True, choices=[('NOT_ENOUGH', 'Candidats en nombre insuffisant'), ('DALO', 'Candidat désigné par le préfet (DALO)'), ('PLAI_ADAPTED', 'Logement financé en PLAI adapté')], max_length=20, verbose_name='moins de trois candidats')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='examinations', to='referrals.announcement')),
                ('candidacy', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='examination', to='referrals.candidacy')),
                ('corrected_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='examinations', to='referrals.committeesession')),
            ],
            options={
                'verbose_name': 'examen d’une candidature',
                'verbose_name_plural': 'examens des candidatures',
                'ordering': ['session', 'announcement', 'rank', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ExaminationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('decision', models.CharField(choices=[('ATTRIBUTION', 'Attribution'), ('ATTRIBUTION_RANKED', 'Attribution avec classement'), ('ATTRIBUTION_CONDITIONAL', 'Attribution sous condition suspensive'), ('NOT_ALLOCATED', 'Non-attribution'), ('REJECTED', 'Rejet pour irrecevabilité')], max_length=30, verbose_name='décision')),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='rang')),
                ('fewer_candidates', models.CharField(blank=True, choices=[('NOT_ENOUGH', 'Candidats en nombre insuffisant'), ('DALO', 'Candidat désigné par le préfet (DALO)'), ('PLAI_ADAPTED', 'Logement financé en PLAI adapté')], max_length=20, verbose_name='moins de trois candidats')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('announcement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.announcement')),
                ('candidacy', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.candidacy')),
                ('corrected_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.examination')),
                ('recorded_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.committeesession')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('notified_on', models.DateField(verbose_name='notifiée le')),
                ('expires_on', models.DateField(verbose_name='réponse avant la fin du')),
                ('state', models.CharField(choices=[('SENT', 'Réponse attendue'), ('ACCEPTED', 'Acceptée'), ('REFUSED', 'Refusée'), ('EXPIRED', 'Sans réponse dans le délai'), ('LAPSED', 'Sans objet')], default='SENT', max_length=20, verbose_name='état')),
                ('visited_on', models.DateField(blank=True, null=True, verbose_name='logement visité le')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='réponse du')),
                ('reason', models.CharField(blank=True, choices=[('PLACE', 'Situation du logement'), ('SIZE', 'Taille du logement'), ('RENT', 'Loyer trop élevé'), ('CONDITION', 'État du logement'), ('ACCESS', 'Accès ou équipement du logement'), ('HOUSED_ELSEWHERE', 'Le ménage a un autre logement'), ('NOT_SAID', 'Sans motif donné')], max_length=20, verbose_name='motif du refus')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='referrals.announcement')),
                ('candidacy', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='offer', to='referrals.candidacy')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'offre d’un logement',
                'verbose_name_plural': 'offres de logement',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='OfferHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('notified_on', models.DateField(verbose_name='notifiée le')),
                ('expires_on', models.DateField(verbose_name='réponse avant la fin du')),
                ('state', models.CharField(choices=[('SENT', 'Réponse attendue'), ('ACCEPTED', 'Acceptée'), ('REFUSED', 'Refusée'), ('EXPIRED', 'Sans réponse dans le délai'), ('LAPSED', 'Sans objet')], default='SENT', max_length=20, verbose_name='état')),
                ('visited_on', models.DateField(blank=True, null=True, verbose_name='logement visité le')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='réponse du')),
                ('reason', models.CharField(blank=True, choices=[('PLACE', 'Situation du logement'), ('SIZE', 'Taille du logement'), ('RENT', 'Loyer trop élevé'), ('CONDITION', 'État du logement'), ('ACCESS', 'Accès ou équipement du logement'), ('HOUSED_ELSEWHERE', 'Le ménage a un autre logement'), ('NOT_SAID', 'Sans motif donné')], max_length=20, verbose_name='motif du refus')),
                ('announcement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.announcement')),
                ('candidacy', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='referrals.candidacy')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='referrals.offer')),
                ('sent_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='announcement',
            index=models.Index(fields=['landlord', 'state', '-id'], name='announcement_by_landlord'),
        ),
        migrations.AddIndex(
            model_name='announcement',
            index=models.Index(fields=['association', 'state', 'answer_due_on', 'id'], name='announcement_by_association'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(('announced_on__gte', datetime.date(1900, 1, 1)), ('announced_on__lte', datetime.date(2100, 12, 31)), ('answer_due_on__gte', datetime.date(1900, 1, 1)), ('answer_due_on__lte', datetime.date(2100, 12, 31)), ('ended_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('ended_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), name='announcement_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['OPEN', 'ANSWERED'])), fields=('reservation',), name='announcement_one_running_per_reservation', violation_error_message='Ce logement est déjà annoncé.'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'NO_CANDIDATE'), models.Q(('no_candidate_reason', ''), _negated=True)), models.Q(models.Q(('state', 'NO_CANDIDATE'), _negated=True), ('no_candidate_reason', '')), _connector='OR'), name='announcement_no_candidate_is_explained', violation_error_message='Dites pourquoi vous ne proposez personne.'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ['OPEN', 'ANSWERED'])), models.Q(models.Q(('state__in', ['OPEN', 'ANSWERED']), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='announcement_end_is_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='announcement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_announcementhistory" ("announced_by_id", "announced_on", "answer_due_on", "association_id", "charges_euros", "convention_id", "ended_at", "flat_amounts_euros", "id", "landlord_id", "no_candidate_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rent_euros", "reservation_id", "shown", "state") VALUES (NEW."announced_by_id", NEW."announced_on", NEW."answer_due_on", NEW."association_id", NEW."charges_euros", NEW."convention_id", NEW."ended_at", NEW."flat_amounts_euros", NEW."id", NEW."landlord_id", NEW."no_candidate_reason", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."rent_euros", NEW."reservation_id", NEW."shown", NEW."state"); RETURN NULL;', hash='11fa5aee0266f8fd56987004540ef95defe72618', operation='INSERT', pgid='pgtrigger_insert_insert_98792', table='referrals_announcement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='announcement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "referrals_announcementhistory" ("announced_by_id", "announced_on", "answer_due_on", "association_id", "charges_euros", "convention_id", "ended_at", "flat_amounts_euros", "id", "landlord_id", "no_candidate_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rent_euros", "reservation_id", "shown", "state") VALUES (NEW."announced_by_id", NEW."announced_on", NEW."answer_due_on", NEW."association_id", NEW."charges_euros", NEW."convention_id", NEW."ended_at", NEW."flat_amounts_euros", NEW."id", NEW."landlord_id", NEW."no_candidate_reason", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."rent_euros", NEW."reservation_id", NEW."shown", NEW."state"); RETURN NULL;', hash='1ceec60c479d93716bebaf7472d3e976b08491b0', operation='UPDATE', pgid='pgtrigger_update_update_5176d', table='referrals_announcement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='announcement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_announcementhistory" ("announced_by_id", "announced_on", "answer_due_on", "association_id", "charges_euros", "convention_id", "ended_at", "flat_amounts_euros", "id", "landlord_id", "no_candidate_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rent_euros", "reservation_id", "shown", "state") VALUES (OLD."announced_by_id", OLD."announced_on", OLD."answer_due_on", OLD."association_id", OLD."charges_euros", OLD."convention_id", OLD."ended_at", OLD."flat_amounts_euros", OLD."id", OLD."landlord_id", OLD."no_candidate_reason", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."rent_euros", OLD."reservation_id", OLD."shown", OLD."state"); RETURN NULL;', hash='278778a42ab775780a76d796043ea41a46982321', operation='DELETE', pgid='pgtrigger_delete_delete_d7d47', table='referrals_announcement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='announcementhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='916f34279e489b0f0cfc4870cf060066e1f4797e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9bb3b', table='referrals_announcementhistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='candidacy',
            index=models.Index(fields=['association', 'state', '-id'], name='candidacy_by_association'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(('proposed_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('proposed_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc)), ('ended_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('ended_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), name='candidacy_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(('rank_wished__gte', 1), ('rank_wished__lte', 3)), name='candidacy_rank_is_a_place'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('announcement', 'rank_wished'), name='candidacy_one_running_per_place', violation_error_message='Un autre candidat a déjà ce rang.'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('household',), name='candidacy_one_running_per_household', violation_error_message='Ce ménage est déjà candidat à un logement.'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(('adults__gte', 1)), name='candidacy_has_an_adult'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None)), models.Q(('ended_at__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='candidacy_end_is_explained'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'ACCEPTED'), models.Q(('ended_at__isnull', False), ('state__in', ['REFUSED', 'EXPIRED', 'WITHDRAWN', 'DECLINED'])), models.Q(('ended_at', None), ('state__in', ['PROPOSED', 'ELIGIBLE', 'INCOMPLETE', 'EXAMINED', 'OFFERED'])), _connector='OR'), name='candidacy_end_agrees_with_state'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'INCOMPLETE'), _negated=True), models.Q(('missing', []), _negated=True), _connector='OR'), name='candidacy_incomplete_says_what', violation_error_message='Dites quelles pièces manquent.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='candidacy',
            trigger=pgtrigger.compiler.Trigger(name='candidacy_in_open_case_file', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.ended_at IS NULL)', declare='DECLARE found text;', func="\n            SELECT state INTO found FROM tenancies_household WHERE id = NEW.household_id FOR SHARE;\n            IF found = 'CLOSED' THEN\n                RAISE EXCEPTION 'candidacy_in_open_case_file' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='da3b2f233c9b73a36773ea2289f39e764b3f4b9b', operation='INSERT OR UPDATE OF "household_id", "ended_at"', pgid='pgtrigger_candidacy_in_open_case_file_c2c0b', table='referrals_candidacy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='candidacy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_candidacyhistory" ("adults", "announcement_id", "association_id", "dependants", "end_reason", "ended_at", "household_id", "id", "is_young_couple", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "public_id", "rank_wished", "state", "version") VALUES (NEW."adults", NEW."announcement_id", NEW."association_id", NEW."dependants", NEW."end_reason", NEW."ended_at", NEW."household_id", NEW."id", NEW."is_young_couple", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."public_id", NEW."rank_wished", NEW."state", NEW."version"); RETURN NULL;', hash='1a73042aacd99702f5ba35d7654690ce13ae02c8', operation='INSERT', pgid='pgtrigger_insert_insert_17fbb', table='referrals_candidacy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='candidacy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."adults" IS DISTINCT FROM (NEW."adults") OR OLD."announcement_id" IS DISTINCT FROM (NEW."announcement_id") OR OLD."association_id" IS DISTINCT FROM (NEW."association_id") OR OLD."benefit_euros" IS DISTINCT FROM (NEW."benefit_euros") OR OLD."dependants" IS DISTINCT FROM (NEW."dependants") OR OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."income_euros" IS DISTINCT FROM (NEW."income_euros") OR OLD."is_young_couple" IS DISTINCT FROM (NEW."is_young_couple") OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at") OR OLD."proposed_by_id" IS DISTINCT FROM (NEW."proposed_by_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."rank_wished" IS DISTINCT FROM (NEW."rank_wished") OR OLD."resources_euros" IS DISTINCT FROM (NEW."resources_euros") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."unique_number" IS DISTINCT FROM (NEW."unique_number") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "referrals_candidacyhistory" ("adults", "announcement_id", "association_id", "dependants", "end_reason", "ended_at", "household_id", "id", "is_young_couple", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "public_id", "rank_wished", "state", "version") VALUES (NEW."adults", NEW."announcement_id", NEW."association_id", NEW."dependants", NEW."end_reason", NEW."ended_at", NEW."household_id", NEW."id", NEW."is_young_couple", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."public_id", NEW."rank_wished", NEW."state", NEW."version"); RETURN NULL;', hash='99855094e71e31b4155bf4993a82511eaf504d30', operation='UPDATE', pgid='pgtrigger_update_update_c7b30', table='referrals_candidacy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='candidacy',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_candidacyhistory" ("adults", "announcement_id", "association_id", "dependants", "end_reason", "ended_at", "household_id", "id", "is_young_couple", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "public_id", "rank_wished", "state", "version") VALUES (OLD."adults", OLD."announcement_id", OLD."association_id", OLD."dependants", OLD."end_reason", OLD."ended_at", OLD."household_id", OLD."id", OLD."is_young_couple", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."proposed_at", OLD."proposed_by_id", OLD."public_id", OLD."rank_wished", OLD."state", OLD."version"); RETURN NULL;', hash='a1f021a3277021ae9fa805c0b68d8eac91f35452', operation='DELETE', pgid='pgtrigger_delete_delete_7e564', table='referrals_candidacy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='candidacyhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='80de13a0a736470f7a0dddf3dcb40aef79a88ae8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_342d3', table='referrals_candidacyhistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='committeesession',
            index=models.Index(fields=['landlord', '-held_on', '-id'], name='committee_session_by_landlord'),
        ),
        migrations.AddConstraint(
            model_name='committeesession',
            constraint=models.CheckConstraint(condition=models.Q(('held_on__gte', datetime.date(1900, 1, 1)), ('held_on__lte', datetime.date(2100, 12, 31)), ('minuted_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('minuted_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), name='committeesession_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='committeesession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('minuted_at__isnull', False), ('state', 'MINUTED')), models.Q(models.Q(('state', 'MINUTED'), _negated=True), ('minuted_at', None)), _connector='OR'), name='committee_session_minutes_are_dated'),
        ),
        migrations.AddConstraint(
            model_name='committeesession',
            constraint=models.CheckConstraint(condition=models.Q(('quorum__gte', 1), ('quorum__lte', 30)), name='committee_session_quorum_is_reachable', violation_error_message='Indiquez un quorum d’un membre au moins.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeesession',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_committeesessionhistory" ("held_on", "id", "landlord_id", "minuted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "quorum", "state") VALUES (NEW."held_on", NEW."id", NEW."landlord_id", NEW."minuted_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."quorum", NEW."state"); RETURN NULL;', hash='f6edbb68b02feb2460606ebbedd4fea7a9bc1153', operation='INSERT', pgid='pgtrigger_insert_insert_6875e', table='referrals_committeesession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeesession',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "referrals_committeesessionhistory" ("held_on", "id", "landlord_id", "minuted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "quorum", "state") VALUES (NEW."held_on", NEW."id", NEW."landlord_id", NEW."minuted_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."quorum", NEW."state"); RETURN NULL;', hash='1d04874311a138cd1359fcaaa9a3275d734bd17b', operation='UPDATE', pgid='pgtrigger_update_update_55db5', table='referrals_committeesession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeesession',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_committeesessionhistory" ("held_on", "id", "landlord_id", "minuted_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "quorum", "state") VALUES (OLD."held_on", OLD."id", OLD."landlord_id", OLD."minuted_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."quorum", OLD."state"); RETURN NULL;', hash='76981ba762d2de237f029746e8f9c1192392e4b2', operation='DELETE', pgid='pgtrigger_delete_delete_d174a', table='referrals_committeesession', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeememberhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='403e55f19c7a28ad211964c24e4145d7005e3bab', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bf399', table='referrals_committeememberhistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeemember',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_committeememberhistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quality", "session_id", "was_present") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."quality", NEW."session_id", NEW."was_present"); RETURN NULL;', hash='54ba242b4db2fa48e9c7e2ab7896a9503f36bf64', operation='INSERT', pgid='pgtrigger_insert_insert_439ca', table='referrals_committeemember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeemember',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."quality" IS DISTINCT FROM (NEW."quality") OR OLD."session_id" IS DISTINCT FROM (NEW."session_id") OR OLD."was_present" IS DISTINCT FROM (NEW."was_present"))', func='INSERT INTO "referrals_committeememberhistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quality", "session_id", "was_present") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."quality", NEW."session_id", NEW."was_present"); RETURN NULL;', hash='67e431a59df4910f2cd572cac590545e7019b790', operation='UPDATE', pgid='pgtrigger_update_update_9993c', table='referrals_committeemember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeemember',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_committeememberhistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "quality", "session_id", "was_present") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."quality", OLD."session_id", OLD."was_present"); RETURN NULL;', hash='d5ae3c52b51338f48a9b525ae5ae553fc6d67fa9', operation='DELETE', pgid='pgtrigger_delete_delete_a5e4a', table='referrals_committeemember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='committeesessionhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='363202457fc440d81b5c9c6c64e73185f9f9db2f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_90a2e', table='referrals_committeesessionhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='examination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('corrected_at', None), ('corrected_by', None)), models.Q(('corrected_at__isnull', False), ('corrected_by__isnull', False)), _connector='OR'), name='examination_corrected_in_full'),
        ),
        migrations.AddConstraint(
            model_name='examination',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ['ATTRIBUTION', 'ATTRIBUTION_RANKED', 'ATTRIBUTION_CONDITIONAL']), ('rank__gte', 1), ('rank__lte', 3)), models.Q(('decision__in', ['NOT_ALLOCATED', 'REJECTED']), ('rank', None)), _connector='OR'), name='examination_rank_of_an_attribution'),
        ),
        migrations.AddConstraint(
            model_name='examination',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['ATTRIBUTION', 'ATTRIBUTION_RANKED']), models.Q(('reason', ''), _negated=True), _connector='OR'), name='examination_is_explained'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examination',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_examinationhistory" ("announcement_id", "candidacy_id", "corrected_at", "corrected_by_id", "decision", "fewer_candidates", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "recorded_at", "recorded_by_id", "session_id") VALUES (NEW."announcement_id", NEW."candidacy_id", NEW."corrected_at", NEW."corrected_by_id", NEW."decision", NEW."fewer_candidates", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id"); RETURN NULL;', hash='1b4bbda5311d5787d36eb2bb0c3590506772165d', operation='INSERT', pgid='pgtrigger_insert_insert_2044e', table='referrals_examination', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examination',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "referrals_examinationhistory" ("announcement_id", "candidacy_id", "corrected_at", "corrected_by_id", "decision", "fewer_candidates", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "recorded_at", "recorded_by_id", "session_id") VALUES (NEW."announcement_id", NEW."candidacy_id", NEW."corrected_at", NEW."corrected_by_id", NEW."decision", NEW."fewer_candidates", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank", NEW."recorded_at", NEW."recorded_by_id", NEW."session_id"); RETURN NULL;', hash='5de43f9a687739e636493d13a83e34f7ddc300b8', operation='UPDATE', pgid='pgtrigger_update_update_920bf', table='referrals_examination', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examination',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_examinationhistory" ("announcement_id", "candidacy_id", "corrected_at", "corrected_by_id", "decision", "fewer_candidates", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "recorded_at", "recorded_by_id", "session_id") VALUES (OLD."announcement_id", OLD."candidacy_id", OLD."corrected_at", OLD."corrected_by_id", OLD."decision", OLD."fewer_candidates", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rank", OLD."recorded_at", OLD."recorded_by_id", OLD."session_id"); RETURN NULL;', hash='ebde2a8c1ce9f9f91825f3450b3d11a9de13c4ff', operation='DELETE', pgid='pgtrigger_delete_delete_a73b5', table='referrals_examination', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examinationhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2824e5308f01c1645604bb94980ecabe95212260', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_370f4', table='referrals_examinationhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='meetingaddition',
            constraint=models.CheckConstraint(condition=models.Q(('author__isnull', False), ('organization__isnull', False), models.Q(('text', ''), _negated=True)), name='meeting_addition_has_an_author'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingaddition',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_meetingadditionhistory" ("audience", "author_id", "id", "meeting_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "written_at") VALUES (NEW."audience", NEW."author_id", NEW."id", NEW."meeting_id", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."written_at"); RETURN NULL;', hash='eca49517bd45fe1e0d3d800e1983f26a840a902a', operation='INSERT', pgid='pgtrigger_insert_insert_66c16', table='referrals_meetingaddition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingaddition',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."meeting_id" IS DISTINCT FROM (NEW."meeting_id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."written_at" IS DISTINCT FROM (NEW."written_at"))', func='INSERT INTO "referrals_meetingadditionhistory" ("audience", "author_id", "id", "meeting_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "written_at") VALUES (NEW."audience", NEW."author_id", NEW."id", NEW."meeting_id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."written_at"); RETURN NULL;', hash='7438348aa785a877cebcfe5f0623901054e0fc37', operation='UPDATE', pgid='pgtrigger_update_update_4188e', table='referrals_meetingaddition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingaddition',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_meetingadditionhistory" ("audience", "author_id", "id", "meeting_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "written_at") VALUES (OLD."audience", OLD."author_id", OLD."id", OLD."meeting_id", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."written_at"); RETURN NULL;', hash='79dd4898b681e6076f995024138a2df23efe47d3', operation='DELETE', pgid='pgtrigger_delete_delete_2ae8b', table='referrals_meetingaddition', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meetingadditionhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fcf31a032837ba75fc5ce9974dd8cce6165eb435', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ceb55', table='referrals_meetingadditionhistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(condition=models.Q(('state', 'SENT')), fields=['expires_on', 'id'], name='offer_awaited'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('notified_on__gte', datetime.date(1900, 1, 1)), ('notified_on__lte', datetime.date(2100, 12, 31)), ('expires_on__gte', datetime.date(1900, 1, 1)), ('expires_on__lte', datetime.date(2100, 12, 31)), ('visited_on__gte', datetime.date(1900, 1, 1)), ('visited_on__lte', datetime.date(2100, 12, 31)), ('answered_on__gte', datetime.date(1900, 1, 1)), ('answered_on__lte', datetime.date(2100, 12, 31))), name='offer_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['SENT', 'ACCEPTED'])), fields=('announcement',), name='offer_one_at_a_time_per_dwelling', violation_error_message='Ce logement est déjà offert à un autre candidat.'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('notified_on__lte', django.db.models.expressions.CombinedExpression(models.F('expires_on'), '-', models.Value(datetime.timedelta(days=10))))), name='offer_leaves_time_to_answer'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', False), ('reason', ''), ('state', 'ACCEPTED')), models.Q(('answered_on__isnull', False), ('state', 'REFUSED'), models.Q(('reason', ''), _negated=True)), models.Q(('answered_on', None), ('reason', ''), ('state__in', ['SENT', 'EXPIRED'])), models.Q(('reason', ''), ('state', 'LAPSED')), _connector='OR'), name='offer_answer_agrees_with_state'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ACCEPTED'), _negated=True), models.Q(('answered_on__gte', models.F('notified_on')), ('answered_on__lte', models.F('expires_on'))), _connector='OR'), name='offer_accepted_in_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_offerhistory" ("announcement_id", "answered_on", "candidacy_id", "expires_on", "id", "notified_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "sent_by_id", "state", "visited_on") VALUES (NEW."announcement_id", NEW."answered_on", NEW."candidacy_id", NEW."expires_on", NEW."id", NEW."notified_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."reason", NEW."sent_by_id", NEW."state", NEW."visited_on"); RETURN NULL;', hash='cc0e304ca37de66ac49f3adaf8b48d3b35899fd1', operation='INSERT', pgid='pgtrigger_insert_insert_153f7', table='referrals_offer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "referrals_offerhistory" ("announcement_id", "answered_on", "candidacy_id", "expires_on", "id", "notified_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "sent_by_id", "state", "visited_on") VALUES (NEW."announcement_id", NEW."answered_on", NEW."candidacy_id", NEW."expires_on", NEW."id", NEW."notified_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."reason", NEW."sent_by_id", NEW."state", NEW."visited_on"); RETURN NULL;', hash='ad6b16a4060011c8eb6b9f9433d789ec7aa97e06', operation='UPDATE', pgid='pgtrigger_update_update_c69a1', table='referrals_offer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offer',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_offerhistory" ("announcement_id", "answered_on", "candidacy_id", "expires_on", "id", "notified_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "sent_by_id", "state", "visited_on") VALUES (OLD."announcement_id", OLD."answered_on", OLD."candidacy_id", OLD."expires_on", OLD."id", OLD."notified_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."reason", OLD."sent_by_id", OLD."state", OLD."visited_on"); RETURN NULL;', hash='e6c35efd431121ec71102c96d37181c33e38f31a', operation='DELETE', pgid='pgtrigger_delete_delete_82703', table='referrals_offer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offerhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1bbc024d4d58de5909b10d93194c20005a7f276', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_56cad', table='referrals_offerhistory', when='BEFORE')),
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
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state', 'TO_CLOSE')), fields=['landlord', 'meeting_due_on', 'id'], name='referral_to_close'),
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
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('household__isnull', False), ('new_household__isnull', True)), models.Q(('household', None), ('new_household__isnull', False), ('state', 'DRAFT')), models.Q(('dwelling__isnull', False), ('household', None), ('new_household__isnull', True), ('state__in', ['DRAFT', 'SENT', 'DISMISSED'])), _connector='OR'), name='referral_names_one_household'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dwelling', None), ('precision', '')), models.Q(('dwelling__isnull', False), models.Q(('precision', ''), _negated=True)), _connector='OR'), name='referral_place_says_how_well_it_is_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='referral_waits_in_open_case_file', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state NOT IN ('DRAFT', 'CLOSED', 'DISMISSED'))", declare='DECLARE found text;', func="\n            SELECT state INTO found FROM tenancies_household WHERE id = NEW.household_id FOR SHARE;\n            IF found = 'CLOSED' THEN\n                RAISE EXCEPTION 'referral_waits_in_open_case_file' USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ", hash='a02ff896fb702d861e89cafc1757d7db4eb60d28', operation='INSERT OR UPDATE OF "state", "household_id"', pgid='pgtrigger_referral_waits_in_open_case_file_d9836', table='referrals_referral', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_referralhistory" ("adviser_id", "agreement", "agreement_form", "agreement_on", "author_id", "closed_at", "closing_reason", "created_at", "dwelling_id", "household_id", "id", "landlord_id", "meeting_due_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "public_id", "reference", "sent_at", "sharing", "sharing_form", "sharing_on", "state", "submission_id", "urgency") VALUES (NEW."adviser_id", NEW."agreement", NEW."agreement_form", NEW."agreement_on", NEW."author_id", NEW."closed_at", NEW."closing_reason", NEW."created_at", NEW."dwelling_id", NEW."household_id", NEW."id", NEW."landlord_id", NEW."meeting_due_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."precision", NEW."public_id", NEW."reference", NEW."sent_at", NEW."sharing", NEW."sharing_form", NEW."sharing_on", NEW."state", NEW."submission_id", NEW."urgency"); RETURN NULL;', hash='3cee8b2fa386676142e0015e45f2d2f417390154', operation='INSERT', pgid='pgtrigger_insert_insert_a74c8', table='referrals_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."adviser_id" IS DISTINCT FROM (NEW."adviser_id") OR OLD."agreement" IS DISTINCT FROM (NEW."agreement") OR OLD."agreement_form" IS DISTINCT FROM (NEW."agreement_form") OR OLD."agreement_on" IS DISTINCT FROM (NEW."agreement_on") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") OR OLD."closing_reason" IS DISTINCT FROM (NEW."closing_reason") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."dwelling_id" IS DISTINCT FROM (NEW."dwelling_id") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."landlord_id" IS DISTINCT FROM (NEW."landlord_id") OR OLD."meeting_due_on" IS DISTINCT FROM (NEW."meeting_due_on") OR OLD."precision" IS DISTINCT FROM (NEW."precision") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."sent_at" IS DISTINCT FROM (NEW."sent_at") OR OLD."sharing" IS DISTINCT FROM (NEW."sharing") OR OLD."sharing_form" IS DISTINCT FROM (NEW."sharing_form") OR OLD."sharing_on" IS DISTINCT FROM (NEW."sharing_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submission_id" IS DISTINCT FROM (NEW."submission_id") OR OLD."urgency" IS DISTINCT FROM (NEW."urgency"))', func='INSERT INTO "referrals_referralhistory" ("adviser_id", "agreement", "agreement_form", "agreement_on", "author_id", "closed_at", "closing_reason", "created_at", "dwelling_id", "household_id", "id", "landlord_id", "meeting_due_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "public_id", "reference", "sent_at", "sharing", "sharing_form", "sharing_on", "state", "submission_id", "urgency") VALUES (NEW."adviser_id", NEW."agreement", NEW."agreement_form", NEW."agreement_on", NEW."author_id", NEW."closed_at", NEW."closing_reason", NEW."created_at", NEW."dwelling_id", NEW."household_id", NEW."id", NEW."landlord_id", NEW."meeting_due_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."precision", NEW."public_id", NEW."reference", NEW."sent_at", NEW."sharing", NEW."sharing_form", NEW."sharing_on", NEW."state", NEW."submission_id", NEW."urgency"); RETURN NULL;', hash='57922a8e469e641f9f9c9c1644bfe16e751f2a49', operation='UPDATE', pgid='pgtrigger_update_update_223e7', table='referrals_referral', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referral',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_referralhistory" ("adviser_id", "agreement", "agreement_form", "agreement_on", "author_id", "closed_at", "closing_reason", "created_at", "dwelling_id", "household_id", "id", "landlord_id", "meeting_due_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "precision", "public_id", "reference", "sent_at", "sharing", "sharing_form", "sharing_on", "state", "submission_id", "urgency") VALUES (OLD."adviser_id", OLD."agreement", OLD."agreement_form", OLD."agreement_on", OLD."author_id", OLD."closed_at", OLD."closing_reason", OLD."created_at", OLD."dwelling_id", OLD."household_id", OLD."id", OLD."landlord_id", OLD."meeting_due_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."precision", OLD."public_id", OLD."reference", OLD."sent_at", OLD."sharing", OLD."sharing_form", OLD."sharing_on", OLD."state", OLD."submission_id", OLD."urgency"); RETURN NULL;', hash='8f0f41ff1da613fbf68088a1e294f1024dfe3045', operation='DELETE', pgid='pgtrigger_delete_delete_e24da', table='referrals_referral', when='AFTER')),
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
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follow_up__isnull', False), ('state__in', ['ACCEPTED', 'ENDED'])), models.Q(models.Q(('state__in', ['ACCEPTED', 'ENDED']), _negated=True), ('follow_up', None)), _connector='OR'), name='mobilisation_acceptance_has_follow_up'),
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
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('cancellation', ''), ('cancellation_note', ''), ('cancelled_at', None), ('cancelled_by', None)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancellation', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('cancellation', 'OTHER'), _negated=True), models.Q(('cancellation_note', ''), _negated=True), _connector='OR'), models.Q(models.Q(('corrected_at', None), ('corrected_by', None)), models.Q(('corrected_at__isnull', False), ('corrected_by__isnull', False)), _connector='OR')), name='meeting_mended_in_full', violation_error_message='Dites pourquoi vous annulez.'),
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
            constraint=models.CheckConstraint(condition=models.Q(('cancelled_at', None), ('state', 'HELD'), _connector='OR'), name='meeting_cancelled_was_held'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'HELD'), _negated=True), ('adviser__isnull', False), _connector='OR'), name='meeting_held_has_an_adviser'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decisions', ''), ('diagnosis', '')), models.Q(('author__isnull', False), ('organization__isnull', False)), _connector='OR'), name='meeting_diagnosis_has_an_author'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_meetinghistory" ("adviser_id", "audience", "author_id", "cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "created_at", "held_at", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "public_id", "referral_id", "state") VALUES (NEW."adviser_id", NEW."audience", NEW."author_id", NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."corrected_at", NEW."corrected_by_id", NEW."created_at", NEW."held_at", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."planned_at", NEW."public_id", NEW."referral_id", NEW."state"); RETURN NULL;', hash='4659115461ac7e39da1028f1042be54009dc2b35', operation='INSERT', pgid='pgtrigger_insert_insert_df489', table='referrals_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."adviser_id" IS DISTINCT FROM (NEW."adviser_id") OR OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."cancellation" IS DISTINCT FROM (NEW."cancellation") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."cancelled_by_id" IS DISTINCT FROM (NEW."cancelled_by_id") OR OLD."corrected_at" IS DISTINCT FROM (NEW."corrected_at") OR OLD."corrected_by_id" IS DISTINCT FROM (NEW."corrected_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."decisions" IS DISTINCT FROM (NEW."decisions") OR OLD."diagnosis" IS DISTINCT FROM (NEW."diagnosis") OR OLD."held_at" IS DISTINCT FROM (NEW."held_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."needs" IS DISTINCT FROM (NEW."needs") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."planned_at" IS DISTINCT FROM (NEW."planned_at") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."referral_id" IS DISTINCT FROM (NEW."referral_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "referrals_meetinghistory" ("adviser_id", "audience", "author_id", "cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "created_at", "held_at", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "public_id", "referral_id", "state") VALUES (NEW."adviser_id", NEW."audience", NEW."author_id", NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."corrected_at", NEW."corrected_by_id", NEW."created_at", NEW."held_at", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."planned_at", NEW."public_id", NEW."referral_id", NEW."state"); RETURN NULL;', hash='5a721a0e2112c7152b687fc24e5f614e39324fc1', operation='UPDATE', pgid='pgtrigger_update_update_b020e', table='referrals_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='meeting',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "referrals_meetinghistory" ("adviser_id", "audience", "author_id", "cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "created_at", "held_at", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_at", "public_id", "referral_id", "state") VALUES (OLD."adviser_id", OLD."audience", OLD."author_id", OLD."cancellation", OLD."cancelled_at", OLD."cancelled_by_id", OLD."corrected_at", OLD."corrected_by_id", OLD."created_at", OLD."held_at", OLD."id", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."planned_at", OLD."public_id", OLD."referral_id", OLD."state"); RETURN NULL;', hash='7e3893ffd2e00bef6cab308b85ade7e91cf50212', operation='DELETE', pgid='pgtrigger_delete_delete_4ee27', table='referrals_meeting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='referralhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='32274b83fd32f9ccc41c11a8efa42a6dceee9e47', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5359a', table='referrals_referralhistory', when='BEFORE')),
        ),
    ]
