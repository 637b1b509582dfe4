"""The rows of one sheet, as texts: what takes the time of a workbook of a hundred thousand dwellings.

openpyxl makes of each cell a value of its type, of which a text is made again: twice as long as everything else. Plain
cells are read here straight from the sheet; what has a meaning of its own (days, texts with styles) is left to it.
"""

import datetime
import functools
from collections.abc import Iterator
from typing import Any

from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._reader import INLINE_STRING, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

TEXT_TAG, RUN_TAG = f"{{{SHEET_MAIN_NS}}}t", f"{{{SHEET_MAIN_NS}}}r"
TEXTS = (TEXT_TAG, RUN_TAG)
DIGITS = "0123456789"


def rows_of(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The number and the texts of each row of a sheet that openpyxl opened read-only, one after the other."""
    book = sheet.parent
    with sheet._get_source() as source:
        values = WorkSheetParser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        days = {str(style) for style in book._date_formats}
        number = 0
        for _, element in iterparse(source):
            if element.tag != ROW_TAG:
                continue
            number = int(element.get("r", number + 1))
            yield number, texts_of(element, sheet._shared_strings, days, values)
            element.clear()


def texts_of(row: Any, shared: list[str], days: set[str], values: WorkSheetParser) -> list[str]:
    texts: list[str] = []
    for cell in row:
        place = cell.get("r")
        if place and (column := column_of(place.rstrip(DIGITS))) > len(texts):
            texts += [""] * (column - len(texts))
        kind = cell.get("t", "n")
        content = inline_text(cell) if kind == "inlineStr" else cell.findtext(VALUE_TAG)
        if kind == "s" and content:
            text = shared[int(content)]
        elif kind == "n" and cell.get("s") not in days:
            text = number_as_text(content) if content else ""
        elif kind in ("inlineStr", "str", "e"):
            text = content or ""
        else:
            text = as_text(values.parse_cell(cell)["value"])
        texts.append(text)
    return texts


def inline_text(cell: Any) -> str:
    """Of all its parts, whatever their style; not how it is pronounced."""
    found = cell.find(INLINE_STRING)
    if found is None:
        return ""
    parts = [part if part.tag == TEXT_TAG else part.find(TEXT_TAG) for part in found if part.tag in TEXTS]
    return "".join(part.text or "" for part in parts if part is not None)


@functools.lru_cache(maxsize=20_000)
def column_of(letters: str) -> int:
    """How many columns are before it."""
    return column_index_from_string(letters) - 1


@functools.lru_cache(maxsize=100_000)
def number_as_text(number: str) -> str:
    return as_text(int(number) if number.isdigit() else float(number))


def as_text(value: object) -> str:
    """What a cell holds: a number without decimals of its own, a day as it is written in French."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15G}"
    if isinstance(value, datetime.datetime):
        return f"{value:%d/%m/%Y}" if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M:%S}"
    return str(value)
