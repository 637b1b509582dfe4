"""What a page says when what was sent is refused: first in its title, then in the summary of what to correct."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.template.context import Context

from housing_support.common.filters import ListFilter

register = template.Library()


class Point(NamedTuple):
    """Something to correct. `field` is the identifier of its field, when it is about one that is shown."""

    text: str
    field: str = ""


@register.simple_tag(takes_context=True)
def refused(context: Context) -> str:
    """« Erreur : », before the title of a page that shows again a form that was refused."""
    return "Erreur\u00a0: " if any(is_refused(value) for value in context.flatten().values()) else ""


def is_refused(value: Any) -> bool:
    """No form is checked here that its view has not checked: a field kept from a draft is not refused."""
    match value:
        case BaseForm() | BaseFormSet():
            return any(points_of(value))
        case ListFilter():
            return not value.is_valid()
        case dict() | list() | tuple():
            forms = value.values() if isinstance(value, dict) else value
            return any(is_refused(form) for form in forms if isinstance(form, BaseForm | BaseFormSet))
    return False


@register.simple_tag
def to_correct(*forms: BaseForm | BaseFormSet | str) -> list[Point]:
    """What is to be corrected in these forms, in this order; a form that the page does not have is an empty text."""
    return [point for form in forms if not isinstance(form, str) for point in points_of(form)]


def points_of(form: BaseForm | BaseFormSet) -> Iterator[Point]:
    """None of a form that was not sent."""
    if not form.is_bound:
        return
    if isinstance(form, BaseFormSet):
        yield from (Point(str(error)) for error in form.non_form_errors())
        for each in form.forms:
            yield from points_of(each)
        return
    yield from (Point(str(error)) for error in form.non_field_errors())
    for field in form.hidden_fields():
        yield from (Point(str(error)) for error in field.errors)
    for field in form.visible_fields():
        if field.errors:
            error, label = str(field.errors[0]), str(field.label)
            yield Point(error if names_its_field(error, label) else f"{label}\u00a0: {error}", field.auto_id)


def names_its_field(error: str, label: str) -> bool:
    """« Écrivez le nom du ménage. » stands without « Nom du ménage : » before it; nor does a question take a colon."""
    first = re.findall(r"\w+", label.casefold())[:1]
    return label.endswith("?") or bool(set(first) & set(re.findall(r"\w+", error.casefold())))
