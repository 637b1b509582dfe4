"""What spreadsheets, pandas, R and other tools do to a file: each function takes its rows and gives those they leave.

A row is a list of cells; the first row of `OPEN` names the columns, that of a legal file is its header.
"""

import csv
import io
import re
import unicodedata

from tenancies.stock.rpls.layouts import LEGAL_POSITIONS
from tenancies.stock.rpls.sample import write_legal_file
from tests.tenancies.stock.rpls.files import SIREN

ABSENT_FROM_OPEN_DATA = ("IDENT_REP", "IDENT_INT", "SORTIEPATRIM", "MODE", "LOYERPRINC", "CONTINGENT")
Rows = list[list[str]]
NUMBERS = (
    "DEPCOM",
    "CODEPOSTAL",
    "NUMVOIE",
    "NUMAPPT",
    "ESC",
    "ETAGE",
    "NBPIECE",
    "SURFHAB",
    "CONSTRUCT",
    "FINAN",
    "QPV",
)
DOORS = ("NUMVOIE", "NUMAPPT", "ESC", "ETAGE", "NBPIECE", "SURFHAB")
WORDS = (
    "LIBCOM",
    "TYPVOIE",
    "NOMVOIE",
    "COMPLIDENT",
    "BAT",
    "COMPLGEO",
    "LIEUDIT",
    "NUMCONV",
    "ESC",
    "NUMAPPT",
    "ENTREE",
)
MONTH = re.compile(r"^(\d\d)/(\d{4})$")
MISSING_MARKS = ("NA", "NaN", "nan", "NULL", "None", "<NA>", "#N/A", "N/A", "n/a", "null", "-", "--", "\\N", "NaT", ".")


def places(rows: Rows) -> dict[str, int]:
    """Where each column is, in the open data as in the legal file."""
    if rows[0][0].isdigit():
        return {name: position - 1 for name, (position, _) in LEGAL_POSITIONS.items()}
    return {name: index for index, name in enumerate(rows[0])}


def each(rows: Rows, names, change) -> Rows:
    """The rows with the given columns' cells changed."""
    found = places(rows)
    indexes = {found[name] for name in names if name in found}

    def changed(row: list[str]) -> list[str]:
        return [change(text) if index in indexes else text for index, text in enumerate(row)]

    return [rows[0], *(changed(row) for row in rows[1:])]


def digits(change):
    return lambda text: change(text) if text.isascii() and text.isdigit() else text


def without_zeros(text: str) -> str:
    return text.lstrip("0") or "0"


def filled(change):
    return lambda text: change(text) if text else text


def to_csv(rows: Rows, *, separator=";", end="\r\n", encoding="utf-8", quoting=csv.QUOTE_MINIMAL) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
    return target.getvalue().encode(encoding)


def open_rows(count: int) -> Rows:
    """Open data: no column tells which dwelling a line is."""
    names = [name for name in LEGAL_POSITIONS if name not in ABSENT_FROM_OPEN_DATA]
    return [names, *([row[LEGAL_POSITIONS[name][0] - 1] for name in names] for row in legal_rows(count)[1:])]


def legal_rows(count: int) -> Rows:
    target = io.StringIO()
    write_legal_file(target, lines=count, siren=SIREN)
    return [line.split(";") for line in target.getvalue().splitlines()]


# The same file written otherwise: every one of these changes nothing.
WRITINGS = {
    "numbers with a decimal point": lambda rows: each(rows, NUMBERS, digits(lambda text: f"{text}.0")),
    "numbers with a decimal comma": lambda rows: each(rows, NUMBERS, digits(lambda text: f"{text},00")),
    "zeros in front": lambda rows: each(rows, DOORS, digits(lambda text: text.zfill(3))),
    "zeros in front lost": lambda rows: each(rows, [*NUMBERS, "IDENT_REP"], digits(without_zeros)),
    "lower case": lambda rows: each(rows, places(rows), str.lower),
    "upper case": lambda rows: each(rows, places(rows), str.upper),
    "capitalised": lambda rows: each(rows, WORDS, str.title),
    "decomposed accents": lambda rows: each(rows, places(rows), lambda text: unicodedata.normalize("NFD", text)),
    "no-break spaces": lambda rows: each(rows, WORDS, lambda text: text.replace(" ", "\u00a0")),
    "narrow spaces": lambda rows: each(rows, WORDS, lambda text: text.replace(" ", "\u202f")),
    "double spaces": lambda rows: each(rows, WORDS, lambda text: text.replace(" ", "  ")),
    "padded cells": lambda rows: each(rows, places(rows), lambda text: f" {text}  "),
    "long dashes": lambda rows: each(rows, places(rows), lambda text: text.replace("-", "–")),
    "no-break hyphens": lambda rows: each(rows, places(rows), lambda text: text.replace("-", "\u2011")),
    "curled apostrophes": lambda rows: each(rows, places(rows), lambda text: text.replace("'", "’")),
    "quoted for a spreadsheet": lambda rows: each(rows, NUMBERS, filled(lambda text: f'="{text}"')),
    "kept as text": lambda rows: each(rows, NUMBERS, filled(lambda text: f"'{text}")),
    "years with a space": lambda rows: each(rows, ["CONSTRUCT"], digits(lambda text: f"{text[0]}\u202f{text[1:]}")),
    "dates of pandas": lambda rows: each(rows, ["DPEDATE"], lambda text: MONTH.sub(r"\2-\1-01 00:00:00", text)),
    "dates without zero": lambda rows: each(rows, ["DPEDATE"], lambda text: text.lstrip("0")),
    "whole dates": lambda rows: each(rows, ["DPEDATE"], filled(lambda text: f"01/{text}")),
    "truth in words": lambda rows: each(rows, ["QPV"], lambda text: {"1": "VRAI", "2": "FAUX"}.get(text, text)),
    "energy class in words": lambda rows: each(rows, ["DPEENERGIE", "DPESERRE"], filled(lambda text: f"classe {text}")),
    **{
        f"missing as {mark}": lambda rows, mark=mark: each(rows, places(rows), lambda text: text or mark)
        for mark in MISSING_MARKS
    },
}  # fmt: skip
