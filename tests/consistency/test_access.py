"""Everybody gets the answer that the access tables give, from the application as it is in production: by its account
of the database."""

import pytest
from django.urls import get_resolver, reverse

from tests.consistency.access import ROWS, ROWS_OF, url_of
from tests.consistency.conftest import about, as_application, undone
from tests.consistency.crawling import TRACES, is_crawled, may_be_kept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

LIBRARY = ("account_", "mfa_", "usersessions_")
# Those of another organization, with who has the same role: what a role never does is refused to both before anything
# is looked up.
SAME_ROLE = {"AC": "CO", "xAD": "AD", "xMG": "MG", "xLA": "LA", "xCO": "CO"}


def ask(client, method: str, address: str):
    # A browser always sends the token of the form.
    return client.post(address, {"csrfmiddlewaretoken": ""}) if method == "POST" else client.generic(method, address)


def answer_of(response) -> str:
    leads_in = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    return "in" if leads_in else str(response.status_code)


def is_refusal(answer: str) -> bool:
    return answer in {"in", "403", "404", "405", "410"}


def answers_of(rows) -> dict[tuple, set[str]]:
    """What an address answers to somebody, by method, for all its objects."""
    answers = {}
    for url, _, method, expected in (row.values for row in rows):
        for code, answer in expected.items():
            answers.setdefault((url, method, code), set()).add(answer)
    return answers


@pytest.mark.parametrize("table", ROWS_OF)
def test_everybody_gets_the_answer_of_the_table(world, client_of, table):
    """The pages that somebody may read are asked for by the crawls of `test_leaks.py`; of a page that is refused to a
    role whatever its object, one object."""
    wrong, writings, kept = {}, {}, set()
    answers = answers_of(ROWS_OF[table])
    refused = set()

    for url, name, method, expected in (row.values for row in ROWS_OF[table]):
        with as_application():
            for code, answer in expected.items():
                if is_crawled(url, method, expected, code) or answer == "403" == expected.get(SAME_ROLE.get(code)):
                    continue
                if answers[url, method, code] <= {"403", "in"}:
                    if (url, method, code) in refused:
                        continue
                    refused.add((url, method, code))
                row = code, method, url, name
                with about(*row), undone() as written:
                    response = ask(client_of(code), method, url_of(world, url, name))
                if answer_of(response) != answer:
                    wrong[row] = answer_of(response), f"instead of {answer}"
                if (method == "GET" or is_refusal(answer)) and (tables := sorted(set(written) - TRACES)):
                    writings[row] = tables
                if may_be_kept(response):
                    kept.add(row)

    assert wrong == {}
    assert writings == {}
    assert kept == set(), "the browser keeps no page"


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


def test_other_methods_are_refused_to_those_let_in(world, client_of):
    answers = {}

    for url, (name, code, methods) in methods_of(ROWS).items():
        for method in ("GET", "POST", "PUT"):
            if code and method not in methods and not url.startswith(LIBRARY):
                with about(code, method, url), undone() as written:
                    response = ask(client_of(code), method, url_of(world, url, name))
                answers[code, method, url] = response.status_code, set(written) - TRACES

    assert answers != {}
    assert {row: answer for row, answer in answers.items() if answer != (405, set())} == {}
