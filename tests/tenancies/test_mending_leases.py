"""A lease recorded by error is corrected or cancelled in the open."""

import datetime

import pytest
from django.urls import reverse

from housing_support.common.dates import long_date
from housing_support.common.mending import Mistake
from partners.roles import Role
from tenancies.models import Tenancy
from tenancies.services.tenancies import cancel_tenancy
from tests.factories.tenancies import HouseholdFactory, TenancyFactory
from tests.tenancies.mending import TODAY, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(member):
    return member(Role.RENTAL_OFFICER)


@pytest.fixture
def lease(household):
    return TenancyFactory(household=household, starts_on=datetime.date(2035, 3, 3))


def lease_page(lease, act):
    return reverse(f"tenancies:tenancy_{act}", args=[lease.household.public_id, lease.pk])


def dwelling_of(household):
    return reverse("tenancies:household_dwelling", args=[household.public_id])


def test_a_lease_of_2035_is_corrected(signed_in, officer, member, lease):
    response = signed_in(officer).post(
        lease_page(lease, "correct"), {"kind": "SLIDING", "starts_on": "2025-03-03", "ends_on": ""}
    )

    assert said(response) == ["Le bail est corrigé\u00a0: entrée le 3 mars 2025."]
    assert list(Tenancy.objects.running().values_list("kind", "starts_on")) == [("SLIDING", datetime.date(2025, 3, 3))]
    html = signed_in(member(Role.SOCIAL_WORKER)).get(dwelling_of(lease.household)).content.decode()
    assert f"Corrigé le {long_date(TODAY())} par {officer.full_name}, {officer.organization.short_name}" in html
    assert lease.household.journal.get(event="TENANCY_CORRECTED").facts == {"kind": "SLIDING", "on": "2025-03-03"}


def test_an_end_recorded_by_mistake_is_taken_back(signed_in, officer, lease):
    Tenancy.objects.update(starts_on=datetime.date(2025, 3, 3), ends_on=datetime.date(2026, 1, 31))

    signed_in(officer).post(lease_page(lease, "correct"), {"kind": "DIRECT", "starts_on": "2025-03-03", "ends_on": ""})

    assert Tenancy.objects.get().ends_on is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "DIRECT", "starts_on": "", "ends_on": ""}, "starts_on"),
        ({"kind": "DIRECT", "starts_on": "2025-03-03", "ends_on": "2025-03-03"}, "ends_on"),
        ({"kind": "", "starts_on": "2025-03-03", "ends_on": ""}, "kind"),
    ],
)
def test_a_wrong_correction_of_a_lease_changes_nothing(signed_in, officer, lease, data, field):
    response = signed_in(officer).post(lease_page(lease, "correct"), data)

    assert list(response.context["form"].errors) == [field]
    assert Tenancy.objects.get().corrected_at is None


def test_a_lease_is_not_corrected_onto_the_days_of_another_household(signed_in, officer, lease):
    TenancyFactory(
        household=HouseholdFactory(landlord=lease.household.landlord),
        dwelling=lease.dwelling,
        starts_on=datetime.date(2025, 1, 1),
        ends_on=datetime.date(2026, 1, 1),
    )

    response = signed_in(officer).post(
        lease_page(lease, "correct"), {"kind": "DIRECT", "starts_on": "2025-03-03", "ends_on": ""}
    )

    assert response.context["form"].errors["starts_on"] == [
        "Ce logement est loué, réservé ou indisponible sur une partie de ces dates."
    ]


def test_the_dwelling_of_a_cancelled_lease_is_let_to_another_household(signed_in, officer, lease):
    response = signed_in(officer).post(lease_page(lease, "cancel"), {"reason": "WRONG_HOUSEHOLD"})

    assert said(response) == ["Le bail est annulé\u00a0: le logement peut être loué à un autre ménage."]
    other = HouseholdFactory(landlord=lease.household.landlord)
    TenancyFactory(household=other, dwelling=lease.dwelling, starts_on=lease.starts_on)
    assert [each.household for each in Tenancy.objects.all()] == [other]


def test_a_cancelled_lease_stays_in_sight_struck_through_with_its_reason(signed_in, officer, member, lease):
    refused = signed_in(officer).post(lease_page(lease, "cancel"), {"reason": "TWICE"})
    signed_in(officer).post(lease_page(lease, "cancel"), {"reason": "OTHER", "note": "Confusion de porte"})

    # A dwelling is let once at a time.
    assert "TWICE" not in dict(refused.context["form"].fields["reason"].choices)
    assert "reason" in refused.context["form"].errors

    html = signed_in(member(Role.SOCIAL_WORKER)).get(dwelling_of(lease.household)).content.decode()

    assert '<del>Bail direct</del><span class="visually-hidden">, entrée le 3 mars 2035</span></h2>' in html
    assert '<span class="badge">Annulé</span>' in html
    who = f"{officer.full_name}, {officer.organization.short_name}"
    assert f"Annulé le {long_date(TODAY())} par {who}\u00a0: autre motif (Confusion de porte)." in html
    assert lease_page(lease, "correct") not in html


def test_the_note_about_a_protected_households_lease_is_not_shown(signed_in, officer, lease):
    cancel_tenancy(tenancy=lease, user=officer, reason=Mistake.OTHER, note="C’était 3 rue des Lilas")
    lease.household.is_protected = True
    lease.household.save()

    html = signed_in(officer).get(dwelling_of(lease.household)).content.decode()

    assert "Annulé le" in html
    assert "Lilas" not in html
