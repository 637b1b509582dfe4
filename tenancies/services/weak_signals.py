"""The landlord tells the associations that follow a household what it has noticed; each says that it has seen it."""

import datetime

from django.db import transaction
from django.utils import timezone

from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.authority import may_mend
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.notifications import notify
from partners.notifications.kinds import SIGNAL_SEEN, SIGNAL_SENT
from partners.roles import Right
from tenancies.models import FollowUp, Household, JournalEntry, SignalReceipt, WeakSignal
from tenancies.services.access import require_open_case_file
from tenancies.services.journal import record_event

Move = SignalReceipt.Move


@transaction.atomic
def send_signal(*, household: Household, user: User, kind: str, occurred_on: datetime.date) -> WeakSignal:
    """Tell each association whose follow-up runs a fact of that day, once: its worker in charge and its coordinators.

    Raises `TransitionNotAllowedError` when nobody follows the household, its case file is closed, or the same fact of
    that day was sent."""
    require_open_case_file(household=household, user=user, right=Right.SEND_SIGNAL)
    locked = Household.objects.select_for_update(of=("self",), no_key=True).get(pk=household.pk)
    parts = list(FollowUp.objects.running().filter(household=locked).order_by("organization", "pk"))
    sent = WeakSignal.objects.filter(entry__household=locked, kind=kind, occurred_on=occurred_on)
    if locked.closed_on or not parts or sent.exists():
        raise TransitionNotAllowedError(f"no signal {kind} of {occurred_on} can be sent about {locked}")
    facts = {"kind": str(kind), "on": occurred_on.isoformat()}
    entry = record_event(household=locked, author=user, event=JournalEntry.Event.SIGNAL_SENT, facts=facts)
    signal = WeakSignal.objects.create(
        entry=entry, kind=kind, occurred_on=occurred_on, sent_by=user, organization=user.organization
    )
    # A household that one association follows twice over is told of once.
    for part in {part.organization_id: part for part in parts}.values():
        receipt = SignalReceipt.objects.create(signal=signal, follow_up=part, organization=part.organization)
        notify(SIGNAL_SENT, about=receipt, at=signal.recorded_at)
    return signal


@transaction.atomic
def see_signal(*, receipt: SignalReceipt, user: User, action: str) -> SignalReceipt:
    """Seen, for the whole association, with what is done; said again, the last word stands. Whoever sent it is told
    each time."""
    locked, now = begin(receipt, Move.SEE, user), timezone.now()
    SignalReceipt.machine.finish(locked, Move.SEE, actor=user, action=action, seen_by=user, seen_at=now)
    notify(SIGNAL_SEEN, about=locked, at=now)
    return locked


@transaction.atomic
def unsee_signal(*, receipt: SignalReceipt, user: User) -> SignalReceipt:
    """It was said by mistake: the signal waits again."""
    locked = begin(receipt, Move.UNSEE, user)
    SignalReceipt.machine.finish(locked, Move.UNSEE, actor=user, action="", seen_by=None, seen_at=None)
    return locked


def begin(receipt: SignalReceipt, move: SignalReceipt.Move, user: User) -> SignalReceipt:
    """Of a signal that stands, in a case file open to the association."""
    SignalReceipt.machine.authorize(receipt, move, user)
    require_open_case_file(household=receipt.signal.entry.household, user=user, right=Right.RECORD_VISIT)
    locked: SignalReceipt = SignalReceipt.machine.begin(receipt, move, user)
    if locked.signal.is_cancelled or locked.signal.entry.household.closed_on:
        raise TransitionNotAllowedError(f"{locked.signal} waits for nobody")
    return locked


@transaction.atomic
def cancel_signal(*, signal: WeakSignal, user: User, reason: str, note: str = "") -> WeakSignal:
    """It was sent by mistake: it stays in the timeline, struck through, and waits for nobody.

    Raises `MendingRefusedError` when it was cancelled already."""
    require_open_case_file(household=signal.entry.household, user=user, right=Right.SEND_SIGNAL)
    locked = WeakSignal.with_cancelled.select_for_update(of=("self",)).select_related("entry").get(pk=signal.pk)
    if not may_mend(user, author=locked.sent_by_id, organization=locked.organization_id):
        raise RightMissingError(Right.SEND_SIGNAL)
    if locked.is_cancelled:
        raise MendingRefusedError(Obstacle.CANCELLED)
    for act in (locked, locked.entry):
        act.mark_cancelled(by=user, reason=reason, note=note)
    return locked
