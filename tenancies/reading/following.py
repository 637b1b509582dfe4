"""What follows a visit, and by when: said once it is recorded."""

from django.utils import timezone

from housing_support.common.dates import long_date, long_moment
from tenancies.models import Visit


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
