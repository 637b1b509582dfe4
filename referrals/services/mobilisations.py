import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from housing_support.common.bounds import years_from
from partners.exceptions import TransitionNotAllowedError
from partners.models import Convention, User
from partners.notifications import notify
from partners.notifications.kinds import HELP_ASKED, REFERRAL_TO_CLOSE, REQUEST_ANSWERED
from referrals.exceptions import AgreementMissingError
from referrals.models import Mobilisation, Referral
from referrals.models.links import Answering, Bearer, account_of
from referrals.reading.suggestions import conventions_to_mobilise
from referrals.services.links import end_link_of
from tenancies.models import Consent, FollowUp, JournalEntry
from tenancies.services.consents import withdraw_in_declining
from tenancies.services.journal import record_event
from tenancies.services.questions import settle
from tenancies.services.support import assign_worker, begin_follow_up

# What decides where a referral stands, the first that there is.
STATES_WITH = {
    Mobilisation.State.ACCEPTED: Referral.State.IN_FOLLOW_UP,
    Mobilisation.State.REQUESTED: Referral.State.MOBILISING,
    Mobilisation.State.WAITLISTED: Referral.State.MOBILISING,
    Mobilisation.State.ENDED: Referral.State.TO_CLOSE,
}


@transaction.atomic
def mobilise(*, referral: Referral, user: User, convention: Convention, goal: str) -> Mobilisation:
    """Ask a partner to help, with the household's agreement to that very partner. Its case file opens only when the
    partner accepts.

    Raises `AgreementMissingError` when the household has not given it, or took it back."""
    locked = Referral.machine.begin(referral, Referral.Move.MOBILISE, user)
    candidate = to_ask(locked, convention, user)
    agreed = Consent.objects.given().filter(household=locked.known_household, organization=candidate.association)
    # It stays until the request is made: whoever takes it back meanwhile waits.
    if agreed.select_for_update(of=("self",), no_key=True).first() is None:
        raise AgreementMissingError(f"{locked.known_household} has not agreed to {candidate.association}")
    asked = Mobilisation.objects.create(
        referral=locked,
        convention=candidate,
        organization=candidate.association,
        goal=goal,
        requested_by=user,
        answer_due_on=timezone.localdate() + datetime.timedelta(days=candidate.answer_delay_days),
    )
    finish(locked, Referral.Move.MOBILISE, asked, user=user)
    record_event(household=locked.known_household, author=user, event=JournalEntry.Event.PARTNER_ASKED)
    notify(HELP_ASKED, about=asked, at=timezone.now())
    return asked


def to_ask(referral: Referral, convention: Convention, user: User) -> Any:
    """The convention under which a partner may be asked for a locked referral; `TransitionNotAllowedError` when it is
    asked already, or follows the household."""
    possible = conventions_to_mobilise(user, referral.landlord_id, referral.known_household.pk)
    candidate = possible.filter(pk=convention.pk).first()
    if candidate is None or candidate.is_following:
        raise TransitionNotAllowedError(f"{convention} cannot be mobilised for {referral}")
    if referral.mobilisations.filter(organization=candidate.association_id, state__in=Mobilisation.OPEN).exists():
        raise TransitionNotAllowedError(f"{candidate.association} is already asked for {referral}")
    return candidate


@transaction.atomic
def withdraw(*, mobilisation: Mobilisation, user: User) -> Mobilisation:
    """Take back a request that the partner has neither accepted nor refused yet."""
    referral = Referral.machine.begin(mobilisation.referral, Referral.Move.WITHDRAW, user)
    locked = Mobilisation.machine.begin(mobilisation, Mobilisation.Move.WITHDRAW, user)
    answer(locked, Mobilisation.Move.WITHDRAW, user=user)
    finish(referral, Referral.Move.WITHDRAW, locked, user=user, to=state_after_answer(referral))
    return locked


@transaction.atomic
def accept(*, mobilisation: Mobilisation, user: Answering, worker: User | None = None) -> Mobilisation:
    """Take the household in: its case file opens to the association, whose part of the measure begins.

    Raises `TransitionNotAllowedError` once the convention's term has passed, too.
    """
    referral, locked = begin_answer(mobilisation, Mobilisation.Move.ACCEPT, Referral.Move.ACCEPT, user)
    if not Convention.objects.in_force().filter(pk=locked.convention_id).exists():
        raise TransitionNotAllowedError(f"{locked.convention} is over")
    follow_up = begin_follow_up(
        household=referral.known_household,
        convention=locked.convention,
        user=account_of(user),
        reason=f"Signalement {referral.reference}",
    )
    if worker and isinstance(user, User):
        assign_worker(follow_up=follow_up, user=user, worker=worker)
    answer(locked, Mobilisation.Move.ACCEPT, user=user, follow_up=follow_up)
    finish(referral, Referral.Move.ACCEPT, locked, user=user)
    notify(REQUEST_ANSWERED, about=locked, at=timezone.now())
    return locked


@transaction.atomic
def decline(*, mobilisation: Mobilisation, user: Answering, reason: str, comment: str = "") -> Mobilisation:
    """Refuse with a reason; without another partner pending or at work, the adviser is to mobilise somebody else. What
    the household told the partner itself takes back its word about it."""
    referral, locked = begin_answer(mobilisation, Mobilisation.Move.DECLINE, Referral.Move.DECLINE, user)
    answer(locked, Mobilisation.Move.DECLINE, user=user, decline_reason=reason, decline_comment=comment)
    if reason == Mobilisation.DeclineReason.HOUSEHOLD_REFUSES:
        withdraw_in_declining(
            household=referral.known_household, organization=locked.organization, user=account_of(user)
        )
    finish(referral, Referral.Move.DECLINE, locked, user=user, to=state_after_answer(referral))
    notify(REQUEST_ANSWERED, about=locked, at=timezone.now())
    return locked


@transaction.atomic
def put_on_waiting_list(*, mobilisation: Mobilisation, user: User, place_expected_on: datetime.date) -> Mobilisation:
    """Keep a request until the day on which the partner foresees a place; again, to foresee another one. It may be
    accepted or declined at any time, and is asked again once that day has passed.

    Raises `TransitionNotAllowedError` for a day that is not to come, within a year."""
    move = Mobilisation.Move.WAITLIST
    referral, locked = begin_answer(mobilisation, move, Referral.Move.WAITLIST, user)
    today = timezone.localdate()
    if not today < place_expected_on <= years_from(today, 1):
        raise TransitionNotAllowedError(f"no place is foreseen on {place_expected_on}")
    answer(locked, move, user=user, place_expected_on=place_expected_on)
    finish(referral, Referral.Move.WAITLIST, locked, user=user)
    notify(REQUEST_ANSWERED, about=locked, at=timezone.now())
    return locked


@transaction.atomic
def take_off_waiting_list(*, mobilisation: Mobilisation, user: User) -> Mobilisation:
    """It was put there by mistake, or too soon: the partner has its whole delay again to answer."""
    move = Mobilisation.Move.UNLIST
    referral, locked = begin_answer(mobilisation, move, Referral.Move.UNLIST, user)
    await_answer(locked, move, actor=user)
    finish(referral, Referral.Move.UNLIST, locked, user=user)
    return locked


def await_answer(mobilisation: Mobilisation, move: Mobilisation.Move, *, actor: User | None) -> None:
    """From today on, as when it was asked: whatever was said before is no answer any more."""
    delay = datetime.timedelta(days=mobilisation.convention.terms_on().answer_delay_days)
    Mobilisation.machine.finish(
        mobilisation,
        move,
        actor=actor,
        answer_due_on=timezone.localdate() + delay,
        reminded_at=None,
        expires_on=None,
        place_expected_on=None,
        answered_by=None,
        answered_at=None,
    )


def end_with(parts: list[FollowUp], *, actor: User | None) -> None:
    """The requests of follow-ups that have just ended are finished work; the last one leaves the referral to be closed,
    unless another partner is asked: its adviser is told, unless she ended it. Called in the transaction of that
    end."""
    accepted = Mobilisation.objects.at_work().filter(follow_up__in=[part.pk for part in parts])
    for asked in accepted.select_related("referral").order_by("pk"):
        referral = Referral.machine.lock(asked.referral)
        Mobilisation.machine.finish(asked, Mobilisation.Move.END, actor=actor)
        if Referral.machine.allows(referral, Referral.Move.END_SUPPORT):
            finish(referral, Referral.Move.END_SUPPORT, asked, user=actor, to=state_after_answer(referral))
            acts_herself = actor is not None and actor.pk == referral.adviser_id
            if referral.state == Referral.State.TO_CLOSE and not acts_herself:
                notify(REFERRAL_TO_CLOSE, about=referral, at=timezone.now())


def withdraw_under(convention: Convention) -> None:
    """Take back what waits for an answer, or for a place, under a convention whose term has passed."""
    for asked in (
        Mobilisation.objects.unsettled().filter(convention=convention).select_related("referral").order_by("pk")
    ):
        with transaction.atomic():
            referral = Referral.machine.lock(asked.referral)
            locked = Mobilisation.machine.lock(asked)
            answer(locked, Mobilisation.Move.WITHDRAW, user=None)
            finish(referral, Referral.Move.WITHDRAW, locked, user=None, to=state_after_answer(referral))


def begin_answer(
    mobilisation: Mobilisation, move: Mobilisation.Move, of_referral: Referral.Move, user: Answering
) -> tuple[Referral, Mobilisation]:
    """Both locked, the referral first as everywhere: two partners answering at once follow one another."""
    Mobilisation.machine.authorize(mobilisation, move, user)
    referral = Referral.machine.begin(mobilisation.referral, of_referral)
    return referral, Mobilisation.machine.begin(mobilisation, move, user)


def answer(mobilisation: Mobilisation, move: Mobilisation.Move, *, user: Answering | None, **changes: Any) -> None:
    """Its link, if it was sent one, ends with it, and so do the questions that were asked before."""
    changes = {"place_expected_on": None, "questioned_on": None} | changes
    actor, now = account_of(user), timezone.now()
    settle(mobilisation.questions.running(), actor=actor)
    Mobilisation.machine.finish(mobilisation, move, actor=actor, answered_by=actor, answered_at=now, **changes)
    end_link_of(mobilisation, bearer=user if isinstance(user, Bearer) else None)


def finish(
    referral: Referral, move: Referral.Move, asked: Mobilisation, *, user: Answering | None, to: str = ""
) -> None:
    """The referral's move, whose event names the request by its code: who it was asked of is told to those who may."""
    facts: dict[str, Any] = {"mobilisation": str(asked.public_id)}
    if isinstance(user, Bearer):
        facts["by_link"] = True
    Referral.machine.finish(referral, move, actor=account_of(user), to=to, facts=facts)


def withdraw_pending(referral: Referral, *, user: User) -> int:
    """Take back every request of a locked referral that waits for its answer, or a place; return how many."""
    pending = list(referral.mobilisations.unsettled().select_for_update(of=("self",), no_key=True))
    for mobilisation in pending:
        answer(mobilisation, Mobilisation.Move.WITHDRAW, user=user)
    return len(pending)


def state_after_answer(referral: Referral) -> str:
    """Where a referral stands once a partner has left it."""
    states = set(referral.mobilisations.values_list("state", flat=True))
    for asked, state in STATES_WITH.items():
        if asked in states:
            return state
    return Referral.State.MET
