"""How many places of a convention are used: the same number, in the same words, wherever it is told."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from partners.models import Convention
from partners.reading.places import Places, in_words, places_of
from partners.roles import Role
from tenancies.models import Reservation
from tests.factories.partners import ConventionFactory, ConventionTermsFactory, UserFactory
from tests.factories.tenancies import ReservationFactory

DAY = datetime.timedelta(days=1)


def day(number):
    return timezone.localdate() + number * DAY


@pytest.fixture(autouse=True)
def without_second_factor(db, settings):
    settings.DEMO_MODE = True


@pytest.fixture
def convention(db):
    return ConventionFactory(starts_on=day(-300), ends_on=day(300), reserved_dwellings=2)


def reserved(convention, first, last, **described):
    return ReservationFactory(convention=convention, starts_on=day(first), ends_on=day(last), **described)


def told(convention):
    return places_of([convention], tells_since=True)[convention.pk]


def test_a_day_counts_its_own_terms_and_reservations(convention):
    ConventionTermsFactory(convention=convention, since=day(20), places=3)
    reserved(convention, 0, 30)
    reserved(convention, 10, 40)
    reserved(convention, 0, 30, released=True)

    counted = [places_of([convention], on=day(number))[convention.pk] for number in (-1, 0, 10, 20, 31, 41)]

    assert counted == [
        Places(promised=2, used=0, planned=2),
        Places(promised=2, used=1, planned=1),
        Places(promised=2, used=2, planned=0),
        Places(promised=3, used=2, planned=0),
        Places(promised=3, used=1, planned=0),
        Places(promised=3, used=0, planned=0),
    ]


def test_a_place_is_unused_since_the_last_day_on_which_all_were_taken(convention):
    assert told(convention).unused_since == day(-300)

    reserved(convention, -200, -21)
    assert told(convention).unused_since == day(-300)

    other = reserved(convention, -100, 100)
    # Both were taken until then.
    assert told(convention).unused_since == day(-20)

    reserved(convention, -10, 100)
    assert (told(convention).unused, told(convention).unused_since) == (0, None)

    # Given back today: its place was used until yesterday.
    Reservation.objects.filter(pk=other.pk).update(
        state=Reservation.State.RELEASED, released_on=day(0), release_reason=Reservation.ReleaseReason.AGREED
    )
    assert told(convention).unused_since == day(0)

    # Recorded by mistake, it never took one.
    Reservation.objects.filter(pk=other.pk).update(release_reason=Reservation.ReleaseReason.MISTAKE)
    assert told(convention).unused_since == day(-300)


def test_an_amendment_that_promises_another_place_leaves_it_unused(convention):
    for _ in range(2):
        reserved(convention, -100, 100)
    ConventionTermsFactory(convention=convention, since=day(-5), places=3)

    assert told(convention) == Places(promised=3, used=2, planned=0, unused_since=day(-5))


@pytest.mark.parametrize(
    ("places", "words"),
    [
        (Places(promised=2, used=1, planned=1), "1\u00a0place sur 2\u00a0utilisée · 1\u00a0prévue"),
        (Places(promised=2, used=0, planned=2), "0\u00a0place sur 2\u00a0utilisée · 2\u00a0prévues"),
        (Places(promised=3, used=3, planned=0), "3\u00a0places sur 3\u00a0utilisées"),
        (Places(promised=0, used=0, planned=0), "Aucune place"),
    ],
)
def test_places_in_words(places, words):
    today = timezone.localdate()
    running = Convention(state=Convention.State.SIGNED, starts_on=today - DAY, ends_on=today)
    assert in_words(running, places) == words


def test_a_convention_that_is_not_in_force_tells_what_it_promises():
    places = Places(promised=1, used=0, planned=1)
    later = Convention(state=Convention.State.SIGNED, starts_on=day(1), ends_on=day(9))

    assert in_words(later, places) == "1\u00a0place · 1\u00a0prévue"
    assert in_words(Convention(state=Convention.State.DRAFT, starts_on=day(-1), ends_on=day(9)), places) == (
        "1\u00a0place · 1\u00a0prévue"
    )


def test_the_pages_of_a_convention_say_the_same_and_lead_to_its_reservations(client, convention):
    reserved(convention, -10, 30)
    reserved(convention, 10, 30)
    words = "1\u00a0place sur 2\u00a0utilisée · 1\u00a0prévue"
    reservations = reverse("tenancies:convention_reservations", args=[convention.public_id])

    for organization, role in ((convention.landlord, Role.MANAGER), (convention.association, Role.COORDINATOR)):
        client.force_login(UserFactory(organization=organization, role=role))
        page = client.get(reverse("partners:convention", args=[convention.public_id])).text
        assert f'<a href="{reservations}">{words}</a>' in page
        assert f"1\u00a0place inutilisée depuis le {long_date(day(-300))}" in page
        programme = convention.action.programme.public_id
        for address in (reservations, reverse("partners:partners"), reverse("partners:programme", args=[programme])):
            assert words in client.get(address).text


@pytest.mark.parametrize("count", [1, 3])
def test_places_of_any_number_of_conventions_are_counted_at_once(count, django_assert_num_queries):
    conventions = [ConventionFactory(reserved_dwellings=2) for _ in range(count)]
    for each in conventions:
        reserved(each, 0, 3)

    with django_assert_num_queries(1):
        found = places_of(conventions)

    assert [found[each.pk].used for each in conventions] == [1] * count
