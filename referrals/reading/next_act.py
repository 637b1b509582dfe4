"""What the adviser does next with a referral, and what else may be done with it."""

from dataclasses import dataclass

from referrals.models import Referral

Move, State, Agreement = Referral.Move, Referral.State, Referral.Agreement
# A referral that waits for a partner, or is in follow-up, asks nothing of the adviser.
NEXT_ACTS = {
    State.SENT: Move.PLAN_MEETING,
    State.MET: Move.MOBILISE,
    State.TO_CLOSE: Move.CLOSE,
}
# The adviser's acts that have a form, in the order of the page.
ACTS = (
    Move.RECORD_HELD,
    Move.SCREEN,
    Move.PLAN_MEETING,
    Move.RECORD_ATTEMPT,
    Move.MOBILISE,
    Move.RECORD_AGREEMENT,
    Move.CLOSE,
    Move.DISMISS,
)
# As the next act, and as another one.
TITLES = {
    Move.RECORD_HELD: ("Enregistrer la rencontre", "Enregistrer la rencontre"),
    Move.SCREEN: ("Examiner le signalement", "Examiner le signalement"),
    Move.RECORD_ATTEMPT: ("Noter une tentative de rencontre", "Noter une tentative de rencontre"),
    Move.PLAN_MEETING: ("Fixer la rencontre", "Fixer une nouvelle rencontre"),
    Move.MOBILISE: ("Mobiliser des partenaires", "Mobiliser d’autres partenaires"),
    Move.RECORD_AGREEMENT: ("Recueillir l’accord du ménage", "Noter la réponse du ménage"),
    Move.CLOSE: ("Clore le signalement", "Clore le signalement"),
    Move.DISMISS: ("Classer sans suite", "Classer sans suite"),
}


@dataclass(frozen=True)
class Act:
    move: Referral.Move
    is_next: bool = False
    has_planned: bool = False
    is_done: bool = False

    @property
    def title(self) -> str:
        if self.move == Move.PLAN_MEETING and self.has_planned:
            return "Déplacer la rencontre"
        if self.move == Move.SCREEN and self.is_done:
            return "Revoir l’examen du signalement"
        as_next, as_other = TITLES[self.move]
        return as_next if self.is_next else as_other


def acts_of(referral: Referral, *, has_planned: bool = False, refused: Referral.Move | None = None) -> list[Act]:
    """The next act first, if there is one, then the others. `has_planned`: a meeting is fixed. The form that was just
    `refused` is always among them."""
    has_planned = has_planned or referral.state == State.MEETING_PLANNED
    next_act = Move.RECORD_HELD if has_planned else next_act_of(referral)
    hidden = set()
    if not has_planned:
        hidden.add(Move.RECORD_HELD)
    if referral.household_id is None:
        # Nobody is met, nor asked for an agreement, before an adviser says who it is.
        hidden |= {Move.PLAN_MEETING, Move.RECORD_ATTEMPT, Move.RECORD_AGREEMENT}
    if referral.agreement == Agreement.REFUSED:
        hidden.add(Move.RECORD_ATTEMPT)
    if referral.sharing != Agreement.GIVEN:
        # No partner is asked before the household agrees to it.
        hidden.add(Move.MOBILISE)
    if next_act == Move.RECORD_HELD:
        # The form of the meeting asks for the agreement too.
        hidden.add(Move.RECORD_AGREEMENT)
    others = [move for move in ACTS if Referral.machine.allows(referral, move) and move != next_act]
    shown = [Act(next_act, is_next=True, has_planned=has_planned)] if next_act else []
    is_done = referral.screened_at is not None
    return shown + [
        Act(move, has_planned=has_planned, is_done=is_done) for move in others if move not in hidden or move == refused
    ]


def next_act_of(referral: Referral) -> Referral.Move | None:
    """What the household refuses leaves the referral to be ended."""
    if referral.state == State.SENT and referral.agreement == Agreement.REFUSED:
        return Move.DISMISS
    is_over = referral.state == State.TO_CLOSE
    if not is_over and Referral.machine.allows(referral, Move.MOBILISE) and referral.sharing != Agreement.GIVEN:
        is_refused = Agreement.REFUSED in {referral.agreement, referral.sharing}
        return Move.CLOSE if is_refused and Referral.machine.allows(referral, Move.CLOSE) else Move.RECORD_AGREEMENT
    return NEXT_ACTS.get(State(referral.state)) if referral.household_id else None
