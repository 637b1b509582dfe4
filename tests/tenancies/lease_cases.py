"""Who may call each service of leases, and what each refuses: lines of the table of `test_services.py`."""

import datetime

from django.db import IntegrityError
from django.utils import timezone

from housing_support.common.mending import MendingRefusedError, Mistake
from partners.exceptions import TransitionNotAllowedError
from tenancies.models import Household, Tenancy
from tenancies.models.ends import EndReason
from tenancies.services import tenancies
from tenancies.services.tenancies import (
    AlreadyHousedError,
    DwellingTakenError,
    JoinedLeasesError,
    NoOneYearLeaseLeftError,
    NotYoungError,
    OutOfOrderError,
)
from tests.consistency.services import Case, Refusal
from tests.factories.tenancies import DwellingFactory, TenancyFactory

DAY = datetime.timedelta(days=1)


def close_case_file(world):
    return Household.objects.filter(pk=world.household.pk).update(state="CLOSED", closed_on=world.today)


def end_lease(world):
    return Tenancy.objects.filter(pk=world.tenancy.pk).update(ends_on=world.today)


def cancel_lease(world):
    return Tenancy.objects.filter(pk=world.tenancy.pk).update(
        cancelled_at=timezone.now(), cancelled_by=world.officer, cancellation=Mistake.TWICE
    )


def let_again(world):
    """The lease was ended, and the dwelling let to another household since."""
    end_lease(world)
    tomorrow = world.today + datetime.timedelta(days=1)
    return TenancyFactory(household=world.plain, dwelling=world.tenancy.dwelling, starts_on=tomorrow)


def lease(world):
    return {"household": world.household, "dwelling": world.free_dwelling, "kind": "DIRECT", "starts_on": world.today}


def give_keys(world):
    """The day before the one on which the lease is said to begin."""
    return Tenancy.objects.filter(pk=world.tenancy.pk).update(keys_given_on=world.today - DAY)


def young(world):
    return Tenancy.objects.filter(pk=world.young_lease.pk)


def join(world):
    """A lasting lease took over from the lease of one year."""
    young(world).update(end_reason=EndReason.AUTONOMY)
    return TenancyFactory(
        household=world.young_lease.household,
        dwelling=world.young_lease.dwelling,
        starts_on=world.young_lease.ends_on,
        follows=world.young_lease,
    )


def corrected_young(world, **changes):
    lease = world.young_lease
    return {"tenancy": lease, "kind": lease.kind, "starts_on": lease.starts_on, "ends_on": lease.ends_on} | changes


LEASES = [
    Case(
        tenancies.take_over,
        callers="RO AD",
        arguments=lambda w: {"tenancy": w.young_lease, "starts_on": w.today},
        refusals={
            "of another kind": Refusal(TransitionNotAllowedError, arguments=lambda w: {"tenancy": w.tenancy}),
            "once the household gave notice": Refusal(
                TransitionNotAllowedError, given=lambda w: young(w).update(notice_received_on=w.today)
            ),
            "once its end is recorded": Refusal(
                TransitionNotAllowedError, given=lambda w: young(w).update(end_reason=EndReason.REHOUSED)
            ),
            "cancelled": Refusal(
                TransitionNotAllowedError,
                given=lambda w: young(w).update(
                    cancelled_at=timezone.now(), cancelled_by=w.officer, cancellation=Mistake.TWICE
                ),
            ),
            "before its first day": Refusal(
                OutOfOrderError, arguments=lambda w: {"starts_on": w.young_lease.starts_on - DAY}
            ),
            "after its last day": Refusal(
                OutOfOrderError, arguments=lambda w: {"starts_on": w.young_lease.ends_on + DAY}
            ),
            "of a dwelling promised to others": Refusal(
                DwellingTakenError,
                given=lambda w: TenancyFactory(
                    household=w.plain, dwelling=w.young_lease.dwelling, starts_on=w.young_lease.ends_on
                ),
            ),
        },
    ),
    Case(
        tenancies.begin_tenancy,
        callers="RO AD",
        given=end_lease,
        arguments=lease,
        refusals={
            "of somebody who has one already": Refusal(AlreadyHousedError, arguments=lambda w: {"household": w.plain}),
            "before a lease of one year ends": Refusal(AlreadyHousedError, arguments=lambda w: {"household": w.young}),
            "in a closed case file": Refusal(TransitionNotAllowedError, given=close_case_file),
            "in another landlord's dwelling": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"dwelling": DwellingFactory()}
            ),
            "in a dwelling let already": Refusal(DwellingTakenError, arguments=lambda w: {"dwelling": w.dwelling}),
            "for one year, beyond the landlord's number": Refusal(
                NoOneYearLeaseLeftError,
                arguments=lambda w: {"household": w.young, "kind": "YOUNG_1Y", "starts_on": w.young_lease.ends_on},
            ),
            "for one year, to somebody whose age is not known": Refusal(
                NotYoungError, arguments=lambda w: {"kind": "YOUNG_1Y"}
            ),
        },
    ),
    Case(
        tenancies.end_tenancy,
        callers="RO AD",
        arguments=lambda w: {"tenancy": w.tenancy, "ends_on": w.today, "reason": EndReason.REHOUSED},
        refusals={
            "ended already": Refusal(TransitionNotAllowedError, given=end_lease),
            "cancelled": Refusal(TransitionNotAllowedError, given=cancel_lease),
            "for a reason of its support alone": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"reason": EndReason.AUTONOMY}
            ),
        },
    ),
    Case(
        tenancies.record_notice,
        callers="RO AD",
        arguments=lambda w: {
            "tenancy": w.tenancy,
            "received_on": w.today,
            "ends_on": w.today + datetime.timedelta(days=30),
        },
        refusals={
            "ended already": Refusal(TransitionNotAllowedError, given=end_lease),
            "cancelled": Refusal(TransitionNotAllowedError, given=cancel_lease),
        },
    ),
    Case(
        tenancies.correct_tenancy,
        callers="RO AD",
        arguments=lambda w: {"tenancy": w.tenancy, "kind": "SLIDING", "starts_on": w.today, "ends_on": None},
        refusals={
            "cancelled": Refusal(MendingRefusedError, given=cancel_lease),
            "in a closed case file": Refusal(MendingRefusedError, given=close_case_file),
            "of which another takes over that day": Refusal(
                JoinedLeasesError, given=join, arguments=lambda w: corrected_young(w, ends_on=w.today)
            ),
            "to last more than its year": Refusal(
                OutOfOrderError, arguments=lambda w: corrected_young(w, ends_on=w.young_lease.ends_on + DAY)
            ),
            "into one of a year": Refusal(NotYoungError, arguments=lambda w: {"kind": "YOUNG_1Y"}),
            "onto the days of another household": Refusal(DwellingTakenError, given=let_again),
            "to begin after its keys were given": Refusal(OutOfOrderError, given=give_keys),
        },
    ),
    Case(
        tenancies.note_facts,
        callers="RO AD",
        arguments=lambda w: {"tenancy": w.tenancy, "facts": {"keys_given_on": w.today}},
        refusals={
            "cancelled": Refusal(MendingRefusedError, given=cancel_lease),
            "in a closed case file": Refusal(MendingRefusedError, given=close_case_file),
            "keys given on a day to come": Refusal(
                OutOfOrderError, arguments=lambda w: {"facts": {"keys_given_on": w.today + DAY}}
            ),
            "keys given before the first day": Refusal(
                OutOfOrderError, arguments=lambda w: {"facts": {"keys_given_on": w.tenancy.starts_on - DAY}}
            ),
            "keys returned of a lease without an end": Refusal(
                OutOfOrderError, arguments=lambda w: {"facts": {"keys_returned_on": w.today}}
            ),
        },
    ),
    Case(
        tenancies.cancel_tenancy,
        callers="RO AD",
        arguments=lambda w: {"tenancy": w.tenancy, "reason": Mistake.WRONG_FACTS},
        refusals={
            "cancelled already": Refusal(MendingRefusedError, given=cancel_lease),
            "of which another takes over": Refusal(
                MendingRefusedError, given=join, arguments=lambda w: {"tenancy": w.young_lease}
            ),
            "in a closed case file": Refusal(MendingRefusedError, given=close_case_file),
            "without a reason": Refusal(IntegrityError, arguments=lambda w: {"reason": ""}),
        },
    ),
]
