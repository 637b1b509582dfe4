from django.db import transaction

from partners.exceptions import RightMissingError
from partners.models import User
from partners.roles import Right
from tenancies.models import CaseFileAccess, FollowUp, Household, Tenancy
from tenancies.reading.masking import ShownAddress, may_reveal, unmasked
from tenancies.services.journal import log_access


@transaction.atomic
def reveal(*, household: Household, user: User, reason: str) -> ShownAddress:
    """The address of a protected household in clear, once, for a reason that stays in the access log."""
    follow_ups = list(FollowUp.objects.running().filter(household=household))
    if not may_reveal(user=user, household=household, follow_ups=follow_ups):
        raise RightMissingError(Right.REVEAL_ADDRESS)
    log_access(household=household, user=user, kind=CaseFileAccess.Kind.ADDRESS, reason=reason)
    tenancy = (
        Tenancy.objects.running()
        .filter(household=household)
        .select_related("dwelling__residence")
        .order_by("-starts_on", "-pk")
        .first()
    )
    return unmasked(tenancy.dwelling if tenancy else None)
