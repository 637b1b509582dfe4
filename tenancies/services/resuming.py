"""The end of an association's part, taken back."""

from partners.models import User
from tenancies.models import FollowUp, Household, JournalEntry, Participation, SupportMeasure
from tenancies.services.later_situations import forget_later_situations
from tenancies.services.visits import settle_visits


def resume_part(
    part: FollowUp,
    *,
    household: Household,
    actor: User,
    reason: str,
    note: str = "",
    end: JournalEntry | None = None,
) -> None:
    """As if the ended part of a locked case file had run on, on behalf of a service that has checked its own right: its
    measure, the association's access, the support of the household, the day its visit is due. In the timeline its end,
    the last one that its association told unless `end` is another, is struck through."""
    ended_on, part.ended_on, part.end_reason = part.ended_on, None, ""
    # Whoever left in between carries nothing any more.
    part.worker = part.worker if part.worker and part.worker.is_active else None
    part.save(update_fields=["ended_on", "end_reason", "worker"])
    SupportMeasure.objects.filter(pk=part.measure_id).update(ended_on=None, end_reason="")
    if part.watched_since is None:
        forget_later_situations(measure=part.measure_id)
    takes_part = Participation.objects.filter(household=household, organization=part.organization_id)
    if not takes_part.current().exists():
        last = takes_part.filter(until=ended_on).order_by("-pk").values("pk")[:1]
        takes_part.filter(pk__in=last).update(until=None, end_reason="", own_until=None)
    if household.state != Household.State.SUPPORTED:
        Household.machine.finish(household, Household.Move.BEGIN_SUPPORT, actor=actor)
    told = household.journal.filter(event=JournalEntry.Event.SUPPORT_ENDED, organization=part.organization_id)
    if end := end or told.order_by("pk").last():
        end.mark_cancelled(by=actor, reason=reason, note=note)
    settle_visits(part)
