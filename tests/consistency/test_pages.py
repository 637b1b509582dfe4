"""Every page, asked once: how French is set on it and in its title, and what its forms answer to what is typed, pasted
or sent by hand: they say in words of ours what to do, trip over nothing, and nothing invisible is kept."""

import functools
import re
from html import unescape
from itertools import product

import pytest
from django import forms
from django.db import connection
from django.urls import reverse

from housing_support.common.forms import Form, ModelForm
from tests.consistency import world as words
from tests.consistency.access import ROWS, url_of
from tests.consistency.conftest import about, client_with, undone
from tests.consistency.crawling import name_of
from tests.consistency.sending import forms_of, sent
from tests.consistency.test_access import LIBRARY, TRACES, methods_of
from tests.consistency.test_sentences import NOTHING, TYPED, is_of_a_library
from tests.consistency.test_typed import READERS
from tests.consistency.test_typography import faults_in, said_on
from tests.forms import unfolded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

# Who is asked for each page: whoever has the most forms before them.
PAGES = [
    (next(code for code in (*READERS, "nobody") if expected.get(code) == "200"), url, name)
    for url, name, method, expected in (row.values for row in ROWS)
    if method == "GET" and any(expected.get(code) == "200" for code in (*READERS, "nobody"))
]
INVISIBLE = "\u200b\ufeff\u3164\u00ad\x07\u2800"
TEXTS = {"text", "email", "tel", "search", "number", "date", "datetime-local"}


@pytest.fixture(scope="module")
def shown(world, cookies, handler):
    """`shown(url, name, code)`: the address of a page, its text, and those of the pages that draw the form of one more
    of its acts; asked once."""

    @functools.cache
    def ask(url, name, code):
        address, client = url_of(world, url, name), client_with(cookies[code], handler)
        with about(code, address), undone():
            response = client.get(address)
            if response.streaming or "html" not in response["Content-Type"]:
                return address, []
            return address, [response.text, *(client.get(each).text for each in unfolded(response.text))]

    return ask


# How French is set


def test_every_page_is_typeset(world, shown):
    found = {}
    for code, url, name in PAGES:
        _, pages = shown(url, name, code)
        # Named by its landlord: « 10 000 logements accompagnés ».
        texts = [text.replace(world.programme.name, "") for page in pages for text in said_on(page)]
        found[url, name] = faults_in(texts)

    assert {page: faults for page, faults in found.items() if faults} == {}


# The title of a page: it tells the page from the others, and whose it is by a reference, never by a name.

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


def test_titles_tell_the_pages_apart_and_name_nobody(world, shown):
    names = (*NAMES, *(user.last_name for user in (*world.people.values(), world.colleague)))
    told = {}
    for code, url, name in PAGES:
        for text in shown(url, name, code)[1]:
            [title] = re.findall(r"<title>(.*?)</title>", text, re.DOTALL)
            told.setdefault(unescape(title).strip(), set()).add(SAME.get(url, url))

    assert {title: urls for title, urls in told.items() if len(urls) > 1} == {}
    assert [title for title in told if any(name in title for name in names)] == []
    assert [title for title in told if not title.endswith(" · Passerelle")] == []


# What is typed, pasted or sent by hand


@pytest.fixture
def each_form(shown):
    """`each_form()`: a person, where to and the fields of each form that the pages show: one of those that are sent to
    the same view with the same fields, whatever the object and what it holds."""

    def ask(*, of_libraries=False):
        found = {}
        for code, url, name in PAGES:
            if url.startswith(LIBRARY) and not of_libraries:
                continue
            address, pages = shown(url, name, code)
            for action, fields in (form for page in pages for form in forms_of(page)):
                kinds = tuple((field.name, field.kind, field.is_required) for field in fields)
                found.setdefault((name_of(action or address), kinds), (code, action or address, fields))
        return [*found.values()]

    return ask


def errors_of(page: str) -> list[str]:
    """Those at their fields, one a line, then those that the summary lists."""
    at_fields = [
        line
        for text in re.findall(r'id="[^"]*_error".*?<span>(.*?)</span>', page, re.DOTALL)
        for line in text.split("<br>")
    ]
    listed = [
        line
        for summary in re.findall(r'class="error-summary".*?</div>', page, re.DOTALL)
        for line in re.findall(r"<li>([^<]*)</li>", summary)
    ]
    return [unescape(line).strip() for line in at_fields + listed]


def test_no_page_says_what_a_library_says(client_of, each_form):
    found = {}

    for code, address, fields in each_form(of_libraries=True):
        kinds = {field.kind for field in fields} - {"button", "hidden", "file"}
        # A form in which nothing is typed is sent once.
        for typed in TYPED if kinds else [NOTHING]:
            with about(code, address, typed[:10]), undone():
                response = client_of(code).post(address, sent(fields, typed, kinds))
                if response.status_code not in (200, 409):
                    continue
                for form in forms_of_context(response):
                    assert isinstance(form, Form | ModelForm) or not form.visible_fields(), type(form)
                errors = errors_of(response.text)
                assert ("<title>Erreur\u00a0: " in response.text) == bool(errors)
                assert ('class="error-summary"' in response.text) == bool(errors)
            found |= {(address, typed[:10]): said for said in errors if is_of_a_library(said)}

    assert found == {}


def forms_of_context(response) -> list[forms.BaseForm]:
    given = response.context.get("form") if response.context else None
    return [given] if isinstance(given, forms.BaseForm) else []


def test_errors_are_found(client_of, each_form):
    address = reverse("partners:invite")
    [(code, fields)] = [(code, fields) for code, action, fields in each_form() if action == address]
    kinds = {field.kind for field in fields} - {"button", "hidden"}

    with undone():
        page = client_of(code).post(address, sent(fields, NOTHING, kinds)).text

    assert errors_of(page) == [
        "Indiquez le prénom de cette personne.",
        "Indiquez le nom de cette personne.",
        "Indiquez l’adresse où envoyer l’invitation.",
        "Choisissez ce que cette personne fera dans Passerelle.",
    ]


def test_no_form_trips_over_a_nul(client_of, each_form):
    failed = []

    for code, address, fields in each_form():
        everything = {field.kind for field in fields} - {"button"}
        buttons = ["", *(field.name for field in fields if field.kind == "button")]
        tried = []
        for kinds, pressed in product((everything, TEXTS | {"textarea"}, {"hidden"}), buttons):
            data = sent(fields, "a\0b", kinds, pressed=pressed) | {"no\0field": ["\0"]}
            # Nothing of these kinds, or nothing else.
            if data in tried or (tried and not any("a\0b" in values for values in data.values())):
                continue
            tried.append(data)
            with about(code, address, pressed), undone():
                response = client_of(code).post(address, data)
            if response.status_code >= 500:
                failed.append((code, address, kinds, pressed))

    assert failed == []


def test_no_address_trips_over_a_nul(world, client_of):
    names = ("q", "address", "kind", "draft", "search", "page", "after", "household", "programme", "find", "next")
    hostile = dict.fromkeys(names, "a\0b")
    failed = []

    for url, (name, code, methods) in methods_of(ROWS).items():
        for method in methods & {"GET", "POST"} if code else ():
            address = url_of(world, url, name)
            with about(code, method, address), undone():
                client = client_of(code)
                response = client.post(address, hostile) if method == "POST" else client.get(address, hostile)
            if response.status_code >= 500:
                failed.append((code, method, address))

    assert failed == []


def test_a_required_text_of_invisible_characters_is_empty(client_of, each_form):
    kept, unsaid = [], []

    for code, address, fields in each_form():
        texts = [field.name for field in fields if field.is_required and field.kind in {"text", "textarea"}]
        if not texts:
            continue
        with about(code, address), undone() as written:
            response = client_of(code).post(address, sent(fields, INVISIBLE, {"text", "textarea"}))
        if response.status_code != 200 or set(written) - TRACES:
            kept.append((code, address))
        unsaid += [
            (address, field)
            for field in texts
            if not re.search(rf'<[^>]* name="{field}"[^>]* aria-invalid="true"', response.text)
        ]

    assert kept == []
    assert unsaid == []


def is_text(value) -> bool:
    return isinstance(value, str)


def test_a_text_on_one_line_stays_on_one(client_of, each_form):
    """« UCRM\\nBcc: … » as the name of an association headed the messages of its invitations."""
    kept, failed = [], []

    def watch(execute, sql, params, many, context):
        if re.match(r"\s*(INSERT|UPDATE)", sql) and any("\nBcc" in value for value in params if is_text(value)):
            kept.append((address, field.name))
        return execute(sql, params, many, context)

    for code, address, fields in each_form():
        for field in fields:
            if field.kind in {"text", "email", "tel"}:
                data = sent(fields, "", set()) | {field.name: "A\nBcc"}
                with about(code, address, field.name), undone(), connection.execute_wrapper(watch):
                    if client_of(code).post(address, data).status_code >= 500:
                        failed.append((code, address, field.name))

    assert failed == []
    assert kept == []


def test_what_is_invisible_is_not_kept(world, client_of):
    address = reverse("tenancies:note_create", args=[world.household.public_id])
    note = {"audience": "AUTHOR", "text": "Ap\u200bpel\0é\u00ad \u202edemain\u2028Suite\t👍"}

    with undone():
        client_of("SW").post(address, note)
        assert world.household.journal.order_by("-pk").first().text == "Appelé demain\nSuite\t👍"
