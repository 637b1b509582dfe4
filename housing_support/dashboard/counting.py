"""Numbers counted no further than the cap of long lists."""

from dataclasses import dataclass

from housing_support.common.numbers import integer
from housing_support.common.pagination import COUNT_CAP


@dataclass(frozen=True)
class Capped:
    """A number that was counted up to the cap: beyond it, « plus de 1 000 »."""

    number: int
    is_capped: bool = False

    @classmethod
    def of(cls, counted: int) -> "Capped":
        """`counted` goes one beyond the cap, to tell that there are more."""
        return cls(min(counted, COUNT_CAP), counted > COUNT_CAP)

    def __str__(self) -> str:
        return f"plus de {integer(self.number)}" if self.is_capped else integer(self.number)

    def __add__(self, other: "Capped") -> "Capped":
        """The sum of two counts of different rows."""
        total = self.number + other.number
        return Capped(min(total, COUNT_CAP), self.is_capped or other.is_capped or total > COUNT_CAP)

    def share_of(self, whole: "Capped | int") -> int | None:
        """Whole per cent, at most 100; None when one of them is not known or there is nothing to share."""
        total = whole.number if isinstance(whole, Capped) else whole
        is_known = not self.is_capped and not (isinstance(whole, Capped) and whole.is_capped)
        return min(100, round(100 * self.number / total)) if is_known and total else None


@dataclass(frozen=True)
class Number:
    """A count and the address of the list of the same rows, when this reader may open it."""

    count: Capped
    url: str = ""
