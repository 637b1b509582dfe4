"""How a dwelling is found: by the words of its address, its residence, its references and its door, in any order and
whatever their case, their accents and their punctuation. Whoever looks one up asks here, over the dwellings that its
reader may find, and keeps as many as its page shows.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet, Value
from django.db.models.lookups import GreaterThanOrEqual

from housing_support.common.compiled_queries import compiled
from housing_support.common.text import on_one_line
from partners.models import User
from tenancies.models import Dwelling, Residence
from tenancies.models.functions import ConcatOperator, Unaccented
from tenancies.reading.search import MOST_WORDS, are_indexed, holding, restricted_to

# In so many addresses that looking for them alone tells nothing.
STREETS = {"allée", "allee", "avenue", "boulevard", "chemin", "impasse", "place", "route", "rue"}
# Of a landlord's own references.
LONGEST_PREFIX = 4
# Fewer letters are close to those of too many others; more dwellings tell nothing.
SHORTEST_NAME, MOST_CLOSE = 5, 1_000
# « Ardant » is as near as that to « Ardents ».
NEAR = 0.4
ARTICLES = {"de", "des", "du", "la", "le", "les"}


# How many parts and spellings, whether it is looked up, and anywhere in an address.
Shape = tuple[int, int, bool, bool]


@dataclass(frozen=True)
class Sought:
    """A word as it is looked for. How its SQL reads depends on `shape`, and on nothing else of it."""

    word: str
    # « Jean-Jaurès » as « Jean », « Jaurès ».
    parts: tuple[str, ...]
    # As a reference of the landlord's may begin; none, when it cannot be one or is not looked up.
    spellings: tuple[str, ...]
    # Looked up in the indexes: it tells one address from another, or no word does.
    is_looked_up: bool
    # Long enough to be looked up anywhere in an address.
    is_inside: bool

    @classmethod
    def by(cls, word: str, *, is_looked_up: bool) -> "Sought":
        parts = tuple(dict.fromkeys(re.findall(r"\w+", word)))[:MOST_WORDS]
        spellings = sorted({word, word.lower(), word.upper()}) if is_looked_up and begins_reference(word) else []
        return cls(word, parts, tuple(spellings), is_looked_up, are_indexed([*parts]))

    @property
    def shape(self) -> Shape:
        return len(self.parts), len(self.spellings), self.is_looked_up, self.is_inside

    @property
    def texts(self) -> tuple[str, ...]:
        return self.word, *self.parts, *self.spellings

    @classmethod
    def of(cls, shape: Shape, texts: Iterator[str]) -> "Sought":
        """The word of that shape which begins `texts`."""
        parts, spellings, *flags = shape
        return cls(next(texts), tuple(islice(texts, parts)), tuple(islice(texts, spellings)), *flags)


# Which dwellings are looked for among: those that the reader may find, in the order of the page.
Findable = Callable[[User], QuerySet[Dwelling]]


def find(user: User, text: str, *, findable: Findable, most: int) -> list[Dwelling]:
    """The first `most` of those of `findable` where each of the first words of `text` stands; none, without a word."""
    words = sought(text)
    if not words:
        return []
    texts = [text for word in words for text in word.texts]
    numbered = {f"text{rank}": text for rank, text in enumerate(texts)}
    return first_found.rows(
        user, limit=most, given=numbered, findable=findable, shapes=tuple(word.shape for word in words)
    )


@compiled
def first_found(user: User, *, findable: Findable, shapes: tuple[Shape, ...], **texts: str) -> QuerySet:
    given = iter(texts.values())
    return standing(findable(user), [Sought.of(shape, given) for shape in shapes])


def matching(dwellings: QuerySet[Dwelling], text: str) -> QuerySet[Dwelling]:
    """Those of `dwellings` where each of the first words of `text` stands; none, without a word."""
    words = sought(text)
    return standing(dwellings, words) if words else dwellings.none()


def standing(dwellings: QuerySet[Dwelling], words: list[Sought]) -> QuerySet[Dwelling]:
    if dwellings.query.is_empty():
        return dwellings
    among = dwellings.order_by()
    first, *others = (way.values("pk") for word in words if word.is_looked_up for way in ways(among, word))
    found = restricted_to(dwellings, first.union(*others, all=True))
    for word in words:
        found = found.filter(stands(word))
    return found


def find_close(user: User, text: str, *, findable: Findable, most: int) -> list[Dwelling]:
    """Failing those of `find`, the first `most` of those close to `text`."""
    names, others = names_and_others(text)
    if not names:
        return []
    texts = [text for word in others for text in word.texts]
    numbered = {f"name{rank}": name for rank, name in enumerate(names)}
    numbered |= {f"text{rank}": text for rank, text in enumerate(texts)}
    shapes = tuple(word.shape for word in others)
    return first_close.rows(user, limit=most, given=numbered, findable=findable, names=len(names), shapes=shapes)


@compiled
def first_close(user: User, *, findable: Findable, names: int, shapes: tuple[Shape, ...], **texts: str) -> QuerySet:
    given = iter(texts.values())
    return near(findable(user), [*islice(given, names)], [Sought.of(shape, given) for shape in shapes])


def close(dwellings: QuerySet[Dwelling], text: str) -> QuerySet[Dwelling]:
    """Failing those: whose address or residence has names close to those of `text`, a letter missing, doubled or
    swapped. What else is in it, such as a number, stands there as it is."""
    return near(dwellings, *names_and_others(text))


def names_and_others(text: str) -> tuple[list[str], list[Sought]]:
    """The names of streets and residences in `text`, the longest first, and what else tells addresses apart."""
    words = telling(words_of(text))
    names = sorted((word for word in words if is_name(word)), key=len, reverse=True)
    return names, [Sought.by(word, is_looked_up=False) for word in words if word not in names]


def near(dwellings: QuerySet[Dwelling], names: list[str], others: list[Sought]) -> QuerySet[Dwelling]:
    if not names or dwellings.query.is_empty():
        return dwellings.none()
    narrowed = dwellings.order_by()
    for name in names[1:]:
        narrowed = narrowed.filter(is_near("search_text", name) | is_near("residence__sort_name", name))
    for word in others:
        narrowed = narrowed.filter(stands(word))
    first, *rest = (way[:MOST_CLOSE].values("pk") for way in close_ways(narrowed, names[0]))
    return restricted_to(dwellings, first.union(*rest, all=True))


def close_ways(dwellings: QuerySet[Dwelling], name: str) -> list[QuerySet[Dwelling]]:
    """One for each index, as `ways` has."""
    named = Residence.objects.filter(is_close("sort_name", name)).order_by()
    return [dwellings.filter(is_close("search_text", name)), dwellings.filter(residence__in=named.values("pk"))]


def is_close(column: str, name: str) -> Q:
    return Q(**{f"{column}__trigram_word_similar": Unaccented(Value(name))})


def is_near(column: str, name: str) -> Q:
    """No index tells it, which may be the less strict."""
    likeness = TrigramWordSimilarity(Unaccented(Value(name)), column)  # type: ignore[arg-type] # forgets expressions
    return Q(GreaterThanOrEqual(likeness, NEAR))


def is_name(word: str) -> bool:
    """Long enough for its letters to be told from those of another."""
    return len(word) >= SHORTEST_NAME and not any(character.isdigit() for character in word)


def sought(text: str) -> list[Sought]:
    words = words_of(text)
    looked_up = telling(words) or words
    return [Sought.by(word, is_looked_up=word in looked_up) for word in words]


def words_of(text: str) -> list[str]:
    """« 14, rue Jean-Jaurès » as « 14 », « rue », « Jean-Jaurès »."""
    words = (re.sub(r"^\W+|\W+$", "", word) for word in on_one_line(text).split())
    return [word for word in dict.fromkeys(words) if word][:MOST_WORDS]


def telling(words: list[str]) -> list[str]:
    """Those that tell one address from another."""
    return [word for word in words if word.lower() not in STREETS | ARTICLES]


def tells_apart(text: str) -> bool:
    """« rue » or « 14 » alone is in too many addresses for a search that looks in everything."""
    return any(not word.isdigit() for word in telling(words_of(text)))


def ways(dwellings: QuerySet[Dwelling], sought: Sought) -> list[QuerySet[Dwelling]]:
    """One for each index: a plain OR would read the whole stock. No index knows the doors: another word does."""
    in_words = [
        holding(dwellings, column, [*sought.parts], is_inside=sought.is_inside)
        for column in ("search_text", "residence__sort_name")
    ]
    if not sought.spellings:
        return in_words
    return [
        *in_words,
        *(
            dwellings.exclude(landlord_reference="").filter(landlord_reference__startswith=Value(spelling))
            for spelling in sought.spellings
        ),
        dwellings.exclude(rpls_id="").filter(rpls_id=sought.word),
    ]


def begins_reference(word: str) -> bool:
    """« LM-0450 », « 0450 » or « lm »: a longer word without a digit is a name, looked up in no index of references."""
    return len(word) <= LONGEST_PREFIX or any(character.isdigit() for character in word)


def stands(sought: Sought) -> Q:
    """The word is inside the address or the name of the residence, begins one of the landlord's reference, or is the
    register's identifier or one of the door."""

    def every(condition: Callable[[Value], Q]) -> Q:
        return reduce(and_, (condition(Value(part)) for part in sought.parts))

    begins, ends = Value(r"\m"), Value(r"\M")
    return (
        every(lambda part: Q(search_text__contains=Unaccented(part)))
        | every(lambda part: Q(residence__sort_name__contains=Unaccented(part)))
        | every(lambda part: Q(landlord_reference__iregex=ConcatOperator(begins, part)))
        | every(lambda part: Q(door__iregex=ConcatOperator(begins, part, ends)))
        | Q(rpls_id=sought.word)
    )
