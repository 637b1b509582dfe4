"""The dashboard and the homes of the demonstration, whose figures are known."""

import pytest
from django.urls import reverse

from housing_support.dashboard.board import BoardBuilder
from housing_support.dashboard.counting import Capped
from housing_support.dashboard.figures import (
    FIGURES,
    Part,
    count_each,
    figures_for,
    opens_list,
    split_values,
)
from housing_support.dashboard.scope import scope_of, visible_programmes
from housing_support.home.sections import LENGTH
from housing_support.home.views import WORKLISTS, sections_for
from partners.models import User
from partners.roles import Role
from tenancies.models import FollowUp
from tests.factories.partners import ProgrammeFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory
from tests.housing_support.test_dashboard import (
    READERS,
    demo_scope,
    identifiers,
    listed,
    numbers_of,
    rows_behind,
    rows_of,
)
from tests.housing_support.test_home import PERSONAS, lines_behind, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def test_every_number_is_that_of_the_rows_of_its_list(client, statements_as_in_production):
    for email in READERS:
        scope = demo_scope(email)
        client.force_login(scope.user)
        board = BoardBuilder(scope).build()
        numbers = list(numbers_of(board))

        opened = [number for number in numbers if number.url]
        # Of a convention whose partner must not be named, its visits late and on time; and those of the reasons.
        unnamed = len(scope.conventions) - len(scope.named_conventions)
        reasons = 0 if opens_list(scope, "reason") else len(board.reasons)
        assert len(numbers) - len(opened) == 2 * unnamed + reasons
        assert len(opened) >= 5
        for number in opened:
            assert rows_behind(client, number.url) == number.count.number, number.url


def test_every_figure_opens_its_list_for_each_of_its_parts(client, statements_as_in_production):
    for email in READERS:
        scope = demo_scope(email)
        client.force_login(scope.user)

        for code, figure in figures_for(scope.user).items():
            url = reverse("dashboard_figure", args=[code])
            assert sorted(listed(client, url)) == identifiers(rows_of(scope, code))
            for split in figure.splits:
                for word, value in split_values(scope, split).items():
                    part = f"{url}?{split}={word}"
                    if opens_list(scope, split):
                        assert sorted(listed(client, part)) == identifiers(rows_of(scope, code, split, value))
                    else:
                        assert client.get(part).status_code == 404


def test_figures_of_the_demonstration(client):
    scope = demo_scope("helene.vidal@patrimoine-sa.example")

    board = BoardBuilder(scope).build()

    assert [(card.label, card.value, card.target) for card in board.cards] == [
        ("Nouveaux foyers accompagnés", "9", "10"),
        ("Locataires en place accompagnés", "13", "15"),
        ("Aide de l’État accordée", "37\u202f000\u00a0€", ""),
        ("Visites dans les délais", "80\u00a0%", ""),
    ]
    assert board.cards[2].text == (
        "soit 1\u202f682\u00a0€ accordés par ménage, pour 22\u00a0ménages accompagnés depuis le début\u00a0; "
        "ce n’est pas la dépense"
    )
    running = [line.running.count.number for line in board.actions]
    assert [card.text.partition("\u00a0; ")[0] for card in board.cards[:2]] == [
        f"dont {running[0] + running[1]}\u00a0suivis aujourd’hui",
        f"dont {running[2]}\u00a0suivis aujourd’hui",
    ]
    assert [line.supported.count.number for line in board.actions] == [6, 3, 13]
    assert board.caseload.count.number == 18
    assert len(board.autonomy.domains) == 5
    assert all(domain.today > domain.entry for domain in board.autonomy.domains)


def test_manager_does_not_learn_what_tells_a_health_matter(client):
    manager = demo_scope("helene.vidal@patrimoine-sa.example")
    client.force_login(manager.user)

    page = client.get(reverse("dashboard")).content.decode()

    assert "Addiction" not in page
    assert "Clémence Isaure" not in page
    url = reverse("dashboard_figure", args=["referrals"])
    assert client.get(f"{url}?reason=ADDICTION").status_code == 404
    convention = next(each for each in manager.conventions if each not in manager.named_conventions)
    url = reverse("dashboard_figure", args=["late"])
    assert client.get(f"{url}?convention={convention.public_id}").status_code == 404
    for code in FIGURES:
        assert "Clémence Isaure" not in client.get(reverse("dashboard_figure", args=[code])).content.decode()


def test_adviser_reads_every_reason(client):
    client.force_login(User.objects.get(email="julie.sarda@patrimoine-sa.example"))

    page = client.get(reverse("dashboard")).content.decode()

    assert "Addiction" in page
    assert "Clémence Isaure" in page


def test_association_counts_its_own_follow_ups_only():
    scope = demo_scope("fatou.diarra@lamandier.example")

    board = BoardBuilder(scope).build()

    assert [line.action.number for line in board.actions] == [3]
    own = FollowUp.objects.running().filter(organization=scope.user.organization)
    counted = board.actions[0].late.count.number + board.actions[0].on_time.count.number
    assert counted == own.count() == 6
    assert board.states == board.reasons == ()


def test_landlord_never_counts_the_households_of_another():
    FollowUpFactory()
    stranger = UserFactory(landlord_staff=True, role=Role.MANAGER)
    ProgrammeFactory(landlord=stranger.organization)

    board = BoardBuilder(scope_of(stranger, visible_programmes(stranger)[0])).build()

    assert {number.count.number for number in numbers_of(board)} == {0}


def test_every_count_is_that_of_the_rows():
    for email in READERS:
        scope = demo_scope(email)
        parts = [Part(code) for code in figures_for(scope.user)]
        parts += [
            Part(code, split, value)
            for code, figure in figures_for(scope.user).items()
            for split in figure.splits
            for value in split_values(scope, split).values()
        ]

        counted = count_each(scope, parts)

        assert counted == [Capped(rows_of(scope, *part).count()) for part in parts]
        assert sum(count.number > 0 for count in counted) >= 8


def test_lists_of_figures_ask_twelve_queries_at_most(client, django_assert_max_num_queries):
    client.force_login(User.objects.get(email="julie.sarda@patrimoine-sa.example"))
    for code in FIGURES:
        url = reverse("dashboard_figure", args=[code])
        client.get(url)

        with django_assert_max_num_queries(12):
            client.get(url)


def test_every_group_to_deal_with_opens_the_list_that_it_begins(client):
    for email in READERS:
        scope = demo_scope(email)
        client.force_login(scope.user)

        for group in BoardBuilder(scope).build().to_deal:
            behind = rows_behind(client, group.url)
            assert group.extent == (f"{len(group.lines)} sur {behind}" if behind > len(group.lines) else str(behind))
            assert 0 < len(group.lines) <= behind


# Homes


def test_each_role_finds_its_own_worklist(client, django_assert_max_num_queries, statements_as_in_production):
    for email in PERSONAS:
        user = User.objects.get(email=email)
        client.force_login(user)

        assert titles(user) == PERSONAS[email]
        client.get(reverse("home"))
        with django_assert_max_num_queries(12):
            page = client.get(reverse("home"))
        sections = sections_for(user)[0]
        opened = {
            url for section in sections for url in [section.all_url, *(line.url for line in section.lines)] if url
        }
        for url in opened:
            assert client.get(url).status_code == 200, url
        assert f"Bonjour {user.first_name}" in page.content.decode()


def test_every_section_opens_exactly_its_rows(client):
    for email in PERSONAS:
        user = User.objects.get(email=email)
        client.force_login(user)
        sections = {section.all_url: section for section in sections_for(user)[0]}

        worklists = list(WORKLISTS[user.role](user))
        assert len({worklist.code for worklist in worklists}) == len(worklists) >= 1
        for worklist in worklists:
            rows = list(worklist.rows(user, **worklist.given).order_by(*worklist.key))
            lines = lines_behind(client, worklist.url)
            assert lines == list(worklist.lines(rows)), worklist.code
            section = sections.pop(worklist.url, None)
            if section and not section.lines:
                assert section.extent == str(len(rows))
            elif section:
                assert list(section.lines) == lines[:LENGTH]
                assert section.extent == (f"{LENGTH} sur {len(rows)}" if len(rows) > LENGTH else "")
            elif worklist.on_home:
                assert lines == []
        assert [section.title for url, section in sections.items() if "worklists" in url] == []
