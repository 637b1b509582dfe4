"""Whether somebody may still correct or cancel what was recorded in a case file, and how a page says that it was.

Buttons, pages and services ask the same two questions: is it this user's to mend, and what stands in the way.
"""

from django.utils import timezone

from housing_support.common.mending import Obstacle
from partners.authority import may_mend
from partners.models import User
from partners.roles import Right
from tenancies.models import (
    CaseFileDocument,
    DwellingCriteria,
    FollowUp,
    Household,
    JournalEntry,
    Message,
    Synthesis,
    Task,
    Tenancy,
    Visit,
)


def may_mend_visit(user: User, visit: Visit) -> bool:
    is_theirs = may_mend(user, author=visit.author_id, organization=visit.organization_id)
    return is_theirs and user.may(Right.RECORD_VISIT)


def obstacle_to_cancelling_visit(visit: Visit) -> Obstacle | None:
    """Needs the follow-up loaded: what it counts when it ends is settled."""
    if visit.is_cancelled:
        return Obstacle.CANCELLED
    return Obstacle.ENDED if visit.follow_up.ended_on else None


def obstacle_to_correcting_visit(visit: Visit) -> Obstacle | None:
    return obstacle_to_cancelling_visit(visit) or (None if visit.is_recent() else Obstacle.TOO_LATE)


def may_correct_note(user: User, entry: JournalEntry) -> bool:
    """Nobody writes in another's name. The report of a visit is corrected with its visit."""
    is_note = entry.kind == JournalEntry.Kind.NOTE or entry.kind in JournalEntry.KEEPS_FORMER_TEXTS
    return is_note and entry.author_id == user.pk and user.may(Right.WRITE_JOURNAL)


def may_cancel_note(user: User, entry: JournalEntry) -> bool:
    """Of a note that `user` reads."""
    is_theirs = may_mend(user, author=entry.author_id, organization=entry.organization_id)
    return entry.kind == JournalEntry.Kind.NOTE and is_theirs and user.may(Right.WRITE_JOURNAL)


def obstacle_to_cancelling_note(entry: JournalEntry) -> Obstacle | None:
    return Obstacle.CANCELLED if entry.is_cancelled else None


def obstacle_to_correcting_note(entry: JournalEntry) -> Obstacle | None:
    """Needs the visit loaded: its confidential note goes with it."""
    if entry.visit and entry.visit.is_cancelled:
        return Obstacle.CANCELLED
    return obstacle_to_cancelling_note(entry) or (None if entry.is_recent() else Obstacle.TOO_LATE)


def obstacle_to_mending_tenancy(tenancy: Tenancy) -> Obstacle | None:
    """A lease is the landlord's, whoever typed it, and no support is reckoned from its days: it is mended as long as
    its case file is open, and the calendar of its dwelling follows. Needs the household loaded."""
    if tenancy.is_cancelled:
        return Obstacle.CANCELLED
    return Obstacle.CLOSED if tenancy.household.state == Household.State.CLOSED else None


def obstacle_to_cancelling_tenancy(tenancy: Tenancy) -> Obstacle | None:
    return obstacle_to_mending_tenancy(tenancy) or (Obstacle.TAKEN_OVER if tenancy.followed_by.exists() else None)


def obstacle_to_resuming(follow_up: FollowUp) -> Obstacle | None:
    """What follows from the end of an association's part, whose convention, measure and household are loaded."""
    if follow_up.ended_on is None:
        return Obstacle.CANCELLED
    if not FollowUp.objects.ended_lately().filter(pk=follow_up.pk).exists():
        return Obstacle.LONG_AGO
    return Obstacle.CHANGED if has_changed_since(follow_up) else None


def has_changed_since(follow_up: FollowUp) -> bool:
    """Whether the case file, the convention or the support no longer lets an ended part run on. Needs the same."""
    today, convention, household = timezone.localdate(), follow_up.convention, follow_up.household
    others = FollowUp.objects.running().filter(household=household, convention__action=convention.action_id)
    # Its measure went on without it, or another one began.
    is_replaced = others.exclude(measure=follow_up.measure_id).exists()
    is_back = others.filter(organization=follow_up.organization_id).exists()
    is_in_force = convention.starts_on <= today <= convention.ends_on
    return household.state == Household.State.CLOSED or is_replaced or is_back or not is_in_force


def obstacle_to_cancelling_criteria(criteria: DwellingCriteria) -> Obstacle | None:
    """They are their association's, whoever noted them. Needs the household loaded."""
    if criteria.is_cancelled:
        return Obstacle.CANCELLED
    return Obstacle.CLOSED if criteria.household.state == Household.State.CLOSED else None


def may_correct_document(user: User, document: CaseFileDocument) -> bool:
    """Nobody chooses readers in another's name."""
    return document.author_id == user.pk and user.may(Right.WRITE_JOURNAL)


def may_cancel_document(user: User, document: CaseFileDocument) -> bool:
    """Of a document that `user` reads."""
    is_theirs = may_mend(user, author=document.author_id, organization=document.organization_id)
    return is_theirs and user.may(Right.WRITE_JOURNAL)


def obstacle_to_cancelling_document(document: CaseFileDocument) -> Obstacle | None:
    """Needs the household loaded."""
    if document.is_cancelled:
        return Obstacle.CANCELLED
    return Obstacle.CLOSED if document.household.state == Household.State.CLOSED else None


def obstacle_to_correcting_document(document: CaseFileDocument) -> Obstacle | None:
    return obstacle_to_cancelling_document(document) or (None if document.is_recent() else Obstacle.TOO_LATE)


def may_withdraw_message(user: User, message: Message) -> bool:
    """Nobody else reads it yet."""
    return message.author_id == user.pk and user.may(Right.WRITE_JOURNAL)


def may_cancel_message(user: User, message: Message) -> bool:
    """Of a message that `user` reads."""
    is_theirs = may_mend(user, author=message.author_id, organization=message.organization_id)
    return is_theirs and user.may(Right.WRITE_JOURNAL)


def obstacle_to_cancelling_message(message: Message) -> Obstacle | None:
    """Needs the household loaded."""
    if message.withdrawn_at or message.is_cancelled:
        return Obstacle.CANCELLED
    if not message.has_left:
        return Obstacle.NOT_LEFT
    return Obstacle.CLOSED if message.household.state == Household.State.CLOSED else None


def may_correct_task(user: User, task: Task) -> bool:
    """Nobody decides in another's name."""
    return task.author_id == user.pk and user.may(Right.WRITE_JOURNAL)


def may_cancel_task(user: User, task: Task) -> bool:
    """Of a task that `user` reads."""
    is_theirs = may_mend(user, author=task.author_id, organization=task.organization_id)
    return is_theirs and user.may(Right.WRITE_JOURNAL)


def obstacle_to_cancelling_task(task: Task) -> Obstacle | None:
    """Needs the household loaded."""
    if task.is_cancelled:
        return Obstacle.CANCELLED
    return Obstacle.CLOSED if task.household.state == Household.State.CLOSED else None


def obstacle_to_correcting_task(task: Task) -> Obstacle | None:
    """What is done was done as it was said."""
    if obstacle := obstacle_to_cancelling_task(task):
        return obstacle
    if task.state == Task.State.DONE:
        return Obstacle.DONE
    return None if task.is_recent() else Obstacle.TOO_LATE


def may_correct_minutes(user: User, synthesis: Synthesis) -> bool:
    """Nobody writes in another's name."""
    return synthesis.author_id == user.pk and user.may(Right.CALL_SYNTHESIS)


def obstacle_to_correcting_minutes(synthesis: Synthesis) -> Obstacle | None:
    """Of a meeting that was held. Needs the household loaded."""
    if synthesis.state != Synthesis.State.HELD:
        return Obstacle.NOT_HELD
    if synthesis.household.state == Household.State.CLOSED:
        return Obstacle.CLOSED
    return None if synthesis.is_recent() else Obstacle.TOO_LATE
