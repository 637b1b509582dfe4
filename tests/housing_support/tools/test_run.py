"""What `./run` and `./test` say when something is missing: one sentence on the error stream, and a refusal."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from housing_support import database_connection
from housing_support.management.commands import prepare
from housing_support.tools import launch

CHECKOUT = settings.BASE_DIR


def run(*command, **variables):
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    return subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, timeout=60)


def assert_refused(outcome, sentence):
    assert outcome.stderr == f"{sentence}\n"
    assert outcome.stdout == ""
    assert outcome.returncode == 1


@pytest.fixture
def port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("script", ["./run", "./test"])
def test_missing_python_says_how_to_install_it(script, tmp_path):
    for name in ("sh", "dirname"):
        (tmp_path / name).symlink_to(shutil.which(name))

    assert_refused(
        # That of the system would be found whatever the path is.
        run(script, PATH=str(tmp_path), PYTHON="python3"),
        "Python 3.11 ou plus récent, avec venv, est introuvable : installez-le (Debian, Ubuntu : "
        "« apt-get install python3 python3-venv »), puis relancez.",
    )


def test_an_environment_that_is_a_link_is_left_alone(tmp_path):
    others = tmp_path / "other"
    others.mkdir()
    (others / "installed").touch()
    (tmp_path / ".venv").symlink_to(others)

    made = f". {CHECKOUT}/bin/environment.sh; make_environment {sys.executable} demo"
    outcome = subprocess.run(["/bin/sh", "-c", made], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert_refused(
        outcome,
        f"« {tmp_path}/.venv » est un lien vers un autre dossier, qui serait effacé : supprimez ce lien "
        "(« rm .venv »), puis relancez.",
    )
    assert [path.name for path in others.iterdir()] == ["installed"]


def test_port_in_use_is_said_before_anything_is_installed(port):
    outcome = run("./run", PORT=str(port), PYTHON=sys.executable)

    assert_refused(
        outcome,
        f"Le port {port} n’est pas libre (Address already in use) : arrêtez le programme qui l’occupe, "
        "ou choisissez-en un autre, par exemple « PORT=8001 ./run ».",
    )


@pytest.mark.parametrize("given", ["abc", "0", "65536", "-1", "²"])
def test_port_must_be_a_port(given, monkeypatch):
    monkeypatch.setenv("PORT", given)

    with pytest.raises(launch.LaunchError, match=f"PORT vaut « {given} »"):
        launch.check_port()


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("nonsense", "DATABASE_URL doit désigner une base PostgreSQL : postgres://utilisateur@hôte/base."),
        ("sqlite:///file", "DATABASE_URL doit désigner une base PostgreSQL : postgres://utilisateur@hôte/base."),
        ("postgres://", "DATABASE_URL doit désigner une base PostgreSQL : postgres://utilisateur@hôte/base."),
        (
            "postgres://a:b@c:port/d",
            "DATABASE_URL est illisible : écrivez postgres://utilisateur:motdepasse@hôte:5432/base.",
        ),
        (
            "postgres://a@/d?host=/absent",
            'La base de données ne répond pas (connection to server on socket "/absent/.s.PGSQL.5432" failed: '
            "No such file or directory Is the server running locally and accepting connections on that socket?) : "
            "démarrez la base (« ./run » le fait) ou corrigez DATABASE_URL, puis relancez.",
        ),
    ],
)
def test_wrong_database_address_is_refused_without_a_trace(address, sentence):
    outcome = run(sys.executable, "manage.py", "prepare", DATABASE_URL=address, PASSERELLE_DEMO="1")

    assert_refused(outcome, sentence)


def test_production_without_its_secrets_is_refused():
    assert_refused(
        run(sys.executable, "manage.py", "prepare", PASSERELLE_PRODUCTION="1"),
        "La variable d’environnement SECRET_KEY manque : donnez-la (README, « Production »), "
        "ou posez PASSERELLE_DEMO=1 pour la démonstration.",
    )


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [
        ('FATAL:  password authentication failed for user "u"', "corrigez le compte ou le mot de passe"),
        ("FATAL:  authentification par mot de passe échouée pour l'utilisateur « u »", "corrigez le compte ou le mot"),
        ('FATAL:  database "d" does not exist', "créez cette base"),
        ("FATAL:  la base de données « d » n'existe pas", "créez cette base"),
        ('FATAL:  role "r" does not exist', "créez ce compte"),
        ('could not translate host name "h" to address', "corrigez le nom du serveur"),
        ("connection to server failed: Connection refused", "démarrez le serveur"),
        ("SSL error", "vérifiez DATABASE_URL"),
    ],
)
def test_refusal_of_the_database_comes_with_its_remedy(reason, remedy, monkeypatch):
    def refuse():
        raise database_connection.OperationalError(f"{reason}\n")

    monkeypatch.setattr(connection, "ensure_connection", refuse)

    sentence = database_connection.refusal_of_database()

    assert sentence.startswith(f"La base de données ne répond pas ({' '.join(reason.split())}) : {remedy}")
    assert sentence.endswith("puis relancez.")


@pytest.mark.parametrize(
    ("given", "demonstration"),
    [
        ({}, "1"),
        ({"DATABASE_URL": "postgres://a@b/c"}, "1"),
        ({"PASSERELLE_DEMO": "0"}, "0"),
        ({"SECRET_KEY": "secret"}, None),
        ({"PASSERELLE_PRODUCTION": "1"}, None),
    ],
)
def test_demonstration_is_chosen_only_when_nothing_else_is(given, demonstration, monkeypatch):
    for name in ("PASSERELLE_DEMO", "DATABASE_URL", *launch.PRODUCTION_VARIABLES):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(launch.embedded_database, "running", launch.contextlib.nullcontext)
    seen = []
    monkeypatch.setattr(launch, "call", lambda *arguments: seen.append(os.environ.get("PASSERELLE_DEMO")) or 0)
    monkeypatch.setattr(launch, "started", lambda *arguments: launch.contextlib.nullcontext())

    assert launch.serve() == 0
    assert seen == [demonstration]


@pytest.mark.django_db
def test_prepare_collects_the_static_files_only_when_they_change(tmp_path, monkeypatch):
    collected = []
    monkeypatch.setattr(prepare, "STATIC_STAMP", tmp_path / "stamp")
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: collected.append(name))

    call_command("prepare")
    call_command("prepare")
    assert collected == ["createcachetable", "collectstatic", "createcachetable"]

    monkeypatch.setattr(prepare, "fingerprint_of_static_files", lambda: "another")
    call_command("prepare")
    assert collected[3:] == ["createcachetable", "collectstatic"]


def test_a_worker_that_dies_is_started_again(monkeypatch):
    class Worker:
        def wait(self):
            deaths.append(1)
            if len(deaths) == 3:
                os.kill(os.getpid(), signal.SIGTERM)

    deaths, commands = [], []

    @contextlib.contextmanager
    def started(*arguments, **options):
        commands.append(arguments[:2])
        yield Worker()

    monkeypatch.setattr(launch, "started", started)
    monkeypatch.setattr(launch, "SECONDS_BEFORE_RESTART", 0)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        launch.keep_working()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)

    assert commands == [("manage.py", "worker")] * 3
