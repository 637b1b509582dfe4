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
        # Restored width: the error stands in its own column whatever the line lacked.
        cells = [*cells, *[""] * (file.width - len(cells))]
        kept = cells if len(cells) == file.width else cells[: file.width]
        row = [harmless(text) for text in kept]
        position = self.error_position(file)
        if position is None:
            row.append(f"Ligne {line.number}. {reasons}")
        else:
            row[position] = f"Ligne {line.number}. {reasons}"
        self.writer.writerow(row)

    def header(self, file: StockFile) -> list[str]:
        header = [harmless(text) for text in file.header]
        # The legal header has its own twelve positions: the error is one cell more at the end of each dwelling.
        return header if file.is_legal or self.error_position(file) is not None else [*header, ERROR_COLUMN]

    def error_position(self, file: StockFile) -> int | None:
        """Where a file that comes back has its errors already."""
        return None if file.is_legal or ERROR_COLUMN not in file.header else file.header.index(ERROR_COLUMN)
