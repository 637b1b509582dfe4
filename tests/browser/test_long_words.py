"""Long words without a space, as addresses and pasted links are, wrap on every page, on a screen and on paper."""

from itertools import cycle

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import Window, sideways_scroll, widest
from tests.browser.test_every_page import by_person
from tests.consistency.access import url_of
from tests.consistency.test_dates import OURS
from tests.consistency.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="session")
def chromium(chromium_that_draws_nothing):
    return chromium_that_draws_nothing


# What is left of a sheet of paper between its margins.
PAPER = {"width": 688, "height": 1000}
# Each next page goes the other way, in the window as it was left.
MEDIA = [("screen", DESKTOP), ("screen", PHONE), ("print", PAPER)]
LONGEST = 150
NOT_WORDS = {
    "password",
    "email",
    "address",
    "move",
    "from_state",
    "to_state",
    "stored_file",
    "refused_file",
    "reference",
}


def write_long_words() -> None:
    """In every text that the database lets be one, its history aside."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS or hasattr(model, "pgh_id"):
            continue
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices and field.editable
            length = min(field.max_length or LONGEST, LONGEST) if is_text else 0
            if length < 20 or field.name in NOT_WORDS:
                continue
            try:
                with transaction.atomic():
                    model._base_manager.exclude(**{field.name: ""}).update(**{field.name: "W" * length})
            except DatabaseError:
                continue


def test_long_words_wrap(open_page, console_errors, statements_as_in_production):
    """Each page is written into one that has come: to be led there takes the browser longer than to draw it."""
    world = World()
    write_long_words()
    found = {}

    for code, pages in by_person().items():
        if code == "nobody":
            continue
        page, client = open_page(), Client()
        window = Window(page)
        page.goto(reverse("account_login"))
        client.force_login(world.people[code])
        shown = "screen"
        for (url, name), sizes in zip(pages, cycle([MEDIA, MEDIA[::-1]]), strict=False):
            page.set_content(client.get(url_of(world, url, name)).text)
            console_errors.clear()
            for media, viewport in sizes:
                window.resize(viewport)
                if media != shown:
                    page.emulate_media(media=media)
                    shown = media
                if width := sideways_scroll(page):
                    found[f"{code} {url} {name} {viewport['width']} {media}"] = f"{width} px: {widest(page)}"
        page.context.close()

    assert found == {}
