"""The landlord closes one household's case file to one association."""

from django.db import transaction

from partners.exceptions import TransitionNotAllowedError
from partners.models import Organization, User
from partners.roles import Right
from tenancies.models import CaseFileAccess, FollowUp, Household, JournalEntry, Participation
from tenancies.models.ends import EndReason
from tenancies.services.access import require_own_case_file
from tenancies.services.consents import withdraw_with_all
from tenancies.services.households import end_participation, lock_case_file
from tenancies.services.journal import log_access, record_event
from tenancies.services.support import end_parts

Purpose = CaseFileAccess.Purpose
# What the participants read of it: that an association failed its duties stays between it and the landlord.
END_REASONS = {
    Purpose.AGREEMENT: EndReason.AGREEMENT,
    Purpose.CONVENTION: EndReason.CONVENTION,
    Purpose.MISCONDUCT: EndReason.WITHDRAWN,
}


@transaction.atomic
def withdraw_access(
    *, household: Household, organization: Organization, user: User, purpose: str, reason: str = ""
) -> Household:
    """Close the case file to an association at once, with all its parts in it, for a purpose that stays in the access
    log. What it wrote stays on record.

    Raises `TransitionNotAllowedError` when it takes no part in it.
    """
    require_own_case_file(household=household, user=user, right=Right.WITHDRAW_ACCESS)
    locked = lock_case_file(household)
    taking_part = Participation.objects.current().filter(household=locked, role=Participation.Role.SUPPORT)
    if not taking_part.filter(organization=organization).exists():
        raise TransitionNotAllowedError(f"{organization} takes no part in {locked.reference}")
    log_access(household=locked, user=user, kind=CaseFileAccess.Kind.WITHDRAW, purpose=purpose, reason=reason)
    ended_for = END_REASONS[Purpose(purpose)]
    parts = FollowUp.objects.running().filter(household=locked, organization=organization)
    parts = parts.select_for_update(of=("self",)).select_related("organization").order_by("pk")
    if ended_for == EndReason.AGREEMENT:
        withdraw_with_all(household=locked, organizations=[organization.pk], user=user, because=ended_for)
    end_parts(list(parts), household=locked, actor=user, reason=ended_for)
    end_participation(household=locked, organization=organization, reason=ended_for)
    record_event(household=locked, author=user, event=JournalEntry.Event.ACCESS_WITHDRAWN)
    return locked
