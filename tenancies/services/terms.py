"""The term of a convention ends the parts that it carried, unless another one goes on from there."""

from django.db import transaction

from partners.models import Convention
from tenancies.models import FollowUp, Household
from tenancies.models.ends import EndReason
from tenancies.services.households import lock_case_file
from tenancies.services.support import end_parts, next_visit_due_on


def settle_parts_under(*, convention: Convention) -> None:
    """Called every day for a convention whose term has passed, one household at a time: what one of them refuses does
    not keep the others from ending."""
    running = FollowUp.objects.running().filter(convention=convention)
    households = Household.objects.filter(pk__in=running.values("household")).order_by("pk")
    following = Convention.objects.in_force().filter(association=convention.association_id, action=convention.action_id)
    successor = following.first() if households else None
    for household in households:
        with transaction.atomic():
            locked = lock_case_file(household)
            own = running.filter(household=locked).select_for_update(of=("self",)).select_related("organization")
            parts = list(own.order_by("pk"))
            if successor:
                hand_over(parts, successor)
            else:
                end_parts(parts, household=locked, actor=None, reason=EndReason.CONVENTION)


def hand_over(parts: list[FollowUp], successor: Convention) -> None:
    """Go on under the convention that follows, with its own rhythm of visits."""
    for part in parts:
        part.convention = successor
        part.visit_due_on = next_visit_due_on(part, since=part.last_visit_on or part.started_on)
        part.save(update_fields=["convention", "visit_due_on"])
