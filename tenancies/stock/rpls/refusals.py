"""The refused lines, as a CSV that a spreadsheet opens and that can be given back once corrected."""

import csv
from typing import TextIO

from tenancies.stock.rpls.formulas import harmless
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
