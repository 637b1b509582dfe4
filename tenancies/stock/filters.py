import django_filters
from django.db.models import QuerySet, Value

from tenancies.models import Residence
from tenancies.models.functions import Unaccented
from tenancies.reading.dwellings import matching

TYPOLOGIES = [(str(rooms), f"T{rooms}") for rooms in range(1, 10)]


class DwellingFilter(django_filters.FilterSet):
    """The filters of the list of dwellings, over a landlord's own stock."""

    q = django_filters.CharFilter(method="by_text", label="Adresse, résidence ou référence", max_length=100)
    residence = django_filters.CharFilter(method="by_residence", label="Résidence", max_length=150)
    rooms = django_filters.ChoiceFilter(choices=TYPOLOGIES, label="Typologie", empty_label="Toutes")
    stock = django_filters.ChoiceFilter(
        method="by_stock",
        label="Patrimoine",
        choices=[("all", "Tous"), ("withdrawn", "Logements sortis")],
        empty_label="Logements présents",
    )

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    @property
    def rows(self) -> QuerySet:
        """Nothing when a choice is unknown: the form says so."""
        if not self.form.is_valid():
            return self.queryset.none()
        return self.qs if self.form.cleaned_data["stock"] else self.qs.filter(withdrawn_on=None)

    def by_text(self, dwellings: QuerySet, name: str, value: str) -> QuerySet:
        return matching(dwellings, value)

    def by_residence(self, dwellings: QuerySet, name: str, value: str) -> QuerySet:
        return dwellings.filter(residence__in=self.residences_named(value))

    def by_stock(self, dwellings: QuerySet, name: str, value: str) -> QuerySet:
        return dwellings.exclude(withdrawn_on=None) if value == "withdrawn" else dwellings

    def residences_named(self, value: str) -> QuerySet:
        return Residence.objects.visible_to(self.request.user).order_by().filter(sort_name__contains=unaccented(value))


def unaccented(text: str) -> Unaccented:
    return Unaccented(Value(" ".join(text.split())))
