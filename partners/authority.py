"""Who may make a move, in the words that `common.moves` asks for."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model

from partners.exceptions import RightMissingError
from partners.roles import Right


@dataclass(frozen=True)
class Authority:
    """Whoever holds `right` in the organization that the row names at `organization` and, when one is said, is the
    very person that it names at `person`: dotted names of identifiers, such as `referral.landlord_id`."""

    right: Right
    organization: str
    person: str = ""

    def check(self, user: Any, row: Model) -> None:
        """Raise `RightMissingError` unless `user` may act on `row`."""
        user.require(self.right)
        is_theirs = attrgetter(self.organization)(row) == user.organization_id
        if not is_theirs or (self.person and attrgetter(self.person)(row) != user.pk):
            raise RightMissingError(self.right)

    def __str__(self) -> str:
        words = [f"`{self.right}` in its {_noun(self.organization)}"]
        return ", ".join([*words, f"as its {_noun(self.person)}"] if self.person else words)


def may_mend(user: Any, *, author: int | None, organization: int | None) -> bool:
    """Whether an act of `author`, for `organization`, is this user's to correct or cancel: their own or, for whoever
    answers for a team, a colleague's."""
    if organization is None or organization != user.organization_id:
        return False
    return author == user.pk or user.may(Right.MEND_FOR_COLLEAGUES)


def _noun(path: str) -> str:
    return path.rpartition(".")[2].removesuffix("_id")
