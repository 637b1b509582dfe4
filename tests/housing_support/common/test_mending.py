"""What every act that may be a mistake holds to, on one of them: the visit."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from housing_support.common.mending import CORRECTION_DAYS, MendingRefusedError, Mistake, Obstacle, mended_in_full
from tenancies.models import Visit
from tests.factories.partners import UserFactory
from tests.factories.tenancies import VisitFactory

NOW = datetime.datetime(2026, 11, 2, 23, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("days", "is_recent"),
    [(0, True), (CORRECTION_DAYS - 1, True), (CORRECTION_DAYS, True), (CORRECTION_DAYS + 1, False)],
)
def test_an_act_is_recent_for_thirty_days_of_the_calendar(days, is_recent):
    """Whatever the hour: those of here, where it is the 3rd already."""
    recorded_on = datetime.datetime(2026, 11, 3, 12, tzinfo=datetime.UTC) - datetime.timedelta(days=days)

    with time_machine.travel(NOW, tick=False):
        assert Visit(recorded_at=recorded_on).is_recent() is is_recent


def mended(**columns):
    return Visit(**{f"{name}_id" if name.endswith("_by") else name: value for name, value in columns.items()})


BY_SOMEBODY = {"cancelled_at": NOW, "cancelled_by": 7}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"corrected_at": NOW, "corrected_by": 7},
        BY_SOMEBODY | {"cancellation": "TWICE"},
        BY_SOMEBODY | {"cancellation": "TWICE", "cancellation_note": "Déjà."},
        BY_SOMEBODY | {"cancellation": "OTHER", "cancellation_note": "Dit."},
    ],
)
def test_a_mending_that_says_who_and_why_is_accepted(columns):
    mended_in_full().validate(Visit, mended(**columns))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [
        {"corrected_at": NOW},
        {"corrected_by": 7},
        BY_SOMEBODY,
        BY_SOMEBODY | {"cancellation": "OTHER"},
        {"cancelled_at": NOW, "cancellation": "TWICE"},
        {"cancelled_by": 7, "cancellation": "TWICE"},
        {"cancelled_at": NOW},
        {"cancelled_by": 7},
        {"cancellation": "TWICE"},
        {"cancellation_note": "Rien."},
    ],
)
def test_a_mending_that_does_not_say_who_or_why_is_refused(columns):
    with pytest.raises(ValidationError, match="Dites pourquoi vous annulez"):
        mended_in_full().validate(Visit, mended(**columns))


@pytest.mark.django_db
def test_a_correction_and_a_cancellation_keep_who_when_and_why():
    visit, author = VisitFactory(), UserFactory()

    with time_machine.travel(NOW, tick=False):
        visit.mark_corrected(by=author, medium=Visit.Medium.PHONE)
        visit.mark_cancelled(by=author, reason=Mistake.WRONG_HOUSEHOLD, note="Chez un voisin.")

    kept = Visit.with_cancelled.get(pk=visit.pk)
    assert (kept.medium, kept.corrected_at, kept.corrected_by) == (Visit.Medium.PHONE, NOW, author)
    assert (kept.cancelled_at, kept.cancelled_by, kept.cancellation_note) == (NOW, author, "Chez un voisin.")
    assert (kept.is_cancelled, kept.is_of_another_household) == (True, True)
    assert not Visit.objects.filter(pk=visit.pk).exists()


@pytest.mark.django_db
def test_an_act_cancelled_for_another_reason_is_still_about_its_household():
    visit = VisitFactory()
    assert (visit.is_cancelled, visit.is_of_another_household) == (False, False)

    visit.mark_cancelled(by=visit.author, reason=Mistake.TWICE)

    assert (visit.is_cancelled, visit.is_of_another_household) == (True, False)
    assert visit.cancelled_at <= timezone.now()


def test_a_refusal_says_what_stands_in_the_way():
    assert MendingRefusedError(Obstacle.CLOSED).obstacle == Obstacle.CLOSED
