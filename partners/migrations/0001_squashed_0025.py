import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import partners.models.conventions
import partners.validators
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('partners', '0001_initial'), ('partners', '0002_second_factor_reset'), ('partners', '0003_emails_leave_by_the_queue'), ('partners', '0004_invitation_states'), ('partners', '0005_invitation_states_by_dates'), ('partners', '0006_invitation_states_are_held'), ('partners', '0007_dates_come_within_bounds'), ('partners', '0008_dates_are_within_bounds'), ('partners', '0009_programmes_do_not_overlap'), ('partners', '0010_words_of_fields'), ('partners', '0011_associations_declare_what_they_do'), ('partners', '0012_what_accounts_do_is_on_record'), ('partners', '0013_own_entries_are_read_for_some_days'), ('partners', '0014_terms_of_conventions_are_announced'), ('partners', '0015_documents_of_conventions'), ('partners', '0016_conventions_are_signed_and_amended'), ('partners', '0017_former_conventions_were_signed'), ('partners', '0018_dwellings_are_made_ready'), ('partners', '0019_ends_of_conventions_are_announced_again'), ('partners', '0020_alert_days_keep_what_was_chosen'), ('partners', '0021_ends_have_no_single_notice'), ('partners', '0022_effort_rates_have_a_limit'), ('partners', '0023_visits_are_spaced_by_steps'), ('partners', '0024_leases_of_one_year'), ('partners', '0025_people_are_told_in_the_application')]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(max_length=320, verbose_name='à')),
                ('subject', models.CharField(max_length=250, verbose_name='objet')),
                ('body', models.TextField(verbose_name='texte')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'lettre',
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('LANDLORD', 'Bailleur social'), ('ASSOCIATION', 'Association')], max_length=20, verbose_name='nature')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('short_name', models.CharField(max_length=40, verbose_name='nom court')),
                ('siren', models.CharField(max_length=9, unique=True, validators=[partners.validators.validate_siren], verbose_name='SIREN')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[partners.validators.validate_siret], verbose_name='SIRET du siège')),
                ('expertises', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('HOUSING_SUPPORT', 'Accompagnement vers et dans le logement'), ('BUDGET', 'Budget et accès aux droits'), ('ADDICTION', 'Addictions'), ('MEDIATION', 'Conflits de voisinage, médiation'), ('PARENTING', 'Soutien à la parentalité')], max_length=30), blank=True, default=list, size=None, verbose_name='compétences')),
                ('declared_expertises', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('HOUSING_SUPPORT', 'Accompagnement vers et dans le logement'), ('BUDGET', 'Budget et accès aux droits'), ('ADDICTION', 'Addictions'), ('MEDIATION', 'Conflits de voisinage, médiation'), ('PARENTING', 'Soutien à la parentalité')], max_length=30), blank=True, null=True, size=None, verbose_name='compétences déclarées')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
            ],
            options={
                'verbose_name': 'organisme',
                'constraints': [models.CheckConstraint(condition=models.Q(('siret', ''), ('siren', django.db.models.functions.text.Left(models.F('siret'), 9)), _connector='OR'), name='organization_siret_starts_with_siren', violation_error_message='Le SIRET commence par le SIREN.')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='adresse électronique')),
                ('first_name', models.CharField(max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                ('job_title', models.CharField(blank=True, max_length=80, verbose_name='fonction')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone professionnel')),
                ('role', models.CharField(choices=[('RENTAL_OFFICER', 'Gestionnaire locatif'), ('CARETAKER', 'Gardien'), ('ADVISER', 'Conseillère sociale (CESF)'), ('MANAGER', 'Responsable'), ('SOCIAL_WORKER', 'Travailleur social'), ('COORDINATOR', 'Coordinateur'), ('ADMIN', 'Gestion des accès')], max_length=20, verbose_name='rôle')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('second_factor_reset_at', models.DateTimeField(editable=False, null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='users', to='partners.organization', verbose_name='organisme')),
            ],
            options={
                'verbose_name': 'compte',
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='LandlordParameters',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meeting_delay_days', models.PositiveSmallIntegerField(default=15, verbose_name='délai d’une rencontre, en jours')),
                ('urgent_meeting_delay_days', models.PositiveSmallIntegerField(default=3, verbose_name='délai d’une rencontre urgente, en jours')),
                ('reminder_days', models.PositiveSmallIntegerField(default=5, verbose_name='prévenir avant l’échéance, en jours')),
                ('own_entries_days', models.PositiveSmallIntegerField(default=30, verbose_name='relecture de ses écrits par une association après la fin d’un suivi, en jours')),
                ('convention_alert_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=partners.models.conventions.usual_alert_days, size=None, verbose_name='annoncer la fin d’une convention avant (jours)')),
                ('turnaround_days', models.PositiveSmallIntegerField(default=15, verbose_name='remise en état d’un logement rendu, en jours')),
                ('effort_limit_percent', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='seuil du taux d’effort d’un candidat, en pour cent')),
                ('one_year_leases', models.PositiveSmallIntegerField(default=0, verbose_name='baux d’un an (moins de 30\xa0ans) au plus, en même temps')),
                ('landlord', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='parameters', to='partners.organization')),
            ],
            options={
                'verbose_name': 'paramètres du bailleur',
            },
        ),
        migrations.CreateModel(
            name='OrganizationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('LANDLORD', 'Bailleur social'), ('ASSOCIATION', 'Association')], max_length=20, verbose_name='nature')),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('short_name', models.CharField(max_length=40, verbose_name='nom court')),
                ('siren', models.CharField(max_length=9, validators=[partners.validators.validate_siren], verbose_name='SIREN')),
                ('siret', models.CharField(blank=True, max_length=14, validators=[partners.validators.validate_siret], verbose_name='SIRET du siège')),
                ('expertises', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('HOUSING_SUPPORT', 'Accompagnement vers et dans le logement'), ('BUDGET', 'Budget et accès aux droits'), ('ADDICTION', 'Addictions'), ('MEDIATION', 'Conflits de voisinage, médiation'), ('PARENTING', 'Soutien à la parentalité')], max_length=30), blank=True, default=list, size=None, verbose_name='compétences')),
                ('declared_expertises', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('HOUSING_SUPPORT', 'Accompagnement vers et dans le logement'), ('BUDGET', 'Budget et accès aux droits'), ('ADDICTION', 'Addictions'), ('MEDIATION', 'Conflits de voisinage, médiation'), ('PARENTING', 'Soutien à la parentalité')], max_length=30), blank=True, null=True, size=None, verbose_name='compétences déclarées')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse électronique')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='partners.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(verbose_name='fin')),
                ('grant_cents', models.PositiveBigIntegerField(verbose_name='aide de l’État, en centimes')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('landlord', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='partners.organization')),
            ],
            options={
                'verbose_name': 'programme',
                'ordering': ['-starts_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='FundedAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='numéro')),
                ('name', models.CharField(max_length=120, verbose_name='intitulé')),
                ('public', models.CharField(blank=True, max_length=200, verbose_name='public')),
                ('objective', models.CharField(choices=[('ACCESS', 'Nouveaux foyers'), ('MAINTENANCE', 'Locataires en place')], max_length=20, verbose_name='objectif')),
                ('target_households', models.PositiveIntegerField(verbose_name='ménages à accompagner')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='partners.programme')),
            ],
            options={
                'verbose_name': 'action',
                'ordering': ['programme', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Convention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('DRAFT', 'En préparation'), ('TO_SIGN', 'À signer'), ('SIGNED', 'Signée'), ('TERMINATED', 'Résiliée')], default='DRAFT', max_length=20, verbose_name='état')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signée le')),
                ('starts_on', models.DateField(verbose_name='prise d’effet')),
                ('ends_on', models.DateField(verbose_name='fin')),
                ('reserved_dwellings', models.PositiveSmallIntegerField(default=0, verbose_name='logements réservés')),
                ('visit_interval_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai entre deux visites, en jours')),
                ('visit_steps', django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=2), blank=True, default=list, size=3, verbose_name='visites de plus en plus espacées (mois de suivi, jours)')),
                ('answer_delay_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai de réponse à une demande, en jours')),
                ('termination_reason', models.CharField(blank=True, choices=[('AGREED', 'D’un commun accord'), ('LANDLORD', 'À l’initiative du bailleur'), ('ASSOCIATION', 'À l’initiative de l’association'), ('REPLACED', 'Remplacée par une autre convention'), ('MISTAKE', 'Enregistrée par erreur')], max_length=20, verbose_name='motif de résiliation')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conventions', to='partners.fundedaction', verbose_name='action')),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conventions_as_association', to='partners.organization', verbose_name='association')),
                ('landlord', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conventions_as_landlord', to='partners.organization')),
            ],
            options={
                'verbose_name': 'convention',
                'ordering': ['action__number', 'association__short_name', '-starts_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='nom')),
                ('starts_on', models.DateField(verbose_name='début')),
                ('ends_on', models.DateField(verbose_name='fin')),
                ('grant_cents', models.PositiveBigIntegerField(verbose_name='aide de l’État, en centimes')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('landlord', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='partners.programme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UserHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('first_name', models.CharField(max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                ('job_title', models.CharField(blank=True, max_length=80, verbose_name='fonction')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone professionnel')),
                ('role', models.CharField(choices=[('RENTAL_OFFICER', 'Gestionnaire locatif'), ('CARETAKER', 'Gardien'), ('ADVISER', 'Conseillère sociale (CESF)'), ('MANAGER', 'Responsable'), ('SOCIAL_WORKER', 'Travailleur social'), ('COORDINATOR', 'Coordinateur'), ('ADMIN', 'Gestion des accès')], max_length=20, verbose_name='rôle')),
                ('is_active', models.BooleanField(default=True, verbose_name='compte actif')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créé le')),
                ('second_factor_reset_at', models.DateTimeField(editable=False, null=True)),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization', verbose_name='organisme')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='quiet_hours', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('begins', models.TimeField(default=datetime.time(20, 0), null=True, verbose_name='de')),
                ('ends', models.TimeField(default=datetime.time(7, 0), null=True, verbose_name='à')),
                ('at_weekends', models.BooleanField(default=True, verbose_name='le samedi et le dimanche')),
            ],
            options={
                'verbose_name': 'heures sans message',
            },
        ),
        migrations.CreateModel(
            name='ConventionDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('cancellation_note', models.CharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='précision')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('content_type', models.CharField(choices=[('application/pdf', 'PDF'), ('image/jpeg', 'JPEG'), ('image/png', 'PNG'), ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Word')], editable=False, max_length=100, verbose_name='type')),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='taille, en octets')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='empreinte')),
                ('stored_name', models.CharField(editable=False, max_length=100, unique=True)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='déposé le')),
                ('kind', models.CharField(choices=[('SIGNED_COPY', 'Convention signée'), ('AMENDMENT', 'Avenant'), ('OTHER', 'Autre pièce')], max_length=20, verbose_name='nature')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='partners.convention')),
                ('corrected_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'pièce d’une convention',
                'verbose_name_plural': 'pièces des conventions',
                'ordering': ['-recorded_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ConventionDocumentHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('content_type', models.CharField(choices=[('application/pdf', 'PDF'), ('image/jpeg', 'JPEG'), ('image/png', 'PNG'), ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Word')], editable=False, max_length=100, verbose_name='type')),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='taille, en octets')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='déposé le')),
                ('kind', models.CharField(choices=[('SIGNED_COPY', 'Convention signée'), ('AMENDMENT', 'Avenant'), ('OTHER', 'Autre pièce')], max_length=20, verbose_name='nature')),
                ('author', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('convention', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.convention')),
                ('corrected_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='partners.conventiondocument')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConventionTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='à partir du')),
                ('ends_on', models.DateField(verbose_name='fin de la convention')),
                ('places', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10000)], verbose_name='logements réservés')),
                ('visit_interval_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai entre deux visites, en jours')),
                ('visit_steps', django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=2), blank=True, default=list, size=3, verbose_name='visites de plus en plus espacées (mois de suivi, jours)')),
                ('answer_delay_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai de réponse à une demande, en jours')),
                ('candidate_delay_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai pour proposer des candidats, en jours')),
                ('convention', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='partners.convention')),
            ],
            options={
                'verbose_name': 'termes d’une convention',
                'ordering': ['convention', 'since'],
            },
        ),
        migrations.CreateModel(
            name='ConventionTermsHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('since', models.DateField(verbose_name='à partir du')),
                ('ends_on', models.DateField(verbose_name='fin de la convention')),
                ('places', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(10000)], verbose_name='logements réservés')),
                ('visit_interval_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai entre deux visites, en jours')),
                ('visit_steps', django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=2), blank=True, default=list, size=3, verbose_name='visites de plus en plus espacées (mois de suivi, jours)')),
                ('answer_delay_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai de réponse à une demande, en jours')),
                ('candidate_delay_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai pour proposer des candidats, en jours')),
                ('convention', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.convention')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='partners.conventionterms')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Email',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=150, verbose_name='événement')),
                ('is_urgent', models.BooleanField(default=False)),
                ('address', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('subject', models.CharField(max_length=200, verbose_name='objet')),
                ('body', models.TextField(blank=True, verbose_name='texte')),
                ('state', models.CharField(choices=[('QUEUED', 'En cours d’envoi'), ('SENT', 'Envoyé'), ('FAILED', 'Non remis')], default='QUEUED', max_length=20, verbose_name='état')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sent_at', models.DateTimeField(editable=False, null=True)),
                ('last_error', models.CharField(blank=True, max_length=60)),
                ('recipient', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'message',
            },
        ),
        migrations.CreateModel(
            name='FundedActionHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', models.PositiveSmallIntegerField(verbose_name='numéro')),
                ('name', models.CharField(max_length=120, verbose_name='intitulé')),
                ('public', models.CharField(blank=True, max_length=200, verbose_name='public')),
                ('objective', models.CharField(choices=[('ACCESS', 'Nouveaux foyers'), ('MAINTENANCE', 'Locataires en place')], max_length=20, verbose_name='objectif')),
                ('target_households', models.PositiveIntegerField(verbose_name='ménages à accompagner')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='partners.fundedaction')),
                ('programme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.programme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('first_name', models.CharField(max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                ('job_title', models.CharField(blank=True, max_length=80, verbose_name='fonction')),
                ('role', models.CharField(choices=[('RENTAL_OFFICER', 'Gestionnaire locatif'), ('CARETAKER', 'Gardien'), ('ADVISER', 'Conseillère sociale (CESF)'), ('MANAGER', 'Responsable'), ('SOCIAL_WORKER', 'Travailleur social'), ('COORDINATOR', 'Coordinateur'), ('ADMIN', 'Gestion des accès')], max_length=20, verbose_name='rôle')),
                ('state', models.CharField(choices=[('WAITING', 'En attente'), ('ACCEPTED', 'Acceptée'), ('REVOKED', 'Retirée')], default='WAITING', editable=False, max_length=20, verbose_name='état')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(editable=False, verbose_name='expire le')),
                ('accepted_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations_sent', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='partners.email')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='partners.organization')),
            ],
            options={
                'verbose_name': 'invitation',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('event', models.CharField(max_length=150)),
                ('about_id', models.BigIntegerField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('read_at', models.DateTimeField(editable=False, null=True)),
                ('by_digest', models.BooleanField(default=False)),
                ('email', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notifications', to='partners.email')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notification',
            },
        ),
        migrations.CreateModel(
            name='NotificationChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('channel', models.CharField(choices=[('AT_ONCE', 'Aussitôt'), ('DIGEST', 'Une fois par jour'), ('NONE', 'Jamais')], max_length=10)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notification_choices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'choix d’une notification',
            },
        ),
        migrations.CreateModel(
            name='LandlordParametersHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('meeting_delay_days', models.PositiveSmallIntegerField(default=15, verbose_name='délai d’une rencontre, en jours')),
                ('urgent_meeting_delay_days', models.PositiveSmallIntegerField(default=3, verbose_name='délai d’une rencontre urgente, en jours')),
                ('reminder_days', models.PositiveSmallIntegerField(default=5, verbose_name='prévenir avant l’échéance, en jours')),
                ('own_entries_days', models.PositiveSmallIntegerField(default=30, verbose_name='relecture de ses écrits par une association après la fin d’un suivi, en jours')),
                ('convention_alert_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=partners.models.conventions.usual_alert_days, size=None, verbose_name='annoncer la fin d’une convention avant (jours)')),
                ('turnaround_days', models.PositiveSmallIntegerField(default=15, verbose_name='remise en état d’un logement rendu, en jours')),
                ('effort_limit_percent', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='seuil du taux d’effort d’un candidat, en pour cent')),
                ('one_year_leases', models.PositiveSmallIntegerField(default=0, verbose_name='baux d’un an (moins de 30\xa0ans) au plus, en même temps')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='partners.landlordparameters')),
                ('landlord', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InvitationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('email', models.EmailField(max_length=254, verbose_name='adresse électronique')),
                ('first_name', models.CharField(max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(max_length=80, verbose_name='nom')),
                ('job_title', models.CharField(blank=True, max_length=80, verbose_name='fonction')),
                ('role', models.CharField(choices=[('RENTAL_OFFICER', 'Gestionnaire locatif'), ('CARETAKER', 'Gardien'), ('ADVISER', 'Conseillère sociale (CESF)'), ('MANAGER', 'Responsable'), ('SOCIAL_WORKER', 'Travailleur social'), ('COORDINATOR', 'Coordinateur'), ('ADMIN', 'Gestion des accès')], max_length=20, verbose_name='rôle')),
                ('state', models.CharField(choices=[('WAITING', 'En attente'), ('ACCEPTED', 'Acceptée'), ('REVOKED', 'Retirée')], default='WAITING', editable=False, max_length=20, verbose_name='état')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(editable=False, verbose_name='expire le')),
                ('accepted_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('invited_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.email')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='partners.invitation')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConventionHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('state', models.CharField(choices=[('DRAFT', 'En préparation'), ('TO_SIGN', 'À signer'), ('SIGNED', 'Signée'), ('TERMINATED', 'Résiliée')], default='DRAFT', max_length=20, verbose_name='état')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signée le')),
                ('starts_on', models.DateField(verbose_name='prise d’effet')),
                ('ends_on', models.DateField(verbose_name='fin')),
                ('reserved_dwellings', models.PositiveSmallIntegerField(default=0, verbose_name='logements réservés')),
                ('visit_interval_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai entre deux visites, en jours')),
                ('visit_steps', django.contrib.postgres.fields.ArrayField(base_field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=2), blank=True, default=list, size=3, verbose_name='visites de plus en plus espacées (mois de suivi, jours)')),
                ('answer_delay_days', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='délai de réponse à une demande, en jours')),
                ('termination_reason', models.CharField(blank=True, choices=[('AGREED', 'D’un commun accord'), ('LANDLORD', 'À l’initiative du bailleur'), ('ASSOCIATION', 'À l’initiative de l’association'), ('REPLACED', 'Remplacée par une autre convention'), ('MISTAKE', 'Enregistrée par erreur')], max_length=20, verbose_name='motif de résiliation')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='partners.convention')),
                ('action', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.fundedaction', verbose_name='action')),
                ('association', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization', verbose_name='association')),
                ('landlord', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AccountEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('SIGNED_IN', 'Connexion'), ('SIGNED_OUT', 'Déconnexion'), ('SEARCHED', 'Recherche'), ('REFUSED', 'Accès refusé'), ('INVITED', 'Invitation envoyée'), ('OPENED', 'Compte ouvert'), ('DEACTIVATED', 'Compte désactivé'), ('REACTIVATED', 'Compte réactivé'), ('ROLE_CHANGED', 'Rôle changé'), ('PASSWORD_CHANGED', 'Mot de passe changé'), ('EMAIL_CHANGED', 'Adresse électronique changée'), ('FACTOR_ADDED', 'Double authentification ajoutée'), ('FACTOR_REMOVED', 'Double authentification retirée'), ('FACTOR_RESET', 'Double authentification réinitialisée')], max_length=20, verbose_name='nature')),
                ('facts', models.JSONField(default=dict, verbose_name='faits')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='date')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organization')),
            ],
            options={
                'verbose_name': 'événement d’un compte',
                'verbose_name_plural': 'événements des comptes',
                'ordering': ['-at', '-pk'],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_organizationhistory" ("declared_expertises", "email", "expertises", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "short_name", "siren", "siret") VALUES (NEW."declared_expertises", NEW."email", NEW."expertises", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."public_id", NEW."short_name", NEW."siren", NEW."siret"); RETURN NULL;', hash='b4f7df24b66bb04c56695104db470f2dea2c72d9', operation='INSERT', pgid='pgtrigger_insert_insert_7a326', table='partners_organization', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_organizationhistory" ("declared_expertises", "email", "expertises", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "short_name", "siren", "siret") VALUES (NEW."declared_expertises", NEW."email", NEW."expertises", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."public_id", NEW."short_name", NEW."siren", NEW."siret"); RETURN NULL;', hash='96af0fd7e5bf52deebfbc614ccf0ae5d75a66a0b', operation='UPDATE', pgid='pgtrigger_update_update_468e1', table='partners_organization', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organization',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_organizationhistory" ("declared_expertises", "email", "expertises", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "short_name", "siren", "siret") VALUES (OLD."declared_expertises", OLD."email", OLD."expertises", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."public_id", OLD."short_name", OLD."siren", OLD."siret"); RETURN NULL;', hash='0f7bd75e6b55664757801731d9457a7c0ffe1e19', operation='DELETE', pgid='pgtrigger_delete_delete_d511a', table='partners_organization', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='quiethours',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('begins', None), ('ends', None)), models.Q(('begins__isnull', False), ('ends__isnull', False), models.Q(('begins', models.F('ends')), _negated=True)), _connector='OR'), name='quiet_hours_begin_and_end'),
        ),
        migrations.AddConstraint(
            model_name='conventiondocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('cancellation', ''), ('cancellation_note', ''), ('cancelled_at', None), ('cancelled_by', None)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancellation', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('cancellation', 'OTHER'), _negated=True), models.Q(('cancellation_note', ''), _negated=True), _connector='OR'), models.Q(models.Q(('corrected_at', None), ('corrected_by', None)), models.Q(('corrected_at__isnull', False), ('corrected_by__isnull', False)), _connector='OR')), name='conventiondocument_mended_in_full', violation_error_message='Dites pourquoi vous annulez.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conventiondocument',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_conventiondocumenthistory" ("author_id", "cancellation", "cancelled_at", "cancelled_by_id", "content_type", "convention_id", "corrected_at", "corrected_by_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "size") VALUES (NEW."author_id", NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."content_type", NEW."convention_id", NEW."corrected_at", NEW."corrected_by_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."recorded_at", NEW."size"); RETURN NULL;', hash='2ce056c0576b8151050183f0166258270f91109b', operation='INSERT', pgid='pgtrigger_insert_insert_8e8cd', table='partners_conventiondocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conventiondocument',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."cancellation" IS DISTINCT FROM (NEW."cancellation") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."cancelled_by_id" IS DISTINCT FROM (NEW."cancelled_by_id") OR OLD."content_type" IS DISTINCT FROM (NEW."content_type") OR OLD."convention_id" IS DISTINCT FROM (NEW."convention_id") OR OLD."corrected_at" IS DISTINCT FROM (NEW."corrected_at") OR OLD."corrected_by_id" IS DISTINCT FROM (NEW."corrected_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."size" IS DISTINCT FROM (NEW."size"))', func='INSERT INTO "partners_conventiondocumenthistory" ("author_id", "cancellation", "cancelled_at", "cancelled_by_id", "content_type", "convention_id", "corrected_at", "corrected_by_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "size") VALUES (NEW."author_id", NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."content_type", NEW."convention_id", NEW."corrected_at", NEW."corrected_by_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."recorded_at", NEW."size"); RETURN NULL;', hash='8d95550b8a5202c94140f08d6f0ab25e4c144068', operation='UPDATE', pgid='pgtrigger_update_update_9f5a2', table='partners_conventiondocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conventiondocument',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_conventiondocumenthistory" ("author_id", "cancellation", "cancelled_at", "cancelled_by_id", "content_type", "convention_id", "corrected_at", "corrected_by_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "size") VALUES (OLD."author_id", OLD."cancellation", OLD."cancelled_at", OLD."cancelled_by_id", OLD."content_type", OLD."convention_id", OLD."corrected_at", OLD."corrected_by_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."recorded_at", OLD."size"); RETURN NULL;', hash='e5791c1e59d8dd754e779729c192efdd7fd0332c', operation='DELETE', pgid='pgtrigger_delete_delete_88153', table='partners_conventiondocument', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conventiondocumenthistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f783b33c34c7a015ea4851acaedbbb1fb4b2d9b1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0e2ef', table='partners_conventiondocumenthistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='conventionterms',
            constraint=models.CheckConstraint(condition=models.Q(('since__gte', datetime.date(1900, 1, 1)), ('since__lte', datetime.date(2100, 12, 31)), ('ends_on__gte', datetime.date(1900, 1, 1)), ('ends_on__lte', datetime.date(2100, 12, 31))), name='conventionterms_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='conventionterms',
            constraint=models.UniqueConstraint(fields=('convention', 'since'), name='terms_once_a_day_per_convention', violation_error_message='D’autres termes prennent déjà effet ce jour-là.'),
        ),
        migrations.AddConstraint(
            model_name='conventionterms',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('since'))), name='terms_end_after_taking_effect', violation_error_message='Indiquez une fin postérieure à la prise d’effet.'),
        ),
        migrations.AddConstraint(
            model_name='conventionterms',
            constraint=models.CheckConstraint(condition=models.Q(('answer_delay_days__gt', 0), ('candidate_delay_days__gt', 0), ('visit_interval_days__gt', 0)), name='terms_delays_positive', violation_error_message='Les délais se comptent en jours, à partir de 1.'),
        ),
        migrations.AddConstraint(
            model_name='conventionterms',
            constraint=models.CheckConstraint(condition=models.Q(('visit_steps__len__lte', 3), models.Q(('visit_steps__len__lte', 0), models.Q(('visit_steps__0__0__gt', 0), ('visit_steps__0__0__isnull', False), ('visit_steps__0__0__lte', 120), ('visit_steps__0__1__gt', models.F('visit_interval_days')), ('visit_steps__0__1__isnull', False), ('visit_steps__0__1__lte', 366)), _connector='OR'), models.Q(('visit_steps__len__lte', 1), models.Q(('visit_steps__1__0__gt', models.F('visit_steps__0__0')), ('visit_steps__1__0__isnull', False), ('visit_steps__1__0__lte', 120), ('visit_steps__1__1__gt', models.F('visit_steps__0__1')), ('visit_steps__1__1__isnull', False), ('visit_steps__1__1__lte', 366)), _connector='OR'), models.Q(('visit_steps__len__lte', 2), models.Q(('visit_steps__2__0__gt', models.F('visit_steps__1__0')), ('visit_steps__2__0__isnull', False), ('visit_steps__2__0__lte', 120), ('visit_steps__2__1__gt', models.F('visit_steps__1__1')), ('visit_steps__2__1__isnull', False), ('visit_steps__2__1__lte', 366)), _connector='OR')), name='terms_visit_steps_in_order', violation_error_message='Chaque palier vient après le précédent et espace davantage les visites.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conventionterms',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_conventiontermshistory" ("answer_delay_days", "candidate_delay_days", "convention_id", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "since", "visit_interval_days", "visit_steps") VALUES (NEW."answer_delay_days", NEW."candidate_delay_days", NEW."convention_id", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."places", NEW."since", NEW."visit_interval_days", NEW."visit_steps"); RETURN NULL;', hash='7ce3d518ad5a625495e2d244f6c418bba54f5c5f', operation='INSERT', pgid='pgtrigger_insert_insert_9c34f', table='partners_conventionterms', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conventionterms',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_conventiontermshistory" ("answer_delay_days", "candidate_delay_days", "convention_id", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "since", "visit_interval_days", "visit_steps") VALUES (NEW."answer_delay_days", NEW."candidate_delay_days", NEW."convention_id", NEW."ends_on", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."places", NEW."since", NEW."visit_interval_days", NEW."visit_steps"); RETURN NULL;', hash='53c21500fcc21147c424b1043b387868407720a4', operation='UPDATE', pgid='pgtrigger_update_update_5e85d', table='partners_conventionterms', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conventionterms',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_conventiontermshistory" ("answer_delay_days", "candidate_delay_days", "convention_id", "ends_on", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "places", "since", "visit_interval_days", "visit_steps") VALUES (OLD."answer_delay_days", OLD."candidate_delay_days", OLD."convention_id", OLD."ends_on", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."places", OLD."since", OLD."visit_interval_days", OLD."visit_steps"); RETURN NULL;', hash='c9f29cbca9c4203b94a499368c1059eb29a8b966', operation='DELETE', pgid='pgtrigger_delete_delete_a2dcf', table='partners_conventionterms', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conventiontermshistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fbabf02e2b4a27d4984f970d63ff8bafa38ba2b2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6c2b5', table='partners_conventiontermshistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='email',
            index=models.Index(condition=models.Q(('state', 'QUEUED'), _negated=True), fields=['address', '-id'], name='email_answered_by_address'),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.UniqueConstraint(fields=('event', 'address'), name='email_one_per_event_and_address'),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.UniqueConstraint(condition=models.Q(('recipient__isnull', False)), fields=('recipient', 'event'), name='email_one_per_event_and_recipient'),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'QUEUED'), models.Q(('body', ''), _negated=True)), models.Q(models.Q(('state', 'QUEUED'), _negated=True), ('body', '')), _connector='OR'), name='email_body_is_kept_while_queued'),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state', 'SENT')), models.Q(models.Q(('state', 'SENT'), _negated=True), ('sent_at', None)), _connector='OR'), name='email_sent_has_date'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['recipient', '-created_at', '-id'], name='notification_by_recipient'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('read_at', None)), fields=['recipient'], name='notification_unread'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('by_digest', True), ('email', None), ('read_at', None)), fields=['recipient'], name='notification_for_digest'),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['created_at'], name='notification_by_age'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('recipient', 'event'), name='notification_one_per_recipient_and_event'),
        ),
        migrations.AddConstraint(
            model_name='notificationchoice',
            constraint=models.UniqueConstraint(fields=('user', 'kind'), name='notification_choice_one_per_user_and_kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='landlordparametershistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c7d425fc638316f613ca77400023a36cfcfb5011', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_cce48', table='partners_landlordparametershistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='landlordparameters',
            constraint=models.CheckConstraint(condition=models.Q(('convention_alert_days__len__gte', 1)), name='parameters_announce_the_end_of_conventions'),
        ),
        migrations.AddConstraint(
            model_name='landlordparameters',
            constraint=models.CheckConstraint(condition=models.Q(('effort_limit_percent__gte', 1), ('effort_limit_percent__lte', 100)), name='parameters_effort_limit_is_a_share'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='landlordparameters',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_landlordparametershistory" ("convention_alert_days", "effort_limit_percent", "id", "landlord_id", "meeting_delay_days", "one_year_leases", "own_entries_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminder_days", "turnaround_days", "urgent_meeting_delay_days") VALUES (NEW."convention_alert_days", NEW."effort_limit_percent", NEW."id", NEW."landlord_id", NEW."meeting_delay_days", NEW."one_year_leases", NEW."own_entries_days", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reminder_days", NEW."turnaround_days", NEW."urgent_meeting_delay_days"); RETURN NULL;', hash='a0d29f9355e39dc35e697035277af97f018a5926', operation='INSERT', pgid='pgtrigger_insert_insert_1ac05', table='partners_landlordparameters', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='landlordparameters',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_landlordparametershistory" ("convention_alert_days", "effort_limit_percent", "id", "landlord_id", "meeting_delay_days", "one_year_leases", "own_entries_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminder_days", "turnaround_days", "urgent_meeting_delay_days") VALUES (NEW."convention_alert_days", NEW."effort_limit_percent", NEW."id", NEW."landlord_id", NEW."meeting_delay_days", NEW."one_year_leases", NEW."own_entries_days", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reminder_days", NEW."turnaround_days", NEW."urgent_meeting_delay_days"); RETURN NULL;', hash='0c9a1345f16c9fd37884bae9a2f00e366179e4c5', operation='UPDATE', pgid='pgtrigger_update_update_6ac51', table='partners_landlordparameters', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='landlordparameters',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_landlordparametershistory" ("convention_alert_days", "effort_limit_percent", "id", "landlord_id", "meeting_delay_days", "one_year_leases", "own_entries_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminder_days", "turnaround_days", "urgent_meeting_delay_days") VALUES (OLD."convention_alert_days", OLD."effort_limit_percent", OLD."id", OLD."landlord_id", OLD."meeting_delay_days", OLD."one_year_leases", OLD."own_entries_days", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reminder_days", OLD."turnaround_days", OLD."urgent_meeting_delay_days"); RETURN NULL;', hash='fce1982c19c4f25aaaf9785ec1c7888920659841', operation='DELETE', pgid='pgtrigger_delete_delete_f7e37', table='partners_landlordparameters', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitationhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f82f6f40e8f1eaf6312eee311b035deab701589d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a464d', table='partners_invitationhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('state', 'WAITING')), name='invitation_one_open_per_email', violation_error_message='Une invitation attend déjà une réponse à cette adresse.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='invitation_expires_after_creation'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('revoked_at', None), ('state', 'WAITING')), models.Q(('accepted_at__isnull', False), ('revoked_at', None), ('state', 'ACCEPTED')), models.Q(('accepted_at', None), ('revoked_at__isnull', False), ('state', 'REVOKED')), _connector='OR'), name='invitation_answer_is_dated'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_invitationhistory" ("accepted_at", "created_at", "email", "expires_at", "first_name", "id", "invited_by_id", "job_title", "last_name", "message_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "role", "state") VALUES (NEW."accepted_at", NEW."created_at", NEW."email", NEW."expires_at", NEW."first_name", NEW."id", NEW."invited_by_id", NEW."job_title", NEW."last_name", NEW."message_id", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."revoked_at", NEW."role", NEW."state"); RETURN NULL;', hash='a8d10087dbc52adaf2aa8e22738afb8dabfcaca8', operation='INSERT', pgid='pgtrigger_insert_insert_21287', table='partners_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invited_by_id" IS DISTINCT FROM (NEW."invited_by_id") OR OLD."job_title" IS DISTINCT FROM (NEW."job_title") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."message_id" IS DISTINCT FROM (NEW."message_id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."revoked_at" IS DISTINCT FROM (NEW."revoked_at") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "partners_invitationhistory" ("accepted_at", "created_at", "email", "expires_at", "first_name", "id", "invited_by_id", "job_title", "last_name", "message_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "role", "state") VALUES (NEW."accepted_at", NEW."created_at", NEW."email", NEW."expires_at", NEW."first_name", NEW."id", NEW."invited_by_id", NEW."job_title", NEW."last_name", NEW."message_id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."revoked_at", NEW."role", NEW."state"); RETURN NULL;', hash='dc6fdace25eb0bb3a6836b7d819836eafd67aa8e', operation='UPDATE', pgid='pgtrigger_update_update_daf67', table='partners_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_invitationhistory" ("accepted_at", "created_at", "email", "expires_at", "first_name", "id", "invited_by_id", "job_title", "last_name", "message_id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "revoked_at", "role", "state") VALUES (OLD."accepted_at", OLD."created_at", OLD."email", OLD."expires_at", OLD."first_name", OLD."id", OLD."invited_by_id", OLD."job_title", OLD."last_name", OLD."message_id", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."revoked_at", OLD."role", OLD."state"); RETURN NULL;', hash='dd50945e85f65e8cf7a31322dc0bf65c25dc40fd', operation='DELETE', pgid='pgtrigger_delete_delete_45e62', table='partners_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='conventionhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ec9ac42bd454562ad0de3b136cf37cf971d5fe2a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6d39f', table='partners_conventionhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='convention',
            constraint=models.CheckConstraint(condition=models.Q(('signed_on__gte', datetime.date(1900, 1, 1)), ('signed_on__lte', datetime.date(2100, 12, 31)), ('starts_on__gte', datetime.date(1900, 1, 1)), ('starts_on__lte', datetime.date(2100, 12, 31)), ('ends_on__gte', datetime.date(1900, 1, 1)), ('ends_on__lte', datetime.date(2100, 12, 31))), name='convention_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='convention',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='convention_ends_after_start', violation_error_message='Indiquez une fin postérieure à la prise d’effet.'),
        ),
        migrations.AddConstraint(
            model_name='convention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'TERMINATED'), models.Q(('termination_reason', ''), _negated=True)), models.Q(models.Q(('state', 'TERMINATED'), _negated=True), ('termination_reason', '')), _connector='OR'), name='convention_termination_is_explained'),
        ),
        migrations.AddConstraint(
            model_name='convention',
            constraint=models.CheckConstraint(condition=models.Q(('answer_delay_days__gt', 0), ('visit_interval_days__gt', 0)), name='convention_delays_positive', violation_error_message='Les délais se comptent en jours, à partir de 1.'),
        ),
        migrations.AddConstraint(
            model_name='convention',
            constraint=models.CheckConstraint(condition=models.Q(('visit_steps__len__lte', 3), models.Q(('visit_steps__len__lte', 0), models.Q(('visit_steps__0__0__gt', 0), ('visit_steps__0__0__isnull', False), ('visit_steps__0__0__lte', 120), ('visit_steps__0__1__gt', models.F('visit_interval_days')), ('visit_steps__0__1__isnull', False), ('visit_steps__0__1__lte', 366)), _connector='OR'), models.Q(('visit_steps__len__lte', 1), models.Q(('visit_steps__1__0__gt', models.F('visit_steps__0__0')), ('visit_steps__1__0__isnull', False), ('visit_steps__1__0__lte', 120), ('visit_steps__1__1__gt', models.F('visit_steps__0__1')), ('visit_steps__1__1__isnull', False), ('visit_steps__1__1__lte', 366)), _connector='OR'), models.Q(('visit_steps__len__lte', 2), models.Q(('visit_steps__2__0__gt', models.F('visit_steps__1__0')), ('visit_steps__2__0__isnull', False), ('visit_steps__2__0__lte', 120), ('visit_steps__2__1__gt', models.F('visit_steps__1__1')), ('visit_steps__2__1__isnull', False), ('visit_steps__2__1__lte', 366)), _connector='OR')), name='convention_visit_steps_in_order', violation_error_message='Chaque palier vient après le précédent et espace davantage les visites.'),
        ),
        migrations.AddConstraint(
            model_name='convention',
            constraint=models.CheckConstraint(condition=models.Q(('landlord', models.F('association')), _negated=True), name='convention_between_two_organizations', violation_error_message='Une convention lie deux organismes différents.'),
        ),
        migrations.AddConstraint(
            model_name='convention',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('action', '='), ('association', '='), (models.Func('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='convention_one_at_a_time_per_association_and_action', violation_error_message='Une convention lie déjà cette association à cette action sur cette période.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='convention',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_conventionhistory" ("action_id", "answer_delay_days", "association_id", "ends_on", "id", "landlord_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reserved_dwellings", "signed_on", "starts_on", "state", "termination_reason", "version", "visit_interval_days", "visit_steps") VALUES (NEW."action_id", NEW."answer_delay_days", NEW."association_id", NEW."ends_on", NEW."id", NEW."landlord_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."reserved_dwellings", NEW."signed_on", NEW."starts_on", NEW."state", NEW."termination_reason", NEW."version", NEW."visit_interval_days", NEW."visit_steps"); RETURN NULL;', hash='419a490b7f01f52abfd307cc3073b8f391303c63', operation='INSERT', pgid='pgtrigger_insert_insert_cac38', table='partners_convention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='convention',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_conventionhistory" ("action_id", "answer_delay_days", "association_id", "ends_on", "id", "landlord_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reserved_dwellings", "signed_on", "starts_on", "state", "termination_reason", "version", "visit_interval_days", "visit_steps") VALUES (NEW."action_id", NEW."answer_delay_days", NEW."association_id", NEW."ends_on", NEW."id", NEW."landlord_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."reserved_dwellings", NEW."signed_on", NEW."starts_on", NEW."state", NEW."termination_reason", NEW."version", NEW."visit_interval_days", NEW."visit_steps"); RETURN NULL;', hash='33ef9282a4a7b7ea3634fd5bd4d1848755abf59a', operation='UPDATE', pgid='pgtrigger_update_update_02749', table='partners_convention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='convention',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_conventionhistory" ("action_id", "answer_delay_days", "association_id", "ends_on", "id", "landlord_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reserved_dwellings", "signed_on", "starts_on", "state", "termination_reason", "version", "visit_interval_days", "visit_steps") VALUES (OLD."action_id", OLD."answer_delay_days", OLD."association_id", OLD."ends_on", OLD."id", OLD."landlord_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."reserved_dwellings", OLD."signed_on", OLD."starts_on", OLD."state", OLD."termination_reason", OLD."version", OLD."visit_interval_days", OLD."visit_steps"); RETURN NULL;', hash='3b8ecd873aa4aca01b263c23e0be9115590519b4', operation='DELETE', pgid='pgtrigger_delete_delete_94cc7', table='partners_convention', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='accountevent',
            index=models.Index(fields=['organization', '-at', '-id'], name='account_event_by_organization'),
        ),
        migrations.AddIndex(
            model_name='accountevent',
            index=models.Index(fields=['account', '-at', '-id'], name='account_event_by_account'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_unique_any_case', violation_error_message='Un compte utilise déjà cette adresse.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='role_fits_organization', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NOT EXISTS (\n        SELECT 1 FROM partners_organization o WHERE o.id = NEW.organization_id AND (\n            (o.kind = 'LANDLORD' AND NEW.role IN ('RENTAL_OFFICER', 'CARETAKER', 'ADVISER', 'MANAGER', 'ADMIN'))\n            OR (o.kind = 'ASSOCIATION' AND NEW.role IN ('SOCIAL_WORKER', 'COORDINATOR', 'ADMIN')))\n    ) THEN\n        RAISE EXCEPTION 'role % does not fit organization %', NEW.role, NEW.organization_id\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n", hash='df5c85e94a60ea94b26e51e7b571286b6a08c155', operation='INSERT OR UPDATE OF "role", "organization_id"', pgid='pgtrigger_role_fits_organization_e0397', table='partners_user', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_userhistory" ("date_joined", "email", "first_name", "id", "is_active", "job_title", "last_name", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "role", "second_factor_reset_at") VALUES (NEW."date_joined", NEW."email", NEW."first_name", NEW."id", NEW."is_active", NEW."job_title", NEW."last_name", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."public_id", NEW."role", NEW."second_factor_reset_at"); RETURN NULL;', hash='1224e70afac523f2ee0dbb7e90cba1d974e89aa9', operation='INSERT', pgid='pgtrigger_insert_insert_4fa34', table='partners_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."job_title" IS DISTINCT FROM (NEW."job_title") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."second_factor_reset_at" IS DISTINCT FROM (NEW."second_factor_reset_at"))', func='INSERT INTO "partners_userhistory" ("date_joined", "email", "first_name", "id", "is_active", "job_title", "last_name", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "role", "second_factor_reset_at") VALUES (NEW."date_joined", NEW."email", NEW."first_name", NEW."id", NEW."is_active", NEW."job_title", NEW."last_name", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."public_id", NEW."role", NEW."second_factor_reset_at"); RETURN NULL;', hash='8a3bbac91083b366f5c98685b9b0fb517e2ee2a6', operation='UPDATE', pgid='pgtrigger_update_update_f552c', table='partners_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_userhistory" ("date_joined", "email", "first_name", "id", "is_active", "job_title", "last_name", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "public_id", "role", "second_factor_reset_at") VALUES (OLD."date_joined", OLD."email", OLD."first_name", OLD."id", OLD."is_active", OLD."job_title", OLD."last_name", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."public_id", OLD."role", OLD."second_factor_reset_at"); RETURN NULL;', hash='111b2a967b276c6798e5eda3fb0249de4c6d6b4d', operation='DELETE', pgid='pgtrigger_delete_delete_fb2b2', table='partners_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organizationhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fa8b0a1272908037413c0220901a22af0389c126', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_059c3', table='partners_organizationhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__gte', datetime.date(1900, 1, 1)), ('starts_on__lte', datetime.date(2100, 12, 31)), ('ends_on__gte', datetime.date(1900, 1, 1)), ('ends_on__lte', datetime.date(2100, 12, 31))), name='programme_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(fields=('landlord', 'name'), name='programme_name_unique_per_landlord'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='programme_ends_after_start', violation_error_message='La fin suit le début.'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('landlord', '='), (models.Func('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='programme_one_at_a_time_per_landlord', violation_error_message='Un autre programme court déjà sur cette période.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_programmehistory" ("ends_on", "grant_cents", "id", "landlord_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "starts_on", "version") VALUES (NEW."ends_on", NEW."grant_cents", NEW."id", NEW."landlord_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."starts_on", NEW."version"); RETURN NULL;', hash='749c23498996306f307cd7bdf94af2528411236b', operation='INSERT', pgid='pgtrigger_insert_insert_38fb8', table='partners_programme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_programmehistory" ("ends_on", "grant_cents", "id", "landlord_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "starts_on", "version") VALUES (NEW."ends_on", NEW."grant_cents", NEW."id", NEW."landlord_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."starts_on", NEW."version"); RETURN NULL;', hash='6fd1e6756d9b44800518db1826258970eab8f69d', operation='UPDATE', pgid='pgtrigger_update_update_9b1aa', table='partners_programme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_programmehistory" ("ends_on", "grant_cents", "id", "landlord_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "starts_on", "version") VALUES (OLD."ends_on", OLD."grant_cents", OLD."id", OLD."landlord_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."starts_on", OLD."version"); RETURN NULL;', hash='4efe7077888e51ec61e8a712cea58847b0b37cde', operation='DELETE', pgid='pgtrigger_delete_delete_08b26', table='partners_programme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundedactionhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='756a30b4ec81b3c55a5d2b051bcfc9485dda2567', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e63e3', table='partners_fundedactionhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='fundedaction',
            constraint=models.UniqueConstraint(fields=('programme', 'number'), name='action_number_unique_per_programme'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundedaction',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_fundedactionhistory" ("id", "name", "number", "objective", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "public", "target_households") VALUES (NEW."id", NEW."name", NEW."number", NEW."objective", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."programme_id", NEW."public", NEW."target_households"); RETURN NULL;', hash='2239763bfcf0c0499a43b04bc96f4acf1b7aeeb6', operation='INSERT', pgid='pgtrigger_insert_insert_d017b', table='partners_fundedaction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundedaction',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_fundedactionhistory" ("id", "name", "number", "objective", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "public", "target_households") VALUES (NEW."id", NEW."name", NEW."number", NEW."objective", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."programme_id", NEW."public", NEW."target_households"); RETURN NULL;', hash='cb7cc50ab88f0c0794f955a18842ab5e70cd3697', operation='UPDATE', pgid='pgtrigger_update_update_65294', table='partners_fundedaction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='fundedaction',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_fundedactionhistory" ("id", "name", "number", "objective", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "public", "target_households") VALUES (OLD."id", OLD."name", OLD."number", OLD."objective", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."programme_id", OLD."public", OLD."target_households"); RETURN NULL;', hash='8aee508c7feea9a81ab48138da301d5e6f00c85d', operation='DELETE', pgid='pgtrigger_delete_delete_4e3f6', table='partners_fundedaction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='programmehistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3f005c11cbd1b9b69095726d21fe73af457619c1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0fe16', table='partners_programmehistory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='userhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f556b8f4c6f33291ff4dde389741119498d69bb3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_74538', table='partners_userhistory', when='BEFORE')),
        ),
    ]
