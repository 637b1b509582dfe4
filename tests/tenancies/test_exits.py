"""A household leaves the dwelling that was reserved for it: why, what it means, what becomes of dwelling and place."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from housing_support.common.dates import long_date
from housing_support.management.commands import recurring
from partners.models import LandlordParameters
from partners.roles import Role
from partners.services.terms import amend_convention, cancel_amendment
from referrals.services.resuming import resume_follow_up
from tenancies.models import Reservation, Tenancy, Vacancy
from tenancies.models.ends import EXITS, OUTCOMES, EndReason
from tenancies.services.support import end_follow_up
from tenancies.services.tenancies import begin_tenancy, cancel_tenancy, correct_tenancy, end_tenancy, record_notice
from tenancies.stock.places import places_of
from tenancies.stock.reservations import allocate, end_left_reservations, mark_let, reserve
from tests.factories.partners import ConventionFactory, UserFactory, amendment_of
from tests.factories.tenancies import (
    DwellingFactory,
    FollowUpFactory,
    ReservationFactory,
    TenancyFactory,
    VacancyFactory,
    VisitFactory,
)
from tests.tenancies.mending import said

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
State = Reservation.State


def day(number):
    return timezone.localdate() + number * DAY


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.DEMO_MODE = True


@pytest.fixture
def convention():
    return ConventionFactory(reserved_dwellings=1)


@pytest.fixture
def officer(convention):
    return UserFactory(organization=convention.landlord, role=Role.RENTAL_OFFICER)


@pytest.fixture
def coordinator(convention):
    return UserFactory(organization=convention.association, role=Role.COORDINATOR)


@pytest.fixture
def follow_up(convention):
    return FollowUpFactory(convention=convention, started_on=day(-20))


@pytest.fixture
def lease(convention, officer, follow_up):
    """Signed twenty days ago of a dwelling that was reserved for thirty."""
    dwelling = VacancyFactory(
        dwelling=DwellingFactory(residence__landlord=convention.landlord), starts_on=day(-60)
    ).dwelling
    held = ReservationFactory(convention=convention, dwelling=dwelling, starts_on=day(-30), ends_on=day(0))
    allocate(reservation=held, household=follow_up.household, actor=officer)
    lease = begin_tenancy(
        household=follow_up.household, user=officer, dwelling=dwelling, kind="DIRECT", starts_on=day(-20)
    )
    mark_let(reservation=held, actor=officer)
    return lease


def reservation():
    return Reservation.objects.values_list("state", "ends_on").get()


def used(convention, number):
    [places] = places_of([convention.pk], on=day(number)).values()
    return places.used


def page(name, lease):
    return reverse(f"tenancies:{name}", args=[lease.household.public_id, lease.pk])


def test_the_lease_takes_the_place_as_long_as_it_runs_until_the_end_of_its_convention(convention, lease):
    assert reservation() == (State.LET, convention.ends_on)
    assert (used(convention, 100), end_left_reservations()) == (1, 0)


def test_a_lease_is_signed_even_when_its_place_is_promised_to_another_dwelling_later(convention, officer, follow_up):
    own = ReservationFactory(
        convention=convention, allocated=True, household=follow_up.household, starts_on=day(0), ends_on=day(30)
    )
    other = DwellingFactory(residence__landlord=convention.landlord)
    VacancyFactory(dwelling=other)
    reserve(dwelling=other, convention=convention, user=officer, starts_on=day(31), ends_on=day(60))

    let = mark_let(reservation=own, actor=officer)

    let.refresh_from_db()
    assert (let.state, let.ends_on) == (State.LET, day(30))


def test_a_planned_exit_becomes_true_on_its_day(client, convention, officer, lease):
    client.force_login(officer)
    convention_page = reverse("tenancies:convention_reservations", args=[convention.public_id])

    record_notice(tenancy=lease, user=officer, received_on=day(0), ends_on=day(30))

    assert reservation() == (State.LET, day(29))
    assert [used(convention, number) for number in (0, 29, 30)] == [1, 1, 0]
    assert Vacancy.objects.get(ends_on=None).starts_on == day(45)
    assert (end_left_reservations(), "Bail signé" in client.get(convention_page).text) == (0, True)

    # The day has come: read as such at once, written by the recurring command.
    Tenancy.objects.update(notice_received_on=day(-10), ends_on=day(-1))
    text = client.get(convention_page).text
    assert ("Bail terminé" in text, "Bail signé</span>" in text) == (True, False)
    assert end_left_reservations in dict(recurring.STEPS).values()
    assert (end_left_reservations(), end_left_reservations()) == (1, 0)
    assert reservation()[0] == State.ENDED


def test_an_exit_frees_the_dwelling_and_the_place_and_is_taken_back_with_them(convention, officer, lease):
    LandlordParameters.objects.create(landlord=convention.landlord, turnaround_days=21)

    end_tenancy(tenancy=lease, user=officer, ends_on=day(-5), reason=EndReason.REHOUSED)

    assert reservation() == (State.ENDED, day(-6))
    assert Vacancy.objects.get(ends_on=None).starts_on == day(16)
    lease.refresh_from_db()
    correct_tenancy(tenancy=lease, user=officer, kind="DIRECT", starts_on=day(-20), ends_on=None)
    lease.refresh_from_db()
    assert (lease.end_reason, lease.keys_returned_on) == ("", None)
    assert reservation() == (State.LET, convention.ends_on)
    assert not Vacancy.objects.filter(ends_on=None).exists()


def test_a_lease_cancelled_gives_its_reservation_back(convention, officer, lease):
    cancel_tenancy(tenancy=lease, user=officer, reason="TWICE")

    let = Reservation.objects.get()
    assert (let.state, let.release_reason) == (State.RELEASED, "LEASE_CANCELLED")
    assert used(convention, 0) == 0
    again = reserve(dwelling=lease.dwelling, convention=convention, user=officer, starts_on=day(0), ends_on=day(30))
    assert again.state == State.HELD


def test_the_support_that_began_with_a_lease_ends_when_it_is_cancelled(client, officer, coordinator, follow_up, lease):
    client.force_login(officer)

    asked = client.get(page("tenancy_cancel", lease))
    cancel_tenancy(tenancy=lease, user=officer, reason="WRONG_FACTS")

    assertContains(asked, "commencé avec ce bail, prend fin")
    follow_up.refresh_from_db()
    part = follow_up.household.participations.get(organization=follow_up.organization)
    assert (follow_up.ended_on, follow_up.end_reason, part.end_reason) == (day(0), *["LEASE_CANCELLED"] * 2)
    assert follow_up.measure.ended_on == day(0)
    assert (follow_up.household.state, follow_up.household.landlord) == ("ENDED", officer.organization)
    assert {"TENANCY_CANCELLED", "SUPPORT_ENDED"} <= set(follow_up.household.journal.values_list("event", flat=True))
    resume_follow_up(follow_up=follow_up, user=coordinator, reason="WRONG_FACTS")
    follow_up.refresh_from_db()
    assert follow_up.ended_on is None


def test_a_household_visited_since_its_lease_stays_followed_when_it_is_cancelled(client, officer, follow_up, lease):
    VisitFactory(follow_up=follow_up, visited_at=timezone.now() - DAY)
    client.force_login(officer)

    asked = client.get(page("tenancy_cancel", lease))
    cancel_tenancy(tenancy=lease, user=officer, reason="WRONG_FACTS")

    assertContains(asked, "c’est à son coordinateur d’y mettre fin")
    follow_up.refresh_from_db()
    assert (follow_up.ended_on, Reservation.objects.get().state) == (None, State.RELEASED)


def test_a_lease_that_was_not_born_of_a_reservation_ends_alone(convention, officer, follow_up):
    other = ReservationFactory(convention=convention, let=True)
    lease = TenancyFactory(household=follow_up.household, starts_on=day(-20))

    end_tenancy(tenancy=lease, user=officer, ends_on=day(-1), reason=EndReason.LEFT)

    other.refresh_from_db()
    assert other.state == State.LET


def test_an_end_asks_one_reason_and_shows_what_it_means(client, officer, lease):
    client.force_login(officer)

    missing = client.post(page("tenancy_end", lease), {"ends_on": day(0)})
    done = client.post(page("tenancy_end", lease), {"ends_on": day(0), "end_reason": "EVICTION"})

    form = missing.context["form"]
    assert form.errors == {"end_reason": ["Choisissez pourquoi le ménage quitte ce logement."]}
    offered = {
        reason: str(group).removeprefix("Sortie ")
        for group, reasons in form.fields["end_reason"].choices[1:]
        for reason, _ in reasons
    }
    assert offered == {reason: OUTCOMES[reason].label.lower() for reason in EXITS}
    assert said(done) == [
        f"La fin du bail est enregistrée\u00a0: sortie le {long_date(day(0))}. "
        f"Le logement est libre à partir du {long_date(day(15))}."
    ]
    shown = client.get(reverse("tenancies:household_dwelling", args=[lease.household.public_id]))
    assert "<dd>Expulsion, sortie négative</dd>" in shown.text
    lease.refresh_from_db()
    assert (lease.end_reason, lease.keys_returned_on) == ("EVICTION", day(0))


def test_the_reason_of_an_exit_announced_is_chosen_later(client, officer, lease):
    client.force_login(officer)
    record_notice(tenancy=lease, user=officer, received_on=day(0), ends_on=day(30))

    before = client.get(reverse("tenancies:household_dwelling", args=[lease.household.public_id]))
    client.post(page("tenancy_exit", lease), {"end_reason": "MOVED_AWAY"})

    [shown] = before.context["tenancies"]
    assert [step.label for step in shown.progress[-1].steps if step.state != "done"] == [
        "État des lieux de sortie",
        "Clés rendues",
        "Motif de sortie",
    ]
    lease.refresh_from_db()
    assert (lease.end_reason, lease.corrected_at) == ("MOVED_AWAY", None)


def test_whoever_says_the_reason_second_is_shown_the_first(client, officer, coordinator, follow_up, lease):
    end = reverse("tenancies:follow_up_end", args=[follow_up.household.public_id, follow_up.public_id])
    client.force_login(coordinator)
    assert not client.get(end).context["form"]["reason"].value()

    record_notice(tenancy=lease, user=officer, received_on=day(0), ends_on=day(30))
    Tenancy.objects.update(end_reason=EndReason.REHOUSED)
    assert client.get(end).context["form"]["reason"].value() == EndReason.REHOUSED

    Tenancy.objects.update(end_reason="", ends_on=None, notice_received_on=None)
    end_follow_up(follow_up=follow_up, user=coordinator, reason=EndReason.SEPARATION)
    client.force_login(officer)
    assert client.get(page("tenancy_end", lease)).context["form"]["end_reason"].value() == EndReason.SEPARATION
    # « Autonomie acquise, maintien dans le logement » is no reason to leave it.
    follow_up.household.follow_ups.update(end_reason=EndReason.AUTONOMY)
    assert not client.get(page("tenancy_end", lease)).context["form"]["end_reason"].value()


def test_a_convention_prolonged_keeps_the_places_of_the_leases_that_run(convention, officer, lease):
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    first, later = convention.ends_on, convention.ends_on + 100 * DAY

    amendment = amend_convention(user=manager, **amendment_of(convention, since=day(10), ends_on=later))
    assert reservation() == (State.LET, later)

    cancel_amendment(terms=amendment, user=manager)
    assert reservation() == (State.LET, first)

    record_notice(tenancy=lease, user=officer, received_on=day(0), ends_on=day(30))
    convention.refresh_from_db()
    amend_convention(user=manager, **amendment_of(convention, since=day(10), ends_on=later))
    assert reservation() == (State.LET, day(29))
