"""What is done of a lease once it is signed: noted when it comes, read by both sides, put right in the open."""

import datetime
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from housing_support.common.dates import long_date, short_date
from housing_support.common.violations import constraint_of
from housing_support.home.views import sections_for
from partners.roles import Role
from tenancies.models import Tenancy
from tenancies.models.tenancies import IN_ORDER
from tenancies.reading.events import words_of
from tests.factories.tenancies import TenancyFactory
from tests.tenancies.mending import TODAY, said

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def day(number):
    return TODAY() + number * DAY


@pytest.fixture
def officer(member):
    return member(Role.RENTAL_OFFICER)


@pytest.fixture
def landlord(signed_in, officer):
    return signed_in(officer)


@pytest.fixture
def lease(household):
    return TenancyFactory(household=household, starts_on=day(-10))


@pytest.fixture
def note(landlord, lease):
    """`note("entry", keys_given_on=day(0))`: the officer fills these fields of the page, the others as they stand."""

    def note(part, **typed):
        page = reverse(f"tenancies:tenancy_{part}", args=[lease.household.public_id, lease.pk])
        shown = landlord.get(page).context["form"]
        kept = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
        return landlord.post(page, kept | typed)

    return note


def card(client, lease):
    response = client.get(reverse("tenancies:household_dwelling", args=[lease.household.public_id]))
    [shown] = response.context["tenancies"]
    return {
        progress.title: ([(step.label, step.date) for step in progress.steps if step.state == "done"], progress.follows)
        for progress in shown.progress
    }


def test_each_fact_is_noted_when_it_comes_and_both_sides_read_what_follows(note, landlord, signed_in, member, lease):
    assert card(landlord, lease) == {"Entrée dans les lieux": ([], "le bailleur signe le bail")}

    done = note("entry", signed_by_landlord_on=day(-12), signed_by_household_on=day(-11))
    note("entry", deposit="412.50", deposit_paid_on=day(-11), insured_until=day(300))
    last = note("entry", entry_inventory_on=day(-10), keys_given_on=day(-10))

    assert said(done) == ["L’entrée est notée\u00a0: ensuite, le ménage verse le dépôt de garantie."]
    assert said(last) == ["L’entrée est notée\u00a0: il n’y manque plus rien."]
    for client in (landlord, signed_in(member(Role.SOCIAL_WORKER))):
        assert card(client, lease) == {
            "Entrée dans les lieux": (
                [
                    ("Signature du bailleur", f"le {short_date(day(-12))}"),
                    ("Signature du ménage", f"le {short_date(day(-11))}"),
                    ("Dépôt de garantie", f"412,50\u00a0€, versé le {short_date(day(-11))}"),
                    ("Assurance habitation", f"jusqu’au {short_date(day(300))}"),
                    ("État des lieux d’entrée", f"le {short_date(day(-10))}"),
                    ("Remise des clés", f"le {short_date(day(-10))}"),
                ],
                "",
            )
        }
    assert [words_of(entry) for entry in lease.household.journal.order_by("pk")] == [
        "Entrée dans les lieux\u00a0: la signature du bailleur, la signature du ménage",
        "Entrée dans les lieux\u00a0: le versement du dépôt, le dépôt de garantie, la fin de l’assurance",
        "Entrée dans les lieux\u00a0: l’état des lieux d’entrée, la remise des clés",
    ]


def test_what_contradicts_the_lease_is_said_at_its_field_and_changes_nothing(note, lease):
    Tenancy.objects.update(signed_by_household_on=day(-9))
    before_lease = f"Indiquez un jour qui ne précède pas le premier jour du bail, le {long_date(day(-10))}."
    before_signature = f"Indiquez un jour qui ne précède pas la signature du ménage, le {long_date(day(-9))}."
    to_come = "Indiquez un jour passé, ou aujourd’hui\u00a0: cela se note une fois fait."
    amount = "Indiquez un montant en euros, par exemple 412,50, ou 0\u00a0s’il n’y en a pas."
    for typed, words in [
        ({"keys_given_on": day(-11)}, before_lease),
        ({"keys_given_on": day(-10)}, before_signature),
        ({"insured_until": day(-11)}, before_lease),
        ({"keys_given_on": day(1)}, to_come),
        ({"deposit": "beaucoup"}, amount),
        ({"deposit": "-1"}, amount),
        ({"deposit": "10000.01"}, amount),
        ({"entry_inventory_on": "hier"}, "Indiquez une date, par exemple 12/11/2026."),
    ]:
        response = note("entry", **typed)

        form = response.context["form"]
        assert form.errors == {name: [words] for name in typed}
        assert [str(form[name].value()) for name in typed] == [str(value) for value in typed.values()]
    assert not Tenancy.objects.exclude(keys_given_on=None, deposit_cents=None, entry_inventory_on=None).exists()


def test_the_database_holds_the_order_of_the_days(lease):
    for earlier, later in IN_ORDER:
        recorded = {"starts_on": day(-10), "ends_on": day(20), earlier: day(5), later: day(4)}
        if earlier == "starts_on":
            recorded |= {"starts_on": day(5), "ends_on": day(20)}

        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            Tenancy.objects.update(**recorded)
        assert constraint_of(refused.value) == "tenancy_facts_in_order", (earlier, later)


def test_what_was_noted_by_error_is_corrected_in_the_open(note, landlord, officer, lease):
    note("entry", keys_given_on=day(-3))
    lease.refresh_from_db()
    assert lease.corrected_at is None

    note("entry", keys_given_on=day(-2), insured_until=day(100))
    note("entry", insured_until="")

    lease.refresh_from_db()
    assert (lease.keys_given_on, lease.insured_until) == (day(-2), None)
    page = landlord.get(reverse("tenancies:household_dwelling", args=[lease.household.public_id]))
    assert f"Corrigé le {long_date(TODAY())} par {officer.full_name}" in page.text
    assert [entry.event for entry in lease.household.journal.order_by("pk")] == [
        "TENANCY_ENTRY",
        "TENANCY_CORRECTED",
        "TENANCY_ENTRY",
        "TENANCY_CORRECTED",
    ]


def test_the_exit_is_noted_once_the_end_is_known_and_taken_back_with_it(note, landlord, lease):
    page = reverse("tenancies:tenancy_exit", args=[lease.household.public_id, lease.pk])
    assert said(landlord.post(page, {"keys_returned_on": day(0)})) == [
        "Enregistrez d’abord la fin de ce bail, ou le congé reçu."
    ]
    Tenancy.objects.update(ends_on=day(30), keys_given_on=day(-5))

    early = note("exit", keys_returned_on=day(-6))
    done = note("exit", exit_inventory_on=day(0), keys_returned_on=day(0))

    assert list(early.context["form"].errors) == ["keys_returned_on"]
    assert said(done) == ["La sortie est notée\u00a0: ensuite, le motif de sortie est à choisir."]
    assert list(card(landlord, lease)) == ["Entrée dans les lieux", "Sortie des lieux"]
    correct = reverse("tenancies:tenancy_correct", args=[lease.household.public_id, lease.pk])
    late = landlord.post(correct, {"kind": "DIRECT", "starts_on": day(-4), "ends_on": ""})
    assert list(late.context["form"].errors) == ["starts_on"]
    landlord.post(correct, {"kind": "DIRECT", "starts_on": day(-10), "ends_on": ""})
    lease.refresh_from_db()
    assert (lease.ends_on, lease.exit_inventory_on, lease.keys_returned_on) == (None, None, None)


def test_a_lease_does_not_end_before_its_keys_were_given(landlord, lease):
    Tenancy.objects.update(keys_given_on=day(-5))
    page = reverse("tenancies:tenancy_end", args=[lease.household.public_id, lease.pk])

    response = landlord.post(page, {"ends_on": day(-6), "end_reason": "LEFT"})

    words = f"Indiquez un jour qui ne précède pas la remise des clés, le {long_date(day(-5))}."
    assert response.context["form"].errors == {"ends_on": [words]}


def test_an_old_lease_of_which_nothing_was_noted_asks_for_nothing(landlord, lease):
    for days in ({"starts_on": day(-400)}, {"starts_on": day(-400), "ends_on": day(-100)}):
        Tenancy.objects.update(**days)

        assert card(landlord, lease) == {}


def test_the_deposit_of_a_protected_household_which_tells_its_rent_is_nowhere(note, landlord, household, lease):
    note("entry", deposit="431", deposit_paid_on=day(-1))
    household.is_protected = True
    household.save()

    note("entry", keys_given_on=day(0))

    pages = [reverse(f"tenancies:household_{tab}", args=[household.public_id]) for tab in ("dwelling", "access")]
    pages += [reverse("tenancies:household", args=[household.public_id])]
    pages += [reverse("tenancies:tenancy_entry", args=[household.public_id, lease.pk])]
    assert [page for page in pages if "431" in unescape(landlord.get(page).text)] == []
    assert Tenancy.objects.get().deposit_cents == 431_00


def test_an_insurance_is_announced_before_it_ends_and_until_the_next_certificate(note, landlord, officer, lease):
    def announced():
        found = [each for each in sections_for(officer)[0] if each.title == "Attestations d’assurance à demander"]
        return [(line.title, line.badge.split()[0], line.tone) for section in found for line in section.lines]

    shown = {}
    for number in (31, 30, 0, -1):
        Tenancy.objects.update(insured_until=day(number))
        shown[number] = announced()
    named = lease.household.name
    assert shown == {
        31: [],
        30: [(named, "Valable", "soon")],
        0: [(named, "Valable", "soon")],
        -1: [(named, "Expirée", "late")],
    }
    assert card(landlord, lease)["Entrée dans les lieux"][0] == []
    note("entry", insured_until=day(365))
    assert announced() == []
    for ended in ({"ends_on": day(40)}, {"cancelled_at": None}):
        Tenancy.objects.update(insured_until=day(2), **ended)
    assert announced() == []
