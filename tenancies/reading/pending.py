"""What runs in a case file, in words for whoever is about to end it."""

import uuid
from collections.abc import Iterable
from typing import Any

from housing_support.common.dates import long_date, long_moment
from housing_support.common.settling import Pending
from partners.models import User
from partners.roles import Right
from tenancies.models import Draft, FollowUp, Household, SlidingLease, Stay
from tenancies.reading.summaries import follow_up_line
from tenancies.signals import case_file_pending


def ends_with_case_file(household: Household, user: User) -> list[Pending]:
    """Everything that closing it settles: what runs in it, what waits above, what `user` began to type about it. Needs
    its running follow-ups loaded."""
    answers: list[tuple[Any, Any]] = case_file_pending.send(Household, household=household, user=user)
    above = [each for _, found in answers for each in found]
    running = parts_running(household.running_follow_ups, user) + stays_open(household, user)
    return running + above + own_drafts(user, household.public_id)


def stays_open(household: Household, user: User) -> list[Pending]:
    """Where the household is put up, told to its association alone."""
    if not user.may(Right.MANAGE_STAYS):
        return []
    return [
        Pending(f"Entrée en séjour prévue le {long_date(stay.since)}", "annulée")
        if stay.state == Stay.State.PLANNED
        else Pending(f"Séjour depuis le {long_date(stay.since)}", "terminé")
        for stay in Stay.objects.visible_to(user).open().filter(household=household)
    ]


def sublets(household: Household, user: User) -> list[Pending]:
    """A lease that slides, of which the user's association is the tenant: it may leave, and is told what that means."""
    open_leases = SlidingLease.objects.visible_to(user).open().filter(association=user.organization_id)
    if not open_leases.filter(tenancy__household=household).exists():
        return []
    return [Pending("Votre avis aux examens du bail glissant", "plus demandé, vous restez locataire du bailleur")]


def own_drafts(user: User, public_id: uuid.UUID) -> list[Pending]:
    """Those of `user` alone: that somebody else is writing is nobody's business."""
    return drafts_waiting(Draft.objects.written_as(user).about(public_id).order_by("-updated_at", "-pk"))


def drafts_waiting(drafts: Iterable[Draft]) -> list[Pending]:
    """Those that were not sent."""
    titles = [draft.title for draft in drafts if draft.sent_at is None]
    return [Pending(f"Votre brouillon «\u00a0{title}\u00a0»", "effacé") for title in titles]


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
