"""Journeys in the Chromium of the system: a page at each width, sign-in by cookie, no error in the console."""

import os
import shutil
import threading
import time
from http import HTTPStatus

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from playwright.sync_api import Locator, sync_playwright

# The first has no window to draw, and takes two thirds of the time of the others.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
CHROMIUM_IS_MISSING = "Chromium est absent, installez-le (« apt-get install chromium-headless-shell »)."
QUIET_AND_OFFLINE = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


def pytest_collection_modifyitems(items):
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter):
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "browser" in report.keywords]
    if CHROMIUM is None and skipped:
        terminalreporter.write_line(f"{len(skipped)} parcours NON JOUÉS : {CHROMIUM_IS_MISSING}", red=True, bold=True)


def click_and_arrive(click):
    """A click that waits for the whole page it leads to: Playwright's own waits for its first line, and whoever counts
    what stands in the page then counts what has come of it."""

    def arriving(locator, **options):
        click(locator, **options)
        locator.page.wait_for_load_state("domcontentloaded")

    return arriving


@pytest.fixture(scope="session")
def launch():
    """`launch(*flags)`: the Chromium of the system, one for the same flags."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(CHROMIUM_IS_MISSING)
        pytest.skip(CHROMIUM_IS_MISSING)
    launched = {}
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        for name in ("click", "dblclick"):
            patch.setattr(Locator, name, click_and_arrive(getattr(Locator, name)))

        def launch(*flags):
            if flags not in launched:
                # Back and Forward as people have them: Playwright would turn the browser's memory of pages off.
                launched[flags] = playwright.chromium.launch(
                    executable_path=CHROMIUM,
                    args=[*QUIET_AND_OFFLINE, *flags],
                    ignore_default_args=["--disable-back-forward-cache"],
                )
            return launched[flags]

        yield launch
        for browser in launched.values():
            browser.close()


@pytest.fixture(scope="session")
def chromium(launch):
    return launch()


@pytest.fixture(scope="session")
def chromium_that_draws_nothing(launch):
    """For pages that are measured and never pressed, which waits for a frame: it lays them out, and stops there."""
    return launch("--disable-threaded-compositing")


@pytest.fixture
def console_errors():
    """What the browser complained about, refusals of the content security policy included. Must end empty:
    a journey that expects an error asserts it, then clears the list."""
    errors = []
    yield errors
    assert errors == []


class Entrance:
    """What stands before the live server: once shut, nobody is let in, and those who were inside have left.

    A page that is left sends what was typed in it, even after its browser is closed: answered while the tables are
    emptied, it would wait for them and they for it.
    """

    def __init__(self):
        self.is_open = False
        self.inside = 0
        self.moved = threading.Condition()

    def answer(self, handle, handler, environ, start_response):
        if threading.current_thread() is threading.main_thread():
            # A test that asks the application itself, with no server between them.
            return handle(handler, environ, start_response)
        with self.moved:
            let_in = self.is_open
            self.inside += let_in
        if not let_in:
            start_response(f"{HTTPStatus.SERVICE_UNAVAILABLE} Shut", [("Content-Length", "0")])
            return []
        try:
            return handle(handler, environ, start_response)
        finally:
            with self.moved:
                self.inside -= 1
                self.moved.notify_all()

    def shut(self, *, seconds):
        with self.moved:
            self.is_open = False
            assert self.moved.wait_for(lambda: not self.inside, seconds), "the server still answers"


@pytest.fixture(scope="session")
def entrance():
    entrance, handle = Entrance(), WSGIHandler.__call__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", lambda *call: entrance.answer(handle, *call))
        yield entrance


@pytest.fixture
def open_page(chromium, live_server, console_errors, entrance):
    """Open a page in a browser of its own: `open_page(viewport=PHONE)`; keywords are those of `new_context`."""
    contexts = []
    entrance.is_open = True

    def open_page(**options):
        options = {"viewport": DESKTOP, "locale": "fr-FR", "timezone_id": "Europe/Paris"} | options
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: console_errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: console_errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    entrance.shut(seconds=10)
    wait_for_idle_connections()
    cache.clear()


def wait_for_idle_connections(seconds=5):
    """An answer is given before its connection is: both are awaited before the tables are emptied."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend' AND state <> 'idle'"
    )
    until = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.02)


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def phone(open_page):
    return open_page(viewport=PHONE, has_touch=True)


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, user)` gives the page's browser a session of that user, without passing by the sign-in page."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign_in
