from django.db import transaction

from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.exceptions import RightMissingError
from partners.models import User
from partners.roles import Right
from referrals.models import Referral
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
    if referral and (referral.closed_at or referral.sharing != Referral.Agreement.GIVEN):
        raise MendingRefusedError(Obstacle.CHANGED)
    resume_part(locked, household=household, actor=user, reason=reason, note=note)
    return locked
