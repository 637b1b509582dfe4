import dataclasses
import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from housing_support.dashboard.autonomy import assessments_of, autonomy_of
from housing_support.dashboard.board import BoardBuilder
from housing_support.dashboard.counting import Capped, Number
from housing_support.dashboard.figures import (
    COUNTED,
    FIGURES,
    Part,
    count_each,
    given_for,
)
from housing_support.dashboard.scope import running_programme, scope_of, visible_programmes
from partners.models import Programme, User
from partners.roles import Right, Role
from referrals.models import Referral
from tenancies.models import Domain, FollowUp
from tenancies.services.support import end_follow_up
from tests.factories.partners import ConventionFactory, ProgrammeFactory, UserFactory
from tests.factories.referrals import ReferralFactory
from tests.factories.tenancies import FollowUpFactory, VisitFactory

pytestmark = pytest.mark.django_db

READERS = (
    "helene.vidal@patrimoine-sa.example",
    "julie.sarda@patrimoine-sa.example",
    "solene.barthe@ucrm.example",
    "claire.montagne@habitat-humanisme.example",
    "bruno.escande@clemence-isaure.example",
    "fatou.diarra@lamandier.example",
)


def demo_scope(email):
    user = User.objects.get(email=email)
    return scope_of(user, running_programme(visible_programmes(user)))


def rows_of(scope, code, split="", value=None):
    figure = FIGURES[code]
    return figure.rows(scope.user, **given_for(figure, scope, split, value))


def numbers_of(value):
    """Every `Number` of a board, wherever it stands."""
    if isinstance(value, Number):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from numbers_of(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from numbers_of(item)


def listed(client, url):
    """The rows of a list, all its pages."""
    rows = []
    while url:
        response = client.get(url)
        assert response.status_code == 200, url
        rows += response.context["page"].rows
        url = response.context["page"].next_url
    return [row.pk for row in rows]


def rows_behind(client, url):
    return len(listed(client, url))


def identifiers(rows):
    return sorted(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.ADVISER, Role.COORDINATOR}])
def test_other_roles_are_refused(client, role):
    user = UserFactory(role=role) if role == Role.SOCIAL_WORKER else UserFactory(landlord_staff=True, role=role)
    assert not user.may(Right.READ_DASHBOARD)
    client.force_login(user)

    assert client.get(reverse("dashboard")).status_code == 403
    assert client.get(reverse("dashboard_figure", args=["late"])).status_code == 403


def test_without_a_programme_the_page_says_so(client):
    client.force_login(UserFactory(landlord_staff=True, role=Role.MANAGER))

    response = client.get(reverse("dashboard"))

    assert "Aucun programme pour l’instant" in response.content.decode()
    assert client.get(reverse("dashboard_figure", args=["late"])).status_code == 404


def test_strange_addresses_are_not_found(client):
    convention = ConventionFactory()
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    other = ProgrammeFactory()
    client.force_login(manager)
    late = reverse("dashboard_figure", args=["late"])

    assert client.get(late).status_code == 200
    for url in (
        reverse("dashboard_figure", args=["unknown"]),
        f"{late}?programme={other.public_id}",
        f"{late}?programme=x",
        f"{late}?action=9",
        f"{late}?convention={ConventionFactory().public_id}",
        f"{reverse('dashboard')}?programme={other.public_id}",
    ):
        assert client.get(url).status_code == 404, url


def test_running_programme_is_chosen_before_a_newer_one():
    landlord = ConventionFactory().landlord
    next_year = timezone.localdate().year + 1
    later = ProgrammeFactory(
        landlord=landlord, starts_on=datetime.date(next_year, 1, 1), ends_on=datetime.date(next_year, 12, 31)
    )
    programmes = visible_programmes(UserFactory(organization=landlord, role=Role.MANAGER))

    assert programmes[0] == later
    assert running_programme(programmes) == Programme.objects.exclude(pk=later.pk).get()
    assert running_programme([later]) == later
    assert running_programme([]) is None


def test_support_is_counted_once_per_household_ended_or_not():
    follow_up = FollowUpFactory()
    household = follow_up.household
    convention = ConventionFactory(action=follow_up.convention.action)
    FollowUpFactory(household=household, convention=convention, measure=follow_up.measure)
    manager = UserFactory(organization=household.landlord, role=Role.MANAGER)
    scope = scope_of(manager, follow_up.convention.action.programme)

    assert rows_of(scope, "supported").count() == 1
    follow_up.measure.ended_on = timezone.localdate()
    follow_up.measure.end_reason = "AUTONOMY"
    follow_up.measure.save()
    assert rows_of(scope, "supported").count() == 1
    assert rows_of(scope, "caseload").count() == 0


# Counting


def test_the_same_rows_are_counted_once():
    convention = FollowUpFactory().convention
    user = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    scope = scope_of(user, convention.action.programme)
    objective = convention.action.objective

    with CaptureQueriesContext(connection) as queries:
        counted = count_each(
            scope,
            [
                Part("supported", "objective", objective),
                Part("caseload"),
                Part("supported", "action", convention.action_id),
            ],
        )

    assert counted == [Capped(1)] * 3
    assert [query["sql"].count("count(*)") for query in queries] == [2]


def test_counts_stop_at_the_cap(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("housing_support.dashboard.figures.COUNT_CAP", 2)
    monkeypatch.setattr("housing_support.dashboard.counting.COUNT_CAP", 2)
    convention = ConventionFactory()
    for _ in range(3):
        FollowUpFactory(convention=convention)
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    scope = scope_of(manager, convention.action.programme)

    with django_assert_num_queries(1):
        counted = count_each(scope, [Part("caseload"), Part("on-time"), Part("late"), Part("referrals")])

    assert counted == [Capped(2, True), Capped(2, True), Capped(0), Capped(0)]


def test_a_part_of_the_caseload_holds_households_supported_today():
    convention = ConventionFactory()
    running, ended = FollowUpFactory(convention=convention), FollowUpFactory(convention=convention)
    ended.measure.ended_on = timezone.localdate()
    ended.measure.end_reason = "AUTONOMY"
    ended.measure.save()
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    scope = scope_of(manager, convention.action.programme)

    assert list(rows_of(scope, "caseload", "action", convention.action_id)) == [running.household]
    assert count_each(scope, [Part("caseload", "action", convention.action_id)]) == [Capped(1)]


def test_capped_numbers_add_up_and_read_as_people_write_them():
    assert str(Capped(12)) == "12"
    assert str(Capped(1000, True)) == "plus de 1\u202f000"
    assert Capped(600) + Capped(600) == Capped(1000, True)
    assert Capped(3).share_of(Capped(4)) == 75
    assert Capped(16).share_of(15) == 100
    assert Capped(3).share_of(0) is None
    assert Capped(1000, True).share_of(Capped(1000, True)) is None


def test_statement_composed_for_a_scope_counts_anew_each_time():
    first = FollowUpFactory()
    convention = first.convention
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    programme = convention.action.programme

    before = BoardBuilder(scope_of(manager, programme)).build().caseload.count
    FollowUpFactory(convention=convention)
    after = BoardBuilder(scope_of(manager, programme)).build().caseload.count

    assert (before, after) == (Capped(1), Capped(2))


def test_a_sign_in_and_a_colleague_find_the_counts_composed(monkeypatch):
    FollowUpFactory()
    first, second = FollowUpFactory(), FollowUpFactory()
    managers = [
        UserFactory(organization=row.convention.landlord, role=Role.MANAGER, last_login=timezone.now())
        for row in (first, first, second)
    ]
    boards = [BoardBuilder(scope_of(user, visible_programmes(user)[0])).build() for user in managers[:1]]
    composed = len(COUNTED._statements)
    managers[0].last_login = timezone.now()
    managers[0].save()

    boards += [BoardBuilder(scope_of(user, visible_programmes(user)[0])).build() for user in managers]

    assert [board.caseload.count for board in boards] == 4 * [Capped(1)]
    assert len(COUNTED._statements) == composed


# Autonomy


def assessed_twice(follow_up, levels):
    """Visited thrice; `levels` gives those of the domains at the first visit, two less than at the last."""
    follow_up.started_on = timezone.localdate() - datetime.timedelta(days=60)
    follow_up.last_visit_on = timezone.localdate()
    follow_up.save()
    for days_ago, gained in ((50, 0), (30, 1), (1, 2)):
        VisitFactory(
            follow_up=follow_up,
            visited_at=timezone.now() - datetime.timedelta(days=days_ago),
            levels={domain: level + gained for domain, level in levels.items()},
        )
    return follow_up


def shown_autonomy():
    return autonomy_of(assessments_of(FollowUp.objects.all()), UserFactory())


@pytest.mark.parametrize(("households", "shown"), [(4, False), (5, True)])
def test_averages_need_five_households(households, shown):
    convention = ConventionFactory()
    for _ in range(households):
        follow_up = FollowUpFactory(convention=convention, last_visit_on=timezone.localdate())
        follow_up.started_on = timezone.localdate() - datetime.timedelta(days=60)
        follow_up.save()
        for days_ago, level in ((50, 2), (30, 5), (1, 4)):
            VisitFactory(
                follow_up=follow_up,
                visited_at=timezone.now() - datetime.timedelta(days=days_ago),
                levels={Domain.HOUSING: level, Domain.BUDGET: level - 1},
            )

    autonomy = shown_autonomy()

    assert (autonomy is not None) == shown
    if shown:
        assert autonomy.households == 5
        assert [(each.label, each.entry, each.today) for each in autonomy.domains] == [
            ("Logement", 2, 4),
            ("Budget", 1, 3),
        ]


def test_five_follow_ups_of_four_households_give_no_average():
    for _ in range(4):
        follow_up = assessed_twice(FollowUpFactory(), {Domain.HOUSING: 2})
    other = ConventionFactory(action__programme=follow_up.convention.action.programme)
    assessed_twice(FollowUpFactory(convention=other, household=follow_up.household), {Domain.HOUSING: 2})

    assert shown_autonomy() is None


def test_a_domain_assessed_in_four_households_has_no_average():
    assessed_twice(FollowUpFactory(), {Domain.HOUSING: 2})
    for _ in range(4):
        assessed_twice(FollowUpFactory(), {Domain.HOUSING: 2, Domain.BUDGET: 1})

    assert [each.label for each in shown_autonomy().domains] == ["Logement"]


# Number of queries


@pytest.mark.parametrize("count", [1, 3])
def test_dashboard_takes_as_many_queries_for_one_household_as_for_three(client, count, django_assert_num_queries):
    convention = ConventionFactory()
    for _ in range(count):
        FollowUpFactory(convention=convention, started_on=timezone.localdate() - datetime.timedelta(days=30))
    client.force_login(UserFactory(organization=convention.landlord, role=Role.MANAGER))
    client.get(reverse("dashboard"))

    # Session, user, programmes, actions, conventions, all the counts, late visits, autonomy.
    with django_assert_num_queries(8):
        client.get(reverse("dashboard"))


# Home and dashboard


def test_home_and_dashboard_agree_about_late_meetings(client):
    """A meeting that is fixed and late is late on both, and so is one of before the programme."""
    convention = ConventionFactory()
    landlord, yesterday = convention.landlord, timezone.localdate() - datetime.timedelta(days=1)
    of_landlord = {"household__landlord": landlord, "meeting_due_on": yesterday}
    to_fix = ReferralFactory(**of_landlord)
    fixed = ReferralFactory(**of_landlord, state=Referral.State.MEETING_PLANNED)
    before = timezone.now() - datetime.timedelta(days=900)
    old = ReferralFactory(**of_landlord | {"meeting_due_on": before.date()}, sent_at=before)
    ReferralFactory(household__landlord=landlord)
    ReferralFactory(**of_landlord, state=Referral.State.MET)
    manager = UserFactory(organization=landlord, role=Role.MANAGER)
    client.force_login(manager)

    on_home = client.get(reverse("worklist", args=["late-meetings"])).context["page"].rows
    on_dashboard = listed(client, reverse("dashboard_figure", args=["late-meetings"]))

    assert sorted(row.pk for row in on_home) == sorted(on_dashboard) == sorted([to_fix.pk, fixed.pk, old.pk])


def test_lateness_is_counted_from_the_due_date():
    follow_up = FollowUpFactory(convention__association__short_name="UCRM")
    today = timezone.localdate()
    follow_up.last_visit_on, follow_up.visit_due_on = today - datetime.timedelta(days=21), today - datetime.timedelta(6)
    follow_up.save()
    coordinator = UserFactory(organization=follow_up.organization, role=Role.COORDINATOR)

    [group] = BoardBuilder(scope_of(coordinator, follow_up.convention.action.programme)).build().to_deal

    assert "visite en retard de 6\u00a0jours" in group.lines[0].text
    assert "21" not in group.lines[0].text.replace(long_date(follow_up.visit_due_on), "")


def test_the_totals_of_an_association_do_not_fall_when_a_follow_up_ends(client):
    follow_up = FollowUpFactory()
    coordinator = UserFactory(organization=follow_up.organization, role=Role.COORDINATOR)
    scope = scope_of(coordinator, follow_up.convention.action.programme)
    client.force_login(coordinator)
    name, url = follow_up.household.name, reverse("dashboard_figure", args=["supported"])
    before, page_before = rows_of(scope, "supported").count(), client.get(url).content.decode()

    end_follow_up(follow_up=follow_up, user=coordinator, reason="AUTONOMY")

    page = client.get(url).content.decode()
    assert (before, rows_of(scope, "supported").count(), rows_of(scope, "caseload").count()) == (1, 1, 0)
    assert (name in page_before, name in page, follow_up.household.reference in page) == (True, False, True)
    assert reverse("tenancies:household", args=[follow_up.household.public_id]) not in page
