from collections.abc import Iterator

from django.db.models import QuerySet

from housing_support.common.compiled_queries import compiled
from housing_support.home.reserved import candidates_to_check, late_candidates, places_left, reserved_to_announce
from housing_support.home.sections import (
    Line,
    Worklist,
    answers,
    conventions_ending,
    conventions_to_sign,
    follow_ups_of,
    late_answers,
    late_visit,
    own_tasks,
    questions,
    referral_line,
    referrals_of,
    unread_threads,
)
from partners.discretion import is_unnamed
from partners.models import User
from referrals.models import Referral
from tenancies.models import FollowUp


def worklists(user: User) -> Iterator[Worklist]:
    def late(follow_up: FollowUp) -> Line:
        return late_visit(follow_up, is_named=not is_unnamed(user, follow_up.convention.action.objective))

    meeting = referral_line(user)
    yield unread_threads()
    yield questions()
    yield own_tasks()
    yield Worklist("late-visits", "Visites en retard", late_visits, late, ("visit_due_on", "pk"))
    yield Worklist("late-meetings", "Rencontres en retard", late_meetings, meeting, ("meeting_due_on", "pk"))
    yield late_answers(user)
    yield reserved_to_announce()
    yield candidates_to_check(user)
    yield late_candidates(user)
    yield places_left(user)
    yield answers()
    yield conventions_to_sign()
    yield conventions_ending()


@compiled
def late_visits(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).select_related("convention__action").late()


@compiled
def late_meetings(user: User) -> QuerySet[Referral]:
    return referrals_of(user).meeting_late()
