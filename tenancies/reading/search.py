"""How a household is found: by its reference, by its name, by its present address. Everything that looks one up asks
here, over the households that its reader may find.

`matching` narrows a list; a `Finder` gives the few first, those of that name before those of that address, and failing
both the names close to what was typed. The text is taken word by word, whatever its case, its accents and its order.
A protected household is never found by its address.

Each way of finding has an index of its own, which `OR` across tables would not use, and runs once, before anything is
put in order: with `IN` or `ORDER BY … LIMIT`, PostgreSQL walks the whole list by name and asks of each row whether it
was found. `docs/performance.md` has the plans.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, QuerySet, Value

from housing_support.common.compiled_queries import CompiledQuery, among
from partners.models import User
from tenancies.models import Dwelling, Household, Residence, Tenancy
from tenancies.models.functions import IsOneOf, Unaccented
from tenancies.reading.masking import FINDABLE_BY_ADDRESS

MAXIMUM = 20
SHORTEST = 2
# Shorter words are in no index of what is inside a text.
TRIGRAM = 3
# A text found so many times tells nobody apart: « rue » is in most addresses. Ten times what a list counts.
MOST_LISTED = 10_000
MOST_SORTED = 1_000
REFERENCE = re.compile(r"d-?\d[\d-]*", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """`are_close`: nobody has that name or address, these names look like it."""

    households: tuple[Household, ...] = ()
    has_more: bool = False
    are_close: bool = False


def restricted_to(rows: QuerySet, found: QuerySet) -> QuerySet:
    """With `id = ANY(ARRAY(SELECT …))` the search runs once, before the list is put in order."""
    return rows.filter(IsOneOf(F("pk"), ArraySubquery(found)))


class SearchMode(StrEnum):
    """How a text is looked for."""

    NONE = "NONE"
    REFERENCE = "REFERENCE"
    # A single letter, which is a whole name.
    EXACT = "EXACT"
    # Words too short for an index of what is inside a text.
    BEGINNING = "BEGINNING"
    INSIDE = "INSIDE"


def mode_of(text: str) -> tuple[SearchMode, list[str]]:
    """How `text` is looked for, and the words to give to `matching_words`."""
    words = text.split()
    if not words:
        return SearchMode.NONE, words
    if REFERENCE.fullmatch(text.strip()):
        return SearchMode.REFERENCE, [text.strip().upper()]
    if not is_long_enough(text):
        return SearchMode.EXACT, words
    return SearchMode.INSIDE if are_indexed(words) else SearchMode.BEGINNING, words


def matching(households: QuerySet, text: str) -> QuerySet:
    """Those of `households` whose reference, name, or address contains each word of `text`; all, without a text.
    At most `MOST_LISTED` of them found by each way."""
    return matching_words(households, *mode_of(text))


def matching_words(households: QuerySet, mode: SearchMode, words: list[str]) -> QuerySet:
    """The same, whose SQL depends on `mode` and on how many words there are, save for `SearchMode.BEGINNING`."""
    if mode == SearchMode.NONE:
        return households
    if mode == SearchMode.REFERENCE:
        return with_reference(households, words[0])
    if mode == SearchMode.EXACT:
        return households.filter(sort_name=Unaccented(Value(words[0])))
    # Each has its own limit: PostgreSQL would not stop early for one around them all.
    ways = [way[:MOST_LISTED] for way in (by_name(households, words), *by_address(households, words))]
    return restricted_to(households, ways[0].union(*ways[1:], all=True))


class Finder:
    """Looks households up among those that `households(user)` gives, by statements composed once."""

    def __init__(self, households: Callable[[User], QuerySet]):
        self.by_reference = CompiledQuery(lambda user, reference: with_reference(households(user), reference))
        self.ranked = CompiledQuery(lambda user, most, **words: ranked(households(user), [*words.values()], most))
        self.alike = CompiledQuery(lambda user, text: alike(households(user), text).values_list("pk"))
        self.loaded = CompiledQuery(lambda user, identifiers: households(user).filter(among("pk", identifiers)))

    def find(self, user: User, text: str, *, most: int = MAXIMUM) -> Finding:
        """The first `most`, in three queries at most besides what they load."""
        if not is_long_enough(text):
            return Finding()
        mode, words = mode_of(text)
        if mode == SearchMode.REFERENCE:
            given = {"reference": words[0]}
            rows = self.by_reference.rows(user, order=("reference", "pk"), limit=most + 1, given=given)
            return Finding(tuple(rows[:most]), has_more=len(rows) > most)
        given = {f"word{rank}": word for rank, word in enumerate(words)}
        if mode == SearchMode.BEGINNING:
            rows = list(self.ranked.compose(user, most=most, **given))
        else:
            rows = self.ranked.rows(user, given=given, most=most)
        identifiers = list(dict.fromkeys(pk for *_, pk in sorted(rows)))
        are_close = not identifiers
        if are_close:
            alike = self.alike.rows(user, limit=most + 1, given={"text": text.strip()})
            identifiers = [pk for (pk,) in alike]
        shown = identifiers[:most]
        loaded = {row.pk: row for row in self.loaded.rows(user, given={"identifiers": shown})} if shown else {}
        found = tuple(loaded[pk] for pk in shown if pk in loaded)
        return Finding(found, has_more=len(identifiers) > most, are_close=are_close and bool(found))


def ranked(households: QuerySet, words: list[str], most: int) -> QuerySet:
    """Identifiers of the first `most` and one more, found by name, then by address."""
    if households.query.is_empty():
        return households
    ways = [by_name(households, words), *by_address(households, words)]
    each = [
        restricted_to(Household.objects.all(), way[:MOST_SORTED])
        .annotate(way=Value(min(number, 1)))
        .order_by("sort_name", "pk")
        .values_list("way", "sort_name", "pk")[: most + 1]
        for number, way in enumerate(ways)
    ]
    return each[0].union(*each[1:], all=True)


def is_long_enough(text: str) -> bool:
    return len("".join(text.split())) >= SHORTEST


def are_indexed(words: list[str]) -> bool:
    return any(len(word) >= TRIGRAM for word in words)


def with_reference(households: QuerySet, reference: str) -> QuerySet:
    return households.filter(reference__startswith=Value(reference))


def by_name(households: QuerySet, words: list[str]) -> QuerySet:
    return containing(households, "sort_name", words).order_by().values("pk")


def by_address(households: QuerySet, words: list[str]) -> list[QuerySet]:
    """By the street, and by the residence. A text shorter than a trigram is a name: as a number, it is everywhere."""
    if not are_indexed(words):
        return []
    dwellings = containing(Dwelling.objects.all(), "search_text", words).order_by()
    residences = containing(Residence.objects.all(), "sort_name", words).order_by()
    inside: QuerySet = Dwelling.objects.filter(residence__in=residences.values("pk")).order_by()
    leases = Tenancy.objects.running().filter(FINDABLE_BY_ADDRESS, household__in=households.order_by().values("pk"))
    return [
        leases.filter(dwelling__in=somewhere.values("pk")).order_by().values("household")
        for somewhere in (dwellings, inside)
    ]


def containing(rows: QuerySet, field: str, words: list[str]) -> QuerySet:
    """Those whose `field` holds each word, whatever its case and accents. Without a word as long as a trigram, the
    first begins the field, which the trigram index still answers."""
    is_indexed = are_indexed(words)
    for number, word in enumerate(words):
        lookup = "contains" if is_indexed or number else "startswith"
        rows = rows.filter(**{f"{field}__{lookup}": Unaccented(Value(word))})
    return rows


def alike(households: QuerySet, text: str) -> QuerySet:
    """Names close to `text`, for a letter missing or swapped, the closest first."""
    wanted = Unaccented(Value(text))
    likeness = TrigramSimilarity("sort_name", wanted)  # type: ignore[arg-type] # the stubs forget expressions
    return households.filter(sort_name__trigram_similar=wanted).order_by(likeness.desc(), "pk")
