"""The filters above a list: one look (`components/filters.html`), one behaviour, whatever the list."""

import functools
from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.functional import cached_property


class SwitchFilter(django_filters.Filter):
    """Narrows the list when it is on."""

    field_class = forms.BooleanField


@functools.cache
def form_class_of(filters: Any) -> type[forms.Form]:
    """django-filter makes a class for each request, which takes longer than reading the list."""
    return type("ListFilterForm", (forms.Form,), {name: one.field for name, one in filters.base_filters.items()})


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
    def form(self) -> forms.Form:
        filters: Any = type(self)
        form = form_class_of(filters)(self.data)
        for name, choices in self.offered().items():
            form.fields[name].choices = choices
        return form

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

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
        return [self.form[name] for name, one in self.filters.items() if isinstance(one, SwitchFilter)]

    @property
    def fields(self) -> list[BoundField]:
        """All but the switches."""
        return [self.form[name] for name, one in self.filters.items() if not isinstance(one, SwitchFilter)]
