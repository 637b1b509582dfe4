"""What the database keeps of a change, and what it leaves out: on an account, and on a case file."""

import pytest
from django.utils import timezone

from partners.roles import Role
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory

pytestmark = pytest.mark.django_db


def labels(row):
    return list(row.history.order_by("pgh_id").values_list("pgh_label", flat=True))


def test_what_is_written_is_kept_and_the_same_written_again_is_no_change():
    user = UserFactory()
    assert labels(user) == ["insert"]

    user.role = Role.COORDINATOR
    user.save()
    user.save()

    assert labels(user) == ["insert", "update"]
    assert user.history.latest("pgh_id").role == Role.COORDINATOR


def test_a_column_left_out_is_neither_heard_nor_quoted():
    user = UserFactory()

    user.last_login = timezone.now()
    user.save()

    assert labels(user) == ["insert"]
    assert not hasattr(user.history.get(), "last_login")


def test_a_column_that_is_not_quoted_says_that_it_changed():
    household = HouseholdFactory(name="Diallo")

    household.name = "Dialo"
    household.save()

    assert labels(household) == ["insert", "update"]
    assert not hasattr(household.history.latest("pgh_id"), "name")
