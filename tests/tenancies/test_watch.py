"""« Veille »: once a household holds its lasting lease, its association visits it once a year."""

import datetime

import pytest
from django.urls import reverse

from housing_support.common.bounds import months_from
from housing_support.common.dates import day_and_month, long_date
from partners.models import FundedAction
from partners.roles import Role
from referrals.services.resuming import resume_follow_up
from tenancies.models import FollowUp, LaterSituation
from tenancies.services.support import end_follow_up, reschedule_visits
from tenancies.services.visits import settle_visits
from tenancies.services.watching import begin_watch
from tests.factories.partners import ConventionFactory
from tests.factories.tenancies import FollowUpFactory, TenancyFactory, VisitFactory
from tests.tenancies.mending import TODAY, said

pytestmark = pytest.mark.django_db
YEAR = datetime.timedelta(days=365)


@pytest.fixture
def coordinator(member):
    return member(Role.COORDINATOR)


@pytest.fixture
def part(follow_up):
    """Of a household that came into a home of its own, visited two months ago."""
    FundedAction.objects.filter(conventions=follow_up.convention).update(objective=FundedAction.Objective.ACCESS)
    TenancyFactory(household=follow_up.household)
    FollowUp.objects.update(started_on=TODAY() - YEAR)
    VisitFactory(follow_up=follow_up, visited_at=months_from(TODAY(), -2).isoformat() + "T10:00Z")
    follow_up.refresh_from_db()
    settle_visits(follow_up)
    return follow_up


@pytest.fixture
def watched(part, coordinator):
    return begin_watch(follow_up=part, user=coordinator)


def page(name, part):
    return reverse(f"tenancies:{name}", args=[part.household.public_id, part.public_id])


def asked_months(part):
    return [*LaterSituation.objects.filter(measure=part.measure_id).order_by("months").values_list("months", "due_on")]


def test_a_visit_a_year_is_due_and_where_it_lives_is_asked(signed_in, coordinator, member, part):
    client, support = signed_in(coordinator), reverse("tenancies:household_support", args=[part.household.public_id])
    due_on = part.last_visit_on + YEAR

    offered = client.get(support).text
    asked = client.get(page("follow_up_watch", part)).text
    response = client.post(page("follow_up_watch", part))

    assert "Passer en veille" in offered
    assert "une visite par an" in asked
    assert said(response) == [f"Le ménage est en veille. Prochaine visite avant le {long_date(due_on)}."]
    part.refresh_from_db()
    assert (part.watched_since, part.visit_due_on, part.ended_on) == (TODAY(), due_on, None)
    assert asked_months(part) == [(months, months_from(TODAY(), months)) for months in (6, 12, 24)]
    shown = client.get(support).text
    assert "En veille depuis le" in shown
    assert "chaque année" in shown
    timeline = reverse("tenancies:household", args=[part.household.public_id])
    for reader in (coordinator, member(Role.RENTAL_OFFICER)):
        assert "Passage en veille" in signed_in(reader).get(timeline).text
    assert "accompagnement en veille" in client.get(timeline + "dwelling/").text


def test_where_it_lives_is_asked_though_another_household_is_not_watched_over(part, coordinator):
    FollowUpFactory(convention=part.convention)

    begin_watch(follow_up=part, user=coordinator)

    assert [months for months, _ in asked_months(part)] == [6, 12, 24]


def test_where_it_lives_is_not_asked_while_another_part_of_its_support_goes_on(part, coordinator):
    beside = ConventionFactory(action=part.convention.action)
    FollowUpFactory(household=part.household, measure=part.measure, convention=beside)

    begin_watch(follow_up=part, user=coordinator)

    assert asked_months(part) == []


def test_the_visit_of_the_year_is_announced_two_months_before(signed_in, coordinator, worker, watched):
    due_on = TODAY() + datetime.timedelta(days=60)
    for reader in (coordinator, worker):
        assert "Veille" not in signed_in(reader).get(reverse("home")).text
        FollowUp.objects.update(visit_due_on=due_on)
        shown = signed_in(reader).get(reverse("home")).text
        assert "Veille\u00a0: la visite de l’année" in shown
        assert f"Avant le {day_and_month(due_on)}" in shown
        FollowUp.objects.update(visit_due_on=watched.visit_due_on)


def test_the_convention_does_not_move_it(watched):
    assert reschedule_visits(convention=watched.convention) == 0


def test_the_support_goes_on_and_nothing_more_is_asked(signed_in, coordinator, part, watched):
    due_before = part.visit_due_on

    signed_in(coordinator).post(page("follow_up_unwatch", part))
    again = signed_in(coordinator).post(page("follow_up_unwatch", part))

    watched.refresh_from_db()
    assert (watched.watched_since, watched.visit_due_on) == (None, due_before)
    assert asked_months(watched) == []
    assert said(again)[-1].startswith("Rien n’est changé")


def test_its_end_keeps_the_days_already_asked_and_its_resumption_too(coordinator, watched):
    asked = asked_months(watched)

    end_follow_up(follow_up=watched, user=coordinator, reason="AUTONOMY")
    assert asked_months(watched) == asked
    resume_follow_up(follow_up=watched, user=coordinator, reason="WRONG_FACTS")

    watched.refresh_from_db()
    assert watched.watched_since == TODAY()
    assert watched.visit_due_on == watched.last_visit_on + YEAR
    assert asked_months(watched) == asked
