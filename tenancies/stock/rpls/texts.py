"""Texts as people wrote them, in capitals or with spoilt accents, and as the pages show them."""

import functools
import re
import unicodedata

# The hyphens and dashes of word processors, and the minus sign.
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"))
DAMAGE = ("\ufffd", "?")
# A spoilt letter is still a letter of its word.
LETTERS = re.compile(r"(?:[^\W\d_]|[?\ufffd])+(?:[’'](?:[^\W\d_]|[?\ufffd])+)*")
PARTICLES = frozenset(
    ["à", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "sous", "sur"]
)
KEPT_IN_CAPITALS = frozenset(
    [
        "HLM",
        "ZAC",
        "ZUP",
        "ZI",
        "BP",
        "RN",
        "II",
        "III",
        "IV",
        "VI",
        "VII",
        "VIII",
        "IX",
        "XI",
        "XII",
        "XIII",
        "XIV",
        "XV",
        "XVI",
    ]
)
ABBREVIATED_BUILDING = re.compile(r"^(?:B[AÂ?\ufffd]TIMENT|B[AÂ?\ufffd]T|BT)\b\.?\s*", re.IGNORECASE)


def tidy(text: str) -> str:
    """Single spaces, plain dashes, whole letters, no invisible character."""
    text = " ".join(text.split())
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(DASHES)
    # An invisible character may have stood between two spaces.
    return text if text.isprintable() else " ".join("".join(filter(str.isprintable, text)).split())


def is_damaged(text: str) -> bool:
    """An accent was lost on the way: a replacement character, or the question mark that stands for it."""
    return any(mark in text for mark in DAMAGE)


@functools.lru_cache(maxsize=20_000)
def titled(text: str, *, after_type: bool = False) -> str:
    """« DES BUISSONS ARDENTS » as « des Buissons Ardents » after a type of street; what is not in capitals stays."""
    if not text.isupper():
        return text

    def word(match: re.Match) -> str:
        found = match[0]
        if len(found) == 1 or found in KEPT_IN_CAPITALS or touches_digit(match):
            return found
        is_first = match.start() == 0 and not after_type
        parts = re.split(r"([’'])", found.lower())
        shown = [
            part if part in PARTICLES and not (is_first and rank == 0) else part.capitalize()
            for rank, part in enumerate(parts)
        ]
        return "".join(shown)

    return LETTERS.sub(word, text)


def touches_digit(match: re.Match) -> bool:
    text = match.string
    return text[match.start() - 1 : match.start()].isdigit() or text[match.end() : match.end() + 1].isdigit()


def is_name(text: str) -> bool:
    """Words rather than a code: « LES AMARYLLIS 2 », not « 0008-T4-01 »."""
    return bool(re.search(r"[^\W\d_]{3}", text)) and not ABBREVIATED_BUILDING.match(text)


def matches_damaged(damaged: str, good: str) -> bool:
    """Whether `damaged` is `good` with accents lost, or cut just before one."""
    first, second = damaged.casefold(), good.casefold()
    if is_damaged(first):
        pattern = ".{0,3}".join(re.escape(part) for part in re.split(r"[?\ufffd]+", first))
        return re.fullmatch(pattern, second) is not None
    return len(second) > len(first) > 2 and second.startswith(first) and not second[len(first)].isascii()
