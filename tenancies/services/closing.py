"""A case file is closed with whatever waits or runs in it, and opened again."""

from django.db import transaction
from django.utils import timezone

from housing_support.common.mending import Mistake
from partners.models import User
from tenancies.models import CaseFileAccess, FollowUp, Household, JournalEntry
from tenancies.services.drafts import drop_drafts_about
from tenancies.services.households import lock_case_file
from tenancies.services.journal import log_access, record_event
from tenancies.services.stays import end_with_case_file
from tenancies.services.support import end_parts
from tenancies.signals import case_file_closing

Move = Household.Move


@transaction.atomic
def close_household(*, household: Household, user: User, reason: str = "") -> Household:
    """Close a case file, which stays readable. The parts that run in it end for `reason` (a code of `EndReason`), what
    waits above is settled, what the user had begun to type about it is dropped: all of it, or nothing."""
    Household.machine.authorize(household, Move.CLOSE, user)
    Household.machine.check(lock_case_file(household), Move.CLOSE)
    case_file_closing.send(Household, household=household, user=user)
    current = Household.machine.begin(household, Move.CLOSE, user)
    running = FollowUp.objects.running().filter(household=current)
    running = running.select_for_update(of=("self",)).select_related("organization").order_by("pk")
    end_with_case_file(household=current, user=user)
    end_parts(list(running), household=current, actor=user, reason=reason)
    drop_drafts_about(user=user, public_id=current.public_id)
    Household.machine.finish(current, Move.CLOSE, actor=user, closed_on=timezone.localdate())
    record_event(household=current, author=user, event=JournalEntry.Event.CASE_FILE_CLOSED)
    return current


@transaction.atomic
def reopen_household(*, household: Household, user: User, purpose: str, reason: str = "") -> Household:
    """Open a closed case file again, for a purpose that its participants read in the timeline and that stays in the
    access log; when it was closed by error, that is struck through. What its closing ended is taken back by those whose
    it is."""
    current = Household.machine.begin(household, Move.REOPEN, user)
    to = Household.State.ENDED if current.follow_ups.exists() else Household.State.WAITING
    Household.machine.finish(current, Move.REOPEN, actor=user, to=to, closed_on=None)
    log_access(household=current, user=user, kind=CaseFileAccess.Kind.REOPEN, purpose=purpose, reason=reason)
    closings = current.journal.filter(event=JournalEntry.Event.CASE_FILE_CLOSED).order_by("pk")
    if purpose == CaseFileAccess.Purpose.WRONGLY and (closing := closings.last()):
        closing.mark_cancelled(by=user, reason=Mistake.WRONG_FACTS)
    event = JournalEntry.Event.CASE_FILE_REOPENED
    record_event(household=current, author=user, event=event, facts={"purpose": purpose})
    return current
