"""The title of a page: it tells the page from the others, and whose it is by a reference, never by a name."""

import re
from html import unescape

import pytest

from tests.consistency import world as words
from tests.consistency.access import url_of
from tests.consistency.conftest import undone
from tests.consistency.test_sentences import PAGES

pytestmark = pytest.mark.django_db

# One page under two addresses, or the steps of one act.
SAME = {
    "referrals:create_with_household": "referrals:create",
    "referrals:edit": "referrals:create",
    "partners:rename_invited": "partners:rename_colleague",
    "account_reset_password_done": "account_reset_password",
    "account_reset_password_from_key": "account_change_password",
    "account_reset_password_from_key_done": "account_change_password",
}
NAMES = (words.HOUSEHOLD_NAME, words.CANDIDATE_NAME, words.PLAIN_STREET, words.PROTECTED_STREET)


@pytest.fixture
def titles(world, client_of):
    found = {}
    for code, url, name in (page.values for page in PAGES):
        with undone():
            response = client_of(code).get(url_of(world, url, name))
        if not response.streaming and "html" in response["Content-Type"]:
            [title] = re.findall(r"<title>(.*?)</title>", response.text, re.DOTALL)
            found[url, name] = unescape(title).strip()
    return found


def test_titles_tell_the_pages_apart_and_name_nobody(world, titles):
    names = (*NAMES, *(user.last_name for user in (*world.people.values(), world.colleague)))
    told = {}
    for (url, _), title in titles.items():
        told.setdefault(title, set()).add(SAME.get(url, url))

    assert {title: urls for title, urls in told.items() if len(urls) > 1} == {}
    assert [title for title in told if any(name in title for name in names)] == []
    assert [title for title in told if not title.endswith(" · Passerelle")] == []
