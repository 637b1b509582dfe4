"""One address out of six columns in which it may stand anywhere."""

import functools
import re
from typing import NamedTuple

from tenancies.stock.rpls.texts import titled

# Spellings of each type of street. A residence or a domain is a place inside which streets run: it names an address
# only for want of a real one.
STREETS: dict[str, str] = {
    "allée": "ALLEE ALL AL",
    "allées": "ALLEES",
    "avenue": "AVENUE AV AVE",
    "boulevard": "BOULEVARD BD BLD BVD BOUL",
    "chaussée": "CHAUSSEE CHS",
    "chemin": "CHEMIN CHE CHEM CH",
    "cours": "COURS CRS",
    "côte": "COTE",
    "descente": "DESCENTE DSC",
    "esplanade": "ESPLANADE ESP",
    "faubourg": "FAUBOURG FG FBG",
    "grande rue": "GRANDRUE GRANDERUE",
    "impasse": "IMPASSE IMP",
    "mail": "MAIL",
    "montée": "MONTEE MTE",
    "parvis": "PARVIS",
    "passage": "PASSAGE PAS PASS",
    "place": "PLACE PL",
    "promenade": "PROMENADE PROM",
    "quai": "QUAI",
    "route": "ROUTE RTE",
    "rue": "RUE R",
    "ruelle": "RUELLE RLE",
    "sente": "SENTE",
    "sentier": "SENTIER SEN",
    "square": "SQUARE SQ",
    "traverse": "TRAVERSE TRA",
    "venelle": "VENELLE VEN",
    "voie": "VOIE VOI",
}
PLACES: dict[str, str] = {
    "cité": "CITE",
    "clos": "CLOS",
    "domaine": "DOMAINE DOM",
    "hameau": "HAMEAU HAM",
    "lotissement": "LOTISSEMENT LOT",
    "parc": "PARC",
    "quartier": "QUARTIER QUA QU",
    "résidence": "RESIDENCE RES",
    "villa": "VILLA VLA",
    "zone": "ZONE ZAC",
}
# The one street whose type is all its name.
GRAND_RUE = "grande rue"
TYPES = {spelling: name for table in (STREETS, PLACES) for name, forms in table.items() for spelling in forms.split()}
ACCENTS = str.maketrans("ÀÂÄÉÈÊËÎÏÔÖÙÛÜŸÇ", "AAAEEEEIIOOUUUYC")
# « 12 IMPASSE », « 17-19 impasse », « 53.55 avenue », « 7 BIS RUE », « 56rue »: one or more numbers, then the rest.
NUMBERED = re.compile(
    r"^(\d{1,4}(?:\s?[-/.,&]\s?\d{1,4})*)\s*(?:\b|(?<=\d))((?:BIS|TER|QUATER|[A-Z])(?=[\s,]))?[\s,]*(.+)$",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^(\d{1,5}(?:\s?[-/.,&àA]\s?\d{1,5})*)\s*([A-Z]{1,6})?$", re.IGNORECASE)
REPETITIONS = {"B": "B", "BIS": "bis", "T": "T", "TER": "ter", "Q": "Q", "QUATER": "quater", "QUINQUIES": "quinquies"}


class Street(NamedTuple):
    number: str
    kind: str
    name: str

    @property
    def is_street(self) -> bool:
        return self.kind in STREETS

    @property
    def words(self) -> str:
        return f"{self.kind} {titled(self.name, after_type=True)}".strip() if self.kind else titled(self.name)


class Address(NamedTuple):
    number: str
    street: str
    complement: str
    is_certain: bool


def type_of_street(text: str) -> str:
    """« AV. », « Ave », « ALL?E » as « avenue », « allée »; an empty string when it is no known type."""
    plain = text.upper().translate(ACCENTS).rstrip(".")
    if plain in TYPES:
        return TYPES[plain]
    if "?" in plain or "\ufffd" in plain:
        pattern = re.compile(re.sub(r"[?\ufffd]+", "[A-Z]{1,2}", plain.replace(".", "")))
        return next((name for spelling, name in TYPES.items() if pattern.fullmatch(spelling)), "")
    return ""


def clean_number(number: str, repetition: str = "") -> str:
    """« 0007 » + « BIS », « 7BIS », « 95 B », « 53.55 » as « 7 bis », « 7 bis », « 95 B », « 53-55 »."""
    found = NUMBER.match(number)
    if not found:
        return number.strip("0") and number[:20]
    digits = [part.lstrip("0") for part in re.split(r"\D+", found[1])]
    shown = "-".join(part for part in digits if part)
    mark = (found[2] or repetition).upper()
    return f"{shown} {REPETITIONS.get(mark, mark)}"[:20].strip() if shown else ""


def split_type(text: str) -> tuple[str, str]:
    """The type of street that begins a text, and the rest."""
    first, _, rest = text.partition(" ")
    kind = type_of_street(first)
    if not kind and "." in first:
        # « AV.MICHEL JOURDAN »
        head, _, tail = first.partition(".")
        kind, rest = type_of_street(head), f"{tail} {rest}".strip()
    return (kind, rest) if kind and rest else ("", text)


def read_street(text: str) -> Street:
    """An address written in one piece. « 8 MAI 1945 » keeps its number: no type of street follows it."""
    found = NUMBERED.match(text)
    if found:
        kind, name = split_type(found[3])
        if kind:
            return Street(clean_number(found[1], found[2] or ""), kind, name)
    return Street("", *split_type(text))


def same_street(one: Street, other: Street) -> bool:
    return one.kind == other.kind and consonants(one.name) == consonants(other.name)


def consonants(text: str) -> str:
    """What is left of a text whose accents may be lost."""
    return re.sub(r"[^B-DF-HJ-NP-TV-XZ0-9]", "", text.upper().translate(ACCENTS))


@functools.lru_cache(maxsize=20_000)
def read_address(number: str, repetition: str, kind: str, name: str, complement: str, locality: str) -> Address:
    """The address of a dwelling, out of tidy texts. An empty street means that there is none anywhere."""
    number = clean_number(number, repetition)
    written = read_street(name)
    if kind and (name or type_of_street(kind) == GRAND_RUE):
        # The type is often written twice: « BOULEVARD » and « BVD PÉRIER ».
        given = type_of_street(kind) or kind.lower()
        street = Street(written.number, given, written.name if written.kind == given else name)
    else:
        street = written
    street = street._replace(number=number or street.number)
    other = read_street(complement)
    if other.is_street and not street.is_street:
        # The columns were used for the name of the residence: the complement holds the address.
        words = street.words
        street, complement = other._replace(number=other.number or street.number), words[:1].upper() + words[1:]
    elif other.is_street and same_street(street, other) and street.number in ("", other.number):
        street, complement = street._replace(number=other.number or street.number), ""
    words = street.words or titled(locality)
    if not words:
        words, complement = titled(complement), ""
    return Address(street.number, words, titled(complement), street.is_street)
