"""The filters above any list: what is chosen narrows it, what is not offered is an error and lists nothing."""

import django_filters
import pytest
from django.template.loader import render_to_string

from housing_support.common.filters import ListFilter, SwitchFilter
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
