"""The attempts to meet a household: those that were noted, and the meetings that it missed."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from housing_support.common.mending import Obstacle
from partners.models import LandlordParameters, User
from partners.reading.mending import Mending, mending_of
from referrals.models import Attempt, Meeting, Referral


@dataclass(frozen=True)
class AttemptLine:
    """`attempt` is none for a meeting that was missed, which is mended as a meeting."""

    on: datetime.date
    words: str
    result: str
    who: str
    is_missed: bool
    attempt: Attempt | None = None
    mending: Mending | None = None


@compiled
def attempts_of(user: User, referral: int) -> QuerySet[Attempt]:
    found = Attempt.with_cancelled.filter(referral=referral, referral__in=Referral.objects.visible_to(user))
    return found.select_related("author", "corrected_by", "cancelled_by").order_by("-made_on", "-pk")


def missing_attempts(referral: Referral) -> int:
    """How many more it takes before the household may be called unreachable: two queries and its parameters."""
    made = Attempt.objects.filter(referral=referral, result=Attempt.Result.NO_ANSWER).count()
    made += Meeting.objects.filter(referral=referral, state=Meeting.State.MISSED).count()
    return max(0, LandlordParameters.of(referral.landlord_id).unreachable_attempts - made)


def attempt_lines(attempts: list[Attempt], meetings: list[Meeting], reader: User) -> list[AttemptLine]:
    """The latest first."""
    lines = [attempt_line(each, reader) for each in attempts]
    lines += [
        AttemptLine(
            on=each.planned_at.date(),
            words=f"Rencontre fixée, {each.get_place_display().lower()}",
            result="Manquée",
            who=each.adviser.full_name if each.adviser else "",
            is_missed=True,
        )
        for each in meetings
        if each.state == Meeting.State.MISSED
    ]
    return sorted(lines, key=lambda line: line.on, reverse=True)


def attempt_line(attempt: Attempt, reader: User) -> AttemptLine:
    return AttemptLine(
        on=attempt.made_on,
        words=attempt.get_means_display(),
        result=attempt.get_result_display(),
        who=attempt.author.full_name,
        is_missed=attempt.is_missed,
        attempt=attempt,
        mending=mending_of(
            attempt,
            reader=reader,
            who=lambda person: person.full_name,
            people={each.pk: each for each in (attempt.corrected_by, attempt.cancelled_by) if each},
            reads_text=True,
        ),
    )


def obstacle_to_mending_attempt(attempt: Attempt) -> Obstacle | None:
    """Needs its referral loaded."""
    if attempt.is_cancelled:
        return Obstacle.CANCELLED
    if attempt.referral.closed_at:
        return Obstacle.REFERRAL_OVER
    return None if attempt.is_recent() else Obstacle.TOO_LATE
