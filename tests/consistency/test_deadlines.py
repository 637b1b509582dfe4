"""What is due has one table: each deadline is late the day after its last day, and nobody else compares days."""

import ast
import datetime

import pytest
from django.utils import timezone

from housing_support.tools.deadlines import DOCUMENT, deadlines, document
from referrals.models import Mobilisation
from tests.consistency.conftest import undone
from tests.consistency.test_layers import FILES, is_in, tree_of
from tests.factories.referrals import MobilisationFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
COLUMNS = {deadline.column for _, deadline in deadlines()}
# What the database wants beside a day.
BESIDE = {(Mobilisation, "expires_on"): {"reminded_at": timezone.now()}}
ROWS = [pytest.param(model, deadline, id=f"{model.__name__}.{deadline.column}") for model, deadline in deadlines()]


def test_what_is_due_today_is_declared():
    assert {"visit_due_on", "meeting_due_on", "answer_due_on", "ends_on"} <= COLUMNS


@pytest.mark.parametrize(("model", "deadline"), ROWS)
@pytest.mark.parametrize(("days", "is_late"), [(-1, True), (0, False), (1, False)])
def test_it_is_late_the_day_after_its_last_day(world, model, deadline, days, is_late):
    today = timezone.localdate()
    with undone():
        if deadline is Mobilisation.PLACE:
            MobilisationFactory(waitlisted=True)
        row = deadline.waiting(model.objects.all()).earliest("pk")
        rows = model.objects.filter(pk=row.pk)
        setattr(row, deadline.column, today + days * DAY)
        rows.update(**{deadline.column: today + days * DAY}, **BESIDE.get((model, deadline.column), {}))

        assert deadline.late(rows).exists() == is_late
        assert deadline.on_time(rows).exists() == (not is_late)
        assert deadline.soon(rows, until=today).exists() == (days == 0)
        assert deadline.is_late(row) == is_late


@pytest.mark.parametrize(("model", "deadline"), ROWS)
def test_what_no_longer_waits_is_never_late(world, model, deadline):
    others = model.objects.exclude(pk__in=deadline.waiting(model.objects.all()))

    assert not others.filter(pk__in=deadline.late(model.objects.all(), datetime.date(2100, 1, 1))).exists()


# A convention ends, its reservations and leases too: that name is no deadline's alone.
OWN_COLUMNS = COLUMNS - {"ends_on"}


def test_no_other_condition_compares_its_day():
    compared = {
        (module, keyword.arg)
        for module in FILES
        if not is_in(module, "housing_support.tools")
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg and keyword.arg.rpartition("__")[0].rpartition("__")[2] in OWN_COLUMNS
        if keyword.arg.endswith(("__lt", "__lte", "__gt", "__gte"))
    }

    assert compared == set()


def test_the_document_of_deadlines_is_that_of_the_models():
    assert DOCUMENT.read_text() == document()
