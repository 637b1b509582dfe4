"""Who may call each service of later situations, and what each refuses: lines of the table of `test_services.py`."""

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from tenancies.models import Participation
from tenancies.services import later_situations
from tests.consistency.services import Case, Refusal


def leave(world):
    """Its landlord takes part in the case file no more."""
    return Participation.objects.filter(household=world.left, organization=world.landlord).update(
        until=world.today, end_reason="TERM"
    )


LATER = [
    Case(
        later_situations.record_later_situation,
        callers="AD",
        arguments=lambda w: {"later": w.later, "situation": "SAME_HOME"},
        refusals={
            "before it is asked": Refusal(TransitionNotAllowedError, arguments=lambda w: {"later": w.too_early}),
            "what is no situation": Refusal(TransitionNotAllowedError, arguments=lambda w: {"situation": "MOON"}),
            "of a case file that is closed to them": Refusal(RightMissingError, given=leave),
        },
    ),
]
