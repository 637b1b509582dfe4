"""Several partners asked in one form, each in its own words, and what tells the adviser whom to ask."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from partners.roles import Role
from referrals.models import Mobilisation, Referral
from referrals.services import consents
from tenancies.models import Consent
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import MobilisationFactory, ReferralFactory
from tests.factories.tenancies import DwellingFactory, FollowUpFactory, HouseholdFactory, TenancyFactory
from tests.referrals.test_acts import AGREED, asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(household):
    return ReferralFactory(household=household, state=Referral.State.MET)


@pytest.fixture
def partners(landlord):
    found = [
        ConventionFactory(action__programme__landlord=landlord, association__short_name=name)
        for name in ("Premier", "Deuxième", "Troisième")
    ]
    for convention in found:
        UserFactory(organization=convention.association, role=Role.COORDINATOR)
    return found


def sent(*each):
    data = {}
    for one in each:
        data |= one | {"convention": data.get("convention", []) + one["convention"]}
    return data


def shown_partners(client, referral):
    page = client.get(reverse("referrals:detail", args=[referral.public_id]))
    return {partner.name: partner for partner in page.context["mobilise_form"].partners}


def test_each_partner_is_asked_in_its_own_words_and_one_refused_by_the_household_is_noted(
    signed_in, adviser, referral, partners
):
    first, second, third = partners
    data = sent(
        asking(first, goal="Tenir le budget.", **AGREED),
        asking(second, goal="Reprendre contact avec l’école.", **AGREED),
        asking(third, **AGREED | {"answer": "REFUSED"}),
    )

    response = signed_in(adviser).post(reverse("referrals:mobilise", args=[referral.public_id]), data)

    asked = dict(Mobilisation.objects.values_list("organization__short_name", "goal"))
    assert asked == {"Premier": "Tenir le budget.", "Deuxième": "Reprendre contact avec l’école."}
    said = dict(Consent.objects.values_list("organization__short_name", "state"))
    assert said == {"Premier": "GIVEN", "Deuxième": "GIVEN", "Troisième": "REFUSED"}
    assert list(referral.events.values_list("move", flat=True)) == ["MOBILISE", "MOBILISE"]
    assert response.url == reverse("referrals:detail", args=[referral.public_id])
    told = str(next(iter(response.wsgi_request._messages)))
    assert "Sollicités\u00a0: " in told
    assert "Troisième\u00a0: refus." in told


def test_an_error_stays_at_its_partner_and_nobody_is_asked(signed_in, adviser, referral, partners):
    first, second, third = partners
    data = sent(asking(first, goal="Tenir le budget.", **AGREED), asking(second, goal="", **AGREED))
    # Typed, then left unticked: nobody reads it.
    data |= {f"{third.public_id}-on": "hier"}

    response = signed_in(adviser).post(reverse("referrals:mobilise", args=[referral.public_id]), data)

    form = response.context["mobilise_form"]
    assert list(form.errors) == [f"{second.public_id}-goal"]
    assert "Tenir le budget." in response.text
    assert not Mobilisation.objects.exists()
    assert not Consent.objects.exists()


def test_a_partner_asked_meanwhile_stops_the_others_and_is_named(signed_in, adviser, referral, partners, monkeypatch):
    first, second, _ = partners
    ask_about = consents.ask_about

    def ask(*, convention, **asked):
        if convention == second:
            MobilisationFactory(referral=referral, convention=second)
        return ask_about(convention=convention, **asked)

    monkeypatch.setattr(consents, "ask_about", ask)
    data = sent(asking(first, goal="Aider.", **AGREED), asking(second, goal="Aider.", **AGREED))

    response = signed_in(adviser).post(reverse("referrals:mobilise", args=[referral.public_id]), data)

    [(field, [error])] = response.context["mobilise_form"].errors.items()
    assert field == f"{second.public_id}-answer"
    assert error.startswith("Deuxième vient d’être sollicité")
    assert not Mobilisation.objects.filter(convention=first).exists()


def test_partners_say_what_they_carry_where_what_waits_and_how_they_answered(
    signed_in, adviser, landlord, household, referral, partners
):
    first, second, third = partners
    commune = household.tenancies.get().dwelling.residence.commune_code
    for code, is_protected in ((commune, False), (commune, True), ("09122", False)):
        other = HouseholdFactory(landlord=landlord, is_protected=is_protected)
        TenancyFactory(
            household=other, dwelling=DwellingFactory(residence__landlord=landlord, residence__commune_code=code)
        )
        FollowUpFactory(household=other, convention=first)
    first.reserved_dwellings = 5
    first.save()
    declined = {"state": "DECLINED", "answered_at": timezone.now(), "decline_reason": "FULL"}
    MobilisationFactory(convention=first, referral__household__landlord=landlord, waitlisted=True)
    MobilisationFactory(convention=first, referral__household__landlord=landlord, **declined)
    MobilisationFactory(convention=first, referral__household__landlord=landlord, expired=True)
    before = timezone.now() - datetime.timedelta(days=90)
    old = ReferralFactory(household=household, ended=True)
    MobilisationFactory(convention=second, referral=old, **declined | {"answered_at": before})
    client = signed_in(adviser)

    shown = shown_partners(client, referral)

    about = shown["Premier"].about.replace("\u00a0", " ")
    for told in (
        "3 suivis en cours",
        f"dont 1 à {household.tenancies.get().dwelling.residence.commune_name}",
        "2 places libres",
        "1 demande sur sa liste d’attente",
        "n’a accepté aucune de ses 2 dernières demandes",
    ):
        assert told in about
    assert f"a refusé ce ménage le {long_date(before)}, pour un autre signalement" in shown["Deuxième"].about
    # Whoever refused comes last, whoever carries least first.
    assert list(shown) == ["Troisième", "Premier", "Deuxième"]
    household.is_protected = True
    household.save()
    assert "dont 1" not in shown_partners(client, referral)["Premier"].about
    assert third.association.short_name in shown
