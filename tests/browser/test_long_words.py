"""Long words without a space, as addresses and pasted links are, wrap on every page, on a screen and on paper."""

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import sideways_scroll
from tests.browser.test_every_page import pages_of_people
from tests.consistency.access import url_of
from tests.consistency.test_dates import OURS
from tests.consistency.world import World

pytestmark = pytest.mark.django_db(transaction=True)

# What is left of a sheet of paper between its margins.
PAPER = {"width": 688, "height": 1000}
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


def widest(page) -> str:
    """The texts that stick out of the page, for whoever reads the failure."""
    return page.evaluate(
        """() => {
            const range = document.createRange()
            const edge = document.documentElement.clientWidth + 1
            return [...document.querySelectorAll('body *')]
                .filter(one => { range.selectNodeContents(one); return range.getBoundingClientRect().right > edge })
                .filter(one => !one.closest('.tabs'))
                .slice(-3).map(one => one.outerHTML.slice(0, 160)).join(' | ')
        }"""
    )


@pytest.mark.parametrize(
    ("viewport", "media"), [(DESKTOP, "screen"), (PHONE, "screen"), (PAPER, "print")], ids=["desktop", "phone", "paper"]
)
def test_long_words_wrap(open_page, sign_in, console_errors, viewport, media):
    world = World()
    write_long_words()
    found = {}

    for person in sorted({code for code, _, _ in pages_of_people()} - {"nobody"}):
        page = open_page(viewport=viewport)
        sign_in(page, world.people[person])
        page.emulate_media(media=media)
        for code, url, name in pages_of_people():
            if code != person:
                continue
            page.goto(url_of(world, url, name))
            console_errors.clear()
            if width := sideways_scroll(page):
                found[f"{code} {url} {name}"] = f"{width} px: {widest(page)}"
        page.context.close()

    assert found == {}


BROKEN = """() => {
    const found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const node = walker.currentNode
        const holder = node.parentElement
        if (!holder.checkVisibility() || holder.clientWidth === 1) continue
        if (holder.closest('svg, option, .code, thead')) continue
        for (const word of node.data.matchAll(/(?<!\\S)[\\p{L}\\p{N}’]{2,18}(?!\\S)/gu)) {
            const range = document.createRange()
            range.setStart(node, word.index)
            range.setEnd(node, word.index + word[0].length)
            const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)))
            if (lines.size > 1) found.push(`${word[0]} in ${holder.outerHTML.slice(0, 120)}`)
        }
    }
    return found
}"""


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_ordinary_word_is_broken(open_page, sign_in, console_errors, width):
    world = World()
    found = {}

    for person in sorted({code for code, _, _ in pages_of_people()} - {"nobody"}):
        page = open_page(viewport={"width": width, "height": 800})
        sign_in(page, world.people[person])
        for code, url, name in pages_of_people():
            if code == person:
                page.goto(url_of(world, url, name))
                console_errors.clear()
                if broken := page.evaluate(BROKEN):
                    found[f"{code} {url} {name}"] = broken
        page.context.close()

    assert found == {}
