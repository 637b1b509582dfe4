import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.http import QueryDict

from housing_support.common.forms import (
    CHANGED_MEANWHILE,
    AlikeMixin,
    DayField,
    Form,
    MomentField,
    SeenMixin,
    YearField,
    in_words,
    moment_text,
    show_again,
)

PARIS = ZoneInfo("Europe/Paris")
FIRST, LAST = datetime.date(2026, 10, 1), datetime.date(2026, 12, 31)


class StayForm(forms.Form):
    begins_on = DayField(bounds=lambda: (FIRST, LAST))
    seen_at = MomentField(bounds=lambda: (FIRST, LAST))


def test_day_and_moment_are_drawn_as_the_browser_wants_them():
    form = StayForm(
        initial={
            "begins_on": datetime.date(2026, 11, 2),
            "seen_at": datetime.datetime(2026, 11, 2, 13, 5, tzinfo=datetime.UTC),
        }
    )

    assert str(form["begins_on"]) == (
        '<input type="date" name="begins_on" autocomplete="off" value="2026-11-02" min="2026-10-01" max="2026-12-31"'
        ' required id="id_begins_on">'
    )
    assert str(form["seen_at"]) == (
        '<input type="datetime-local" name="seen_at" autocomplete="off" value="2026-11-02T14:05"'
        ' min="2026-10-01T00:00" max="2026-12-31T23:59" required id="id_seen_at">'
    )


@pytest.mark.parametrize(
    ("begins_on", "seen_at"), [("2026-11-02", "2026-11-02T14:05"), ("02/11/2026", "02/11/2026 14:05")]
)
def test_what_the_browser_or_a_hand_writes_is_read(begins_on, seen_at):
    form = StayForm({"begins_on": begins_on, "seen_at": seen_at})

    assert form.is_valid()
    assert form.cleaned_data == {
        "begins_on": datetime.date(2026, 11, 2),
        "seen_at": datetime.datetime(2026, 11, 2, 14, 5, tzinfo=PARIS),
    }


def test_moment_as_text_is_that_of_the_clock_on_the_wall():
    assert moment_text(datetime.datetime(2026, 7, 2, 13, 5, tzinfo=datetime.UTC)) == "2026-07-02T15:05"


OUT_OF_BOUNDS = "Indiquez une date entre le 1er octobre 2026 et le 31 décembre 2026."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", []),
        ("2026-09-30T23:59", [OUT_OF_BOUNDS]),
        ("2026-10-01T00:00", []),
        ("2026-12-31T23:59", []),
        ("2027-01-01T00:00", [OUT_OF_BOUNDS]),
    ],
)
def test_a_moment_is_held_to_its_bounds_or_left_out(typed, said):
    assert refusals(MomentField(bounds=lambda: (FIRST, LAST), required=False), typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", []),
        ("999", ["Indiquez une année sur quatre chiffres, par exemple 1985."]),
        ("1000", ["Indiquez une année entre 2026 et 2027."]),
        ("2025", ["Indiquez une année entre 2026 et 2027."]),
        ("2026", []),
        ("2027", []),
        ("9999", ["Indiquez une année entre 2026 et 2027."]),
        ("10000", ["Indiquez une année sur quatre chiffres, par exemple 1985."]),
    ],
)
def test_a_year_of_four_digits_is_told_its_bounds_and_another_its_form(typed, said):
    field = YearField(bounds=lambda: (FIRST, datetime.date(2027, 1, 1)), required=False)

    assert refusals(field, typed) == said


@pytest.mark.parametrize("kind", [DayField, MomentField, YearField])
def test_a_date_that_is_required_is_not_left_out(kind):
    assert refusals(kind(bounds=lambda: (FIRST, LAST), error_messages={"required": "Quand\u00a0?"}), "") == [
        "Quand\u00a0?"
    ]


def refusals(field, typed):
    try:
        field.clean(typed)
    except forms.ValidationError as refusal:
        return refusal.messages
    return []


# What was typed, shown again


def test_lines_that_were_typed_are_shown_again_unchecked():
    """A formset that its page has drawn once already, with fewer lines."""
    lines = forms.formset_factory(StayForm, extra=1)(prefix="stay")
    assert len(lines.forms) == 1

    show_again(lines, QueryDict("stay-TOTAL_FORMS=2&stay-INITIAL_FORMS=0&stay-0-begins_on=2026-11-02&stay-1-seen_at=x"))

    assert [each["begins_on"].value() for each in lines.forms] == ["2026-11-02", None]
    assert [each["seen_at"].value() for each in lines.forms] == [None, "x"]
    assert [each.errors for each in lines.forms] == [{}, {}]


def test_lines_of_which_nothing_was_typed_stay_as_they_are():
    lines = forms.formset_factory(StayForm, extra=1)(prefix="stay")

    show_again(lines, QueryDict("name=Diallo"))

    assert not lines.is_bound
    assert len(lines.forms) == 1


@pytest.mark.parametrize(
    ("field", "values", "words"),
    [
        (forms.CharField(), ["Maya", "Ali"], "Maya, Ali"),
        (forms.CharField(), [], ""),
        (forms.BooleanField(), ["on"], "oui"),
        (forms.BooleanField(), [], ""),
        (forms.DateField(), ["2026-11-02"], "2\u00a0nov. 2026"),
        (forms.DateField(), [], ""),
        (forms.DateField(), ["demain"], "demain"),
        (forms.DateTimeField(), ["2026-11-02T14:05"], "2 novembre 2026, 14\u00a0h\u00a005"),
        (forms.MultipleChoiceField(choices=[("A", "un"), ("Lot", [(2, "deux")])]), ["A", "2", "gone"], "un, deux"),
    ],
)
def test_what_was_typed_is_told_as_people_say_it(field, values, words):
    assert in_words(field, values) == words


# What somebody else saved meanwhile


class NameForm(SeenMixin, Form):
    name = forms.CharField(label="Nom", required=False)
    seen_at = MomentField(label="Vu", required=False, bounds=lambda: (FIRST, LAST))


def sent(typed, *, seen, recorded):
    """The form sent by a page that showed `seen`, once `recorded` is what is recorded."""
    shown = NameForm(initial=seen)["seen"].value()
    return NameForm(QueryDict(f"name={typed}&seen={shown}"), initial=recorded)


def test_what_is_recorded_is_told_by_the_values_of_its_fields_alone():
    moment = datetime.datetime(2026, 11, 2, 13, 5, tzinfo=datetime.UTC)

    assert NameForm(initial={"name": "Diallo", "seen_at": moment}).recorded() == {
        "name": ["Diallo"],
        "seen_at": ["2026-11-02T14:05"],
    }
    assert NameForm(initial={"name": "", "seen_at": None}).recorded() == {"name": [], "seen_at": []}


@pytest.mark.parametrize(
    ("typed", "seen", "recorded"),
    [
        ("Diallo", {"name": "Dialo"}, {"name": "Dialo"}),
        # What was not filled in is nothing, whichever way it is written.
        ("Diallo", {"name": ""}, {"name": None}),
        # Both wrote the same.
        ("Diallo", {"name": "Dialo"}, {"name": "Diallo"}),
        ("", {"name": "Dialo"}, {"name": None}),
    ],
)
def test_what_nobody_else_changed_is_sent_at_once(typed, seen, recorded):
    form = sent(typed, seen=seen, recorded=recorded)

    assert form.is_valid()
    assert form.cleaned_data == {"name": typed, "seen_at": None}


@pytest.mark.parametrize(("recorded", "words"), [("Dialla", "Dialla"), ("", "rien")])
def test_what_somebody_else_changed_is_shown_beside_what_was_typed_and_sent_again_by_choice(recorded, words):
    form = sent("Diallo", seen={"name": "Dialo"}, recorded={"name": recorded})

    assert form.errors == {"__all__": [CHANGED_MEANWHILE]}
    assert form["name"].value() == "Diallo"
    assert form["name"].help_text == f"Enregistré entre-temps\u00a0: {words}"
    assert form["seen_at"].help_text == ""
    [seen] = re.findall(r'value="(\w+)"', str(form["seen"]))
    assert NameForm(QueryDict(f"name=Diallo&seen={seen}"), initial={"name": recorded}).is_valid()


# One line, or several


class NoteForm(Form):
    title = forms.CharField(required=False)
    text = forms.CharField(required=False, widget=forms.Textarea)


@pytest.mark.parametrize(("field", "is_refused"), [("title", True), ("text", False)])
def test_what_is_typed_on_one_line_stays_on_one(field, is_refused):
    form = NoteForm({field: "UCRM\nBcc: autre"})

    assert (field in form.errors) == is_refused


class NewcomerForm(AlikeMixin, Form):
    KNOWN_ALREADY = "Est-ce la même personne ?"
    name = forms.CharField()

    def look_for(self, data):
        return [each for each in ("Aurore", "Aurélien") if each == data.get("name")]


@pytest.mark.parametrize(
    ("typed", "alike", "errors"),
    [
        ({"name": "Aurore"}, ["Aurore"], {"is_another": ["Est-ce la même personne ?"]}),
        ({"name": "Aurore", "is_another": "on"}, ["Aurore"], {}),
        ({"name": "Nadège"}, [], {}),
    ],
)
def test_whoever_may_be_known_already_is_offered_until_it_is_said_to_be_another(typed, alike, errors):
    form = NewcomerForm(typed)

    assert form.errors == errors
    assert form.alike == alike
    assert "is_another" not in form.cleaned_data
