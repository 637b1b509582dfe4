import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.roles import Role
from tenancies.models import Domain, Observation
from tenancies.reading.autonomy import assessment_of
from tests.factories.partners import UserFactory
from tests.factories.tenancies import ObservationFactory, VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(follow_up, worker):
    return VisitFactory(follow_up=follow_up, author=worker)


@pytest.mark.parametrize("level", [0, 6])
def test_a_level_goes_from_1_to_5(visit, level):
    with pytest.raises(IntegrityError, match="observation_level_between_1_and_5"), transaction.atomic():
        ObservationFactory(visit=visit, level=level)


def test_a_domain_is_observed_once_in_a_visit_by_each(visit):
    ObservationFactory(visit=visit)
    ObservationFactory(visit=visit, by=Observation.Observer.HOUSEHOLD)

    with pytest.raises(IntegrityError, match="observation_one_per_visit_domain_observer"), transaction.atomic():
        ObservationFactory(visit=visit)


def test_a_review_observes_without_a_visit_as_often_as_it_must(household):
    for _ in range(2):
        Observation.objects.create(
            household=household, domain=Domain.RIGHTS, level=2, occasion=Observation.Occasion.REVIEW
        )

    assert household.observations.count() == 2


def test_observations_go_with_their_visit(visit):
    ObservationFactory(visit=visit)

    visit.delete()

    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.RENTAL_OFFICER, 0),
        (Role.CARETAKER, 0),
        (Role.MANAGER, 0),
        (Role.ADVISER, 1),
        (Role.SOCIAL_WORKER, 1),
        (Role.COORDINATOR, 1),
    ],
)
def test_observations_are_for_social_workers_of_the_case_file(visit, member, role, seen):
    ObservationFactory(visit=visit)

    assert Observation.objects.visible_to(member(role)).count() == seen
    assert Observation.objects.visible_to(UserFactory(role=Role.SOCIAL_WORKER)).count() == 0


def test_the_assessment_is_that_of_workers_from_the_first_to_the_last(visit, household, worker):
    today = timezone.localdate()
    for days_ago, level, by in ((40, 2, "WORKER"), (20, 3, "WORKER"), (10, 5, "HOUSEHOLD")):
        ObservationFactory(
            household=household, visit=None, observed_on=today - datetime.timedelta(days=days_ago), level=level, by=by
        )

    assessment = assessment_of(household, reader=worker)

    assert assessment.assessed_on == today - datetime.timedelta(days=20)
    assert [(level.domain, level.entry, level.today) for level in assessment.levels if level.today] == [
        (Domain.BUDGET, 2, 3)
    ]


def test_nothing_observed_is_no_assessment(household, worker):
    assessment = assessment_of(household, reader=worker)

    assert assessment.assessed_on is None
    assert {(level.entry, level.today) for level in assessment.levels} == {(None, None)}


def test_changes_of_an_observation_are_on_record(visit):
    observation = ObservationFactory(visit=visit, level=2)
    observation.level = 4
    observation.save()

    assert list(observation.history.order_by("pgh_id").values_list("pgh_label", "level")) == [
        ("insert", 2),
        ("update", 4),
    ]
