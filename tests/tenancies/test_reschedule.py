import datetime
import uuid

import pytest
from django.utils import timezone

from partners.roles import Role
from partners.services.terms import amend_convention
from tenancies.models import FollowUp, Visit
from tenancies.services.support import reschedule_visits, visit_due_on
from tenancies.services.visits import record_visit
from tests.factories.partners import ConventionFactory, UserFactory, amendment_of
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    return ConventionFactory(visit_interval_days=15)


def test_another_interval_moves_the_visits_still_due(convention):
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    visited = FollowUpFactory(
        convention=convention, started_on=datetime.date(2026, 1, 1), last_visit_on=datetime.date(2026, 3, 28)
    )
    never_visited = FollowUpFactory(convention=convention, started_on=datetime.date(2026, 2, 1))
    ended = FollowUpFactory(
        convention=convention,
        started_on=datetime.date(2026, 1, 1),
        ended_on=datetime.date(2026, 2, 1),
        visit_due_on=datetime.date(2026, 1, 16),
    )
    elsewhere = FollowUpFactory(started_on=datetime.date(2026, 1, 1), visit_due_on=datetime.date(2026, 1, 16))

    amend_convention(user=manager, **amendment_of(convention, visit_interval_days=30))

    assert dict(FollowUp.objects.values_list("pk", "visit_due_on")) == {
        visited.pk: datetime.date(2026, 4, 27),
        never_visited.pk: datetime.date(2026, 3, 3),
        ended.pk: datetime.date(2026, 1, 16),
        elsewhere.pk: datetime.date(2026, 1, 16),
    }


def test_a_visit_that_is_due_when_it_should_be_is_left_alone(convention):
    """Each row written leaves its former values in the history."""
    FollowUpFactory(convention=convention, started_on=datetime.date(2026, 1, 1), visit_due_on=datetime.date(2026, 1, 2))

    assert [reschedule_visits(convention=convention) for _ in range(2)] == [1, 0]


def test_steps_move_each_visit_by_the_age_of_its_follow_up(convention):
    """In SQL as in Python, at the ends of months too."""
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    starts = [datetime.date(2026, *day) for day in ((1, 31), (2, 28), (3, 30), (5, 31))]
    for started_on in starts:
        for days in (0, 27, 28, 58, 59, 60, 62, 92, 93, 150):
            last_visit_on = started_on + datetime.timedelta(days) if days else None
            FollowUpFactory(convention=convention, started_on=started_on, last_visit_on=last_visit_on)

    amend_convention(
        user=manager, **amendment_of(convention, visit_interval_days=7, visit_steps=[[1, 14], [2, 30], [3, 60]])
    )

    convention.refresh_from_db()
    intervals = set()
    for part in FollowUp.objects.all():
        since = part.last_visit_on or part.started_on
        assert part.visit_due_on == visit_due_on(convention=convention, started_on=part.started_on, since=since)
        intervals.add((part.visit_due_on - since).days)
    assert intervals == {7, 14, 30, 60}


def test_a_visit_is_followed_by_the_interval_of_its_day():
    convention = ConventionFactory(visit_interval_days=7, visit_steps=[[2, 30]])
    today = timezone.localdate()
    worker = UserFactory(organization=convention.association, role=Role.SOCIAL_WORKER)
    due = {}
    for days in (50, 70):
        part = FollowUpFactory(
            convention=convention, worker=worker, started_on=today - datetime.timedelta(days), visit_due_on=today
        )
        record_visit(
            follow_up=part,
            user=worker,
            submission_id=uuid.uuid4(),
            outcome=Visit.Outcome.DONE,
            medium=Visit.Medium.HOME,
            visited_at=timezone.now(),
            topics=[],
            levels={},
            shared_report="Le bail est signé.",
        )
        part.refresh_from_db()
        due[days] = (part.visit_due_on - today).days

    assert due == {50: 7, 70: 30}
