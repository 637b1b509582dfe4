"""Every page, as the person who works on it, by finger on a window of any width: accessible, no wider, quiet."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import (
    AXE_SCRIPT,
    accessibility_violations,
    broken_words,
    cut_lists,
    sideways_scroll,
    small_targets,
    widest,
)
from tests.consistency.access import ROWS, url_of
from tests.consistency.world import World

pytestmark = pytest.mark.django_db(transaction=True)

# Who works on the pages that several may open; the others are looked at by the first who may.
AS = {
    "home": "SW",
    "drafts": "SW",
    "dashboard": "MG",
    "dashboard_figure": "MG",
    "tenancies:household": "SW",
    "tenancies:household_support": "SW",
    "tenancies:household_access": "MG",
    "referrals:detail": "AD",
    "referrals:worklist": "AD",
    "referrals:find": "CT",
}
NO_PAGES = {
    "health",
    "worker_health",
    "draft_keep",
    "tenancies:stock_import_refused",
    "account_reauthenticate",
    # Files.
    "partners:convention_document",
    "partners:convention_sheet",
    "tenancies:document",
    "referrals:minutes",
}
WIDTHS = (1280, 1100, 1024, 900, 768, 640, 480, 360, 320)
READ_AT = (360, 768, 1280)
# The name in the corner leads home, as the first entry of the tab bar does; a covering link is as large as its line.
LARGE_ELSEWHERE = ('class="brand"', 'class="cover"')


def pages_of_people() -> list[tuple[str, str, str]]:
    """One person for each page, and for the home and error pages everybody they differ for."""
    pages = [
        (
            AS.get(url, next((code for code in expected if code != "nobody" and expected[code] == "200"), "nobody")),
            url,
            name,
        )
        for url, name, method, expected in (row.values for row in ROWS)
        if method == "GET" and "200" in expected.values() and url not in NO_PAGES and "_login" not in url
    ]
    pages = [(("nobody" if url == "account_login" else code), url, name) for code, url, name in pages]
    return (
        pages
        + [(code, "home", "") for code in ("RO", "CT", "AD", "MG", "LA", "CO")]
        + [
            ("RO", "referrals:detail", "referral"),
            ("CT", "referrals:detail", "sent"),
            ("RO", "partners:parameters", ""),
            ("AC", "tenancies:household", "household"),
        ]
    )


def test_every_page(open_page, sign_in, console_errors):
    world = World()
    found = {}

    for code, pages in by_person().items():
        page = open_page(viewport=DESKTOP, has_touch=True)
        page.add_init_script(AXE_SCRIPT)
        if code != "nobody":
            sign_in(page, world.people[code])
        for url, name in pages:
            response = page.goto(url_of(world, url, name))
            refused = response.status in {403, 404}
            problems = accessibility_violations(page) + problems_of_widths(page) + problems_of_a_phone(page)
            # Chromium itself reports a refused page as an error of the console.
            problems += [text for text in console_errors if not (refused and "Failed to load resource" in text)]
            console_errors.clear()
            page.set_viewport_size(DESKTOP)
            if problems:
                found[f"{code} {url} {name}"] = problems
        page.context.close()

    assert found == {}


def by_person() -> dict[str, list[tuple[str, str]]]:
    pages = {}
    for code, url, name in pages_of_people():
        pages.setdefault(code, []).append((url, name))
    return pages


def problems_of_widths(page) -> list[str]:
    """What sticks out of the page, and the ordinary words that are cut, from the widest window to the narrowest."""
    problems = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if excess := sideways_scroll(page):
            problems.append(f"{excess} px too wide at {width}: {widest(page)}")
        problems += [f"{width} px cuts the list of {heads}" for heads in cut_lists(page)]
        if width in READ_AT:
            problems += [f"{width} px breaks {word}" for word in broken_words(page)]
    return problems


def problems_of_a_phone(page) -> list:
    page.set_viewport_size(PHONE)
    targets = [target for target in small_targets(page, 44) if not any(word in target for word in LARGE_ELSEWHERE)]
    return accessibility_violations(page) + targets
