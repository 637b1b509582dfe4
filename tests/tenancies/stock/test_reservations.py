"""A dwelling has one line of time, a convention its places: the services say what the database holds."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from housing_support.common.violations import constraint_of
from partners.exceptions import PlacesTakenError
from partners.models import Convention
from partners.roles import Role
from partners.services.terms import amend_convention, cancel_amendment, terminate_convention
from tenancies.models import Reservation, Tenancy, Void
from tenancies.signals import reservation_released
from tenancies.stock.reservations import (
    DwellingNotFreeError,
    DwellingReservedError,
    NoPlaceLeftError,
    OutsideConventionError,
    allocate,
    announce,
    follow_lease,
    give_up_allocation,
    mark_let,
    prolong,
    release,
    reserve,
    settle_reservations_under,
    shorten,
    take_back_announcement,
)
from tests.factories.partners import ConventionFactory, ConventionTermsFactory, UserFactory, amendment_of
from tests.factories.tenancies import (
    DwellingFactory,
    HouseholdFactory,
    ReservationFactory,
    TenancyFactory,
    VacancyFactory,
    VoidFactory,
)

DAY = datetime.timedelta(days=1)
State = Reservation.State


def day(number):
    return timezone.localdate() + number * DAY


@pytest.fixture
def convention(db):
    return ConventionFactory(reserved_dwellings=1)


@pytest.fixture
def officer(convention):
    return UserFactory(organization=convention.landlord, role=Role.RENTAL_OFFICER)


@pytest.fixture
def free_dwelling(convention):
    """`free_dwelling()`: a dwelling of the landlord, free since ten days."""

    def free_dwelling():
        return VacancyFactory(dwelling=DwellingFactory(residence__landlord=convention.landlord)).dwelling

    return free_dwelling


@pytest.fixture
def hold(convention, officer, free_dwelling):
    """`hold(0, 30)`: somebody reserves a free dwelling for the convention, from that day through that one."""

    def hold(first, last, *, dwelling=None, convention=convention):
        return reserve(
            dwelling=dwelling or free_dwelling(),
            convention=convention,
            user=officer,
            starts_on=day(first),
            ends_on=day(last),
        )

    return hold


def refused_by(write):
    """The constraint that refuses what `write` does."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    return constraint_of(refused.value)


def test_a_free_dwelling_is_reserved_for_a_convention(hold, convention, officer):
    reservation = hold(0, 30)

    assert (reservation.state, reservation.convention, reservation.household) == (State.HELD, convention, None)
    assert list(Reservation.objects.on(day(0))) == list(Reservation.objects.on(day(30))) == [reservation]
    assert not Reservation.objects.on(day(-1)).exists()
    assert not Reservation.objects.on(day(31)).exists()


@pytest.mark.parametrize(("first", "last"), [(30, 40), (-5, 0), (10, 20), (-5, 40)])
def test_a_dwelling_reserved_on_one_of_these_days_is_refused_with_that_reservation(hold, free_dwelling, first, last):
    other = ReservationFactory(dwelling=free_dwelling(), starts_on=day(0), ends_on=day(30))

    with pytest.raises(DwellingReservedError) as refused:
        hold(first, last, dwelling=other.dwelling)

    assert refused.value.period == other
    assert Reservation.objects.get() == other


@pytest.mark.parametrize(("first", "last"), [(31, 40), (-5, -1)])
def test_a_dwelling_is_reserved_the_day_after_and_the_day_before_another_reservation(hold, free_dwelling, first, last):
    other = ReservationFactory(dwelling=free_dwelling(), starts_on=day(0), ends_on=day(30))

    hold(first, last, dwelling=other.dwelling)

    assert other.dwelling.reservations.count() == 2


def test_a_released_reservation_takes_neither_its_dwelling_nor_a_place(hold, officer):
    reservation = hold(0, 30)

    release(reservation=reservation, user=officer, reason=Reservation.ReleaseReason.NO_CANDIDATE)

    assert hold(0, 30, dwelling=reservation.dwelling).state == State.HELD


@pytest.mark.parametrize(
    ("first", "last", "is_refused"), [(0, 10, True), (20, 30, True), (21, 30, False), (0, 9, False)]
)
def test_a_dwelling_out_of_use_is_refused_with_that_void(hold, free_dwelling, first, last, is_refused):
    void = VoidFactory(dwelling=free_dwelling(), starts_on=day(10), ends_on=day(20))

    if is_refused:
        with pytest.raises(DwellingReservedError) as refused:
            hold(first, last, dwelling=void.dwelling)
        assert refused.value.period == void
    else:
        hold(first, last, dwelling=void.dwelling)

    assert Reservation.objects.exists() is not is_refused


def test_a_dwelling_that_is_not_declared_free_is_refused_whether_it_is_let_or_not(hold, convention):
    """And whatever else is in the way: nothing tells that somebody lives there."""
    let, empty, to_come = (DwellingFactory(residence__landlord=convention.landlord) for _ in range(3))
    TenancyFactory(household__landlord=convention.landlord, dwelling=let)
    VacancyFactory(dwelling=to_come, starts_on=day(1))
    hold(0, 30)

    for dwelling in (let, empty, to_come):
        with pytest.raises(DwellingNotFreeError):
            hold(0, 30, dwelling=dwelling)


def test_the_database_refuses_a_reservation_of_a_dwelling_let_to_another_household(convention):
    lease = TenancyFactory(household__landlord=convention.landlord, starts_on=day(-50), ends_on=day(10))

    def reserved(first, **changed):
        return ReservationFactory(
            convention=convention, dwelling=lease.dwelling, starts_on=day(first), ends_on=day(40), **changed
        )

    assert refused_by(lambda: reserved(9)) == "reservation_of_a_free_dwelling"
    assert refused_by(lambda: reserved(9, allocated=True)) == "reservation_of_a_free_dwelling"
    assert reserved(10).state == State.HELD
    Reservation.objects.all().delete()
    assert reserved(0, let=True, household=lease.household).state == State.LET


def test_the_database_refuses_a_lease_of_a_dwelling_reserved_for_others(convention):
    allocated = ReservationFactory(
        convention=convention,
        allocated=True,
        household=HouseholdFactory(landlord=convention.landlord),
        starts_on=day(10),
        ends_on=day(20),
    )

    def let(household, first, last=None):
        return TenancyFactory(
            household=household, dwelling=allocated.dwelling, starts_on=day(first), ends_on=last and day(last)
        )

    stranger = HouseholdFactory(landlord=convention.landlord)
    assert refused_by(lambda: let(stranger, 0)) == "tenancy_of_a_free_dwelling"
    assert refused_by(lambda: let(stranger, 20)) == "tenancy_of_a_free_dwelling"
    let(stranger, 0, 10)
    let(allocated.household, 10).delete()
    after = let(stranger, 21)
    assert (
        refused_by(lambda: Tenancy.objects.filter(pk=after.pk).update(starts_on=day(15)))
        == "tenancy_of_a_free_dwelling"
    )


def test_the_database_refuses_a_lease_and_a_void_on_the_same_day(convention):
    lease = TenancyFactory(household__landlord=convention.landlord, starts_on=day(0), ends_on=day(10))
    held = ReservationFactory(convention=convention, dwelling=lease.dwelling, starts_on=day(30), ends_on=day(40))

    def void(first, last):
        return VoidFactory(dwelling=lease.dwelling, starts_on=day(first), ends_on=last and day(last))

    assert refused_by(lambda: void(9, 12)) == "void_of_a_free_dwelling"
    assert refused_by(lambda: void(12, 30)) == "void_of_a_free_dwelling"
    assert refused_by(lambda: void(41 - 12, None)) == "void_of_a_free_dwelling"
    void(10, 29)
    assert refused_by(lambda: void(29, 29)) == "void_one_at_a_time_per_dwelling"
    refused = refused_by(lambda: TenancyFactory(household=lease.household, dwelling=lease.dwelling, starts_on=day(29)))
    assert refused == "tenancy_of_a_free_dwelling"
    assert (Void.objects.count(), held.state) == (1, State.HELD)


def test_a_convention_has_as_many_reservations_on_a_day_as_it_has_places(hold):
    hold(0, 30)

    with pytest.raises(NoPlaceLeftError) as refused:
        hold(30, 60)

    assert (refused.value.day, refused.value.places) == (day(30), 1)
    assert hold(31, 60).state == State.HELD


def test_two_reservations_that_never_meet_take_one_place(hold, convention):
    """Another one over both of them would take a second."""
    hold(0, 10)
    hold(20, 30)

    with pytest.raises(NoPlaceLeftError) as refused:
        hold(11, 20)

    assert refused.value.day == day(20)
    assert hold(11, 19).state == State.HELD


def test_places_are_those_of_the_terms_of_each_day(hold, convention):
    ConventionTermsFactory(convention=convention, since=day(10), places=2)
    ConventionTermsFactory(convention=convention, since=day(20), places=1)
    hold(0, 30)

    for first, last, full_on in [(9, 15, 9), (10, 20, 20), (25, 26, 25)]:
        with pytest.raises(NoPlaceLeftError) as refused:
            hold(first, last)
        assert (refused.value.day, refused.value.places) == (day(full_on), 1)
    assert hold(10, 19).state == State.HELD


@pytest.mark.parametrize(("first", "last"), [(-101, 10), (0, 266)])
def test_a_reservation_stays_within_its_convention(hold, free_dwelling, first, last):
    dwelling = free_dwelling()
    dwelling.vacancies.update(starts_on=day(-200))

    with pytest.raises(OutsideConventionError):
        hold(first, last, dwelling=dwelling)

    assert hold(max(first, -100), min(last, 265), dwelling=dwelling).state == State.HELD


def test_a_convention_that_is_not_signed_reserves_nothing(convention):
    draft = ConventionFactory(landlord=convention.landlord, state=Convention.State.DRAFT, reserved_dwellings=1)

    assert refused_by(lambda: ReservationFactory(convention=draft)) == "reservation_within_convention"


def test_a_reservation_lasts_longer_as_far_as_its_dwelling_and_its_convention_allow(hold, officer, convention):
    reservation = hold(0, 10)
    ReservationFactory(
        convention=ConventionFactory(action=convention.action, reserved_dwellings=1),
        dwelling=reservation.dwelling,
        starts_on=day(20),
        ends_on=day(30),
    )

    def longer(last):
        found = Reservation.objects.get(pk=reservation.pk)
        return prolong(reservation=found, user=officer, version=found.version, ends_on=day(last))

    with pytest.raises(DwellingReservedError):
        longer(20)
    assert longer(19).ends_on == day(19)
    Reservation.objects.exclude(pk=reservation.pk).delete()
    with pytest.raises(OutsideConventionError):
        longer(266)
    hold(20, 30)
    with pytest.raises(NoPlaceLeftError):
        longer(25)
    assert Reservation.objects.get(pk=reservation.pk).ends_on == day(19)


def test_a_reservation_that_ends_earlier_gives_its_place_back(hold, officer):
    reservation = hold(0, 30)

    shorten(reservation=reservation, user=officer, version=1, ends_on=day(10))

    assert hold(11, 30).state == State.HELD


def test_each_move_of_an_announcement_is_followed(hold, officer):
    reservation = hold(0, 30)
    household = HouseholdFactory(of_association=True)

    def states():
        yield announce(reservation=reservation, actor=officer)
        yield take_back_announcement(reservation=reservation, actor=officer)
        yield announce(reservation=reservation, actor=officer)
        yield allocate(reservation=reservation, household=household, actor=None)
        yield give_up_allocation(reservation=reservation, actor=None, is_announced=True)
        yield allocate(reservation=reservation, household=household, actor=None)
        yield give_up_allocation(reservation=reservation, actor=None, is_announced=False)
        yield allocate(reservation=reservation, household=household, actor=None)
        yield mark_let(reservation=reservation, actor=officer)

    assert [(moved.state, moved.household) for moved in states()] == [
        (State.ANNOUNCED, None),
        (State.HELD, None),
        (State.ANNOUNCED, None),
        (State.ALLOCATED, household),
        (State.ANNOUNCED, None),
        (State.ALLOCATED, household),
        (State.HELD, None),
        (State.ALLOCATED, household),
        (State.LET, household),
    ]


def test_what_is_above_hears_of_a_release(hold, officer):
    reservation, heard = hold(0, 30), []

    def hear(sender, reservation, actor, **kwargs):
        heard.append((reservation.pk, reservation.state, actor))

    reservation_released.connect(hear)
    release(reservation=reservation, user=officer, reason=Reservation.ReleaseReason.AGREED)
    reservation_released.disconnect(hear)

    assert heard == [(reservation.pk, State.RELEASED, officer)]


def test_the_place_is_free_once_the_household_has_left(hold, convention):
    let = ReservationFactory(convention=convention, let=True, starts_on=day(0), ends_on=day(200))
    before, after = (day(0), None), (day(0), day(50))

    follow_lease(dwelling=let.dwelling, household=let.household, before=before, after=after)

    with pytest.raises(NoPlaceLeftError):
        hold(49, 60)
    assert hold(50, 60).state == State.HELD


def test_reservations_last_no_longer_than_their_convention(convention, officer):
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    astride = ReservationFactory(convention=convention, starts_on=day(0), ends_on=day(20))
    after = ReservationFactory(convention=convention, starts_on=day(21), ends_on=day(40))
    terminate_convention(convention=convention, user=manager, ends_on=day(10), reason="AGREED")
    convention.refresh_from_db()

    for _ in range(2):
        settle_reservations_under(convention=convention)

    assert list(Reservation.objects.order_by("starts_on").values_list("pk", "state", "ends_on", "release_reason")) == [
        (astride.pk, State.HELD, day(10), ""),
        (after.pk, State.RELEASED, day(40), "CONVENTION_OVER"),
    ]


def test_terms_have_no_fewer_places_than_are_taken(convention, hold):
    hold(20, 30)
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)

    def amended(first):
        return ConventionTermsFactory(convention=convention, since=day(first), places=0)

    assert refused_by(lambda: amended(10)) == "terms_within_reservations"
    assert refused_by(lambda: amended(30)) == "terms_within_reservations"
    amended(31)
    more = amend_convention(user=manager, **amendment_of(convention, since=day(40), places=1))
    hold(40, 50)
    with pytest.raises(PlacesTakenError):
        cancel_amendment(terms=more, user=manager)
    convention.refresh_from_db()
    with pytest.raises(PlacesTakenError) as refused:
        amend_convention(user=manager, **amendment_of(convention, since=day(45), places=0))
    assert (refused.value.day, refused.value.used) == (day(45), 1)


def test_a_convention_that_ends_earlier_loses_its_later_terms_whatever_is_reserved(convention):
    ConventionTermsFactory(convention=convention, since=day(50), places=2)
    ReservationFactory.create_batch(2, convention=convention, starts_on=day(60), ends_on=day(70))
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)

    terminate_convention(convention=convention, user=manager, ends_on=day(30), reason="AGREED")

    assert list(convention.terms.values_list("places", flat=True)) == [1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same", ["dwelling", "convention"])
def test_fifty_people_reserve_in_the_same_second_and_one_has_it(same):
    """The same dwelling under a convention with places for all, or fifty dwellings under one with a single place."""
    convention = ConventionFactory(reserved_dwellings=50 if same == "dwelling" else 1)
    residence = DwellingFactory(residence__landlord=convention.landlord).residence
    dwellings = DwellingFactory.create_batch(1 if same == "dwelling" else 50, residence=residence)
    for dwelling in dwellings:
        VacancyFactory(dwelling=dwelling)
    officers = UserFactory.create_batch(50, organization=convention.landlord, role=Role.RENTAL_OFFICER)
    together = Barrier(50)

    def ask(number):
        dwelling = dwellings[number % len(dwellings)]
        try:
            connection.ensure_connection()
            together.wait()
            reserve(
                dwelling=dwelling,
                convention=convention,
                user=officers[number],
                starts_on=day(0),
                ends_on=day(30),
            )
        except (DwellingReservedError, NoPlaceLeftError) as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "reserved"

    with ThreadPoolExecutor(50) as people:
        answers = sorted(people.map(ask, range(50)))

    refusal = "DwellingReservedError" if same == "dwelling" else "NoPlaceLeftError"
    assert answers == [refusal] * 49 + ["reserved"]
    assert Reservation.objects.count() == 1
