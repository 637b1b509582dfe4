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
ENDS = {"CLOSED": "CLOSE", "DISMISSED": "DISMISS"}
# For a comment in other words, or none: what leads from one state to the other.
STEPS = {
    ("DRAFT", "SENT"): "SEND",
    ("SENT", "MEETING_PLANNED"): "PLAN_MEETING",
    ("MEETING_PLANNED", "MET"): "RECORD_HELD",
    ("MEETING_PLANNED", "SENT"): "RECORD_MISSED",
    ("MET", "MOBILISING"): "MOBILISE",
    ("MOBILISING", "IN_FOLLOW_UP"): "ACCEPT",
    ("MOBILISING", "MET"): "DECLINE",
}


def word(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for comment, (move, facts) in MOVES.items():
            cursor.execute(
                "UPDATE referrals_referralevent SET move = %s, facts = %s WHERE comment = %s",
                [move, json.dumps(facts), comment],
            )
        for to_state, move in ENDS.items():
            cursor.execute(
                "UPDATE referrals_referralevent event SET move = %s,"
                " facts = jsonb_build_object('reason', referral.closing_reason)"
                " FROM referrals_referral referral"
                " WHERE referral.id = event.referral_id AND event.to_state = %s",
                [move, to_state],
            )
        for (from_state, to_state), move in STEPS.items():
            cursor.execute(
                "UPDATE referrals_referralevent SET move = %s WHERE move = '' AND from_state = %s AND to_state = %s",
                [move, from_state, to_state],
            )


def unword(apps, schema_editor):
    """Where two words told one move, the first is written."""
    with schema_editor.connection.cursor() as cursor:
        for comment, (move, facts) in reversed(MOVES.items()):
            cursor.execute(
                "UPDATE referrals_referralevent SET comment = %s WHERE move = %s AND facts @> %s",
                [comment, move, json.dumps(facts)],
            )
        cursor.execute("UPDATE referrals_referralevent SET comment = 'Clos' WHERE move = 'CLOSE'")
        cursor.execute("UPDATE referrals_referralevent SET comment = 'Classé sans suite' WHERE move = 'DISMISS'")


class Migration(migrations.Migration):

    dependencies = [("referrals", "0006_events_are_moves")]

    operations = [migrations.RunPython(word, unword, elidable=True)]
