"""What waits or runs for a referral, in words for the adviser: she reads it before the act that ends it."""

from collections.abc import Iterable

from housing_support.common.dates import long_date, long_moment
from housing_support.common.settling import Pending
from referrals.models import Meeting, Mobilisation
from referrals.reading.presentation import of_organization


def planned_meetings(meetings: Iterable[Meeting]) -> list[Pending]:
    """Of rows that come with their adviser."""
    return [
        Pending(f"Rencontre du {long_moment(meeting.planned_at)}{with_whom(meeting)}", "annulée")
        for meeting in meetings
        if meeting.state == Meeting.State.PLANNED
    ]


def with_whom(meeting: Meeting) -> str:
    return f", avec {meeting.adviser.full_name}" if meeting.adviser else ", conseillère à désigner"


def requests_waiting(mobilisations: Iterable[Mobilisation]) -> list[Pending]:
    """Of rows that come with their organization."""
    return [
        Pending(f"Demande du {long_date(asked.requested_at)} à {asked.organization.short_name}", "retirée")
        for asked in mobilisations
        if asked.state == Mobilisation.State.REQUESTED
    ]


def partners_at_work(mobilisations: Iterable[Mobilisation]) -> list[Pending]:
    """Of rows that come with their organization and follow-up."""
    return [
        Pending(
            f"Suivi {of_organization(asked.organization.short_name)} depuis le {long_date(asked.follow_up.started_on)}",
            "terminé, et le dossier se ferme à l’association",
        )
        for asked in mobilisations
        if asked.follow_up and asked.follow_up.ended_on is None
    ]


def ends_without_agreement(meetings: Iterable[Meeting], mobilisations: list[Mobilisation]) -> list[Pending]:
    """By the question that decides of it."""
    of_sharing = requests_waiting(mobilisations) + partners_at_work(mobilisations)
    return [
        *(each._replace(question="agreement") for each in planned_meetings(meetings)),
        *(each._replace(question="sharing") for each in of_sharing),
    ]
