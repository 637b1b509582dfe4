from django.db import transaction
from django.utils import timezone

from partners.models import User
from referrals.models import Meeting, Referral
from referrals.reading.outcomes import outcome_of
from referrals.services.agreements import REFUSED, end_what_is_refused
from referrals.services.drafts import discard_draft
from referrals.services.mobilisations import withdraw_pending
from referrals.services.planned import move_planned
from referrals.services.telling import tell_reporter
from tenancies.models import Household
from tenancies.services.drafts import drop_drafts_about


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
    was = outcome_of(locked)
    settle(locked, user=user)
    changes = {}
    if reason == Referral.EndReason.REFUSED:
        changes = end_what_is_refused(locked, user=user, answers=REFUSED)
    Referral.machine.finish(
        locked, move, actor=user, facts={"reason": reason}, closed_at=timezone.now(), closing_reason=reason, **changes
    )
    tell_reporter(locked, was=was)
    return locked


@transaction.atomic
def end_with_case_file(*, household: Household, user: User) -> None:
    """End the open referrals of a household whose case file is being closed, and the drafts about it of whoever closes
    it, on behalf of a service that has checked its own right."""
    for referral in Referral.objects.open().filter(household=household).order_by("pk"):
        locked = Referral.machine.lock(referral)
        was = outcome_of(locked)
        settle(locked, user=user)
        reason = Referral.EndReason.CASE_FILE
        Referral.machine.finish(
            locked,
            Referral.Move.END_WITH_CASE_FILE,
            actor=user,
            facts={"reason": reason},
            closed_at=timezone.now(),
            closing_reason=reason,
        )
        tell_reporter(locked, was=was)
    for draft in Referral.objects.drafts_of(user).filter(household=household):
        discard_draft(referral=draft, user=user)


def settle(referral: Referral, *, user: User) -> None:
    """What waits in a locked referral falls: its meeting, the requests without an answer, what the user was typing."""
    move_planned(referral, Meeting.Move.CANCEL, user=user)
    withdraw_pending(referral, user=user)
    drop_drafts_about(user=user, public_id=referral.public_id)
