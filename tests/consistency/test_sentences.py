"""What an error says: what to do at its field, in words of ours, never those of Django or of allauth."""

import ast
import copy
import functools
import gettext
import re
from html import unescape
from importlib.resources import files

import pytest
from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from housing_support.common.filters import ListFilter, form_class_of
from housing_support.common.forms import Form, ModelForm
from housing_support.common.sentences import word_errors
from tests.consistency.access import ROWS
from tests.consistency.conftest import about, undone
from tests.consistency.sending import sent
from tests.consistency.test_input import kinds_of_forms
from tests.consistency.test_typed import READERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

LIBRARIES = ("django", "django.contrib.auth", "allauth", "django_filters")
CATALOGUE = settings.BASE_DIR / "locale" / "fr" / "LC_MESSAGES" / "django"
NOTHING, TOO_LONG, TOO_SMALL, TOO_LARGE, WORDS = "", "x" * 20_001, "-1", "9" * 12, "inconnu"
TYPED = (NOTHING, TOO_LONG, TOO_SMALL, TOO_LARGE, WORDS)


@functools.cache
def sentences_of_libraries() -> tuple[re.Pattern, ...]:
    """Each sentence of theirs, in English and in their own French, whatever fills its blanks."""
    said = set()
    for library in LIBRARIES:
        top, _, inside = library.partition(".")
        place = files(top).joinpath(*inside.split("."), "conf" if library == "django" else "", "locale", "fr")
        with (place / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
            known = gettext.GNUTranslations(compiled)._catalog
        keys = (key[0] if isinstance(key, tuple) else key for key in known)
        said |= {text for text in (*keys, *known.values()) if text.endswith((".", "!")) and "\n" not in text.strip()}
    blanks = r"%\\\(\w+\\\)[sdr]|%[sdr]|\\\{\w+\\\}"
    return tuple(re.compile(re.sub(blanks, ".*", re.escape(text)).replace("%", "%?")) for text in sorted(said))


@functools.cache
def is_of_a_library(words: str) -> bool:
    return any(sentence.fullmatch(words) for sentence in sentences_of_libraries())


def test_sentences_of_libraries_are_known():
    for words in (
        "Ce champ est obligatoire.",
        "Assurez-vous que cette valeur est supérieure ou égale à 1.",
        "Saisissez un nombre entier.",
        "Sélectionnez un choix valide. MOON n’en fait pas partie.",
        "Select a valid choice. That choice is not one of the available choices.",
        "Mot de passe incorrect.",
    ):
        assert is_of_a_library(words), words
    assert not is_of_a_library("Choisissez qui lira cette note.")


def kinds_of_filters() -> list:
    return [form_class_of(kind) for kind in ListFilter.__subclasses__()]


def test_every_field_says_what_to_do():
    """Whatever is wrong with what was typed, nothing at all included."""
    found = {}

    for kind in [*kinds_of_forms(), *kinds_of_filters()]:
        fields = copy.deepcopy(kind.base_fields)
        word_errors(fields, kind.sentences)
        for name, field in fields.items():
            for typed in TYPED:
                said = refusals(field, [typed] if isinstance(field, forms.MultipleChoiceField) else typed)
                if any(map(is_of_a_library, said)):
                    found[f"{kind.__name__}.{name}", typed[:10]] = said

    assert found == {}


def refusals(field: forms.Field, typed) -> list[str]:
    try:
        field.clean(typed)
    except forms.ValidationError as refusal:
        return refusal.messages
    return []


# Who is asked for each page: whoever has the most forms before them.
PAGES = [
    (next(code for code in (*READERS, "nobody") if expected.get(code) == "200"), url, name)
    for url, name, method, expected in (row.values for row in ROWS)
    if method == "GET" and any(expected.get(code) == "200" for code in (*READERS, "nobody"))
]


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


def test_no_page_says_what_a_library_says(client_of, forms_at):
    found = {}

    for code, url, name in PAGES:
        for address, fields in forms_at(url, name, code):
            kinds = {field.kind for field in fields} - {"button", "hidden", "file"}
            for typed in TYPED:
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


def test_errors_are_found(client_of, forms_at):
    address = reverse("partners:invite")
    [fields] = [fields for action, fields in forms_at("partners:invite", "", "LA") if action == address]
    kinds = {field.kind for field in fields} - {"button", "hidden"}

    with undone():
        page = client_of("LA").post(address, sent(fields, NOTHING, kinds)).text

    assert errors_of(page) == [
        "Indiquez le prénom de cette personne.",
        "Indiquez le nom de cette personne.",
        "Indiquez l’adresse où envoyer l’invitation.",
        "Choisissez ce que cette personne fera dans Passerelle.",
    ]


@pytest.mark.parametrize("path", [*settings.ACCOUNT_FORMS.values(), *settings.MFA_FORMS.values()])
def test_forms_of_the_library_are_worded(path):
    assert issubclass(import_string(path), Form)


def test_the_catalogue_is_compiled():
    """`msgfmt -o django.mo django.po` was run after its last change."""
    source = CATALOGUE.with_suffix(".po").read_text().partition("\n\n")[2]
    written = re.findall(r'^msgstr(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\n)+)', source, re.MULTILINE)
    texts = {"".join(map(ast.literal_eval, text.splitlines())) for text in written}
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)._catalog

    assert texts == {text for key, text in known.items() if key}
