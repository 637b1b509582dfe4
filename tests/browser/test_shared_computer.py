"""On a shared computer nothing of the person before comes back."""

import pytest
from django.urls import reverse

from partners.roles import Role
from tests.factories.partners import UserFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db(transaction=True)

NAME, TYPED = "Wurtemberger", "Elle pense quitter son mari."


@pytest.fixture
def household():
    follow_up = FollowUpFactory(household__name=NAME)
    follow_up.worker = UserFactory(organization=follow_up.organization, role=Role.SOCIAL_WORKER)
    follow_up.save()
    return follow_up.household


def worker_of(household):
    return household.follow_ups.get().worker


def sign_out(page):
    page.locator("button.person").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**" + reverse("account_login") + "**")


def test_back_after_signing_out_shows_nothing_of_what_was_read_or_typed(page, sign_in, household):
    sign_in(page, worker_of(household))
    page.goto(reverse("tenancies:household", args=[household.public_id]))
    page.goto(reverse("tenancies:note_create", args=[household.public_id]))
    page.locator("textarea").fill(TYPED)
    sign_out(page)

    for _ in range(3):
        page.evaluate("setTimeout(() => history.back())")
        page.wait_for_timeout(700)
        assert NAME not in page.content()
        assert page.locator("textarea").count() == 0


def test_the_next_person_finds_empty_fields_and_no_message(page, sign_in, household):
    sign_in(page, worker_of(household))
    address = reverse("tenancies:note_create", args=[household.public_id])
    page.goto(address)
    page.locator("textarea").fill(TYPED)
    sign_out(page)
    colleague = UserFactory(organization=household.follow_ups.get().organization, role=Role.SOCIAL_WORKER)
    sign_in(page, colleague)

    page.goto(address)

    assert page.locator("textarea").input_value() == ""
    assert page.get_by_role("alert").count() == 0
