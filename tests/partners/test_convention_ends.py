"""When a convention begins and ends, and who is told that its end moves."""

import datetime

import pytest
from django.utils import timezone

from partners.models import Convention, LandlordParameters
from partners.services import terms
from partners.signals import convention_end_moved
from tests.factories.partners import ConventionFactory, UserFactory
from tests.partners.test_conventions import amendment_of

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("starts", "ends", "phase"),
    [(1, 30, "Signée, à venir"), (0, 30, "En vigueur"), (-30, 0, "En vigueur"), (-30, -1, "Échue")],
)
def test_a_convention_is_in_force_from_its_first_day_through_its_last(starts, ends, phase):
    today = timezone.localdate()
    convention = ConventionFactory.build(starts_on=today + starts * DAY, ends_on=today + ends * DAY)

    assert convention.phase == phase


@pytest.mark.parametrize("moved_by", [0, 30])
def test_what_hangs_on_its_end_is_told_when_it_moves(moved_by):
    convention = ConventionFactory()
    manager = UserFactory(organization=convention.landlord, role="MANAGER")
    ends_on, told = convention.ends_on + moved_by * DAY, []

    def note(sender, convention, **kwargs):
        told.append(convention.ends_on)

    convention_end_moved.connect(note)
    try:
        terms.amend_convention(user=manager, **amendment_of(convention, ends_on=ends_on, places=6))
    finally:
        convention_end_moved.disconnect(note)

    assert told == ([ends_on] if moved_by else [])


def test_its_end_is_announced_three_times_unless_its_landlord_says_otherwise():
    assert LandlordParameters().convention_alert_days == [180, 90, 30]


@pytest.mark.parametrize(("days", "is_announced"), [(180, True), (181, False)])
def test_the_first_alert_is_the_usual_one_where_its_landlord_set_none(days, is_announced):
    convention = ConventionFactory(ends_on=timezone.localdate() + days * DAY)

    assert Convention.objects.announced().filter(pk=convention.pk).exists() == is_announced


def test_of_two_amendments_to_come_the_one_that_is_taken_back_goes():
    convention = ConventionFactory()
    manager = UserFactory(organization=convention.landlord, role="MANAGER")
    made = []
    for days, places in ((3, 6), (9, 7)):
        convention.refresh_from_db()
        since = timezone.localdate() + days * DAY
        made.append(terms.amend_convention(user=manager, **amendment_of(convention, since=since, places=places)))
    first, second = made

    terms.cancel_amendment(terms=second, user=manager)

    assert convention.terms.filter(pk=first.pk).exists()
    assert not convention.terms.filter(pk=second.pk).exists()
