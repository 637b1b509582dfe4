"""The refused lines, as a file that can be given back once corrected: a CSV that a spreadsheet opens, made into a
workbook when the file given was one."""

import csv
from typing import Any, BinaryIO, TextIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tenancies.stock.rpls.formulas import QUOTE, harmless, is_formula
from tenancies.stock.rpls.layouts import ERROR_COLUMN
from tenancies.stock.rpls.lines import Line
from tenancies.stock.rpls.reading import StockFile


class RefusedLines:
    """Writes the header with the first refused line: a file without any stays empty."""

    def __init__(self, target: TextIO | None):
        self.target = target
        self.writer = csv.writer(target, delimiter=";", lineterminator="\r\n") if target else None
        self.count = 0

    def add(self, file: StockFile, cells: list[str], line: Line) -> None:
        self.count += 1
        if not self.target or not self.writer:
            return
        if self.count == 1:
            self.target.write("\ufeff")
            self.writer.writerow(self.header(file))
        reasons = " / ".join(problem.sentence for problem in line.errors)
        # As it came, whatever its width, then its reason.
        self.writer.writerow([*(harmless(text) for text in cells), f"Ligne {line.number}. {reasons}"])

    def header(self, file: StockFile) -> list[str]:
        """The legal header has its own twelve positions: it goes on to where the reasons stand."""
        header = [harmless(text) for text in file.header if text != ERROR_COLUMN]
        return [*header, *[""] * (file.width - len(header)), ERROR_COLUMN]


def write_workbook(refused: TextIO, target: BinaryIO) -> None:
    """The refused lines of `refused` as they came, all texts: a spreadsheet makes a number or a day of none of them."""
    refused.seek(0)
    refused.read(len("\ufeff"))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Lignes refusées")
    for row in csv.reader(refused, delimiter=";"):
        sheet.append([text_cell(sheet, text) for text in row])
    book.save(target)


def text_cell(sheet: Any, text: str) -> Any:
    if not text:
        return None
    if text.startswith(QUOTE) and is_formula(text[1:]):
        # What keeps a cell of a CSV from being run; a text of a workbook never is.
        text = text[1:]
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type, cell.number_format = "s", "@"
    return cell
