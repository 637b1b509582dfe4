import os
import pwd
import signal
import stat
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest

from housing_support.tools import embedded_database
from housing_support.tools.embedded_database import EmbeddedDatabaseError


def directory(path, mode):
    path.mkdir(parents=True)
    path.chmod(mode)
    return path


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded_database, "CHECKOUT", tmp_path / "mon projet")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return tmp_path / "mon projet"


def test_database_url_names_the_socket_directory_of_the_checkout(checkout, monkeypatch):
    monkeypatch.setattr(embedded_database, "LONGEST_SOCKET_DIRECTORY", 1000)

    quoted = str(checkout).replace(" ", "%20")
    application, owner = "postgres://passerelle_application@/passerelle", "postgres://passerelle@/passerelle"
    assert embedded_database.database_url() == f"{application}?host={quoted}/var/postgres"
    assert embedded_database.owner_url() == f"{owner}?host={quoted}/var/postgres"
    assert embedded_database.owner_url(test=True) == f"{owner}?host={quoted}/var/postgres-test"


def test_socket_of_a_deep_checkout_is_in_a_short_directory_of_its_own(checkout, monkeypatch):
    monkeypatch.setattr(embedded_database, "CHECKOUT", checkout / ("d" * 100))

    place = embedded_database.locate()

    assert place.directory == checkout / ("d" * 100) / "var" / "postgres"
    assert str(place.socket).startswith("/tmp/passerelle-")  # noqa: S108
    assert str(place.socket).endswith("-1000")
    assert place.socket != embedded_database.locate(test=True).socket


def test_root_in_a_closed_directory_uses_the_shared_place(checkout, monkeypatch):
    directory(checkout, 0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    place = embedded_database.locate()

    assert place.account == pwd.getpwnam("nobody")
    assert place.directory.parent == embedded_database.SHARED_PLACE
    assert stat.S_IMODE(checkout.stat().st_mode) == 0o700


@pytest.mark.parametrize(("mode", "enters"), [(0o755, True), (0o711, True), (0o750, False), (0o700, False)])
def test_can_enter_follows_the_rights_of_others(open_directory, mode, enters):
    directory(open_directory / "project", mode)

    assert embedded_database.can_enter(pwd.getpwnam("nobody"), open_directory / "project" / "var") is enters


@pytest.fixture
def open_directory():
    """Unlike `tmp_path`, whose parents are closed, other accounts may enter it."""
    with tempfile.TemporaryDirectory(prefix="passerelle-tests-") as path:
        os.chmod(path, 0o755)  # noqa: S103
        yield Path(path)


@pytest.fixture
def cluster(open_directory, monkeypatch):
    monkeypatch.setattr(embedded_database, "CHECKOUT", open_directory)
    yield embedded_database.locate(test=True)
    embedded_database.stop(test=True)


def test_cluster_starts_once_survives_a_kill_and_stops(cluster):
    assert embedded_database.start(test=True) is True
    assert embedded_database.start(test=True) is False
    assert embedded_database.is_running(test=True)
    with connect(cluster) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("passerelle", False, True)
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    connection.close()
    assert stat.S_IMODE(cluster.directory.stat().st_mode) == 0o700

    server = int((cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(server, signal.SIGKILL)
    wait_until(lambda: not embedded_database.is_running(test=True))

    assert embedded_database.start(test=True) is True
    assert embedded_database.stop(test=True) is True
    assert embedded_database.stop(test=True) is False

    (cluster.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedDatabaseError, match="celle d’un PostgreSQL 12, or les programmes sont de la version"):
        embedded_database.start(test=True)


def test_last_user_stops_the_cluster(cluster):
    with embedded_database.running(test=True):
        with embedded_database.running(test=True):
            assert embedded_database.is_running(test=True)
        assert embedded_database.is_running(test=True)
    assert not embedded_database.is_running(test=True)


def test_interrupted_creation_is_begun_again(cluster):
    unfinished = cluster.directory / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    assert embedded_database.start(test=True) is True
    assert not unfinished.exists()


def connect(cluster):
    return psycopg2.connect(host=str(cluster.socket), user="passerelle", dbname="passerelle")


def wait_until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_given_binaries_must_be_usable(tmp_path, monkeypatch):
    monkeypatch.setenv("PG_BIN", str(tmp_path))

    with pytest.raises(EmbeddedDatabaseError, match=r"PG_BIN \(.*\) ne contient pas un PostgreSQL 15 ou plus récent"):
        embedded_database.find_binaries(None)


def test_no_binaries_says_the_three_ways_out(monkeypatch):
    monkeypatch.delenv("PG_BIN", raising=False)
    monkeypatch.setattr(embedded_database, "major_of", lambda directory: None)

    with pytest.raises(EmbeddedDatabaseError, match=r"requirements/demo\.txt .* ou donnez DATABASE_URL"):
        embedded_database.find_binaries(None)


def test_directory_that_cannot_be_made_says_which(tmp_path, monkeypatch):
    (tmp_path / "var").write_text("a file where a directory is wanted")
    monkeypatch.setattr(embedded_database, "CHECKOUT", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(EmbeddedDatabaseError, match=r"Impossible d’écrire dans .*ou donnez DATABASE_URL"):
        embedded_database.start()


def test_command_prints_the_address(capsys):
    assert embedded_database.main(["url", "--test"]) == 0
    assert capsys.readouterr().out == f"{embedded_database.owner_url(test=True)}\n"


def test_command_says_what_is_wrong_on_the_error_stream(monkeypatch, capsys):
    monkeypatch.setattr(embedded_database, "CHECKOUT", Path("/proc/absent"))

    assert embedded_database.main(["start"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("Impossible d’écrire dans /proc/absent")
