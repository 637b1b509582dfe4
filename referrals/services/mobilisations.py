import datetime

from django.db import transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import Convention, User
from partners.roles import Right
from referrals.exceptions import AgreementMissingError
from referrals.models import Mobilisation, Move, Referral
from referrals.reading.suggestions import conventions_to_mobilise
from referrals.services.moves import lock, lock_as_adviser, move_to
from tenancies.models import JournalEntry
from tenancies.services.journal import record_event
from tenancies.services.support import assign_worker, begin_follow_up


@transaction.atomic
def mobilise(*, referral: Referral, user: User, convention: Convention, goal: str) -> Mobilisation:
    """Ask a partner to help, with the household's agreement. Its case file opens only when the partner accepts."""
    locked = lock_as_adviser(referral, user, Move.MOBILISE)
    if locked.agreement != Referral.Agreement.GIVEN:
        raise AgreementMissingError(locked.reference)
    candidate = conventions_to_mobilise(user, locked.landlord_id, locked.household_id).filter(pk=convention.pk).first()
    if candidate is None or candidate.is_following:
        raise TransitionNotAllowedError(f"{convention} cannot be mobilised for {locked}")
    open_states = [Mobilisation.State.REQUESTED, Mobilisation.State.ACCEPTED]
    if locked.mobilisations.filter(organization=candidate.association_id, state__in=open_states).exists():
        raise TransitionNotAllowedError(f"{candidate.association} is already asked for {locked}")
    mobilisation = Mobilisation.objects.create(
        referral=locked,
        convention=candidate,
        organization=candidate.association,
        goal=goal,
        requested_by=user,
        answer_due_on=timezone.localdate() + datetime.timedelta(days=candidate.answer_delay_days),
    )
    # An additional partner leaves the referral in the follow-up it has reached.
    to_state = locked.state if locked.state == Referral.State.IN_FOLLOW_UP else Referral.State.MOBILISING
    move_to(locked, to_state, actor=user, comment="Partenaire sollicité")
    record_event(
        household=locked.household,
        author=user,
        kind=JournalEntry.Kind.MOBILISATION,
        title="Un partenaire est sollicité",
    )
    return mobilisation


@transaction.atomic
def withdraw(*, mobilisation: Mobilisation, user: User) -> Mobilisation:
    """Take back a request that the partner has not answered yet."""
    referral = lock_as_adviser(mobilisation.referral, user, Move.WITHDRAW)
    locked = lock_pending(mobilisation)
    answer(locked, Mobilisation.State.WITHDRAWN, user=user)
    move_to(referral, state_after_answer(referral), actor=user, comment="Demande retirée")
    return locked


@transaction.atomic
def accept(*, mobilisation: Mobilisation, user: User, worker: User | None = None) -> Mobilisation:
    """Take the household in: its case file opens to the association, whose part of the measure begins."""
    referral, locked = lock_for_answer(mobilisation, user, Move.ACCEPT)
    follow_up = begin_follow_up(
        household=referral.household,
        convention=locked.convention,
        user=user,
        reason=f"Signalement {referral.reference}",
    )
    if worker:
        assign_worker(follow_up=follow_up, user=user, worker=worker)
    answer(locked, Mobilisation.State.ACCEPTED, user=user, follow_up=follow_up)
    move_to(referral, Referral.State.IN_FOLLOW_UP, actor=user, comment="Demande acceptée")
    return locked


@transaction.atomic
def decline(*, mobilisation: Mobilisation, user: User, reason: str, comment: str = "") -> Mobilisation:
    """Refuse with a reason; without another partner pending or at work, the adviser is to mobilise somebody else."""
    referral, locked = lock_for_answer(mobilisation, user, Move.DECLINE)
    answer(locked, Mobilisation.State.DECLINED, user=user, decline_reason=reason, decline_comment=comment)
    move_to(referral, state_after_answer(referral), actor=user, comment="Demande refusée")
    return locked


def lock_for_answer(mobilisation: Mobilisation, user: User, move: Move) -> tuple[Referral, Mobilisation]:
    user.require(Right.ANSWER_MOBILISATION)
    if mobilisation.organization_id != user.organization_id:
        raise RightMissingError(Right.ANSWER_MOBILISATION)
    referral = lock(mobilisation.referral, move)
    return referral, lock_pending(mobilisation)


def lock_pending(mobilisation: Mobilisation) -> Mobilisation:
    locked = (
        Mobilisation.objects.select_for_update(of=("self",))
        .select_related("convention__association", "convention__action")
        .get(pk=mobilisation.pk)
    )
    if locked.state != Mobilisation.State.REQUESTED:
        raise TransitionNotAllowedError(f"{locked} is already {locked.state}")
    return locked


def answer(mobilisation: Mobilisation, state: str, *, user: User, **changes) -> None:
    changes |= {"state": state, "answered_by": user, "answered_at": timezone.now()}
    for field, value in changes.items():
        setattr(mobilisation, field, value)
    mobilisation.save(update_fields=list(changes))


def withdraw_pending(referral: Referral, *, user: User) -> int:
    """Take back every request of a locked referral that waits for its answer; return how many."""
    pending = list(referral.mobilisations.pending().select_for_update(of=("self",)))
    for mobilisation in pending:
        answer(mobilisation, Mobilisation.State.WITHDRAWN, user=user)
    return len(pending)


def state_after_answer(referral: Referral) -> str:
    """Where a referral stands once a partner has left it: with those at work, those asked, or nobody."""
    states = set(referral.mobilisations.values_list("state", flat=True))
    if Mobilisation.State.ACCEPTED in states:
        return Referral.State.IN_FOLLOW_UP
    return Referral.State.MOBILISING if Mobilisation.State.REQUESTED in states else Referral.State.MET
