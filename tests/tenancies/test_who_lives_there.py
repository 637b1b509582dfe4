"""Who lives behind a door is asked with a reason, and told once, to those who deal with the household."""

import pytest
from django.urls import reverse

from tenancies.models import CaseFileAccess, Household
from tests.consistency.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


@pytest.fixture
def ask(client, world):
    def ask(dwelling, code, **answers):
        client.force_login(world.people[code])
        page = reverse("tenancies:who_lives_there", args=[dwelling.public_id])
        return client.post(page, answers)

    return ask


def told(response) -> list[Household]:
    return response.context["households"]


@pytest.mark.parametrize("code", ["RO", "AD"])
def test_the_household_is_told_with_its_reason_kept_in_its_log(ask, world, code):
    """Protected or not: those who may read where it lives may read it from the door too."""
    for household in (world.household, world.plain):
        dwelling = household.tenancies.running().get().dwelling

        assert told(ask(dwelling, code, purpose="WORKS")) == [household]
        access = household.accesses.filter(kind=CaseFileAccess.Kind.ADDRESS).latest("pk")
        assert (access.user, access.purpose) == (world.people[code], "WORKS")


def test_nothing_is_told_without_a_reason(ask, world):
    response = ask(world.dwelling, "RO", reason="")

    assert told(response) is None
    assert response.context["form"].errors == {
        "purpose": ["Choisissez pourquoi vous voulez savoir qui habite là."],
    }


def test_an_empty_door_and_that_of_somebody_else_are_answered_alike(ask, world, client):
    """A household whose case file its reader may not open is not there for them."""
    empty = ask(world.free_dwelling, "RO", purpose="VISIT")
    dwelling = world.plain.tenancies.running().get().dwelling
    world.plain.participations.update(until=world.today, end_reason="OTHER")
    closed = ask(dwelling, "RO", purpose="VISIT")

    assert told(empty) == told(closed) == []


def test_the_question_is_on_the_page_of_every_door(client, world):
    client.force_login(world.people["RO"])

    for dwelling in (world.dwelling, world.free_dwelling, world.household.tenancies.running().get().dwelling):
        assert "Qui habite là" in client.get(reverse("tenancies:dwelling", args=[dwelling.public_id])).text
