"""What a case file's pages read of it, each by one statement written once."""

import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from housing_support.common.compiled_queries import compiled
from partners.discretion import MOBILISATION, names_partners
from partners.models import User
from tenancies.models import FollowUp, Household, Message, Person, Tenancy, ThreadReading, Visit
from tenancies.models.audience import may_read

# Beyond, how many messages wait is told no more exactly.
MOST_UNREAD = 99
BEFORE_ALL = Cast(Value("-infinity"), DateTimeField())


@compiled
def household_asked_for(user: User, public_id: uuid.UUID) -> QuerySet[Household]:
    seen = Household.objects.visible_to(user).filter(public_id=public_id)
    seen = seen.with_rights_of(user).with_reminder_days().with_organization_count().select_related("landlord")
    return with_unread(with_last_visits(seen if names_partners(user) else with_named_partners(seen)), user)


def with_last_visits(households: QuerySet[Household]) -> QuerySet[Household]:
    """Annotate the outcomes of the last two visits, the later first, and when that one took place."""
    last = Visit.objects.filter(household=OuterRef("pk")).order_by("-visited_at", "-pk")
    return households.annotate(  # type: ignore[no-redef] # declared for those who read them
        last_outcomes=ArraySubquery(last.values("outcome")[:2]), last_visited_at=Subquery(last.values("visited_at")[:1])
    )


def with_unread(households: QuerySet[Household], user: User) -> QuerySet[Household]:
    """Annotate, of case files that `user` reads, where they stopped in its thread and what others have said there
    since: up to one beyond `MOST_UNREAD`."""
    read = ThreadReading.objects.filter(user=user.pk)
    stopped = Coalesce(Subquery(read.filter(household=OuterRef(OuterRef("pk"))).values("read_up_to")), BEFORE_ALL)
    said = Message.objects.left().filter(may_read(user), household=OuterRef("pk"), leaves_at__gt=stopped)
    unread = said.exclude(author=user.pk).order_by("leaves_at", "pk").values("pk")[: MOST_UNREAD + 1]
    return households.annotate(  # type: ignore[no-redef] # declared for those who read them
        unread_messages=ArraySubquery(unread),
        read_up_to=Subquery(read.filter(household=OuterRef("pk")).values("read_up_to")),
    )


def with_named_partners(households: QuerySet[Household]) -> QuerySet[Household]:
    """Annotate who may be named to all in each case file: those that work for it under an action for newcomers."""
    newcomers = FollowUp.objects.filter(household=OuterRef("pk")).exclude(convention__action__objective=MOBILISATION)
    return households.annotate(named_partners=ArraySubquery(newcomers.order_by().values("organization")))


@compiled
def members_of(user: User, household: int) -> QuerySet[Person]:
    return Person.objects.filter(household=household).order_by("pk")


@compiled
def running_tenancies_of(user: User, household: int) -> QuerySet[Tenancy]:
    return Tenancy.objects.running().filter(household=household).with_dwelling()


@compiled
def running_follow_ups_of(user: User, household: int) -> QuerySet[FollowUp]:
    return FollowUp.objects.running().filter(household=household).with_partners()


@compiled
def own_follow_ups_of(user: User, public_id: uuid.UUID) -> QuerySet[FollowUp]:
    """Those that the reader's organization carries in a case file open to it, the most urgent first, with what it has
    committed itself to."""
    seen = FollowUp.objects.visible_to(user).running().filter(household__public_id=public_id)
    own = seen.filter(organization=user.organization_id)
    return own.select_related("convention__action").order_by("visit_due_on", "pk")


@compiled
def visits_to(user: User, household: int) -> QuerySet[Visit]:
    """All of them, cancelled ones too, the latest first, with their authors: a household has some dozens."""
    visits = Visit.with_cancelled.visible_to(user).filter(household=household)
    return visits.select_related("author", "organization").order_by("-visited_at", "-pk")
