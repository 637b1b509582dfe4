from typing import Any

from django.db import transaction
from django.utils import timezone

from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from referrals.exceptions import AttemptsMissingError
from referrals.models import Meeting, Referral
from referrals.models.codes import WITH_A_SERVICE
from referrals.reading.attempts import missing_attempts
from referrals.reading.duplicates import duplicates_to_name
from referrals.reading.outcomes import outcome_of
from referrals.services.agreements import REFUSED, end_what_is_refused
from referrals.services.drafts import discard_draft
from referrals.services.mobilisations import withdraw_pending
from referrals.services.planned import move_planned
from referrals.services.results import ask_outcomes
from referrals.services.telling import tell_reporter
from tenancies.models import Household
from tenancies.services.drafts import drop_drafts_about


@transaction.atomic
def dismiss(
    *,
    referral: Referral,
    user: User,
    reason: str,
    service: str = "",
    service_note: str = "",
    duplicate_of: Referral | None = None,
) -> Referral:
    """End a referral that leads to no support, for a code of `Referral.EndReason`: with the service that follows the
    household or is its right door, or with the other referral that goes on.

    Raises `AttemptsMissingError` before enough attempts were made to reach it."""
    locked = Referral.machine.begin(referral, Referral.Move.DISMISS, user)
    if reason == Referral.EndReason.UNREACHABLE and (missing := missing_attempts(locked)):
        raise AttemptsMissingError(missing)
    if (reason == Referral.EndReason.DUPLICATE) != (duplicate_of is not None):
        raise TransitionNotAllowedError(f"{reason} needs the other referral, and nothing else does")
    if duplicate_of and not duplicates_to_name(locked, user).filter(pk=duplicate_of.pk).exists():
        raise TransitionNotAllowedError(f"{duplicate_of} is about somebody else")
    return end(
        locked,
        Referral.Move.DISMISS,
        user=user,
        reason=reason,
        duplicate_of=duplicate_of,
        **service_of(reason, service, service_note),
    )


@transaction.atomic
def close(*, referral: Referral, user: User, reason: str, service: str = "", service_note: str = "") -> Referral:
    """End a referral that reached its aim. Follow-ups that run go on, unless the household wants no help any more."""
    changes = service_of(reason, service, service_note)
    return end(referral, Referral.Move.CLOSE, user=user, reason=reason, **changes)


def service_of(reason: str, service: str, note: str) -> dict[str, str]:
    """The columns that name the service, which some ends must and no other may."""
    if (reason in WITH_A_SERVICE) != bool(service):
        raise TransitionNotAllowedError(f"{reason} needs a service, and nothing else does")
    return {"service": service, "service_note": note if service else ""}


def end(referral: Referral, move: Referral.Move, *, user: User, reason: str, **named: Any) -> Referral:
    locked = Referral.machine.begin(referral, move, user)
    was = outcome_of(locked)
    settle(locked, user=user)
    changes = {}
    if reason == Referral.EndReason.REFUSED:
        changes = end_what_is_refused(locked, user=user, answers=REFUSED)
    Referral.machine.finish(
        locked,
        move,
        actor=user,
        facts={"reason": reason},
        closed_at=timezone.now(),
        closing_reason=reason,
        **changes,
        **named,
    )
    tell_reporter(locked, was=was)
    if move == Referral.Move.CLOSE:
        ask_outcomes(locked)
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
