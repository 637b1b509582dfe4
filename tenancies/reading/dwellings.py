"""How a dwelling is found: by the words of its address, its residence, its references and its door, in any order and
whatever their case, their accents and their punctuation. Whoever looks one up asks here, over the dwellings that its
reader may find, and keeps as many as its page shows.
"""

import re
from collections.abc import Callable
from functools import reduce
from operator import and_

from django.db.models import Q, QuerySet, Value

from housing_support.common.text import on_one_line
from tenancies.models import Dwelling
from tenancies.models.functions import Unaccented
from tenancies.reading.search import MOST_WORDS, containing, restricted_to

# In so many addresses that looking for them alone tells nothing.
STREETS = {"allée", "allee", "avenue", "boulevard", "chemin", "impasse", "place", "route", "rue"}
# Of a landlord's own references.
LONGEST_PREFIX = 4
ARTICLES = {"de", "des", "du", "la", "le", "les"}


def matching(dwellings: QuerySet[Dwelling], text: str) -> QuerySet[Dwelling]:
    """Those of `dwellings` where each of the first words of `text` stands; none, without a word."""
    words = words_of(text)
    if not words:
        return dwellings.none()
    first, *others = (way.values("pk") for word in looked_up(words) for way in ways(dwellings.order_by(), word))
    found = restricted_to(dwellings, first.union(*others, all=True))
    for word in words:
        found = found.filter(stands(word))
    return found


def words_of(text: str) -> list[str]:
    """« 14, rue Jean-Jaurès » as « 14 », « rue », « Jean-Jaurès »."""
    words = (re.sub(r"^\W+|\W+$", "", word) for word in on_one_line(text).split())
    return [word for word in dict.fromkeys(words) if word][:MOST_WORDS]


def parts_of(word: str) -> list[str]:
    """« Jean-Jaurès » as « Jean », « Jaurès »: the first of them."""
    return list(dict.fromkeys(re.findall(r"\w+", word)))[:MOST_WORDS]


def telling(words: list[str]) -> list[str]:
    """Those that tell one address from another."""
    return [word for word in words if word.lower() not in STREETS | ARTICLES]


def tells_apart(text: str) -> bool:
    """« rue » or « 14 » alone is in too many addresses for a search that looks in everything."""
    return any(not word.isdigit() for word in telling(words_of(text)))


def looked_up(words: list[str]) -> list[str]:
    return telling(words) or words


def ways(dwellings: QuerySet[Dwelling], word: str) -> list[QuerySet[Dwelling]]:
    """One for each index: a plain OR would read the whole stock. No index knows the doors: another word does."""
    parts = parts_of(word)
    in_words = [containing(dwellings, column, parts) for column in ("search_text", "residence__sort_name")]
    if not begins_reference(word):
        return in_words
    return [
        *in_words,
        *(
            dwellings.exclude(landlord_reference="").filter(landlord_reference__startswith=spelling)
            for spelling in sorted({word, word.lower(), word.upper()})
        ),
        dwellings.exclude(rpls_id="").filter(rpls_id=word),
    ]


def begins_reference(word: str) -> bool:
    """« LM-0450 », « 0450 » or « lm »: a longer word without a digit is a name, looked up in no index of references."""
    return len(word) <= LONGEST_PREFIX or any(character.isdigit() for character in word)


def stands(word: str) -> Q:
    """The word is inside the address or the name of the residence, begins one of the landlord's reference, or is the
    register's identifier or one of the door."""
    parts = parts_of(word)
    return (
        every(parts, lambda part: Q(search_text__contains=Unaccented(Value(part))))
        | every(parts, lambda part: Q(residence__sort_name__contains=Unaccented(Value(part))))
        | every(parts, lambda part: Q(landlord_reference__iregex=rf"\m{part}"))
        | every(parts, lambda part: Q(door__iregex=rf"\m{part}\M"))
        | Q(rpls_id=word)
    )


def every(parts: list[str], condition: Callable[[str], Q]) -> Q:
    return reduce(and_, map(condition, parts))
