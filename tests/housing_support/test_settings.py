"""The settings are read in a process of their own: each mode from its environment alone."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from housing_support import checks
from housing_support.tools import embedded_database

SECRETS = {
    "SECRET_KEY": "a-secret-of-fifty-characters-at-least-1234567890-àé",
    "MFA_ENCRYPTION_KEYS": "dGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtdGU=",
    "ALLOWED_HOSTS": "passerelle.exemple.fr",
    "DATABASE_URL": "postgres://app@/passerelle?host=/nowhere",
    "EMAIL_URL": "smtp+tls://app:secret@mail.exemple.fr:587",
}


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def values_of(*names, **environment):
    code = f"from django.conf import settings; print(*(getattr(settings, n) for n in {names!r}), sep='|')"
    result = manage("shell", "--no-imports", "--command", code, **environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip().split("|")


def test_production_passes_the_deployment_checks():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **SECRETS)

    assert (result.returncode, result.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


@pytest.mark.parametrize(
    ("keys", "hosts", "email"),
    [
        ("too-short", "*", ""),
        (f"{SECRETS['MFA_ENCRYPTION_KEYS']},", "passerelle.exemple.fr, *", "consolemail://"),
        ("too-short", ".exemple.fr", ""),
    ],
)
def test_what_cannot_work_in_production_is_refused(keys, hosts, email):
    given = {"MFA_ENCRYPTION_KEYS": keys, "ALLOWED_HOSTS": hosts, "EMAIL_URL": email}

    # Of the whole check, which the test above runs, what does not read every view.
    result = manage("check", "--deploy", "--tag", "security", **SECRETS | given)

    assert result.returncode == 1
    assert re.findall(r"\((passerelle\.E\d+)\)", result.stderr) == [f"passerelle.E00{rank}" for rank in (1, 2, 3)]


def test_a_database_that_does_not_answer_is_said():
    result = manage("check", "--deploy", "--database", "default", **SECRETS)

    assert result.returncode == 1
    assert "(passerelle.E005)" in result.stderr


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("account", "codes"),
    [
        (embedded_database.APPLICATION, []),
        (embedded_database.NAME, ["passerelle.E006"]),
        ("postgres", ["passerelle.E004"]),
    ],
)
def test_a_superuser_and_the_owner_of_the_tables_are_refused(account, codes, monkeypatch):
    asked = connection.copy()
    asked.settings_dict["USER"] = account
    monkeypatch.setattr(checks, "connections", {"default": asked})

    try:
        found = list(checks.database_account_is_an_ordinary_one(None, databases=["default"]))
    finally:
        asked.close()

    assert [error.id for error in found] == codes


def test_production_is_closed_by_default():
    names = ["DEMO_MODE", "DEBUG", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE"]

    assert values_of(*names, **SECRETS) == ["False", "False", "__Host-session", "__Host-csrf", "True"]


def test_an_antivirus_whose_address_is_unreadable_is_said():
    result = manage("check", CLAMD_URL="/run/clamav/clamd.ctl", **SECRETS)

    assert result.returncode != 0
    assert "CLAMD_URL est illisible" in result.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "MFA_ENCRYPTION_KEYS", "ALLOWED_HOSTS"])
def test_production_does_not_start_without_a_secret(missing):
    result = manage("check", **{name: value for name, value in SECRETS.items() if name != missing})

    assert result.returncode != 0
    assert f"La variable d’environnement {missing} manque" in result.stderr


@pytest.mark.parametrize(
    ("contradiction", "sentence"),
    [
        (
            {"PASSERELLE_PRODUCTION": "1"},
            "PASSERELLE_DEMO et PASSERELLE_PRODUCTION s’excluent : retirez l’une des deux variables d’environnement.",
        ),
        (
            {"ALLOWED_HOSTS": "passerelle.exemple.fr"},
            "Le mode démonstration ne sert que cette machine : retirez ALLOWED_HOSTS ou PASSERELLE_DEMO.",
        ),
        *[
            (
                {name: SECRETS.get(name, "s3://cle:secret@s3.exemple.fr/passerelle")},
                f"{name} est un secret de production, or la démonstration laisse entrer chacun : "
                "retirez l’un des deux.",
            )
            for name in ("SECRET_KEY", "MFA_ENCRYPTION_KEYS", "STORAGE_URL")
        ],
    ],
)
def test_demonstration_refuses_what_belongs_to_production(contradiction, sentence):
    result = manage("check", PASSERELLE_DEMO="1", DATABASE_URL=SECRETS["DATABASE_URL"], **contradiction)

    assert (result.returncode, result.stderr.strip()) == (1, sentence)


def test_demonstration_serves_this_machine_only():
    values = values_of("DEMO_MODE", "ALLOWED_HOSTS", PASSERELLE_DEMO="1", DATABASE_URL=SECRETS["DATABASE_URL"])

    assert values == ["True", "['127.0.0.1', 'localhost', '[::1]']"]
