"""From a stay to a dwelling: whom an association may put up, and for what it may propose those it does."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from housing_support.common.compiled_queries import compiled
from partners.models import User
from referrals.models import Announcement, Candidacy
from referrals.models.announcements import MOST_CANDIDATES
from referrals.reading.candidacies import candidate_households
from tenancies.models import Household, Stay
from tenancies.reading.search import find


def households_to_put_up(user: User) -> QuerySet[Any]:
    """Those of the association that no landlord houses, with `is_put_up`: they have a stay that runs or is to come."""
    current = Stay.objects.open().filter(household=OuterRef("pk"))
    return candidate_households(user).annotate(is_put_up=Exists(current))


@compiled
def without_a_stay(user: User) -> QuerySet[Household]:
    """The latest opened first."""
    return households_to_put_up(user).filter(is_put_up=False).order_by("-opened_on", "-pk")


def find_to_put_up(user: User, text: str) -> tuple[Household, ...]:
    return find(user, text, findable=households_to_put_up).households


def candidacy_of(household: Household, user: User) -> Candidacy | None:
    """The one that runs: a household has one at a time."""
    running = Candidacy.objects.visible_to(user).running().filter(household=household)
    return running.select_related("offer").first()


@compiled
def announcements_with_a_place(user: User) -> QuerySet[Announcement]:
    """Those for which the association may propose one more candidate, and that nobody has been given yet, the soonest
    awaited first."""
    running: QuerySet[Any] = Announcement.objects.visible_to(user).running().for_list()
    return running.filter(running_candidates__lt=MOST_CANDIDATES, reservation__household=None).order_by(
        "answer_due_on", "pk"
    )
