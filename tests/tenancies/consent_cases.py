"""Who may note what the household says of a partner: lines of the table of `test_services.py`."""

import datetime

from django.utils import timezone

from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import TransitionNotAllowedError
from tenancies.models import Consent, Participation
from tenancies.services import consents
from tests.consistency.services import Case, Refusal

State, Form = Consent.State, Consent.Form


def set_consent(**values):
    return lambda world: Consent.objects.filter(pk=world.consent.pk).update(**values)


def leave(world):
    rows = Participation.objects.filter(household=world.household, organization=world.association)
    return rows.update(until=world.today, end_reason="TERM")


def word(world):
    return {"on": world.today, "form": Form.PHONE}


LONG_AGO = timezone.now() - datetime.timedelta(days=60)

CONSENTS = [
    Case(
        consents.record_word,
        callers="AD",
        arguments=lambda w: {"household": w.household, "organization": w.association, "answer": State.GIVEN} | word(w),
        refusals={
            "refused once it was given": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"answer": State.REFUSED}
            ),
            "later once it was given": Refusal(TransitionNotAllowedError, arguments=lambda w: {"answer": State.LATER}),
        },
    ),
    Case(
        consents.withdraw_consent,
        callers="AD SW CO",
        arguments=lambda w: {"consent": w.consent} | word(w),
        refusals={
            "refused": Refusal(TransitionNotAllowedError, given=set_consent(state=State.REFUSED)),
            "once withdrawn": Refusal(TransitionNotAllowedError, given=set_consent(state=State.WITHDRAWN)),
        },
    ),
    Case(
        consents.withdraw_consent,
        callers="AD AC",
        about="of a partner to which the case file is open",
        given=lambda w: Participation.objects.create(
            household=w.household, organization=w.asked, role="SUPPORT", reason="Signalement"
        ),
        arguments=lambda w: {"consent": w.asked_consent} | word(w),
    ),
    Case(
        consents.withdraw_consent,
        callers="AD",
        about="of a partner that reads nothing yet",
        given=leave,
        arguments=lambda w: {"consent": w.consent} | word(w),
    ),
    Case(
        consents.cancel_consent,
        callers="AD",
        arguments=lambda w: {"consent": w.consent, "reason": Mistake.NOT_HAPPENED},
        refusals={"never given": Refusal(TransitionNotAllowedError, given=set_consent(state=State.LATER))},
    ),
    Case(
        consents.restore_consent,
        callers="AD",
        given=set_consent(state=State.WITHDRAWN),
        arguments=lambda w: {"consent": w.consent, "reason": Mistake.NOT_HAPPENED},
        refusals={
            "that stands": Refusal(TransitionNotAllowedError, given=set_consent(state=State.GIVEN)),
            "long after": Refusal(MendingRefusedError, given=set_consent(recorded_at=LONG_AGO)),
            "withdrawn with every other": Refusal(MendingRefusedError, given=set_consent(form=Form.GENERAL)),
        },
    ),
]
