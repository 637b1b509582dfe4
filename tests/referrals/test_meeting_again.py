"""A diagnosis is completed after the meeting, and a household is met again."""

import pytest
from django.contrib.messages import SUCCESS, WARNING, Message
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertNotContains

from partners.exceptions import TransitionNotAllowedError
from partners.roles import Role
from referrals.models import Meeting, MeetingAddition, Referral
from referrals.services import agreements, meetings
from referrals.views.acts import SOMEBODY_WAS_FASTER
from tests.consistency import world as words
from tests.consistency.database import written_anywhere
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory, ReferralFactory

pytestmark = pytest.mark.django_db

State = Referral.State
ADDED = "complément-jaboticaba"
GIVEN = {
    "agreement": "GIVEN",
    "agreement_on": "2026-01-10",
    "agreement_form": "SPOKEN",
    "sharing": "GIVEN",
    "sharing_on": "2026-01-10",
    "sharing_form": "SPOKEN",
}
MET = [State.MET, State.MOBILISING, State.IN_FOLLOW_UP, State.TO_CLOSE]


def page_of(referral):
    return reverse("referrals:detail", args=[referral.public_id])


def complete(client, referral, **typed):
    meeting = referral.meetings.filter(state="HELD").order_by("-planned_at").first()
    address = reverse("referrals:complete_diagnosis", args=[referral.public_id, meeting.public_id])
    return client.post(address, {"complete-text": ADDED, "complete-audience": "SOCIAL"} | typed)


def hold(referral, adviser, **answers):
    return meetings.record_held(
        referral=referral,
        user=adviser,
        held_at=timezone.now(),
        needs=["UPKEEP"],
        diagnosis="Le logement est entretenu.",
        decisions="",
        **GIVEN | answers,
    )


def plan(referral, adviser):
    return meetings.plan_meeting(
        referral=referral, user=adviser, adviser=adviser, planned_at=timezone.now(), place=Meeting.Place.HOME
    )


# The diagnosis is completed


def test_an_addition_is_dated_signed_and_said_to_be_read(signed_in, world):
    client = signed_in(world.adviser)

    response = complete(client, world.referral)

    readers = "Les travailleurs sociaux du dossier\u00a0: associations et conseillères du bailleur"
    assertMessages(response, [Message(SUCCESS, f"Le diagnostic est complété. Qui lit ce complément\u00a0: {readers}.")])
    [addition] = MeetingAddition.objects.all()
    assert (addition.author, addition.organization, addition.text) == (world.adviser, world.landlord, ADDED)
    page = client.get(page_of(world.referral))
    assertContains(page, ADDED)
    assertContains(page, words.DIAGNOSIS)


@pytest.mark.parametrize(
    ("audience", "readers"),
    [("SOCIAL", {"AD", "CO"}), ("ORGANIZATION", {"AD"}), ("AUTHOR", {"AD"})],
)
def test_it_is_read_by_those_it_was_written_for(signed_in, world, audience, readers):
    complete(signed_in(world.adviser), world.referral, **{"complete-audience": audience})

    pages = {code: signed_in(world.people[code]).get(page_of(world.referral)).text for code in ("AD", "MG", "RO", "LA")}
    sheet = reverse("referrals:mobilisation", args=[world.accepted.public_id])
    pages["CO"] = signed_in(world.coordinator).get(sheet).text
    asked = reverse("referrals:mobilisation", args=[world.requested.public_id])
    pages["AC"] = signed_in(world.people["AC"]).get(asked).text

    # The diagnosis that it completes is the landlord's own: its sheet shows the partner neither.
    assert {code for code, page in pages.items() if ADDED in page} == readers - {"CO"}


def test_a_partner_that_reads_the_diagnosis_reads_what_completes_it(signed_in, world):
    world.referral.meetings.update(audience="SOCIAL")
    complete(signed_in(world.adviser), world.referral)

    sheet = signed_in(world.coordinator).get(reverse("referrals:mobilisation", args=[world.accepted.public_id]))

    assertContains(sheet, words.DIAGNOSIS)
    assertContains(sheet, ADDED)


def test_it_goes_with_the_agreement_when_health_is_spoken_of(signed_in, world):
    complete(signed_in(world.adviser), world.referral)
    assert ADDED in written_anywhere()

    agreements.record_agreement(referral=world.referral, user=world.adviser, **agreements.REFUSED)

    assert ADDED not in written_anywhere()


def test_nothing_is_added_without_words_nor_readers(signed_in, world):
    refused = complete(signed_in(world.adviser), world.referral, **{"complete-audience": "SHARED"})

    assert set(refused.context["complete_form"].errors) == {"audience"}
    assertContains(refused, ADDED)
    assert not MeetingAddition.objects.exists()


@pytest.mark.parametrize("text", [ADDED, ""], ids=["filled in", "empty"])
def test_the_diagnosis_of_a_closed_referral_is_not_completed(signed_in, household, adviser, text):
    meeting = MeetingFactory(held=True, referral=ReferralFactory(household=household, ended=True), adviser=adviser)
    client = signed_in(adviser)

    assertNotContains(client.get(page_of(meeting.referral)), "Compléter le diagnostic")
    response = complete(client, meeting.referral, **{"complete-text": text})

    assertMessages(response, [Message(WARNING, SOMEBODY_WAS_FASTER)])
    assert not MeetingAddition.objects.exists()


# A second meeting


@pytest.mark.parametrize("state", MET)
def test_a_household_is_met_again_without_the_referral_going_back(household, adviser, state):
    referral = ReferralFactory(household=household, state=state)
    first = MeetingFactory(held=True, referral=referral, adviser=adviser)

    plan(referral, adviser)
    second = hold(referral, adviser)

    referral.refresh_from_db()
    assert referral.state == state
    assert list(referral.meetings.order_by("pk")) == [first, second]
    assert [event.move for event in referral.events.order_by("pk")] == ["PLAN_MEETING", "RECORD_HELD"]


def test_a_household_may_be_met_again_by_any_adviser_of_its_landlord(signed_in, household, adviser):
    colleague = UserFactory(organization=adviser.organization, role=Role.ADVISER, last_name="Zola")
    UserFactory(landlord_staff=True, role=Role.ADVISER)
    referral = ReferralFactory(household=household, state=State.MET)
    MeetingFactory(held=True, referral=referral, adviser=adviser)
    client = signed_in(adviser)
    form = client.get(page_of(referral), {"act": "PLAN_MEETING"}).context["meeting_form"]
    assert [*form.fields["adviser"].choices] == [
        (adviser.pk, adviser.full_name),
        (colleague.pk, colleague.full_name),
    ]

    client.post(
        reverse("referrals:plan_meeting", args=[referral.public_id]),
        {"adviser": colleague.pk, "planned_at": "2026-12-10T10:00", "place": "HOME"},
    )

    planned = referral.meetings.get(state="PLANNED")
    assert planned.adviser == colleague
    form = client.get(page_of(referral), {"act": "PLAN_MEETING"}).context["meeting_form"]
    assert form["adviser"].value() == colleague.pk


@pytest.mark.parametrize("state", MET)
def test_a_second_meeting_that_was_missed_leaves_the_referral_where_it_stands(household, adviser, state):
    referral = ReferralFactory(household=household, state=state)
    planned = plan(referral, adviser)

    meetings.record_missed(referral=referral, user=adviser)

    planned.refresh_from_db()
    referral.refresh_from_db()
    assert (planned.state, referral.state) == (Meeting.State.MISSED, state)


@pytest.mark.parametrize("state", MET)
def test_no_meeting_is_recorded_that_was_not_fixed(household, adviser, state):
    referral = ReferralFactory(household=household, state=state)

    with pytest.raises(TransitionNotAllowedError):
        hold(referral, adviser)
    with pytest.raises(TransitionNotAllowedError):
        meetings.record_missed(referral=referral, user=adviser)


def test_both_diagnoses_are_on_the_page_the_latest_first(signed_in, household, adviser):
    referral = ReferralFactory(household=household, state=State.MET)
    MeetingFactory(held=True, referral=referral, adviser=adviser, diagnosis="Premier diagnostic.")
    plan(referral, adviser)
    client = signed_in(adviser)

    asked = client.get(page_of(referral))
    hold(referral, adviser)
    page = client.get(page_of(referral)).text

    assertContains(asked, "<h2>Enregistrer la rencontre</h2>", count=1)
    assertContains(asked, "Déplacer la rencontre</a>", count=1)
    assert page.index("Le logement est entretenu.") < page.index("Premier diagnostic.")


def test_a_household_may_withdraw_its_agreement_at_the_second_meeting(world):
    plan(world.referral, world.adviser)

    hold(world.referral, world.adviser, sharing="REFUSED", sharing_on=None, sharing_form="")

    for row in (world.referral, world.follow_up, world.requested):
        row.refresh_from_db()
    assert (world.referral.state, world.referral.sharing) == (State.TO_CLOSE, "REFUSED")
    assert (world.follow_up.end_reason, world.requested.state) == ("AGREEMENT", "WITHDRAWN")
