"""The rows of a text file: its separator, its quotes, cells that hold a line break."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from tenancies.stock.rpls.decoding import Text

SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre verticale"}
LONGEST_CELL_IN_LINES = 20


class Row(NamedTuple):
    number: int
    cells: list[str]
    # False for the last line of a file that ends without a line end: it may have been cut.
    is_ended: bool = True


@dataclass(frozen=True)
class TextRows:
    """The rows of a text file, once its separator is known."""

    text: Text
    separator: str

    @property
    def told(self) -> str:
        """How its lines were cut, for whoever does not see why."""
        return f", lue avec le séparateur «\u00a0{SEPARATORS[self.separator]}\u00a0»"

    @property
    def line_count(self) -> int:
        return self.text.line_count

    def read(self, stream: BinaryIO, *, width: int = 0) -> Iterator[Row]:
        """Every row that is not empty, from the first line; `width` tells where a quoted cell goes on."""
        lines = deque[tuple[int, str]]()
        source = enumerate(self.text.lines(stream), start=1)
        while found := lines.popleft() if lines else next(source, None):
            number, line = found
            if not line.strip(' \t\r\n;,|"'):
                continue
            is_ended = line.endswith(("\n", "\r"))
            if width and line.count('"') % 2 and len(line.split(self.separator)) < width:
                while len(lines) < LONGEST_CELL_IN_LINES and (more := next(source, None)):
                    lines.append(more)
                joined, count = self.join(line, [text for _, text in lines], width)
                if count:
                    for _ in range(count):
                        lines.popleft()
                    yield Row(number, joined)
                    continue
            yield Row(number, split_cells(line, self.separator), is_ended)

    def join(self, first: str, following: list[str], width: int) -> tuple[list[str], int]:
        """The cells of a row whose quotes close some lines below, and how many lines more it takes; none when it is a
        lone quote."""
        text = first
        for count, line in enumerate(following, start=1):
            text += line
            if line.count('"') % 2 and len(text) <= csv.field_size_limit():
                cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=self.separator))
                return (cells, count) if len(first.split(self.separator)) < len(cells) <= width + 1 else ([], 0)
        return [], 0


def split_cells(line: str, separator: str) -> list[str]:
    """The cells of one line. A quote that never closes is a character like another: it swallows no other line."""
    line = line.rstrip("\r\n")
    # Beyond its limit, a cell is no text to be quoted: the reader of CSV would stop the whole import at it.
    if '"' not in line or line.count('"') % 2 or len(line) > csv.field_size_limit():
        return line.split(separator)
    return next(csv.reader([line], delimiter=separator))


def without_end(cells: list[str]) -> list[str]:
    """Without the empty cells at the end, that spreadsheets add and drop."""
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return cells[:count]
