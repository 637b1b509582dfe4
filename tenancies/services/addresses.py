from django.db import transaction
from django.db.models import Exists, OuterRef

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from partners.services.account_events import record_search
from tenancies.models import CaseFileAccess, Dwelling, FollowUp, Household, JournalEntry, Tenancy
from tenancies.reading.masking import ShownAddress, may_protect, may_reveal, unmasked
from tenancies.services.access import require_open_case_file
from tenancies.services.journal import log_access, record_event


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


@transaction.atomic
def who_lives_in(*, dwelling: Dwelling, user: User, purpose: str, reason: str = "") -> list[Household]:
    """The households under a running lease in that dwelling of the user's landlord, protected ones too, for a purpose
    that stays in the access log of each.

    The question is asked alike of every door and answered once: no page names those of some doors, so that another
    door does not tell by its silence."""
    user.require(Right.REVEAL_ADDRESS)
    if not Dwelling.objects.visible_to(user).filter(pk=dwelling.pk).exists():
        raise RightMissingError(Right.READ_DWELLINGS)
    leases = Tenancy.objects.running().filter(dwelling=dwelling, household=OuterRef("pk"))
    found = [
        household
        for household in Household.objects.visible_to(user).filter(Exists(leases))
        if may_reveal(user=user, household=household, follow_ups=[])
    ]
    for household in found:
        log_access(household=household, user=user, kind=CaseFileAccess.Kind.ADDRESS, purpose=purpose, reason=reason)
    record_search(account=user, results=len(found))
    return found


@transaction.atomic
def protect(*, household: Household, user: User, purpose: str, reason: str = "") -> Household:
    """Mask where the household lives, everywhere and at once, for a purpose that stays in the access log."""
    return _change_protection(household, user, is_protected=True, purpose=purpose, reason=reason)


@transaction.atomic
def unprotect(*, household: Household, user: User, purpose: str, reason: str = "") -> Household:
    """Show again where the household lives to all who take part in its case file."""
    return _change_protection(household, user, is_protected=False, purpose=purpose, reason=reason)


def _change_protection(household: Household, user: User, *, is_protected: bool, purpose: str, reason: str) -> Household:
    require_open_case_file(household=household, user=user, right=Right.PROTECT_ADDRESS)
    current = Household.machine.lock(household)
    follow_ups = list(FollowUp.objects.running().filter(household=current))
    if current.is_protected == is_protected:
        raise TransitionNotAllowedError(f"the address of {current.reference} is so already")
    if not may_protect(user=user, household=current, follow_ups=follow_ups):
        raise RightMissingError(Right.PROTECT_ADDRESS)
    current.is_protected = is_protected
    current.save(update_fields=["is_protected"])
    kind, event = (
        (CaseFileAccess.Kind.PROTECT, JournalEntry.Event.ADDRESS_PROTECTED)
        if is_protected
        else (CaseFileAccess.Kind.UNPROTECT, JournalEntry.Event.ADDRESS_UNPROTECTED)
    )
    log_access(household=current, user=user, kind=kind, purpose=purpose, reason=reason)
    record_event(household=current, author=user, event=event)
    return current
