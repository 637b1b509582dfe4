"""What an error says: what to do at its field, in words of ours, never those of Django or of allauth."""

import ast
import copy
import functools
import gettext
import re
from importlib.resources import files

import pytest
from django import forms
from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string

from housing_support.common.filters import ListFilter, form_class_of
from housing_support.common.forms import Form, ModelForm
from housing_support.common.sentences import word_errors
from tests.consistency.test_project import APPLICATIONS

pytestmark = pytest.mark.django_db

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
