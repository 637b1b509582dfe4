"""Who may call each service of stays, and what each refuses: lines of the table of `test_services.py`."""

import datetime

from django.db import IntegrityError

from housing_support.common.mending import Mistake
from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from tenancies.models import CaseFileAccess, Household, Participation, Stay
from tenancies.services import stays
from tenancies.services.stays import AlreadyPutUpError, StayDaysError
from tests.consistency.services import Case, Refusal

DAY = datetime.timedelta(days=1)
YEAR = datetime.timedelta(days=365)


def plan(world):
    rows = Stay.objects.filter(pk=world.stay.pk)
    days = {"since": world.today - DAY, "planned_end": world.today + 90 * DAY, "latest_end": world.today + YEAR}
    return rows.update(state="PLANNED", **days)


def end(world):
    rows = Stay.objects.filter(pk=world.stay.pk)
    return rows.update(state="ENDED", until=world.today, end_reason="TERM", destination="UNKNOWN")


def leave(world):
    """The association takes part in the case file no more."""
    rows = Participation.objects.filter(household=world.stay.household, organization=world.association)
    return rows.update(until=world.today, end_reason="TERM")


def close(world):
    end(world)
    return Household.objects.filter(pk=world.stay.household_id).update(state="CLOSED", closed_on=world.today)


def recorded(world):
    return {
        "household": world.proposed_household,
        "kind": Stay.Kind.PRIVATE_FLAT,
        "place_in_words": "Deux pièces, chez un particulier",
        "since": world.today,
        "planned_end": world.today + YEAR,
    }


def corrected(world):
    given = {name: value for name, value in recorded(world).items() if name != "household"}
    return {"stay": world.stay, "version": world.stay.version, **given}


def ended(world):
    return {"stay": world.stay, "on": world.today, "reason": "REHOUSED", "destination": "LASTING_LEASE"}


def extended(world):
    return {"stay": world.stay, "until": world.stay.latest_end + DAY, "reason": "NO_OFFER"}


def extend(world):
    return stays.extend_stay(user=world.worker, **extended(world))


ELSEWHERE = Refusal(RightMissingError, given=leave)
OVER = Refusal(TransitionNotAllowedError, given=end)

STAYS = [
    Case(
        stays.record_stay,
        callers="SW CO",
        arguments=recorded,
        refusals={
            "of a tenant, whom its landlord opened": Refusal(
                RightMissingError, arguments=lambda w: {"household": w.household}
            ),
            "in a closed case file": Refusal(
                TransitionNotAllowedError, given=close, arguments=lambda w: {"household": w.stay.household}
            ),
            "of somebody put up already": Refusal(
                AlreadyPutUpError, arguments=lambda w: {"household": w.stay.household}
            ),
            "over 24 months": Refusal(
                StayDaysError, arguments=lambda w: {"planned_end": stays.latest_end_of(w.today) + DAY}
            ),
            "that ends before it begins": Refusal(StayDaysError, arguments=lambda w: {"planned_end": w.today - DAY}),
        },
    ),
    Case(
        stays.confirm_entry,
        callers="SW CO",
        given=plan,
        arguments=lambda w: {"stay": w.stay, "since": w.today - DAY},
        refusals={
            "in a case file closed to the association": ELSEWHERE,
            "on a day to come": Refusal(StayDaysError, arguments=lambda w: {"since": w.today + DAY}),
            "once it is over": OVER,
        },
    ),
    Case(
        stays.correct_stay,
        callers="SW CO",
        arguments=corrected,
        refusals={
            "in a case file closed to the association": ELSEWHERE,
            "to over 24 months": Refusal(
                StayDaysError, arguments=lambda w: {"planned_end": stays.latest_end_of(w.today) + DAY}
            ),
            "changed meanwhile": Refusal(StaleVersionError, arguments=lambda w: {"version": 0}),
            "to begin later, when it runs": Refusal(StayDaysError, arguments=lambda w: {"since": w.today + DAY}),
        },
    ),
    Case(
        stays.note_readiness,
        callers="SW CO",
        arguments=lambda w: {
            "stay": w.stay,
            "version": w.stay.version,
            "days": {"identity_on": w.today, "unique_number_on": None},
        },
        refusals={
            "in a case file closed to the association": ELSEWHERE,
            "on a day to come": Refusal(StayDaysError, arguments=lambda w: {"days": {"identity_on": w.today + DAY}}),
            "changed meanwhile": Refusal(StaleVersionError, arguments=lambda w: {"version": 0}),
            "something else": Refusal(ValueError, arguments=lambda w: {"days": {"until": w.today}}),
            "once it is over": OVER,
        },
    ),
    Case(
        stays.extend_stay,
        callers="SW CO",
        arguments=extended,
        refusals={
            "in a case file closed to the association": ELSEWHERE,
            "without a reason": Refusal(TransitionNotAllowedError, arguments=lambda w: {"reason": ""}),
            "to its last day": Refusal(StayDaysError, arguments=lambda w: {"until": w.stay.latest_end}),
            "once it is over": OVER,
        },
    ),
    Case(
        stays.take_back_extension,
        callers="SW CO",
        given=extend,
        arguments=lambda w: {"stay": w.stay, "reason": Mistake.WRONG_FACTS},
        refusals={
            "in a case file closed to the association": ELSEWHERE,
            "without a reason": Refusal(TransitionNotAllowedError, arguments=lambda w: {"reason": ""}),
            "once it is over": OVER,
        },
    ),
    Case(
        stays.reveal_place,
        callers="SW CO",
        arguments=lambda w: {"stay": w.stay, "purpose": CaseFileAccess.Purpose.VISIT},
        refusals={
            "in a case file closed to the association": ELSEWHERE,
            "without a purpose": Refusal(IntegrityError, arguments=lambda w: {"purpose": ""}),
        },
    ),
    Case(
        stays.end_stay,
        callers="SW CO",
        arguments=ended,
        refusals={
            "in a case file closed to the association": ELSEWHERE,
            "before it began": Refusal(StayDaysError, arguments=lambda w: {"on": w.stay.since - DAY}),
            "on a day to come": Refusal(StayDaysError, arguments=lambda w: {"on": w.today + DAY}),
            "for a reason of a support alone": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"reason": "AUTONOMY"}
            ),
            "to nowhere": Refusal(TransitionNotAllowedError, arguments=lambda w: {"destination": ""}),
            "once it is over": OVER,
        },
    ),
    Case(
        stays.resume_stay,
        callers="SW CO",
        given=end,
        arguments=lambda w: {"stay": w.stay, "reason": Mistake.NOT_HAPPENED},
        refusals={
            "in a case file closed to the association": ELSEWHERE,
            "without a reason": Refusal(TransitionNotAllowedError, arguments=lambda w: {"reason": ""}),
            "in a closed case file": Refusal(TransitionNotAllowedError, given=close),
        },
    ),
    Case(
        stays.cancel_stay,
        callers="SW CO",
        arguments=lambda w: {"stay": w.stay, "reason": Mistake.TWICE},
        refusals={
            "in a case file closed to the association": ELSEWHERE,
            "without a reason": Refusal(TransitionNotAllowedError, arguments=lambda w: {"reason": ""}),
            "in a closed case file": Refusal(TransitionNotAllowedError, given=close),
        },
    ),
]
