"""Who may call each service of sliding leases, and what each refuses: lines of the table of `test_services.py`."""

import datetime

from housing_support.common.mending import Mistake
from partners.exceptions import TransitionNotAllowedError
from tenancies.models import PeriodicReview, ReviewWord, SlidingLease, Tenancy
from tenancies.models.sliding import MissingWordError, UnpaidRentError
from tenancies.services import sliding
from tenancies.services.sliding import ApprovalExpiredError, SlidingDaysError
from tenancies.services.tenancies import OutOfOrderError
from tests.consistency.services import Case, Refusal
from tests.consistency.world import review_word, sliding_terms

DAY = datetime.timedelta(days=1)


def of(world, **given):
    return {"sliding": world.sliding, **given}


def end(world):
    Tenancy.objects.filter(pk=world.sublease.pk).update(ends_on=world.today)
    return SlidingLease.objects.filter(pk=world.sliding.pk).update(state="ENDED")


def conclude(world, conclusion="FAVOURABLE", state="PROPOSED"):
    PeriodicReview.objects.filter(sliding=world.sliding).update(held_on=world.today, conclusion=conclusion)
    return SlidingLease.objects.filter(pk=world.sliding.pk).update(state=state, review_due_on=None)


def leave_unpaid(world):
    conclude(world)
    return ReviewWord.objects.filter(review__sliding=world.sliding).update(rent="UNPAID")


OVER = Refusal(TransitionNotAllowedError, given=end)


def described(world, **changes):
    terms = sliding_terms(world.today, **changes)
    return {"tenancy": world.undescribed, "association": world.association, "terms": terms}


SLIDING = [
    Case(
        sliding.describe_sliding,
        callers="RO AD",
        arguments=described,
        refusals={
            "twice": Refusal(TransitionNotAllowedError, arguments=lambda w: {"tenancy": w.sublease}),
            "of another kind": Refusal(TransitionNotAllowedError, arguments=lambda w: {"tenancy": w.tenancy}),
            "rented by who does not follow": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"association": w.asked}
            ),
            "without an approval in force": Refusal(
                ApprovalExpiredError, arguments=lambda w: described(w, approval_until=w.today - 300 * DAY)
            ),
            "sublet before it is rented": Refusal(
                SlidingDaysError, arguments=lambda w: described(w, sublease_on=w.today - 201 * DAY)
            ),
            "signed on a day to come": Refusal(
                SlidingDaysError, arguments=lambda w: described(w, agreement_on=w.today + DAY)
            ),
            "reviewed after its period": Refusal(
                SlidingDaysError, arguments=lambda w: described(w, review_due_on=w.today + 76 * DAY)
            ),
        },
    ),
    Case(
        sliding.correct_sliding,
        callers="RO AD",
        arguments=lambda w: of(w, terms=sliding_terms(w.today, approval_number="2025-31-0007")),
        refusals={
            "once it is over": OVER,
            "into an approval that is over": Refusal(
                ApprovalExpiredError,
                arguments=lambda w: {"terms": sliding_terms(w.today, approval_until=w.today - 300 * DAY)},
            ),
        },
    ),
    Case(
        sliding.give_word,
        callers="RO AD SW CO",
        arguments=lambda w: of(w, word=review_word(rent="LATE")),
        refusals={
            "once the review is concluded": Refusal(TransitionNotAllowedError, given=conclude),
            "once it is over": OVER,
        },
    ),
    Case(
        sliding.conclude_review,
        callers="RO AD",
        arguments=lambda w: of(w, held_on=w.today, conclusion="FAVOURABLE"),
        refusals={
            "twice": Refusal(TransitionNotAllowedError, given=conclude),
            "without the word of one side": Refusal(
                MissingWordError, given=lambda w: ReviewWord.objects.filter(organization=w.association).delete()
            ),
            "on a day to come": Refusal(SlidingDaysError, arguments=lambda w: {"held_on": w.today + DAY}),
            "before the sublease": Refusal(
                SlidingDaysError, arguments=lambda w: {"held_on": w.sliding.sublease_on - DAY}
            ),
            "to go on without another day": Refusal(SlidingDaysError, arguments=lambda w: {"conclusion": "CONTINUE"}),
            "to go on beyond the period": Refusal(
                SlidingDaysError,
                arguments=lambda w: {"conclusion": "CONTINUE", "next_due_on": w.today + 76 * DAY},
            ),
            "once it is over": OVER,
        },
    ),
    Case(
        sliding.reopen_review,
        callers="RO AD",
        arguments=lambda w: of(w, reason=Mistake.WRONG_FACTS),
        given=conclude,
        refusals={
            "for no known reason": Refusal(TransitionNotAllowedError, arguments=lambda w: {"reason": "BAD"}),
            "once it is over": OVER,
        },
    ),
    Case(
        sliding.tell_prefect,
        callers="RO AD",
        arguments=lambda w: of(w, told_on=w.today, offers_lease=True),
        refusals={
            "without saying what": Refusal(TransitionNotAllowedError, arguments=lambda w: {"offers_lease": None}),
            "of no lease without a reason": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"offers_lease": False}
            ),
            "on a day to come": Refusal(SlidingDaysError, arguments=lambda w: {"told_on": w.today + DAY}),
            "before the sublease": Refusal(
                SlidingDaysError, arguments=lambda w: {"told_on": w.sliding.sublease_on - DAY}
            ),
            "once it is over": OVER,
        },
    ),
    Case(
        sliding.extend_period,
        callers="RO AD",
        arguments=lambda w: of(w, term_on=w.today + 200 * DAY, reason="RENT", review_due_on=w.today + 100 * DAY),
        refusals={
            "to end no later": Refusal(SlidingDaysError, arguments=lambda w: {"term_on": w.sliding.term_on}),
            "for no known reason": Refusal(TransitionNotAllowedError, arguments=lambda w: {"reason": ""}),
            "with a review after its end": Refusal(
                SlidingDaysError, arguments=lambda w: {"review_due_on": w.today + 201 * DAY}
            ),
            "once it is over": OVER,
        },
    ),
    Case(
        sliding.slide,
        callers="RO AD",
        arguments=lambda w: of(w, starts_on=w.today),
        given=conclude,
        refusals={
            "before a favourable review": Refusal(
                TransitionNotAllowedError, given=lambda w: conclude(w, "UNFAVOURABLE", "DECLINED")
            ),
            "with the rent unpaid": Refusal(UnpaidRentError, given=leave_unpaid),
            "before the first day": Refusal(
                OutOfOrderError, arguments=lambda w: {"starts_on": w.sublease.starts_on - DAY}
            ),
            "once it is over": OVER,
        },
    ),
]
