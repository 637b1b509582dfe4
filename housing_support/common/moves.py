"""One machine for states: which moves an object knows, from where to where, who may make each and what it needs.

A model declares its machine beside its states:

    machine = Machine(
        Move("send", {State.DRAFT: [State.SENT]}, by=Authority(Right.LOG_REFERRAL, …)),
        Move("close", {State.SENT: [State.CLOSED]}, by=…, needs=[Need("…", holds, SomeError)]),
        event=record,
    )

One service function per move begins it, does the work, and finishes it, in one transaction:

    locked = Referral.machine.begin(referral, Referral.Move.CLOSE, user)
    …
    Referral.machine.finish(locked, Referral.Move.CLOSE, actor=user, facts={"reason": reason}, closed_at=now)

Nothing else writes a state: `tests/consistency/test_moves.py` looks for it, and `docs/states.md` is written from here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils import timezone

from housing_support.common.audit import Kept


class TransitionNotAllowedError(Exception):
    """The record is no longer in a state from which this move is possible: somebody was faster."""


class Authority(Protocol):
    """Who may make a move. Its text is what `docs/states.md` says of it."""

    def check(self, user: Any, row: Any) -> None:
        """Raise the error of a missing right unless `user` may act on `row`."""


@dataclass(frozen=True)
class Need:
    """A condition that the object must meet, besides its state, and the error that says it does not."""

    words: str
    holds: Callable[[Any], bool]
    error: type[Exception]


@dataclass(frozen=True)
class Move:
    """`paths`: from each state where it is possible, where it may lead. The service says which when there are several;
    none means that the row is deleted.

    `by` None: it follows from the move of another object, or from the clock, and whoever makes it answers for it.
    """

    code: str
    paths: Mapping[str, Sequence[str]]
    by: Authority | None = None
    needs: Sequence[Need] = ()


def from_each(states: Iterable[str], to: str) -> dict[str, list[str]]:
    """The paths of a move that leads from any of these states to the same one."""
    return {state: [to] for state in states}


@dataclass(frozen=True)
class Made:
    """A move as it was made: what an event keeps of it. Codes and facts, no sentence; `actor` None is Passerelle."""

    move: str
    from_state: str
    to_state: str
    actor: Any
    facts: dict[str, Any] = field(default_factory=dict)


class Machine:
    """The moves of a model that has a column `state`. `event` writes down each move made, in the same transaction.

    `loads` names the relations to read together with the locked row.
    """

    def __init__(
        self, *moves: Move, event: Callable[[Any, Made], object] | None = None, loads: Sequence[str] = ()
    ) -> None:
        self.moves = {move.code: move for move in moves}
        self.event = event
        self.loads = loads

    def allows(self, row: Any, code: str) -> bool:
        return row.state in self.moves[code].paths

    def lock(self, row: Any) -> Any:
        """The row as it stands now, locked until the transaction ends. `no_key` lets others go on writing rows that
        point to it."""
        rows = type(row)._base_manager.select_for_update(of=("self",), no_key=True)
        return rows.select_related(*self.loads).get(pk=row.pk)

    def begin(self, row: Any, code: str, user: Any = None) -> Any:
        """Lock the row and check that `user` may make this move now; return it as it stands.

        The right is checked first: a refusal tells nothing of the state. Raises the authority's error,
        `TransitionNotAllowedError`, or that of the need that is not met.
        """
        locked = self.lock(row)
        self.authorize(locked, code, user)
        self.check(locked, code)
        return locked

    def authorize(self, row: Any, code: str, user: Any) -> None:
        """Whether `user` may make this move on such a row, whatever its state."""
        by = self.moves[code].by
        if by:
            by.check(user, row)

    def check(self, row: Any, code: str) -> None:
        """Whether a row already locked is in a state and a condition to make this move."""
        if not self.allows(row, code):
            raise TransitionNotAllowedError(f"{code} is not possible from {row.state}")
        for need in self.moves[code].needs:
            if not need.holds(row):
                raise need.error(f"{code} needs {need.words}")

    def finish(
        self, row: Any, code: str, *, actor: Any, to: str = "", facts: dict[str, Any] | None = None, **changes: Any
    ) -> Any:
        """Write the new state of a locked row with what goes along with it, and the event."""
        self.check(row, code)
        targets = self.moves[code].paths[row.state]
        if not to and len(targets) == 1:
            [to] = targets
        if to not in targets:
            raise ValueError(f"{code} leads from {row.state} to {targets}, not to “{to}”")
        made = Made(code, row.state, to, actor, facts or {})
        row.state = to
        for name, value in changes.items():
            setattr(row, name, value)
        row.save(update_fields=["state", *changes])
        if self.event:
            self.event(row, made)
        return row


class MoveEvent(Kept):
    """A move that was made: who, when, from where to where, and its facts, as codes that presentation puts in words."""

    # Never taken away. Not said by leaving it empty: a draft that is thrown away, which has none, looks for its own.
    KEPT_FOR = "100 years"

    move = models.CharField(max_length=30)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
