from collections.abc import Iterator

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from housing_support.home.sections import (
    Line,
    Section,
    figure_url,
    first,
    follow_ups_of,
    late_answers,
    late_visit,
    meeting_to_fix,
    referrals_of,
    section,
)
from partners.discretion import is_unnamed
from partners.models import User
from referrals.models import Referral
from tenancies.models import FollowUp


def sections(user: User) -> Iterator[Section]:
    def late(follow_up: FollowUp) -> Line:
        return late_visit(follow_up, is_named=not is_unnamed(user, follow_up.convention.action.objective))

    yield section("Visites en retard", first(late_visits, user), late, figure_url("late"))
    yield section("Rencontres en retard", first(late_meetings, user), meeting_to_fix, figure_url("to-meet"))
    yield late_answers(user)


@compiled
def late_visits(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).select_related("convention__action").late()


@compiled
def late_meetings(user: User) -> QuerySet[Referral]:
    return referrals_of(user).meeting_late()
