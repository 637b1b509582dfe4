import datetime
import uuid

import pytest
from django.core.exceptions import FieldError
from django.utils import timezone

from housing_support.common.compiled_queries import CompiledQuery, forget_statements
from partners.roles import Role
from tenancies.models import FollowUp, Household
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory

VISIBLE = CompiledQuery(lambda user: Household.objects.visible_to(user).order_by("sort_name", "pk"))


@pytest.mark.django_db
def test_each_reader_gets_their_own_rows_from_one_statement():
    prepared = CompiledQuery(lambda user: Household.objects.visible_to(user).order_by("sort_name", "pk"))
    first, second = UserFactory(), UserFactory()
    seen = HouseholdFactory(participants=[first.organization])
    other = HouseholdFactory(participants=[second.organization])

    assert prepared.rows(first) == [seen]
    assert prepared.rows(second) == [other]
    assert len(prepared._statements) == 1


@pytest.mark.django_db
def test_a_role_that_reads_no_case_file_gets_nothing():
    worker = UserFactory()
    HouseholdFactory(participants=[worker.organization])
    administrator = UserFactory(organization=worker.organization, role=Role.ADMIN)

    assert VISIBLE.rows(administrator) == []
    assert VISIBLE.count(administrator, limit=5) == 0


@pytest.mark.django_db
def test_somebody_deactivated_gets_nothing():
    worker = UserFactory()
    HouseholdFactory(participants=[worker.organization])
    assert VISIBLE.count(worker, limit=5) == 1

    worker.is_active = False

    assert VISIBLE.rows(worker) == []


@pytest.mark.django_db
def test_count_stops_at_its_limit():
    worker = UserFactory()
    for _ in range(3):
        HouseholdFactory(participants=[worker.organization])

    assert VISIBLE.count(worker, limit=5) == 3
    assert VISIBLE.count(worker, limit=2) == 2


@pytest.mark.django_db
def test_order_and_limit_belong_to_the_call():
    worker = UserFactory()
    first = HouseholdFactory(name="Abadie", participants=[worker.organization])
    second = HouseholdFactory(name="Barthe", participants=[worker.organization])

    assert VISIBLE.rows(worker, limit=1) == [first]
    assert VISIBLE.rows(worker, order=("-pk",), limit=1) == [second]


@pytest.mark.django_db
def test_what_is_given_replaces_its_stand_in():
    prepared = CompiledQuery(lambda user, public_id: Household.objects.visible_to(user).filter(public_id=public_id))
    worker = UserFactory()
    household = HouseholdFactory(participants=[worker.organization])

    assert prepared.rows(worker, given={"public_id": household.public_id}) == [household]
    assert prepared.rows(worker, given={"public_id": uuid.uuid4()}) == []


@pytest.mark.django_db
def test_a_moment_that_is_not_given_is_refused():
    prepared = CompiledQuery(lambda user: FollowUp.objects.filter(next_visit_at__gte=timezone.now()))

    with pytest.raises(TypeError, match="a moment would be kept"):
        prepared.rows(UserFactory())


@pytest.mark.django_db
def test_counts_of_several_values_are_one_query_in_the_order_asked(django_assert_num_queries):
    prepared = CompiledQuery(
        lambda user, kept, state: (
            Household.objects.visible_to(user).filter(state=state) if kept else Household.objects.none()
        )
    )
    worker = UserFactory()
    for closed in (False, False, False, True):
        HouseholdFactory(participants=[worker.organization], closed=closed)
    asked = [
        {"choices": {"kept": kept}, "given": {"state": state}}
        for kept, state in ((True, "CLOSED"), (True, "WAITING"), (False, "WAITING"), (True, "SUPPORTED"))
    ]

    with django_assert_num_queries(1):
        counted = prepared.counts(worker, asked, limit=2)

    assert counted == [1, 2, 0, 0]
    assert len(prepared._statements) == 2


@pytest.mark.django_db
def test_forgotten_statements_are_composed_anew():
    worker, composed = UserFactory(), []
    prepared = CompiledQuery(lambda user: composed.append(user) or Household.objects.visible_to(user))
    prepared.count(worker, limit=1)

    forget_statements()
    prepared.count(worker, limit=1)

    assert len(composed) == 2


@pytest.mark.django_db
def test_what_is_given_and_not_compared_is_refused():
    prepared = CompiledQuery(
        lambda user, now: FollowUp.objects.filter(next_visit_at__gte=now - datetime.timedelta(days=1))
    )

    with pytest.raises(TypeError, match="now"):
        prepared.rows(UserFactory(), given={"now": timezone.now()})


@pytest.mark.django_db
def test_a_rule_that_looks_at_anything_else_of_its_reader_is_refused():
    prepared = CompiledQuery(lambda user: Household.objects.filter(name=user.last_name))

    with pytest.raises(FieldError):
        prepared.rows(UserFactory())
