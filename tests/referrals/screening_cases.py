"""What precedes the first meeting of a referral: screening, attempts, ends that name something."""

import datetime

from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import TransitionNotAllowedError
from referrals.exceptions import AttemptsMissingError, HouseholdMissingError
from referrals.models import Referral
from referrals.services import endings, screening
from tests.consistency.services import Case, Refusal
from tests.factories.referrals import ReferralFactory

REASONS = Referral.EndReason


def set_tried(**values):
    return lambda w: Referral.objects.filter(pk=w.attempt.referral_id).update(**values)


def ended(world):
    return endings.dismiss(referral=world.attempt.referral, user=world.adviser, reason=REASONS.LEFT_HOME)


def made(world):
    return {"made_on": world.today, "means": "LETTER", "result": "NO_ANSWER"}


MENDED = {
    "twice": Refusal(MendingRefusedError, arguments=lambda w: {"attempt": w.wrong_attempt}),
    "once the referral has ended": Refusal(MendingRefusedError, given=ended),
}

TABLE = [
    Case(
        screening.screen,
        callers="AD",
        arguments=lambda w: {"referral": w.reported, "urgency": "URGENT", "followed_by": ["MDS"]},
        refusals={
            "once the household was met": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"referral": w.met.referral}
            ),
        },
    ),
    Case(
        screening.cancel_screening,
        callers="AD",
        arguments=lambda w: {"referral": w.sent, "reason": Mistake.NOT_HAPPENED},
        refusals={
            "that was not made": Refusal(TransitionNotAllowedError, arguments=lambda w: {"referral": w.reported}),
        },
    ),
    Case(
        screening.record_attempt,
        callers="AD",
        arguments=lambda w: {"referral": w.sent} | made(w),
        refusals={
            "before the household is known": Refusal(
                HouseholdMissingError, arguments=lambda w: {"referral": w.reported}
            ),
            "of a household that wants no contact": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {
                    "referral": ReferralFactory(
                        household=w.plain, agreement="REFUSED", agreement_on=None, agreement_form=""
                    )
                },
            ),
        },
    ),
    Case(
        screening.correct_attempt,
        callers="AD",
        arguments=lambda w: {"attempt": w.attempt} | made(w),
        refusals=MENDED
        | {
            "a month later": Refusal(
                MendingRefusedError,
                given=lambda w: type(w.attempt).objects.update(
                    recorded_at=w.attempt.recorded_at - datetime.timedelta(days=31)
                ),
            )
        },
    ),
    Case(
        screening.cancel_attempt,
        callers="AD",
        arguments=lambda w: {"attempt": w.attempt, "reason": Mistake.TWICE},
        refusals=MENDED,
    ),
    Case(
        endings.dismiss,
        about="for what it names",
        callers="AD",
        arguments=lambda w: {"referral": w.sent, "reason": REASONS.OUT_OF_SCOPE, "service": "CCAS"},
        refusals={
            "before enough attempts": Refusal(
                AttemptsMissingError, arguments=lambda w: {"reason": REASONS.UNREACHABLE, "service": ""}
            ),
            "without its service": Refusal(TransitionNotAllowedError, arguments=lambda w: {"service": ""}),
            "with a service for another reason": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"reason": REASONS.LEFT_HOME}
            ),
            "without the other referral": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"reason": REASONS.DUPLICATE, "service": ""}
            ),
            "with that of another household": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"reason": REASONS.DUPLICATE, "service": "", "duplicate_of": w.referral},
            ),
        },
    ),
]
