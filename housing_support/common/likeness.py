"""How names are compared, for whoever may be known already: whatever their case, their accents, their punctuation and
their order, and in spite of a spelling fault."""

import re
import unicodedata
from collections.abc import Collection
from difflib import SequenceMatcher

# Of two names whose letters are so many in common, one is the other misspelt.
SPELLING = 0.88


def plain(text: str) -> str:
    """« Œuvre Élise » as « oeuvre elise »."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words_of(text: str, *, without: Collection[str] = ()) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", plain(text))) - frozenset(without)


def are_close(one: Collection[str], other: Collection[str]) -> bool:
    """The same words in any order, a letter or so aside."""
    if not one or not other:
        return False
    # The same letters: « Le Goff » as « Legoff ».
    if sorted("".join(one)) == sorted("".join(other)):
        return True
    sorted_words = ("".join(sorted(one)), "".join(sorted(other)))
    return SequenceMatcher(None, *sorted_words, autojunk=False).ratio() >= SPELLING
