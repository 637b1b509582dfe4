import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import tenancies.models.functions
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('tenancies', '0001_search_functions'), ('tenancies', '0002_initial'), ('tenancies', '0003_stock_imports_match_by_reference'), ('tenancies', '0004_journal_mended_at'), ('tenancies', '0005_one_open_stock_import'), ('tenancies', '0006_running_tenancies_by_dwelling'), ('tenancies', '0007_counts_read_indexes_alone'), ('tenancies', '0008_journal_events_are_codes'), ('tenancies', '0009_titles_become_events'), ('tenancies', '0010_journal_without_titles'), ('tenancies', '0011_observations_by_domain'), ('tenancies', '0012_observations_from_visits'), ('tenancies', '0013_levels_of_visits_are_observations'), ('tenancies', '0014_households_belong_to_who_opened_them'), ('tenancies', '0015_landlords_opened_their_households'), ('tenancies', '0016_references_are_of_who_opened_the_household'), ('tenancies', '0017_stays'), ('tenancies', '0018_authors_without_reverse_names'), ('tenancies', '0019_fewer_rows_for_counts_and_worklists'), ('tenancies', '0020_texts_for_social_workers'), ('tenancies', '0021_dates_come_within_bounds'), ('tenancies', '0022_dates_are_within_bounds'), ('tenancies', '0023_tenancies_run_between_two_days'), ('tenancies', '0024_visits_say_who_was_absent'), ('tenancies', '0025_purposes_of_reading_an_address'), ('tenancies', '0026_histories_quote_nobody'), ('tenancies', '0027_requests_read_are_logged'), ('tenancies', '0028_protecting_an_address_is_explained'), ('tenancies', '0029_drafts_of_every_form'), ('tenancies', '0030_drafts_are_one_per_form'), ('tenancies', '0031_drafts_say_in_which_role'), ('tenancies', '0032_words_of_fields'), ('tenancies', '0033_ends_have_a_reason'), ('tenancies', '0034_former_ends_are_explained'), ('tenancies', '0035_ends_are_explained'), ('tenancies', '0036_caretakers_look_after_residences'), ('tenancies', '0037_referrals_read_are_logged'), ('tenancies', '0038_acts_say_who_mended_them'), ('tenancies', '0039_corrections_are_their_authors'), ('tenancies', '0040_mending_is_held'), ('tenancies', '0041_leases_say_who_mended_them')]

    initial = True

    dependencies = [
        ('partners', '0001_squashed_0012'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(
        ),
        django.contrib.postgres.operations.UnaccentExtension(
        ),
        migrations.RunSQL(
            sql="\nCREATE FUNCTION unaccented(value text) RETURNS text\nLANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT\nAS $$ SELECT lower(public.unaccent('public.unaccent', value)) $$\n",
            reverse_sql='DROP FUNCTION unaccented(text)',
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('reference', models.CharField(editable=False, max_length=20, verbose_name='dossier')),
                ('name', models.CharField(max_length=120, verbose_name='nom du ménage')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=tenancies.models.functions.Unaccented('name'), output_field=models.TextField())),
                ('state', models.CharField(choices=[('WAITING', 'En attente d’accompagnement'), ('SUPPORTED', 'Accompagné'), ('CLOSED', 'Clos')], default='WAITING', max_length=20, verbose_name='état')),
                ('opened_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='ouvert le')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='clos le')),
                ('is_protected', models.BooleanField(default=False, verbose_name='adresse protégée')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('landlord', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='households', to='partners.organization')),
                ('opened_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organization')),
            ],
            options={
                'verbose_name': 'ménage',
                'ordering': ['sort_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='début')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('end_reason', models.CharField(blank=True, choices=[('AUTONOMY', 'Autonomie acquise, maintien dans le logement'), ('LEASE_SLID', 'Glissement du bail'), ('REHOUSED', 'Relogement'), ('RELAY', 'Relais vers un autre dispositif'), ('LEFT', 'Départ volontaire'), ('TERM', 'Fin de mesure, échéance'), ('REFUSAL', 'Refus ou non-adhésion du ménage'), ('LOST_SIGHT', 'Perdu de vue'), ('EVICTION', 'Expulsion'), ('LONG_ABSENCE', 'Absence de longue durée'), ('DEATH', 'Décès'), ('SEPARATION', 'Séparation'), ('MOVED_AWAY', 'Départ de région'), ('OTHER', 'Autre'), ('AGREEMENT', 'Accord du ménage retiré'), ('CONVENTION', 'Fin de la convention'), ('WITHDRAWN', 'Accès retiré par le bailleur')], max_length=20, verbose_name='motif de fin')),
                ('last_visit_on', models.DateField(blank=True, null=True, verbose_name='dernière visite')),
                ('next_visit_at', models.DateTimeField(blank=True, null=True, verbose_name='prochaine visite')),
                ('visit_due_on', models.DateField(verbose_name='visite à faire avant le')),
                ('convention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='partners.convention')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='partners.organization')),
                ('worker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to=settings.AUTH_USER_MODEL, verbose_name='référent')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='tenancies.household')),
            ],
            options={
                'verbose_name': 'suivi',
                'ordering': ['household', 'started_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CaseFileAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('READ', 'Lecture'), ('REQUEST', 'Demande lue'), ('REFERRAL', 'Signalement lu'), ('ADDRESS', 'Adresse révélée'), ('EXPORT', 'Export'), ('PROTECT', 'Adresse protégée'), ('UNPROTECT', 'Protection levée')], max_length=10, verbose_name='nature')),
                ('purpose', models.CharField(blank=True, choices=[('VISIT', 'Aller voir le ménage'), ('MAIL', 'Envoyer un courrier'), ('SAFETY', 'Mettre le ménage en sécurité'), ('WORKS', 'Préparer une intervention dans le logement'), ('RIGHTS', 'Faire une démarche avec le ménage'), ('ASKED', 'Le ménage le demande'), ('OVER', 'La protection n’est plus nécessaire'), ('MISTAKE', 'Protection posée par erreur'), ('OTHER', 'Autre motif')], max_length=10, verbose_name='motif')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='précision')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='date')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organization')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accesses', to='tenancies.household')),
            ],
            options={
                'verbose_name': 'accès à un dossier',
                'verbose_name_plural': 'accès aux dossiers',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='HouseholdHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('reference', models.CharField(editable=False, max_length=20, verbose_name='dossier')),
                ('state', models.CharField(choices=[('WAITING', 'En attente d’accompagnement'), ('SUPPORTED', 'Accompagné'), ('CLOSED', 'Clos')], default='WAITING', max_length=20, verbose_name='état')),
                ('opened_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='ouvert le')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='clos le')),
                ('is_protected', models.BooleanField(default=False, verbose_name='adresse protégée')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('landlord', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('opened_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.household')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('cancellation_note', models.CharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='précision')),
                ('audience', models.CharField(choices=[('SHARED', 'Tous les participants'), ('SOCIAL', 'Travailleurs sociaux du dossier'), ('ORGANIZATION', 'Équipe'), ('AUTHOR', 'Note privée')], max_length=20, verbose_name='lu par')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('NOTE', 'Note'), ('VISIT', 'Visite'), ('VISIT_NOTE', 'Note de visite'), ('REFERRAL', 'Signalement'), ('MEETING', 'Rencontre CESF'), ('MOBILISATION', 'Mobilisation d’un partenaire'), ('SUPPORT', 'Accompagnement'), ('TENANCY', 'Logement'), ('CASE_FILE', 'Dossier')], default='NOTE', max_length=20, verbose_name='nature')),
                ('event', models.CharField(blank=True, choices=[('CASE_FILE_OPENED', 'Ouverture du dossier'), ('CASE_FILE_CLOSED', 'Clôture du dossier'), ('CASE_FILE_REOPENED', 'Réouverture du dossier'), ('ADDRESS_PROTECTED', 'Adresse protégée'), ('ADDRESS_UNPROTECTED', 'Fin de la protection de l’adresse'), ('TENANCY_BEGUN', 'Début de bail'), ('TENANCY_ENDED', 'Fin de bail'), ('TENANCY_CORRECTED', 'Bail corrigé'), ('TENANCY_CANCELLED', 'Bail annulé'), ('SUPPORT_BEGUN', 'Début de l’accompagnement'), ('SUPPORT_ENDED', 'Fin de l’accompagnement'), ('REFERRAL_SENT', 'Signalement envoyé'), ('MEETING_HELD', 'Rencontre avec la conseillère sociale'), ('PARTNER_ASKED', 'Un partenaire est sollicité')], max_length=30, verbose_name='événement')),
                ('facts', models.JSONField(blank=True, default=dict, verbose_name='faits')),
                ('text', models.TextField(blank=True, max_length=10000, verbose_name='texte')),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrected_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='journal', to='tenancies.household')),
                ('organization', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organization')),
            ],
            options={
                'verbose_name': 'entrée du journal',
                'verbose_name_plural': 'entrées du journal',
                'ordering': ['-occurred_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('domain', models.CharField(choices=[('HOUSING', 'Logement'), ('RIGHTS', 'Droits'), ('DUTIES', 'Devoirs'), ('NEIGHBOURS', 'Voisinage'), ('BUDGET', 'Budget')], max_length=20, verbose_name='domaine')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '1'), (2, '2'), (3, '3'), (4, '4'), (5, '5')], verbose_name='niveau')),
                ('by', models.CharField(choices=[('WORKER', 'Travailleur social'), ('HOUSEHOLD', 'Ménage')], default='WORKER', max_length=20, verbose_name='selon')),
                ('observed_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='observé le')),
                ('occasion', models.CharField(choices=[('ENTRY', 'Entrée'), ('REVIEW', 'Bilan'), ('VISIT', 'Visite'), ('EXIT', 'Sortie')], default='VISIT', max_length=20, verbose_name='à l’occasion de')),
                ('household', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='observations', to='tenancies.household')),
            ],
            options={
                'verbose_name': 'observation',
                'ordering': ['household', '-observed_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('LANDLORD', 'Bailleur'), ('SUPPORT', 'Accompagnement')], max_length=20, verbose_name='rôle')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='depuis')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('reason', models.CharField(max_length=200, verbose_name='motif')),
                ('end_reason', models.CharField(blank=True, choices=[('AUTONOMY', 'Autonomie acquise, maintien dans le logement'), ('LEASE_SLID', 'Glissement du bail'), ('REHOUSED', 'Relogement'), ('RELAY', 'Relais vers un autre dispositif'), ('LEFT', 'Départ volontaire'), ('TERM', 'Fin de mesure, échéance'), ('REFUSAL', 'Refus ou non-adhésion du ménage'), ('LOST_SIGHT', 'Perdu de vue'), ('EVICTION', 'Expulsion'), ('LONG_ABSENCE', 'Absence de longue durée'), ('DEATH', 'Décès'), ('SEPARATION', 'Séparation'), ('MOVED_AWAY', 'Départ de région'), ('OTHER', 'Autre'), ('AGREEMENT', 'Accord du ménage retiré'), ('CONVENTION', 'Fin de la convention'), ('WITHDRAWN', 'Accès retiré par le bailleur')], max_length=20, verbose_name='motif de fin')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='tenancies.household')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='partners.organization')),
            ],
            options={
                'verbose_name': 'participation',
                'ordering': ['household', 'since', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ParticipationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('LANDLORD', 'Bailleur'), ('SUPPORT', 'Accompagnement')], max_length=20, verbose_name='rôle')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='depuis')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('end_reason', models.CharField(blank=True, choices=[('AUTONOMY', 'Autonomie acquise, maintien dans le logement'), ('LEASE_SLID', 'Glissement du bail'), ('REHOUSED', 'Relogement'), ('RELAY', 'Relais vers un autre dispositif'), ('LEFT', 'Départ volontaire'), ('TERM', 'Fin de mesure, échéance'), ('REFUSAL', 'Refus ou non-adhésion du ménage'), ('LOST_SIGHT', 'Perdu de vue'), ('EVICTION', 'Expulsion'), ('LONG_ABSENCE', 'Absence de longue durée'), ('DEATH', 'Décès'), ('SEPARATION', 'Séparation'), ('MOVED_AWAY', 'Départ de région'), ('OTHER', 'Autre'), ('AGREEMENT', 'Accord du ménage retiré'), ('CONVENTION', 'Fin de la convention'), ('WITHDRAWN', 'Accès retiré par le bailleur')], max_length=20, verbose_name='motif de fin')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.participation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('HOLDER', 'Titulaire'), ('PARTNER', 'Conjoint'), ('CHILD', 'Enfant'), ('OTHER', 'Autre')], max_length=10, verbose_name='place dans le ménage')),
                ('first_name', models.CharField(max_length=80, verbose_name='prénom')),
                ('last_name', models.CharField(blank=True, max_length=80, verbose_name='nom')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1900), django.core.validators.MaxValueValidator(2100)], verbose_name='année de naissance')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='téléphone')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='persons', to='tenancies.household')),
            ],
            options={
                'verbose_name': 'personne',
                'ordering': ['household', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PersonHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('role', models.CharField(choices=[('HOLDER', 'Titulaire'), ('PARTNER', 'Conjoint'), ('CHILD', 'Enfant'), ('OTHER', 'Autre')], max_length=10, verbose_name='place dans le ménage')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReferenceCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=1)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='partners.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Residence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=150, verbose_name='nom')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=tenancies.models.functions.Unaccented('name'), output_field=models.TextField())),
                ('commune_code', models.CharField(max_length=5, validators=[django.core.validators.RegexValidator('^[0-9][0-9AB][0-9]{3}$')], verbose_name='code commune INSEE')),
                ('commune_name', models.CharField(max_length=50, verbose_name='commune')),
                ('landlord', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='residences', to='partners.organization')),
            ],
            options={
                'verbose_name': 'résidence',
                'ordering': ['sort_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Dwelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('rpls_id', models.CharField(blank=True, max_length=10, verbose_name='identifiant RPLS')),
                ('landlord_reference', models.CharField(blank=True, max_length=100, verbose_name='référence chez le bailleur')),
                ('street_number', models.CharField(blank=True, max_length=20, verbose_name='numéro')),
                ('street_name', models.CharField(blank=True, max_length=120, verbose_name='voie')),
                ('address_complement', models.CharField(blank=True, max_length=150, verbose_name='complément')),
                ('postal_code', models.CharField(blank=True, max_length=5, verbose_name='code postal')),
                ('commune_code', models.CharField(max_length=5, verbose_name='code commune INSEE')),
                ('commune_name', models.CharField(max_length=50, verbose_name='commune')),
                ('building', models.CharField(blank=True, max_length=60, verbose_name='bâtiment')),
                ('building_code', models.CharField(blank=True, db_default='', max_length=50, verbose_name='immeuble')),
                ('entrance', models.CharField(blank=True, max_length=20, verbose_name='entrée')),
                ('staircase', models.CharField(blank=True, max_length=20, verbose_name='escalier')),
                ('floor', models.CharField(blank=True, max_length=10, verbose_name='étage')),
                ('door', models.CharField(blank=True, max_length=20, verbose_name='appartement')),
                ('construction', models.CharField(blank=True, choices=[('C', 'Collectif'), ('I', 'Individuel'), ('E', 'Étudiant')], max_length=1, verbose_name='construction')),
                ('rooms', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='pièces')),
                ('living_area_m2', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='surface habitable (m²)')),
                ('completed_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='achèvement')),
                ('funding_code', models.CharField(blank=True, max_length=2, verbose_name='financement (code RPLS)')),
                ('in_priority_district', models.BooleanField(null=True, verbose_name='quartier prioritaire')),
                ('apl_agreement_number', models.CharField(blank=True, max_length=35, verbose_name='convention APL')),
                ('energy_class', models.CharField(blank=True, choices=[('A', 'A'), ('B', 'B'), ('C', 'C'), ('D', 'D'), ('E', 'E'), ('F', 'F'), ('G', 'G')], max_length=1, verbose_name='DPE énergie')),
                ('greenhouse_class', models.CharField(blank=True, choices=[('A', 'A'), ('B', 'B'), ('C', 'C'), ('D', 'D'), ('E', 'E'), ('F', 'F'), ('G', 'G')], max_length=1, verbose_name='DPE gaz à effet de serre')),
                ('energy_assessed_on', models.DateField(blank=True, null=True, verbose_name='date du DPE (premier du mois)')),
                ('occupancy_code', models.CharField(blank=True, max_length=1, verbose_name='mode d’occupation (code RPLS)')),
                ('rent_euros', models.PositiveIntegerField(blank=True, null=True, verbose_name='loyer principal de janvier (€)')),
                ('quota_code', models.CharField(blank=True, max_length=1, verbose_name='contingent (code RPLS)')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='sorti du patrimoine le')),
                ('withdrawal_reason', models.CharField(blank=True, max_length=120, verbose_name='motif de sortie')),
                ('search_text', models.GeneratedField(db_persist=True, expression=tenancies.models.functions.Unaccented(tenancies.models.functions.ConcatOperator('street_number', models.Value(' '), 'street_name', models.Value(' '), 'address_complement')), output_field=models.TextField())),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('landlord', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dwellings', to='partners.organization')),
                ('residence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dwellings', to='tenancies.residence')),
            ],
            options={
                'verbose_name': 'logement',
                'ordering': ['landlord', 'residence', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ResidenceCaretaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('residence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancies.residence')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'résidence d’un gardien',
            },
        ),
        migrations.CreateModel(
            name='ResidenceCaretakerHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.residencecaretaker')),
                ('residence', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.residence')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place_in_words', models.CharField(max_length=200, verbose_name='lieu')),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='depuis')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('planned_end', models.DateField(verbose_name='fin prévue')),
                ('extension_reason', models.CharField(blank=True, max_length=200, verbose_name='motif de prolongation')),
                ('association', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='partners.organization')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='tenancies.household')),
            ],
            options={
                'verbose_name': 'séjour',
                'ordering': ['household', '-since', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='StayHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('since', models.DateField(default=django.utils.timezone.localdate, verbose_name='depuis')),
                ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                ('planned_end', models.DateField(verbose_name='fin prévue')),
                ('association', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.stay')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StockImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('heartbeat_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('file_name', models.CharField(max_length=200, verbose_name='fichier')),
                ('state', models.CharField(choices=[('READING', 'Lecture en cours'), ('PREVIEWED', 'À confirmer'), ('APPLYING', 'Import en cours'), ('APPLIED', 'Importé'), ('FAILED', 'Refusé'), ('DISCARDED', 'Abandonné')], default='READING', max_length=20, verbose_name='état')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('previewed_at', models.DateTimeField(editable=False, null=True)),
                ('applied_at', models.DateTimeField(editable=False, null=True)),
                ('stored_file', models.CharField(blank=True, editable=False, max_length=200)),
                ('refused_file', models.CharField(blank=True, editable=False, max_length=200)),
                ('lines_total', models.PositiveIntegerField(default=0)),
                ('lines_read', models.PositiveIntegerField(default=0)),
                ('created_count', models.PositiveIntegerField(default=0)),
                ('changed_count', models.PositiveIntegerField(default=0)),
                ('unchanged_count', models.PositiveIntegerField(default=0)),
                ('refused_count', models.PositiveIntegerField(default=0)),
                ('missing_count', models.PositiveIntegerField(default=0)),
                ('withdrawn_count', models.PositiveIntegerField(default=0)),
                ('withdraw_missing', models.BooleanField(default=False)),
                ('details', models.JSONField(blank=True, default=dict)),
                ('failure', models.CharField(blank=True, max_length=500)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('landlord', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stock_imports', to='partners.organization')),
            ],
            options={
                'verbose_name': 'import de patrimoine',
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SupportMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='début')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('end_reason', models.CharField(blank=True, choices=[('AUTONOMY', 'Autonomie acquise, maintien dans le logement'), ('LEASE_SLID', 'Glissement du bail'), ('REHOUSED', 'Relogement'), ('RELAY', 'Relais vers un autre dispositif'), ('LEFT', 'Départ volontaire'), ('TERM', 'Fin de mesure, échéance'), ('REFUSAL', 'Refus ou non-adhésion du ménage'), ('LOST_SIGHT', 'Perdu de vue'), ('EVICTION', 'Expulsion'), ('LONG_ABSENCE', 'Absence de longue durée'), ('DEATH', 'Décès'), ('SEPARATION', 'Séparation'), ('MOVED_AWAY', 'Départ de région'), ('OTHER', 'Autre'), ('AGREEMENT', 'Accord du ménage retiré'), ('CONVENTION', 'Fin de la convention'), ('WITHDRAWN', 'Accès retiré par le bailleur')], max_length=20, verbose_name='motif de fin')),
                ('action', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='partners.fundedaction')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='tenancies.household')),
            ],
            options={
                'verbose_name': 'mesure d’accompagnement',
                'ordering': ['household', '-started_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='FollowUpHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='début')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('end_reason', models.CharField(blank=True, choices=[('AUTONOMY', 'Autonomie acquise, maintien dans le logement'), ('LEASE_SLID', 'Glissement du bail'), ('REHOUSED', 'Relogement'), ('RELAY', 'Relais vers un autre dispositif'), ('LEFT', 'Départ volontaire'), ('TERM', 'Fin de mesure, échéance'), ('REFUSAL', 'Refus ou non-adhésion du ménage'), ('LOST_SIGHT', 'Perdu de vue'), ('EVICTION', 'Expulsion'), ('LONG_ABSENCE', 'Absence de longue durée'), ('DEATH', 'Décès'), ('SEPARATION', 'Séparation'), ('MOVED_AWAY', 'Départ de région'), ('OTHER', 'Autre'), ('AGREEMENT', 'Accord du ménage retiré'), ('CONVENTION', 'Fin de la convention'), ('WITHDRAWN', 'Accès retiré par le bailleur')], max_length=20, verbose_name='motif de fin')),
                ('last_visit_on', models.DateField(blank=True, null=True, verbose_name='dernière visite')),
                ('next_visit_at', models.DateTimeField(blank=True, null=True, verbose_name='prochaine visite')),
                ('visit_due_on', models.DateField(verbose_name='visite à faire avant le')),
                ('convention', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.convention')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.followup')),
                ('worker', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='référent')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('measure', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.supportmeasure')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='followup',
            name='measure',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='tenancies.supportmeasure'),
        ),
        migrations.CreateModel(
            name='SupportMeasureHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('started_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='début')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='fin')),
                ('end_reason', models.CharField(blank=True, choices=[('AUTONOMY', 'Autonomie acquise, maintien dans le logement'), ('LEASE_SLID', 'Glissement du bail'), ('REHOUSED', 'Relogement'), ('RELAY', 'Relais vers un autre dispositif'), ('LEFT', 'Départ volontaire'), ('TERM', 'Fin de mesure, échéance'), ('REFUSAL', 'Refus ou non-adhésion du ménage'), ('LOST_SIGHT', 'Perdu de vue'), ('EVICTION', 'Expulsion'), ('LONG_ABSENCE', 'Absence de longue durée'), ('DEATH', 'Décès'), ('SEPARATION', 'Séparation'), ('MOVED_AWAY', 'Départ de région'), ('OTHER', 'Autre'), ('AGREEMENT', 'Accord du ménage retiré'), ('CONVENTION', 'Fin de la convention'), ('WITHDRAWN', 'Accès retiré par le bailleur')], max_length=20, verbose_name='motif de fin')),
                ('action', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.fundedaction')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.supportmeasure')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('cancellation_note', models.CharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='précision')),
                ('kind', models.CharField(choices=[('DIRECT', 'Bail direct'), ('SLIDING', 'Bail glissant'), ('SUBLEASE', 'Sous-location'), ('YOUNG_1Y', 'Bail d’un an, moins de 30\xa0ans')], default='DIRECT', max_length=20, verbose_name='nature')),
                ('starts_on', models.DateField(verbose_name='entrée')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='sortie')),
                ('cancelled_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrected_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dwelling', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='tenancies.dwelling')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenancies', to='tenancies.household')),
            ],
            options={
                'verbose_name': 'bail',
                'ordering': ['household', '-starts_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='TenancyHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('kind', models.CharField(choices=[('DIRECT', 'Bail direct'), ('SLIDING', 'Bail glissant'), ('SUBLEASE', 'Sous-location'), ('YOUNG_1Y', 'Bail d’un an, moins de 30\xa0ans')], default='DIRECT', max_length=20, verbose_name='nature')),
                ('starts_on', models.DateField(verbose_name='entrée')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='sortie')),
                ('cancelled_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrected_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('dwelling', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.dwelling')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.tenancy')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('cancellation_note', models.CharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='précision')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('submission_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('outcome', models.CharField(choices=[('DONE', 'Réalisée'), ('ABSENT', 'Ménage absent'), ('POSTPONED', 'Reportée'), ('REFUSED', 'Refusée')], max_length=20, verbose_name='comment s’est passée la visite\xa0?')),
                ('medium', models.CharField(choices=[('HOME', 'À domicile'), ('OFFICE', 'Au bureau'), ('PHONE', 'Téléphone'), ('OUTING', 'Accompagnement extérieur')], max_length=20, verbose_name='comment\xa0?')),
                ('visited_at', models.DateTimeField(verbose_name='date et heure')),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('HOUSING', 'Logement'), ('RIGHTS', 'Droits'), ('DUTIES', 'Devoirs'), ('NEIGHBOURS', 'Voisinage'), ('BUDGET', 'Budget'), ('HEALTH', 'Santé'), ('PARENTING', 'Parentalité'), ('EMPLOYMENT', 'Emploi')], max_length=20), blank=True, default=list, size=None, verbose_name='sujets abordés')),
                ('next_visit_at', models.DateTimeField(blank=True, null=True, verbose_name='prochaine visite')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrected_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('follow_up', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='tenancies.followup')),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='tenancies.household')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='partners.organization')),
            ],
            options={
                'verbose_name': 'visite',
                'ordering': ['-visited_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ObservationHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('domain', models.CharField(choices=[('HOUSING', 'Logement'), ('RIGHTS', 'Droits'), ('DUTIES', 'Devoirs'), ('NEIGHBOURS', 'Voisinage'), ('BUDGET', 'Budget')], max_length=20, verbose_name='domaine')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, '1'), (2, '2'), (3, '3'), (4, '4'), (5, '5')], verbose_name='niveau')),
                ('by', models.CharField(choices=[('WORKER', 'Travailleur social'), ('HOUSEHOLD', 'Ménage')], default='WORKER', max_length=20, verbose_name='selon')),
                ('observed_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='observé le')),
                ('occasion', models.CharField(choices=[('ENTRY', 'Entrée'), ('REVIEW', 'Bilan'), ('VISIT', 'Visite'), ('EXIT', 'Sortie')], default='VISIT', max_length=20, verbose_name='à l’occasion de')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.observation')),
                ('visit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='observation',
            name='visit',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='observations', to='tenancies.visit'),
        ),
        migrations.CreateModel(
            name='JournalEntryHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('audience', models.CharField(choices=[('SHARED', 'Tous les participants'), ('SOCIAL', 'Travailleurs sociaux du dossier'), ('ORGANIZATION', 'Équipe'), ('AUTHOR', 'Note privée')], max_length=20, verbose_name='lu par')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('kind', models.CharField(choices=[('NOTE', 'Note'), ('VISIT', 'Visite'), ('VISIT_NOTE', 'Note de visite'), ('REFERRAL', 'Signalement'), ('MEETING', 'Rencontre CESF'), ('MOBILISATION', 'Mobilisation d’un partenaire'), ('SUPPORT', 'Accompagnement'), ('TENANCY', 'Logement'), ('CASE_FILE', 'Dossier')], default='NOTE', max_length=20, verbose_name='nature')),
                ('event', models.CharField(blank=True, choices=[('CASE_FILE_OPENED', 'Ouverture du dossier'), ('CASE_FILE_CLOSED', 'Clôture du dossier'), ('CASE_FILE_REOPENED', 'Réouverture du dossier'), ('ADDRESS_PROTECTED', 'Adresse protégée'), ('ADDRESS_UNPROTECTED', 'Fin de la protection de l’adresse'), ('TENANCY_BEGUN', 'Début de bail'), ('TENANCY_ENDED', 'Fin de bail'), ('TENANCY_CORRECTED', 'Bail corrigé'), ('TENANCY_CANCELLED', 'Bail annulé'), ('SUPPORT_BEGUN', 'Début de l’accompagnement'), ('SUPPORT_ENDED', 'Fin de l’accompagnement'), ('REFERRAL_SENT', 'Signalement envoyé'), ('MEETING_HELD', 'Rencontre avec la conseillère sociale'), ('PARTNER_ASKED', 'Un partenaire est sollicité')], max_length=30, verbose_name='événement')),
                ('occurred_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('author', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrected_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('organization', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.journalentry')),
                ('visit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='journalentry',
            name='visit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='tenancies.visit'),
        ),
        migrations.CreateModel(
            name='VisitHistory',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('corrected_at', models.DateTimeField(editable=False, null=True, verbose_name='corrigé le')),
                ('cancelled_at', models.DateTimeField(editable=False, null=True, verbose_name='annulé le')),
                ('cancellation', models.CharField(blank=True, choices=[('WRONG_HOUSEHOLD', 'Saisie dans le mauvais dossier'), ('TWICE', 'Saisie deux fois'), ('NOT_HAPPENED', 'Cela n’a pas eu lieu'), ('WRONG_FACTS', 'Saisie avec une erreur'), ('OTHER', 'Autre motif')], db_default='', default='', editable=False, max_length=20, verbose_name='motif d’annulation')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('submission_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('outcome', models.CharField(choices=[('DONE', 'Réalisée'), ('ABSENT', 'Ménage absent'), ('POSTPONED', 'Reportée'), ('REFUSED', 'Refusée')], max_length=20, verbose_name='comment s’est passée la visite\xa0?')),
                ('medium', models.CharField(choices=[('HOME', 'À domicile'), ('OFFICE', 'Au bureau'), ('PHONE', 'Téléphone'), ('OUTING', 'Accompagnement extérieur')], max_length=20, verbose_name='comment\xa0?')),
                ('visited_at', models.DateTimeField(verbose_name='date et heure')),
                ('next_visit_at', models.DateTimeField(blank=True, null=True, verbose_name='prochaine visite')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('author', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('cancelled_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('corrected_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('follow_up', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.followup')),
                ('household', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tenancies.household')),
                ('organization', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organization')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='history', to='tenancies.visit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission_id', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('page', models.CharField(max_length=300)),
                ('form', models.CharField(max_length=300)),
                ('title', models.CharField(max_length=100)),
                ('role', models.CharField(max_length=20)),
                ('data', models.JSONField(default=dict)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sent_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('location', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'brouillon',
                'indexes': [models.Index(fields=['user', 'page'], name='draft_of_page'), models.Index(fields=['updated_at'], name='draft_by_age')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sent_at', None)), fields=('user', 'page', 'form'), name='draft_one_per_form')],
            },
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['sort_name', 'id'], name='household_by_name'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['landlord', 'state', 'sort_name', 'id'], name='household_by_landlord_state'),
        ),
        migrations.AddIndex(
            model_name='household',
            index=django.contrib.postgres.indexes.GinIndex(fields=['sort_name'], name='household_name_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['reference'], name='household_by_reference', opclasses=['text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(condition=models.Q(('is_protected', True)), fields=['sort_name', 'id'], name='household_protected'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('opened_on__gte', datetime.date(1900, 1, 1)), ('opened_on__lte', datetime.date(2100, 12, 31)), ('closed_on__gte', datetime.date(1900, 1, 1)), ('closed_on__lte', datetime.date(2100, 12, 31))), name='household_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.UniqueConstraint(fields=('opened_by', 'reference'), name='household_reference_unique_per_opener'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on__isnull', False), ('state', 'CLOSED')), models.Q(models.Q(('state', 'CLOSED'), _negated=True), ('closed_on', None)), _connector='OR'), name='household_closed_has_date'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on', None), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='household_closes_after_opening'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='household',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_householdhistory" ("closed_on", "id", "is_protected", "landlord_id", "opened_by_id", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reference", "state", "version") VALUES (NEW."closed_on", NEW."id", NEW."is_protected", NEW."landlord_id", NEW."opened_by_id", NEW."opened_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."reference", NEW."state", NEW."version"); RETURN NULL;', hash='ac4872f9e3785222d103c9afa8532500ec39f5b9', operation='INSERT', pgid='pgtrigger_insert_insert_1fbbd', table='tenancies_household', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='household',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "tenancies_householdhistory" ("closed_on", "id", "is_protected", "landlord_id", "opened_by_id", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reference", "state", "version") VALUES (NEW."closed_on", NEW."id", NEW."is_protected", NEW."landlord_id", NEW."opened_by_id", NEW."opened_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."reference", NEW."state", NEW."version"); RETURN NULL;', hash='88086e7a0f1b2d6efbf49d2747acac269f7708d4', operation='UPDATE', pgid='pgtrigger_update_update_560fd', table='tenancies_household', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='household',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_householdhistory" ("closed_on", "id", "is_protected", "landlord_id", "opened_by_id", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reference", "state", "version") VALUES (OLD."closed_on", OLD."id", OLD."is_protected", OLD."landlord_id", OLD."opened_by_id", OLD."opened_on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."reference", OLD."state", OLD."version"); RETURN NULL;', hash='21fe9162e9a31cb1531a2092e71b10c84cd7e70f', operation='DELETE', pgid='pgtrigger_delete_delete_91262', table='tenancies_household', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='casefileaccess',
            index=models.Index(fields=['household', '-at', '-id'], name='access_by_household'),
        ),
        migrations.AddIndex(
            model_name='casefileaccess',
            index=models.Index(fields=['organization', '-at', '-id'], name='access_by_organization'),
        ),
        migrations.AddConstraint(
            model_name='casefileaccess',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['ADDRESS', 'PROTECT', 'UNPROTECT']), _negated=True), models.Q(models.Q(('purpose', ''), _negated=True), models.Q(models.Q(('purpose', 'OTHER'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR')), _connector='OR'), name='access_to_address_is_explained', violation_error_message='Choisissez un motif.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='householdhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b769af603c1e9db9e599d0826d4f3a35573072c6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_346ee', table='tenancies_householdhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('since__gte', datetime.date(1900, 1, 1)), ('since__lte', datetime.date(2100, 12, 31)), ('until__gte', datetime.date(1900, 1, 1)), ('until__lte', datetime.date(2100, 12, 31))), name='participation_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('organization', 'household'), name='participation_one_current_per_organization'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='participation_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('until', None)), models.Q(('until__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='participation_end_is_explained'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_participationhistory" ("end_reason", "household_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "until") VALUES (NEW."end_reason", NEW."household_id", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."since", NEW."until"); RETURN NULL;', hash='5f76d853d10b9bab06ef426a3cceba472574821a', operation='INSERT', pgid='pgtrigger_insert_insert_aae85', table='tenancies_participation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."end_reason" IS DISTINCT FROM (NEW."end_reason") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."until" IS DISTINCT FROM (NEW."until"))', func='INSERT INTO "tenancies_participationhistory" ("end_reason", "household_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "until") VALUES (NEW."end_reason", NEW."household_id", NEW."id", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."since", NEW."until"); RETURN NULL;', hash='98fcfe30affbaf1db008c4564bb04396c92e157e', operation='UPDATE', pgid='pgtrigger_update_update_7f2f5', table='tenancies_participation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_participationhistory" ("end_reason", "household_id", "id", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "since", "until") VALUES (OLD."end_reason", OLD."household_id", OLD."id", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role", OLD."since", OLD."until"); RETURN NULL;', hash='440e667d79a02b885d01ee78e41abb0d25a19d79', operation='DELETE', pgid='pgtrigger_delete_delete_ff6c2', table='tenancies_participation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participationhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='faabf68803ddd2ec065fb7bf59b733c12e52c690', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_96e46', table='tenancies_participationhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('birth_year__gte', 1900), ('birth_year__lte', 2100)), name='person_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('role', 'HOLDER')), fields=('household',), name='person_one_holder_per_household'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_personhistory" ("household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (NEW."household_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role"); RETURN NULL;', hash='39ec70f3b9684317e51fb04f8c021f23e13119fa', operation='INSERT', pgid='pgtrigger_insert_insert_baf35', table='tenancies_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "tenancies_personhistory" ("household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (NEW."household_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role"); RETURN NULL;', hash='1ebabc1b77d5b56210b588eaf76e577c9cb66d00', operation='UPDATE', pgid='pgtrigger_update_update_f5a38', table='tenancies_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='person',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_personhistory" ("household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role") VALUES (OLD."household_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."role"); RETURN NULL;', hash='0da63861ffab100aae6bd72e0b82246db4bc1483', operation='DELETE', pgid='pgtrigger_delete_delete_bc127', table='tenancies_person', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='personhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ad1d40aef5ac070fc9074d36a1511c6eefef73e8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3217e', table='tenancies_personhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='referencecounter',
            constraint=models.UniqueConstraint(fields=('organization', 'prefix', 'year'), name='reference_counter_unique_series'),
        ),
        migrations.AddConstraint(
            model_name='residence',
            constraint=models.UniqueConstraint(fields=('landlord', 'commune_code', 'name'), name='residence_unique_per_landlord_and_commune'),
        ),
        migrations.AddIndex(
            model_name='dwelling',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='dwelling_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='dwelling',
            index=models.Index(fields=['landlord', 'residence', 'id'], name='dwelling_by_residence'),
        ),
        migrations.AddConstraint(
            model_name='dwelling',
            constraint=models.CheckConstraint(condition=models.Q(('energy_assessed_on__gte', datetime.date(1900, 1, 1)), ('energy_assessed_on__lte', datetime.date(2100, 12, 31)), ('withdrawn_on__gte', datetime.date(1900, 1, 1)), ('withdrawn_on__lte', datetime.date(2100, 12, 31))), name='dwelling_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='dwelling',
            constraint=models.UniqueConstraint(condition=models.Q(('landlord_reference', ''), _negated=True), fields=('landlord', 'landlord_reference'), name='dwelling_reference_unique_per_landlord'),
        ),
        migrations.AddConstraint(
            model_name='dwelling',
            constraint=models.UniqueConstraint(condition=models.Q(('rpls_id', ''), _negated=True), fields=('landlord', 'rpls_id'), name='dwelling_rpls_id_unique_per_landlord'),
        ),
        migrations.AddConstraint(
            model_name='dwelling',
            constraint=models.CheckConstraint(condition=models.Q(('rooms', None), models.Q(('rooms__gte', 1), ('rooms__lte', 9)), _connector='OR'), name='dwelling_rooms_between_1_and_9'),
        ),
        migrations.AddConstraint(
            model_name='dwelling',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_on', None), models.Q(('withdrawal_reason', ''), _negated=True), _connector='OR'), name='dwelling_withdrawal_is_explained'),
        ),
        migrations.AddConstraint(
            model_name='residencecaretaker',
            constraint=models.UniqueConstraint(fields=('residence', 'user'), name='caretaker_once_per_residence'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='residencecaretaker',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_residencecaretakerhistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "residence_id", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."residence_id", NEW."user_id"); RETURN NULL;', hash='cfb01ec5efce0ff02e3d389fc1a7db77867ab183', operation='INSERT', pgid='pgtrigger_insert_insert_85a26', table='tenancies_residencecaretaker', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='residencecaretaker',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "tenancies_residencecaretakerhistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "residence_id", "user_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."residence_id", NEW."user_id"); RETURN NULL;', hash='80d5dff375a0e8f0e30adeee5faeac2c214a020d', operation='UPDATE', pgid='pgtrigger_update_update_8ca51', table='tenancies_residencecaretaker', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='residencecaretaker',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_residencecaretakerhistory" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "residence_id", "user_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."residence_id", OLD."user_id"); RETURN NULL;', hash='42494065be41f7a1c167485efb3d3eb181d3ae4d', operation='DELETE', pgid='pgtrigger_delete_delete_a56df', table='tenancies_residencecaretaker', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='residencecaretakerhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c042dae0cecb43a9ccce7b77e9a6c501ab017bc0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1cde3', table='tenancies_residencecaretakerhistory', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(('since__gte', datetime.date(1900, 1, 1)), ('since__lte', datetime.date(2100, 12, 31)), ('until__gte', datetime.date(1900, 1, 1)), ('until__lte', datetime.date(2100, 12, 31)), ('planned_end__gte', datetime.date(1900, 1, 1)), ('planned_end__lte', datetime.date(2100, 12, 31))), name='stay_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('household',), name='stay_one_running_per_household', violation_error_message='Ce ménage est déjà hébergé.'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='stay_ends_after_start', violation_error_message='La fin du séjour ne précède pas son début.'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(('planned_end__gt', models.F('since'))), name='stay_is_planned_to_end_after_start', violation_error_message='La fin prévue suit le début du séjour.'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('extension_reason', ''), _negated=True), ('planned_end__lte', models.Func('since', output_field=models.DateField(), template="(%(expressions)s + interval '24 months')::date")), _connector='OR'), name='stay_over_24_months_is_explained', violation_error_message='Un séjour dure 24\xa0mois au plus\xa0: dites pourquoi il se prolonge.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stay',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_stayhistory" ("association_id", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end", "since", "until") VALUES (NEW."association_id", NEW."household_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_end", NEW."since", NEW."until"); RETURN NULL;', hash='c32097bda1bcc266a49a2591c452239b60c9f72a', operation='INSERT', pgid='pgtrigger_insert_insert_146da', table='tenancies_stay', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stay',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."association_id" IS DISTINCT FROM (NEW."association_id") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."planned_end" IS DISTINCT FROM (NEW."planned_end") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."until" IS DISTINCT FROM (NEW."until"))', func='INSERT INTO "tenancies_stayhistory" ("association_id", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end", "since", "until") VALUES (NEW."association_id", NEW."household_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_end", NEW."since", NEW."until"); RETURN NULL;', hash='7a6dfbe91395f33224dd57e9cacf7fceb4513da8', operation='UPDATE', pgid='pgtrigger_update_update_324cf', table='tenancies_stay', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stay',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_stayhistory" ("association_id", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_end", "since", "until") VALUES (OLD."association_id", OLD."household_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."planned_end", OLD."since", OLD."until"); RETURN NULL;', hash='4c8a44fa9f3818acaeddfd32dfa4cc9c21573239', operation='DELETE', pgid='pgtrigger_delete_delete_8d71d', table='tenancies_stay', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stayhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f0cbd977321598d2bf3c274b7a1b669c05f49341', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9449d', table='tenancies_stayhistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='stockimport',
            index=models.Index(fields=['landlord', '-created_at', '-id'], name='stock_import_by_landlord'),
        ),
        migrations.AddConstraint(
            model_name='stockimport',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['READING', 'PREVIEWED', 'APPLYING'])), fields=('landlord',), name='stock_import_one_open_per_landlord'),
        ),
        migrations.AddConstraint(
            model_name='stockimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'APPLIED')), models.Q(models.Q(('state', 'APPLIED'), _negated=True), ('applied_at', None)), _connector='OR'), name='stock_import_applied_has_date'),
        ),
        migrations.AddIndex(
            model_name='supportmeasure',
            index=models.Index(fields=['action', 'household'], include=('ended_on',), name='measure_by_action'),
        ),
        migrations.AddConstraint(
            model_name='supportmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('started_on__gte', datetime.date(1900, 1, 1)), ('started_on__lte', datetime.date(2100, 12, 31)), ('ended_on__gte', datetime.date(1900, 1, 1)), ('ended_on__lte', datetime.date(2100, 12, 31))), name='supportmeasure_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='supportmeasure',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('household', 'action'), name='measure_one_running_per_household_and_action', violation_error_message='Une mesure de cette action est déjà en cours pour ce ménage.'),
        ),
        migrations.AddConstraint(
            model_name='supportmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='measure_ends_after_start', violation_error_message='La fin suit le début.'),
        ),
        migrations.AddConstraint(
            model_name='supportmeasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on', None)), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='measure_end_is_explained'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supportmeasure',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_supportmeasurehistory" ("action_id", "end_reason", "ended_on", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on") VALUES (NEW."action_id", NEW."end_reason", NEW."ended_on", NEW."household_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."started_on"); RETURN NULL;', hash='f67a48c90550812d436915a7b6855662a710e3f9', operation='INSERT', pgid='pgtrigger_insert_insert_4fd73', table='tenancies_supportmeasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supportmeasure',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "tenancies_supportmeasurehistory" ("action_id", "end_reason", "ended_on", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on") VALUES (NEW."action_id", NEW."end_reason", NEW."ended_on", NEW."household_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."started_on"); RETURN NULL;', hash='7178c4160f87c2c4ca403becb8d4ab605de2a2d5', operation='UPDATE', pgid='pgtrigger_update_update_d00ce', table='tenancies_supportmeasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supportmeasure',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_supportmeasurehistory" ("action_id", "end_reason", "ended_on", "household_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "started_on") VALUES (OLD."action_id", OLD."end_reason", OLD."ended_on", OLD."household_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."started_on"); RETURN NULL;', hash='936f13834afa89ba6b93ef23e751efe93ff7d37e', operation='DELETE', pgid='pgtrigger_delete_delete_3ccd2', table='tenancies_supportmeasure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followuphistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a320fe342c02d8332f94e1e23d06da315d240e4e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_08790', table='tenancies_followuphistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['household'], name='follow_up_running'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['visit_due_on', 'id'], include=('household',), name='follow_up_by_due'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['organization', 'visit_due_on', 'id'], name='follow_up_by_organization'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['worker', 'visit_due_on'], name='follow_up_by_worker'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['convention', 'visit_due_on', 'id'], include=('household',), name='follow_up_by_convention'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('ended_on', None), ('worker', None)), fields=['convention', 'id'], include=('household', 'organization'), name='follow_up_unassigned'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(condition=models.Q(('ended_on', None), ('worker', None)), fields=['organization', 'started_on', 'id'], name='follow_up_waiting_for_worker'),
        ),
        migrations.AddIndex(
            model_name='followup',
            index=models.Index(fields=['organization', 'household'], include=('convention',), name='follow_up_by_household'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('started_on__gte', datetime.date(1900, 1, 1)), ('started_on__lte', datetime.date(2100, 12, 31)), ('ended_on__gte', datetime.date(1900, 1, 1)), ('ended_on__lte', datetime.date(2100, 12, 31)), ('last_visit_on__gte', datetime.date(1900, 1, 1)), ('last_visit_on__lte', datetime.date(2100, 12, 31)), ('visit_due_on__gte', datetime.date(1900, 1, 1)), ('visit_due_on__lte', datetime.date(2100, 12, 31)), ('next_visit_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('next_visit_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), name='followup_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('measure', 'organization'), name='follow_up_one_running_per_organization', violation_error_message='Cette association suit déjà ce ménage au titre de cette mesure.'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='follow_up_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='followup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on', None)), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='follow_up_end_is_explained'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_followuphistory" ("convention_id", "end_reason", "ended_on", "household_id", "id", "last_visit_on", "measure_id", "next_visit_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "started_on", "visit_due_on", "worker_id") VALUES (NEW."convention_id", NEW."end_reason", NEW."ended_on", NEW."household_id", NEW."id", NEW."last_visit_on", NEW."measure_id", NEW."next_visit_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."started_on", NEW."visit_due_on", NEW."worker_id"); RETURN NULL;', hash='d67ee77b26c052e8a1b293a363d60ab299f8cbf4', operation='INSERT', pgid='pgtrigger_insert_insert_29f56', table='tenancies_followup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "tenancies_followuphistory" ("convention_id", "end_reason", "ended_on", "household_id", "id", "last_visit_on", "measure_id", "next_visit_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "started_on", "visit_due_on", "worker_id") VALUES (NEW."convention_id", NEW."end_reason", NEW."ended_on", NEW."household_id", NEW."id", NEW."last_visit_on", NEW."measure_id", NEW."next_visit_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."started_on", NEW."visit_due_on", NEW."worker_id"); RETURN NULL;', hash='67fc08aa4b88a6d41e2cc8b0a2f81d6b6baaf340', operation='UPDATE', pgid='pgtrigger_update_update_75709', table='tenancies_followup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_followuphistory" ("convention_id", "end_reason", "ended_on", "household_id", "id", "last_visit_on", "measure_id", "next_visit_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "started_on", "visit_due_on", "worker_id") VALUES (OLD."convention_id", OLD."end_reason", OLD."ended_on", OLD."household_id", OLD."id", OLD."last_visit_on", OLD."measure_id", OLD."next_visit_at", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."started_on", OLD."visit_due_on", OLD."worker_id"); RETURN NULL;', hash='8a34be9e0d33c220325238ecfbc63860a07f500d', operation='DELETE', pgid='pgtrigger_delete_delete_83fbf', table='tenancies_followup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supportmeasurehistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='64ee88aa3184986c0b7c658252049686e12492b5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a4c71', table='tenancies_supportmeasurehistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='tenancy',
            index=models.Index(condition=models.Q(('cancelled_at', None)), fields=['dwelling'], include=('household', 'starts_on', 'ends_on'), name='tenancy_by_dwelling'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__gte', datetime.date(1900, 1, 1)), ('starts_on__lte', datetime.date(2100, 12, 31)), ('ends_on__gte', datetime.date(1900, 1, 1)), ('ends_on__lte', datetime.date(2100, 12, 31))), name='tenancy_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('cancellation', ''), ('cancellation_note', ''), ('cancelled_at', None), ('cancelled_by', None)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancellation', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('cancellation', 'OTHER'), _negated=True), models.Q(('cancellation_note', ''), _negated=True), _connector='OR'), models.Q(models.Q(('corrected_at', None), ('corrected_by', None)), models.Q(('corrected_at__isnull', False), ('corrected_by__isnull', False)), _connector='OR')), name='tenancy_mended_in_full', violation_error_message='Dites pourquoi vous annulez.'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='tenancy_ends_after_start', violation_error_message='La sortie suit l’entrée.'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('cancelled_at', None)), expressions=[('dwelling', '='), (models.Func('starts_on', 'ends_on', django.contrib.postgres.fields.ranges.RangeBoundary(), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='tenancy_one_at_a_time_per_dwelling', violation_error_message='Ce logement est déjà loué à cette date.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tenancy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_tenancyhistory" ("cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "dwelling_id", "ends_on", "household_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."corrected_at", NEW."corrected_by_id", NEW."dwelling_id", NEW."ends_on", NEW."household_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='49e721de60bbfee181eeed1c800f64a53b908ef0', operation='INSERT', pgid='pgtrigger_insert_insert_b2cf7', table='tenancies_tenancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tenancy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."cancellation" IS DISTINCT FROM (NEW."cancellation") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."cancelled_by_id" IS DISTINCT FROM (NEW."cancelled_by_id") OR OLD."corrected_at" IS DISTINCT FROM (NEW."corrected_at") OR OLD."corrected_by_id" IS DISTINCT FROM (NEW."corrected_by_id") OR OLD."dwelling_id" IS DISTINCT FROM (NEW."dwelling_id") OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on"))', func='INSERT INTO "tenancies_tenancyhistory" ("cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "dwelling_id", "ends_on", "household_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."corrected_at", NEW."corrected_by_id", NEW."dwelling_id", NEW."ends_on", NEW."household_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts_on"); RETURN NULL;', hash='3f06bf346cc998154632cabc9319de15da384ea9', operation='UPDATE', pgid='pgtrigger_update_update_57b54', table='tenancies_tenancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tenancy',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_tenancyhistory" ("cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "dwelling_id", "ends_on", "household_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on") VALUES (OLD."cancellation", OLD."cancelled_at", OLD."cancelled_by_id", OLD."corrected_at", OLD."corrected_by_id", OLD."dwelling_id", OLD."ends_on", OLD."household_id", OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."starts_on"); RETURN NULL;', hash='b41eb6dcfd543c0ac6d84d695ba371462ab0a1d8', operation='DELETE', pgid='pgtrigger_delete_delete_1fefd', table='tenancies_tenancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tenancyhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a56584c1f82152cd8a80c066b0d42b78095b3f99', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3ac07', table='tenancies_tenancyhistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['household', '-visited_at', '-id'], name='visit_by_household'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['follow_up', '-visited_at'], name='visit_by_follow_up'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('cancellation', ''), ('cancellation_note', ''), ('cancelled_at', None), ('cancelled_by', None)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancellation', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('cancellation', 'OTHER'), _negated=True), models.Q(('cancellation_note', ''), _negated=True), _connector='OR'), models.Q(models.Q(('corrected_at', None), ('corrected_by', None)), models.Q(('corrected_at__isnull', False), ('corrected_by__isnull', False)), _connector='OR')), name='visit_mended_in_full', violation_error_message='Dites pourquoi vous annulez.'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('visited_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('visited_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc)), ('next_visit_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('next_visit_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), name='visit_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('next_visit_at', None), ('next_visit_at__gt', models.F('visited_at')), _connector='OR'), name='visit_next_follows', violation_error_message='La prochaine visite suit celle-ci.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_visithistory" ("author_id", "cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "follow_up_id", "household_id", "id", "medium", "next_visit_at", "organization_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "submission_id", "visited_at") VALUES (NEW."author_id", NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."corrected_at", NEW."corrected_by_id", NEW."follow_up_id", NEW."household_id", NEW."id", NEW."medium", NEW."next_visit_at", NEW."organization_id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."recorded_at", NEW."submission_id", NEW."visited_at"); RETURN NULL;', hash='cfeb32182a2e53adc566a5bbd3f873a893a26f6f', operation='INSERT', pgid='pgtrigger_insert_insert_b0396', table='tenancies_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."cancellation" IS DISTINCT FROM (NEW."cancellation") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."cancelled_by_id" IS DISTINCT FROM (NEW."cancelled_by_id") OR OLD."corrected_at" IS DISTINCT FROM (NEW."corrected_at") OR OLD."corrected_by_id" IS DISTINCT FROM (NEW."corrected_by_id") OR OLD."follow_up_id" IS DISTINCT FROM (NEW."follow_up_id") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."medium" IS DISTINCT FROM (NEW."medium") OR OLD."next_visit_at" IS DISTINCT FROM (NEW."next_visit_at") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."outcome" IS DISTINCT FROM (NEW."outcome") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."submission_id" IS DISTINCT FROM (NEW."submission_id") OR OLD."topics" IS DISTINCT FROM (NEW."topics") OR OLD."visited_at" IS DISTINCT FROM (NEW."visited_at"))', func='INSERT INTO "tenancies_visithistory" ("author_id", "cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "follow_up_id", "household_id", "id", "medium", "next_visit_at", "organization_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "submission_id", "visited_at") VALUES (NEW."author_id", NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."corrected_at", NEW."corrected_by_id", NEW."follow_up_id", NEW."household_id", NEW."id", NEW."medium", NEW."next_visit_at", NEW."organization_id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."recorded_at", NEW."submission_id", NEW."visited_at"); RETURN NULL;', hash='692d3c229df64f352cfa84ce4176db33e4c866c5', operation='UPDATE', pgid='pgtrigger_update_update_78033', table='tenancies_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_visithistory" ("author_id", "cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "follow_up_id", "household_id", "id", "medium", "next_visit_at", "organization_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "submission_id", "visited_at") VALUES (OLD."author_id", OLD."cancellation", OLD."cancelled_at", OLD."cancelled_by_id", OLD."corrected_at", OLD."corrected_by_id", OLD."follow_up_id", OLD."household_id", OLD."id", OLD."medium", OLD."next_visit_at", OLD."organization_id", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."recorded_at", OLD."submission_id", OLD."visited_at"); RETURN NULL;', hash='66c4a1d6f87a9b2cbb2628dc29f178519e6b25cd', operation='DELETE', pgid='pgtrigger_delete_delete_1276d', table='tenancies_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observationhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d76ceaded39bc069a3b9fe88408dc6ac262f7228', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_43901', table='tenancies_observationhistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(fields=['household', '-observed_on', '-id'], name='observation_by_household'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('observed_on__gte', datetime.date(1900, 1, 1)), ('observed_on__lte', datetime.date(2100, 12, 31))), name='observation_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.UniqueConstraint(fields=('visit', 'domain', 'by'), name='observation_one_per_visit_domain_observer'),
        ),
        migrations.AddConstraint(
            model_name='observation',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (1, 5))), name='observation_level_between_1_and_5'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_observationhistory" ("by", "domain", "household_id", "id", "level", "observed_on", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "visit_id") VALUES (NEW."by", NEW."domain", NEW."household_id", NEW."id", NEW."level", NEW."observed_on", NEW."occasion", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."visit_id"); RETURN NULL;', hash='d9b7824575a3684c8bd5d34bacc5cee2544dd59a', operation='INSERT', pgid='pgtrigger_insert_insert_0a90e', table='tenancies_observation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "tenancies_observationhistory" ("by", "domain", "household_id", "id", "level", "observed_on", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "visit_id") VALUES (NEW."by", NEW."domain", NEW."household_id", NEW."id", NEW."level", NEW."observed_on", NEW."occasion", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."visit_id"); RETURN NULL;', hash='e30f736520d0d3ffce369573a9bae3d035c77d6e', operation='UPDATE', pgid='pgtrigger_update_update_64e9d', table='tenancies_observation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='observation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_observationhistory" ("by", "domain", "household_id", "id", "level", "observed_on", "occasion", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "visit_id") VALUES (OLD."by", OLD."domain", OLD."household_id", OLD."id", OLD."level", OLD."observed_on", OLD."occasion", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."visit_id"); RETURN NULL;', hash='54af37ff8d65529608c1019512898f40bec4c885', operation='DELETE', pgid='pgtrigger_delete_delete_6e483', table='tenancies_observation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentryhistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bedc0f52646dbe3663670c260f57628376aae872', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c3885', table='tenancies_journalentryhistory', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['household', '-occurred_at', '-id'], name='journal_by_household'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(('occurred_at__gte', datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)), ('occurred_at__lte', datetime.datetime(2100, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))), name='journalentry_within_bounds', violation_error_message='Une date est comprise entre 1900 et 2100.'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('cancellation', ''), ('cancellation_note', ''), ('cancelled_at', None), ('cancelled_by', None)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancellation', ''), _negated=True)), _connector='OR'), models.Q(models.Q(('cancellation', 'OTHER'), _negated=True), models.Q(('cancellation_note', ''), _negated=True), _connector='OR'), models.Q(models.Q(('corrected_at', None), ('corrected_by', None)), models.Q(('corrected_at__isnull', False), ('corrected_by__isnull', False)), _connector='OR')), name='journalentry_mended_in_full', violation_error_message='Dites pourquoi vous annulez.'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['VISIT', 'VISIT_NOTE']), ('visit__isnull', False)), models.Q(models.Q(('kind__in', ['VISIT', 'VISIT_NOTE']), _negated=True), ('visit', None)), _connector='OR'), name='journal_visit_kinds_have_a_visit'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'VISIT')), fields=('visit',), name='journal_one_entry_per_visit'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event', ''), ('kind__in', ['NOTE', 'VISIT', 'VISIT_NOTE'])), models.Q(models.Q(('kind__in', ['NOTE', 'VISIT', 'VISIT_NOTE']), _negated=True), models.Q(('event', ''), _negated=True)), _connector='OR'), name='journal_tells_an_event_or_a_text'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('author__isnull', False), ('organization__isnull', False)), models.Q(('audience', 'SHARED'), ('author', None), ('organization', None), models.Q(('event', ''), _negated=True)), _connector='OR'), name='journal_text_has_an_author'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_journalentryhistory" ("audience", "author_id", "cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "event", "household_id", "id", "kind", "occurred_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "visit_id") VALUES (NEW."audience", NEW."author_id", NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."corrected_at", NEW."corrected_by_id", NEW."event", NEW."household_id", NEW."id", NEW."kind", NEW."occurred_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."recorded_at", NEW."visit_id"); RETURN NULL;', hash='29542d1adc62e26a58cb36da33b912c881057d07', operation='INSERT', pgid='pgtrigger_insert_insert_f6488', table='tenancies_journalentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."cancellation" IS DISTINCT FROM (NEW."cancellation") OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") OR OLD."cancelled_by_id" IS DISTINCT FROM (NEW."cancelled_by_id") OR OLD."corrected_at" IS DISTINCT FROM (NEW."corrected_at") OR OLD."corrected_by_id" IS DISTINCT FROM (NEW."corrected_by_id") OR OLD."event" IS DISTINCT FROM (NEW."event") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."occurred_at" IS DISTINCT FROM (NEW."occurred_at") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "tenancies_journalentryhistory" ("audience", "author_id", "cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "event", "household_id", "id", "kind", "occurred_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "visit_id") VALUES (NEW."audience", NEW."author_id", NEW."cancellation", NEW."cancelled_at", NEW."cancelled_by_id", NEW."corrected_at", NEW."corrected_by_id", NEW."event", NEW."household_id", NEW."id", NEW."kind", NEW."occurred_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."recorded_at", NEW."visit_id"); RETURN NULL;', hash='90a66e2456012e264689158f9bdf0bdb6d62cdbd', operation='UPDATE', pgid='pgtrigger_update_update_30044', table='tenancies_journalentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_journalentryhistory" ("audience", "author_id", "cancellation", "cancelled_at", "cancelled_by_id", "corrected_at", "corrected_by_id", "event", "household_id", "id", "kind", "occurred_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "visit_id") VALUES (OLD."audience", OLD."author_id", OLD."cancellation", OLD."cancelled_at", OLD."cancelled_by_id", OLD."corrected_at", OLD."corrected_by_id", OLD."event", OLD."household_id", OLD."id", OLD."kind", OLD."occurred_at", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."recorded_at", OLD."visit_id"); RETURN NULL;', hash='fc9e4840a26f5b7bc8fa504239b68b3e2131cdd9', operation='DELETE', pgid='pgtrigger_delete_delete_765fc', table='tenancies_journalentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visithistory',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='588bc8d0280cfbf66531aa2c578f4c5d16d31c21', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_da3df', table='tenancies_visithistory', when='BEFORE')),
        ),
    ]
