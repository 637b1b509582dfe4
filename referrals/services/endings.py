from django.db import transaction
from django.utils import timezone

from partners.models import User
from referrals.models import Meeting, Referral
from referrals.services.agreements import REFUSED, end_what_is_refused
from referrals.services.mobilisations import withdraw_pending
from referrals.services.planned import move_planned


@transaction.atomic
def dismiss(*, referral: Referral, user: User, reason: str) -> Referral:
    """End a referral that leads to no support, for a code of `Referral.EndReason`."""
    return end(referral, Referral.Move.DISMISS, user=user, reason=reason)


@transaction.atomic
def close(*, referral: Referral, user: User, reason: str) -> Referral:
    """End a referral that reached its aim. Follow-ups that run go on, unless the household wants no help any more."""
    return end(referral, Referral.Move.CLOSE, user=user, reason=reason)


def end(referral: Referral, move: Referral.Move, *, user: User, reason: str) -> Referral:
    locked = Referral.machine.begin(referral, move, user)
    move_planned(locked, Meeting.Move.CANCEL, user=user)
    withdraw_pending(locked, user=user)
    changes = {}
    if reason == Referral.EndReason.REFUSED:
        changes = end_what_is_refused(locked, user=user, answers=REFUSED)
    return Referral.machine.finish(
        locked, move, actor=user, facts={"reason": reason}, closed_at=timezone.now(), closing_reason=reason, **changes
    )
