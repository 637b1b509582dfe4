"""Which households an association may only watch over from now on: those that hold a lasting lease."""

from collections.abc import Iterable

from django.utils import timezone

from partners.models import FundedAction
from tenancies.models import FollowUp, Tenancy


def may_be_watched(follow_up: FollowUp, leases: Iterable[Tenancy]) -> bool:
    """Of a household whose running leases are these: it was brought to a home of its own, and has it. A tenant in place
    is helped, or is not. Needs its convention's action loaded."""
    if follow_up.ended_on or follow_up.watched_since:
        return False
    today = timezone.localdate()
    holds = any(lease.kind == Tenancy.Kind.DIRECT and lease.starts_on <= today for lease in leases)
    return holds and follow_up.convention.action.objective == FundedAction.Objective.ACCESS
