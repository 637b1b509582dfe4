from django.db import migrations

# The words that were written until now, and what they told.
EVENTS = {
    "Ouverture du dossier": "CASE_FILE_OPENED",
    "Clôture du dossier": "CASE_FILE_CLOSED",
    "Réouverture du dossier": "CASE_FILE_REOPENED",
    "Adresse protégée": "ADDRESS_PROTECTED",
    "Fin de la protection de l’adresse": "ADDRESS_UNPROTECTED",
    "Début de l’accompagnement": "SUPPORT_BEGUN",
    "Fin de l’accompagnement": "SUPPORT_ENDED",
    "Rencontre avec la conseillère sociale": "MEETING_HELD",
    "Un partenaire est sollicité": "PARTNER_ASKED",
}
TENANCIES = {"Début de bail": "TENANCY_BEGUN", "Fin de bail": "TENANCY_ENDED"}
KINDS = {
    "Bail direct": "DIRECT",
    "Bail glissant": "SLIDING",
    "Sous-location": "SUBLEASE",
    "Bail d’un an, moins de 30 ans": "YOUNG_1Y",
}
TABLES = ("tenancies_journalentry", "tenancies_journalentryhistory")


def word(apps, schema_editor):
    """The history is append-only: its triggers sleep while its rows are put in the new words."""
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for title, event in EVENTS.items():
                cursor.execute(f"UPDATE {table} SET event = %s WHERE title = %s", [event, title])
            for title, event in TENANCIES.items():
                for label, kind in KINDS.items():
                    cursor.execute(
                        f"UPDATE {table} SET event = %s, facts = jsonb_build_object('kind', %s::text) WHERE title = %s",
                        [event, kind, f"{title}\u00a0: {label}"],
                    )
            cursor.execute(
                f"UPDATE {table} SET event = 'REFERRAL_SENT',"
                " facts = jsonb_build_object('reference', split_part(title, ' ', 2))"
                " WHERE kind = 'REFERRAL' AND title LIKE 'Signalement %'"
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def unword(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for title, event in EVENTS.items():
                cursor.execute(f"UPDATE {table} SET title = %s WHERE event = %s", [title, event])
            for title, event in TENANCIES.items():
                for label, kind in KINDS.items():
                    cursor.execute(
                        f"UPDATE {table} SET title = %s WHERE event = %s AND facts ->> 'kind' = %s",
                        [f"{title}\u00a0: {label}", event, kind],
                    )
            cursor.execute(
                f"UPDATE {table} SET title = 'Signalement ' || (facts ->> 'reference') || ' envoyé'"
                " WHERE event = 'REFERRAL_SENT'"
            )
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [("tenancies", "0008_journal_events_are_codes")]

    operations = [migrations.RunPython(word, unword, elidable=True)]
