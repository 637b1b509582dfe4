"""What a caretaker wrote about a household before naming doors goes on as the report of its door."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from housing_support.drafts.words import name_of
from partners.roles import Role
from referrals.forms import DoorForm
from referrals.models import Referral
from referrals.reading.doors import doors_at
from referrals.services.former_drafts import DOOR_FORM, take_up_by_door
from tenancies.models import Draft, ResidenceCaretaker
from tests.factories.partners import UserFactory
from tests.factories.referrals import ReferralFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ResidenceFactory, TenancyFactory

pytestmark = pytest.mark.django_db

FACTS = "Volets fermés depuis dix jours."


@pytest.fixture
def door(landlord):
    return DwellingFactory(residence__landlord=landlord, door="12")


@pytest.fixture
def household(landlord, door):
    household = HouseholdFactory(landlord=landlord)
    TenancyFactory(household=household, dwelling=door)
    return household


def page_of(door):
    return reverse("referrals:report_door", args=[door.public_id])


def unsent(caretaker, household, **fields):
    return ReferralFactory(draft=True, author=caretaker, household=household, facts=FACTS, **fields)


def aged(days, row, field):
    type(row).objects.filter(pk=row.pk).update(**{field: timezone.now() - datetime.timedelta(days=days)})


def test_the_form_of_a_door_is_the_one_that_its_page_names(caretaker, door):
    assert name_of([DoorForm(doors=doors_at(caretaker, door), user=caretaker)]) == DOOR_FORM


def test_a_referral_that_was_not_sent_waits_at_its_door_once(signed_in, caretaker, household, door):
    unsent(caretaker, household, reasons=["NO_CONTACT"], urgency="URGENT")

    call_command("recurring", verbosity=0)
    assert take_up_by_door() == 0

    assert not Referral.objects.exists()
    [draft] = Draft.objects.all()
    assert (draft.user, draft.page, draft.role) == (caretaker, page_of(door), Role.CARETAKER)
    client = signed_in(caretaker)
    form = client.get(page_of(door)).context["form"]
    typed = {name: form[name].value() for name in ("place", "reasons", "facts", "urgency")}
    assert typed == {
        "place": f"DOOR-{door.public_id}",
        "reasons": ["NO_CONTACT"],
        "facts": FACTS,
        "urgency": "URGENT",
    }
    client.post(page_of(door), typed)
    assert Referral.objects.get().facts == FACTS


def test_what_was_typed_since_comes_with_it(caretaker, household, door):
    referral = unsent(caretaker, household)
    page = reverse("referrals:edit", args=[referral.public_id])
    Draft.objects.create(user=caretaker, page=page, form="a", role=Role.CARETAKER, data={"facts": ["La suite."]})

    assert take_up_by_door() == 1

    [draft] = Draft.objects.all()
    assert draft.data == {"facts": ["La suite."], "place": [f"DOOR-{door.public_id}"]}


def test_the_dwelling_of_a_tenant_who_has_no_case_file_is_its_door(caretaker, landlord, door):
    described = {"name": "Fabre", "persons": [], "dwelling": str(door.public_id), "lease_starts_on": "2026-01-01"}
    ReferralFactory(stranger=True, landlord=landlord, author=caretaker, new_household=described, facts=FACTS)

    assert take_up_by_door() == 1

    [draft] = Draft.objects.all()
    assert (draft.page, draft.data["facts"]) == (page_of(door), [FACTS])
    assert "Fabre" not in str(draft.data)


def test_what_was_typed_on_a_page_of_the_former_form_is_taken_up_too(caretaker, household, door):
    new = reverse("referrals:create_with_household")
    other_door = DwellingFactory(residence=door.residence, door="13")
    for page, data in (
        (reverse("referrals:create", args=[household.public_id]), {}),
        (new, {"last_name": ["Fabre"], "dwelling": [str(other_door.public_id)]}),
        (f"{new}?draft=1", {"last_name": ["Roux"], "dwelling": ["ailleurs"]}),
    ):
        Draft.objects.create(user=caretaker, page=page, form="a", role=Role.CARETAKER, data=data | {"facts": [FACTS]})

    assert take_up_by_door() == 2

    drafts = {draft.page: draft.data for draft in Draft.objects.all()}
    assert drafts.pop(f"{new}?draft=1")["facts"] == [FACTS]
    assert drafts == {
        page_of(each): {"facts": [FACTS], "place": [f"DOOR-{each.public_id}"]} for each in (door, other_door)
    }


def test_a_door_that_is_not_his_to_read_is_not_told_and_what_he_wrote_waits_as_long_as_a_draft(
    caretaker, household, landlord
):
    protected = HouseholdFactory(landlord=landlord, is_protected=True)
    TenancyFactory(household=protected, dwelling__residence__landlord=landlord)
    elsewhere = ResidenceFactory(landlord=landlord)
    ResidenceCaretaker.objects.create(user=caretaker, residence=elsewhere)
    for each in (protected, household):
        old, young = unsent(caretaker, each), unsent(caretaker, each)
        aged(31, old, "created_at")
        aged(29, young, "created_at")
        assert take_up_by_door() == 0
        assert list(Referral.objects.filter(household=each)) == [young]

    assert not Draft.objects.exists()


def test_what_he_began_to_type_at_the_door_since_is_not_written_over(caretaker, household, door):
    referral = unsent(caretaker, household)
    begun = Draft.objects.create(
        user=caretaker, page=page_of(door), form=DOOR_FORM, role=Role.CARETAKER, data={"facts": ["Autre chose."]}
    )

    assert take_up_by_door() == 0

    assert list(Draft.objects.values_list("pk", "data")) == [(begun.pk, {"facts": ["Autre chose."]})]
    assert list(Referral.objects.all()) == [referral]


def test_the_drafts_of_others_stay_as_they_are(landlord, household):
    officer = UserFactory(organization=landlord, role=Role.RENTAL_OFFICER)
    referral = unsent(officer, household)
    aged(60, referral, "created_at")

    assert take_up_by_door() == 0

    assert list(Referral.objects.all()) == [referral]
