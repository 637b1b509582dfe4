"""What every page shows the same way: icons, dates, euros, initials, fields, error pages."""

import datetime
import re
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template, engines
from django.template.loader import render_to_string
from django.utils import timezone
from pytest_django.asserts import assertHTMLEqual

from housing_support.common import dates, numbers
from housing_support.templatetags import interface, refusals
from tenancies.forms.visit import ScaleSelect

PARIS = ZoneInfo("Europe/Paris")
ERROR_PAGES = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html")


def render(source, **context):
    return engines["django"].from_string(source).render(context)


class VisitForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Où en est la visite ?",
        choices=[("DONE", "Réalisée"), ("ABSENT", "Absent")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Sujets",
        choices=[("RIGHTS", "Droits"), ("BUDGET", "Budget")],
        required=False,
        help_text="Un ou plusieurs.",
        widget=forms.CheckboxSelectMultiple,
    )
    score = forms.TypedChoiceField(
        label="Budget",
        choices=[("", "Non évalué")] + [(n, str(n)) for n in range(1, 6)],
        coerce=int,
        required=False,
        widget=ScaleSelect,
    )
    note = forms.CharField(label="Note", help_text="Des faits.")


def drawn(field, template="field", **options):
    return render_to_string(f"components/{template}.html", {"field": field, **options})


def inputs(html):
    """Each input of the markup, as (type, value, checked)."""
    return [
        (
            re.search(r'type="(\w+)"', tag).group(1),
            re.search(r'value="([^"]*)"', tag).group(1),
            re.search(r"\bchecked\b", tag) is not None,
        )
        for tag in re.findall(r"<input[^>]*>", html)
    ]


# Icons


def test_icon_is_an_inline_drawing_hidden_from_screen_readers():
    html = render('{% icon "house" %}')

    assert html.startswith("<svg ")
    assert html.endswith("</svg>")
    assert 'aria-hidden="true"' in html
    assert 'stroke="currentColor"' in html


def test_icon_is_drawn_once():
    assert interface.icon("house") is interface.icon("house")


def test_part_drawn_once_is_shown_where_it_is_asked_for():
    source = '{% drawn "components/badge.html" tone="info" word=word as badge %}{{ badge }}|{{ badge }}'

    first, second = render(source, word="<Clos>").split("|")

    assert first == second
    assertHTMLEqual(first, '<span class="badge info">&lt;Clos&gt;</span>')


def test_every_icon_named_in_a_template_exists():
    named = {
        name
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)" %}|\bicon="([^"]+)"', path.read_text())
        for name in name
        if name
    }

    assert "house" in named
    for name in named:
        assert interface.icon(name)


# Dates


@pytest.mark.parametrize(
    ("filter_name", "expected"),
    [
        ("long_date", "12 novembre 2026"),
        ("long_moment", "12 novembre 2026, 14\u00a0h\u00a005"),
        ("short_date", "12\u00a0nov. 2026"),
        ("short_day", "jeu. 12\u00a0nov. 2026"),
        ("short_moment", "jeu. 12\u00a0nov. 2026, 14\u00a0h\u00a005"),
        ("day_and_month", "12\u00a0nov."),
        ("clock", "14\u00a0h\u00a005"),
    ],
)
def test_moment_is_written_as_people_write_it(filter_name, expected):
    moment = datetime.datetime(2026, 11, 12, 14, 5, tzinfo=PARIS)

    assert render("{{ moment|%s }}" % filter_name, moment=moment) == expected  # noqa: UP031 - braces everywhere


def test_moment_is_shown_in_the_time_of_paris():
    new_year = datetime.datetime(2026, 12, 31, 23, 30, tzinfo=datetime.UTC)

    assert render("{{ moment|long_moment }}", moment=new_year) == "1er janvier 2027, 0\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("moment", "day", "hour"),
    [
        ("2026-03-28 22:59", "28\u00a0mars 2026", "23\u00a0h\u00a059"),
        ("2026-03-28 23:00", "29\u00a0mars 2026", "0\u00a0h\u00a000"),
        ("2026-03-29 00:59", "29\u00a0mars 2026", "1\u00a0h\u00a059"),
        ("2026-03-29 01:00", "29\u00a0mars 2026", "3\u00a0h\u00a000"),
        ("2026-10-24 22:00", "25\u00a0oct. 2026", "0\u00a0h\u00a000"),
        ("2026-10-25 00:59", "25\u00a0oct. 2026", "2\u00a0h\u00a059"),
        ("2026-10-25 01:00", "25\u00a0oct. 2026", "2\u00a0h\u00a000"),
    ],
)
def test_moment_is_put_in_the_time_of_paris_whoever_asks(moment, day, hour):
    """From Python as from a template, around midnight and where the clocks change."""
    moment = datetime.datetime.fromisoformat(f"{moment}+00:00")

    assert (dates.short_date(moment), dates.clock(moment)) == (day, hour)
    assert dates.short_moment(moment).endswith(f" {day}, {hour}")
    assert dates.long_moment(moment).endswith(f" {day.split()[-1]}, {hour}")
    assert day.startswith(dates.day_and_month(moment))


def test_relative_day_of_a_moment_is_counted_in_the_time_of_paris(time_machine):
    time_machine.move_to("2026-03-28 22:30Z", tick=False)

    assert dates.relative_day(datetime.datetime(2026, 3, 28, 23, 0, tzinfo=datetime.UTC)) == "demain"


def test_date_alone_has_no_hour():
    assert render("{{ day|short_moment }}", day=datetime.date(2026, 3, 1)) == "dim. 1er\u00a0mars 2026"


@pytest.mark.parametrize(
    "filter_name",
    ["long_date", "long_moment", "short_date", "short_day", "short_moment", "day_and_month", "clock", "relative_day"],
)
def test_no_date_shows_as_nothing(filter_name):
    assert getattr(dates, filter_name)(None) == ""


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "aujourd’hui"),
        (1, "demain"),
        (-1, "hier"),
        (5, "dans 5\u00a0jours"),
        (-9, "il y a 9\u00a0jours"),
        (1500, "dans 1\u202f500\u00a0jours"),
    ],
)
def test_relative_day_counts_whole_days(days, expected):
    assert dates.relative_day(timezone.localdate() + datetime.timedelta(days=days)) == expected


def test_relative_day_of_a_moment_is_its_day_not_the_next_24_hours():
    late_yesterday = timezone.localtime().replace(hour=23, minute=59) - datetime.timedelta(days=1)

    assert render("{{ moment|relative_day }}", moment=late_yesterday) == "hier"


# Numbers


@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        (3_700_000, "37\u202f000\u00a0€"),
        (123_456, "1\u202f234,56\u00a0€"),
        (105, "1,05\u00a0€"),
        (0, "0\u00a0€"),
        (-41_260, "−412,60\u00a0€"),
        (None, ""),
    ],
)
def test_euros_from_integer_cents(cents, expected):
    assert numbers.euros(cents) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3.44, "3,4"), (Decimal("2.25"), "2,2"), (4, "4"), (1234.5, "1\u202f234,5"), (None, "")],
)
def test_decimal_comma(value, expected):
    assert numbers.decimal_comma(value) == expected


def test_integer_separates_thousands():
    assert [numbers.integer(value) for value in (7, 1000, 1_234_567, None)] == [
        "7",
        "1\u202f000",
        "1\u202f234\u202f567",
        "",
    ]


# People


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Maya Carrère", "MC"),
        ("Habitat et Humanisme", "HH"),
        ("Anne-Lise de la Tour", "AT"),
        ("Educ’Air", "EA"),
        ("élodie", "É"),
        ("Les", ""),
        ("", ""),
    ],
)
def test_initials(name, expected):
    assert interface.initials(name) == expected


# Fields


def test_choices_to_press_are_radio_buttons_in_one_named_group():
    html = drawn(VisitForm(initial={"outcome": "ABSENT"})["outcome"])

    assert inputs(html) == [("radio", "DONE", False), ("radio", "ABSENT", True)]
    assert html.count(" required>") == 2
    assert 'role="radiogroup" aria-required="true"' in html
    assert "<legend>Où en est la visite ?</legend>" in html


def test_several_choices_are_checkboxes_and_keep_what_was_sent():
    html = drawn(VisitForm(data={"topics": ["BUDGET"]})["topics"])

    assert inputs(html) == [("checkbox", "RIGHTS", False), ("checkbox", "BUDGET", True)]
    assert 'aria-describedby="id_topics_helptext"' in html
    assert 'Sujets <span class="optional">facultatif</span></legend>' in html


def test_choices_show_their_error_where_the_fieldset_says():
    html = drawn(VisitForm(data={})["outcome"])

    assert 'aria-describedby="id_outcome_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<p class="error" id="id_outcome_error">' in html
    assert "Remplissez ce champ." in html


@pytest.mark.parametrize("widget", [forms.Select, forms.RadioSelect, ScaleSelect])
def test_choices_escape_what_was_sent_and_labels(widget):
    class HostileForm(forms.Form):
        choice = forms.ChoiceField(choices=[("<b>", "<script>")], initial="<b>", widget=widget)

    html = drawn(HostileForm()["choice"])

    assert "<script>" not in html
    assert "<b>" not in html
    assert 'value="&lt;b&gt;"' in html


@pytest.mark.parametrize(
    ("initial", "checked"), [({}, ""), ({"score": None}, ""), ({"score": 4}, "4"), ({"score": "2"}, "2")]
)
def test_scale_offers_not_assessed_then_five_degrees(initial, checked):
    html = drawn(VisitForm(initial=initial)["score"], "scale_field")

    assert inputs(html) == [("radio", value, value == checked) for value in ("", "1", "2", "3", "4", "5")]
    assert html.count("Non évalué") == 1


def test_field_joins_label_help_and_error():
    html = drawn(VisitForm(data={})["note"])

    assert '<label for="id_note">Note</label>' in html
    assert 'aria-describedby="id_note_helptext id_note_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<div class="help" id="id_note_helptext">Des faits.</div>' in html
    assert '<p class="error" id="id_note_error">' in html


def test_field_takes_another_label_a_lock_and_a_field_before_it():
    form = VisitForm()

    html = drawn(form["note"], label="Note privée", secret=True, first=form["outcome"])

    assert "Note privée</label>" in html
    assert '<div class="field secret">' in html
    assert html.index('value="ABSENT"') < html.index('<div class="help" id="id_note_helptext">') < html.index('"note"')


def test_field_may_leave_unsaid_that_it_is_optional():
    field = VisitForm()["topics"]

    assert "facultatif" in drawn(field)
    assert "facultatif" not in drawn(field, unmarked=True)


def test_select_is_what_django_draws_with_nothing_proposed():
    class PlaceForm(forms.Form):
        place = forms.ChoiceField(choices=[("", "Choisir"), ("HOME", "À domicile"), ("Loin", [(3, "Rue <b>")])])
        several = forms.MultipleChoiceField(choices=[("A", "a"), ("B", "b")])
        known = forms.NullBooleanField()

    forms_drawn = (PlaceForm(), PlaceForm(initial={"place": 3, "known": False}), PlaceForm(data={"several": ["A"]}))
    for form in forms_drawn:
        for name, field in form.fields.items():
            ours = str(form[name])
            djangos = field.widget.render(
                form[name].html_name,
                form[name].value(),
                form[name].build_widget_attrs({"id": form[name].auto_id}),
                renderer=DjangoTemplates(),
            )
            assertHTMLEqual(ours, djangos.replace("<select", '<select autocomplete="off"', 1))


def test_error_summary_leads_to_each_field():
    html = render('{% include "components/error_summary.html" with form=form only %}', form=VisitForm(data={}))

    assert re.findall(r'href="#(\w+)"', html) == ["id_outcome", "id_note"]
    assert "2&nbsp;points sont à corriger" in html


@pytest.mark.parametrize(
    ("label", "error", "line"),
    [
        ("Nom du ménage", "Écrivez le nom du ménage.", "Écrivez le nom du ménage."),
        ("Entrée", "Indiquez une date.", "Entrée\u00a0: Indiquez une date."),
        ("Comment\u00a0?", "Choisissez une réponse.", "Choisissez une réponse."),
    ],
)
def test_error_summary_names_a_field_once(label, error, line):
    field = forms.CharField(label=label, error_messages={"required": error})
    form = type("AnyForm", (forms.Form,), {"name": field})(data={})

    assert [point.text for point in refusals.to_correct(form)] == [line]


def test_error_summary_is_silent_without_errors():
    assert render('{% include "components/error_summary.html" with form=form only %}', form=VisitForm()).strip() == ""


def test_a_reference_stays_on_one_line():
    shown = render("{{ text|unbroken }}", text="<b> S-2026-0018, D-2026-0042")

    assert shown == (
        '&lt;b&gt; <span class="nowrap-text">S-2026-0018</span>, <span class="nowrap-text">D-2026-0042</span>'
    )


# Components


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [
        (0, "demandes", "0&nbsp;demande"),
        (1, "demandes", "1&nbsp;demande"),
        (2, "demandes", "2&nbsp;demandes"),
        (1, "accès", "1&nbsp;accès"),
    ],
)
def test_pagination_agrees_the_noun_with_its_number(count, noun, words):
    html = render('{% include "components/pagination.html" with count=count noun=noun only %}', count=count, noun=noun)

    assert re.sub(r"<[^>]+>", "", html).strip() == words


def test_pagination_says_that_there_are_more_than_the_cap():
    html = render(
        '{% include "components/pagination.html" with count=1000 capped=True noun="ménages" next_url="?after=x" only %}'
    )

    assert "Plus de 1\u202f000&nbsp;ménages" in html
    assert 'href="?after=x"' in html
    assert "Retour au début" not in html


# Error pages

NOTHING_SENT = {"sent": [], "path": "/"}


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_page_needs_neither_request_nor_database(name):
    html = render_to_string(name, NOTHING_SENT)

    assert '<html lang="fr">' in html
    assert html.count("<h1>") == 1
    assert "Revenir à l’accueil" in html


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_page_carries_the_banner_of_the_demonstration(name):
    assert 'class="demo-banner"' in render_to_string(name, NOTHING_SENT | {"demo_mode": True})
    assert 'class="demo-banner"' not in render_to_string(name, NOTHING_SENT | {"demo_mode": False})


def test_refusal_says_its_reason():
    assert "Le dossier est clos." in render_to_string("403.html", {"exception": "Le dossier est clos."})


def test_templates_hold_neither_inline_style_nor_script():
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        source = path.read_text()

        assert not re.search(r'\sstyle="|<style|\son\w+="|javascript:', source), path
        for script in re.findall(r"<script[^>]*>", source):
            assert "src=" in script or 'type="application/json"' in script, path


def test_plain_template_needs_no_load():
    assert Template("{{ 100|euros }}").render(Context()) == "1\u00a0€"
