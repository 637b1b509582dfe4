"""« Veille »: once a household holds its lasting lease, its association may do no more than visit it once a year."""

from django.db import transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import FollowUp, JournalEntry, Tenancy
from tenancies.reading.watching import may_be_watched
from tenancies.services.households import lock_case_file
from tenancies.services.journal import record_event
from tenancies.services.later_situations import ask_later_situations, forget_later_situations
from tenancies.services.visits import settle_visits


@transaction.atomic
def begin_watch(*, follow_up: FollowUp, user: User) -> FollowUp:
    """From today on a visit a year is due. The case file stays open to the association; where the household lives is
    asked from now on, as after the end of a support.

    Raises `TransitionNotAllowedError` unless the household holds a lasting lease that the association brought it to."""
    locked = _begin(follow_up, user)
    leases = Tenancy.objects.not_over().filter(household=locked.household_id)
    if not may_be_watched(locked, leases):
        raise TransitionNotAllowedError(f"follow-up {locked.pk} is not to be watched over")
    locked.watched_since = timezone.localdate()
    return _finish(locked, user, JournalEntry.Event.WATCH_BEGUN)


@transaction.atomic
def end_watch(*, follow_up: FollowUp, user: User) -> FollowUp:
    """The support goes on by the convention's rhythm: the household needs it, or the watch was a mistake."""
    locked = _begin(follow_up, user)
    if locked.ended_on or locked.watched_since is None:
        raise TransitionNotAllowedError(f"follow-up {locked.pk} is not watched over")
    locked.watched_since = None
    return _finish(locked, user, JournalEntry.Event.WATCH_ENDED)


def _begin(follow_up: FollowUp, user: User) -> FollowUp:
    user.require(Right.ASSIGN_WORKER)
    lock_case_file(follow_up.household)
    found = FollowUp.objects.select_for_update(of=("self",)).select_related(
        "household", "convention__action", "measure__action", "measure__household"
    )
    locked = found.get(pk=follow_up.pk)
    if locked.organization_id != user.organization_id:
        raise RightMissingError(Right.ASSIGN_WORKER)
    return locked


def _finish(locked: FollowUp, user: User, event: JournalEntry.Event) -> FollowUp:
    locked.save(update_fields=["watched_since"])
    settle_visits(locked)
    parts = FollowUp.objects.running().filter(measure=locked.measure_id)
    if parts.filter(watched_since=None).exists():
        forget_later_situations(measure=locked.measure_id)
    else:
        ask_later_situations(measure=locked.measure, since=locked.watched_since)
    record_event(household=locked.household, author=user, event=event)
    return locked
