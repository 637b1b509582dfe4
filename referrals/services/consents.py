"""What the household says of a partner, as it goes with the requests made to that partner."""

import datetime
from collections.abc import Iterable
from typing import TypedDict

from django.db import transaction
from django.utils import timezone

from partners.exceptions import TransitionNotAllowedError
from partners.models import Convention, Organization, User
from referrals.exceptions import PartnerTakenError
from referrals.models import Mobilisation, Referral
from referrals.services import mobilisations
from referrals.services.resuming import resume_request
from tenancies.models import Consent, FollowUp, Household, JournalEntry
from tenancies.models.ends import EndReason
from tenancies.reading.mending import has_changed_since
from tenancies.services.consents import record_word
from tenancies.services.resuming import resume_part


@transaction.atomic
def ask_about(
    *,
    referral: Referral,
    user: User,
    convention: Convention,
    answer: str,
    on: datetime.date,
    form: str,
    goal: str = "",
) -> Mobilisation | Consent:
    """Note what the household says of a partner and, when it agrees, ask that partner to help: both or neither."""
    locked = Referral.machine.begin(referral, Referral.Move.MOBILISE, user)
    partner = mobilisations.to_ask(locked, convention, user)
    consent = record_word(
        household=locked.known_household,
        organization=partner.association,
        user=user,
        answer=answer,
        on=on,
        form=form,
    )
    if answer != Consent.State.GIVEN:
        return consent
    return mobilisations.mobilise(referral=referral, user=user, convention=convention, goal=goal)


class Ask(TypedDict):
    """What is asked about one partner, and of it."""

    convention: Convention
    answer: str
    on: datetime.date
    form: str
    goal: str


@transaction.atomic
def ask_about_each(*, referral: Referral, user: User, asks: Iterable[Ask]) -> list[Mobilisation | Consent]:
    """Several partners at once, each with the household's word about it and its own request: all of them or none.

    Raises `PartnerTakenError` for the first that cannot be asked any more."""
    Referral.machine.begin(referral, Referral.Move.MOBILISE, user)
    made = []
    for ask in asks:
        try:
            made.append(ask_about(referral=referral, user=user, **ask))
        except TransitionNotAllowedError as error:
            raise PartnerTakenError(ask["convention"]) from error
    return made


def withdraw_requests(household: Household, organization: Organization, *, user: User) -> None:
    """Take back what waits for the answer, or a place, of a partner that the household no longer agrees to."""
    waiting = Mobilisation.objects.unsettled().filter(referral__household=household, organization=organization)
    for asked in waiting.select_related("referral").order_by("pk"):
        referral = Referral.machine.lock(asked.referral)
        locked = Mobilisation.machine.lock(asked)
        mobilisations.answer(locked, Mobilisation.Move.WITHDRAW, user=user)
        to = mobilisations.state_after_answer(referral)
        mobilisations.finish(referral, Referral.Move.WITHDRAW, locked, user=user, to=to)


def resume_parts(
    consent: Consent, *, household: Household, user: User, reason: str, withdrawn_at: datetime.datetime
) -> None:
    """Go on with what had ended when the withdrawal was noted, as long as its referral is open and nothing has changed
    since. A request that had no answer is made again by whoever wants it."""
    ended = FollowUp.objects.filter(
        household=household,
        mobilisation__organization=consent.organization_id,
        mobilisation__state=Mobilisation.State.ENDED,
        mobilisation__referral__sharing=Referral.Agreement.GIVEN,
        mobilisation__referral__closed_at=None,
        ended_on=timezone.localdate(withdrawn_at),
        end_reason=EndReason.AGREEMENT,
    )
    told = household.journal.filter(event=JournalEntry.Event.SUPPORT_ENDED, occurred_at__gte=withdrawn_at)
    for part in ended.select_for_update(of=("self",)).select_related("convention", "worker", "measure").order_by("pk"):
        part.household = household
        if not has_changed_since(part):
            end = told.order_by("occurred_at", "pk").first()
            resume_part(part, household=household, actor=user, reason=reason, end=end)
            resume_request(part, user=user)


def organizations_of(referral: Referral) -> list[int]:
    """The partners that the household was asked about for this referral alone."""
    others = Mobilisation.objects.filter(referral__household=referral.household_id, state__in=Mobilisation.OPEN)
    kept = others.exclude(referral=referral).values("organization")
    asked = referral.mobilisations.exclude(organization__in=kept)
    return list(asked.order_by("organization").values_list("organization", flat=True).distinct())
