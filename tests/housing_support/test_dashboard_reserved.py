"""Reserved dwellings on the dashboard: each number is that of the rows of its list, each sum that of its days."""

import datetime
from statistics import median

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.numbers import days
from housing_support.dashboard.board import BoardBuilder
from housing_support.dashboard.scope import scope_of
from partners.models import Convention
from partners.roles import Role
from referrals.models import Candidacy
from tenancies.models import Reservation
from tenancies.reading.masking import MASKED
from tenancies.stock.places import with_vacant_days
from tests.factories.allocations import CommitteeSessionFactory, ExaminationFactory, OfferFactory
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import ConventionFactory, FundedActionFactory, ProgrammeFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ReservationFactory, TenancyFactory

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def moment(number):
    """At this time of the day, which so many times 24 hours are not when the clocks change meanwhile."""
    return timezone.make_aware(datetime.datetime.combine(day(number), timezone.localtime().time()))


@pytest.fixture(autouse=True)
def without_second_factor(db, settings):
    settings.DEMO_MODE = True


@pytest.fixture
def programme():
    return ProgrammeFactory(starts_on=day(-300), ends_on=day(300))


@pytest.fixture
def convention(programme):
    action = FundedActionFactory(programme=programme, objective="ACCESS", target_households=10)
    return ConventionFactory(action=action, starts_on=day(-300), ends_on=day(300), reserved_dwellings=6)


@pytest.fixture
def manager(convention):
    return UserFactory(organization=convention.landlord, role=Role.MANAGER)


@pytest.fixture
def coordinator(convention):
    return UserFactory(organization=convention.association, role=Role.COORDINATOR)


def reserved(convention, since, **described):
    return ReservationFactory(convention=convention, starts_on=day(since), ends_on=day(200), **described)


def let(convention, since, lease, **household):
    """A dwelling reserved, and a lease signed some days later."""
    household = HouseholdFactory(landlord=convention.landlord, participants=[convention.association], **household)
    dwelling = DwellingFactory(residence__landlord=convention.landlord)
    reservation = reserved(convention, since, state=Reservation.State.LET, dwelling=dwelling, household=household)
    TenancyFactory(household=household, dwelling=dwelling, starts_on=day(lease))
    return reservation


def candidate(convention, *, announced, proposed, held=None, offered=None, lease=None):
    """A candidacy as far as it went, each step on its day."""
    announcement = AnnouncementFactory(
        reservation=reserved(convention, -60, announced=True),
        announced_on=day(announced),
        answer_due_on=day(announced + 30),
        state="ANSWERED",
    )
    candidacy = CandidacyFactory(announcement=announcement, proposed_at=moment(proposed))
    if held is not None:
        session = CommitteeSessionFactory(landlord=convention.landlord, minuted=True, held_on=day(held))
        ExaminationFactory(candidacy=candidacy, session=session)
    if offered is not None:
        OfferFactory(candidacy=candidacy, notified_on=day(offered), expires_on=day(offered + 12), state="LAPSED")
    if lease is not None:
        Candidacy.objects.filter(pk=candidacy.pk).update(
            state="ACCEPTED", ended_at=moment(lease), end_reason=Candidacy.EndReason.LEASE
        )
    return candidacy


def line_of(user, convention):
    [line] = BoardBuilder(scope_of(user, convention.action.programme)).build().reserved
    return line


def rows(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.context["rows"]


def test_both_sides_read_who_came_in_and_who_is_on_the_way(client, convention, manager, coordinator):
    came_in = let(convention, -50, -30)
    let(convention, -50, -20, is_protected=True)
    for state in ({}, {"announced": True}, {"allocated": True}):
        reserved(convention, -5, **state)
    reserved(convention, 20)
    reserved(convention, -40, released=True)
    # Another association's convention, of another action.
    other = ConventionFactory(
        action=FundedActionFactory(programme=convention.action.programme, number=9, objective="ACCESS"),
        starts_on=day(-300),
        ends_on=day(300),
        reserved_dwellings=2,
    )
    reserved(other, -3)

    lines = {line.action.pk: line for line in BoardBuilder(scope_of(manager, other.action.programme)).build().reserved}
    assert set(lines) == {convention.action_id, other.action_id}
    assert lines[other.action_id].on_the_way.count.number == 1

    for user, line in ((manager, lines[convention.action_id]), (coordinator, line_of(coordinator, convention))):
        client.force_login(user)
        assert (line.housed.count.number, line.on_the_way.count.number) == (2, 4)
        [places] = line.places
        assert places.words == "5\u00a0places sur 6\u00a0utilisées · 1\u00a0prévue, 1\u00a0place inutilisée"
        for number in (line.housed, line.on_the_way, places.used):
            assert len(rows(client, number.url)) == number.count.number
        page = client.get(reverse("dashboard")).text
        assert ("/\u00a010\u00a0promis" in page.replace("&nbsp;", "\u00a0")) is (user == manager)

    client.force_login(manager)
    dwellings = [row.dwelling for row in rows(client, lines[convention.action_id].places[0].used.url)]
    assert dwellings.count(MASKED) == 1
    assert any(str(came_in.dwelling) in dwelling for dwelling in dwellings)


def test_vacant_days_run_from_the_reservation_to_the_lease_the_release_or_today(client, convention, manager):
    known = {
        reserved(convention, -10): 10,
        reserved(convention, 5): 0,
        let(convention, -30, -23): 7,
        # It would tell when a protected household moved in.
        let(convention, -30, -20, is_protected=True): 0,
        reserved(convention, -9, released=True, released_on=day(-5)): 4,
        reserved(convention, -9, released=True, release_reason=Reservation.ReleaseReason.MISTAKE): 0,
        ReservationFactory(convention=convention, starts_on=day(-20), ends_on=day(-13)): 8,
    }

    found = {each: each.vacant_days for each in with_vacant_days(Reservation.objects.all())}
    line = line_of(manager, convention)
    client.force_login(manager)

    assert found == known
    assert line.vacant.words == days(10 + 7 + 4 + 8)
    assert sorted(row.reservation.vacant_days for row in rows(client, line.vacant.url)) == [4, 7, 8, 10]


def test_each_step_tells_the_median_of_the_days_of_its_list(client, convention, manager, coordinator):
    candidate(convention, announced=-50, proposed=-48)
    candidate(convention, announced=-50, proposed=-40, held=-35)
    candidate(convention, announced=-50, proposed=-47, held=-40, offered=-38, lease=-20)
    # Of a convention of another landlord.
    candidate(ConventionFactory(starts_on=day(-300), reserved_dwellings=1), announced=-50, proposed=-1)

    expected = [
        ("Annonce → candidature", [2, 3, 10]),
        ("Candidature → commission", [5, 7]),
        ("Commission → offre", [2]),
        ("Offre → bail", [18]),
    ]
    for user in (manager, coordinator):
        client.force_login(user)
        line = line_of(user, convention)

        assert [(step.label, step.words) for step in line.steps] == [
            (label, days(round(median(numbers)))) for label, numbers in expected
        ]
        for step, (_, numbers) in zip(line.steps, expected, strict=True):
            assert sorted(row.candidacy.step_days for row in rows(client, step.url)) == numbers

    adviser = UserFactory(organization=convention.landlord, role=Role.ADVISER)
    client.force_login(adviser)
    assert line_of(adviser, convention).steps == ()
    assert client.get(line.steps[0].url).status_code == 404


def test_without_a_place_nothing_is_said_of_reserved_dwellings(manager, convention):
    Convention.objects.update(reserved_dwellings=0)
    convention.terms.update(places=0)

    assert BoardBuilder(scope_of(manager, convention.action.programme)).build().reserved == ()


@pytest.mark.parametrize("count", [1, 3])
def test_reserved_dwellings_take_one_statement_whatever_their_number(
    client, convention, manager, count, django_assert_num_queries
):
    for rank in range(count):
        candidate(convention, announced=-50, proposed=-47, held=-40, offered=-38)
        ConventionFactory(
            action=FundedActionFactory(programme=convention.action.programme, number=20 + rank),
            starts_on=day(-300),
            ends_on=day(300),
            reserved_dwellings=2,
        )
    client.force_login(manager)
    client.get(reverse("dashboard"))

    # Session, user, programmes, actions, conventions with their places, all the counts, their days, autonomy.
    with django_assert_num_queries(8):
        client.get(reverse("dashboard"))
