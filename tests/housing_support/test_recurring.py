"""What the passing of time brings is done by one process at a time, a step whatever befell the others."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from housing_support.management.commands import recurring

pytestmark = pytest.mark.django_db


def test_done_a_second_time_it_changes_nothing(capsys):
    for _ in range(2):
        call_command("recurring")

    said = capsys.readouterr().out.splitlines()
    assert [line.rpartition("\u00a0: ")[2] for line in said] == ["0."] * 2 * len(recurring.STEPS)


def test_what_one_step_refuses_does_not_keep_the_others_from_being_done(monkeypatch, capsys, caplog):
    def broken() -> int:
        raise ValueError("broken")

    monkeypatch.setattr(recurring, "STEPS", (("Cassé", broken), ("Entier", lambda: 3)))

    with pytest.raises(CommandError, match="N’ont pas abouti\u00a0: Cassé"):
        call_command("recurring")

    assert "Entier\u00a0: 3." in capsys.readouterr().out
    assert "broken did not come to its end" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_second_process_does_nothing(monkeypatch, capsys):
    monkeypatch.setattr(recurring, "STEPS", (("Entier", lambda: 3),))
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('recurring'))")
            call_command("recurring")
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()

    assert capsys.readouterr().out == "Cette commande est déjà en cours.\n"
    call_command("recurring")
    assert capsys.readouterr().out == "Entier\u00a0: 3.\n"
