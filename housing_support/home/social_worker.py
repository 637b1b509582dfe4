import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import day_and_month, relative_day, short_moment
from housing_support.home.sections import (
    LENGTH,
    Line,
    Section,
    first,
    follow_ups_of,
    late_visit,
    list_url,
    section,
    visit_line,
)
from partners.models import User
from tenancies.models import Draft, FollowUp, Household


def sections(user: User) -> Iterator[Section]:
    own_url = list_url("tenancies:households", mine="true")
    late_url = list_url("tenancies:households", late="true", mine="true")
    yield visits_begun(user)
    yield section("Visites en retard", first(late_visits, user), late_visit, late_url)
    yield section("Visites à prévoir", first(visits_due_soon, user), visit_due_soon, own_url)
    to_come = first(appointments, user, now=timezone.now())
    yield section("Vos prochains rendez-vous", to_come, appointment, own_url)


@compiled
def late_visits(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).late().filter(worker=user.pk)


@compiled
def visits_due_soon(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).soon().filter(worker=user.pk)


@compiled
def appointments(user: User, now: datetime.datetime) -> QuerySet[FollowUp]:
    own = follow_ups_of(user).running().filter(worker=user.pk)
    return own.filter(next_visit_at__gte=now).order_by("next_visit_at", "pk")


def visits_begun(user: User) -> Section:
    """Visits that were begun and not sent, in case files still open to this user: the last ones, by name."""
    seen = Household.objects.visible_to(user)
    drafts = Draft.objects.filter(user=user, form=Draft.Form.VISIT, target__in=seen.values("public_id"))
    begun = dict(drafts.order_by("-updated_at", "-pk").values_list("target", "updated_at")[: LENGTH + 1])
    households = seen.filter(public_id__in=begun).order_by("sort_name", "pk")
    return section("Visites à terminer", households, lambda row: visit_begun(row, begun[row.public_id]))


def visit_begun(household: Household, updated_at: datetime.datetime) -> Line:
    return Line(
        title=household.name,
        text=f"{household.reference} · commencée le {short_moment(updated_at)}",
        url=reverse("tenancies:visit_create", args=[household.public_id]),
        badge="Brouillon",
    )


def visit_due_soon(follow_up: FollowUp) -> Line:
    return visit_line(follow_up, f"Avant le {day_and_month(follow_up.visit_due_on)}", "soon")


def appointment(follow_up: FollowUp) -> Line:
    when = short_moment(follow_up.next_visit_at)
    return visit_line(follow_up, relative_day(follow_up.next_visit_at).capitalize(), "info", text=when)
