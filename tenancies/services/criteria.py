"""What a dwelling must be for a household, kept by the association that opened its case file for itself alone."""

from django.db import transaction

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import DwellingCriteria, Household
from tenancies.models.criteria import CRITERIA
from tenancies.reading.criteria import keeps_criteria
from tenancies.reading.mending import obstacle_to_cancelling_criteria
from tenancies.services.access import require_no, require_open_case_file


@transaction.atomic
def note_criteria(
    *, household: Household, user: User, excluded_sectors: str = "", school: str = "", childcare: str = ""
) -> DwellingCriteria:
    """Note them, or put right those that stand: one text at least. No line of the timeline tells of it.

    Raises `TransitionNotAllowedError` when the case file is closed."""
    locked = _begin(household, user)
    if locked.state == Household.State.CLOSED:
        raise TransitionNotAllowedError(f"case file {locked.reference} is closed")
    texts = dict(zip(CRITERIA, (excluded_sectors, school, childcare), strict=True))
    standing = DwellingCriteria.objects.filter(household=locked).first()
    if standing is None:
        return DwellingCriteria.objects.create(household=locked, association=user.organization, author=user, **texts)
    if any(getattr(standing, name) != text for name, text in texts.items()):
        standing.mark_corrected(by=user, **texts)
    return standing


@transaction.atomic
def cancel_criteria(*, criteria: DwellingCriteria, user: User, reason: str, note: str = "") -> DwellingCriteria:
    """They hold no more: nothing is looked at before a dwelling is proposed. They stay in sight of those who read them.

    Raises `MendingRefusedError` when they are cancelled already, or their case file closed."""
    locked = _begin(criteria.household, user)
    current = DwellingCriteria.with_cancelled.get(pk=criteria.pk)
    current.household = locked
    require_no(obstacle_to_cancelling_criteria(current))
    current.mark_cancelled(by=user, reason=reason, note=note)
    return current


def _begin(household: Household, user: User) -> Household:
    """The case file locked, for somebody of the association that opened it and still takes part in it."""
    require_open_case_file(household=household, user=user, right=Right.PROPOSE_CANDIDATE)
    locked = Household.machine.lock(household)
    if not keeps_criteria(user, locked):
        raise RightMissingError(Right.PROPOSE_CANDIDATE)
    return locked
