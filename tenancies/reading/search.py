"""How a household is found: by its reference, by its name, by the names and the telephones of its members, by its
present address. Everything that looks one up asks here, over the households that its reader may find.

`matching` narrows a list; `find` gives the few first, those of that name before those of that member or address, and
failing all the names close to what was typed. The text is taken word by word, whatever its case, its accents, its
punctuation and its order. A protected household is never found by its address; members are read, and so looked for, in
the case files that are open to the reader alone.

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
from django.db.models import F, Q, QuerySet, Value

from housing_support.common import telephones
from housing_support.common.compiled_queries import among, compiled
from housing_support.common.text import on_one_line
from partners.models import User
from tenancies.models import Dwelling, Household, Person, Residence, Tenancy
from tenancies.models.functions import ConcatOperator, IsOneOf, Unaccented
from tenancies.models.households import had_reference, is_open_to
from tenancies.reading.masking import FINDABLE_BY_ADDRESS

MAXIMUM = 20
SHORTEST = 2
# More of them tell nobody apart, and each one is looked for.
MOST_WORDS = 8
# Shorter words are in no index of what is inside a text.
TRIGRAM = 3
# A text found so many times tells nobody apart: « rue » is in most addresses. Ten times what a list counts.
MOST_LISTED = 10_000
MOST_SORTED = 1_000
REFERENCE = re.compile(r"[cd]-?\d[\d-]*", re.IGNORECASE)


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
    # That of a candidate, which its case file bears until the lease, and is found by afterwards.
    CANDIDATE = "CANDIDATE"
    # A whole number, however it was written.
    TELEPHONE = "TELEPHONE"
    # A single letter, which is a whole name.
    EXACT = "EXACT"
    # Words too short for an index of what is inside a text.
    BEGINNING = "BEGINNING"
    INSIDE = "INSIDE"


REFERENCES = (SearchMode.REFERENCE, SearchMode.CANDIDATE)


def mode_of(text: str) -> tuple[SearchMode, list[str]]:
    """How `text` is looked for, and the first words of it, to give to `matching_words`."""
    text = on_one_line(text)
    if not text:
        return SearchMode.NONE, []
    if number := telephones.kept(text):
        return SearchMode.TELEPHONE, [number]
    if REFERENCE.fullmatch(text):
        reference = text.upper()
        return SearchMode.CANDIDATE if reference.startswith("C") else SearchMode.REFERENCE, [reference]
    # What is nothing but punctuation is looked for as it is, and found nowhere.
    words = words_of(text) or text.split()[:MOST_WORDS]
    if not is_long_enough(text):
        return SearchMode.EXACT, words
    if not are_indexed(words):
        return SearchMode.BEGINNING, words
    # The longest word first: an index knows it, and it tells the most.
    return SearchMode.INSIDE, sorted(words, key=len, reverse=True)


def words_of(text: str) -> list[str]:
    """« 14, rue Jean-Jaurès » as « 14 », « rue », « Jean », « Jaurès »: the first of them."""
    return list(dict.fromkeys(re.findall(r"\w+", text)))[:MOST_WORDS]


def matching(households: QuerySet, text: str, *, user: User) -> QuerySet:
    """Those of `households`, which `user` may find, whose reference, name, member or address has each word of `text`,
    or that telephone; all, without a text. At most `MOST_LISTED` of them found by each way."""
    return matching_words(households, *mode_of(text), user=user)


def matching_words(households: QuerySet, mode: SearchMode, words: list[str], *, user: User) -> QuerySet:
    """The same. Its SQL depends on `mode` and on how many words there are, not on what they say."""
    if mode == SearchMode.NONE:
        return households
    if mode in REFERENCES:
        return with_reference(households, mode, words[0], user)
    # Each has its own limit: PostgreSQL would not stop early for one around them all.
    first, *others = [way[:MOST_LISTED] for way in ways_to(households, mode, words, user)]
    return restricted_to(households, first.union(*others, all=True) if others else first)


# Which households are looked for among: what the reader may find, with what is shown of each.
Findable = Callable[[User], QuerySet]


def find(user: User, text: str, *, findable: Findable, most: int = MAXIMUM) -> Finding:
    """The first `most`, in three queries at most besides what `findable` loads."""
    text = on_one_line(text)
    mode, words = mode_of(text)
    if mode == SearchMode.NONE:
        return Finding()
    if mode in REFERENCES:
        rows = referenced.rows(user, limit=most + 1, given={"reference": words[0]}, findable=findable, mode=mode)
        return Finding(tuple(rows[:most]), has_more=len(rows) > most)
    numbered = {f"word{rank}": word for rank, word in enumerate(words)}
    rows = ranked.rows(user, given=numbered, findable=findable, mode=mode, most=most)
    identifiers = list(dict.fromkeys(pk for *_, pk in sorted(rows)))
    are_close = not identifiers and mode in (SearchMode.BEGINNING, SearchMode.INSIDE)
    if are_close:
        close = alike.rows(user, limit=most + 1, given={"text": text}, findable=findable)
        identifiers = [pk for (pk,) in close]
    shown = identifiers[:most]
    rows = identified.rows(user, given={"identifiers": shown}, findable=findable) if shown else []
    loaded = {row.pk: row for row in rows}
    found = tuple(loaded[pk] for pk in shown if pk in loaded)
    return Finding(found, has_more=len(identifiers) > most, are_close=are_close and bool(found))


@compiled
def referenced(user: User, *, findable: Findable, mode: SearchMode, reference: str) -> QuerySet:
    return with_reference(findable(user), mode, reference, user).order_by("reference", "pk")


@compiled
def ranked(user: User, *, findable: Findable, mode: SearchMode, most: int, **words: str) -> QuerySet:
    """Identifiers of the first `most` and one more, found by name, then by address."""
    households = findable(user)
    if households.query.is_empty():
        return households
    each = [
        restricted_to(Household.objects.all(), way[:MOST_SORTED])
        .annotate(way=Value(min(number, 1)))
        .order_by("sort_name", "pk")
        .values_list("way", "sort_name", "pk")[: most + 1]
        for number, way in enumerate(ways_to(households, mode, [*words.values()], user))
    ]
    return each[0].union(*each[1:], all=True) if each[1:] else each[0]


@compiled
def alike(user: User, *, findable: Findable, text: str) -> QuerySet:
    """Identifiers of those whose name is close to `text`, for a letter missing or swapped, the closest first."""
    wanted = Unaccented(Value(text))
    likeness = TrigramSimilarity("sort_name", wanted)  # type: ignore[arg-type] # the stubs forget expressions
    close = findable(user).filter(sort_name__trigram_similar=wanted)
    return close.order_by(likeness.desc(), "pk").values_list("pk")


@compiled
def identified(user: User, *, findable: Findable, identifiers: list[int]) -> QuerySet:
    return findable(user).filter(among("pk", identifiers))


def is_long_enough(text: str) -> bool:
    return len("".join(text.split())) >= SHORTEST


def are_indexed(words: list[str]) -> bool:
    return any(len(word) >= TRIGRAM for word in words)


def with_reference(households: QuerySet, mode: SearchMode, reference: str, user: User) -> QuerySet:
    beginning = Value(reference)
    asked = Q(reference__startswith=beginning)
    if mode == SearchMode.CANDIDATE:
        asked |= had_reference(user, beginning)
    led = IsOneOf(F("pk"), ArraySubquery(merged().filter(asked).values("merged_into")))
    return households.filter(asked | Q(led))


def merged() -> QuerySet[Household]:
    """Those whose reference and name lead to another case file of the same household."""
    return Household.objects.filter(merged_into__isnull=False).order_by()


def ways_to(households: QuerySet, mode: SearchMode, words: list[str], user: User) -> list[QuerySet]:
    """Identifiers of households, found by the name, by the members, by the street, by the residence. A text shorter
    than a trigram is a name: as a number, it is everywhere."""
    if mode == SearchMode.TELEPHONE:
        return [of_members(households, user).filter(phone=Value(words[0])).values("household")]
    if mode == SearchMode.EXACT:
        return [households.filter(sort_name=Unaccented(Value(words[0]))).order_by().values("pk")]
    led = holding(merged(), "sort_name", words, is_inside=mode == SearchMode.INSIDE).values("merged_into")
    merged_name = households.filter(IsOneOf(F("pk"), ArraySubquery(led[:MOST_SORTED]))).order_by().values("pk")
    by_name = holding(households, "sort_name", words, is_inside=mode == SearchMode.INSIDE).order_by().values("pk")
    if mode != SearchMode.INSIDE:
        return [by_name, merged_name]
    dwellings = holding(Dwelling.objects.all(), "search_text", words, is_inside=True).order_by()
    residences = holding(Residence.objects.all(), "sort_name", words, is_inside=True).order_by()
    in_residences: QuerySet = Dwelling.objects.filter(residence__in=residences.values("pk")).order_by()
    leases = Tenancy.objects.running().filter(FINDABLE_BY_ADDRESS, household__in=households.order_by().values("pk"))
    by_address = [
        leases.filter(dwelling__in=somewhere.values("pk")).order_by().values("household")
        for somewhere in (dwellings, in_residences)
    ]
    return [by_name, merged_name, *by_member(households, words, user), *by_address]


def of_members(households: QuerySet, user: User) -> QuerySet:
    """The members of those of `households` whose case file is open to the reader."""
    persons = Person.objects.filter(is_open_to(user, "household"), household__in=households.order_by().values("pk"))
    return persons.order_by()


def by_member(households: QuerySet, words: list[str], user: User) -> list[QuerySet]:
    """« Nadia Belkacem »: each word begins one of the names of a member or is in that of the household. The first word,
    which an index knows, is looked up in either."""
    told = of_members(households, user)
    (first_name, first_inside), *others = [
        (ConcatOperator(Value(r"\m"), Unaccented(Value(word))), Unaccented(Value(word))) for word in words
    ]
    for name, inside in others:
        told = told.filter(Q(search_text__regex=name) | Q(household__sort_name__contains=inside))
    ways = told.filter(search_text__regex=first_name), told.filter(household__sort_name__contains=first_inside)
    return [way.values("household") for way in ways]


def holding(rows: QuerySet, field: str, words: list[str], *, is_inside: bool) -> QuerySet:
    """Those whose `field` holds each word; unless it may be inside, the first word begins the field, which the trigram
    index still answers."""
    for number, word in enumerate(words):
        lookup = "contains" if is_inside or number else "startswith"
        rows = rows.filter(**{f"{field}__{lookup}": Unaccented(Value(word))})
    return rows
