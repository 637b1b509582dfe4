"""The filters above any list: what is chosen narrows it, what is not offered is an error and lists nothing."""

import django_filters
import pytest
from django.template.loader import render_to_string

from housing_support.common import filters as list_filters
from housing_support.common.filters import ListFilter, SwitchFilter
from housing_support.common.form_renderer import Drawings
from tenancies.models import Household
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory

pytestmark = pytest.mark.django_db


class PlainFilter(ListFilter):
    name = django_filters.ChoiceFilter(label="Nom", choices=(), empty_label="Tous")
    state = django_filters.ChoiceFilter(label="État", choices=Household.State.choices, empty_label="Tous")
    protected = SwitchFilter(label="Protégés", field_name="is_protected")

    class Meta:
        model = Household
        fields = ()

    def listed(self):
        return Household.objects.visible_to(self.user).order_by("pk")

    def offered(self):
        return {"name": [("Abadie", "Abadie")]}


class PostedFilter(PlainFilter):
    is_posted = True
    text = django_filters.CharFilter(label="Texte", field_name="name")


@pytest.fixture
def drawings(monkeypatch):
    monkeypatch.setattr(list_filters, "DRAWINGS", drawings := Drawings())
    return drawings


@pytest.fixture
def reader():
    return UserFactory()


@pytest.fixture
def households(reader):
    seen = {"participants": [reader.organization]}
    HouseholdFactory(name="Abadie")
    return [HouseholdFactory(name="Abadie", **seen), HouseholdFactory(name="Barthe", is_protected=True, **seen)]


def test_without_a_choice_everything_the_reader_sees_is_listed(reader, households):
    filters = PlainFilter({}, user=reader)

    assert list(filters.rows) == households
    assert (filters.chosen, filters.is_active) == ({}, False)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"name": "Abadie"}, ["Abadie"]),
        ({"protected": "on"}, ["Barthe"]),
        ({"protected": "true"}, ["Barthe"]),
        ({"protected": "false"}, ["Abadie", "Barthe"]),
        ({"name": "Abadie", "protected": "on"}, []),
    ],
)
def test_choices_narrow_the_list(reader, households, data, expected):
    filters = PlainFilter(data, user=reader)

    assert [household.name for household in filters.rows] == expected


@pytest.mark.parametrize("data", [{"name": "Barthe"}, {"name": "null"}, {"state": "NOWHERE"}])
def test_a_choice_that_is_not_offered_is_an_error_and_lists_nothing(reader, households, data):
    filters = PlainFilter(data, user=reader)

    assert list(filters.rows) == []
    assert list(filters.errors) == list(data)
    assert filters.is_active


def test_offered_choices_are_those_of_each_reader(reader):
    class OwnFilter(PlainFilter):
        def offered(self):
            return {"name": [(self.user.last_name, self.user.last_name)]}

    first, second = OwnFilter({}, user=reader), OwnFilter({}, user=UserFactory())

    offered = [[code for code, _ in filters.form.fields["name"].choices] for filters in (first, second)]
    assert offered == [["", first.user.last_name], ["", second.user.last_name]]


def test_switches_are_drawn_after_the_other_fields(reader):
    filters = PlainFilter({"protected": "on"}, user=reader)

    html = render_to_string("components/filters.html", {"filters": filters, "clear_url": "/liste/"})

    assert [field.name for field in filters.fields] == ["name", "state"]
    assert [field.name for field in filters.switches] == ["protected"]
    assert html.index("<select") < html.index('type="checkbox"')
    assert 'method="get"' in html
    assert "facultatif" not in html
    assert '<a class="button quiet" href="/liste/">Effacer les filtres</a>' in html


def test_filters_that_may_name_somebody_are_posted(reader):
    context = {"filters": PostedFilter({}, user=reader), "clear_url": "/liste/", "csrf_token": "jeton"}

    html = render_to_string("components/filters.html", context)

    assert 'method="post" action="/liste/"' in html
    assert 'value="jeton"' in html
    assert "Effacer les filtres" not in html


def test_filters_are_drawn_once_for_the_same_choices(reader, drawings):
    data = {"name": "Abadie", "protected": "on", "page": "1"}
    first, second = (PlainFilter(data, user=user).drawn for user in (reader, UserFactory()))

    assert first == second == PlainFilter(data | {"page": "2"}, user=reader).drawn
    # Two fields and the switches.
    assert len(drawings) == 3


@pytest.mark.parametrize("data", [{}, {"name": "Abadie"}, {"state": Household.State.CLOSED}])
def test_other_choices_are_drawn_anew(reader, drawings, data):
    on, off = (PlainFilter(data | more, user=reader).drawn for more in ({"protected": "on"}, {}))

    assert "checked" in on
    assert "checked" not in off
    assert PlainFilter(data | {"protected": "on"}, user=reader).drawn == on


def test_other_offers_are_drawn_anew(reader, drawings):
    class OwnFilter(PlainFilter):
        def offered(self):
            return {"name": [("X", self.user.last_name)]}

    for user in (reader, other := UserFactory()):
        assert user.last_name in OwnFilter({}, user=user).drawn
    assert reader.last_name not in OwnFilter({}, user=other).drawn


@pytest.mark.parametrize(("data", "shown"), [({"text": "Belkacem"}, "Belkacem"), ({"name": "Barthe"}, "invalid")])
def test_what_somebody_typed_or_was_refused_is_not_kept(reader, drawings, data, shown):
    assert shown in PostedFilter(data, user=reader).drawn
    assert not [kept for kept in drawings.items() if shown in str(kept)]


def test_the_filters_of_a_class_stay_as_they_were_for_the_requests_that_copy_them():
    """Two lists asked for at once by a process that starts: one would copy what the other changes."""

    class NewFilter(PlainFilter):
        again = SwitchFilter(label="Encore")

    form = NewFilter({}, user=UserFactory()).form

    assert "again" in form.fields
    assert "_field" not in vars(NewFilter.base_filters["again"])
