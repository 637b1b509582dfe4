"""Who may give, do and mend a task: lines of the table of `test_services.py`."""

import datetime

from django.utils import timezone

from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import RightMissingError, TransitionNotAllowedError, UnknownAudienceError
from tenancies.models import Task
from tenancies.models.audience import Audience
from tenancies.services import tasks
from tests.consistency.services import Case, Refusal
from tests.tenancies.lease_cases import close_case_file

LONG_AGO = timezone.now() - datetime.timedelta(days=40)


def set_task(**values):
    return lambda world: Task.with_cancelled.filter(pk=world.task.pk).update(**values)


def cancel(world):
    return set_task(cancelled_at=timezone.now(), cancelled_by=world.adviser, cancellation=Mistake.TWICE)(world)


def given(world):
    return {
        "audience": Audience.SHARED,
        "what": "Demander la quittance.",
        "in_charge": world.association,
        "due_on": world.today,
        "origin": Task.Origin.OTHER,
    }


REFUSED = {
    "for those who read what its author does not": Refusal(
        UnknownAudienceError, arguments=lambda w: {"audience": "EVERYBODY"}
    ),
    "to a team that could not read it": Refusal(
        tasks.ChargeRefusedError, arguments=lambda w: {"audience": Audience.ORGANIZATION}
    ),
    "to an association that takes no part": Refusal(
        tasks.ChargeRefusedError, arguments=lambda w: {"in_charge": w.asked}
    ),
    "to somebody of another organization": Refusal(
        tasks.ChargeRefusedError, arguments=lambda w: {"person": w.people["xCO"]}
    ),
}

TASKS = [
    Case(
        tasks.give_task,
        callers="AD RO MG SW CO",
        arguments=lambda w: {"household": w.household} | given(w),
        refusals=REFUSED | {"in a closed case file": Refusal(TransitionNotAllowedError, given=close_case_file)},
    ),
    Case(
        tasks.correct_task,
        callers="AD",
        arguments=lambda w: {"task": w.task} | given(w),
        refusals=REFUSED
        | {
            "a month later": Refusal(MendingRefusedError, given=set_task(recorded_at=LONG_AGO)),
            "cancelled": Refusal(MendingRefusedError, given=cancel),
            "done": Refusal(MendingRefusedError, given=set_task(state="DONE")),
        },
    ),
    Case(
        tasks.cancel_task,
        callers="AD MG",
        arguments=lambda w: {"task": w.task, "reason": Mistake.TWICE},
        refusals={
            "cancelled already": Refusal(MendingRefusedError, given=cancel),
            "in a closed case file": Refusal(MendingRefusedError, given=close_case_file),
        },
    ),
    Case(
        tasks.do_task,
        callers="SW AD CO",
        arguments=lambda w: {"task": w.task},
        refusals={
            "done already": Refusal(TransitionNotAllowedError, given=set_task(state="DONE")),
            "cancelled": Refusal(TransitionNotAllowedError, given=cancel),
            "in a closed case file": Refusal(TransitionNotAllowedError, given=close_case_file),
            "that somebody reads no more": Refusal(RightMissingError, given=set_task(audience=Audience.AUTHOR)),
        },
    ),
    Case(
        tasks.reopen_task,
        callers="SW AD CO",
        given=set_task(state="DONE"),
        arguments=lambda w: {"task": w.task},
        refusals={"still to do": Refusal(TransitionNotAllowedError, given=set_task(state="TODO"))},
    ),
]
