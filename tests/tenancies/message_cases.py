"""Who may write in the thread of a case file: lines of the table of `test_services.py`."""

import datetime

from django.utils import timezone

from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import RightMissingError, TransitionNotAllowedError, UnknownAudienceError
from tenancies.models import Message
from tenancies.models.audience import Audience
from tenancies.services import messages
from tests.consistency.services import Case, Refusal
from tests.tenancies.lease_cases import close_case_file

HOUR = datetime.timedelta(hours=1)


def set_message(name, **values):
    return lambda world: Message.with_cancelled.filter(pk=getattr(world, name).pk).update(**values)


def left(world):
    now = timezone.now()
    return set_message("waiting_message", written_at=now - HOUR, leaves_at=now - HOUR / 2)(world)


MESSAGES = [
    Case(
        messages.write_message,
        callers="RO AD MG SW CO",
        arguments=lambda w: {"household": w.household, "audience": Audience.SHARED, "text": "Le plombier passe jeudi."},
        refusals={
            "for their author alone": Refusal(UnknownAudienceError, arguments=lambda w: {"audience": Audience.AUTHOR}),
            "for those who read what its author does not": Refusal(
                UnknownAudienceError, arguments=lambda w: {"audience": Audience.SOCIAL}
            ),
            "to somebody who could not read it": Refusal(
                messages.MentionRefusedError,
                arguments=lambda w: {"audience": Audience.ORGANIZATION, "mentioned": w.worker},
            ),
            "to oneself": Refusal(messages.MentionRefusedError, arguments=lambda w: {"mentioned": w.officer}),
            "to a stranger": Refusal(messages.MentionRefusedError, arguments=lambda w: {"mentioned": w.people["xCO"]}),
            "in a closed case file": Refusal(TransitionNotAllowedError, given=close_case_file),
            "under the identifier of another's": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"submission_id": w.message.public_id}
            ),
        },
    ),
    Case(
        messages.withdraw_message,
        callers="RO",
        arguments=lambda w: {"message": w.waiting_message},
        refusals={"once it has left": Refusal(messages.HasLeftError, given=left)},
    ),
    Case(
        messages.cancel_message,
        callers="SW CO",
        arguments=lambda w: {"message": w.message, "reason": Mistake.WRONG_FACTS},
        refusals={
            "cancelled already": Refusal(
                MendingRefusedError,
                given=lambda w: set_message(
                    "message", cancelled_at=timezone.now(), cancelled_by=w.worker, cancellation=Mistake.TWICE
                )(w),
            ),
            "in a closed case file": Refusal(MendingRefusedError, given=close_case_file),
        },
    ),
    Case(
        messages.cancel_message,
        about="that has not left",
        given=left,
        callers="RO AD MG",
        arguments=lambda w: {"message": w.waiting_message, "reason": Mistake.WRONG_FACTS},
        refusals={
            "before it leaves": Refusal(
                MendingRefusedError,
                given=lambda w: set_message("waiting_message", leaves_at=timezone.now() + HOUR)(w),
            ),
            "in a case file that its author reads no more": Refusal(
                RightMissingError, given=lambda w: set_message("waiting_message", household=w.candidate)(w)
            ),
        },
    ),
]
