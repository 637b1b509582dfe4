"""The sliding lease: its documents, its reviews, the préfet, and the day when the lease becomes the household's own."""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from housing_support.common.mending import Mistake
from housing_support.common.violations import constraint_of
from partners.exceptions import TransitionNotAllowedError
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models import (
    JournalEntry,
    Participation,
    PeriodicReview,
    ReviewWord,
    SlidingLease,
    SlidingLeaseEvent,
    Tenancy,
)
from tenancies.models.ends import EndReason
from tenancies.models.sliding import MissingWordError, notice_due_on
from tenancies.reading.sliding import may_sublet
from tenancies.services.access import require_open_case_file, require_own_case_file
from tenancies.services.journal import record_event
from tenancies.services.tenancies import locked as locked_tenancy
from tenancies.services.tenancies import succeed

Move, State = SlidingLease.Move, SlidingLease.State
# What its documents say, by column.
TERMS = (
    "head_lease_on",
    "sublease_on",
    "agreement_on",
    "approval_number",
    "approval_until",
    "review_due_on",
    "term_on",
)


class SlidingDaysError(TransitionNotAllowedError):
    """Days that contradict one another, or are yet to come."""


class ApprovalExpiredError(SlidingDaysError):
    """The approval to sublet does not cover the signature of the sublease (L365-4 CCH)."""


@transaction.atomic
def describe_sliding(
    *, tenancy: Tenancy, user: User, association: Organization, terms: Mapping[str, Any]
) -> SlidingLease:
    """Say of a lease of kind SLIDING, recorded before, what its documents are: `TERMS` by column."""
    require_own_case_file(household=tenancy.household, user=user, right=Right.MANAGE_TENANCIES)
    if not may_sublet(tenancy.household_id).filter(pk=association.pk).exists():
        raise TransitionNotAllowedError(f"{association} does not follow the household of tenancy {tenancy.pk}")
    return describe(locked_tenancy(tenancy), actor=user, association=association, terms=terms)


def describe(tenancy: Tenancy, *, actor: User, association: Organization, terms: Mapping[str, Any]) -> SlidingLease:
    """The documents of a locked lease, on behalf of a service that has checked its right."""
    is_fit = tenancy.kind == Tenancy.Kind.SLIDING and not tenancy.is_cancelled and tenancy.ends_on is None
    if not is_fit or SlidingLease.objects.filter(tenancy=tenancy).exists():
        raise TransitionNotAllowedError(f"tenancy {tenancy.pk} is not a sliding lease to be described")
    _require_terms(terms)
    with _refusals_named():
        sliding = SlidingLease.objects.create(
            tenancy=tenancy, association=association, notice_due_on=notice_due_on(terms["term_on"]), **terms
        )
    PeriodicReview.objects.create(sliding=sliding, due_on=terms["review_due_on"])
    SlidingLeaseEvent.objects.create(sliding=sliding, move="RECORD", to_state=sliding.state, actor=actor)
    return sliding


@transaction.atomic
def correct_sliding(*, sliding: SlidingLease, user: User, terms: Mapping[str, Any]) -> SlidingLease:
    """Put right what its documents say. The next review keeps its day while none waits."""
    current = _begin(sliding, Move.CORRECT, user)
    changed = dict(terms)
    waiting = current.reviews.filter(held_on=None).first()
    if waiting is None:
        changed["review_due_on"] = None
    _require_terms(changed | {"review_due_on": terms["review_due_on"]})
    told = [name for name, value in changed.items() if getattr(current, name) != value]
    if waiting:
        waiting.due_on = terms["review_due_on"]
        waiting.save(update_fields=["due_on"])
    return _finish(
        current,
        Move.CORRECT,
        user,
        facts={"corrected": told},
        notice_due_on=notice_due_on(changed["term_on"]),
        **changed,
    )


@transaction.atomic
def give_word(*, sliding: SlidingLease, user: User, word: Mapping[str, str]) -> ReviewWord:
    """What the user's side says at the review that waits, once or again: the landlord's staff, or the association's."""
    current = SlidingLease.machine.lock(sliding)
    if current.association_id == user.organization_id:
        require_open_case_file(household=current.tenancy.household, user=user, right=Right.RECORD_VISIT)
    else:
        SlidingLease.LANDLORD.check(user, current)
    review = current.reviews.filter(held_on=None).first()
    if current.state != State.TRIAL or review is None:
        raise TransitionNotAllowedError(f"no review of {current.pk} waits")
    given, _ = ReviewWord.objects.update_or_create(
        review=review,
        organization_id=user.organization_id,
        defaults={**word, "author": user, "at": timezone.now()},
    )
    return given


@transaction.atomic
def conclude_review(
    *,
    sliding: SlidingLease,
    user: User,
    held_on: datetime.date,
    conclusion: str,
    next_due_on: datetime.date | None = None,
) -> SlidingLease:
    """The landlord concludes the review that waits, once both sides have given their word: the lease is to slide, the
    next review waits for its day, or the slide is set aside. Raises `MissingWordError`, `SlidingDaysError`."""
    current = _begin(sliding, Move.CONCLUDE, user)
    _require_past(held_on)
    if held_on < current.sublease_on:
        raise SlidingDaysError(f"no review was held on {held_on}, before the sublease")
    household = current.tenancy.household_id
    review = current.reviews.filter(held_on=None).get()
    sides = {user.organization_id}
    # An association that has left the case file gives its word no more, and the household waits for its lease.
    if Participation.objects.current().filter(household=household, organization=current.association_id).exists():
        sides.add(current.association_id)
    if not sides <= {*review.words.values_list("organization", flat=True)}:
        raise MissingWordError(current.pk)
    review.held_on, review.conclusion = held_on, PeriodicReview.Conclusion(conclusion)
    review.save(update_fields=["held_on", "conclusion"])
    goes_on = conclusion == PeriodicReview.Conclusion.CONTINUE
    if goes_on:
        if next_due_on is None or next_due_on <= held_on:
            raise SlidingDaysError(f"{next_due_on} is no day for the review after {held_on}")
        PeriodicReview.objects.create(sliding=current, due_on=next_due_on)
    _tell(current, JournalEntry.Event.SLIDING_REVIEWED, user, review)
    return _finish(
        current,
        Move.CONCLUDE,
        user,
        to=STATE_AFTER[PeriodicReview.Conclusion(conclusion)],
        facts={"conclusion": conclusion, **_days(on=held_on)},
        review_due_on=next_due_on if goes_on else None,
    )


STATE_AFTER = {
    PeriodicReview.Conclusion.FAVOURABLE: State.PROPOSED,
    PeriodicReview.Conclusion.CONTINUE: State.TRIAL,
    PeriodicReview.Conclusion.UNFAVOURABLE: State.DECLINED,
}


@transaction.atomic
def reopen_review(*, sliding: SlidingLease, user: User, reason: str) -> SlidingLease:
    """The last conclusion was noted by mistake (a code of `Mistake`): its review waits again, with both words. The next
    one, on which nothing was said yet, goes."""
    current = _begin(sliding, Move.REOPEN, user)
    _require_code(reason, Mistake)
    review = current.last_review
    waiting = current.reviews.filter(held_on=None).first()
    if review is None or (waiting and waiting.words.exists()):
        raise TransitionNotAllowedError(f"nothing is concluded of {current.pk} that may be taken back")
    if waiting:
        waiting.delete()
    facts = {"reason": reason, "conclusion": review.conclusion}
    _tell(current, JournalEntry.Event.SLIDING_REOPENED, user, review)
    review.held_on, review.conclusion = None, ""
    review.save(update_fields=["held_on", "conclusion"])
    return _finish(current, Move.REOPEN, user, facts=facts, review_due_on=min(review.due_on, current.term_on))


@transaction.atomic
def tell_prefect(
    *,
    sliding: SlidingLease,
    user: User,
    told_on: datetime.date | None,
    offers_lease: bool | None = None,
    no_lease_reason: str = "",
) -> SlidingLease:
    """Note that the préfet was told whether a lease is offered and, if not, for which reason (L442-8-3 CCH); again,
    it corrects; without a day, it was not told."""
    current = _begin(sliding, Move.TELL, user)
    _require_past(told_on)
    if told_on and told_on < current.sublease_on:
        raise SlidingDaysError(f"the préfet was told of nothing on {told_on}, before the sublease")
    if told_on is None:
        offers_lease, no_lease_reason = None, ""
    elif offers_lease is None or bool(no_lease_reason) == offers_lease:
        raise TransitionNotAllowedError("the préfet is told whether a lease is offered, with a reason when it is not")
    elif no_lease_reason:
        _require_code(no_lease_reason, SlidingLease.NoLeaseReason)
    facts = {"offers": offers_lease, "reason": no_lease_reason, **(_days(on=told_on) if told_on else {})}
    return _finish(
        current,
        Move.TELL,
        user,
        facts=facts,
        prefect_told_on=told_on,
        offers_lease=offers_lease,
        no_lease_reason=no_lease_reason,
    )


@transaction.atomic
def extend_period(
    *, sliding: SlidingLease, user: User, term_on: datetime.date, reason: str, review_due_on: datetime.date
) -> SlidingLease:
    """Let the examination period end later, for a code of `ExtensionReason`: the préfet is to be told again before its
    new end, and a review waits."""
    current = _begin(sliding, Move.EXTEND, user)
    _require_code(reason, SlidingLease.ExtensionReason)
    if term_on <= current.term_on:
        raise SlidingDaysError(f"{term_on} is no extension of {current.term_on}")
    waiting = current.reviews.filter(held_on=None).first() or PeriodicReview(sliding=current)
    waiting.due_on = review_due_on
    waiting.save()
    return _finish(
        current,
        Move.EXTEND,
        user,
        facts={"reason": reason, **_days(before=current.term_on, until=term_on)},
        term_on=term_on,
        notice_due_on=notice_due_on(term_on),
        review_due_on=review_due_on,
        extension_reason=reason,
        prefect_told_on=None,
        offers_lease=None,
        no_lease_reason="",
    )


@transaction.atomic
def slide(*, sliding: SlidingLease, user: User, starts_on: datetime.date) -> Tenancy:
    """The lease becomes the household's own: a direct lease of the same dwelling from that day, on which the sublease
    ends. Raises what `succeed` does, and `UnpaidRentError`."""
    require_own_case_file(household=sliding.tenancy.household, user=user, right=Right.MANAGE_TENANCIES)
    tenancy = locked_tenancy(sliding.tenancy)
    current = SlidingLease.machine.begin(sliding, Move.SLIDE, user)
    _finish(current, Move.SLIDE, user, facts=_days(on=starts_on))
    return succeed(tenancy, actor=user, starts_on=starts_on, reason=EndReason.LEASE_SLID)


def follow_lease(*, tenancy: Tenancy, actor: User) -> None:
    """The lease was ended, its end taken back, or it was cancelled, by a service that has checked its right: what makes
    it slide follows."""
    sliding = SlidingLease.objects.filter(tenancy=tenancy).first()
    if sliding is None:
        return
    current = SlidingLease.machine.lock(sliding)
    if tenancy.is_cancelled:
        move = Move.CANCEL
    elif tenancy.ends_on is None:
        move = Move.TAKE_BACK if current.state == State.SLID else Move.RESUME
    else:
        move = Move.END
    if SlidingLease.machine.allows(current, move):
        to = _state_before_end(current) if move == Move.RESUME else ""
        SlidingLease.machine.finish(current, move, actor=actor, to=to)


def _state_before_end(sliding: SlidingLease) -> str:
    """As its reviews say: one waits, or the last one concluded."""
    review = None if sliding.reviews.filter(held_on=None).exists() else sliding.last_review
    return STATE_AFTER[PeriodicReview.Conclusion(review.conclusion)] if review else State.TRIAL


def _begin(sliding: SlidingLease, move: SlidingLease.Move, user: User) -> SlidingLease:
    current = SlidingLease.machine.begin(sliding, move, user)
    if current.tenancy.ends_on:
        raise TransitionNotAllowedError(f"tenancy {current.tenancy_id} has ended")
    return current


def _finish(
    current: SlidingLease,
    move: SlidingLease.Move,
    user: User,
    *,
    to: str = "",
    facts: dict | None = None,
    **changes: Any,
) -> SlidingLease:
    with _refusals_named():
        return SlidingLease.machine.finish(
            current, move, actor=user, to=to, facts=facts, version=current.version + 1, **changes
        )


def _tell(current: SlidingLease, event: JournalEntry.Event, user: User, review: PeriodicReview) -> None:
    """In the household's timeline, for the two parties."""
    facts = {"conclusion": review.conclusion, "on": f"{review.held_on}"}
    record_event(household=current.tenancy.household, author=user, event=event, facts=facts)


def _require_terms(terms: Mapping[str, Any]) -> None:
    if {*terms} != {*TERMS}:
        raise ValueError(f"{sorted(terms)} are not what the documents of a sliding lease say")
    for name in ("head_lease_on", "sublease_on", "agreement_on"):
        _require_past(terms[name])
    if terms["approval_until"] < terms["sublease_on"]:
        raise ApprovalExpiredError(f"{terms['approval_until']} is before {terms['sublease_on']}")


def _require_past(day: datetime.date | None) -> None:
    if day and day > timezone.localdate():
        raise SlidingDaysError(f"{day} is yet to come")


def _require_code(code: str, known: Any) -> None:
    if code not in known.values:
        raise TransitionNotAllowedError(f"{code} is no reason of a sliding lease")


def _days(**days: datetime.date) -> dict[str, str]:
    return {name: day.isoformat() for name, day in days.items()}


@contextmanager
def _refusals_named() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint_of(error) in DAYS:
            raise SlidingDaysError from error
        raise


DAYS = (
    "sliding_sublease_within_head_lease",
    "sliding_approval_covers_the_sublease",
    "sliding_term_follows_the_sublease",
    "sliding_review_within_its_period",
)
