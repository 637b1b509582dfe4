"""What follows an act in a case file, and by when."""

from django.utils import timezone

from housing_support.common.dates import long_date, long_moment
from housing_support.common.numbers import days
from tenancies.models import Participation, Visit


def next_visit_of(visit: Visit) -> str:
    """The appointment, and the day by which the convention wants the household to be visited."""
    follow_up = visit.follow_up
    due = long_date(follow_up.visit_due_on)
    is_late = follow_up.visit_due_on < timezone.localdate()
    words = (
        f"La prochaine est en retard\u00a0: elle était à faire avant le {due}"
        if is_late
        else f"Prochaine visite avant le {due}"
    )
    if follow_up.next_visit_at is None:
        return f"{words}\u00a0; aucun rendez-vous n’est fixé."
    return f"{words}\u00a0; rendez-vous le {long_moment(follow_up.next_visit_at)}."


def reads_own_for(participation: Participation) -> str:
    """« Vous lisez vos écrits encore 27 jours. », for the association that left."""
    left = participation.own_days_left
    return f"Vous lisez vos écrits encore {days(left)}." if left else "Vous lisez vos écrits jusqu’à ce soir."


def left_behind(participation: Participation | None) -> str:
    """What the association still reads once its part has ended; nothing more, when the case file stays open to it."""
    if participation is None or participation.own_until is None:
        return "plus aucune visite n’y est attendue."
    return f"vous relirez vos écrits jusqu’au {long_date(participation.own_until)}."
