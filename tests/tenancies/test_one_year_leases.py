"""The lease of one year, for those under 30: bounded in number, ended by itself, followed by a lasting one."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from partners.models import LandlordParameters
from partners.roles import Role
from tenancies.models import Tenancy, Vacancy
from tenancies.models.ends import EndReason
from tenancies.models.tenancies import one_year_after
from tenancies.services.tenancies import NoOneYearLeaseLeftError, NotYoungError, begin_tenancy, cancel_tenancy
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, PersonFactory, TenancyFactory
from tests.tenancies.mending import TODAY, said

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def officer(member):
    return member(Role.RENTAL_OFFICER)


@pytest.fixture
def dwelling(household):
    return DwellingFactory(residence__landlord=household.landlord)


@pytest.fixture
def limit(household):
    return LandlordParameters.objects.create(landlord=household.landlord, one_year_leases=1)


@pytest.fixture
def lease(household):
    starts_on = TODAY() - 300 * DAY
    return TenancyFactory(household=household, kind="YOUNG_1Y", starts_on=starts_on, ends_on=one_year_after(starts_on))


def page(lease, act):
    return reverse(f"tenancies:tenancy_{act}", args=[lease.household.public_id, lease.pk])


def born(household, year):
    return PersonFactory(household=household, birth_year=year)


def test_it_has_its_last_day_from_the_start(household, officer, dwelling, limit):
    born(household, 2000)

    lease = begin_tenancy(
        household=household, user=officer, dwelling=dwelling, kind="YOUNG_1Y", starts_on=datetime.date(2028, 2, 29)
    )

    assert lease.ends_on == datetime.date(2029, 2, 28)


@pytest.mark.parametrize(("year", "is_young"), [(1996, True), (1995, False), (None, False)])
def test_who_may_turn_thirty_within_the_year_is_young(household, officer, dwelling, limit, year, is_young):
    born(household, year)
    given = {"household": household, "user": officer, "dwelling": dwelling, "kind": "YOUNG_1Y"}

    if is_young:
        assert begin_tenancy(starts_on=datetime.date(2026, 3, 1), **given)
    else:
        with pytest.raises(NotYoungError):
            begin_tenancy(starts_on=datetime.date(2026, 3, 1), **given)


def test_its_number_is_the_landlord_s_and_counts_those_that_run(household, officer, dwelling, limit):
    other = HouseholdFactory(landlord=household.landlord)
    running = TenancyFactory(household=other, kind="YOUNG_1Y", starts_on=TODAY(), ends_on=one_year_after(TODAY()))
    TenancyFactory(kind="YOUNG_1Y", starts_on=TODAY(), ends_on=one_year_after(TODAY()))
    born(household, TODAY().year - 20)
    given = {"household": household, "user": officer, "dwelling": dwelling, "kind": "YOUNG_1Y"}

    with pytest.raises(NoOneYearLeaseLeftError):
        begin_tenancy(starts_on=TODAY(), **given)
    cancel_tenancy(tenancy=running, user=officer, reason="TWICE")
    assert begin_tenancy(starts_on=TODAY(), **given)


def test_the_refusal_says_which_rule_and_keeps_what_was_typed(signed_in, officer, household, dwelling):
    born(household, 1960)
    client, url = signed_in(officer), reverse("tenancies:tenancy_create", args=[household.public_id])
    typed = {"address": dwelling.street_name, "dwelling": dwelling.public_id, "starts_on": TODAY(), "kind": "YOUNG_1Y"}

    too_old = client.post(url, typed).context["form"]
    household.persons.update(birth_year=TODAY().year - 20)
    none_allowed = client.post(url, typed).context["form"]

    assert not Tenancy.objects.filter(household=household).exists()
    assert "moins de 30\u00a0ans" in too_old.errors["kind"][0]
    assert "ne signe pas de bail d’un an" in none_allowed.errors["kind"][0]
    assert none_allowed["dwelling"].value() == str(dwelling.public_id)


def test_a_lasting_lease_takes_over_without_a_day_between_and_may_be_taken_back(signed_in, officer, lease):
    client = signed_in(officer)

    response = client.post(page(lease, "take_over"), {"starts_on": TODAY()})

    following = Tenancy.objects.get(follows=lease)
    lease.refresh_from_db()
    assert (following.kind, following.dwelling, following.starts_on) == ("DIRECT", lease.dwelling, lease.ends_on)
    assert (lease.ends_on, lease.end_reason) == (TODAY(), EndReason.AUTONOMY)
    assert said(response) == [f"Le bail durable est enregistré\u00a0: premier jour le {long_date(TODAY())}."]
    assert not Vacancy.objects.open().filter(dwelling=lease.dwelling).exists()

    follow_up = lease.household.follow_ups.get()
    client.post(page(following, "cancel"), {"reason": "WRONG_FACTS"})

    lease.refresh_from_db()
    follow_up.refresh_from_db()
    assert (lease.ends_on, lease.end_reason) == (one_year_after(lease.starts_on), "")
    assert follow_up.ended_on is None


def test_neither_of_two_joined_leases_moves_the_day_between_them(signed_in, officer, lease):
    client = signed_in(officer)
    client.post(page(lease, "take_over"), {"starts_on": TODAY()})
    following = Tenancy.objects.get(follows=lease)

    later = {"kind": "DIRECT", "starts_on": TODAY() + DAY, "ends_on": ""}
    assert "Un autre bail" in client.post(page(following, "correct"), later).context["form"].errors["starts_on"][0]
    refused = client.post(page(lease, "cancel"), {"reason": "TWICE"})
    assert said(refused) == ["Un autre bail du même logement a pris la suite de celui-ci\u00a0: annulez-le d’abord."]


def test_who_leaves_earlier_says_so_and_nobody_stays_longer(signed_in, officer, lease):
    client = signed_in(officer)
    term = long_date(lease.ends_on)

    late = client.post(page(lease, "end"), {"ends_on": lease.ends_on + DAY, "end_reason": "REHOUSED"})
    client.post(page(lease, "end"), {"ends_on": TODAY(), "end_reason": "REHOUSED"})

    assert late.context["form"].errors["ends_on"] == [f"Un bail d’un an se termine le {term} au plus tard."]
    lease.refresh_from_db()
    assert (lease.ends_on, lease.end_reason) == (TODAY(), EndReason.REHOUSED)
    assert not Tenancy.objects.one_year_ending().exists()


def test_its_end_waits_on_homes_until_somebody_says_what_follows(signed_in, officer, member, lease):
    for reader in (officer, member(Role.ADVISER), member(Role.SOCIAL_WORKER), member(Role.COORDINATOR)):
        assert "Baux d’un an qui prennent fin" in signed_in(reader).get(reverse("home")).content.decode()
    assert timezone.localdate() < lease.ends_on
    Tenancy.objects.update(end_reason=EndReason.REHOUSED)
    assert "Baux d’un an" not in signed_in(officer).get(reverse("home")).content.decode()
