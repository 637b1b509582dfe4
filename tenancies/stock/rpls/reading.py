"""From bytes to lines of cells: encoding, separator and layout are found in the file itself.

A file is never held in memory: it is read once to be recognised, once to be imported.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.conf import settings

from partners.models import Organization
from tenancies.stock.rpls import layouts
from tenancies.stock.rpls.layouts import Column

CHUNK_BYTES = 1_000_000
SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
# Bytes that Windows leaves undefined: a file that holds one is in ISO 8859-1.
NOT_IN_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
OTHER_FORMATS = (
    (
        b"PK\x03\x04",
        "C’est un classeur Excel ou une archive ZIP. Ouvrez-le et enregistrez-le au format « CSV UTF-8 », "
        "puis donnez ce nouveau fichier.",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "C’est un ancien classeur Excel. Enregistrez-le au format « CSV UTF-8 », puis donnez ce nouveau fichier.",
    ),
    (b"%PDF", "C’est un document PDF. Donnez le fichier RPLS lui-même, au format texte ou CSV."),
    (b"\x1f\x8b", "C’est une archive compressée. Décompressez-la, puis donnez le fichier qu’elle contient."),
    (
        codecs.BOM_UTF16_LE,
        "Ce fichier est codé en UTF-16. Enregistrez-le au format « CSV UTF-8 », puis donnez ce nouveau fichier.",
    ),
    (
        codecs.BOM_UTF16_BE,
        "Ce fichier est codé en UTF-16. Enregistrez-le au format « CSV UTF-8 », puis donnez ce nouveau fichier.",
    ),
)


class FileRefusedError(Exception):
    """The whole file is refused: one French sentence says why and what to do."""


@dataclass(frozen=True)
class Encoding:
    name: str
    errors: str = "strict"


@dataclass(frozen=True)
class StockFile:
    """A recognised file: what its lines mean, and how to go through them."""

    encoding: Encoding
    separator: str
    header: list[str]
    columns: dict[str, Column]
    is_legal: bool
    line_count: int
    remarks: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        return layouts.LEGAL_LENGTH if self.is_legal else len(self.header)

    @property
    def has_corrected_lines(self) -> bool:
        """Lines that were refused once, given back."""
        return layouts.ERROR_COLUMN in self.header

    def lines(self, stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
        """Each line after the header as its number in the file and its cells; empty lines are skipped."""
        for number, line in enumerate(text_lines(stream, self.encoding), start=1):
            if number > 1 and line.strip(" \t\n;,"):
                yield number, split_cells(line, self.separator)


def recognise_file(stream: BinaryIO, *, landlord: Organization) -> StockFile:
    """Find out what the file is; raise `FileRefusedError` when it cannot be this landlord's stock."""
    encoding, line_count = scan(stream)
    first = next(text_lines(stream, encoding), "")
    if not first.strip():
        raise FileRefusedError("La première ligne est vide. Elle doit porter l’en-tête du fichier RPLS.")
    separator = find_separator(first)
    header = [cell.strip() for cell in split_cells(first, separator)]
    if is_legal_header(header):
        remarks = check_legal_header(header, landlord=landlord, line_count=line_count)
        return StockFile(encoding, separator, header, layouts.legal_columns(), True, line_count, remarks)
    columns = layouts.open_data_columns(header)
    if len(header) >= layouts.LEGAL_LENGTH and not columns:
        raise FileRefusedError(
            "La première ligne décrit déjà un logement. Le fichier légal commence par un en-tête de 12\u00a0positions "
            "(année, organisme, raison sociale, … SIRET) : remettez-le en première ligne."
        )
    missing = [words for name, words in layouts.INDISPENSABLE.items() if name not in columns]
    if missing:
        raise FileRefusedError(
            f"Il manque {' et '.join(missing)} dans la première ligne, lue avec le séparateur « "
            f"{SEPARATORS[separator]} ». Donnez un fichier RPLS avec sa ligne d’en-tête."
        )
    return StockFile(encoding, separator, header, columns, False, line_count)


def scan(stream: BinaryIO) -> tuple[Encoding, int]:
    """Read the whole file once: refuse what is no text, find its encoding, count its lines after the first."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = newlines = returns = 0
    is_utf8, in_cp1252 = True, True
    last = b""
    while chunk := stream.read(CHUNK_BYTES):
        if not size:
            refuse_other_formats(chunk)
        size += len(chunk)
        if size > settings.IMPORT_MAX_BYTES:
            raise FileRefusedError(
                f"Ce fichier dépasse {settings.IMPORT_MAX_BYTES // 1_000_000} Mo. Découpez-le en plusieurs fichiers, "
                "chacun avec sa ligne d’en-tête."
            )
        if b"\0" in chunk:
            raise FileRefusedError(
                "Ce fichier contient des octets nuls : ce n’est pas du texte, ou il a été abîmé pendant son envoi. "
                "Exportez-le de nouveau au format CSV."
            )
        if len(chunk) == CHUNK_BYTES and b"\n" not in chunk and b"\r" not in chunk:
            raise FileRefusedError("Une ligne dépasse un million de caractères : ce n’est pas un fichier RPLS.")
        newlines += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        last = chunk[-1:]
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        in_cp1252 = in_cp1252 and not any(byte in chunk for byte in NOT_IN_CP1252)
    if not size:
        raise FileRefusedError("Ce fichier est vide. Exportez-le de nouveau, puis recommencez.")
    lines = (newlines or returns) + (last not in (b"\n", b"\r"))
    if is_utf8:
        return Encoding("utf-8-sig"), lines - 1
    if is_mostly_utf8(stream):
        return Encoding("utf-8-sig", "replace"), lines - 1
    return Encoding("cp1252" if in_cp1252 else "iso-8859-1"), lines - 1


def refuse_other_formats(beginning: bytes) -> None:
    for signature, sentence in OTHER_FORMATS:
        if beginning.startswith(signature):
            raise FileRefusedError(sentence)


def is_mostly_utf8(stream: BinaryIO) -> bool:
    """A UTF-8 file with a few spoilt bytes: read as anything else, all its good accents would be lost."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = spoilt = 0
    while chunk := stream.read(CHUNK_BYTES):
        text = decoder.decode(chunk)
        damaged = text.count("\ufffd")
        spoilt += damaged
        good += len(text) - len(text.encode("ascii", "ignore")) - damaged
    return good > spoilt


def text_lines(stream: BinaryIO, encoding: Encoding) -> Iterator[str]:
    stream.seek(0)
    wrapper = io.TextIOWrapper(stream, encoding=encoding.name, errors=encoding.errors)
    try:
        # Not `yield from`, which would close the stream with this generator: its owner does.
        for line in wrapper:  # noqa: UP028
            yield line
    finally:
        wrapper.detach()


def split_cells(line: str, separator: str) -> list[str]:
    """The cells of one line. A quote that never closes is a character like another: it swallows no other line."""
    line = line.rstrip("\r\n")
    # Beyond its limit, a cell is no text to be quoted: the reader of CSV would stop the whole import at it.
    if '"' not in line or line.count('"') % 2 or len(line) > csv.field_size_limit():
        return line.split(separator)
    return next(csv.reader([line], delimiter=separator))


def find_separator(first: str) -> str:
    """The separator that makes the most known columns of the first line; failing that, the most cells."""

    def merit(separator: str) -> tuple[int, int]:
        cells = split_cells(first, separator)
        return len(layouts.open_data_columns(cells)), len(cells)

    return max(SEPARATORS, key=merit)


def is_legal_header(cells: list[str]) -> bool:
    year = cells[layouts.HEADER_SURVEY_YEAR]
    return (
        year.isascii()
        and year.isdigit()
        and len(year) == 4
        and layouts.HEADER_SIRET < len(cells) <= layouts.HEADER_LENGTH + 2
    )


def check_legal_header(header: list[str], *, landlord: Organization, line_count: int) -> list[str]:
    siret = header[layouts.HEADER_SIRET].replace(" ", "")
    if siret[:9] != landlord.siren:
        raise FileRefusedError(
            f"Ce fichier est celui d’un autre organisme : l’en-tête porte le SIRET « {siret} » "
            f"({header[layouts.HEADER_NAME]}), et le SIREN de {landlord.name} est {landlord.siren}."
        )
    announced = header[layouts.HEADER_COUNT] if len(header) > layouts.HEADER_COUNT else ""
    if announced.isascii() and announced.isdigit() and int(announced) != line_count:
        return [
            f"L’en-tête annonce {int(announced)}\u00a0logements et le fichier compte {line_count}\u00a0lignes : "
            "vérifiez qu’il est entier."
        ]
    return []
