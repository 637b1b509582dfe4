"""What the bytes of a file tell: whether it is text at all, in which encoding, how many lines it has."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings

CHUNK_BYTES = 1_000_000
OTHER_FORMATS = (
    (
        b"\xd0\xcf\x11\xe0",
        "C’est un ancien classeur Excel, ou un classeur protégé par un mot de passe. Enregistrez-le sans mot de passe "
        "au format «\u00a0Classeur Excel (.xlsx)\u00a0», puis donnez ce nouveau fichier.",
    ),
    (b"%PDF", "C’est un document PDF. Donnez le fichier RPLS lui-même, au format texte ou CSV."),
    (b"\x1f\x8b", "C’est une archive compressée. Décompressez-la, puis donnez le fichier qu’elle contient."),
)
WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Encodings of one byte a letter, the likeliest first: Windows, then old Macintoshes and MS-DOS. ISO 8859-1 is what is
# left for a file that holds bytes which Windows leaves undefined.
ONE_BYTE = ("cp1252", "mac_roman", "cp850")
NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
GUILLEMETS = ("\u00ab", "\u00bb")
FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ’“”–—…°ºª²³€§\u00a0").union(GUILLEMETS)
# A byte that is no ASCII, between its neighbours.
ACCENTED = re.compile(rb"(?<![\x80-\xff])[A-Za-z]?[\x80-\xff][A-Za-z]?")
# UTF-8 read as Windows' encoding, and written again: « Ã© » for « é », « â€™ » for « ’ ».
READ_TWICE = re.compile("[ÂÃÅ][\x80-\u00bfŒœŠšŽžŸƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]|â€[\x80-\u00bfŒœŽž˜™š›¢£¦€]")


class FileRefusedError(Exception):
    """The whole file is refused: one French sentence says why and what to do."""


@dataclass(frozen=True)
class Encoding:
    name: str
    errors: str = "strict"


@dataclass(frozen=True)
class Text:
    """What reading a whole file once tells of it."""

    encoding: Encoding
    line_count: int

    def lines(self, stream: BinaryIO) -> Iterator[str]:
        stream.seek(0)
        wrapper = io.TextIOWrapper(stream, encoding=self.encoding.name, errors=self.encoding.errors)
        try:
            # Not `yield from`, which would close the stream with this generator: its owner does.
            for line in wrapper:  # noqa: UP028
                yield line
        finally:
            wrapper.detach()


def scan(stream: BinaryIO) -> Text:
    """Read the whole file once: refuse what is no text, find its encoding, count its lines."""
    stream.seek(0)
    beginning = stream.read(CHUNK_BYTES)
    if not beginning:
        raise FileRefusedError("Ce fichier est vide. Exportez-le de nouveau, puis recommencez.")
    for signature, sentence in OTHER_FORMATS:
        if beginning.startswith(signature):
            raise FileRefusedError(sentence)
    wide = wide_encoding(beginning)
    decoder = codecs.getincrementaldecoder("utf-8")()
    accented: Counter[bytes] = Counter()
    size = ends = 0
    is_utf8 = not wide
    last = b""
    stream.seek(0)
    while chunk := stream.read(CHUNK_BYTES):
        size += len(chunk)
        if size > settings.IMPORT_MAX_BYTES:
            raise FileRefusedError(
                f"Ce fichier dépasse {settings.IMPORT_MAX_BYTES // 1_000_000}\u00a0Mo. Découpez-le en plusieurs "
                "fichiers, chacun avec sa ligne d’en-tête."
            )
        if b"\0" in chunk and not wide:
            raise FileRefusedError(
                "Ce fichier contient des octets nuls\u00a0: ce n’est pas du texte, ou il a été abîmé pendant son "
                "envoi. Exportez-le de nouveau au format CSV."
            )
        if len(chunk) == CHUNK_BYTES and b"\n" not in chunk and b"\r" not in chunk:
            raise FileRefusedError("Une ligne dépasse un million de caractères\u00a0: ce n’est pas un fichier RPLS.")
        # However the lines end, and even when they do not all end alike.
        ends += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        last = chunk[-1:]
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        if not wide:
            accented.update(ACCENTED.findall(chunk))
    line_count = ends + (last not in (b"\n", b"\r", b"\0"))
    if wide:
        return Text(Encoding(wide, "replace"), line_count)
    if is_utf8:
        return Text(Encoding("utf-8-sig"), line_count)
    if is_mostly_utf8(stream):
        return Text(Encoding("utf-8-sig", "replace"), line_count)
    return Text(Encoding(one_byte_encoding(accented)), line_count)


def wide_encoding(beginning: bytes) -> str:
    """UTF-16: every other byte of a French text is null, whether or not the file begins by saying so."""
    if beginning[:2] in WIDE:
        return WIDE[beginning[:2]]
    sample = beginning[:2_000]
    half = len(sample) // 2
    if half > 2 and sample[1::2].count(0) > 0.9 * half and not sample[::2].count(0):
        return "utf-16-le"
    if half > 2 and sample[::2].count(0) > 0.9 * half and not sample[1::2].count(0):
        return "utf-16-be"
    return ""


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


def one_byte_encoding(accented: Counter[bytes]) -> str:
    """The one in which most of the bytes are letters and signs of French, capitals among capitals."""

    def merit(name: str) -> int:
        return sum(count for found, count in accented.items() if is_french(found.decode(name, "replace")))

    # The likeliest first: of equals, `max` takes it.
    best = max(ONE_BYTE, key=merit)
    undefined = any(byte in found for found in accented for byte in NOT_IN_CP1252)
    return "iso-8859-1" if best == ONE_BYTE[0] and undefined else best


def is_french(text: str) -> bool:
    """« ÊTR », « fête »; not « MêRIERS », nor « cafÉ »."""
    letter = next(character for character in text if not character.isascii())
    before, after = text.split(letter, 1)
    return (
        letter in FRENCH and not (letter.islower() and after.isupper()) and not (letter.isupper() and before.islower())
    )


def mended(text: str) -> str:
    """« GENÃŠTS » as « GENÊTS »: its letters were read once in the wrong encoding."""
    return READ_TWICE.sub(read_once, text)


def read_once(found: re.Match) -> str:
    try:
        return b"".join(as_byte(letter) for letter in found[0]).decode()
    except UnicodeError:
        return found[0]


def as_byte(letter: str) -> bytes:
    return bytes([ord(letter)]) if ord(letter) < 256 else letter.encode("cp1252")
