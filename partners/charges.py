"""What somebody has in charge, and hands over when they leave or may no longer carry it.

Each application above gives its own when it is loaded, for this one must not import them: `charges` are handed over,
`unfinished` counts what nobody else may take over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from partners.models import User
from partners.roles import Right


class Description(NamedTuple):
    title: str
    text: str


@dataclass(frozen=True)
class Charge:
    """`right` is what whoever carries it holds. `held_by` gives the rows that somebody carries today, the most pressing
    first; `describe` words some of them for a reader, who may not read a name; `hand_over` names somebody else on a
    locked row, or nobody: it then waits for one where its organization looks every day."""

    code: str
    title: str
    right: Right
    held_by: Callable[[User], QuerySet]
    describe: Callable[[list[Any], User], list[Description]]
    hand_over: Callable[..., object]

    def key(self, row: Any) -> str:
        return f"{self.code}-{row.pk}"

    def successors_of(self, account: User) -> QuerySet[User]:
        return User.objects.colleagues_of(account).holding(self.right).exclude(pk=account.pk).by_name()


charges: list[Charge] = []
unfinished: list[Callable[[User], int]] = []

# Who takes over, by the key of a row, else by the code of its charge; None, or nothing said: to be named.
Successors = Mapping[str, User | None]


def count_unfinished(account: User) -> int:
    """What was begun and not sent, which its author alone may read."""
    return sum(count(account) for count in unfinished)
