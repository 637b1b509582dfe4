"""What is typed, pasted or sent by hand: no form and no address trips over it, nothing invisible is kept."""

import re
from itertools import product

import pytest
from django import forms
from django.db import connection
from django.urls import get_resolver, reverse

from housing_support.common.forms import Form, ModelForm
from tests.consistency.access import ROWS, url_of
from tests.consistency.conftest import about, undone
from tests.consistency.sending import sent
from tests.consistency.test_access import LIBRARY, TRACES, methods_of
from tests.consistency.test_project import APPLICATIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

INVISIBLE = "\u200b\ufeff\u3164\u00ad\x07\u2800"
TEXTS = {"text", "email", "tel", "search", "number", "date", "datetime-local"}


PAGES = [
    (url, name, code)
    for url, (name, code, methods) in methods_of(ROWS).items()
    if code and "GET" in methods and not url.startswith(LIBRARY)
]


def test_no_form_trips_over_a_nul(client_of, forms_at):
    failed = []

    for url, name, code in PAGES:
        for address, fields in forms_at(url, name, code):
            everything = {field.kind for field in fields} - {"button"}
            buttons = ["", *(field.name for field in fields if field.kind == "button")]
            for kinds, pressed in product((everything, TEXTS | {"textarea"}, {"hidden"}), buttons):
                data = sent(fields, "a\0b", kinds, pressed=pressed) | {"no\0field": ["\0"]}
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


def test_a_required_text_of_invisible_characters_is_empty(client_of, forms_at):
    kept, unsaid = [], []

    for url, name, code in PAGES:
        for address, fields in forms_at(url, name, code):
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


def test_a_text_on_one_line_stays_on_one(client_of, forms_at):
    """« UCRM\\nBcc: … » as the name of an association headed the messages of its invitations."""
    kept, failed = [], []

    def watch(execute, sql, params, many, context):
        if re.match(r"\s*(INSERT|UPDATE)", sql) and any("\nBcc" in value for value in params if is_text(value)):
            kept.append((address, field.name))
        return execute(sql, params, many, context)

    for url, name, code in PAGES:
        for address, fields in forms_at(url, name, code):
            for field in fields:
                if field.kind in {"text", "email", "tel"}:
                    data = sent(fields, "", set()) | {field.name: "A\nBcc"}
                    with about(code, address, field.name), undone(), connection.execute_wrapper(watch):
                        if client_of(code).post(address, data).status_code >= 500:
                            failed.append((code, address, field.name))

    assert failed == []
    assert kept == []


def kinds_of_forms() -> list:
    assert get_resolver().url_patterns  # with the views, and so every form
    kinds, found = [forms.BaseForm], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.split(".")[0] in APPLICATIONS:
            found.add(kind)
    return sorted(found, key=lambda kind: f"{kind.__module__}.{kind.__name__}")


def test_every_form_is_one_of_ours():
    assert {kind for kind in kinds_of_forms() if not issubclass(kind, Form | ModelForm)} == set()


def test_what_is_invisible_is_not_kept(world, client_of):
    address = reverse("tenancies:note_create", args=[world.household.public_id])
    note = {"audience": "AUTHOR", "text": "Ap\u200bpel\0é\u00ad \u202edemain\u2028Suite\t👍"}

    with undone():
        client_of("SW").post(address, note)
        assert world.household.journal.order_by("-pk").first().text == "Appelé demain\nSuite\t👍"
