"""Choices are drawn once for those who are offered, and chose, the same; empty inputs once for all."""

import pytest
from django import forms

from housing_support.common.form_renderer import MOST_DRAWINGS, FormRenderer


class PlaceForm(forms.Form):
    place = forms.ChoiceField(choices=[("HOME", "À domicile"), ("OFFICE", "Au bureau")], widget=forms.RadioSelect)
    floor = forms.TypedChoiceField(choices=[(1, "Un"), (2, "Deux")], coerce=int)
    several = forms.MultipleChoiceField(choices=[("A", "a"), ("B", "b")], widget=forms.CheckboxSelectMultiple)
    name = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)
    file = forms.FileField()


@pytest.fixture
def renderer():
    return FormRenderer()


@pytest.mark.parametrize("name", ["place", "floor", "several", "name", "text"])
def test_the_same_choices_and_empty_inputs_are_drawn_once(renderer, name):
    first, second = (str(PlaceForm(renderer=renderer)[name]) for _ in range(2))

    assert first is second or first == second
    assert len(renderer._drawings) == 1


@pytest.mark.parametrize(
    ("other", "name"),
    [
        (PlaceForm(initial={"place": "OFFICE"}), "place"),
        (PlaceForm(prefix="other"), "place"),
        (PlaceForm(use_required_attribute=False), "place"),
        (PlaceForm(initial={"floor": 2}), "floor"),
        (PlaceForm(data={}), "floor"),
        (PlaceForm(auto_id="field-%s"), "floor"),
        (PlaceForm(initial={"several": ["B"]}), "several"),
        (PlaceForm(prefix="other"), "name"),
        (PlaceForm(use_required_attribute=False), "text"),
    ],
)
def test_they_are_drawn_anew_when_something_of_them_changes(renderer, other, name):
    plain = str(PlaceForm(renderer=renderer)[name])

    other.renderer = renderer
    drawn = str(other[name])

    assert drawn != plain
    assert len(renderer._drawings) == 2


def test_other_labels_or_values_are_other_choices(renderer):
    drawn = []
    for choices in ([("A", "a")], [("A", "b")], [("B", "a")], [(1, "a")], [("Groupe", [("A", "a")])]):
        form = PlaceForm(renderer=renderer)
        form.fields["floor"].choices = choices
        drawn.append(str(form["floor"]))

    assert len(set(drawn)) == 5


@pytest.mark.parametrize("name", ["name", "text"])
def test_what_somebody_typed_is_not_kept(renderer, name):
    typed = str(PlaceForm(data={name: "Belkacem"}, renderer=renderer)[name])

    assert "Belkacem" in typed
    assert renderer._drawings == {}


def test_inputs_of_other_kinds_are_drawn_each_time(renderer):
    assert 'type="file"' in str(PlaceForm(renderer=renderer)["file"])
    assert renderer._drawings == {}


def test_labels_that_say_more_than_a_text_are_drawn_each_time(renderer):
    class Label:
        def __str__(self):
            return "Habitat et Humanisme"

    form = PlaceForm(renderer=renderer)
    form.fields["floor"].choices = [("A", Label())]

    assert "Habitat et Humanisme" in str(form["floor"])
    assert renderer._drawings == {}


def test_drawings_do_not_pile_up(renderer):
    for number in range(MOST_DRAWINGS + 1):
        str(PlaceForm(prefix=str(number), renderer=renderer)["floor"])

    assert len(renderer._drawings) == 1
