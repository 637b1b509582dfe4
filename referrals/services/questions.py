"""What a partner asks before it answers a request, and what that does to its delay."""

import uuid

from django.db import transaction
from django.utils import timezone

from partners.models import User
from referrals.models import Mobilisation, RequestQuestion
from tenancies.services.questions import put


@transaction.atomic
def ask_about_request(
    *, mobilisation: Mobilisation, user: User, text: str, submission_id: uuid.UUID | None = None
) -> RequestQuestion:
    """Ask the landlord's adviser something before answering: once, however often it is sent.

    Raises `TransitionNotAllowedError` when the request has its answer."""
    Mobilisation.ANSWER.check(user, mobilisation)
    locked = Mobilisation.machine.lock(mobilisation)
    question = RequestQuestion(mobilisation=locked, answering=locked.referral.landlord, text=text)
    return put(question, user=user, submission_id=submission_id)


def follow_delay(mobilisation: Mobilisation) -> None:
    """The one rule of the delay: the days during which the landlord owes an answer are not the partner's. As long as a
    question is open the request is late for nobody and does not expire (`Mobilisation.REPLY`, `SILENCE`); then its last
    days move by as many days.
    Called in the transaction of what became of a question."""
    locked = Mobilisation.machine.lock(mobilisation)
    today, is_owed = timezone.localdate(), locked.questions.asked().exists()
    if is_owed and locked.questioned_on is None:
        locked.questioned_on = today
    elif not is_owed and locked.questioned_on:
        waited = today - locked.questioned_on
        locked.answer_due_on += waited
        if locked.expires_on:
            locked.expires_on += waited
        locked.questioned_on = None
    locked.save(update_fields=["questioned_on", "answer_due_on", "expires_on"])
