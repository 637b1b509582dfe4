"""What every page shows the same way: icons, French dates, euros, initials, and the fields drawn by hand.

The module is among the templates' builtins: no template has to load it. Nothing here queries the database.
"""

import functools
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.template.defaultfilters import stringfilter
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from housing_support.common import dates, numbers
from housing_support.common.links import row_url

register = template.Library()
register.simple_tag(row_url)
for words in (dates.long_date, dates.long_moment, dates.short_date, dates.short_day, dates.short_moment):
    register.filter(words, expects_localtime=True)
for words in (dates.day_and_month, dates.clock, dates.relative_day):
    register.filter(words, expects_localtime=True)
for number_words in (numbers.integer, numbers.agreed, numbers.decimal_comma, numbers.euros):
    register.filter(number_words)

# Words that belong to a name without counting for its initials.
NAME_PARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "et", "d", "l"})


# Icons


@register.simple_tag
@functools.cache
def icon(name: str) -> SafeString:
    """A lucide icon, as inline SVG sized by the text around it. Decoration only: the word stands beside it."""
    svg = lucide(name, size=None, aria_hidden="true")
    return mark_safe(" ".join(svg.split()).replace("> <", "><"))  # noqa: S308 - our own drawings, no input


@register.simple_tag
@functools.cache
def asset(path: str) -> str:
    """The address of a file of ours, as `static` gives it, looked up once: for what every page asks for."""
    return static(path)


# People


@register.filter
@stringfilter
def initials(name: str) -> str:
    """Two letters for an avatar: MC for Maya Carrère, HH for Habitat et Humanisme."""
    words = [
        word
        for word in name.replace("’", " ").replace("'", " ").split()
        if word[0].isalnum() and word.lower() not in NAME_PARTICLES
    ]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


# Fields drawn by hand: Django renders a template for each widget, and one more for each of its options


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A field's input alone, with the attributes that Django gives it; an unusual widget draws itself."""
    widget = field.field.widget
    if field.field.localize or field.field.show_hidden_initial:
        return field.as_widget()
    if type(widget) is forms.Select:
        return _select(field, widget)
    if isinstance(widget, forms.TextInput) and widget.template_name in LINES_OF_TEXT:
        return _line_of_text(field, widget)
    if type(widget) is forms.Textarea:
        return _textarea(field, widget)
    return field.as_widget()


LINES_OF_TEXT = {widget.template_name for widget in (forms.TextInput, forms.DateInput, forms.DateTimeInput)}


def _attributes(field: BoundField, widget: forms.Widget) -> SafeString:
    attributes = {"name": field.html_name} | widget.build_attrs(widget.attrs, field.build_widget_attrs({}, widget))
    if field.auto_id:
        attributes.setdefault("id", field.auto_id)
    return flatatt(attributes)


def _line_of_text(field: BoundField, widget: forms.TextInput) -> SafeString:
    value = widget.format_value(field.value())
    written = "" if value is None else format_html(' value="{}"', value)
    return format_html('<input type="{}"{}{}>', widget.input_type, written, _attributes(field, widget))


def _textarea(field: BoundField, widget: forms.Textarea) -> SafeString:
    # The browser leaves out the first line break, and only that one.
    return format_html(
        "<textarea{}>\n{}</textarea>", _attributes(field, widget), widget.format_value(field.value()) or ""
    )


def _select(field: BoundField, widget: forms.Select) -> SafeString:
    choices = [("" if code is None else str(code), label) for code, label in widget.choices]
    if any(isinstance(label, list | tuple) for _, label in choices):
        return field.as_widget()
    chosen = set(widget.format_value(field.value()))
    options = tuple((code, f"{label}", code in chosen) for code, label in choices)
    return format_html("<select{}>{}</select>", _attributes(field, widget), _options(options))


@functools.lru_cache(maxsize=512)
def _options(options: tuple[tuple[str, str, bool], ...]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, " selected" if is_chosen else "", label) for code, label, is_chosen in options),
    )


def _choices_facts(field: BoundField, legend: str) -> dict:
    """What the templates of choices need of a bound field: plain values, computed once, never markup."""
    value = field.value()
    values = value if isinstance(value, list | tuple | set) else [value]
    selected = {str(item) for item in values if item is not None}
    errors = tuple(f"{error}" for error in field.errors)
    described_by = [f"{field.auto_id}_helptext"] if field.help_text else []
    if errors:
        described_by.append(f"{field.auto_id}_error")
    return {
        "id": field.auto_id,
        "name": field.html_name,
        "legend": f"{legend or field.label}",
        "help": f"{field.help_text}",
        "errors": errors,
        "described_by": " ".join(described_by),
        "required": field.field.required,
        "disabled": field.field.disabled,
        "several": bool(getattr(field.field.widget, "allow_multiple_selected", False)),
        "options": tuple(
            (code, f"{label}", code in selected)
            for code, label in ((str(code), label) for code, label in getattr(field.field, "choices", ()))
            if code
        ),
        "empty_is_selected": not selected or selected == {""},
    }


@functools.lru_cache(maxsize=512)
def _drawn(template_name: str, facts: tuple[tuple[str, Any], ...]) -> SafeString:
    """The same facts always give the same markup, and nothing else enters it: a form's choices hardly vary."""
    return render_to_string(template_name, dict(facts))


@register.simple_tag
def choices_field(field: BoundField, legend: str = "") -> SafeString:
    """Big choices to press: radio buttons, or checkboxes when the field takes several values."""
    return _drawn("components/choices_field.html", tuple(_choices_facts(field, legend).items()))


@register.simple_tag
def scale_field(field: BoundField, label: str = "") -> SafeString:
    """One line of the autonomy scale: a name and its degrees, 1 to 5."""
    return _drawn("components/scale_field.html", tuple(_choices_facts(field, label).items()))
