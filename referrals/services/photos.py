"""The photo that a caretaker joins to the report of a door."""

from django.db import transaction

from housing_support.common.documents.content import Content
from housing_support.common.documents.storage import stored
from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.exceptions import RightMissingError
from partners.models import User
from partners.roles import Right
from referrals.models import Referral, ReferralPhoto


def keep_photo(referral: Referral, *, user: User, file: Content) -> ReferralPhoto:
    """On behalf of a service that has checked its own right, in its transaction."""
    with stored(file) as name:
        return ReferralPhoto.objects.create(referral=referral, author=user, **ReferralPhoto.described(file, name))


@transaction.atomic
def cancel_photo(*, photo: ReferralPhoto, user: User, reason: str) -> ReferralPhoto:
    """Give it to nobody any more, whoever of its readers finds that it shows what it must not. Its file goes later.

    Raises `MendingRefusedError` when it is cancelled already."""
    if not ReferralPhoto.with_cancelled.readable_by(user).filter(pk=photo.pk).exists():
        raise RightMissingError(Right.MEET_HOUSEHOLD)
    locked = ReferralPhoto.with_cancelled.select_for_update(of=("self",)).get(pk=photo.pk)
    if locked.is_cancelled:
        raise MendingRefusedError(Obstacle.CANCELLED)
    locked.mark_cancelled(by=user, reason=reason)
    return locked
