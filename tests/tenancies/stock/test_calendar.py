"""The pages of a dwelling's calendar: what is free, out of use and reserved, and what a refusal says."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from partners.models import LandlordParameters
from partners.roles import Role
from tenancies.models import DwellingFacts, Reservation, Tenancy, Vacancy, Void
from tenancies.services.tenancies import begin_tenancy, cancel_tenancy, correct_tenancy, end_tenancy, record_notice
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import (
    DwellingFactory,
    HouseholdFactory,
    ReservationFactory,
    ResidenceFactory,
    TenancyFactory,
    VacancyFactory,
    VoidFactory,
)

DAY = datetime.timedelta(days=1)


def day(number):
    return timezone.localdate() + number * DAY


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def convention(db):
    return ConventionFactory(reserved_dwellings=1)


@pytest.fixture
def officer(convention):
    return UserFactory(organization=convention.landlord, role=Role.RENTAL_OFFICER)


@pytest.fixture
def dwelling(convention):
    return DwellingFactory(residence__landlord=convention.landlord, street_name="rue des Pêchers")


@pytest.fixture
def landlord(client, officer):
    client.force_login(officer)
    return client


def send(client, name, dwelling, **typed):
    return client.post(reverse(f"tenancies:{name}", args=[dwelling.public_id]), typed)


def test_a_dwelling_is_declared_free_then_reserved(landlord, convention, dwelling):
    send(landlord, "declare_free", dwelling, starts_on=day(0))
    reserved = send(landlord, "reserve", dwelling, convention=convention.public_id, starts_on=day(0), ends_on=day(30))

    reservation = Reservation.objects.get()
    assert reserved.headers["Location"] == reverse("tenancies:reservation", args=[reservation.public_id])
    assert (reservation.convention, reservation.starts_on, reservation.ends_on) == (convention, day(0), day(30))


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_a_refused_reservation_says_the_period_in_the_way_and_keeps_what_was_typed(landlord, convention, dwelling):
    VacancyFactory(dwelling=dwelling)
    other = ReservationFactory(dwelling=dwelling, convention=convention, starts_on=day(10), ends_on=day(20))

    typed = {"convention": str(convention.public_id), "starts_on": day(5).isoformat(), "ends_on": day(15).isoformat()}
    refused = send(landlord, "reserve", dwelling, **typed)

    words = f"Ce logement est déjà réservé du {long_date(day(10))} au {long_date(day(20))}, pour {convention}."
    assert errors_of(refused) == {"starts_on": [words]}
    assert reverse("tenancies:reservation", args=[other.public_id]) in refused.text
    assert {name: refused.context["form"][name].value() for name in typed} == typed


def test_a_refused_reservation_says_the_places_and_the_day(landlord, convention, dwelling):
    VacancyFactory(dwelling=dwelling)
    ReservationFactory(convention=convention, starts_on=day(10), ends_on=day(20))

    refused = send(landlord, "reserve", dwelling, convention=convention.public_id, starts_on=day(5), ends_on=day(15))

    assert errors_of(refused) == {"convention": [f"Cette convention n’a qu’une place, prise le {long_date(day(10))}."]}


def test_a_refused_reservation_says_the_days_of_the_convention(landlord, convention, dwelling):
    VacancyFactory(dwelling=dwelling)

    refused = send(landlord, "reserve", dwelling, convention=convention.public_id, starts_on=day(0), ends_on=day(300))

    first, last = long_date(convention.starts_on), long_date(convention.ends_on)
    assert errors_of(refused) == {
        "ends_on": [f"Cette convention court du {first} au {last}\u00a0: la réservation se tient entre ces deux jours."]
    }


def test_a_let_dwelling_is_refused_as_one_that_is_not_declared_free(landlord, convention, dwelling):
    let = TenancyFactory(household__landlord=convention.landlord).dwelling
    typed = {"convention": convention.public_id, "starts_on": day(0), "ends_on": day(30)}

    said = [errors_of(send(landlord, "reserve", each, **typed)) for each in (let, dwelling)]

    assert said[0] == said[1] != {}


def test_a_reservation_is_shortened_prolonged_and_released(landlord, convention, dwelling):
    reservation = ReservationFactory(dwelling=dwelling, convention=convention)

    for last in (30, 90):
        send(landlord, "reservation_end", reservation, ends_on=day(last))
        reservation.refresh_from_db()
        assert reservation.ends_on == day(last)
    send(landlord, "reservation_release", reservation, reason="AGREED")

    reservation.refresh_from_db()
    assert (reservation.state, reservation.release_reason) == (Reservation.State.RELEASED, "AGREED")


def test_a_dwelling_is_out_of_use_until_a_day_that_is_learnt_later(landlord, dwelling):
    VacancyFactory(dwelling=dwelling)

    send(landlord, "void_create", dwelling, reason="WORKS", starts_on=day(0), ends_on="")
    void = Void.objects.get()
    address = reverse("tenancies:void_end", args=[dwelling.public_id, void.public_id])
    landlord.post(address, {"ends_on": day(10)})

    void.refresh_from_db()
    assert (void.reason, void.ends_on) == ("WORKS", day(10))
    landlord.post(reverse("tenancies:void_cancel", args=[dwelling.public_id, void.public_id]))
    assert not Void.objects.exists()


def test_the_calendar_of_a_dwelling_stands_in_words_beside_its_picture(landlord, convention, dwelling):
    VacancyFactory(dwelling=dwelling, starts_on=day(-10))
    ReservationFactory(dwelling=dwelling, convention=convention, starts_on=day(20), ends_on=day(30))
    VoidFactory(dwelling=dwelling, starts_on=day(0), ends_on=day(10))

    page = landlord.get(reverse("tenancies:dwelling", args=[dwelling.public_id]))

    assert [(period.words, period.first, period.last) for period in page.context["periods"]] == [
        (f"Réservé · {convention.association}", day(20), day(30)),
        ("Travaux", day(0), day(10)),
        ("Libre", day(-10), None),
    ]
    assert [block.period.kind for block in page.context["blocks"]] == ["free", "reserved", "void"]


# What is free


@pytest.fixture
def offered(landlord, convention):
    """`offered(rooms="3")`: the doors of the list under these filters."""

    def offered(**query):
        page = landlord.get(reverse("tenancies:free_dwellings"), query).context["page"]
        return [row.dwelling.door for row in page.rows]

    return offered


@pytest.fixture
def free(convention):
    """`free("1", rent=400)`: a free dwelling of the landlord."""
    residence = ResidenceFactory(landlord=convention.landlord)

    def free(door, *, since=-10, described=None, **fields):
        dwelling = DwellingFactory(residence=residence, door=door, **fields)
        if described:
            DwellingFacts.objects.create(dwelling=dwelling, **described)
        return VacancyFactory(dwelling=dwelling, starts_on=day(since)).dwelling

    return free


def test_what_is_free_on_a_day_is_declared_so_and_not_taken(offered, free, convention):
    free("1", since=-20)
    free("2", since=5)
    ReservationFactory(dwelling=free("3"), convention=convention, starts_on=day(0), ends_on=day(3))
    VoidFactory(dwelling=free("4"), starts_on=day(0), ends_on=day(3))
    Vacancy.objects.filter(dwelling=free("5")).update(ends_on=day(0))
    free("6", withdrawn_on=day(-1), withdrawal_reason="Vente")
    VacancyFactory()

    assert offered() == ["1"]
    assert offered(day=day(3).isoformat()) == ["1"]
    assert offered(day=day(4).isoformat()) == ["1", "3", "4"]
    assert offered(day=day(5).isoformat()) == ["1", "3", "4", "2"]


@pytest.mark.parametrize(
    ("query", "doors"),
    [
        ({"rooms": "4"}, ["2"]),
        ({"commune": "balma"}, ["2"]),
        ({"rent": "400"}, ["1", "3"]),
        ({"rent": "399"}, ["1"]),
        ({"access": "GROUND"}, ["2", "3"]),
        ({"access": "WHEELCHAIR"}, ["3"]),
        ({"rooms": "4", "rent": "399"}, []),
        ({"rooms": "ten"}, []),
        ({"rent": "-1"}, []),
        ({"day": "hier"}, []),
    ],
)
def test_what_is_free_is_narrowed(offered, free, query, doors):
    free("1", since=-30, rent_euros=390)
    free("2", since=-20, rooms=4, commune_name="Balma", described={"rent_euros": 520, "accessibility": "GROUND"})
    free("3", rent_euros=300, described={"rent_euros": Decimal("399.50"), "accessibility": "WHEELCHAIR"})

    assert offered(**query) == doors


# A lease and the calendar of its dwelling


@pytest.fixture
def adviser(convention):
    return UserFactory(organization=convention.landlord, role=Role.ADVISER)


@pytest.fixture
def let(convention, adviser, dwelling):
    """`let(0)`: the dwelling, free since ten days, is let from that day on."""
    VacancyFactory(dwelling=dwelling, starts_on=day(-10))
    household = HouseholdFactory(landlord=convention.landlord)

    def let(first):
        return begin_tenancy(
            household=household, user=adviser, dwelling=dwelling, kind=Tenancy.Kind.DIRECT, starts_on=day(first)
        )

    return let


def vacancies():
    return list(Vacancy.objects.order_by("starts_on").values_list("starts_on", "ends_on"))


def test_a_dwelling_is_free_until_its_lease_and_again_once_made_ready(let, adviser, convention):
    LandlordParameters.objects.create(landlord=convention.landlord, turnaround_days=21)
    lease = let(0)
    assert vacancies() == [(day(-10), day(0))]

    record_notice(tenancy=lease, user=adviser, received_on=day(0), ends_on=day(30))
    assert vacancies() == [(day(-10), day(0)), (day(51), None)]

    lease.refresh_from_db()
    correct_tenancy(tenancy=lease, user=adviser, kind="DIRECT", starts_on=day(1), ends_on=day(31))
    assert vacancies() == [(day(-10), day(1)), (day(52), None)]

    correct_tenancy(tenancy=lease, user=adviser, kind="DIRECT", starts_on=day(1), ends_on=None)
    lease.refresh_from_db()
    assert (vacancies(), lease.notice_received_on) == ([(day(-10), day(1))], None)

    cancel_tenancy(tenancy=lease, user=adviser, reason="TWICE")
    assert vacancies() == [(day(-10), None)]


def test_a_dwelling_that_was_not_declared_free_is_so_after_its_lease(adviser, convention):
    lease = TenancyFactory(household__landlord=convention.landlord, starts_on=day(-100))

    end_tenancy(tenancy=lease, user=adviser, ends_on=day(0), reason="REHOUSED")

    assert vacancies() == [(day(15), None)]


def test_notice_is_given_on_a_page(landlord, officer, let):
    lease = let(0)
    address = reverse("tenancies:tenancy_notice", args=[lease.household.public_id, lease.pk])

    wrong = landlord.post(address, {"notice_received_on": day(0), "ends_on": day(-1)})
    landlord.post(address, {"notice_received_on": day(0), "ends_on": day(60)})

    assert "ends_on" in errors_of(wrong)
    lease.refresh_from_db()
    assert (lease.notice_received_on, lease.ends_on) == (day(0), day(60))


# What a convention has reserved


@pytest.mark.parametrize("count", [1, 3])
def test_the_reservations_of_a_convention_are_read_by_both_sides_in_as_many_queries(
    client, officer, count, django_assert_max_num_queries
):
    convention = ConventionFactory(action__programme__landlord=officer.organization, reserved_dwellings=5)
    ReservationFactory.create_batch(count, convention=convention)
    address = reverse("tenancies:convention_reservations", args=[convention.public_id])
    coordinator = UserFactory(organization=convention.association, role=Role.COORDINATOR)

    client.force_login(officer)
    with django_assert_max_num_queries(12):
        page = client.get(address)
    client.force_login(coordinator)
    shown = client.get(address)

    assert (
        page.context["reserved"]
        == {
            1: "1\u00a0place sur 5\u00a0utilisée",
            3: "3\u00a0places sur 5\u00a0utilisées",
        }[count]
    )
    assert len(page.context["picture"].lines) == count
    assert "rue des Mazades" in page.text
    assert "rue des Mazades" not in shown.text
    assert "T3 · Toulouse" in shown.text


def test_the_dwelling_of_a_protected_household_has_a_line_of_its_own_where_nothing_else_is_told(
    landlord, convention, officer
):
    """What happened in it before and after stays on the line that names it."""
    wide = ConventionFactory(action__programme__landlord=officer.organization, reserved_dwellings=5)
    dwelling = DwellingFactory(residence__landlord=officer.organization, street_name="rue des Pêchers")
    VoidFactory(dwelling=dwelling, starts_on=day(40), ends_on=day(50))
    for first, is_protected in ((-30, False), (0, True)):
        household = HouseholdFactory(landlord=officer.organization, is_protected=is_protected)
        ReservationFactory(
            convention=wide,
            dwelling=dwelling,
            let=True,
            household=household,
            starts_on=day(first),
            ends_on=day(first + 10),
        )

    page = landlord.get(reverse("tenancies:convention_reservations", args=[wide.public_id]))

    lines = page.context["picture"].lines
    assert [(line.words, line.dwelling, [block.period.kind for block in line.blocks]) for line in lines] == [
        ("Adresse protégée", None, ["let"]),
        (f"12 rue des Pêchers, {dwelling.place}", dwelling, ["void", "let"]),
    ]
