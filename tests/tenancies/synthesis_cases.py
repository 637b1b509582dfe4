"""Who may call a synthesis meeting and settle it: lines of the table of `test_services.py`."""

import datetime

from django.utils import timezone

from housing_support.common.mending import MendingRefusedError
from partners.exceptions import TransitionNotAllowedError, UnknownAudienceError
from tenancies.models import Synthesis
from tenancies.models.audience import Audience
from tenancies.services import syntheses
from tests.consistency.services import Case, Refusal
from tests.tenancies.lease_cases import close_case_file

LONG_AGO = timezone.now() - datetime.timedelta(days=40)
NO_MORE = {
    "held": Refusal(TransitionNotAllowedError, arguments=lambda w: {"synthesis": w.held_synthesis}),
    "in a closed case file": Refusal(TransitionNotAllowedError, given=close_case_file),
}

SYNTHESES = [
    Case(
        syntheses.call_synthesis,
        callers="AD CO",
        arguments=lambda w: {
            "household": w.household,
            "planned_at": timezone.now(),
            "place": "AGENCY",
            "invited": [w.association, w.landlord],
        },
        refusals={
            "in a closed case file": Refusal(TransitionNotAllowedError, given=close_case_file),
            "nobody but oneself": Refusal(
                syntheses.InvitationRefusedError, arguments=lambda w: {"invited": [w.landlord]}
            ),
            "who takes no part": Refusal(
                syntheses.InvitationRefusedError, arguments=lambda w: {"invited": [w.association, w.asked]}
            ),
        },
    ),
    Case(
        syntheses.move_synthesis,
        callers="AD",
        arguments=lambda w: {"synthesis": w.synthesis, "planned_at": timezone.now(), "place": "HOME"},
        refusals=NO_MORE,
    ),
    Case(
        syntheses.call_off_synthesis,
        callers="AD",
        arguments=lambda w: {"synthesis": w.synthesis, "reason": Synthesis.CancelReason.ABSENT},
        refusals=NO_MORE,
    ),
    Case(
        syntheses.hold_synthesis,
        callers="AD",
        arguments=lambda w: {
            "synthesis": w.synthesis,
            "came": [w.association],
            "audience": Audience.SOCIAL,
            "minutes": "Le plan est tenu.",
        },
        refusals=NO_MORE
        | {"for nobody known": Refusal(UnknownAudienceError, arguments=lambda w: {"audience": "EVERYBODY"})},
    ),
    Case(
        syntheses.correct_minutes,
        callers="AD",
        arguments=lambda w: {
            "synthesis": w.held_synthesis,
            "audience": Audience.SOCIAL,
            "minutes": "Le plan est tenu depuis mars.",
        },
        refusals={
            "a month later": Refusal(
                MendingRefusedError,
                given=lambda w: Synthesis.objects.filter(pk=w.held_synthesis.pk).update(recorded_at=LONG_AGO),
            ),
            "in a closed case file": Refusal(MendingRefusedError, given=close_case_file),
        },
    ),
]
