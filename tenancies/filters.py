"""The filters of the list of case files, over what its reader may see."""

import datetime
from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.http import HttpRequest

from housing_support.common.bounds import around_today
from housing_support.common.compiled_queries import compiled
from housing_support.common.filters import DayFilter, ListFilter, SwitchFilter
from housing_support.common.pagination import EMPTY_PAGE, Page, compiled_page
from partners.discretion import MOBILISATION, is_unnamed, names_partners
from partners.filters import colleagues
from partners.models import Convention, User
from partners.roles import Right
from tenancies.models import CaseFileAccess, FollowUp, Household, Stay, SupportMeasure
from tenancies.models.functions import IsOneOf, Unaccented
from tenancies.reading.search import SearchMode, matching_words, mode_of
from tenancies.reading.stays import NEEDS

KEY = ("sort_name", "pk")


class SearchField(forms.CharField):
    """Gives the way in which the text is looked for, and its words."""

    widget = forms.SearchInput

    def clean(self, value: str | None) -> tuple[SearchMode, list[str]]:
        return mode_of(super().clean(value))


class TextFilter(django_filters.Filter):
    field_class = SearchField


class SearchFilter(TextFilter):
    def filter(self, households: QuerySet, value: tuple[SearchMode, list[str]]) -> QuerySet:
        return matching_words(households, *value, user=self.parent.user)


class HouseholdFilter(ListFilter):
    is_posted = True
    # What an address may say; the text names somebody.
    IN_CLEAR = ("state", "action", "association", "late", "mine", "protected")

    q = SearchFilter(label="Nom, adresse ou dossier", max_length=100)
    state = django_filters.ChoiceFilter(label="État", choices=Household.State.choices, empty_label="Tous")
    action = django_filters.ChoiceFilter(label="Action", choices=(), empty_label="Toutes", method="under_action")
    association = django_filters.ChoiceFilter(
        label="Association", choices=(), empty_label="Toutes", method="followed_by"
    )
    late = SwitchFilter(label="Visite en retard", method="with_a_late_visit")
    mine = SwitchFilter(label="Mes suivis", method="carried_by_the_reader")
    protected = SwitchFilter(label="Adresse protégée", field_name="is_protected")

    class Meta:
        model = Household
        fields = ()

    def listed(self) -> QuerySet[Household]:
        return Household.objects.visible_to(self.user).with_reminder_days()

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        actions, associations = {}, {}
        for action, number, name, objective, association, short_name in conventions_of.rows(self.user):
            actions[str(action)] = f"Action {number} · {name}"
            # Filtering by a partner that no row names would name it.
            if not is_unnamed(self.user, objective):
                associations[str(association)] = short_name
        return {
            "action": [*actions.items()],
            "association": sorted(associations.items(), key=lambda item: item[1]),
        }

    @property
    def idle(self) -> frozenset[str]:
        return frozenset() if self.user.may(Right.RECORD_VISIT) else frozenset({"mine"})

    def under_action(self, households: QuerySet, name: str, value: int) -> QuerySet:
        return households.filter(having(SupportMeasure.objects.running().filter(action=value)))

    def followed_by(self, households: QuerySet, name: str, value: int) -> QuerySet:
        followed = FollowUp.objects.running().filter(organization=value)
        if not names_partners(self.user):
            followed = followed.exclude(convention__action__objective=MOBILISATION)
        return households.filter(having(followed))

    def with_a_late_visit(self, households: QuerySet, name: str, value: bool) -> QuerySet:
        return households.filter(having(FollowUp.objects.visible_to(self.user).late()))

    def carried_by_the_reader(self, households: QuerySet, name: str, value: bool) -> QuerySet:
        return households.filter(having(FollowUp.objects.running().filter(worker=self.user.pk)))

    def page(self, request: HttpRequest) -> Page:
        """The rows that the request asks for, by a statement written once for the filters in use."""
        if not self.is_valid():
            return EMPTY_PAGE
        chosen = self.chosen
        mode, words = chosen.pop("q")
        given: dict[str, Any] = {name: int(chosen.pop(name)) for name in ("action", "association") if name in chosen}
        given |= {f"word{rank}": word for rank, word in enumerate(words)}
        return compiled_page(
            households_listed,
            self.user,
            key=KEY,
            request=request,
            given=given,
            mode=mode,
            chosen=tuple(chosen.items()),
        )


class AccessFilter(ListFilter):
    """Over what the people of one's own organization opened."""

    user_id = django_filters.ChoiceFilter(label="Personne", choices=(), empty_label="Toutes")
    kind = django_filters.ChoiceFilter(label="Nature", choices=(), empty_label="Toutes")

    class Meta:
        model = CaseFileAccess
        fields = ()

    def listed(self) -> QuerySet[CaseFileAccess]:
        return CaseFileAccess.objects.filter(organization=self.user.organization_id)

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        # A landlord opens no stay.
        left_out = CaseFileAccess.Kind.STAY if self.user.organization.is_landlord else ""
        kinds = [choice for choice in CaseFileAccess.Kind.choices if choice[0] != left_out]
        return {"user_id": colleagues(self.user), "kind": kinds}


def having(rows: QuerySet) -> Exists:
    return Exists(rows.filter(household=OuterRef("pk")))


@compiled
def households_listed(
    user: User, mode: SearchMode, chosen: tuple[tuple[str, str | bool], ...], **given: Any
) -> QuerySet[Household]:
    """`given`: an `action`, an `association`, and the words looked for, in order."""
    words = [given.pop(name) for name in list(given) if name.startswith("word")]
    return HouseholdFilter({}, user=user).narrowed({**dict(chosen), **given, "q": (mode, words)})


@compiled
def conventions_of(user: User) -> QuerySet:
    return (
        Convention.objects.visible_to(user)
        .binding()
        .values_list(
            "action", "action__number", "action__name", "action__objective", "association", "association__short_name"
        )
    )


class StayFilter(ListFilter):
    """Over where one's own association puts households up: those there and those to come, unless a state is asked."""

    is_posted = True
    # The text names somebody, or says where they are.
    IN_CLEAR = ("state", "kind", "until", "missing")

    q = TextFilter(label="Nom, dossier ou lieu", max_length=100, method="by_text")
    state = django_filters.ChoiceFilter(label="État", choices=Stay.State.choices, empty_label="En cours et à venir")
    kind = django_filters.ChoiceFilter(label="Nature du lieu", choices=Stay.Kind.choices, empty_label="Toutes")
    until = DayFilter(label="Fin avant le", bounds=around_today(years_before=10, years_after=10), method="that_end_by")
    missing = django_filters.ChoiceFilter(
        label="Il manque",
        choices=[*NEEDS.items()],
        empty_label="Peu importe",
        method="without",
    )

    class Meta:
        model = Stay
        fields = ()

    def listed(self) -> QuerySet[Stay]:
        return Stay.objects.visible_to(self.user).select_related("household")

    def narrowed(self, values: Mapping[str, Any]) -> QuerySet[Stay]:
        rows = super().narrowed(values)
        return rows if "state" in values else rows.open()

    @property
    def key(self) -> tuple[str, str]:
        """What ends first comes first, what is over last."""
        is_over = self.chosen.get("state") in Stay.OVER
        return ("-latest_end", "-pk") if is_over else ("latest_end", "pk")

    def that_end_by(self, stays: QuerySet, name: str, value: datetime.date) -> QuerySet:
        return Stay.TERM.due_by(stays, until=value)

    def without(self, stays: QuerySet, name: str, value: str) -> QuerySet:
        return stays.filter(**{value: None})

    def by_text(self, stays: QuerySet, name: str, value: tuple[SearchMode, list[str]]) -> QuerySet:
        """By whom, or by the place, unless the household is protected."""
        mode, words = value
        if mode == SearchMode.NONE:
            return stays
        own = Household.objects.visible_to(self.user).filter(opened_by=self.user.organization_id)
        found = matching_words(own, mode, words, user=self.user)
        named = Q(IsOneOf(F("household"), ArraySubquery(found.order_by().values("pk"))))
        if mode != SearchMode.INSIDE:
            return stays.filter(named)
        placed = Q(household__is_protected=False)
        for word in words:
            placed &= Q(place__contains=Unaccented(Value(word)))
        return stays.alias(place=Unaccented("place_in_words")).filter(named | placed)

    def page(self, request: HttpRequest) -> Page:
        """The rows that the request asks for, by a statement written once for the filters in use."""
        if not self.is_valid():
            return EMPTY_PAGE
        chosen = self.chosen
        mode, words = chosen.pop("q")
        given = {f"word{rank}": word for rank, word in enumerate(words)}
        choices = tuple(chosen.items())
        return compiled_page(
            stays_listed, self.user, key=self.key, request=request, given=given, mode=mode, chosen=choices
        )


@compiled
def stays_listed(user: User, mode: SearchMode, chosen: tuple[tuple[str, Any], ...], **words: str) -> QuerySet[Stay]:
    return StayFilter({}, user=user).narrowed({**dict(chosen), "q": (mode, [*words.values()])})


class FollowUpFilter(ListFilter):
    """The running follow-ups of one's own association, by whom carries them."""

    NOBODY = "none"

    worker = django_filters.ChoiceFilter(label="Référent", choices=(), empty_label="Tous", method="carried_by")

    class Meta:
        model = FollowUp
        fields = ()

    def listed(self) -> QuerySet[FollowUp]:
        own = FollowUp.objects.visible_to(self.user).running().filter(organization=self.user.organization_id)
        return own.select_related("household", "worker")

    def offered(self) -> dict[str, list[tuple[str, str]]]:
        return {"worker": [(self.NOBODY, "À désigner"), *carriers(self.user)]}

    def carried_by(self, follow_ups: QuerySet, name: str, value: str) -> QuerySet:
        return follow_ups.filter(worker=None) if value == self.NOBODY else follow_ups.filter(worker=value)


def carriers(user: User) -> list[tuple[str, str]]:
    """Those of one's own association who may carry a follow-up."""
    able = User.objects.colleagues_of(user).holding(Right.RECORD_VISIT).by_name()
    return [(str(each.pk), each.full_name) for each in able]
