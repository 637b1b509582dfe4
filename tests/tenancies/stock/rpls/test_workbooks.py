"""The stock as most landlords keep it: an Excel workbook, of the open data's columns or the legal file in a sheet."""

import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tenancies.models import Dwelling
from tenancies.stock.rpls import workbooks
from tenancies.stock.rpls.decoding import FileRefusedError
from tenancies.stock.rpls.refusals import write_workbook
from tenancies.stock.rpls.rows import without_end
from tenancies.stock.rpls.sheets import as_text
from tests.tenancies.stock.rpls.files import DWELLING
from tests.tenancies.stock.rpls.spoiling import legal_rows, open_rows, places, to_csv

LINES = 30


def workbook(*sheets, merged=""):
    book = Workbook()
    book.remove(book.active)
    for rank, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Feuille {rank}")
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)
    content = io.BytesIO()
    book.save(content)
    return content


def typed(rows):
    """As a spreadsheet keeps what is typed in it: what looks like a number is one, zeros in front are lost."""
    return [[int(text) if text.isdigit() else text or None for text in row] for row in rows]


@pytest.mark.parametrize("write", [open_rows, legal_rows])
def test_workbook_is_the_same_file(give, write):
    rows = write(LINES)
    give(io.BytesIO(to_csv(rows)))

    title = [["Patrimoine au 1er janvier"], []]
    for book in (
        workbook(rows),
        workbook(typed(rows)),
        workbook([*title, *rows], merged="A1:D1"),
        workbook([["Notes"], ["rien"]], typed(rows), []),
    ):
        assert give(book, dry_run=True) == (0, 0, LINES, 0)


def test_days_in_cells_are_read(give):
    rows = open_rows(LINES)
    where = places(rows)["DPEDATE"]
    day = datetime.datetime(2021, 5, 1)

    assert give(workbook([rows[0], *([*row[:where], day, *row[where + 1 :]] for row in rows[1:])])) == (LINES, 0, 0, 0)
    assert set(Dwelling.objects.values_list("energy_assessed_on", flat=True)) == {day.date()}


def test_cells_are_read_as_openpyxl_reads_them():
    """Plain ones are read straight from the sheet: whatever their kind, with gaps between cells and between rows."""
    book = Workbook()
    sheet = book.active
    sheet["B2"], sheet["D2"], sheet["E2"] = 12, "text", 1.5
    sheet["A5"], sheet["C5"], sheet["D5"] = True, datetime.datetime(2026, 5, 1, 10, 30), datetime.date(2026, 5, 1)
    sheet["B6"], sheet["C6"], sheet["AB6"] = 1e20, -3.0, "far"
    sheet["D6"], sheet["E6"] = datetime.time(10, 30), CellRichText("a ", TextBlock(InlineFont(b=True), "bold"), " end")
    content = io.BytesIO()
    book.save(content)

    [rows] = workbooks.open_sheets(content)
    values = load_workbook(content, read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True)
    expected = [[as_text(value) for value in row] for row in values]
    read = {row.number: row.cells for row in rows.read(content)}
    assert read == {number: without_end(row) for number, row in enumerate(expected, start=1) if any(row)}
    assert read[6][4] == "a bold end"


def test_number_of_a_street_that_became_a_day_is_refused(give):
    cells = DWELLING | {"NUMVOIE": datetime.datetime(2026, 5, 1)}

    assert give(workbook([list(cells), list(cells.values())])) == (0, 0, 0, 1)
    assert give.result.errors[0].value == "01/05/2026"


def test_refused_lines_of_a_workbook_come_back_in_one_as_they_came(give):
    rows = typed(open_rows(LINES))
    names = places(open_rows(1))
    for rank, (name, text) in enumerate([("NBPIECE", 12), ("COMPLIDENT", "-bât"), ("NUMAPPT", "1-5"), ("BAT", "'7")]):
        rows[4 + rank][names["NBPIECE"]] = 12
        rows[4 + rank][names[name]] = text
    refused, book = io.StringIO(), io.BytesIO()
    assert give(workbook(rows), refused=refused) == (LINES - 4, 0, 0, 4)

    write_workbook(refused, book)

    header, *lines = load_workbook(book)["Lignes refusées"].iter_rows()
    assert [cell.value for cell in header] == [*rows[0], "erreur"]
    assert [[cell.value for cell in line[:-1]] for line in lines] == [
        [None if value is None else str(value) for value in row] for row in rows[4:8]
    ]
    assert {cell.data_type for line in lines for cell in line if cell.value} == {"s"}
    # Corrected there, and given again.
    corrected = [[cell.value for cell in line] for line in (header, *lines)]
    for row in corrected[1:]:
        row[names["NBPIECE"]] = "3"
    assert give(workbook(corrected)) == (4, 0, 0, 0)


def packed(name, text):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, text)
    return content


def with_sheet(change):
    """A workbook of one dwelling, the text of its sheet changed."""
    content = io.BytesIO()
    with zipfile.ZipFile(workbook(open_rows(1))) as source, zipfile.ZipFile(content, "w") as target:
        for part in source.infolist():
            text = source.read(part)
            target.writestr(part, change(text) if part.filename.startswith("xl/worksheets/") else text)
    return content


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (packed("a.txt", "x"), "Cette archive ZIP ne se lit pas directement"),
        (packed("content.xml", "<x/>"), "Ce classeur OpenDocument ne se lit pas directement"),
        (packed("xl/workbook.xml", "<workbook/>"), "Ce classeur ne peut être lu"),
        (io.BytesIO(workbook(open_rows(1)).getvalue()[:-200]), "Ce classeur ne peut être lu"),
        (with_sheet(lambda text: text[:-80]), "Ce classeur ne peut être lu"),
        (with_sheet(lambda text: b'<!DOCTYPE x [<!ENTITY a "b">]>' + text), "Ce classeur ne peut être lu"),
        (workbook([*open_rows(1), ["=A2"]]), "des formules dont le résultat n’est pas enregistré"),
        (workbook(open_rows(1), open_rows(1)), "Plusieurs feuilles portent des logements"),
        (workbook([["Nom", "Âge"]]), "Il manque la commune .* de la feuille «\u00a0Feuille 0\u00a0»"),
        (workbook([]), "Ce classeur est vide"),
    ],
)
def test_what_is_no_workbook_of_dwellings_is_refused_with_what_to_do(give, file, reason):
    with pytest.raises(FileRefusedError, match=reason):
        give(file)


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_BYTES_OF_TEXTS"])
def test_workbook_that_unpacks_to_too_much_is_refused(give, monkeypatch, limit):
    monkeypatch.setattr(workbooks, limit, 10)
    book = workbook(open_rows(1))
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr(workbooks.TEXTS, "<sst>more than ten</sst>")

    with pytest.raises(FileRefusedError, match="trop grand une fois décompressé"):
        give(book)
