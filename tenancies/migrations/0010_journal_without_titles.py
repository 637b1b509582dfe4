import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("tenancies", "0009_titles_become_events")]

    operations = [
        migrations.RemoveField(
            model_name='journalentry',
            name='title',
        ),
        migrations.RemoveField(
            model_name='journalentryhistory',
            name='title',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_journalentryhistory" ("audience", "author_id", "corrected_at", "event", "facts", "household_id", "id", "kind", "occurred_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "visit_id") VALUES (NEW."audience", NEW."author_id", NEW."corrected_at", NEW."event", NEW."facts", NEW."household_id", NEW."id", NEW."kind", NEW."occurred_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."recorded_at", NEW."visit_id"); RETURN NULL;', hash='46781ab7f5a021b456d6617b298d22075cd07106', operation='INSERT', pgid='pgtrigger_insert_insert_f6488', table='tenancies_journalentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."author_id" IS DISTINCT FROM (NEW."author_id") OR OLD."corrected_at" IS DISTINCT FROM (NEW."corrected_at") OR OLD."event" IS DISTINCT FROM (NEW."event") OR OLD."facts" IS DISTINCT FROM (NEW."facts") OR OLD."household_id" IS DISTINCT FROM (NEW."household_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."occurred_at" IS DISTINCT FROM (NEW."occurred_at") OR OLD."organization_id" IS DISTINCT FROM (NEW."organization_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."visit_id" IS DISTINCT FROM (NEW."visit_id"))', func='INSERT INTO "tenancies_journalentryhistory" ("audience", "author_id", "corrected_at", "event", "facts", "household_id", "id", "kind", "occurred_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "visit_id") VALUES (NEW."audience", NEW."author_id", NEW."corrected_at", NEW."event", NEW."facts", NEW."household_id", NEW."id", NEW."kind", NEW."occurred_at", NEW."organization_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."recorded_at", NEW."visit_id"); RETURN NULL;', hash='48b0da5a82d5087a33378a3a86579f13d959b9cc', operation='UPDATE', pgid='pgtrigger_update_update_30044', table='tenancies_journalentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='journalentry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "tenancies_journalentryhistory" ("audience", "author_id", "corrected_at", "event", "facts", "household_id", "id", "kind", "occurred_at", "organization_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "recorded_at", "visit_id") VALUES (OLD."audience", OLD."author_id", OLD."corrected_at", OLD."event", OLD."facts", OLD."household_id", OLD."id", OLD."kind", OLD."occurred_at", OLD."organization_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."recorded_at", OLD."visit_id"); RETURN NULL;', hash='8795acd6434f8e62bd6e450381cd2611b8b19904', operation='DELETE', pgid='pgtrigger_delete_delete_765fc', table='tenancies_journalentry', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event', ''), ('kind__in', ['NOTE', 'VISIT', 'VISIT_NOTE'])), models.Q(models.Q(('kind__in', ['NOTE', 'VISIT', 'VISIT_NOTE']), _negated=True), models.Q(('event', ''), _negated=True)), _connector='OR'), name='journal_tells_an_event_or_a_text'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('author__isnull', False), ('organization__isnull', False)), models.Q(('audience', 'SHARED'), ('author', None), ('organization', None), models.Q(('event', ''), _negated=True)), _connector='OR'), name='journal_text_has_an_author'),
        ),
    
    ]
