from django.db import transaction

from partners.exceptions import RightMissingError
from partners.models import User
from partners.roles import Right
from tenancies.models import CaseFileAccess, FollowUp, Household, Tenancy
from tenancies.reading.masking import ShownAddress, may_reveal, unmasked
from tenancies.services.journal import log_access


@transaction.atomic
def reveal(*, household: Household, user: User, purpose: str, reason: str = "") -> ShownAddress:
    """The address of a protected household in clear, once, for a purpose that stays in the access log, said in a few
    words when it is none of the list."""
    follow_ups = list(FollowUp.objects.running().filter(household=household))
    if not may_reveal(user=user, household=household, follow_ups=follow_ups):
        raise RightMissingError(Right.REVEAL_ADDRESS)
    log_access(household=household, user=user, kind=CaseFileAccess.Kind.ADDRESS, purpose=purpose, reason=reason)
    tenancy = (
        Tenancy.objects.running()
        .filter(household=household)
        .select_related("dwelling__residence")
        .order_by("-starts_on", "-pk")
        .first()
    )
    return unmasked(tenancy.dwelling if tenancy else None)
