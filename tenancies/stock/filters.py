import django_filters
from django import forms
from django.db.models import QuerySet, Value

from housing_support.common.filters import ListFilter
from tenancies.models import Dwelling, Residence
from tenancies.models.functions import Unaccented
from tenancies.reading.dwellings import matching

TYPOLOGIES = [(str(rooms), f"T{rooms}") for rooms in range(1, 10)]


class DwellingFilter(ListFilter):
    """The filters of the list of dwellings, over a landlord's own stock."""

    q = django_filters.CharFilter(
        method="by_text", label="Adresse, résidence ou référence", max_length=100, widget=forms.SearchInput
    )
    residence = django_filters.CharFilter(method="by_residence", label="Résidence", max_length=150)
    rooms = django_filters.ChoiceFilter(choices=TYPOLOGIES, label="Typologie", empty_label="Toutes")
    stock = django_filters.ChoiceFilter(
        method="by_stock",
        label="Patrimoine",
        choices=[("all", "Tous"), ("withdrawn", "Logements sortis")],
        empty_label="Logements présents",
    )

    class Meta:
        model = Dwelling
        fields = ()

    def listed(self) -> QuerySet[Dwelling]:
        return Dwelling.objects.visible_to(self.user).select_related("residence")

    def narrowed(self, values: dict) -> QuerySet[Dwelling]:
        rows = super().narrowed(values)
        return rows if "stock" in values else rows.filter(withdrawn_on=None)

    def by_text(self, dwellings: QuerySet, name: str, value: str) -> QuerySet:
        return matching(dwellings, value)

    def by_residence(self, dwellings: QuerySet, name: str, value: str) -> QuerySet:
        residences = Residence.objects.visible_to(self.user).order_by()
        named = Unaccented(Value(" ".join(value.split())))
        return dwellings.filter(residence__in=residences.filter(sort_name__contains=named))

    def by_stock(self, dwellings: QuerySet, name: str, value: str) -> QuerySet:
        return dwellings.exclude(withdrawn_on=None) if value == "withdrawn" else dwellings
