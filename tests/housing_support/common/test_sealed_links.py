import datetime

import pytest
from django.test import RequestFactory
from django.utils import timezone

from housing_support.common.sealed_links import Search, seal, search_of, search_token, unseal, url_of_search
from tests.factories.partners import UserFactory


@pytest.fixture
def asked():
    """A request for an address, by somebody who needs no database."""

    def asked(address, user=None):
        request = RequestFactory().get(address)
        request.user = user or UserFactory.build(pk=1)
        return request

    return asked


def sent(data, address="/households/"):
    request = RequestFactory().post(address, data)
    request.user = UserFactory.build(pk=1)
    return request


def test_a_search_is_read_where_it_leads(asked):
    address = url_of_search(sent({"q": "  Éluard\tPaul ", "state": "WAITING"}), filters=("state", "action"))

    assert address.startswith("/households/?state=WAITING&search=")
    assert "luard" not in address
    assert search_of(asked(address)) == Search("Éluard Paul")


@pytest.mark.parametrize("data", [{}, {"q": ""}, {"q": " \0 "}, {"state": ""}, {"q": "", "other": "x"}])
def test_nothing_typed_leads_to_the_bare_page(data):
    assert url_of_search(sent(data, "/households/?after=x"), filters=("state",)) == "/households/"


@pytest.mark.parametrize("text", ["bel\0 kacem", "bel \x1bkacem", "bel\u200b kacem", "bel\r\nkacem"])
def test_invisible_characters_are_not_looked_for(asked, text):
    assert search_of(asked(url_of_search(sent({"q": text})))).text == "bel kacem"


def test_what_is_too_long_is_cut(asked):
    address = url_of_search(sent({"q": "x" * 5000, "state": "y" * 5000}), filters=("state",))

    assert len(search_of(asked(address)).text) == 100
    assert len(address) < 500


def test_no_search_is_not_a_lost_one(asked):
    assert search_of(asked("/")) == Search(text="", is_lost=False)


@pytest.mark.parametrize("token", ["x", "é", "gAAAA", "%00"])
def test_an_illegible_search_is_lost(asked, token):
    assert search_of(asked(f"/?search={token}")) == Search(is_lost=True)


def test_a_token_made_for_something_else_is_a_lost_search(asked):
    token = seal([1, "belkacem"], purpose="pagination")

    assert search_of(asked(f"/?search={token}")) == Search(is_lost=True)


def test_somebody_elses_search_is_lost(asked):
    token = search_token("belkacem", user=UserFactory.build(pk=1))

    assert search_of(asked(f"/?search={token}", user=UserFactory.build(pk=2))) == Search(is_lost=True)


def test_a_search_lasts_as_long_as_a_session_may(asked, settings, monkeypatch):
    token = search_token("belkacem", user=UserFactory.build(pk=1))
    now = timezone.now().timestamp()

    monkeypatch.setattr("time.time", lambda: now + settings.SESSION_ABSOLUTE_SECONDS - 5)
    assert search_of(asked(f"/?search={token}")).text == "belkacem"
    monkeypatch.setattr("time.time", lambda: now + settings.SESSION_ABSOLUTE_SECONDS + 5)
    assert search_of(asked(f"/?search={token}")) == Search(is_lost=True)


def test_a_token_keeps_microseconds_and_serves_one_purpose():
    moment = datetime.datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=datetime.UTC)
    token = seal([moment], purpose="pagination")

    assert unseal(token, purpose="pagination") == ["2026-11-22T12:00:00.123456+00:00"]
    assert unseal(token, purpose="search") is None
