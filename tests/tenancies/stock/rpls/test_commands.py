import re

import pytest
from django.core.management import CommandError, call_command

from tenancies.models import Dwelling, StockImport
from tests.tenancies.stock.rpls.files import SIREN, legal


@pytest.fixture
def run(tmp_path, capsys, landlord):
    """`run(content, …)`: the last line that the command prints."""

    def run(content, *options, siren=SIREN):
        file = tmp_path / "stock.txt"
        file.write_bytes(content)
        call_command("import_rpls", str(file), f"--landlord={siren}", *options)
        return capsys.readouterr().out

    return run


def test_command_ends_with_one_line(run):
    line = run(legal({}, {}, {"NBPIECE": "12"}).read())

    assert re.fullmatch(
        r"Import\u00a0: créés 2, modifiés 0, inchangés 0, refusés 1, \d+\.\d s, \d+ Mo au plus\.\n", line
    )
    assert StockImport.objects.get().created_count == 2


def test_dry_run_only_says(run):
    assert run(legal({}).read(), "--dry-run").startswith("Simulation\u00a0: créés 1, modifiés 0")
    assert (Dwelling.objects.count(), StockImport.objects.count()) == (0, 0)


def test_refused_lines_are_written(run, tmp_path):
    run(legal({"NBPIECE": "12"}).read(), f"--errors={tmp_path / 'refused.csv'}")

    assert "Position 24 (nombre de pièces)" in (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")


def test_unknown_landlord_and_unreadable_file_are_one_sentence(run):
    with pytest.raises(CommandError, match=r"^Aucun bailleur n’a le SIREN 123456789\.$"):
        run(b"x", siren="123456789")
    with pytest.raises(CommandError, match="est vide"):
        run(b"")
    with pytest.raises(CommandError, match="ne peut être ouvert"):
        call_command("import_rpls", "/nowhere/stock.csv", f"--landlord={SIREN}")


def test_invented_file_is_always_the_same_and_imported_whole(tmp_path, give):
    for name in ("one.txt", "two.txt"):
        call_command("make_rpls_file", str(tmp_path / name), "--lines=100", f"--siren={SIREN}")

    assert (tmp_path / "one.txt").read_bytes() == (tmp_path / "two.txt").read_bytes()
    with (tmp_path / "one.txt").open("rb") as stream:
        assert give(stream) == (100, 0, 0, 0)


def test_suspicious_file_stops_the_command_until_it_is_accepted(run):
    dwellings = [{"NUMAPPT": str(rank)} for rank in range(6)]
    run(legal(*dwellings).read())
    rewriting = legal(*(dwelling | {"SURFHAB": "99"} for dwelling in dwellings)).read()

    with pytest.raises(CommandError, match=r"(?s)de 6 logements sur 6.*Ligne 2.*62 → 99.*--accept-rewriting"):
        run(rewriting)
    assert Dwelling.objects.filter(living_area_m2=99).count() == 0
    assert "modifiés 6" in run(rewriting, "--accept-rewriting")
