"""The leases that slid since the committee's last minutes: it allocated these dwellings, it is told whose they are."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from housing_support.common.dates import long_date
from referrals.models import CommitteeSession
from tenancies.models import Household, SlidingLease, SlidingLeaseEvent

Move = SlidingLease.Move


@dataclass(frozen=True)
class Slid:
    household: Household
    words: str


def slides_told_at(session: CommitteeSession) -> list[Slid]:
    """The first first. Once its minutes are closed they say the same for ever: one taken back since is still there."""
    if session.state == CommitteeSession.State.CANCELLED:
        return []
    until = session.minuted_at or timezone.now()
    before = CommitteeSession.objects.filter(landlord=session.landlord_id, minuted_at__lt=until).exclude(pk=session.pk)
    since = before.order_by("-minuted_at").values_list("minuted_at", flat=True).first()
    events = SlidingLeaseEvent.objects.filter(
        move__in=SlidingLeaseEvent.OF_A_SLIDE, at__lte=until, sliding__tenancy__household__landlord=session.landlord_id
    )
    if since:
        events = events.filter(at__gt=since)
    last = {
        event.sliding_id: event
        for event in events.select_related("sliding__tenancy__household", "sliding__association").order_by("at", "pk")
    }
    return [
        Slid(event.sliding.tenancy.household, _words(event))
        for event in sorted(last.values(), key=lambda event: (event.at, event.pk))
        if event.move == Move.SLIDE
    ]


def _words(event: SlidingLeaseEvent) -> str:
    first = long_date(datetime.date.fromisoformat(event.facts["on"]))
    return f"bail au nom du ménage dès le {first}, après sa sous-location par {event.sliding.association}"
