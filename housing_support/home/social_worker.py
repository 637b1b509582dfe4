import datetime
from collections.abc import Iterator
from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import relative_day, short_moment
from housing_support.common.links import row_url
from housing_support.home.conflicts import mediations
from housing_support.home.reserved import awaiting_candidates, candidacies_running, places_left
from housing_support.home.sections import (
    Line,
    Worklist,
    answers,
    follow_ups_of,
    late_visit,
    left_behind,
    one_year_leases,
    own_tasks,
    questions,
    signals,
    sliding_leases,
    stays,
    to_take_in_charge,
    unread_threads,
    visit_line,
    watches,
    watches_of_worker,
)
from partners.models import User
from tenancies.models import FollowUp, Lateness
from tenancies.reading.lines import visit_badge


def worklists(user: User) -> Iterator[Worklist]:
    now, by_moment, by_day = {"now": timezone.now()}, ("next_visit_at", "pk"), ("visit_due_on", "pk")
    yield to_take_in_charge()
    yield unread_threads()
    yield signals()
    yield questions()
    yield own_tasks()
    yield Worklist("to-conclude", "Conclusion à renseigner", to_conclude, appointment_over, by_moment, now)
    yield Worklist("late-visits", "Visites en retard", late_visits, late_visit, by_day)
    yield Worklist("visits-due-soon", "Visites à prévoir", visits_due_soon, visit_due_soon, by_day)
    yield watches(watches_of_worker)
    yield stays()
    yield Worklist("appointments", "Vos prochains rendez-vous", appointments, appointment, by_moment, now)
    yield answers()
    yield mediations()
    yield awaiting_candidates(user)
    yield candidacies_running(user)
    yield one_year_leases()
    yield sliding_leases()
    yield places_left(user)
    yield left_behind()


@compiled
def to_conclude(user: User, now: datetime.datetime) -> QuerySet[FollowUp]:
    """What became of an appointment that is over is not said yet."""
    return follow_ups_of(user).awaiting_conclusion(now).filter(worker=user.pk).order_by("next_visit_at", "pk")


@compiled
def late_visits(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).late().filter(worker=user.pk)


@compiled
def visits_due_soon(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).soon().filter(worker=user.pk, watched_since=None)


@compiled
def appointments(user: User, now: datetime.datetime) -> QuerySet[FollowUp]:
    return follow_ups_of(user).with_appointment(now).filter(worker=user.pk).order_by("next_visit_at", "pk")


def visit_due_soon(follow_up: FollowUp) -> Line:
    badge = visit_badge(Lateness.SOON, follow_up.visit_due_on, is_named=True)
    return visit_line(follow_up, badge.words, badge.tone)


def appointment_over(follow_up: FollowUp) -> Line:
    return replace(
        visit_line(follow_up, "À renseigner", "soon", text=f"rendez-vous du {short_moment(follow_up.next_visit_at)}"),
        url=row_url("tenancies:visit_create", follow_up.household.public_id),
    )


def appointment(follow_up: FollowUp) -> Line:
    when = short_moment(follow_up.next_visit_at)
    return visit_line(follow_up, relative_day(follow_up.next_visit_at).capitalize(), "info", text=when)
