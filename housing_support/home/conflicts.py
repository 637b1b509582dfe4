"""Conflicts between neighbours, for whoever carries them on."""

from housing_support.common.dates import day_and_month
from housing_support.common.links import row_url
from housing_support.home.sections import Line, Worklist
from referrals.models import Conflict
from referrals.reading.conflicts import conflicts_to_carry_on, mediations_entrusted


def steps_to_come() -> Worklist:
    return Worklist("conflicts", "Conflits de voisinage", conflicts_to_carry_on, conflict_line, ("next_due_on", "pk"))


def mediations() -> Worklist:
    return Worklist("mediations", "Médiations qui vous sont confiées", mediations_entrusted, conflict_line, ("pk",))


def conflict_line(conflict: Conflict) -> Line:
    """Neither who, nor what about: the home is read over shoulders."""
    is_late = conflict.is_late()
    badge = (
        f"{'Due le' if is_late else 'Avant le'} {day_and_month(conflict.next_due_on)}" if conflict.next_due_on else ""
    )
    return Line(
        title=f"Conflit {conflict.reference}",
        text=conflict.get_next_step_display() or "Prochaine étape à fixer",
        url=row_url("referrals:conflict", conflict.public_id),
        badge=badge,
        tone="late" if is_late else "soon",
    )
