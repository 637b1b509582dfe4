"""The text of one cell, whatever tool wrote it: its marks for a missing value, its quotes, its spoilt values."""

import re

from tenancies.stock.rpls.decoding import mended
from tenancies.stock.rpls.formulas import given_back
from tenancies.stock.rpls.texts import tidy

# « Nothing there » as pandas, R, SQL and spreadsheets write it.
MISSING = frozenset({"NA", "NAN", "NULL", "NONE", "<NA>", "N/A", "#N/A", "NAT", "-", "--", ".", "\\N", "(NULL)", "NIL"})
FORMULA_OF_TEXT = re.compile(r'^="([^"]*)"$')
DECIMALS_OF_WHOLE = re.compile(r"^(-?\d+)[.,]0+$")
MONTHS = {
    "jan": 1, "feb": 2, "fév": 2, "fev": 2, "mar": 3, "apr": 4, "avr": 4, "may": 5, "mai": 5, "jun": 6, "juin": 6,
    "jul": 7, "juil": 7, "aug": 8, "aoû": 8, "aou": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12, "déc": 12,
}  # fmt: skip
MONTH_NAME = rf"(?:{'|'.join(MONTHS)})[a-zé]*\.?"
SCIENTIFIC = re.compile(r"^-?\d+(?:[.,]\d+)?E[+-]?\d+$", re.IGNORECASE)
ERROR = re.compile(r"^#(?:[A-Z0-9/É]+[!?]|#+)$", re.IGNORECASE)
DATE = re.compile(
    rf"^(?:\d{{1,2}}[-/ .])?{MONTH_NAME}(?:[-/ .]\d{{2,4}}|[-/.]\d)?$"
    r"|^\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d(?: [\d:]+)?$|^(?:19|20)\d\d-\d\d-\d\d(?:[ T][\d:.]+)?$",
    re.IGNORECASE,
)
# Of a building, whose name may be that of a day (« 8 mai 1945 ») or hold the parts of a date (« 2019-01-01 »): only
# what a spreadsheet alone writes.
DATE_OF_SPREADSHEET = re.compile(
    rf"^\d{{1,2}}[-/.]{MONTH_NAME}(?:[-/.]\d{{2,4}})?$|^{MONTH_NAME}[-/.]\d{{1,4}}$"
    r"|^\d{1,2}/\d{1,2}/(?:19|20)\d\d(?: [\d:]+)?$|^(?:19|20)\d\d-\d\d-\d\d[ T][\d:.]+$",
    re.IGNORECASE,
)
# Days since 1900 of 1982 to 2064: what a spreadsheet shows of a date put in a number's format.
SERIAL_DAY = range(30_000, 60_001)


def read_cell(raw: str) -> str:
    """Tidy, without the quote or the formula that keeps it a text in a spreadsheet; a mark for nothing is nothing."""
    text = given_back(tidy(raw if raw.isascii() else mended(raw)))
    if text.startswith("="):
        found = FORMULA_OF_TEXT.match(text)
        text = given_back(found[1].strip()) if found else text
    return "" if text.upper() in MISSING else text


def whole(text: str) -> str:
    """« 12.0 » and « 12,00 » as « 12 »."""
    found = DECIMALS_OF_WHOLE.match(text)
    return found[1] if found else text


def is_spoilt(text: str) -> bool:
    """A spreadsheet took it for a large number, or could not work it out: nothing true can be made of what is left."""
    return bool(SCIENTIFIC.match(text) or ERROR.match(text))


def is_spoilt_building(text: str) -> bool:
    return is_spoilt(text) or bool(DATE_OF_SPREADSHEET.match(text))


def is_spoilt_code(text: str) -> bool:
    """The same, for a text that looks like no date: « 1-5 » became « 01-mai »."""
    return is_spoilt(text) or bool(DATE.match(text))
