"""How many households have a home months after their support, on the page « Pilotage »."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.dashboard.board import BoardBuilder
from housing_support.dashboard.scope import scope_of, visible_programmes
from partners.models import FundedAction
from partners.roles import Role
from tenancies.models import LaterSituation
from tenancies.models.ends import EndReason
from tenancies.services.later_situations import ask_later_situations
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db

YEAR = datetime.timedelta(days=370)


@pytest.fixture
def convention():
    return ConventionFactory(action__objective=FundedAction.Objective.ACCESS)


def support_ended(convention, situation):
    """A year ago, and the household lived there since."""
    ended_on = timezone.localdate() - YEAR
    part = FollowUpFactory(convention=convention, started_on=ended_on, ended_on=ended_on, end_reason=EndReason.TERM)
    measure = part.measure
    measure.ended_on, measure.end_reason = ended_on, EndReason.TERM
    measure.save()
    ask_later_situations(measure=measure)
    adviser = UserFactory(organization=convention.landlord, role=Role.ADVISER)
    LaterSituation.objects.filter(measure=measure, months=12).update(
        situation=situation, recorded_on=timezone.localdate(), recorded_by=adviser
    )


def board_of(user):
    return BoardBuilder(scope_of(user, visible_programmes(user)[0])).build()


def test_those_who_have_a_home_are_counted_among_those_whose_situation_is_known(client, convention):
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    for situation in ("SAME_HOME", "SAME_HOME", "OTHER_HOME", "ELSEWHERE", "DEATH"):
        support_ended(convention, situation)
    # Of four households nothing is told: a death says nothing of housing.
    assert board_of(manager).after == ()
    support_ended(convention, "UNKNOWN")

    [line] = board_of(manager).after

    assert (line.months, line.housed.count.number, line.known.count.number, line.share) == (12, 3, 5, 60)
    client.force_login(manager)
    for number in (line.housed, line.known):
        assert len(client.get(number.url).context["page"].rows) == number.count.number
    assert "3&nbsp;toujours logés" in client.get(reverse("dashboard")).text


def test_an_association_reads_the_number_of_those_it_supported_and_no_list(client, convention):
    for _ in range(5):
        support_ended(convention, "SAME_HOME")
        support_ended(ConventionFactory(action=convention.action), "ELSEWHERE")
    coordinator = UserFactory(organization=convention.association, role=Role.COORDINATOR)

    [line] = board_of(coordinator).after

    assert (line.housed.count.number, line.known.count.number) == (5, 5)
    assert (line.housed.url, line.known.url) == ("", "")
    client.force_login(coordinator)
    assert client.get(reverse("dashboard_figure", args=["housed-after-12"])).status_code == 404


def test_nothing_is_told_where_nobody_is_supported_towards_a_home():
    convention = ConventionFactory(action__objective=FundedAction.Objective.MAINTENANCE)

    assert board_of(UserFactory(organization=convention.landlord, role=Role.MANAGER)).after is None
