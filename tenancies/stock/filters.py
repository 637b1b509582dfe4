import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import DecimalField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.utils import timezone

from housing_support.common.bounds import around_today
from housing_support.common.compiled_queries import among, compiled
from housing_support.common.filters import DayFilter, ListFilter
from housing_support.common.pagination import COUNT_CAP, EMPTY_PAGE, PARAMETER, Page, keyset_page, page_of_found
from partners.models import User
from tenancies.models import Dwelling, DwellingFacts, Reservation, Residence, Vacancy, Void
from tenancies.models.functions import Unaccented
from tenancies.reading.doors import ADDRESS, GIVEN, STEPS, choosing
from tenancies.reading.dwellings import matching, tells_apart

TYPOLOGIES = [(str(rooms), f"T{rooms}") for rooms in range(1, 10)]


class DwellingFilter(ListFilter):
    """The filters of the list of dwellings, over a landlord's own stock; those that tell many doors apart are there
    once a text finds them."""

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
    address = django_filters.ChoiceFilter(method="by_address", label=STEPS["address"], empty_label=None)
    building = django_filters.ChoiceFilter(method="by_level", label=STEPS["building"], empty_label=None)
    staircase = django_filters.ChoiceFilter(method="by_level", label=STEPS["staircase"], empty_label=None)
    floor = django_filters.ChoiceFilter(method="by_level", label=STEPS["floor"], empty_label=None)

    class Meta:
        model = Dwelling
        fields = ()

    def __init__(self, data: Mapping[str, str], *, user: User):
        super().__init__(data, user=user)
        text = data.get("q", "")
        self.choosing = None
        if tells_apart(text):
            present = Dwelling.objects.visible_to(user).in_stock()
            self.choosing = choosing(present, text, chosen=data)
        # What was chosen among other doors tells nothing of these.
        kept = {step.name: step.chosen for step in self.choosing.steps} if self.choosing else {}
        self.data = {name: kept.get(name, "") if name in STEPS else value for name, value in data.items()}

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        steps = self.choosing.steps if self.choosing else ()
        return {name: [] for name in STEPS} | {step.name: [*step.choices] for step in steps}

    def by_address(self, dwellings: QuerySet, name: str, value: str) -> QuerySet:
        door = Dwelling.objects.visible_to(self.user).filter(public_id=value).values(*ADDRESS).first()
        return dwellings.filter(**door) if door else dwellings.none()

    def by_level(self, dwellings: QuerySet, name: str, value: str) -> QuerySet:
        return dwellings.filter(**{name: value.removeprefix(GIVEN)})

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


class FreeDwellingFilter(ListFilter):
    """The filters of the dwellings declared free, over a landlord's own stock. Nothing asks who lives where."""

    day = DayFilter(method="by_day", label="Libres le", bounds=around_today(years_before=1, years_after=5))
    rooms = django_filters.ChoiceFilter(
        field_name="dwelling__rooms", choices=TYPOLOGIES, label="Typologie", empty_label="Toutes"
    )
    commune = django_filters.CharFilter(method="by_commune", label="Commune", max_length=50)
    rent = django_filters.NumberFilter(
        method="by_rent", label="Loyer hors charges au plus (€)", min_value=0, max_value=9_999
    )
    access = django_filters.ChoiceFilter(
        method="by_access",
        label="Accessibilité",
        choices=[("GROUND", "Plain-pied ou ascenseur"), ("WHEELCHAIR", "Fauteuil roulant")],
        empty_label="Toutes",
    )

    class Meta:
        model = Vacancy
        fields = ()

    def listed(self) -> QuerySet[Vacancy]:
        mine = Vacancy.objects.open().filter(dwelling__landlord=self.user.organization_id, dwelling__withdrawn_on=None)
        return mine.select_related("dwelling__residence", "dwelling__described")

    def narrowed(self, values: dict) -> QuerySet[Vacancy]:
        return super().narrowed({"day": timezone.localdate(), **values})

    def page(self, request: HttpRequest) -> Page:
        """The rows that the request asks for, the first page by statements written once a day for the filters in use:
        the whole stock is gone through once, to find them and to count them."""
        if not self.is_valid():
            return EMPTY_PAGE
        chosen, key = self.chosen, ("starts_on", "pk")
        if "commune" in chosen:
            chosen["commune"] = " ".join(chosen["commune"].split())
        if request.GET.get(PARAMETER):
            return keyset_page(self.narrowed(chosen), key=key, request=request)
        given = {"commune": chosen.pop("commune")} if "commune" in chosen else {}
        found = free_dwellings_found.rows(
            self.user, order=key, limit=COUNT_CAP + 1, given=given, chosen=tuple(chosen.items())
        )
        return page_of_found([pk for (pk,) in found], free_dwellings_shown, self.user, key=key, request=request)

    def by_day(self, vacancies: QuerySet, name: str, value: datetime.date) -> QuerySet:
        reserved = Reservation.objects.on(value).filter(dwelling=OuterRef("dwelling"))
        out_of_use = Void.objects.on(value).filter(dwelling=OuterRef("dwelling"))
        return vacancies.filter(~Exists(reserved), ~Exists(out_of_use), starts_on__lte=value)

    def by_commune(self, vacancies: QuerySet, name: str, value: str) -> QuerySet:
        return vacancies.filter(dwelling__commune_sort_name__contains=Unaccented(Value(value)))

    def by_rent(self, vacancies: QuerySet, name: str, value: Decimal) -> QuerySet:
        """The rent that the landlord gave, else that of the register."""
        register = Cast("dwelling__rent_euros", DecimalField(max_digits=9, decimal_places=2))
        return vacancies.alias(rent=Coalesce("dwelling__described__rent_euros", register)).filter(rent__lte=value)

    def by_access(self, vacancies: QuerySet, name: str, value: str) -> QuerySet:
        """Who can be moved around in a wheelchair needs no step either."""
        access = DwellingFacts.Accessibility
        enough = [access.WHEELCHAIR] if value == access.WHEELCHAIR else [access.GROUND, access.WHEELCHAIR]
        return vacancies.filter(dwelling__described__accessibility__in=enough)


@compiled
def free_dwellings_found(user: User, chosen: tuple[tuple[str, Any], ...], **given: str) -> QuerySet[Vacancy, Any]:
    """`given`: a `commune`, without spaces around."""
    return FreeDwellingFilter({}, user=user).narrowed({**dict(chosen), **given}).values_list("pk")


@compiled
def free_dwellings_shown(user: User, identifiers: list[int]) -> QuerySet[Vacancy]:
    return FreeDwellingFilter({}, user=user).listed().filter(among("pk", identifiers))
