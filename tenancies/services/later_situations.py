"""Where households live some months after their support has ended: asked for, recorded, put right."""

import datetime

from django.db import transaction
from django.utils import timezone

from housing_support.common.bounds import months_from
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import FundedAction, User
from partners.roles import Right
from tenancies.models import LaterSituation, SupportMeasure
from tenancies.models.later_situations import AFTER_MONTHS, NOTHING_TO_ASK


def situations_to_ask(measure: SupportMeasure, *, since: datetime.date | None = None) -> list[LaterSituation]:
    """What is to be known after the end of a measure, or after the day `since` which it only watches over the
    household, not written yet: nothing of a tenant in place, nor of an end after which there is nothing to ask. Needs
    its action and its household."""
    begins_on = since or measure.ended_on
    if begins_on is None or measure.end_reason in NOTHING_TO_ASK:
        return []
    if measure.action.objective != FundedAction.Objective.ACCESS or measure.household.landlord_id is None:
        return []
    return [
        LaterSituation(
            household_id=measure.household_id,
            measure=measure,
            landlord_id=measure.household.landlord_id,
            months=months,
            due_on=months_from(begins_on, months),
        )
        for months in AFTER_MONTHS
    ]


def ask_later_situations(*, measure: SupportMeasure, since: datetime.date | None = None) -> None:
    """On behalf of a service that has just ended the measure, or brought it to a watch: what was asked when the watch
    began keeps its days when it ends."""
    LaterSituation.objects.bulk_create(situations_to_ask(measure, since=since), ignore_conflicts=True)


def forget_later_situations(*, measure: int) -> None:
    """On behalf of a service that takes the end of a measure back: nothing is asked of a support that runs."""
    LaterSituation.objects.filter(measure=measure, recorded_on=None).delete()


@transaction.atomic
def record_later_situation(*, later: LaterSituation, user: User, situation: str) -> LaterSituation:
    """Say where the household lives, or put right what was said. In a closed case file too: it is asked of those who
    have been gone for a while.

    Raises `TransitionNotAllowedError` before it is asked."""
    user.require(Right.RECORD_LATER_SITUATION)
    if not LaterSituation.objects.visible_to(user).filter(pk=later.pk).exists():
        raise RightMissingError(Right.RECORD_LATER_SITUATION)
    locked = LaterSituation.objects.select_for_update(of=("self",)).get(pk=later.pk)
    if not locked.is_asked():
        raise TransitionNotAllowedError(f"{locked} is asked later")
    if situation not in LaterSituation.Situation.values:
        raise TransitionNotAllowedError(f"{situation} is no situation")
    if locked.recorded_on is None:
        locked.situation, locked.recorded_on, locked.recorded_by = situation, timezone.localdate(), user
        locked.save(update_fields=["situation", "recorded_on", "recorded_by"])
    elif locked.situation != situation:
        locked.mark_corrected(by=user, situation=situation)
    return locked
