"""The forms that drafts are about: their names, and what was typed in them, in their own words."""

from collections.abc import Sequence

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.module_loading import import_string
from django.utils.text import capfirst

from housing_support.common.forms import in_words
from tenancies.models import Draft

AnyForm = forms.BaseForm | BaseFormSet


def name_of(several: Sequence[AnyForm]) -> str:
    """What tells these forms from the others of their page: their classes, and their prefixes when they have one."""
    return ",".join(_name(form) for form in several)


def _name(form: AnyForm) -> str:
    kind = form.form if isinstance(form, BaseFormSet) else type(form)
    return f"{kind.__module__}.{kind.__qualname__}" + (f":{form.prefix}" if form.prefix else "")


def classes_named(name: str) -> list[type[forms.BaseForm]]:
    """Those of a draft that may have waited for a month: a form that is no more is left out."""
    found = []
    for each in name.split(","):
        try:
            found.append(import_string(each.partition(":")[0]))
        except ImportError:
            continue
    return found


def typed_words(draft: Draft) -> list[tuple[str, str]]:
    """Labels and values of all that was typed or chosen, in the order of the form."""
    fields: dict[str, forms.Field] = {}
    for form in classes_named(draft.form):
        fields |= getattr(form, "base_fields", {})
    order = {name: rank for rank, name in enumerate(fields)}
    words = []
    for name, values in sorted(draft.data.items(), key=lambda sent: _rank(sent[0], order)):
        field = fields.get(name.rpartition("-")[2])
        if field is None or field.widget.is_hidden or isinstance(field, forms.ModelChoiceField | forms.UUIDField):
            continue
        if text := in_words(field, [value for value in values if value.strip()]):
            words.append((capfirst(str(field.label or "")), text))
    return words


def _rank(name: str, order: dict[str, int]) -> tuple[str, int]:
    """Those of the form, then person by person."""
    row, _, field = name.rpartition("-")
    return row, order.get(field, 0)
