"""The rows of an Excel workbook, read one after the other: what a cell shows, as text."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tenancies.stock.rpls.decoding import CHUNK_BYTES, FileRefusedError
from tenancies.stock.rpls.rows import Row
from tenancies.stock.rpls.sheets import rows_of

SIGNATURE = b"PK\x03\x04"
# Unpacked: a hundred thousand dwellings of 64 cells take half of the first. The texts that cells share are held in
# memory.
MAX_BYTES, MAX_BYTES_OF_TEXTS = 800_000_000, 60_000_000
TEXTS = "xl/sharedStrings.xml"
SHEETS = re.compile(r"^xl/worksheets/[^/]+\.xml$")
# A formula whose result is not kept in the file.
FORMULA_WITHOUT_VALUE = re.compile(rb"(?:<f[ >][^<]*</f>|<f[^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
LONGEST_FORMULA = 10_000
UNREADABLE = (
    "Ce classeur ne peut être lu\u00a0: il est abîmé, ou n’est pas un classeur Excel. Ouvrez-le dans votre tableur, "
    "enregistrez-le de nouveau, puis donnez-le."
)
BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, EOFError, OSError)


def is_workbook(stream: BinaryIO) -> bool:
    stream.seek(0)
    return stream.read(len(SIGNATURE)) == SIGNATURE


@dataclass(frozen=True)
class SheetRows:
    """The rows of one sheet of a workbook."""

    title: str
    line_count: int
    # As openpyxl opened it: to open a workbook again reads all of it, when it does not say how large its sheets are.
    sheet: Any = field(repr=False, compare=False)

    @property
    def told(self) -> str:
        return f" de la feuille «\u00a0{self.title}\u00a0»"

    def read(self, stream: BinaryIO, *, width: int = 0) -> Iterator[Row]:
        """Every row that is not empty, at least as wide as `width`: a sheet has no separator to lose."""
        try:
            for number, cells in rows_of(self.sheet):
                if any(cells):
                    yield Row(number, [*cells, *[""] * (width - len(cells))])
        except BROKEN as error:
            raise FileRefusedError(UNREADABLE) from error


def open_sheets(stream: BinaryIO) -> list[SheetRows]:
    """The visible sheets of a workbook that can be read safely; refuse any other."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            check_parts(archive)
        with warnings.catch_warnings():
            # Styles and extensions that a reader of values does without.
            warnings.simplefilter("ignore")
            sheets = load_workbook(stream, read_only=True, data_only=True, keep_links=False).worksheets
        return [SheetRows(sheet.title, sheet.max_row or 0, sheet) for sheet in sheets if sheet.sheet_state == "visible"]
    except BROKEN as error:
        raise FileRefusedError(UNREADABLE) from error


def check_parts(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        what = "Ce classeur OpenDocument" if "content.xml" in names else "Cette archive ZIP"
        raise FileRefusedError(
            f"{what} ne se lit pas directement. Enregistrez le fichier au format «\u00a0Classeur Excel (.xlsx)\u00a0» "
            "ou «\u00a0CSV UTF-8\u00a0», puis donnez-le."
        )
    # What an archive declares is what is unpacked of it at most.
    parts = archive.infolist()
    texts = sum(part.file_size for part in parts if part.filename == TEXTS)
    if sum(part.file_size for part in parts) > MAX_BYTES or texts > MAX_BYTES_OF_TEXTS:
        raise FileRefusedError(
            "Ce classeur est trop grand une fois décompressé. Enregistrez la feuille des logements au format "
            "«\u00a0CSV UTF-8\u00a0», puis donnez ce fichier."
        )
    for part in parts:
        if SHEETS.match(part.filename):
            check_sheet(archive, part)


def check_sheet(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a sheet that defines entities, or whose formulas were never worked out: their cells would look empty."""
    with archive.open(part) as content:
        before = b""
        while chunk := content.read(CHUNK_BYTES):
            text = before + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise FileRefusedError(UNREADABLE)
            if b"<f" in text and FORMULA_WITHOUT_VALUE.search(text):
                raise FileRefusedError(
                    "Ce classeur contient des formules dont le résultat n’est pas enregistré. Ouvrez-le dans votre "
                    "tableur, enregistrez-le, puis donnez-le de nouveau."
                )
            before = text[-LONGEST_FORMULA:]
