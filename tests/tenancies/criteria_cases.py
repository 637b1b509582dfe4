"""Who may call each service of criteria, and what each refuses: lines of the table of `test_services.py`."""

from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from tenancies.models import DwellingCriteria, Household, Participation
from tenancies.services import criteria
from tests.consistency.services import Case, Refusal


def standing(world):
    return DwellingCriteria.objects.get(household=world.proposed_household)


def leave(world):
    """The association takes part in the case file no more."""
    rows = Participation.objects.filter(household=world.proposed_household, organization=world.association)
    return rows.update(until=world.today, end_reason="TERM")


def close(world):
    rows = Household.objects.filter(pk=world.proposed_household.pk)
    return rows.update(state="CLOSED", closed_on=world.today)


CRITERIA = [
    Case(
        criteria.note_criteria,
        callers="SW CO",
        arguments=lambda w: {"household": w.proposed_household, "school": "École Jean-Jaurès"},
        refusals={
            "of a tenant, whom its landlord opened": Refusal(
                RightMissingError, arguments=lambda w: {"household": w.household}
            ),
            "once it has left the case file": Refusal(RightMissingError, given=leave),
            "in a closed case file": Refusal(TransitionNotAllowedError, given=close),
        },
    ),
    Case(
        criteria.cancel_criteria,
        callers="SW CO",
        arguments=lambda w: {"criteria": standing(w), "reason": Mistake.WRONG_FACTS},
        refusals={
            "once it has left the case file": Refusal(RightMissingError, given=leave),
            "in a closed case file": Refusal(MendingRefusedError, given=close),
            "cancelled already": Refusal(
                MendingRefusedError,
                arguments=lambda w: {
                    "criteria": DwellingCriteria.with_cancelled.exclude(cancelled_at=None).get(household=w.candidate)
                },
            ),
        },
    ),
]
