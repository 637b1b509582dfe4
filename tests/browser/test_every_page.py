"""Every page, as the person who works on it, by finger on a window of any width: accessible, no wider, quiet."""

from itertools import cycle

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import AXE_SCRIPT, Window, accessibility_violations, layout_of, small_targets, widest
from tests.consistency.access import ROWS, url_of
from tests.consistency.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="session")
def chromium(chromium_that_draws_nothing):
    return chromium_that_draws_nothing


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
    "tenancies:stock_import_changes",
    "account_reauthenticate",
    # Files.
    "partners:convention_document",
    "partners:convention_sheet",
    "tenancies:document",
    "referrals:minutes",
    "referrals:photo",
    "referrals:letter",
    "referrals:information_sheet",
    "referrals:mediation_agreement_copy",
    "tenancies:access_receipt",
}
# From a desk to a phone, narrowed little by little; each next page goes the other way, in the window as it was left.
WIDTHS = (1100, 1024, 900, 768, 640, 480)
WINDOWS = [DESKTOP, *({"width": width, "height": 800} for width in WIDTHS), PHONE, {"width": 320, "height": 740}]
READ_AT = (360, 768, 1280)
# The sizes in turn, and that in which axe reads the page: what differs between the two, all pages have.
TURNS = [(WINDOWS, DESKTOP), (WINDOWS[::-1], PHONE)]
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


def test_every_page(open_page, sign_in, console_errors, statements_as_in_production):
    """Each page is written into one that has come, under the same policy: to be led there takes the browser longer than
    to draw it, and axe would be loaded, and its code warm up, two hundred times."""
    world = World()
    found = {}

    for code, pages in by_person().items():
        page, client = open_page(viewport=DESKTOP, has_touch=True), Client()
        page.add_init_script(AXE_SCRIPT)
        window = Window(page)
        policy = page.goto(reverse("account_login")).headers["content-security-policy"]
        if code != "nobody":
            client.force_login(world.people[code])
            sign_in(page, world.people[code])
        for (url, name), (sizes, read_at) in zip(pages, cycle(TURNS), strict=False):
            response = client.get(url_of(world, url, name))
            assert response.status_code in {200, 403, 404}, url
            assert response.headers["Content-Security-Policy"] == policy
            page.set_content(response.text)
            problems = []
            for size in sizes:
                window.resize(size)
                problems += problems_in(page, size, is_read=size == read_at)
            problems += console_errors
            console_errors.clear()
            if problems:
                found[f"{code} {url} {name}"] = problems
        page.context.close()

    assert found == {}


def by_person() -> dict[str, list[tuple[str, str]]]:
    pages = {}
    for code, url, name in pages_of_people():
        pages.setdefault(code, []).append((url, name))
    return pages


def problems_in(page, window, *, is_read) -> list:
    """What sticks out of the page or is cut, in a window of that size, and what axe finds if it reads it there."""
    width = window["width"]
    layout = layout_of(page, reads_words=width in READ_AT)
    problems = [f"{width} px cuts the list of {heads}" for heads in layout["cut"]]
    if layout["excess"]:
        problems.append(f"{layout['excess']} px too wide at {width}: {widest(page)}")
    problems += [f"{width} px breaks {word}" for word in layout["broken"]]
    if window == PHONE:
        targets = small_targets(page, 44)
        problems += [target for target in targets if not any(word in target for word in LARGE_ELSEWHERE)]
    if is_read:
        problems += accessibility_violations(page)
    return problems
