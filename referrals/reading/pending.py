"""What waits or runs for a referral, in words for the adviser: she reads it before the act that ends it."""

from collections.abc import Iterable

from django.db.models import Prefetch

from housing_support.common.dates import long_date, long_moment
from housing_support.common.settling import Pending
from partners.discretion import name_in_sentence
from partners.models import User
from referrals.models import Candidacy, Meeting, Mobilisation, Referral
from referrals.reading.presentation import of_organization
from tenancies.models import Draft, Household
from tenancies.reading.pending import drafts_waiting

ENDED = (Referral.State.CLOSED, Referral.State.DISMISSED)


def planned_meetings(meetings: Iterable[Meeting]) -> list[Pending]:
    """Of rows that come with their adviser."""
    return [
        Pending(f"Rencontre du {long_moment(meeting.planned_at)}{with_whom(meeting)}", "annulée")
        for meeting in meetings
        if meeting.state == Meeting.State.PLANNED
    ]


def with_whom(meeting: Meeting) -> str:
    return f", avec {meeting.adviser.full_name}" if meeting.adviser else ", conseillère à désigner"


def requests_waiting(mobilisations: Iterable[Mobilisation], user: User) -> list[Pending]:
    """Of rows that come with their organization."""
    return [
        Pending(f"Demande du {long_date(asked.requested_at)} à {name_in_sentence(asked.organization, user)}", "retirée")
        for asked in mobilisations
        if asked.is_unsettled
    ]


def partners_at_work(mobilisations: Iterable[Mobilisation], *, becomes: str) -> list[Pending]:
    """Of rows that come with their organization and follow-up."""
    return [
        Pending(
            f"Suivi {of_organization(asked.organization.short_name)} depuis le {long_date(asked.follow_up.started_on)}",
            becomes,
        )
        for asked in mobilisations
        if asked.follow_up and asked.follow_up.ended_on is None
    ]


def ends_without_agreement(meetings: Iterable[Meeting], mobilisations: list[Mobilisation], user: User) -> list[Pending]:
    """By the question that decides of it."""
    of_sharing = requests_waiting(mobilisations, user)
    of_sharing += partners_at_work(mobilisations, becomes="terminé, et le dossier se ferme à l’association")
    return [
        *(each._replace(question="agreement") for each in planned_meetings(meetings)),
        *(each._replace(question="sharing") for each in of_sharing),
    ]


def ends_with_referral(
    meetings: Iterable[Meeting], mobilisations: list[Mobilisation], drafts: Iterable[Draft], user: User
) -> list[Pending]:
    """What ending it settles; the follow-ups go on, unless the reason is that the household wants no help."""
    becomes = "continue, sauf si le ménage ne souhaite plus d’aide"
    return [
        *planned_meetings(meetings),
        *requests_waiting(mobilisations, user),
        *drafts_waiting(drafts),
        *(each._replace(question="reason") for each in partners_at_work(mobilisations, becomes=becomes)),
    ]


def ends_with_case_file(household: Household, user: User) -> list[Pending]:
    """The referrals that closing a case file ends, with what waits in each, and its candidacy. The case file tells the
    follow-ups."""
    waiting = Referral.objects.visible_to(user).filter(household=household)
    waiting = waiting.prefetch_related(
        Prefetch("meetings", Meeting.objects.filter(state=Meeting.State.PLANNED).select_related("adviser")),
        Prefetch("mobilisations", Mobilisation.objects.unsettled().select_related("organization")),
    ).order_by("pk")
    found = []
    for referral in waiting.exclude(state__in=ENDED):
        if referral.state == Referral.State.DRAFT:
            found.append(Pending(f"Votre brouillon de signalement {referral.reference}", "supprimé"))
            continue
        found.append(Pending(f"Signalement {referral.reference}", "clos"))
        found += planned_meetings(referral.meetings.all())
        found += requests_waiting(referral.mobilisations.all(), user)
    running = Candidacy.objects.visible_to(user).running().filter(household=household)
    found += [Pending(f"Candidature du {long_date(each.proposed_at)} à un logement", "retirée") for each in running]
    return found
