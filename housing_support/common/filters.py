"""The filters above a list: one look (`components/filters.html`), one behaviour, whatever the list."""

import functools
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe

from housing_support.common.form_renderer import Drawings
from housing_support.common.forms import DayField, Form

DRAWINGS = Drawings()


class SwitchFilter(django_filters.Filter):
    """Narrows the list when it is on."""

    field_class = forms.BooleanField


class DayFilter(django_filters.Filter):
    field_class = DayField


def is_chosen(field: BoundField) -> bool:
    """Nobody types in it."""
    return hasattr(field.field, "choices")


@functools.cache
def form_class_of(filters: Any) -> type[forms.Form]:
    """django-filter makes a class for each request, which takes longer than reading the list.

    A filter keeps its field in itself once it is asked for: those of the class are copied by each request, in other
    threads meanwhile, and are left alone."""
    return type("ListFilterForm", (Form,), {name: one.field for name, one in deepcopy(filters.base_filters).items()})


class ListFilter(django_filters.FilterSet):
    """What a reader may narrow a list by, over what the list shows them (`listed`).

    A choice that is not offered to this reader is an error at its field, and nothing is listed: guessing a code tells
    nothing.
    """

    # Sent by POST when what is typed may name somebody.
    is_posted = False

    def __init__(self, data: Mapping[str, str], *, user: Any):
        super().__init__(data)
        self.user = user

    def listed(self) -> QuerySet:
        """The whole list, as its reader may see it."""
        raise NotImplementedError

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        """The choices that depend on the reader, by filter."""
        return {}

    @cached_property
    def offers(self) -> dict[str, list[tuple[str, str]]]:
        return self.offered()

    @cached_property
    def form(self) -> forms.Form:
        filters: Any = type(self)
        form = form_class_of(filters)(self.data)
        for name, choices in self.offers.items():
            form.fields[name].choices = choices
        return form

    @property
    def drawn(self) -> str:
        """The fields, then the switches: each drawn once for those who are offered the same and chose the same."""
        return mark_safe("".join([*map(self._field, self.fields), self._switches()]))  # noqa: S308 (drawn by templates)

    def _field(self, field: BoundField) -> str:
        def draw() -> str:
            return render_to_string("components/field.html", {"field": field, "unmarked": True})

        name, value = field.name, self.data.get(field.name)
        if not self.is_valid() or (value and not is_chosen(field)):
            return draw()
        # A day is bounded by those around today.
        facts = (type(self), name, tuple(self.offers.get(name, ())), value, timezone.localdate())
        return DRAWINGS.kept(facts, draw)

    def _switches(self) -> str:
        def draw() -> str:
            return render_to_string("components/filter_switches.html", {"switches": switches})

        if not (switches := self.switches):
            return ""
        return DRAWINGS.kept((type(self), *((each.name, self.data.get(each.name)) for each in switches)), draw)

    @property
    def idle(self) -> frozenset[str]:
        """The switches that would always give this reader an empty list: they are not shown."""
        return frozenset()

    @property
    def active_count(self) -> int:
        return sum(bool(self.data.get(name)) for name in self.filters)

    @property
    def is_active(self) -> bool:
        return self.active_count > 0

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters in use and their values; the form must be valid."""
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def rows(self) -> QuerySet:
        return self.narrowed(self.chosen) if self.is_valid() else self.queryset.none()

    def narrowed(self, values: Mapping[str, Any]) -> QuerySet:
        """The list under these values, known to be valid."""
        rows = self.listed()
        for name, value in values.items():
            rows = self.filters[name].filter(rows, value)
        return rows

    @property
    def switches(self) -> list[BoundField]:
        shown = (name for name, one in self.filters.items() if isinstance(one, SwitchFilter) and name not in self.idle)
        return [self.form[name] for name in shown]

    @property
    def fields(self) -> list[BoundField]:
        """All but the switches, and but those that offer this reader nothing to choose."""
        return [
            self.form[name]
            for name, one in self.filters.items()
            if not isinstance(one, SwitchFilter) and self.offers.get(name, True)
        ]
