"""Files that went through a spreadsheet or a tool: read all the same, or refused with what is true of them."""

import csv
import io
import unicodedata

import pytest

from tenancies.models import Dwelling
from tenancies.stock.rpls.decoding import FileRefusedError
from tests.tenancies.stock.rpls.files import DWELLING, legal, open_data
from tests.tenancies.stock.rpls.spoiling import Rows, legal_rows, open_rows, places, to_csv

LINES = 30


def is_legal(rows: Rows) -> bool:
    return rows[0][0].isdigit()


def cut(rows: Rows, count: int) -> Rows:
    return [rows[0], *(row[:-count] for row in rows[1:])]


def mixed_ends(content: bytes) -> bytes:
    lines = content.split(b"\r\n")[:-1]
    return b"".join(line + (b"\r\n" if rank % 2 else b"\r") for rank, line in enumerate(lines))


def broken(rows: Rows, text: str) -> Rows:
    """A line break inside a cell that the import does not read, and one inside a cell that it does."""
    where = 11 if is_legal(rows) else places(rows)["LIEUDIT"]
    return [rows[0], *([*row[:where], text, *row[where + 1 :]] for row in rows[1:])]


READ = {
    "as it is": to_csv,
    "all quoted": lambda rows: to_csv(rows, quoting=csv.QUOTE_ALL),
    "utf-16": lambda rows: to_csv(rows, encoding="utf-16"),
    "utf-16 without its mark": lambda rows: to_csv(rows, encoding="utf-16-le"),
    "utf-16 the other way": lambda rows: to_csv(rows, encoding="utf-16-be"),
    "windows": lambda rows: to_csv(rows, encoding="cp1252"),
    "old macintosh": lambda rows: to_csv(rows, encoding="mac_roman"),
    "ms-dos": lambda rows: to_csv(rows, encoding="cp850"),
    "letters read twice": lambda rows: to_csv(rows).decode("cp1252", "replace").encode(),
    "accents as question marks": lambda rows: to_csv(rows).decode().encode("ascii", "replace"),
    "accents lost": lambda rows: unicodedata.normalize("NFD", to_csv(rows).decode()).encode("ascii", "ignore"),
    "sep=": lambda rows: b"sep=;\r\n" + to_csv(rows),
    "pipe": lambda rows: to_csv(rows, separator="|"),
    "comma": lambda rows: to_csv(rows, separator=","),
    "two titles": lambda rows: b"Patrimoine au 1er janvier;;;\r\nDirection du patrimoine;;;\r\n" + to_csv(rows),
    "empty lines above and between": lambda rows: b"\r\n" + to_csv(rows).replace(b"\r\n", b"\r\n;;;\r\n"),
    "ends of Macintosh": lambda rows: to_csv(rows, end="\r"),
    "mixed ends": lambda rows: mixed_ends(to_csv(rows)),
    "no last end": lambda rows: to_csv(rows).rstrip(),
    "last cells cut": lambda rows: to_csv(cut(rows, 1 if is_legal(rows) else 2)),
    "cells added": lambda rows: to_csv([[*row, "", ""] for row in rows]),
    "header as wide as the lines": lambda rows: to_csv(
        [[*rows[0], *[""] * (len(rows[1]) - len(rows[0]))], *rows[1:]]
    ),
    "padded header": lambda rows: to_csv([[f"  {cell}\u00a0" for cell in rows[0]], *rows[1:]]),
    "header again": lambda rows: to_csv([*rows[:10], rows[0], *rows[10:]]),
    "numbered by pandas": lambda rows: to_csv(
        [["", *rows[0]], *([str(rank), *row] for rank, row in enumerate(rows[1:]))]
    ),
    "numbered by R": lambda rows: to_csv([rows[0], *([str(rank), *row] for rank, row in enumerate(rows[1:]))]),
    "line breaks in cells": lambda rows: to_csv(broken(rows, "le clos\nbâtiment B\r\nà droite")),
}  # fmt: skip


@pytest.mark.parametrize("write", [open_rows, legal_rows])
def test_damage_that_loses_nothing_changes_nothing(give, write):
    rows = write(LINES)
    give(io.BytesIO(to_csv(rows)))

    figures = {damage: give(io.BytesIO(content(rows)), dry_run=True) for damage, content in READ.items()}

    assert figures == dict.fromkeys(READ, (0, 0, LINES, 0))


def test_accents_of_ms_dos_are_told_from_those_of_windows_by_what_they_write(give):
    """« CYPRÈS » in CP850 is « CYPRÔS » in Windows' encoding: only the other words tell."""
    lines = [{"COMPLGEO": "LES CYPRÈS", "NUMAPPT": "1"}, {"NOMVOIE": "DE L'ÉGLISE", "NUMAPPT": "2"}]
    give(open_data(*lines))

    assert give(open_data(*lines, encoding="cp850")) == (0, 0, 2, 0)


def test_line_break_in_a_text_is_a_space(give):
    assert give(open_data({"COMPLIDENT": '"12 bis\nBâtiment B"'}, {"NUMAPPT": "2"})) == (2, 0, 0, 0)
    assert Dwelling.objects.get(door="1").address_complement == "12 bis Bâtiment B"


def test_lost_separator_is_not_taken_for_dropped_cells(give):
    """Everything stands one column off: the line is refused, and its neighbours are read."""
    rows = legal_rows(LINES)
    names = places(rows)
    for name in ("CODEPOSTAL", "NOMVOIE", "NUMAPPT", "IMMEU", "SURFHAB", "FINAN", "MODE"):
        at = names[name]
        glued = [*rows[5][:at], f"{rows[5][at]} {rows[5][at + 1]}", *rows[5][at + 2 :]]
        assert give(io.BytesIO(to_csv([*rows[:5], glued, *rows[6:]])), dry_run=True)[3] == 1, name
        assert "La ligne compte 63" in give.result.errors[0].sentence


def test_separator_inside_a_text_is_said(give):
    rows = legal_rows(LINES)
    where = places(rows)["COMPLGEO"]
    rows[5][where : where + 1] = ["LE CLOS", " BAT A"]

    assert give(io.BytesIO(to_csv(rows)))[3] == 1
    assert "La ligne compte 65\u00a0cellules au lieu de 64" in give.result.errors[-1].sentence


def test_cells_that_a_line_does_not_have_keep_what_is_stored(give):
    header = [*DWELLING, "CONTINGENT", "LOYERPRINC"]
    give(open_data({"LOYERPRINC": "412", "CONTINGENT": "1"}, header=header))
    content = open_data({"SURFHAB": "70"}, header=header).read()

    assert give(io.BytesIO(content.replace(b";;\n", b"\n"))) == (0, 1, 0, 0)
    assert Dwelling.objects.values_list("living_area_m2", "rent_euros", "quota_code").get() == (70, 412, "1")


def test_line_that_the_end_of_the_file_cuts_is_refused(give):
    rows = legal_rows(LINES)
    give(io.BytesIO(to_csv(rows)))

    assert give(io.BytesIO(to_csv(rows)[:-60])) == (0, 0, LINES - 1, 1)


def test_column_twice_is_read_where_it_is_filled(give):
    rows = open_rows(LINES)
    give(io.BytesIO(to_csv(rows)))
    street = places(rows)["NOMVOIE"]
    first_empty = [["NOMVOIE", *rows[0]], *(["", *row] for row in rows[1:])]
    last_empty = [[*rows[0], "nomvoie_red"], *([*row, ""] for row in rows[1:])]
    twice = [["NOMVOIE", *rows[0]], *([row[street], *row] for row in rows[1:])]

    for written in (first_empty, last_empty, twice):
        assert give(io.BytesIO(to_csv(written)), dry_run=True) == (0, 0, LINES, 0)


def test_column_twice_that_disagrees_refuses_the_file(give):
    rows = open_rows(LINES)
    two = [["NOMVOIE", *rows[0]], *(["DE L'AUTRE", *row] for row in rows[1:])]

    with pytest.raises(FileRefusedError, match="Deux colonnes de même sens ne sont pas d’accord, dès la ligne 2"):
        give(io.BytesIO(to_csv(two)))


def test_siret_spoilt_by_a_spreadsheet_is_said_so(give):
    with pytest.raises(FileRefusedError, match="Un tableur a changé le SIRET"):
        give(io.BytesIO(legal({}).read().replace(b"55204648400000", b"5,52046E+13")))


@pytest.mark.parametrize("write", [open_rows, legal_rows])
def test_refused_lines_come_back_as_they_came_and_can_be_given_again(give, write):
    """Whatever their width, from a spreadsheet too, which adds the cells that it likes."""
    rows = write(LINES)
    rooms = places(rows)["NBPIECE"]
    good = [list(row) for row in rows]
    rows[3][rooms] = "12"
    rows[7] = [*rows[7], "de trop"]
    rows[9] = rows[9][:12]
    refused = io.StringIO()
    assert give(io.BytesIO(to_csv(rows)), refused=refused) == (LINES - 3, 0, 0, 3)

    header, *back = csv.reader(io.StringIO(refused.getvalue().removeprefix("\ufeff")), delimiter=";")
    assert header[-1] == "erreur"
    assert [row[:-1] for row in back] == [rows[3], rows[7], rows[9]]
    assert [row[-1].split(".")[0] for row in back] == ["Ligne 4", "Ligne 8", "Ligne 10"]
    again = io.StringIO()
    assert give(io.BytesIO(to_csv([header, *back])), refused=again) == (0, 0, 0, 3)
    assert [row[:-1] for row in csv.reader(io.StringIO(again.getvalue()), delimiter=";")][1:] == [
        row[:-1] for row in back
    ]
    widest = max(len(row) for row in back)
    mended = [[*good[n], *row[-1:]] for n, row in zip((3, 7, 9), back, strict=True)]
    from_spreadsheet = [[*row, *[""] * (widest - len(row))] for row in [header, *mended]]
    assert give(io.BytesIO(to_csv(from_spreadsheet))) == (3, 0, 0, 0)
