"""What is said of a field that says nothing itself, by its kind."""

import pytest
from django import forms

from housing_support.common.sentences import STALE_PAGE, word_errors

ASKED = "Choisissez une réponse pour «\u00a0Sujet\u00a0»."


def said(field, typed, **sentences):
    word_errors({"subject": field}, sentences)
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean(typed)
    return refusal.value.messages


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({}, "Indiquez un nombre."),
        ({"max_value": 9}, "Indiquez un nombre, 9 au plus."),
        ({"min_value": 2}, "Indiquez un nombre, 2 au moins."),
        ({"min_value": 2, "max_value": 9}, "Indiquez un nombre de 2 à 9."),
    ],
)
def test_a_number_says_its_bounds_whatever_was_typed(bounds, words):
    for typed in ("", "x", *(["1"] if "min_value" in bounds else []), *(["10"] if "max_value" in bounds else [])):
        assert said(forms.IntegerField(**bounds), typed) == [words]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (forms.CharField, "Remplissez «\u00a0Sujet\u00a0»."),
        (forms.EmailField, "Écrivez une adresse électronique."),
        (forms.DateField, "Indiquez une date."),
        (forms.DateTimeField, "Indiquez une date et une heure."),
        (forms.BooleanField, "Cochez cette case pour continuer."),
        (forms.FileField, "Choisissez un fichier."),
        (forms.UUIDField, ASKED),
        (forms.ChoiceField, ASKED),
    ],
)
def test_a_field_left_empty_says_what_to_do(kind, words):
    assert said(kind(label="Sujet"), "") == [words]


def test_a_choice_that_is_not_proposed_says_so_and_asks_again():
    field = forms.ChoiceField(label="Sujet", choices=[("A", "a")])

    assert said(field, "B") == [f"Ce choix n’est pas proposé. {ASKED}"]


def test_a_text_says_by_how_much_it_is_too_long():
    words = "Raccourcissez ce texte à 1\u202f000\u00a0caractères\u00a0: il en compte 1002."

    assert said(forms.CharField(max_length=1000), "x" * 1002) == [words]


def test_a_hidden_field_says_that_its_page_is_old():
    for typed in ("", "x", "-1"):
        assert said(forms.IntegerField(min_value=0, widget=forms.HiddenInput), typed) == [STALE_PAGE]


def test_what_the_field_or_its_form_says_comes_first():
    own = forms.IntegerField(error_messages={"required": "Comptez-les."})

    assert said(own, "") == ["Comptez-les."]
    assert said(own, "x") == ["Comptez-les."]
    assert said(own, "", subject="Combien\u00a0?") == ["Comptez-les."]
    assert said(forms.IntegerField(), "x", subject="Combien\u00a0?") == ["Combien\u00a0?"]
