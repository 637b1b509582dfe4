"""What runs in a case file, in words for whoever is about to end it."""

from collections.abc import Iterable

from housing_support.common.dates import long_date, long_moment
from housing_support.common.settling import Pending
from partners.models import User
from tenancies.models import FollowUp
from tenancies.reading.summaries import follow_up_line


def parts_running(follow_ups: Iterable[FollowUp], user: User) -> list[Pending]:
    """Of rows that come with their organization, worker and action, each with its appointment."""
    running = []
    for follow_up in follow_ups:
        partner = follow_up_line(follow_up, user).partner
        begun = f"Suivi par {partner[:1].lower() + partner[1:] if partner.startswith('Un ') else partner}"
        running.append(Pending(f"{begun} depuis le {long_date(follow_up.started_on)}", "terminé"))
        running += appointment_of(follow_up)
    return running


def appointment_of(follow_up: FollowUp) -> list[Pending]:
    """The visit planned, when there is one."""
    if follow_up.next_visit_at is None or follow_up.is_awaiting_conclusion:
        return []
    return [Pending(f"Visite prévue le {long_moment(follow_up.next_visit_at)}", "annulée")]
