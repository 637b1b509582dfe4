"""The term of a convention: announced before, settled after."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.dates import day_and_month, long_date
from partners.exceptions import TransitionNotAllowedError
from partners.models import Convention, Email, LandlordParameters
from partners.roles import Role
from partners.services.terms import announce_terms
from referrals.services import mobilisations
from tenancies.models import FollowUp, Household
from tenancies.models.ends import EndReason
from tests.factories.partners import ConventionFactory, FundedActionFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory

pytestmark = pytest.mark.django_db

SECTION = "Conventions qui prennent fin bientôt"
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


def in_days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def end_yesterday(*conventions):
    Convention.objects.filter(pk__in=[each.pk for each in conventions]).update(ends_on=YESTERDAY)


def run():
    call_command("recurring", verbosity=0)


def test_the_day_after_its_term_its_follow_ups_end(world):
    end_yesterday(world.convention)

    run()

    for row in (world.follow_up, world.accepted, world.household):
        row.refresh_from_db()
    assert (world.follow_up.ended_on, world.follow_up.end_reason) == (timezone.localdate(), EndReason.CONVENTION)
    assert (world.accepted.state, world.household.state) == ("ENDED", Household.State.ENDED)
    left = world.household.participations.get(organization=world.association)
    assert (left.until, left.end_reason) == (timezone.localdate(), EndReason.CONVENTION)
    # It is nobody's fault: what they wrote is read for some days still.
    assert left.own_until > left.until
    [told] = world.household.journal.filter(event="SUPPORT_ENDED")
    assert (told.author, told.organization) == (None, None)


def test_on_its_last_day_nothing_ends(world):
    Convention.objects.filter(pk=world.convention.pk).update(ends_on=timezone.localdate())

    run()

    world.follow_up.refresh_from_db()
    assert world.follow_up.ended_on is None


def test_what_follows_takes_its_follow_ups_over_with_its_own_interval(world):
    end_yesterday(world.convention)
    following = ConventionFactory(
        association=world.association,
        action=world.action,
        starts_on=timezone.localdate(),
        ends_on=in_days(365),
        visit_interval_days=40,
    )

    run()

    world.follow_up.refresh_from_db()
    assert (world.follow_up.ended_on, world.follow_up.convention) == (None, following)
    assert world.follow_up.visit_due_on == world.follow_up.last_visit_on + datetime.timedelta(days=40)


def test_what_another_association_or_another_action_goes_on_with_is_no_successor(world):
    days = {"starts_on": timezone.localdate(), "ends_on": in_days(365)}
    ConventionFactory(action=world.action, **days)
    ConventionFactory(
        association=world.association, action=FundedActionFactory(programme=world.action.programme, number=99), **days
    )
    end_yesterday(world.convention)

    run()

    world.follow_up.refresh_from_db()
    assert (world.follow_up.convention, world.follow_up.end_reason) == (world.convention, EndReason.CONVENTION)


def test_each_household_that_it_supported_is_left(world):
    other = HouseholdFactory(landlord=world.landlord, participants=[world.association], state=Household.State.SUPPORTED)
    FollowUpFactory(convention=world.convention, household=other)
    end_yesterday(world.convention)

    run()

    for household in (world.household, other):
        household.refresh_from_db()
        left = household.participations.get(organization=world.association)
        assert (household.state, left.end_reason) == (Household.State.ENDED, EndReason.CONVENTION)


def test_follow_ups_under_another_convention_run_on(world):
    end_yesterday(world.asked_convention)

    run()

    world.follow_up.refresh_from_db()
    assert world.follow_up.ended_on is None


def test_requests_under_another_convention_wait_on(world):
    end_yesterday(world.convention)

    run()

    world.requested.refresh_from_db()
    assert world.requested.state == "REQUESTED"


def test_the_requests_that_wait_under_it_are_taken_back(world):
    end_yesterday(world.asked_convention)

    run()

    for row in (world.requested, world.referral):
        row.refresh_from_db()
    assert (world.requested.state, world.requested.answered_by) == ("WITHDRAWN", None)
    assert world.referral.state == "IN_FOLLOW_UP"


def test_nobody_is_taken_in_under_a_convention_that_is_over(world):
    end_yesterday(world.asked_convention)

    with pytest.raises(TransitionNotAllowedError):
        mobilisations.accept(mobilisation=world.requested, user=world.people["AC"])


def test_run_twice_it_changes_nothing_more(world):
    end_yesterday(world.convention, world.asked_convention)
    run()
    events = world.referral.events.count(), world.household.journal.count()
    sent = len(mail.outbox)

    run()

    assert (world.referral.events.count(), world.household.journal.count()) == events
    assert len(mail.outbox) == sent
    assert not FollowUp.objects.running().filter(household=world.household).exists()


@pytest.mark.parametrize(("days", "is_announced"), [(0, True), (180, True), (181, False)])
def test_the_term_is_announced_beforehand_to_both_sides(signed_in, days, is_announced):
    convention = ConventionFactory(ends_on=in_days(days))
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    coordinator = UserFactory(organization=convention.association, role=Role.COORDINATOR)
    UserFactory(organization=convention.association, role=Role.SOCIAL_WORKER)
    words = f"Fin le {day_and_month(convention.ends_on)}"

    run()
    run()

    for user in (manager, coordinator):
        home = signed_in(user).get(reverse("home"))
        assertContains(home, words) if is_announced else assertNotContains(home, SECTION)
    told = sorted(message.to[0] for message in mail.outbox)
    assert told == (sorted([manager.email, coordinator.email]) if is_announced else [])
    assert all(long_date(convention.ends_on) in message.body for message in mail.outbox)


def test_it_is_announced_as_early_as_the_landlord_wants(signed_in):
    convention = ConventionFactory(ends_on=in_days(200))
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    client = signed_in(manager)
    assertNotContains(client.get(reverse("home")), SECTION)

    LandlordParameters.objects.create(landlord=convention.landlord, convention_alert_days=[200])

    assertContains(client.get(reverse("home")), SECTION)


def test_each_alert_is_sent_once_to_each_recipient():
    convention = ConventionFactory(ends_on=in_days(400))
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    coordinator = UserFactory(organization=convention.association, role=Role.COORDINATOR)
    LandlordParameters.objects.create(landlord=convention.landlord, convention_alert_days=[90, 30])

    told = Email.objects.filter(event__startswith=f"CONVENTION_ENDING:{convention.pk}:")
    sent = []
    for left in (91, 90, 89, 31, 30, 1, 0):
        for _ in range(2):
            announce_terms(today=convention.ends_on - datetime.timedelta(days=left))
        sent.append(told.count())

    assert sent == [0, 2, 2, 2, 4, 4, 4]
    assert set(told.values_list("address", flat=True)) == {manager.email, coordinator.email}

    # Put off: the alerts of its other end are others.
    Convention.objects.filter(pk=convention.pk).update(ends_on=in_days(500))
    announce_terms(today=in_days(500 - 30))
    assert told.count() == 6
