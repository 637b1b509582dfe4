"""What production must not start with: said by `manage.py check --deploy --database default`, and refused."""

from collections.abc import Iterable
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, connections

# The database itself counts: before the first migration, it has no table.
WHAT_THE_ACCOUNT_IS = """
    SELECT rolsuper, pg_has_role(oid, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'MEMBER')
        OR EXISTS (
            SELECT 1 FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND pg_has_role(pg_roles.oid, relowner, 'MEMBER'))
    FROM pg_roles WHERE rolname = current_user
"""
NOWHERE = (
    *(f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "locmem")),
    "partners.letter_box.LetterBoxBackend",
)


def is_fernet_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


@register(Tags.security, deploy=True)
def second_factors_can_be_encrypted(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    for rank, key in enumerate(settings.MFA_ENCRYPTION_KEYS, start=1):
        if not is_fernet_key(key):
            yield Error(
                f"La clé {rank} de MFA_ENCRYPTION_KEYS n’est pas une clé Fernet : personne ne pourrait se connecter.",
                hint="Fabriquez-la comme le dit le README, « Production ».",
                id="passerelle.E001",
            )


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    if any(host in {"", "*"} or host.startswith(".") for host in map(str.strip, settings.ALLOWED_HOSTS)):
        yield Error(
            "ALLOWED_HOSTS accepte n’importe quel nom : un lien envoyé par Passerelle pourrait mener ailleurs.",
            hint="Écrivez le nom public du serveur, tel qu’on le tape dans le navigateur.",
            id="passerelle.E002",
        )


@register(Tags.security, deploy=True)
def mail_leaves(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    if settings.EMAIL_BACKEND in NOWHERE:
        yield Error(
            "EMAIL_URL manque : aucune invitation ne partirait, et leurs liens seraient écrits dans les journaux.",
            hint="Donnez EMAIL_URL, par exemple smtp+tls://compte:motdepasse@serveur:587.",
            id="passerelle.E003",
        )


@register(Tags.database, deploy=True)
def database_account_is_an_ordinary_one(
    app_configs: Any, databases: Iterable[str] | None = None, **kwargs: Any
) -> Iterable[CheckMessage]:
    """A superuser passes over the rules that the database holds, the owner of the tables may change them. Only asked
    with `--database`."""
    for alias in databases or ():
        connection = connections[alias]
        try:
            with connection.cursor() as cursor:
                cursor.execute(WHAT_THE_ACCOUNT_IS)
                is_superuser, is_owner = cursor.fetchone()
        except OperationalError as error:
            yield Error(f"La base de données ne répond pas : {error}", id="passerelle.E005")
            continue
        if is_superuser:
            yield Error(
                "DATABASE_URL désigne un superutilisateur de PostgreSQL, que rien n’arrête.",
                hint="Créez un compte ordinaire comme le dit le README, « Production ».",
                id="passerelle.E004",
            )
        elif is_owner:
            yield Error(
                "DATABASE_URL désigne le compte qui possède les tables : il peut récrire ce qui s’est passé.",
                hint="Donnez ce compte à DATABASE_OWNER_URL, et créez l’autre comme le dit le README, « Production ».",
                id="passerelle.E006",
            )
