"""What an adviser does with a referral before the household is met: looks at it, and tries to reach the household."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from partners.models import User
from referrals.models import Attempt, Referral
from referrals.reading.attempts import obstacle_to_mending_attempt
from referrals.reading.outcomes import outcome_of
from referrals.services.drafts import meeting_due_on
from referrals.services.telling import tell_reporter
from tenancies.services.access import require_no


@transaction.atomic
def screen(*, referral: Referral, user: User, urgency: str, followed_by: list[str]) -> Referral:
    """Say how fast it is to be followed, and who follows the household already; said again, it is corrected. The day
    of the meeting follows the urgency, from the day on which it was sent."""
    locked = Referral.machine.begin(referral, Referral.Move.SCREEN, user)
    facts: dict[str, Any] = {"again": True} if locked.screened_at else {}
    changes: dict[str, Any] = {}
    if urgency != locked.urgency:
        facts |= {"urgency": str(urgency), "was": locked.urgency}
        locked.urgency = urgency
        changes = {"urgency": urgency, "meeting_due_on": meeting_due_on(locked, since=sent_on(locked))}
    return Referral.machine.finish(
        locked,
        Referral.Move.SCREEN,
        actor=user,
        facts=facts,
        screened_at=locked.screened_at or timezone.now(),
        followed_by=sorted(followed_by),
        **changes,
    )


def sent_on(referral: Referral) -> datetime.date:
    if referral.sent_at is None:
        raise ValueError(f"{referral} was not sent")
    return timezone.localdate(referral.sent_at)


@transaction.atomic
def cancel_screening(*, referral: Referral, user: User, reason: str) -> Referral:
    """It was screened by mistake, for a code of `Mistake`: it waits to be again. Its urgency is said there."""
    locked = Referral.machine.begin(referral, Referral.Move.CANCEL_SCREENING, user)
    return Referral.machine.finish(
        locked,
        Referral.Move.CANCEL_SCREENING,
        actor=user,
        facts={"reason": reason},
        screened_at=None,
        followed_by=[],
    )


@transaction.atomic
def record_attempt(*, referral: Referral, user: User, made_on: datetime.date, means: str, result: str) -> Attempt:
    """Once a day in each way, however often it is said. Whoever tries is in charge, unless somebody was."""
    locked = Referral.machine.begin(referral, Referral.Move.RECORD_ATTEMPT, user)
    known = Attempt.objects.filter(referral=locked, made_on=made_on, means=means).first()
    if known:
        return known
    was = outcome_of(locked)
    attempt = Attempt.objects.create(referral=locked, author=user, made_on=made_on, means=means, result=result)
    Referral.machine.finish(
        locked,
        Referral.Move.RECORD_ATTEMPT,
        actor=user,
        facts=facts_of(attempt),
        adviser=locked.adviser or user,
        screened_at=locked.screened_at or timezone.now(),
    )
    tell_reporter(locked, was=was)
    return attempt


def facts_of(attempt: Attempt) -> dict[str, str]:
    return {"attempt": str(attempt.public_id)}


@transaction.atomic
def correct_attempt(*, attempt: Attempt, user: User, made_on: datetime.date, means: str, result: str) -> Attempt:
    """Raises `MendingRefusedError` when it can no longer be corrected."""
    locked = begin_mending(attempt, user)
    locked.mark_corrected(by=user, made_on=made_on, means=means, result=result)
    return locked


@transaction.atomic
def cancel_attempt(*, attempt: Attempt, user: User, reason: str) -> Attempt:
    """Take back one that was not made, for a code of `Mistake`: it counts no more.

    Raises `MendingRefusedError` when it can no longer be cancelled."""
    locked = begin_mending(attempt, user)
    referral = locked.referral
    Referral.machine.check(referral, Referral.Move.CANCEL_ATTEMPT)
    locked.mark_cancelled(by=user, reason=reason)
    facts = {"reason": reason, **facts_of(locked)}
    Referral.machine.finish(referral, Referral.Move.CANCEL_ATTEMPT, actor=user, facts=facts)
    return locked


def begin_mending(attempt: Attempt, user: User) -> Attempt:
    """The attempt and its referral locked, for an adviser of its landlord."""
    referral = Referral.machine.lock(attempt.referral)
    Referral.ADVISER.check(user, referral)
    locked = Attempt.with_cancelled.select_for_update(of=("self",)).get(pk=attempt.pk)
    locked.referral = referral
    require_no(obstacle_to_mending_attempt(locked))
    return locked
