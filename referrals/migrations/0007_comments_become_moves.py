import json

from django.db import migrations

# The words that were written until now: the move that they told, and its facts.
MOVES = {
    "Signalement envoyé": ("SEND", {}),
    "Accord du ménage recueilli": ("RECORD_AGREEMENT", {"agreement": "GIVEN"}),
    "Accord du ménage à demander": ("RECORD_AGREEMENT", {"agreement": "NOT_ASKED"}),
    "Refus du ménage": ("RECORD_AGREEMENT", {"agreement": "REFUSED"}),
    "Rencontre fixée": ("PLAN_MEETING", {}),
    "Rencontre déplacée": ("PLAN_MEETING", {}),
    "Rencontre tenue": ("RECORD_HELD", {}),
    "Rencontre manquée": ("RECORD_MISSED", {}),
    "Partenaire sollicité": ("MOBILISE", {}),
    "Demande retirée": ("WITHDRAW", {}),
    "Demande acceptée": ("ACCEPT", {}),
    "Demande refusée": ("DECLINE", {}),
}
ENDS = {"Clos": "CLOSE", "Classé sans suite": "DISMISS"}


def word(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for comment, (move, facts) in MOVES.items():
            cursor.execute(
                "UPDATE referrals_referralevent SET move = %s, facts = %s WHERE comment = %s",
                [move, json.dumps(facts), comment],
            )
        for label, move in ENDS.items():
            cursor.execute(
                "UPDATE referrals_referralevent event SET move = %s,"
                " facts = jsonb_build_object('reason', referral.closing_reason)"
                " FROM referrals_referral referral"
                " WHERE referral.id = event.referral_id AND event.comment LIKE %s",
                [move, f"{label}%:%"],
            )


def unword(apps, schema_editor):
    """Where two words told one move, the first is written."""
    with schema_editor.connection.cursor() as cursor:
        for comment, (move, facts) in reversed(MOVES.items()):
            cursor.execute(
                "UPDATE referrals_referralevent SET comment = %s WHERE move = %s AND facts @> %s",
                [comment, move, json.dumps(facts)],
            )
        for label, move in ENDS.items():
            cursor.execute("UPDATE referrals_referralevent SET comment = %s WHERE move = %s", [label, move])


class Migration(migrations.Migration):

    dependencies = [("referrals", "0006_events_are_moves")]

    operations = [migrations.RunPython(word, unword, elidable=True)]
