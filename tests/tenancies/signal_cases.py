"""Who may send a signal to those who follow a household, and say that it was seen: lines of the table of
`test_services.py`."""

import datetime

from django.db import IntegrityError
from django.utils import timezone

from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from tenancies.models import FollowUp, Household, Participation, SignalReceipt, WeakSignal
from tenancies.services import weak_signals
from tests.consistency.services import Case, Refusal

Kind, Action = WeakSignal.Kind, SignalReceipt.Action


def close(world):
    return Household.objects.filter(pk=world.household.pk).update(state="CLOSED", closed_on=world.today)


def leave(world):
    rows = Participation.objects.filter(household=world.household, organization=world.association)
    return rows.update(until=world.today, end_reason="TERM")


def end_parts(world):
    return FollowUp.objects.filter(household=world.household).update(ended_on=world.today, end_reason="TERM")


def cancel(world):
    return WeakSignal.objects.filter(pk=world.signal.pk).update(
        cancelled_at=timezone.now(), cancelled_by=world.officer, cancellation=Mistake.TWICE
    )


def see(world):
    return weak_signals.see_signal(receipt=world.receipt, user=world.worker, action=Action.CALL)


CANCELLED = {"once it was cancelled": Refusal(TransitionNotAllowedError, given=cancel)}
CLOSED = {"once the case file is closed": Refusal(TransitionNotAllowedError, given=close)}
GONE = {"once out of the case file": Refusal(RightMissingError, given=leave)}

SIGNALS = [
    Case(
        weak_signals.send_signal,
        callers="RO AD",
        arguments=lambda w: {"household": w.household, "kind": Kind.UNPAID, "occurred_on": w.today},
        refusals=CLOSED
        | {
            "about a household that nobody follows": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"household": w.plain}
            ),
            "once nobody follows it any more": Refusal(TransitionNotAllowedError, given=end_parts),
            "the same fact of the same day": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"kind": w.signal.kind, "occurred_on": w.signal.occurred_on},
            ),
            "of a day that never was": Refusal(
                IntegrityError, arguments=lambda w: {"occurred_on": datetime.date(1800, 1, 1)}
            ),
        },
    ),
    Case(
        weak_signals.see_signal,
        callers="SW CO",
        arguments=lambda w: {"receipt": w.receipt, "action": Action.VISIT},
        refusals=CLOSED
        | GONE
        | CANCELLED
        | {"without what is done": Refusal(IntegrityError, arguments=lambda w: {"action": ""})},
    ),
    Case(
        weak_signals.unsee_signal,
        callers="SW CO",
        given=see,
        arguments=lambda w: {"receipt": w.receipt},
        refusals=CLOSED
        | GONE
        | CANCELLED
        | {
            "that nobody has seen": Refusal(
                TransitionNotAllowedError,
                given=lambda w: weak_signals.unsee_signal(receipt=w.receipt, user=w.worker),
            )
        },
    ),
    Case(
        weak_signals.cancel_signal,
        callers="RO AD",
        arguments=lambda w: {"signal": w.signal, "reason": Mistake.WRONG_HOUSEHOLD},
        refusals={
            "once it was cancelled": Refusal(MendingRefusedError, given=cancel),
            "without a reason": Refusal(IntegrityError, arguments=lambda w: {"reason": ""}),
        },
    ),
]
