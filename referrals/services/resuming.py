from django.db import transaction

from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.exceptions import RightMissingError
from partners.models import User
from partners.roles import Right
from referrals.models import Mobilisation, Referral
from referrals.services.mobilisations import finish
from tenancies.models import FollowUp, Household
from tenancies.reading.mending import obstacle_to_resuming
from tenancies.services.access import require_no
from tenancies.services.resuming import resume_part


@transaction.atomic
def resume_follow_up(*, follow_up: FollowUp, user: User, reason: str, note: str = "") -> FollowUp:
    """Cancel the end of a part that the user's own association carried: the case file opens to it again.

    Raises `MendingRefusedError` when it ended long ago, or when the case file, the convention or what the household
    agreed to have changed since."""
    user.require(Right.ASSIGN_WORKER)
    if follow_up.organization_id != user.organization_id:
        raise RightMissingError(Right.ASSIGN_WORKER)
    asked = Referral.objects.filter(mobilisations__follow_up=follow_up).select_for_update(of=("self",), no_key=True)
    referral = asked.first()
    household = Household.machine.lock(follow_up.household)
    parts = FollowUp.objects.select_for_update(of=("self",)).select_related("convention", "worker")
    locked = parts.get(pk=follow_up.pk)
    locked.household = household
    require_no(obstacle_to_resuming(locked))
    if referral and (
        referral.closed_at or referral.sharing != Referral.Agreement.GIVEN or is_asked_again(referral, user)
    ):
        raise MendingRefusedError(Obstacle.CHANGED)
    resume_part(locked, household=household, actor=user, reason=reason, note=note)
    resume_request(locked, user=user)
    return locked


def is_asked_again(referral: Referral, user: User) -> bool:
    """Whether the user's association has another request about it since."""
    return referral.mobilisations.filter(organization=user.organization_id, state__in=Mobilisation.OPEN).exists()


def resume_request(part: FollowUp, *, user: User) -> None:
    """What had asked for the part is at work again, and its referral in follow-up."""
    for asked in Mobilisation.objects.filter(follow_up=part, state=Mobilisation.State.ENDED).select_related("referral"):
        referral = Referral.machine.lock(asked.referral)
        Mobilisation.machine.finish(asked, Mobilisation.Move.RESUME, actor=user)
        finish(referral, Referral.Move.RESUME_SUPPORT, asked, user=user)
