"""Who deals with a household: whom a message may call upon, and who is told of one."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from partners.models import User
from partners.roles import Right, Role
from tenancies.models import FollowUp, Household, JournalEntry, Message, Participation
from tenancies.models.audience import Audience


def people_in_charge(household: Household) -> QuerySet[User]:
    """Of the organizations that take part today: who carries a follow-up, who coordinates an association, and whoever
    has written or done something there that all participants read."""
    parts = Participation.objects.current().filter(household=household, organization=OuterRef("organization"))
    carries = FollowUp.objects.running().filter(household=household, worker__isnull=False).values("worker")
    known = {"household": household, "audience": Audience.SHARED, "author__isnull": False}
    acted = JournalEntry.objects.filter(**known).order_by().values("author")
    wrote = Message.objects.left().filter(**known).order_by().values("author")
    deals = Q(pk__in=carries) | Q(pk__in=acted) | Q(pk__in=wrote) | Q(role=Role.COORDINATOR)
    return User.objects.holding(Right.READ_CASE_FILES).filter(Exists(parts), deals)
