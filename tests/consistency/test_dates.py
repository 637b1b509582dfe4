"""Every date is shown as the clocks of here showed it."""

import datetime
from html import unescape

import pghistory
import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, models, transaction

from housing_support.common.dates import clock, short_moment
from tests.consistency.access import url_of
from tests.consistency.conftest import undone
from tests.consistency.test_query_counts import PAGES

pytestmark = pytest.mark.django_db

OURS = ("partners", "tenancies", "referrals")
# Around midnight, and at both changes of the clocks: their day or their hour differs from that of the database.
MOMENTS = (
    "2024-03-30 23:20",
    "2024-03-31 00:40",
    "2024-03-31 01:10",
    "2024-10-26 22:50",
    "2024-10-27 00:05",
    "2024-10-27 01:35",
    "2024-12-31 23:15",
)


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


@pytest.mark.parametrize("written", MOMENTS)
def test_every_page_words_a_moment_in_local_time(world, client_of, written):
    moment = datetime.datetime.fromisoformat(f"{written}+00:00")
    of_the_database = clock(moment.replace(tzinfo=None))
    local, wrong = set(), {}

    with undone(), time_machine.travel(moment - datetime.timedelta(minutes=1), tick=False):
        move_everything_to(moment)
        for code, url, name in PAGES:
            with undone():
                page = client_of(code).get(url_of(world, url, name))
                text = unescape(page.getvalue().decode())
            if of_the_database in text:
                wrong[code, url] = text[text.index(of_the_database) - 60 :][:80]
            if short_moment(moment) in text:
                local.add((code, url))

    assert wrong == {}
    assert {("AD", "home"), ("SW", "home")} <= local
    assert {"tenancies:household", "referrals:detail", "partners:team"} <= {url for _, url in local}
