"""How the parts of several associations in a measure begin and end, and when their visits are late."""

import datetime

import pytest
from django.utils import timezone

from partners.models import LandlordParameters
from partners.roles import Role
from tenancies.models import (
    FollowUp,
    Household,
    Lateness,
    Participation,
    SupportMeasure,
)
from tenancies.models.ends import EndReason
from tenancies.services import (
    support,
)
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import (
    FollowUpFactory,
    ParticipationFactory,
)

pytestmark = pytest.mark.django_db


def end_follow_up(world):
    return FollowUp.objects.filter(pk=world.follow_up.pk).update(ended_on=world.today, end_reason=EndReason.TERM)


def begin_again(world):
    return support.begin_follow_up(
        household=world.household, convention=world.convention, user=world.coordinator, reason="Signalement"
    )


def end(follow_up):
    coordinator = UserFactory(organization=follow_up.organization, role=Role.COORDINATOR)
    support.end_follow_up(follow_up=follow_up, user=coordinator, reason=EndReason.TERM)


def another_follow_up(follow_up, **association):
    """Of the same household, under another action, or by another association under the same one."""
    landlord = follow_up.household.landlord
    convention = ConventionFactory(**{"action__programme__landlord": landlord} | association)
    return FollowUpFactory(convention=convention, household=follow_up.household)


def test_the_association_stays_in_the_case_file_while_another_of_its_follow_ups_runs():
    follow_up = FollowUpFactory()
    other = another_follow_up(follow_up, association=follow_up.organization)

    end(follow_up)

    [participation] = Participation.objects.filter(organization=follow_up.organization)
    assert participation.until is None
    end(other)
    participation.refresh_from_db()
    assert participation.until == timezone.localdate()


def test_an_association_leaves_the_case_file_though_it_follows_another_household():
    follow_up = FollowUpFactory()
    elsewhere = FollowUpFactory(convention=follow_up.convention)

    end(follow_up)

    follow_up.household.refresh_from_db()
    assert follow_up.household.state == Household.State.ENDED
    current = Participation.objects.current().filter(organization=follow_up.organization)
    assert [row.household for row in current] == [elsewhere.household]


def test_an_association_that_leaves_takes_no_other_with_it():
    follow_up = FollowUpFactory()
    other = another_follow_up(follow_up)
    ParticipationFactory(household=follow_up.household, organization=other.organization)

    end(follow_up)

    current = Participation.objects.current().filter(household=follow_up.household)
    assert {row.organization for row in current} == {follow_up.household.landlord, other.organization}


def test_the_measure_runs_while_another_follow_up_of_it_does():
    follow_up = FollowUpFactory()
    convention = ConventionFactory(action=follow_up.convention.action)
    other = FollowUpFactory(convention=convention, household=follow_up.household, measure=follow_up.measure)

    end(follow_up)

    measure = SupportMeasure.objects.get(pk=follow_up.measure_id)
    assert (measure.ended_on, measure.end_reason) == (None, "")
    end(other)
    measure.refresh_from_db()
    assert (measure.ended_on, measure.end_reason) == (timezone.localdate(), EndReason.TERM)


def test_the_measure_of_another_action_that_runs_keeps_none_from_ending():
    follow_up = FollowUpFactory()
    other = another_follow_up(follow_up, association=follow_up.organization)

    end(follow_up)

    follow_up.measure.refresh_from_db()
    other.measure.refresh_from_db()
    assert (follow_up.measure.ended_on, other.measure.ended_on) == (timezone.localdate(), None)


def test_the_second_association_of_a_measure_joins_it(world):
    convention = ConventionFactory(action=world.action)

    follow_up = support.begin_follow_up(
        household=world.household, convention=convention, user=world.coordinator, reason="Signalement"
    )

    assert follow_up.measure == world.follow_up.measure
    assert (follow_up.worker, follow_up.started_on) == (None, world.today)
    assert follow_up.visit_due_on == world.today + datetime.timedelta(days=convention.visit_interval_days)


def test_a_follow_up_that_ended_may_begin_again(world):
    end_follow_up(world)

    assert begin_again(world).measure == world.follow_up.measure


@pytest.mark.parametrize(("days", "found"), [(-1, "late"), (0, "soon"), (7, "soon"), (8, "on time")])
def test_a_visit_is_late_the_day_after_it_was_due(days, found):
    """`late`, `on_time` and `soon` at both of their bounds, and `lateness` which says the same."""
    today = timezone.localdate()
    follow_up = FollowUpFactory(visit_due_on=today + datetime.timedelta(days=days))
    LandlordParameters.objects.create(landlord=follow_up.household.landlord, reminder_days=7)
    ended = FollowUpFactory(household=follow_up.household, visit_due_on=follow_up.visit_due_on, ended_on=today)
    rows = FollowUp.objects.filter(pk__in=[follow_up.pk, ended.pk])

    assert list(rows.late()) == ([follow_up] if found == "late" else [])
    assert list(rows.on_time()) == ([] if found == "late" else [follow_up])
    assert list(rows.soon()) == ([follow_up] if found == "soon" else [])
    expected = {"late": Lateness.LATE, "soon": Lateness.SOON, "on time": Lateness.ON_TIME}[found]
    assert follow_up.lateness(reminder_days=7, today=today) == expected
