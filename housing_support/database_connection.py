"""What to do when the database cannot be reached, in words."""

import re

from django.db import OperationalError, connection

# The server speaks the language of its own machine, the client library that of this one: both are looked for.
REMEDIES = (
    (r"password|mot de passe|no pg_hba|pg_hba", "corrigez le compte ou le mot de passe dans DATABASE_URL"),
    (r"role .* does not exist|rôle .* n'existe pas", "créez ce compte ou corrigez DATABASE_URL"),
    (r"database .* does not exist|base de données .* n'existe pas", "créez cette base ou corrigez DATABASE_URL"),
    (r"translate host name|nom d'hôte", "corrigez le nom du serveur dans DATABASE_URL"),
    (r"on socket .*No such file", "démarrez la base (« ./run » le fait) ou corrigez DATABASE_URL"),
    (r"refused|refusée|timeout|expiré|No such file|unreachable", "démarrez le serveur ou corrigez DATABASE_URL"),
)


def refusal_of_database() -> str | None:
    """Try to connect; None when it works, else one French sentence."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = " ".join(str(error).split())
        remedies = (remedy for pattern, remedy in REMEDIES if re.search(pattern, reason, re.IGNORECASE))
        remedy = next(remedies, "vérifiez DATABASE_URL")
        return f"La base de données ne répond pas ({reason}) : {remedy}, puis relancez."
    return None
