"""What became of a report, for the caretaker who named a door: neither who lives there, nor whether anybody helps them,
nor why nobody does."""

from enum import Enum

from referrals.models import Referral

State, EndReason = Referral.State, Referral.EndReason
# Whoever lives there is looked after all the same.
IN_OTHER_HANDS = frozenset({EndReason.DUPLICATE, EndReason.FOLLOWED})


class Outcome(Enum):
    """In words, and their tone."""

    SENT = "Transmis", "soon"
    IN_HAND = "Pris en charge, merci", "info"
    WITHOUT_EFFECT = "Sans suite, merci", ""
    CANCELLED = "Annulé", ""

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def tone(self) -> str:
        return self.value[1]


def outcome_of(referral: Referral) -> Outcome:
    """An adviser who takes it up has it in hand, whether the household was at the meeting or not, and to its end."""
    if referral.state == State.DISMISSED and referral.closing_reason == EndReason.MISTAKE:
        return Outcome.CANCELLED
    if referral.state == State.DISMISSED and referral.closing_reason not in IN_OTHER_HANDS:
        return Outcome.WITHOUT_EFFECT
    return Outcome.SENT if referral.state == State.SENT and referral.adviser_id is None else Outcome.IN_HAND
