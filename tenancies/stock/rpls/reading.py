"""What a file is and what its lines mean: its header is looked for in its first lines, whatever stands above it.

A file is never held in memory: it is read once to be recognised, once to be imported.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import BinaryIO

from partners.models import Organization
from tenancies.stock.rpls import layouts
from tenancies.stock.rpls.cells import read_cell, whole
from tenancies.stock.rpls.decoding import FileRefusedError, scan
from tenancies.stock.rpls.layouts import Column
from tenancies.stock.rpls.rows import SEPARATORS, Row, TextRows, split_cells, without_end
from tenancies.stock.rpls.values import NotUnderstoodError, commune_code, rooms
from tenancies.stock.rpls.workbooks import SheetRows, is_workbook, open_sheets

__all__ = ["FileRefusedError", "StockFile", "recognise_file"]
# A header may stand below a title, « sep=; » or empty lines.
HEADER_SOUGHT_IN = 20
ROWS_SAMPLED = 20
# Two values that no other column looks like, side by side.
SHAPED = ("DEPCOM", "NBPIECE")
# A line that may be the header: its number, its rows, its cells.
Rows = TextRows | SheetRows
Head = tuple[int, Rows, list[str]]
# How the reason begins that a refused line brings back.
REFUSAL = re.compile(r"^Ligne \d+\. ")


@dataclass(frozen=True)
class StockFile:
    """A recognised file: what its lines mean, and how to go through them."""

    rows: Rows
    header: list[str]
    header_line: int
    columns: dict[str, Column]
    is_legal: bool
    # How many dwellings the legal header announces.
    announced: int | None = None
    # Cells before the first column: the numbers that some tools give to their lines.
    index_cells: int = 0
    remarks: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        if self.is_legal:
            return layouts.LEGAL_LENGTH
        return len(self.header) - (self.header[-1] == layouts.ERROR_COLUMN)

    @property
    def line_count(self) -> int:
        """None known, when a sheet does not say how long it is."""
        return max(0, self.rows.line_count - self.header_line)

    @property
    def has_corrected_lines(self) -> bool:
        """Lines that were refused once, given back."""
        return layouts.ERROR_COLUMN in self.header

    def lines(self, stream: BinaryIO) -> Iterator[Row]:
        """Each row below the header, without what other tools add to it; empty ones are skipped."""
        for row in self.rows.read(stream, width=self.width + self.index_cells):
            if row.number <= self.header_line:
                continue
            cells = row.cells[self.index_cells :]
            if self.has_corrected_lines:
                cells = without_refusal(cells)
            # Files put end to end bring their header again.
            if self.header != [cell.strip() for cell in without_end(cells)]:
                yield row._replace(cells=cells)


def recognise_file(stream: BinaryIO, *, landlord: Organization) -> StockFile:
    """Find out what the file is; raise `FileRefusedError` when it cannot be this landlord's stock."""
    if is_workbook(stream):
        return recognise_workbook(stream, landlord=landlord)
    text = scan(stream)
    lines = enumerate(islice(text.lines(stream), HEADER_SOUGHT_IN), start=1)
    filled = [(number, line.lstrip("\ufeff")) for number, line in lines if line.strip()]
    first = [(number, TextRows(text, find_separator(line)), line) for number, line in filled]
    heads: list[Head] = [(number, rows, split_cells(line, rows.separator)) for number, rows, line in first]
    if not heads:
        raise FileRefusedError("La première ligne est vide. Elle doit porter l’en-tête du fichier RPLS.")
    file = find_header(heads, stream, landlord=landlord)
    if file is None:
        raise FileRefusedError(why_no_header(heads))
    return file


def recognise_workbook(stream: BinaryIO, *, landlord: Organization) -> StockFile:
    """The sheet of the dwellings, alone to have a header."""
    sheets: dict[str, list[Head]] = {
        sheet.title: [
            (row.number, sheet, row.cells)
            for row in islice(sheet.read(stream), HEADER_SOUGHT_IN)
            if row.number <= HEADER_SOUGHT_IN
        ]
        for sheet in open_sheets(stream)
    }
    found = {title: find_header(heads, stream, landlord=landlord) for title, heads in sheets.items()}
    files = {title: file for title, file in found.items() if file}
    if len(files) > 1:
        titles = ", ".join(f"«\u00a0{title}\u00a0»" for title in files)
        raise FileRefusedError(
            f"Plusieurs feuilles portent des logements\u00a0: {titles}. Gardez-en une par fichier, puis donnez chacun."
        )
    heads = next((heads for heads in sheets.values() if heads), [])
    if not heads:
        raise FileRefusedError("Ce classeur est vide. Exportez-le de nouveau, puis recommencez.")
    if not files:
        raise FileRefusedError(why_no_header(heads))
    return next(iter(files.values()))


def find_header(heads: list[Head], stream: BinaryIO, *, landlord: Organization) -> StockFile | None:
    for number, rows, cells in heads:
        header = [cell.strip() for cell in without_end(cells)]
        before = 0 if not header or header[0] else 1
        if is_legal_header(header[before:]):
            return legal_file(rows, header[before:], number, stream, landlord)
        if not missing_columns(header):
            return open_file(rows, header, number, stream)
    return None


def legal_file(
    rows: TextRows | SheetRows, header: list[str], number: int, stream: BinaryIO, landlord: Organization
) -> StockFile:
    announced = check_legal_header(header, landlord=landlord)
    file = StockFile(rows, header, number, layouts.legal_columns(), True, announced)
    return with_index_cells(file, stream)


def open_file(rows: Rows, header: list[str], number: int, stream: BinaryIO) -> StockFile:
    candidates = layouts.open_data_columns(header)
    file = StockFile(rows, header, number, {name: places[0] for name, places in candidates.items()}, False)
    file = with_index_cells(file, stream)
    several = {name: places for name, places in candidates.items() if len(places) > 1}
    chosen = {name: settle(file, stream, places) for name, places in several.items()}
    return replace(file, columns=file.columns | chosen)


def with_index_cells(file: StockFile, stream: BinaryIO) -> StockFile:
    """Whether the lines have one cell more than the header in front: everything is then one cell further."""
    sample = [row.cells for row in islice(file.lines(stream), ROWS_SAMPLED)]
    if not any(describes(cells, file.columns) for cells in sample) and all(
        describes(cells[1:], file.columns) for cells in sample
    ):
        return replace(file, index_cells=1)
    return file


def describes(cells: list[str], columns: dict[str, Column]) -> bool:
    """Whether the commune and the rooms of a dwelling stand in their columns."""
    texts = {name: read_cell(cells[columns[name].index]) for name in SHAPED if columns[name].index < len(cells)}
    try:
        return bool(commune_code(texts.get("DEPCOM", ""))) and bool(rooms(texts.get("NBPIECE", "")))
    except NotUnderstoodError:
        return False


def settle(file: StockFile, stream: BinaryIO, places: list[Column]) -> Column:
    """Of the columns that bear the same name, the one that is filled; refuse the file when two of them disagree."""
    filled: set[Column] = set()
    for row in file.lines(stream):
        texts = {place: read_cell(row.cells[place.index]) for place in places if place.index < len(row.cells)}
        given = {place: text.casefold().lstrip("0") for place, text in texts.items() if text}
        filled |= given.keys()
        if len(set(given.values())) > 1:
            names = " et ".join(place.words for place in given)
            raise FileRefusedError(
                f"Deux colonnes de même sens ne sont pas d’accord, dès la ligne {row.number}\u00a0: {names}. "
                "Gardez celle qui est juste, supprimez l’autre, puis donnez ce nouveau fichier."
            )
    return next((place for place in places if place in filled), places[0])


def find_separator(line: str) -> str:
    """The separator that makes the most known columns of the line; failing that, the most cells."""

    def merit(separator: str) -> tuple[int, int]:
        cells = split_cells(line, separator)
        return len(layouts.open_data_columns(cells)), len(cells)

    return max(SEPARATORS, key=merit)


def missing_columns(header: list[str]) -> list[str]:
    found = layouts.open_data_columns(header)
    return [words for name, words in layouts.INDISPENSABLE.items() if name not in found]


def why_no_header(heads: list[Head]) -> str:
    """The line that looks most like a header says what it lacks."""
    number, rows, cells = max(heads, key=lambda head: (len(layouts.open_data_columns(head[2])), -head[0]))
    missing = missing_columns(cells)
    if len(cells) >= layouts.LEGAL_LENGTH - 4 and len(missing) == len(layouts.INDISPENSABLE):
        return (
            "La première ligne décrit déjà un logement. Le fichier légal commence par un en-tête de 12\u00a0positions "
            "(année, organisme, raison sociale, … SIRET)\u00a0: remettez-le en première ligne."
        )
    where = "la première ligne" if number == 1 else f"la ligne {number}"
    return f"Il manque {' et '.join(missing)} dans {where}{rows.told}. Donnez un fichier RPLS avec sa ligne d’en-tête."


def without_refusal(cells: list[str]) -> list[str]:
    """A refused line as it came, without the reason that went back with it."""
    given = without_end(cells)
    return given[:-1] if given and REFUSAL.match(given[-1].strip()) else cells


def is_legal_header(cells: list[str]) -> bool:
    named = without_end([cell for cell in cells if cell != layouts.ERROR_COLUMN])
    year = whole(named[layouts.HEADER_SURVEY_YEAR]) if named else ""
    return (
        year.isascii()
        and year.isdigit()
        and len(year) == 4
        and layouts.HEADER_SIRET < len(named) <= layouts.HEADER_LENGTH + 2
    )


def check_legal_header(header: list[str], *, landlord: Organization) -> int | None:
    """Refuse another landlord's file; return how many dwellings the header announces."""
    siret = whole(read_cell(header[layouts.HEADER_SIRET])).replace(" ", "")
    if "E" in siret.upper():
        raise FileRefusedError(
            f"Un tableur a changé le SIRET de l’en-tête en nombre («\u00a0{siret}\u00a0»). Écrivez ses quatorze "
            "chiffres en 10e\u00a0position, dans une colonne mise au format texte."
        )
    siret = siret.zfill(14)
    if siret[:9] != landlord.siren:
        raise FileRefusedError(
            f"Ce fichier est celui d’un autre organisme\u00a0: l’en-tête porte le SIRET «\u00a0{siret}\u00a0» "
            f"({header[layouts.HEADER_NAME]}), et le SIREN de {landlord.name} est {landlord.siren}."
        )
    announced = whole(header[layouts.HEADER_COUNT]).replace(" ", "") if len(header) > layouts.HEADER_COUNT else ""
    return int(announced) if announced.isascii() and announced.isdigit() and len(announced) < 9 else None
