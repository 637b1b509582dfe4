"""What a case file says of something that stands above, in a word.

As for `origins`: what is above gives its source (`sources`) when it is loaded, and says only what its reader may
read."""

from collections.abc import Callable
from dataclasses import dataclass

from partners.models import User
from tenancies.models import Household


@dataclass(frozen=True)
class Mention:
    """`url`: of its page, for whoever reads it."""

    text: str
    url: str = ""


sources: list[Callable[[User, Household], list[Mention]]] = []


def mentions_of(household: Household, *, reader: User) -> list[Mention]:
    return [mention for source in sources for mention in source(reader, household)]
