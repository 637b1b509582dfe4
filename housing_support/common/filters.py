"""The filters above a list: one look (`components/filters.html`), one behaviour, whatever the list."""

import functools
from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.functional import cached_property

from housing_support.common.form_renderer import Drawings
from housing_support.common.forms import DayField, Form

DRAWINGS = Drawings()


class SwitchFilter(django_filters.Filter):
    """Narrows the list when it is on."""

    field_class = forms.BooleanField


class DayFilter(django_filters.Filter):
    field_class = DayField


@functools.cache
def form_class_of(filters: Any) -> type[forms.Form]:
    """django-filter makes a class for each request, which takes longer than reading the list."""
    return type("ListFilterForm", (Form,), {name: one.field for name, one in filters.base_filters.items()})


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
        """The fields and the switches, drawn once for those who are offered the same and chose the same."""

        def draw() -> str:
            return render_to_string("components/filter_fields.html", {"filters": self})

        if self.is_typed or not self.is_valid():
            return draw()
        offers = tuple((name, tuple(choices)) for name, choices in self.offers.items())
        return DRAWINGS.kept((type(self), offers, self.idle, tuple(map(self.data.get, self.filters))), draw)

    @property
    def idle(self) -> frozenset[str]:
        """The switches that would always give this reader an empty list: they are not shown."""
        return frozenset()

    @property
    def is_typed(self) -> bool:
        """Something was typed, not chosen."""
        return any(self.data.get(field.name) for field in self.fields if not hasattr(field.field, "choices"))

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
