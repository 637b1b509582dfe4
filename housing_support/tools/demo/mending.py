"""What was recorded by error and put right, by the services themselves: a visit corrected, a note cancelled."""

from housing_support.common.mending import Mistake
from housing_support.tools.demo.partnership import Partnership
from tenancies.models import JournalEntry, Visit
from tenancies.services.journal import cancel_note
from tenancies.services.visits import correct_visit


def build_mended(partnership: Partnership) -> None:
    _correct_a_visit(partnership)
    _cancel_a_note(partnership)


def _correct_a_visit(partnership: Partnership) -> None:
    """It was not at home: the household came to the office."""
    running = Visit.objects.done().filter(author=partnership.users["maya"], follow_up__ended_on=None)
    visit = running.filter(medium=Visit.Medium.HOME).select_related("household", "follow_up").latest("visited_at")
    correct_visit(
        visit=visit,
        user=partnership.users["maya"],
        outcome=visit.outcome,
        medium=Visit.Medium.OFFICE,
        visited_at=visit.visited_at,
        topics=visit.topics,
        levels=dict(visit.observations.values_list("domain", "level")),
    )


def _cancel_a_note(partnership: Partnership) -> None:
    author = partnership.users["paul"]
    notes = JournalEntry.objects.filter(author=author, kind=JournalEntry.Kind.NOTE, household__closed_on=None)
    cancel_note(entry=notes.latest("occurred_at"), user=author, reason=Mistake.TWICE)
