"""What is looked for comes first on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tenancies.views.case_file import TABS
from tests.browser.conftest import PHONE
from tests.consistency.world import World

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = PHONE | {"width": 320}


@pytest.fixture
def world(live_server):
    return World()


@pytest.fixture
def open_as(open_page, sign_in, world):
    def open_as(code, viewport=PHONE, **options):
        page = open_page(viewport=viewport, **options)
        sign_in(page, world.people[code])
        return page

    return open_as


def is_in_sight(page, selector):
    return page.evaluate(
        """selector => {
            const box = document.querySelector(selector).getBoundingClientRect()
            return box.left >= 0 && box.right <= document.documentElement.clientWidth
        }""",
        selector,
    )


def test_what_is_looked_for_comes_first(open_as, world):
    """In one world, which none of these changes."""
    for looks_for in (
        the_tab_of_the_page_in_sight,
        every_place_of_the_tab_bar_named_in_full,
        a_list_before_its_filters,
        the_figures_of_each_action_in_sight,
        the_summary_of_errors_that_takes_the_focus,
        a_choice_that_takes_the_focus_above_the_buttons,
    ):
        looks_for(open_as, world)


def the_tab_of_the_page_in_sight(open_as, world):
    page = open_as("SW", NARROW)

    for name, _ in TABS:
        page.goto(reverse(name, args=[world.household.public_id]))
        assert is_in_sight(page, ".tabs [aria-current]"), name


def every_place_of_the_tab_bar_named_in_full(open_as, world):
    for code in ("RO", "CT", "AD", "MG", "LA", "SW", "CO", "AA"):
        page = open_as(code)
        page.goto(reverse("home"))
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 740})
            check_tab_bar(page, width)


def check_tab_bar(page, width):
    places = page.locator(".tabbar > *").evaluate_all(
        """places => places.map(place => {
            const box = place.getBoundingClientRect()
            const name = place.querySelector("span:not(.count)")
            return {name: name.textContent, left: box.left, right: box.right, written: name.scrollWidth,
                    shown: Math.min(name.clientWidth || Infinity, box.width)}
        })"""
    )
    assert [place["name"] for place in places if place["written"] > place["shown"]] == []
    edges = [edge for place in places for edge in (place["left"], place["right"])]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= width


def a_list_before_its_filters(open_as, world):
    page = open_as("SW")

    page.goto(reverse("tenancies:households"))
    assert not page.get_by_label("État").is_visible()
    assert page.locator("tbody tr").first.bounding_box()["y"] < PHONE["height"] / 2

    page.get_by_text("Filtrer").first.click()
    page.get_by_label("État").select_option("CLOSED")
    page.get_by_role("button", name="Filtrer").click()
    assert page.locator(".filters .count").text_content() == "1 filtre en cours"

    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.get_by_label("État").is_visible()


def the_figures_of_each_action_in_sight(open_as, world):
    page = open_as("MG")
    page.goto(reverse("dashboard"))

    for width in (320, 360, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        card = page.locator(".card", has=page.locator("table.as-cards")).bounding_box()
        figures = page.locator("table.as-cards td.number > *")
        assert figures.count() > 0
        for figure in figures.all():
            box = figure.bounding_box()
            assert box["x"] + box["width"] <= card["x"] + card["width"], width


def the_summary_of_errors_that_takes_the_focus(open_as, world):
    page = open_as("SW")
    page.goto(reverse("tenancies:note_create", args=[world.household.public_id]))

    page.get_by_role("button", name="Enregistrer la note").click()

    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Écrivez votre note.").click()
    expect(page.locator("textarea:focus")).to_be_visible()


def a_choice_that_takes_the_focus_above_the_buttons(open_as, world):
    page = open_as("SW", reduced_motion="reduce")
    page.goto(reverse("tenancies:visit_create", args=[world.household.public_id]))
    buttons = page.locator(".form-actions.sticky").bounding_box()

    hidden = []
    for field in page.locator("form.form :is(input, textarea):not([type=hidden])").all():
        field.evaluate("field => { window.scrollTo(0, 0); field.focus() }")
        box = field.evaluate("field => field.getBoundingClientRect().toJSON()")
        if box["bottom"] > buttons["y"] and page.locator(".form-actions.sticky").bounding_box()["y"] == buttons["y"]:
            hidden.append(field.get_attribute("name"))

    assert hidden == []
