"""What the household agrees to: that the adviser contacts it, and that partners be mobilised, who share its case file.
Two questions, two answers, each withdrawn by itself."""

import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.models import User
from referrals.models import Meeting, Referral
from referrals.models.referrals import health_is_agreed_to
from referrals.services.consents import organizations_of
from referrals.services.health import forget_health
from referrals.services.mobilisations import state_after_answer, withdraw_pending
from referrals.services.planned import move_planned, planned_of
from tenancies.models import FollowUp, Household
from tenancies.models.ends import EndReason
from tenancies.services.consents import withdraw_with_all
from tenancies.services.support import end_parts

QUESTIONS = ("agreement", "sharing")


class Answers(TypedDict):
    """The codes of `Referral.Agreement` and, for what is agreed to, when and how it was said."""

    agreement: str
    agreement_on: datetime.date | None
    agreement_form: str
    sharing: str
    sharing_on: datetime.date | None
    sharing_form: str


REFUSED = Answers(
    agreement=Referral.Agreement.REFUSED,
    agreement_on=None,
    agreement_form="",
    sharing=Referral.Agreement.REFUSED,
    sharing_on=None,
    sharing_form="",
)


@transaction.atomic
def record_agreement(*, referral: Referral, user: User, **answers: Unpack[Answers]) -> Referral:
    """Note what the household answered; what it no longer agrees to ends at once, the meeting of one that refuses to be
    contacted included."""
    locked = Referral.machine.begin(referral, Referral.Move.RECORD_AGREEMENT, user)
    if answers["agreement"] == Referral.Agreement.REFUSED:
        move_planned(locked, Meeting.Move.CANCEL, user=user)
    changes = end_what_is_refused(locked, user=user, answers=answers)
    return Referral.machine.finish(
        locked,
        Referral.Move.RECORD_AGREEMENT,
        actor=user,
        to=state_with(locked, answers),
        facts={"agreement": answers["agreement"], "sharing": answers["sharing"]},
        **changes,
    )


@transaction.atomic
def cancel_agreement(*, referral: Referral, user: User, question: str, reason: str) -> Referral:
    """Take back, for a code of `Mistake`, an agreement to a `question` of `QUESTIONS` that was noted by error: it is to
    be asked, and what rested on it ends as when the household withdraws it. Partners at work read that it was never
    given.

    Raises `MendingRefusedError` when no agreement is noted."""
    locked = Referral.machine.begin(referral, Referral.Move.CANCEL_AGREEMENT, user)
    if question not in QUESTIONS or getattr(locked, question) != Referral.Agreement.GIVEN:
        raise MendingRefusedError(Obstacle.NOT_NOTED)
    answers: Any = {name: getattr(locked, name) for name in Answers.__annotations__}
    answers[question] = Referral.Agreement.NOT_ASKED
    changes = end_what_is_refused(locked, user=user, answers=answers, because=EndReason.NOT_AGREED)
    return Referral.machine.finish(
        locked,
        Referral.Move.CANCEL_AGREEMENT,
        actor=user,
        to=state_with(locked, answers),
        facts={"question": question, "reason": reason},
        **changes,
    )


def end_what_is_refused(
    referral: Referral, *, user: User, answers: Answers, because: EndReason = EndReason.AGREEMENT
) -> dict[str, Any]:
    """End, in a locked referral, what the household no longer agrees to, and return the fields to write.

    Without its agreement to partners, what it said of each goes along, those asked are no longer, and those at work
    lose the case file. Whatever tells of its health goes with either agreement.
    """
    if answers["sharing"] != Referral.Agreement.GIVEN:
        if referral.household_id:
            withdraw_with_all(
                household=referral.known_household,
                organizations=organizations_of(referral),
                user=user,
                because=because,
            )
        withdraw_pending(referral, user=user)
        end_those_at_work(referral, user=user, because=because)
    changes: dict[str, Any] = {**answers}
    for name in QUESTIONS:
        if changes[name] != Referral.Agreement.GIVEN:
            changes |= {f"{name}_on": None, f"{name}_form": ""}
    if not health_is_agreed_to(changes["agreement"], changes["sharing"]):
        changes["reasons"] = forget_health(referral)
    return changes


def end_those_at_work(referral: Referral, *, user: User, because: EndReason = EndReason.AGREEMENT) -> None:
    """The case file closes at once to the partners that this referral brought, unless they have another part in it."""
    at_work = FollowUp.objects.running().filter(mobilisation__referral=referral)
    if at_work.exists():
        household = Household.machine.lock(referral.known_household)
        parts = list(at_work.select_for_update(of=("self",)).select_related("organization").order_by("pk"))
        end_parts(parts, household=household, actor=user, reason=because)
        # The end of its last part has moved it.
        referral.refresh_from_db(fields=["state"])


def state_with(referral: Referral, answers: Answers) -> str:
    """Where a locked referral stands with these answers: without its meeting, or its partners, when refused."""
    if referral.state == Referral.State.MEETING_PLANNED and not planned_of(referral).exists():
        return Referral.State.SENT
    has_partners = referral.state in Referral.WITHOUT_A_PARTNER
    if has_partners and answers["sharing"] != Referral.Agreement.GIVEN:
        return state_after_answer(referral)
    return referral.state
