from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from referrals.models import Move, Referral, ReferralEvent


def lock(referral: Referral, move: Move) -> Referral:
    """The referral as it stands now, locked until the transaction ends.

    Every move takes this lock first, those of a mobilisation too: two people answering at once follow one another.
    """
    locked = (
        Referral.objects.select_for_update(of=("self",)).select_related("household", "landlord").get(pk=referral.pk)
    )
    if not locked.allows(move):
        raise TransitionNotAllowedError(f"{move} is not possible from {locked.state}")
    return locked


def lock_as_adviser(referral: Referral, user: User, move: Move) -> Referral:
    user.require(Right.MEET_HOUSEHOLD)
    locked = lock(referral, move)
    if locked.landlord_id != user.organization_id:
        raise RightMissingError(Right.MEET_HOUSEHOLD)
    return locked


def move_to(referral: Referral, state: str, *, actor: User, comment: str, **changes) -> Referral:
    """Write the new state with what goes along with it, and the event. `comment` is read by all who see the referral:
    it names neither a partner nor a need."""
    event = ReferralEvent(referral=referral, from_state=referral.state, to_state=state, actor=actor, comment=comment)
    referral.state = state
    for field, value in changes.items():
        setattr(referral, field, value)
    referral.save(update_fields=["state", *changes])
    event.save()
    return referral
