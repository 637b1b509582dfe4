"""Everybody gets the answer that the access tables give, from the application as it is in production: by its account
of the database."""

import pytest
from django.urls import get_resolver, reverse

from tests.consistency.access import ROWS, ROWS_OF, url_of
from tests.consistency.conftest import as_application, undone
from tests.consistency.crawling import TRACES, is_crawled, may_be_kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

LIBRARY = ("account_", "mfa_", "usersessions_")


def ask(client, method: str, address: str):
    # A browser always sends the token of the form.
    return client.post(address, {"csrfmiddlewaretoken": ""}) if method == "POST" else client.generic(method, address)


def answer_of(response) -> str:
    leads_in = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    return "in" if leads_in else str(response.status_code)


def is_refusal(answer: str) -> bool:
    return answer in {"in", "403", "404", "405", "410"}


@pytest.mark.parametrize(("url", "name", "method", "expected"), ROWS)
def test_everybody_gets_the_answer_of_the_table(world, client_of, url, name, method, expected):
    """The pages that somebody may read are asked for by the crawls of `test_leaks.py`."""
    answers, writings, kept = {}, {}, set()
    expected = {code: said for code, said in expected.items() if not is_crawled(url, method, expected, code)}

    with as_application():
        for code in expected:
            with undone() as written:
                response = ask(client_of(code), method, url_of(world, url, name))
            answers[code] = answer_of(response)
            if method == "GET" or is_refusal(answers[code]):
                writings[code] = sorted(set(written) - TRACES)
            if may_be_kept(response):
                kept.add(code)

    assert answers == expected
    assert kept == set(), "the browser keeps no page"
    assert {code: tables for code, tables in writings.items() if tables} == {}


def names_of(patterns, namespace: str = "") -> set[str]:
    names = set()
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            names |= names_of(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            names.add(f"{namespace}{pattern.name}")
    return names


def test_the_table_holds_every_address():
    assert {row.values[0] for row in ROWS} == names_of(get_resolver().url_patterns)


def table_of(url: str) -> str:
    namespace, _, name = url.rpartition(":")
    return namespace or ("accounts" if name.startswith(LIBRARY) else "project")


def test_an_address_is_in_the_table_of_its_application_alone():
    places = {(row.values[0], table) for table, rows in ROWS_OF.items() for row in rows}

    assert {(url, table) for url, table in places if table != table_of(url)} == set()


def methods_of(rows) -> dict[str, tuple]:
    """For each address, one object, the methods in the table and somebody who is let in by the first."""
    found = {}
    for row in rows:
        url, name, method, expected = row.values
        allowed = next((code for code in expected if code != "nobody" and not is_refusal(expected[code])), None)
        known = found.setdefault(url, [name, allowed, set()])
        known[2].add(method)
    return found


@pytest.mark.parametrize(
    ("url", "name", "code", "method"),
    [
        pytest.param(url, name, code, method, id=f"{method} {url}")
        for url, (name, code, methods) in methods_of(ROWS).items()
        for method in ("GET", "POST", "PUT")
        if code and method not in methods and not url.startswith(LIBRARY)
    ],
)
def test_other_methods_are_refused_to_those_let_in(world, client_of, url, name, code, method):
    with undone() as written:
        response = ask(client_of(code), method, url_of(world, url, name))

    assert response.status_code == 405
    assert set(written) <= TRACES
