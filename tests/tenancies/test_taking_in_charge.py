"""A worker newly in charge finds the household on the home page until its case file is opened."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from housing_support.home.views import sections_for
from partners.roles import Role
from tenancies.models import FollowUp
from tenancies.services.support import assign_worker, begin_follow_up
from tests.factories.partners import UserFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory

pytestmark = pytest.mark.django_db

TITLE = "À prendre en main"


def names(user):
    return [line.title for section in sections_for(user)[0] if section.title == TITLE for line in section.lines]


@pytest.fixture
def coordinator(follow_up):
    return UserFactory(organization=follow_up.organization, role=Role.COORDINATOR)


@pytest.fixture
def successor(follow_up, coordinator):
    """Named in the place of the worker."""
    successor = UserFactory(organization=follow_up.organization)
    assign_worker(follow_up=follow_up, user=coordinator, worker=successor)
    return successor


def test_a_household_waits_on_the_home_of_the_worker_newly_named_alone(follow_up, worker, coordinator, successor):
    FollowUpFactory(convention=follow_up.convention, worker=successor)

    assert names(successor) == [follow_up.household.name]
    assert names(worker) == names(coordinator) == []


def test_any_page_of_the_case_file_takes_it_in_charge(signed_in, follow_up, successor):
    home = signed_in(successor).get(reverse("home"))
    assert TITLE in home.text

    signed_in(successor).get(reverse("tenancies:household_members", args=[follow_up.household.public_id]))

    assert names(successor) == []
    follow_up.refresh_from_db()
    assert follow_up.taken_in_charge_at is not None


def test_the_first_page_opened_says_so_and_the_next_ones_do_not(signed_in, follow_up, successor):
    client, address = signed_in(successor), reverse("tenancies:household", args=[follow_up.household.public_id])

    first, second = client.get(address).text, client.get(address).text

    said = f"<b>Ce ménage vous est confié.</b> Première visite avant le {long_date(follow_up.visit_due_on)}."
    assert (said in first, said in second) == (True, False)


def test_others_who_open_it_take_nothing_in_charge(signed_in, follow_up, worker, coordinator, successor):
    for reader in (worker, coordinator, UserFactory(organization=follow_up.household.landlord, role=Role.ADVISER)):
        signed_in(reader).get(reverse("tenancies:household", args=[follow_up.household.public_id]))

    assert names(successor) == [follow_up.household.name]


def test_whoever_names_themselves_has_it_in_charge(follow_up, coordinator):
    assign_worker(follow_up=follow_up, user=coordinator, worker=coordinator)

    assert names(coordinator) == []


def test_naming_the_same_worker_again_changes_nothing(follow_up, worker, coordinator):
    assign_worker(follow_up=follow_up, user=coordinator, worker=worker)

    assert names(worker) == []


def test_a_follow_up_that_begins_with_a_worker_waits_for_them(follow_up, worker, coordinator):
    household = HouseholdFactory(landlord=follow_up.household.landlord, name="Neuf")

    begin_follow_up(
        household=household, convention=follow_up.convention, user=coordinator, reason="Convention", worker=worker
    )

    assert names(worker) == ["Neuf"]


def test_an_ended_follow_up_waits_for_nobody(follow_up, successor):
    FollowUp.objects.filter(pk=follow_up.pk).update(ended_on=timezone.localdate(), end_reason="TERM")

    assert names(successor) == []


def test_nobody_has_in_charge_what_no_worker_carries(follow_up):
    with pytest.raises(IntegrityError, match="follow_up_is_taken_in_charge_by_its_worker"), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(worker=None, taken_in_charge_at=timezone.now())
