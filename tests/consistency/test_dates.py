"""Every date is shown as the clocks of here showed it, and stays within bounds that make sense."""

import datetime
import re
from html import unescape

import pghistory
import pytest
import time_machine
from django import forms
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Value
from django.urls import get_resolver

from housing_support.common.bounds import around_today
from housing_support.common.dates import clock, short_moment
from housing_support.common.forms import DayField, MomentField, YearField
from tests.consistency.access import url_of
from tests.consistency.conftest import undone
from tests.consistency.test_project import APPLICATIONS
from tests.consistency.test_query_counts import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

OURS = ("partners", "tenancies", "referrals")
# Just after midnight, and in the hour that comes twice when the clocks change: the day and the hour are not those of
# the database.
MOMENTS = ("2024-03-30 23:20", "2024-10-27 01:35")


def move_everything_to(moment: datetime.datetime) -> None:
    """Every moment that the database lets move, its history aside."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS or issubclass(model, pghistory.models.Event):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.DateTimeField):
                try:
                    with transaction.atomic():
                        model.objects.exclude(**{field.name: None}).update(**{field.name: moment})
                except IntegrityError:
                    continue


def test_every_page_words_a_moment_in_local_time(world, client_of):
    """At the second moment, those are asked that said the first one."""
    pages = PAGES
    for written in MOMENTS:
        moment = datetime.datetime.fromisoformat(f"{written}+00:00")
        # What has not been moved happened today, not in 2024.
        of_the_database = re.compile(rf"(2024, |à ){clock(moment.replace(tzinfo=None))}")
        texts = texts_of_pages(world, client_of, pages, moment)
        wrong = {
            page: text[found.start() - 60 : found.end()]
            for page, text in texts.items()
            if (found := of_the_database.search(text))
        }
        local = {(code, url) for (code, url, _), text in texts.items() if short_moment(moment) in text}

        assert wrong == {}
        assert {("AD", "home"), ("SW", "home")} <= local
        assert {"tenancies:household", "referrals:detail", "partners:team"} <= {url for _, url in local}

        pages = [page for page in texts if clock(moment) in texts[page]]


def texts_of_pages(world, client_of, pages, moment: datetime.datetime) -> dict[tuple, str]:
    """What they say when everything happened at that moment, a minute ago."""
    texts = {}
    with undone(), time_machine.travel(moment - datetime.timedelta(minutes=1), tick=False):
        move_everything_to(moment)
        for code, url, name in pages:
            with undone():
                page = client_of(code).get(url_of(world, url, name))
                texts[code, url, name] = unescape(page.getvalue().decode(errors="replace"))
    return texts


# Bounds

WRONG_DAYS = ("0001-01-01", "0026-11-12", "1890-05-01", "2099-12-31", "9999-12-31")
WRONG_MOMENTS = (*(f"{day}T10:00" for day in WRONG_DAYS), "0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00")
WRONG_YEARS = ("0001", "26", "1890", "2099", "9999")


def fields_of_forms() -> dict[str, forms.Field]:
    """Every field that a form of ours declares, by its name."""
    assert get_resolver().url_patterns  # with the views, and so every form
    kinds, found = [forms.BaseForm], {}
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.split(".")[0] in APPLICATIONS:
            found |= {f"{kind.__name__}.{name}": field for name, field in kind.base_fields.items()}
    return dict(sorted(found.items()))


FIELDS = fields_of_forms()
TYPED = {name: field for name, field in FIELDS.items() if isinstance(field, DayField | MomentField | YearField)}


def test_a_date_of_a_form_names_its_bounds():
    dates = {name for name, field in FIELDS.items() if isinstance(field, forms.DateField | forms.DateTimeField)}
    dates |= {
        name
        for name, field in FIELDS.items()
        if isinstance(field, forms.IntegerField) and "année" in (field.label or "").lower()
    }

    assert dates != set()
    assert dates - TYPED.keys() == set()


def refusal_of(field: forms.Field, typed: str) -> str:
    """What the field says of it: nothing when it is accepted."""
    try:
        field.clean(typed)
    except forms.ValidationError as refusal:
        return refusal.messages[0]
    return ""


def test_a_date_out_of_bounds_is_refused_with_its_bounds():
    wrong = {DayField: WRONG_DAYS, MomentField: WRONG_MOMENTS}
    said = {
        (name, typed): refusal_of(field, typed)
        for name, field in TYPED.items()
        for typed in next((wrong[kind] for kind in wrong if isinstance(field, kind)), WRONG_YEARS)
    }

    expected = (
        r"Indiquez une (date entre le .+ et le|année entre \d{4} et|année sur quatre chiffres|date et une heure)"
        # What is noted once it is done.
        r"|Indiquez un jour passé, ou aujourd’hui"
    )
    assert {each: words for each, words in said.items() if not re.match(expected, words)} == {}


def days_around(field: forms.Field) -> tuple[tuple, tuple]:
    """The bounds of a field, and what stands just outside."""
    first, last = field.bounds()
    day = datetime.timedelta(days=1)
    if isinstance(field, YearField):
        return (first.year, last.year), (first.year - 1, last.year + 1)
    hour = "T12:00" if isinstance(field, MomentField) else ""
    return (f"{first}{hour}", f"{last}{hour}"), (f"{first - day}{hour}", f"{last + day}{hour}")


def test_the_bounds_of_a_date_are_accepted_and_the_days_around_them_refused():
    around = {name: (field, *days_around(field)) for name, field in TYPED.items()}

    refused = {name for name, (field, inside, _) in around.items() if not all(field.clean(str(x)) for x in inside)}
    accepted = {
        (name, typed)
        for name, (field, _, outside) in around.items()
        for typed in outside
        if not refusal_of(field, str(typed))
    }

    assert refused == set()
    assert accepted == set()


def dates_of_models() -> list[tuple]:
    """Every date that may be typed, or follows from one that is: those of the clock are not editable."""
    years = {name.partition(".")[2] for name, field in TYPED.items() if isinstance(field, YearField)}
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.app_label in OURS and not model._meta.proxy and not issubclass(model, pghistory.models.Event)
        for field in model._meta.concrete_fields
        if field.editable
        and field.name != "last_login"
        and (isinstance(field, models.DateField) or field.name in years)
    ]


def test_the_database_holds_the_widest_bounds_of_a_date():
    expected = [False, False, False, True, True, False, False]

    wrong = {
        f"{model.__name__}.{field.name}": accepted
        for model, field in dates_of_models()
        if (accepted := accepted_by_the_database(model, field)) != expected
    }

    assert wrong == {}


def accepted_by_the_database(model, field) -> list[bool]:
    [held] = [one.condition for one in model._meta.constraints if one.name == f"{model.__name__.lower()}_within_bounds"]
    unknown = {each.name: Value(None, output_field=each) for each in model._meta.concrete_fields}

    def accepts(value) -> bool:
        return held.check(unknown | {field.name: Value(value, output_field=field)})

    if isinstance(field, models.DateTimeField):
        values = [datetime.datetime(year, 6, 1, tzinfo=datetime.UTC) for year in (1, 26, 1899, 1900, 2100, 2101, 9999)]
    elif isinstance(field, models.DateField):
        values = [datetime.date(year, 6, 1) for year in (1, 26, 1899, 1900, 2100, 2101, 9999)]
    else:
        values = [1, 26, 1899, 1900, 2100, 2101, 9999]

    return [accepts(value) for value in values]


def test_the_database_refuses_a_meeting_held_in_the_year_1(world):
    """Recorded, it closed the page of the household for good."""
    with undone(), pytest.raises(IntegrityError, match="meeting_within_bounds"):
        world.referral.meetings.update(held_at=datetime.datetime(1, 1, 1, tzinfo=datetime.UTC))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-03-29T01:59", "2026-03-29 00:59"),
        ("2026-03-29T03:00", "2026-03-29 01:00"),
        ("2026-10-25T01:59", "2026-10-24 23:59"),
        # Shown twice by the clocks: the first.
        ("2026-10-25T02:30", "2026-10-25 00:30"),
        ("2026-10-25T03:00", "2026-10-25 02:00"),
    ],
)
def test_a_moment_is_typed_in_local_time(typed, expected):
    field = MomentField(bounds=around_today(years_before=50, years_after=50))

    assert field.clean(typed).astimezone(datetime.UTC) == datetime.datetime.fromisoformat(f"{expected}+00:00")


def test_an_hour_that_the_clocks_skip_is_refused():
    field = MomentField(bounds=around_today(years_before=50, years_after=50))

    with pytest.raises(forms.ValidationError, match="Cette heure n’existe pas"):
        field.clean("2026-03-29T02:30")
