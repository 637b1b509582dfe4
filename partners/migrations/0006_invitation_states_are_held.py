import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("partners", "0005_invitation_states_by_dates")]

    operations = [
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
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('state', 'WAITING')), name='invitation_one_open_per_email', violation_error_message='Une invitation attend déjà une réponse à cette adresse.'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('revoked_at', None), ('state', 'WAITING')), models.Q(('accepted_at__isnull', False), ('revoked_at', None), ('state', 'ACCEPTED')), models.Q(('accepted_at', None), ('revoked_at__isnull', False), ('state', 'REVOKED')), _connector='OR'), name='invitation_answer_is_dated'),
        ),
    
    ]
