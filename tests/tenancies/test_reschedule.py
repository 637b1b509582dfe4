import datetime

import pytest

from partners.roles import Role
from partners.services.terms import amend_convention
from tenancies.models import FollowUp
from tenancies.services.support import reschedule_visits
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
