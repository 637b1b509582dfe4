"""A caretaker names a door and learns nothing of who lives behind it; an adviser says who."""

import re
import uuid

import pytest
from django.contrib.messages import SUCCESS, Message
from django.urls import reverse
from pytest_django.asserts import assertContains, assertMessages, assertNotContains, assertRedirects

from housing_support.common.dates import long_date
from housing_support.common.sealed_links import search_token
from partners.roles import Role
from referrals.models import Referral
from referrals.reading.doors import addresses_for, doors_at, duplicates_at, occupants_of, place_of, subject_of
from referrals.services.doors import attach_household
from tenancies.models import CaseFileAccess, Household, ResidenceCaretaker
from tests.factories.partners import UserFactory
from tests.factories.referrals import ReferralFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ResidenceFactory, TenancyFactory

pytestmark = pytest.mark.django_db

Precision = Referral.Precision


@pytest.fixture
def residence(landlord):
    return ResidenceFactory(landlord=landlord, name="Les Mazades")


def door_in(residence, door, floor="3", **fields):
    return DwellingFactory(residence=residence, door=door, floor=floor, **fields)


def reported(caretaker, dwelling, precision=Precision.DOOR, **fields):
    return ReferralFactory(reported=True, author=caretaker, dwelling=dwelling, precision=precision, **fields)


def url_of(door):
    return reverse("referrals:report_door", args=[door.public_id])


def whom_url(referral):
    return reverse("referrals:whom", args=[referral.public_id])


def sent(to, **changes):
    return {"place": to, "reasons": ["NO_CONTACT"], "facts": "Volets fermés.", "urgency": "URGENT"} | changes


# What he may name


def test_addresses_are_those_of_the_residences_looked_after(caretaker, residence, landlord):
    door = door_in(residence, "1")
    door_in(residence, "2")
    elsewhere = DwellingFactory(residence__landlord=landlord, street_name="avenue Jean-Rieux")

    assert [found.street_address for found in addresses_for(caretaker, "")] == [
        door.street_address,
        elsewhere.street_address,
    ]
    ResidenceCaretaker.objects.create(user=caretaker, residence=residence)
    assert [found.street_address for found in addresses_for(caretaker, "")] == [door.street_address]
    assert addresses_for(caretaker, "rieux") == []


def test_address_is_found_by_what_is_typed_which_no_url_tells(signed_in, caretaker, residence):
    door_in(residence, "1", street_number="2")
    door_in(residence, "1", street_number="40")
    client = signed_in(caretaker)

    response = client.post(reverse("referrals:find_door"), {"q": "40 mazades"})

    assert "mazades" not in response.url
    page = client.get(response.url)
    assert [door.street_number for door in page.context["addresses"]] == ["40"]


def test_every_door_of_the_address_is_shown_the_same_way(signed_in, caretaker, residence):
    door_in(residence, "10", floor="1")
    door_in(residence, "2", floor="1")
    TenancyFactory(dwelling=door_in(residence, "3", floor="0"), household__is_protected=True)
    door = door_in(residence, "4", floor="10")
    door_in(residence, "1", floor="1", street_number="99")

    assert [found.door for found in doors_at(caretaker, door)] == ["3", "2", "10", "4"]
    choices = signed_in(caretaker).get(url_of(door)).context["form"].fields["place"].choices
    assert [(landing, [label for _, label in doors]) for landing, doors in choices] == [
        ("", ["Je ne sais pas"]),
        ("Rez-de-chaussée", ["Porte\u00a03", "Cet étage, porte inconnue"]),
        ("1er\u00a0étage", ["Porte\u00a02", "Porte\u00a010", "Cet étage, porte inconnue"]),
        ("10e\u00a0étage", ["Porte\u00a04", "Cet étage, porte inconnue"]),
    ]


# What he sends


def test_door_is_sent_at_once_and_what_follows_is_said(signed_in, caretaker, residence):
    door = door_in(residence, "12")
    client = signed_in(caretaker)

    response = client.post(url_of(door), sent(f"DOOR-{door.public_id}"))

    referral = Referral.objects.get()
    assert (referral.dwelling, referral.precision, referral.household) == (door, Precision.DOOR, None)
    assert (referral.state, referral.agreement) == (Referral.State.SENT, Referral.Agreement.NOT_ASKED)
    assert [(event.move, event.actor) for event in referral.events.all()] == [(Referral.Move.REPORT, caretaker)]
    assertRedirects(response, reverse("referrals:detail", args=[referral.public_id]))
    follows = f"La conseillère sociale s’en occupe avant le {long_date(referral.meeting_due_on)}."
    assertMessages(response, [Message(SUCCESS, f"Le signalement {referral.reference} est envoyé. {follows}")])
    page = client.get(response.url)
    assertContains(page, "Porte\u00a012, 3e\u00a0étage, 12 rue des Mazades")
    assertContains(page, "Transmis")


@pytest.mark.parametrize(
    ("place", "precision", "words"),
    [
        ("ADDRESS", Precision.ADDRESS, "Porte inconnue, 12 rue des Mazades"),
        ("FLOOR-{}", Precision.FLOOR, "Porte inconnue, 3e\u00a0étage, 12 rue des Mazades"),
    ],
)
def test_who_does_not_know_the_door_says_the_floor_or_the_address(
    signed_in, caretaker, residence, place, precision, words
):
    door = door_in(residence, "12")

    signed_in(caretaker).post(url_of(door), sent(place.format(door.public_id)))

    referral = Referral.objects.get()
    assert (referral.precision, place_of(referral)) == (precision, words)


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"place": ""}, "place", "Choisissez une porte, ou «\u00a0Je ne sais pas\u00a0»."),
        (
            {"place": f"DOOR-{uuid.uuid4()}"},
            "place",
            "Cette porte n’est plus à cette adresse\u00a0: choisissez-en une autre.",
        ),
        ({"reasons": []}, "reasons", "Choisissez au moins un motif."),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(
    signed_in, caretaker, residence, changes, field, error
):
    response = signed_in(caretaker).post(url_of(door_in(residence, "12")), sent("ADDRESS", **changes))

    assert response.context["form"].errors == {field: [error]}
    assert response.context["form"]["facts"].value() == "Volets fermés."
    assert not Referral.objects.exists()


def test_door_of_a_residence_of_somebody_else_is_not_found(signed_in, caretaker, residence, landlord):
    ResidenceCaretaker.objects.create(user=caretaker, residence=residence)
    elsewhere = DwellingFactory(residence__landlord=landlord)

    assert signed_in(caretaker).get(url_of(elsewhere)).status_code == 404


# What he reads afterwards


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (Referral.State.MEETING_PLANNED, "Pris en charge, merci"),
        (Referral.State.MET, "Pris en charge, merci"),
        (Referral.State.MOBILISING, "Pris en charge, merci"),
        (Referral.State.IN_FOLLOW_UP, "Pris en charge, merci"),
        (Referral.State.CLOSED, "Pris en charge, merci"),
        (Referral.State.DISMISSED, "Sans suite, merci"),
    ],
)
def test_he_reads_the_door_and_what_became_of_it_in_words_that_reveal_nothing(
    signed_in, caretaker, household, residence, state, word
):
    ended = {"ended": True} if state in {Referral.State.CLOSED, Referral.State.DISMISSED} else {}
    referral = reported(caretaker, door_in(residence, "12"), household=household, **ended, state=state)
    client = signed_in(caretaker)

    for url in (
        reverse("referrals:detail", args=[referral.public_id]),
        reverse("referrals:worklist"),
        reverse("home"),
    ):
        page = client.get(url)
        assertContains(page, "Porte\u00a012, 3e\u00a0étage, 12 rue des Mazades")
        assertContains(page, word)
        for secret in (household.name, household.reference, Referral.State(state).label, "Ménage"):
            assert secret == word or secret not in page.text


def test_he_is_not_asked_when_the_lease_began_nor_for_an_agreement(signed_in, caretaker, residence):
    fields = signed_in(caretaker).get(url_of(door_in(residence, "12"))).context["form"].fields

    assert list(fields) == ["place", "reasons", "urgency", "photo", "facts"]


# Who else reads the door


def test_adviser_reads_the_door_until_the_household_is_known_and_nobody_else_does(
    signed_in, caretaker, adviser, officer, manager, residence
):
    referral = reported(caretaker, door_in(residence, "12"))

    page = signed_in(adviser).get(reverse("referrals:detail", args=[referral.public_id]))
    assertContains(page, f"Porte\u00a012, 3e\u00a0étage, 12 rue des Mazades, vu par {caretaker.full_name}")
    for user in (officer, manager):
        for url in (reverse("referrals:detail", args=[referral.public_id]), reverse("referrals:list")):
            page = signed_in(user).get(url)
            assertContains(page, "Ménage à identifier")
            assertNotContains(page, "Mazades")


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
def test_door_and_caretaker_of_a_protected_household_are_told_to_no_rental_staff(
    signed_in, caretaker, adviser, residence, landlord, role
):
    household = HouseholdFactory(landlord=landlord, name="Garcia", is_protected=True)
    TenancyFactory(household=household, dwelling=door_in(residence, "12"))
    referral = reported(caretaker, door_in(residence, "12"))
    attach_household(referral=referral, user=adviser, household=household)
    client = signed_in(UserFactory(organization=landlord, role=role))

    for url in (reverse("referrals:detail", args=[referral.public_id]), reverse("referrals:list")):
        page = client.get(url)
        assertContains(page, "Garcia")
        assertContains(page, "un gardien")
        for secret in ("Mazades", "Porte\u00a012", caretaker.last_name):
            assertNotContains(page, secret)
    referral.refresh_from_db()
    assert subject_of(referral, adviser) == "Garcia"
    page = signed_in(adviser).get(reverse("referrals:detail", args=[referral.public_id]))
    assertNotContains(page, "Mazades")


# The adviser


def test_whoever_lives_behind_the_door_is_one_press_away(signed_in, caretaker, adviser, residence, landlord):
    door = door_in(residence, "12")
    household = HouseholdFactory(landlord=landlord, name="Belkacem")
    TenancyFactory(household=household, dwelling=door)
    TenancyFactory(household=HouseholdFactory(landlord=landlord, name="Roux"), dwelling=door_in(residence, "13"))
    known = ReferralFactory(household=household)
    referral = reported(caretaker, door)
    client = signed_in(adviser)
    assertContains(client.get(reverse("referrals:detail", args=[referral.public_id])), whom_url(referral))

    page = client.get(whom_url(referral))

    assert page.context["occupants"] == [(household, [known])]
    assert not CaseFileAccess.objects.exists()
    client.post(reverse("referrals:attach", args=[referral.public_id, household.public_id]))
    referral.refresh_from_db()
    assert (referral.household, referral.state) == (household, Referral.State.SENT)
    assert client.get(whom_url(referral)).url == reverse("referrals:detail", args=[referral.public_id])


def test_reading_who_lives_behind_a_protected_door_leaves_a_line(signed_in, caretaker, adviser, residence, landlord):
    door = door_in(residence, "12")
    household = HouseholdFactory(landlord=landlord, name="Garcia", is_protected=True)
    TenancyFactory(household=household, dwelling=door)
    referral = reported(caretaker, door)

    page = signed_in(adviser).get(whom_url(referral))

    assertContains(page, "Garcia")
    access = CaseFileAccess.objects.get()
    assert (access.household, access.user, access.kind, access.purpose) == (household, adviser, "ADDRESS", "REFERRAL")


@pytest.mark.parametrize(
    ("precision", "names"), [(Precision.FLOOR, ["Belkacem"]), (Precision.ADDRESS, ["Belkacem", "Roux"])]
)
def test_without_a_door_those_that_an_address_may_find_are_proposed(caretaker, residence, landlord, precision, names):
    """A protected household is not read from door to door."""
    living = [("Belkacem", "3", False), ("Garcia", "3", True), ("Roux", "4", False)]
    doors = []
    for rank, (name, floor, is_protected) in enumerate(living):
        doors.append(door_in(residence, str(rank), floor=floor))
        household = HouseholdFactory(landlord=landlord, name=name, is_protected=is_protected)
        TenancyFactory(household=household, dwelling=doors[-1])

    assert [household.name for household in occupants_of(reported(caretaker, doors[0], precision))] == names


def test_another_household_is_found_by_name_and_attached(signed_in, caretaker, adviser, residence, household):
    referral = reported(caretaker, door_in(residence, "12"))
    client = signed_in(adviser)

    page = client.get(whom_url(referral), {"search": search_token("belkacem", user=adviser)})

    assert [tenant.household for tenant, _ in page.context["tenants"]] == [household]
    assert page.context["occupants"] == []


def test_case_file_is_opened_with_the_lease_of_the_door(signed_in, caretaker, adviser, residence):
    door = door_in(residence, "12")
    referral = reported(caretaker, door)
    url = reverse("referrals:attach_new", args=[referral.public_id])

    signed_in(adviser).post(url, {"first_name": "Anna", "last_name": "Fabre", "lease_starts_on": "2024-02-01"})

    referral.refresh_from_db()
    household = Household.objects.get()
    assert (referral.household, household.name, household.tenancies.get().dwelling) == (household, "Fabre", door)


def test_case_file_of_a_door_that_is_let_says_so_and_opens_nothing(signed_in, caretaker, adviser, residence, household):
    door = door_in(residence, "12")
    TenancyFactory(household=household, dwelling=door)
    referral = reported(caretaker, door)
    url = reverse("referrals:attach_new", args=[referral.public_id])

    page = signed_in(adviser).post(url, {"first_name": "Anna", "last_name": "Fabre", "lease_starts_on": "2026-02-01"})

    assert list(page.context["form"].errors) == ["lease_starts_on"]
    assert Household.objects.count() == 1


def test_date_of_the_lease_is_asked_of_a_door_alone(signed_in, caretaker, adviser, residence):
    referral = reported(caretaker, door_in(residence, "12"), Precision.FLOOR)

    page = signed_in(adviser).get(reverse("referrals:attach_new", args=[referral.public_id]))

    assert "lease_starts_on" not in page.context["form"].fields


def test_another_referral_of_the_same_door_is_shown(signed_in, caretaker, adviser, residence):
    door, next_door = door_in(residence, "12"), door_in(residence, "13")
    referral, same = reported(caretaker, door), reported(caretaker, door)
    reported(caretaker, next_door)
    reported(caretaker, door, state=Referral.State.DISMISSED, closed_at=same.sent_at, closing_reason="DUPLICATE")

    assert list(duplicates_at(referral, adviser)) == [same]
    page = signed_in(adviser).get(reverse("referrals:detail", args=[referral.public_id]))
    assert re.findall(r"<b>Un autre signalement attend[^<]*</b>", page.text) == [
        "<b>Un autre signalement attend au même endroit.</b>"
    ]
    assertContains(page, f">{same.reference}</a>")


@pytest.mark.parametrize(
    ("precision", "others"),
    [
        (Precision.DOOR, ["this door", "this floor", "this address"]),
        (Precision.FLOOR, ["this door", "next door", "this floor", "this address"]),
        (Precision.ADDRESS, ["this door", "next door", "another floor", "this floor", "this address"]),
    ],
)
def test_referrals_of_what_may_be_the_same_place_are_shown(caretaker, adviser, residence, precision, others):
    door, next_door = door_in(residence, "12"), door_in(residence, "13")
    named = {
        "this door": reported(caretaker, door),
        "next door": reported(caretaker, next_door),
        "another floor": reported(caretaker, door_in(residence, "42", floor="4")),
        "this floor": reported(caretaker, next_door, Precision.FLOOR),
        "this address": reported(caretaker, next_door, Precision.ADDRESS),
    }
    reported(caretaker, door_in(residence, "12", street_number="99"))
    referral = reported(caretaker, door, precision)

    assert sorted(other.pk for other in duplicates_at(referral, adviser)) == sorted(named[one].pk for one in others)


def test_report_made_by_mistake_is_cancelled_by_its_caretaker(signed_in, caretaker, adviser, residence):
    referral = reported(caretaker, door_in(residence, "12"))
    client, url = signed_in(caretaker), reverse("referrals:cancel", args=[referral.public_id])
    assertContains(client.get(reverse("referrals:detail", args=[referral.public_id])), url)

    client.post(url, {"reason": "TWICE"})

    referral.refresh_from_db()
    assert (referral.state, referral.closing_reason) == (Referral.State.DISMISSED, Referral.EndReason.MISTAKE)
    assertNotContains(client.get(reverse("referrals:detail", args=[referral.public_id])), url)


def test_household_said_by_mistake_is_changed_and_its_case_file_says_so(
    signed_in, caretaker, adviser, residence, household
):
    referral = reported(caretaker, door_in(residence, "12"))
    attach_household(referral=referral, user=adviser, household=household)
    client, url = signed_in(adviser), reverse("referrals:detach", args=[referral.public_id])
    assertContains(client.get(reverse("referrals:detail", args=[referral.public_id])), url)

    client.post(url, {"reason": "WRONG_HOUSEHOLD"})

    referral.refresh_from_db()
    assert (referral.household, referral.state) == (None, Referral.State.SENT)
    assert household.journal(manager="with_cancelled").get().cancellation == "WRONG_HOUSEHOLD"


def test_nothing_is_planned_before_the_household_is_known(signed_in, caretaker, adviser, residence):
    referral = reported(caretaker, door_in(residence, "12"))
    client = signed_in(adviser)

    page = client.get(reverse("referrals:detail", args=[referral.public_id]))

    assert [act.title for act in page.context["acts"]] == ["Revoir l’examen du signalement", "Classer sans suite"]
    url = reverse("referrals:dismiss", args=[referral.public_id])
    refused = client.post(url, {"dismiss-reason": "UNREACHABLE"})
    assert "Dites qui est le ménage" in refused.context["dismiss_form"].errors["reason"][0]
    client.post(url, {"dismiss-reason": "LEFT_HOME"})
    referral.refresh_from_db()
    assert (referral.state, referral.household) == (Referral.State.DISMISSED, None)
