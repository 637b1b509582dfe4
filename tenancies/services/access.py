from housing_support.common.mending import MendingRefusedError, Obstacle
from partners.exceptions import RightMissingError
from partners.models import User
from partners.roles import Right
from tenancies.models import Household


def require_open_case_file(*, household: Household, user: User, right: Right) -> None:
    """The right, and a case file that is open to the user's organization today."""
    user.require(right)
    if not Household.objects.visible_to(user).filter(pk=household.pk).exists():
        raise RightMissingError(right)


def require_own_case_file(*, household: Household, user: User, right: Right) -> None:
    """The right, and being of the organization that answers for the case file."""
    user.require(right)
    if user.organization_id != household.owner_id:
        raise RightMissingError(right)


def require_no(obstacle: Obstacle | None) -> None:
    """Nothing stands in the way of correcting or cancelling an act."""
    if obstacle:
        raise MendingRefusedError(obstacle)
