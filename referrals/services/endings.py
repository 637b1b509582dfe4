from django.db import transaction
from django.utils import timezone

from partners.models import User
from referrals.models import Meeting, Move, Referral
from referrals.services.mobilisations import withdraw_pending
from referrals.services.moves import lock_as_adviser, move_to


@transaction.atomic
def dismiss(*, referral: Referral, user: User, reason: str) -> Referral:
    """End a referral that leads to no support, for a code of `Referral.EndReason`."""
    locked = lock_as_adviser(referral, user, Move.DISMISS)
    return end(locked, Referral.State.DISMISSED, user=user, reason=reason)


@transaction.atomic
def close(*, referral: Referral, user: User, reason: str) -> Referral:
    """End a referral that reached its aim. Follow-ups that run go on: they end by themselves."""
    locked = lock_as_adviser(referral, user, Move.CLOSE)
    return end(locked, Referral.State.CLOSED, user=user, reason=reason)


def end(referral: Referral, state: str, *, user: User, reason: str) -> Referral:
    referral.meetings.filter(state=Meeting.State.PLANNED).update(state=Meeting.State.CANCELLED)
    withdraw_pending(referral, user=user)
    return move_to(
        referral,
        state,
        actor=user,
        comment=f"{Referral.State(state).label} : {Referral.EndReason(reason).label}",
        closed_at=timezone.now(),
        closing_reason=reason,
    )
