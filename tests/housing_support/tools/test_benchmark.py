import http.server
import threading

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from housing_support.common.compiled_queries import CompiledQuery
from housing_support.tools.benchmark import crowd, report
from housing_support.tools.benchmark.crowd import CrowdedPage, Waits, wait_together
from housing_support.tools.benchmark.databases import World
from housing_support.tools.benchmark.measures import Measure, Page, measure
from housing_support.tools.benchmark.pages import crowd_like
from housing_support.tools.benchmark.visitor import UnexpectedAnswerError, Visitor
from partners.roles import Role
from tenancies.models import Household
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory

SMALL, LARGE = World(1000, 1), World(500_000, 500)


@pytest.fixture
def manager(db):
    return UserFactory(landlord_staff=True, role=Role.MANAGER)


@pytest.fixture
def visitor(manager, settings):
    settings.ROOT_URLCONF = "housing_support.tools.benchmark.urls"
    # The end of a request would close the connection that holds the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Visitor(manager, get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def page(visitor=None, name="Case list", path="/benchmark/layout/", most=4, **options):
    return Page(name, visitor, [(path, None)], most, **options)


def measured(ratio, *, queries=8):
    return Measure(cpu_milliseconds=ratio, ratio=ratio, queries=queries, sql_milliseconds=1.25)


def test_a_signed_in_request_costs_two_queries(visitor):
    visitor.ask("/benchmark/bare/")

    assert visitor.watch("/benchmark/bare/").count == 2


def test_a_visitor_is_signed_in_and_spends_cpu(visitor, manager):
    answer = visitor.ask("/benchmark/bare/")

    assert (answer.status, answer.text) == (200, manager.email)
    assert answer.cpu_seconds > 0


def test_a_form_is_sent_with_its_hidden_fields_and_its_cookie(visitor, manager):
    household = HouseholdFactory(landlord=manager.organization)
    path = f"/households/{household.public_id}/notes/new/"

    fields = visitor.hidden_fields(path)
    answer = visitor.ask(path, fields | {"audience": "SHARED", "text": "Courrier reçu."})

    assert list(fields) == ["csrfmiddlewaretoken", "draft_stamp", "sending_id"]
    assert answer.status == 302
    assert household.journal.get().text == "Courrier reçu."


def test_pages_are_measured_against_the_bare_view(visitor, monkeypatch):
    monkeypatch.setattr("housing_support.tools.benchmark.measures.ROUNDS", 3)
    bare = page(visitor, "Bare", "/benchmark/bare/", None)

    found = measure([page(visitor)], bare)

    assert list(found) == ["Bare", "Case list"]
    assert found["Bare"].ratio == 1
    assert found["Case list"].cpu_milliseconds > 0
    assert found["Case list"].queries == 2


def test_a_cold_page_is_asked_for_with_nothing_composed(visitor, monkeypatch):
    monkeypatch.setattr("housing_support.tools.benchmark.measures.ROUNDS", 2)
    monkeypatch.setattr("housing_support.tools.benchmark.measures.WARM_UP", 1)
    monkeypatch.setattr("housing_support.tools.benchmark.measures.WATCHED", 1)
    monkeypatch.setattr(CompiledQuery, "compares_runs", False)
    composed = []

    def compose(user):
        composed.append(page_asked)
        return Household.objects.visible_to(user)

    query = CompiledQuery(compose)
    ask = visitor.ask

    def ask_and_count(path, data=None):
        nonlocal page_asked
        page_asked = path
        if path != "/benchmark/bare/":
            query.count(visitor.user, limit=1)
        return ask(path, data)

    page_asked = ""
    monkeypatch.setattr(visitor, "ask", ask_and_count)
    bare = page(visitor, "Bare", "/benchmark/bare/", None)
    warm, cold = page(visitor), page(visitor, "Case list, cold", "/benchmark/layout/?cold", is_cold=True)

    found = measure([cold, warm], bare)

    assert list(found) == ["Bare", "Case list", "Case list, cold"]
    assert composed == ["/benchmark/layout/"] + 4 * ["/benchmark/layout/?cold"]


def test_a_page_that_fails_has_no_measure_and_says_why(visitor, monkeypatch, capsys):
    monkeypatch.setattr("housing_support.tools.benchmark.measures.ROUNDS", 1)
    bare = page(visitor, "Bare", "/benchmark/bare/", None)

    found = measure([page(visitor, path="/nowhere/")], bare)

    assert list(found) == ["Bare"]
    assert capsys.readouterr().err == "Case list: /nowhere/ answered 404, 200 expected\n"


def test_the_table_gives_each_page_its_measures_at_each_size():
    results = {SMALL: {"Case list": measured(2.04)}, LARGE: {"Case list": measured(2.5)}}

    table, misses = report.table([page()], results)

    head, _, line = table.splitlines()
    assert head == (
        "| Page | Goal | CPU × bare, 1 000 (1 landlord) | SQL ms | CPU × bare, 500 000 (500 landlords) | SQL ms "
        "| Growth | Queries |"
    )
    assert line == "| Case list | ≤ 4 | 2.0 | 1.2 | 2.5 | 1.2 | 1.23 | 8 |"
    assert misses == 0


@pytest.mark.parametrize(
    ("small", "large", "cell"),
    [
        (measured(3), measured(4.1), "**4.1 ✗**"),
        (measured(2), measured(3.1), "**1.55 ✗**"),
        (measured(2), measured(2, queries=13), "**13 ✗**"),
    ],
)
def test_the_table_marks_what_misses_its_goal(small, large, cell):
    table, misses = report.table([page()], {SMALL: {"Case list": small}, LARGE: {"Case list": large}})

    assert cell in table.splitlines()[2].split(" | ") or table.splitlines()[2].endswith(f"| {cell} |")
    assert misses == 1


def test_a_goal_of_the_database_is_marked_too():
    goals = [page(name="Free dwellings", most_sql=50), page(name="Announcements", most_sql=1)]

    table, misses = report.table(goals, {SMALL: {each.name: measured(2) for each in goals}})

    assert table.splitlines()[2:] == [
        "| Free dwellings | ≤ 4, SQL ≤ 50 ms | 2.0 | 1.2 | 1.00 | 8 |",
        "| Announcements | ≤ 4, SQL ≤ 1 ms | 2.0 | **1.2 ✗** | 1.00 | 8 |",
    ]
    assert misses == 1


def test_a_page_without_answer_misses_its_goal():
    table, misses = report.table([page()], {SMALL: {"Case list": measured(2)}, LARGE: {}})

    assert table.splitlines()[2] == "| Case list | ≤ 4 | **no answer ✗** |  |  |  |  |  |"
    assert misses == 1


# Several people at once


class Answer(http.server.BaseHTTPRequestHandler):
    """Answers 404 to /nowhere/, and 200 to whoever has the cookie of a session."""

    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Cookie"]))
        self.send_response(404 if self.path == "/nowhere/" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.asked = []
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def test_each_of_a_crowd_goes_through_the_paths_as_often_as_agreed(visitor, server, monkeypatch):
    monkeypatch.setattr(crowd, "REQUESTS", 3)
    monkeypatch.setattr(crowd, "WARM_UP", 1)
    crowded = CrowdedPage("Case file", [visitor, visitor], ["/first/", "/second/"], {99: 145})

    waits = wait_together(crowded, server.server_port)

    assert sorted(server.asked) == [(path, visitor.cookie_header) for path in ("/first/", "/second/") for _ in range(4)]
    assert 0 < waits.at(50) <= waits.at(99)


def test_a_crowd_stops_when_its_time_is_over(visitor, server, monkeypatch):
    monkeypatch.setattr(crowd, "MOST_SECONDS_A_PAGE", 0)

    with pytest.raises(UnexpectedAnswerError, match="Home: nobody was answered in time"):
        wait_together(CrowdedPage("Home", [visitor], ["/"], {}), server.server_port)

    assert len(server.asked) <= 1


def test_a_crowd_that_is_answered_something_else_says_what(visitor, server):
    with pytest.raises(UnexpectedAnswerError, match="/nowhere/ answered 404"):
        wait_together(CrowdedPage("Home", [visitor], ["/nowhere/"], {}), server.server_port)


def test_waits_are_given_in_milliseconds_by_percentile():
    waits = Waits.of([number / 1000 for number in range(101)])

    assert [round(waits.at(percentile)) for percentile in (50, 95, 99)] == [50, 95, 99]


def test_the_table_of_waits_marks_what_misses_its_goal():
    pages = [CrowdedPage("Home", [], [], {99: 145}), CrowdedPage("Dashboard", [], [], {95: 300})]
    waits = Waits.of([0.1, 0.2])

    table, misses = report.waits_table(pages, {SMALL: {"Home": waits, "Dashboard": waits}, LARGE: {"Home": waits}})

    assert table.splitlines() == [
        "| Page | Goal, ms | Median, 1 000 (1 landlord) | p95 | p99 | Median, 500 000 (500 landlords) | p95 | p99 |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| Home | p99 ≤ 145 | 150 | 195 | **199 ✗** | 150 | 195 | **199 ✗** |",
        "| Dashboard | p95 ≤ 300 | 150 | 195 | 199 | **no answer ✗** |  |  |",
    ]
    assert misses == 3


def test_a_crowd_works_in_the_same_organization(visitor, manager):
    colleague = UserFactory(organization=manager.organization, role=Role.MANAGER)
    UserFactory(landlord_staff=True, role=Role.MANAGER)
    UserFactory(organization=manager.organization, role=Role.ADVISER)

    users = [each.user for each in crowd_like(visitor)]

    assert users == 4 * [manager, colleague]


def test_the_table_replaces_the_last_one_in_its_document(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(f"# Title\n\n{report.BEGIN}\nold\n{report.END}\n\nRest.\n")

    report.write_between_markers(document, "new")

    assert document.read_text() == f"# Title\n\n{report.BEGIN}\n\nnew\n\n{report.END}\n\nRest.\n"


@pytest.mark.parametrize(("text", "world"), [("1000", World(1000, 1)), ("500000:500", World(500_000, 500))])
def test_a_size_is_of_one_landlord_or_of_several(text, world):
    assert World.read(text) == world


def test_the_command_is_refused_outside_the_demonstration():
    with pytest.raises(CommandError, match="PASSERELLE_DEMO=1"):
        call_command("benchmark")
