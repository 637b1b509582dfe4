"""A follow-up that was ended by mistake runs again."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from housing_support.common.mending import Mistake, Obstacle
from referrals.services.resuming import resume_follow_up
from tenancies.models import FollowUp, Household, Participation, SupportMeasure
from tenancies.models.ends import EndReason
from tenancies.services.support import end_follow_up
from tests.factories.partners import UserFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


@pytest.fixture
def follow_up(convention):
    household = HouseholdFactory(
        landlord=convention.landlord,
        participants=[convention.association],
        state=Household.State.SUPPORTED,
        name="Wurtemberger",
    )
    return FollowUpFactory(convention=convention, household=household, started_on=TODAY() - datetime.timedelta(days=40))


@pytest.fixture
def ended(follow_up, coordinator):
    return end_follow_up(follow_up=follow_up, user=coordinator, reason=EndReason.TERM)


def page_of(follow_up):
    return reverse("referrals:resume", args=[follow_up.public_id])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_coordinator_finds_the_end_on_their_home_and_cancels_it(signed_in, coordinator, follow_up, ended):
    client = signed_in(coordinator)
    home = client.get(reverse("home")).content.decode()
    assert page_of(ended) in home
    assert "Wurtemberger" not in home + client.get(page_of(ended)).content.decode()

    response = client.post(page_of(ended), {"reason": "WRONG_HOUSEHOLD", "note": ""})

    follow_up.refresh_from_db()
    due = follow_up.started_on + datetime.timedelta(days=follow_up.convention.visit_interval_days)
    assert (follow_up.ended_on, follow_up.end_reason, follow_up.visit_due_on) == (None, "", due)
    assert said(response) == [
        f"La fin du suivi est annulée. Le dossier vous est rouvert\u00a0; visite avant le {long_date(due)}."
    ]
    assert SupportMeasure.objects.running().get() == follow_up.measure
    assert page_of(ended) not in client.get(reverse("home")).content.decode()


def test_the_case_file_opens_again_as_it_was(coordinator, follow_up, ended):
    before = Participation.objects.filter(organization=coordinator.organization).count()

    resume_follow_up(follow_up=ended, user=coordinator, reason=Mistake.TWICE)

    [participation] = Participation.objects.current().filter(organization=coordinator.organization)
    assert (participation.household, participation.end_reason) == (follow_up.household, "")
    assert Participation.objects.filter(organization=coordinator.organization).count() == before
    assert Household.objects.visible_to(coordinator).get().state == Household.State.SUPPORTED


def test_the_timeline_shows_the_cancelled_end_struck_through(signed_in, adviser, coordinator, ended):
    resume_follow_up(follow_up=ended, user=coordinator, reason=Mistake.OTHER, note="Homonyme")

    html = signed_in(adviser).get(reverse("tenancies:household", args=[ended.household.public_id])).content.decode()

    assert '<del>Fin de l’accompagnement</del> <span class="badge">Annulée</span>' in html
    assert f"Annulée le {long_date(TODAY())} par {coordinator.full_name}, UCRM\u00a0: autre motif (Homonyme)." in html


def test_another_part_that_ran_on_keeps_its_measure_and_its_access(coordinator, convention, follow_up):
    other = FollowUpFactory(household=follow_up.household, convention__landlord=convention.landlord)
    ended = end_follow_up(follow_up=follow_up, user=coordinator, reason=EndReason.TERM)

    resume_follow_up(follow_up=ended, user=coordinator, reason=Mistake.TWICE)

    assert set(FollowUp.objects.running()) == {follow_up, other}


def test_a_worker_who_left_in_between_carries_nothing(coordinator, follow_up):
    follow_up.worker = UserFactory(organization=coordinator.organization)
    follow_up.save()
    ended = end_follow_up(follow_up=follow_up, user=coordinator, reason=EndReason.TERM)
    type(coordinator).objects.filter(pk=follow_up.worker_id).update(is_active=False)

    assert resume_follow_up(follow_up=ended, user=coordinator, reason=Mistake.TWICE).worker is None


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        (lambda part: Household.objects.update(state="CLOSED", closed_on=TODAY()), Obstacle.CHANGED),
        (lambda part: FollowUp.objects.update(ended_on=TODAY() - datetime.timedelta(days=31)), Obstacle.LONG_AGO),
        (lambda part: FollowUp.objects.update(end_reason=EndReason.AGREEMENT), Obstacle.LONG_AGO),
    ],
)
def test_the_page_says_why_not_and_nothing_of_the_case(signed_in, coordinator, ended, change, obstacle):
    change(ended)

    response = signed_in(coordinator).post(page_of(ended), {"reason": "NOT_HAPPENED"})

    assert said(response) == [obstacle.label]
    assert FollowUp.objects.get().ended_on is not None
