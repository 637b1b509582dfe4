"""What the household says of each partner. Without its word no partner is asked; once it takes it back, that partner
alone leaves."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.models import FundedAction, Organization, User
from partners.roles import Right
from tenancies.models import Consent, FollowUp, Household, JournalEntry
from tenancies.models.ends import EndReason
from tenancies.services.access import require_open_case_file
from tenancies.services.households import lock_case_file
from tenancies.services.journal import record_event
from tenancies.services.support import end_parts
from tenancies.signals import consent_ended, consent_restored

Move, State, Event = Consent.Move, Consent.State, JournalEntry.Event
# By what the household answers: the move, and the line of the timeline.
ANSWERS = {
    State.GIVEN: (Move.GIVE, Event.CONSENT_GIVEN),
    State.REFUSED: (Move.REFUSE, Event.CONSENT_REFUSED),
    State.LATER: (Move.POSTPONE, Event.CONSENT_LATER),
}


@transaction.atomic
def record_word(
    *, household: Household, organization: Organization, user: User, answer: str, on: datetime.date, form: str
) -> Consent:
    """Note what the household says of a partner, for a code of `ANSWERS`; said again as it stands, nothing is written.

    Raises `TransitionNotAllowedError` when it had agreed and does not any more: that is a withdrawal."""
    Consent.ADVISER.check(user, Consent(household=household, organization=organization))
    consent, is_new = Consent.objects.current().get_or_create(
        household=household,
        organization=organization,
        defaults={"on": on, "form": form, "recorded_by": user},
    )
    move, event = ANSWERS[State(answer)]
    locked = Consent.machine.begin(consent, move, user)
    if not is_new and (locked.state, locked.on, locked.form) == (answer, on, form):
        return locked
    facts = {"on": on.isoformat(), "form": form}
    Consent.machine.finish(locked, move, actor=user, facts=facts, **locked.said(on=on, form=form, by=user))
    tell(locked, event, user=user)
    return locked


@transaction.atomic
def withdraw_consent(*, consent: Consent, user: User, on: datetime.date, form: str) -> Consent:
    """The household takes back its word, said to its adviser or to the partner itself: what is asked of that partner is
    taken back, its part ends and the case file closes to it at once. Other partners go on."""
    if user.organization_id == consent.organization_id:
        require_open_case_file(household=consent.household, user=user, right=Right.RECORD_VISIT)
    household, locked = begin(consent, Move.WITHDRAW, user)
    _note_withdrawal(locked, user=user, on=on, form=form)
    tell(locked, Event.CONSENT_WITHDRAWN, user=user)
    end_what_rests_on(locked, household=household, user=user, because=EndReason.AGREEMENT)
    return locked


@transaction.atomic
def cancel_consent(*, consent: Consent, user: User, reason: str) -> Consent:
    """Take back, for a code of `Mistake`, a word that the household never gave: it is to be asked, and what rested on
    it ends as when it withdraws it. The partner at work reads that it was never given."""
    household, locked = begin(consent, Move.CANCEL, user)
    Consent.machine.finish(
        locked, Move.CANCEL, actor=user, facts={"reason": reason}, recorded_by=user, recorded_at=timezone.now()
    )
    strike(locked, Event.CONSENT_GIVEN, user=user, reason=reason)
    end_what_rests_on(locked, household=household, user=user, because=EndReason.NOT_AGREED)
    return locked


@transaction.atomic
def restore_consent(*, consent: Consent, user: User, reason: str) -> Consent:
    """Take back, for a code of `Mistake`, a withdrawal that the household never asked for: its word stands as it was
    given, and the part that had ended with it runs on, if nothing has changed since.

    Raises `MendingRefusedError` when it was noted long ago, or with every other partner."""
    household, locked = begin(consent, Move.RESTORE, user)
    if not locked.was_withdrawn_by_itself:
        raise MendingRefusedError(Obstacle.NOT_NOTED)
    if not locked.is_recent:
        raise MendingRefusedError(Obstacle.TOO_LATE)
    withdrawn_at = locked.recorded_at
    given = locked.events.filter(move=Move.GIVE).order_by("pk").last()
    before = {"on": datetime.date.fromisoformat(given.facts["on"]), "form": given.facts["form"]} if given else {}
    Consent.machine.finish(
        locked,
        Move.RESTORE,
        actor=user,
        facts={"reason": reason},
        **before,
        recorded_by=user,
        recorded_at=timezone.now(),
    )
    strike(locked, Event.CONSENT_WITHDRAWN, user=user, reason=reason)
    consent_restored.send(
        Consent, consent=locked, household=household, actor=user, reason=reason, withdrawn_at=withdrawn_at
    )
    return locked


def withdraw_with_all(
    *, household: Household, organizations: Iterable[int], user: User, because: EndReason, reason: str = ""
) -> None:
    """The household wants no partner any more, or never said that it did: what it said of each goes along. Called by
    what ends their parts, in the same transaction, the case file locked or not."""
    given = Consent.objects.given().filter(household=household, organization__in=list(organizations))
    is_mistake = because == EndReason.NOT_AGREED
    for consent in given.order_by("pk"):
        locked = Consent.machine.lock(consent)
        if is_mistake:
            Consent.machine.finish(locked, Move.CANCEL, actor=user, facts={"reason": reason} if reason else {})
            continue
        _note_withdrawal(locked, user=user, on=timezone.localdate(), form=Consent.Form.GENERAL)


def withdraw_in_declining(*, household: Household, organization: Organization, user: User | None) -> None:
    """The partner declines what is asked of it because the household told it so: its word goes with the request, and
    nothing else rests on it. Called by a service that has checked its own right; `user`: nobody, by a link."""
    for consent in Consent.objects.given().filter(household=household, organization=organization):
        locked = Consent.machine.lock(consent)
        _note_withdrawal(locked, user=user, on=timezone.localdate(), form=Consent.Form.PARTNER)


def _note_withdrawal(locked: Consent, *, user: User | None, on: datetime.date, form: str) -> None:
    facts = {"on": on.isoformat(), "form": str(form)}
    Consent.machine.finish(locked, Move.WITHDRAW, actor=user, facts=facts, **locked.said(on=on, form=form, by=user))


def begin(consent: Consent, move: Consent.Move, user: User) -> tuple[Household, Consent]:
    """Both locked, after what stands above the case file."""
    Consent.machine.authorize(consent, move, user)
    household = lock_case_file(consent.household)
    return household, Consent.machine.begin(consent, move, user)


def end_what_rests_on(consent: Consent, *, household: Household, user: User, because: EndReason) -> None:
    """Whatever else brought the association to the household (a lease, a stay) stays: it does not rest on this word."""
    consent_ended.send(Consent, consent=consent, actor=user)
    parts = FollowUp.objects.running().filter(
        household=household,
        organization=consent.organization_id,
        convention__action__objective=FundedAction.Objective.MAINTENANCE,
    )
    locked = list(parts.select_for_update(of=("self",)).select_related("organization").order_by("pk"))
    end_parts(locked, household=household, actor=user, reason=because)


def tell(consent: Consent, event: JournalEntry.Event, *, user: User) -> None:
    """In the timeline, for the social workers of the case file, without a name."""
    record_event(
        household=consent.household,
        author=user,
        event=event,
        facts={"consent": str(consent.public_id)},
        audience=JournalEntry.Audience.SOCIAL,
    )


def strike(consent: Consent, event: JournalEntry.Event, *, user: User, reason: str) -> None:
    told = consent.household.journal.filter(event=event, facts__consent=str(consent.public_id)).order_by("pk").last()
    if told:
        told.mark_cancelled(by=user, reason=reason)
