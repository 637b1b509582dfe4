from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from housing_support.common.compiled_queries import compiled
from housing_support.common.dates import day_and_month, relative_day
from housing_support.home.sections import (
    Line,
    Section,
    figure_url,
    first,
    follow_ups_of,
    late_visit,
    list_url,
    section,
    visit_line,
)
from partners.models import User
from referrals.models import Mobilisation
from tenancies.models import FollowUp


def sections(user: User) -> Iterator[Section]:
    asked_url = list_url("referrals:mobilisations")
    yield section("Demandes à traiter", first(requests_to_answer, user), request_to_answer, asked_url)
    yield section("Référent à désigner", first(unassigned, user), without_worker, figure_url("unassigned"))
    yield section("Visites en retard", first(late_visits, user), late_visit, figure_url("late"))


@compiled
def requests_to_answer(user: User) -> QuerySet[Mobilisation]:
    pending = Mobilisation.objects.visible_to(user).pending()
    return pending.select_related("referral__household").order_by("answer_due_on", "pk")


@compiled
def unassigned(user: User) -> QuerySet[FollowUp]:
    own = follow_ups_of(user).filter(organization=user.organization_id)
    return own.unassigned().order_by("started_on", "pk")


@compiled
def late_visits(user: User) -> QuerySet[FollowUp]:
    return follow_ups_of(user).late().filter(organization=user.organization_id)


def request_to_answer(mobilisation: Mobilisation) -> Line:
    is_late = mobilisation.is_late()
    due = day_and_month(mobilisation.answer_due_on)
    return Line(
        title=mobilisation.referral.household_name,
        text=f"{mobilisation.referral.reference} · demandée {relative_day(mobilisation.requested_at)}",
        url=reverse("referrals:mobilisation", args=[mobilisation.public_id]),
        badge=f"En retard, attendue le {due}" if is_late else f"À traiter avant le {due}",
        tone="late" if is_late else "soon",
    )


def without_worker(follow_up: FollowUp) -> Line:
    return visit_line(follow_up, "Sans référent", "soon", text=f"suivi depuis le {day_and_month(follow_up.started_on)}")
