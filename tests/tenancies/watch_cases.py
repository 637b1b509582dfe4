"""Who may begin and end the watch of a household, and what each refuses: lines of the table of `test_services.py`."""

import datetime

from partners.exceptions import TransitionNotAllowedError
from tenancies.models import FollowUp, Tenancy
from tenancies.services import watching
from tests.consistency.services import Case, Refusal

DAY = datetime.timedelta(days=1)


def hold_a_lease(world, **changes):
    """The household supported has a lasting lease, and is not watched over yet."""
    Tenancy.objects.filter(pk=world.young_lease.pk).update(kind="DIRECT", ends_on=None, **changes)
    return FollowUp.objects.filter(pk=world.watched_part.pk).update(watched_since=None)


def end(world):
    hold_a_lease(world)
    return FollowUp.objects.filter(pk=world.watched_part.pk).update(ended_on=world.today, end_reason="TERM")


WATCHES = [
    Case(
        watching.begin_watch,
        callers="CO",
        given=hold_a_lease,
        arguments=lambda w: {"follow_up": w.watched_part},
        refusals={
            "without a lasting lease": Refusal(
                TransitionNotAllowedError,
                given=lambda w: Tenancy.objects.filter(pk=w.young_lease.pk).update(kind="SLIDING"),
            ),
            "before its first day": Refusal(
                TransitionNotAllowedError, given=lambda w: hold_a_lease(w, starts_on=w.today + DAY)
            ),
            "of a tenant in place": Refusal(
                TransitionNotAllowedError, given=hold_a_lease, arguments=lambda w: {"follow_up": w.follow_up}
            ),
            "once it has ended": Refusal(TransitionNotAllowedError, given=end),
        },
    ),
    Case(
        watching.end_watch,
        callers="CO",
        arguments=lambda w: {"follow_up": w.watched_part},
        refusals={
            "not watched over": Refusal(TransitionNotAllowedError, given=hold_a_lease),
            "once it has ended": Refusal(TransitionNotAllowedError, given=end),
        },
    ),
]
