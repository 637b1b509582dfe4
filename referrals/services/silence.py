"""What the clock brings to a request: one reminder of a partner whose delay is over, then its end; another question to
the partner whose waiting list foresaw a place by now."""

import datetime

from django.db import transaction
from django.utils import timezone

from partners.exceptions import TransitionNotAllowedError
from partners.notifications import notify
from partners.notifications.kinds import ANSWER_MISSED, ANSWER_OVERDUE, HELP_ASKED, REQUEST_EXPIRED
from referrals.models import Mobilisation, Referral
from referrals.services.links import remind_by_link
from referrals.services.mobilisations import answer, await_answer, finish, state_after_answer


def remind_silent() -> int:
    """Remind the partners whose answer is late, each once; return how many. Done again, or twice at once, it changes
    nothing more."""
    return sum(_remind_alone(asked) for asked in Mobilisation.objects.to_remind().select_related("referral"))


def expire_silent() -> int:
    """End the requests that were not answered after their reminder either; return how many. Done again, or twice at
    once, it changes nothing more."""
    return sum(_expire_alone(asked) for asked in Mobilisation.objects.to_expire().select_related("referral"))


def ask_waiting_again() -> int:
    """Ask again the partners whose foreseen place is there; return how many. Done again, or twice at once, it changes
    nothing more."""
    return sum(_ask_alone(asked) for asked in Mobilisation.objects.to_ask_again().select_related("referral"))


@transaction.atomic
def _ask_alone(asked: Mobilisation) -> bool:
    """Whether it was still to be asked: somebody else may have been faster."""
    move = Mobilisation.Move.ASK_AGAIN
    try:
        referral, locked = _begin(asked, move, Referral.Move.ASK_AGAIN)
    except TransitionNotAllowedError:
        return False
    await_answer(locked, move, actor=None)
    finish(referral, Referral.Move.ASK_AGAIN, locked, user=None)
    notify(HELP_ASKED, about=locked, at=timezone.now())
    return True


@transaction.atomic
def _remind_alone(asked: Mobilisation) -> bool:
    """Whether it was still to be reminded: somebody else may have been faster."""
    move, now = Mobilisation.Move.REMIND, timezone.now()
    try:
        referral, locked = _begin(asked, move, Referral.Move.REMIND)
    except TransitionNotAllowedError:
        return False
    delay = locked.convention.terms_on().reminded_delay_days
    expires_on = timezone.localdate(now) + datetime.timedelta(days=delay)
    Mobilisation.machine.finish(locked, move, actor=None, reminded_at=now, expires_on=expires_on)
    finish(referral, Referral.Move.REMIND, locked, user=None)
    notify(ANSWER_OVERDUE, about=locked, at=now)
    remind_by_link(locked)
    return True


@transaction.atomic
def _expire_alone(asked: Mobilisation) -> bool:
    try:
        referral, locked = _begin(asked, Mobilisation.Move.EXPIRE, Referral.Move.EXPIRE)
    except TransitionNotAllowedError:
        return False
    answer(locked, Mobilisation.Move.EXPIRE, user=None)
    finish(referral, Referral.Move.EXPIRE, locked, user=None, to=state_after_answer(referral))
    for kind in (REQUEST_EXPIRED, ANSWER_MISSED):
        notify(kind, about=locked, at=timezone.now())
    return True


def _begin(asked: Mobilisation, move: Mobilisation.Move, of_referral: Referral.Move) -> tuple[Referral, Mobilisation]:
    """Both locked, the referral first as everywhere."""
    referral = Referral.machine.begin(asked.referral, of_referral)
    return referral, Mobilisation.machine.begin(asked, move)
