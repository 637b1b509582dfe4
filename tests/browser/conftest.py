"""Journeys in the Chromium of the system: a page at each width, sign-in by cookie, no error in the console."""

import os
import shutil
import time

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from playwright.sync_api import sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMIUM_IS_MISSING = "Chromium est absent, installez-le (« apt-get install chromium »)."
QUIET_AND_OFFLINE = [
    "--no-sandbox",
    "--disable-gpu",
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


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail(CHROMIUM_IS_MISSING)
        pytest.skip(CHROMIUM_IS_MISSING)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Back and Forward as people have them: Playwright would turn the browser's memory of pages off.
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=QUIET_AND_OFFLINE, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


@pytest.fixture
def console_errors():
    """What the browser complained about, refusals of the content security policy included. Must end empty:
    a journey that expects an error asserts it, then clears the list."""
    errors = []
    yield errors
    assert errors == []


@pytest.fixture
def open_page(chromium, live_server, console_errors):
    """Open a page in a browser of its own: `open_page(viewport=PHONE)`; keywords are those of `new_context`."""
    contexts = []

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
    wait_for_the_last_answers()
    cache.clear()


def wait_for_the_last_answers(seconds=5):
    """A page that is left sends what was typed in it: its answer is awaited, before the tables are emptied."""
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
