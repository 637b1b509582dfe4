"""Why a household left: its landlord says it of the lease, its association of the support. Whoever says it second is
shown what the first one said."""

from tenancies.models import FollowUp, Household, Tenancy
from tenancies.models.ends import OUTCOMES, EndReason


def exit_in_words(reason: str) -> str:
    """« Relogement, sortie positive »"""
    code = EndReason(reason)
    return f"{code.label}, sortie {OUTCOMES[code].label.lower()}"


def reason_of_lease(household: Household) -> str:
    """Of the lease that ends last, unless the household has another one."""
    leases = Tenancy.objects.filter(household=household)
    if leases.not_over().filter(ends_on=None).exists():
        return ""
    return leases.exclude(end_reason="").order_by("-ends_on", "-pk").values_list("end_reason", flat=True).first() or ""


def reason_of_support(household: Household) -> str:
    """Of the part that ended last, once none runs any more."""
    parts = FollowUp.objects.filter(household=household)
    if parts.running().exists():
        return ""
    return parts.order_by("-ended_on", "-pk").values_list("end_reason", flat=True).first() or ""
