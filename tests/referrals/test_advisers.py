"""Who is in charge of a referral, and who takes it over."""

import datetime

import pytest
from django.contrib.messages import SUCCESS, Message
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertNotContains

from housing_support.common.dates import short_date, short_moment
from housing_support.home.views import sections_for
from partners.roles import Role
from partners.services import accounts
from referrals.models import Meeting, Mobilisation, Referral, ReferralEvent
from referrals.services import meetings
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory

State, Move = Referral.State, Referral.Move
TO_BE_NAMED = "Conseillère à désigner"


@pytest.fixture
def admin(landlord):
    return UserFactory(organization=landlord, role=Role.ADMIN)


@pytest.fixture
def successor(landlord):
    return UserFactory(organization=landlord, role=Role.ADVISER, first_name="Léa", last_name="Brun")


@pytest.fixture
def planned(household, adviser):
    """A meeting to come, whose adviser is in charge of the referral."""
    return MeetingFactory(referral__household=household, referral__reference="S-2026-0001", adviser=adviser)


def lines(user):
    return {(section.title, line.text.partition(" ")[0]) for section in sections_for(user)[0] for line in section.lines}


def leave(signed_in, admin, adviser, **chosen):
    return signed_in(admin).post(reverse("partners:deactivate", args=[adviser.public_id]), chosen)


def test_whoever_is_to_hold_the_first_meeting_is_in_charge(household, adviser, successor):
    referral = ReferralFactory(household=household)

    meetings.plan_meeting(
        referral=referral, user=adviser, adviser=successor, planned_at=timezone.now(), place=Meeting.Place.HOME
    )

    referral.refresh_from_db()
    assert referral.adviser == successor


def test_the_meeting_that_is_planned_goes_along(planned, adviser, successor):
    meetings.assign_adviser(referral=planned.referral, user=adviser, adviser=successor)

    planned.refresh_from_db()
    assert (planned.adviser, planned.referral.adviser) == (successor, successor)
    event = ReferralEvent.objects.get()
    assert (event.move, event.actor, event.from_state, event.to_state) == (
        Move.ASSIGN,
        adviser,
        State.MEETING_PLANNED,
        State.MEETING_PLANNED,
    )


def test_naming_the_same_adviser_again_leaves_no_event(planned, adviser):
    meetings.assign_adviser(referral=planned.referral, user=adviser, adviser=adviser)

    assert not ReferralEvent.objects.exists()


def test_a_page_names_another_adviser(signed_in, planned, adviser, successor, landlord):
    UserFactory(organization=landlord, role=Role.ADVISER, is_active=False)
    client, address = signed_in(adviser), reverse("referrals:assign_adviser", args=[planned.referral.public_id])

    form = client.get(address).context["form"]
    response = client.post(address, {"adviser": successor.pk})

    assert set(form.fields["adviser"].queryset) == {adviser, successor}
    planned.referral.refresh_from_db()
    assert planned.referral.adviser == successor
    [message] = response.wsgi_request._messages
    assert str(message).startswith("Léa Brun suit désormais ce signalement. Rendez-vous le")


def test_an_ended_referral_has_nobody_to_name(signed_in, adviser, household):
    ended = ReferralFactory(household=household, ended=True)

    response = signed_in(adviser).get(reverse("referrals:assign_adviser", args=[ended.public_id]))

    assert response.url == reverse("referrals:detail", args=[ended.public_id])


def test_what_she_followed_goes_to_her_successor(signed_in, admin, adviser, successor, planned, household):
    met = MeetingFactory(held=True, referral__household=household, adviser=adviser).referral
    asked = MobilisationFactory(referral__household=household, requested_by=adviser)

    leave(signed_in, admin, adviser, referral=str(successor.public_id))

    planned.refresh_from_db()
    assert planned.adviser == successor
    assert {row.adviser for row in Referral.objects.all()} == {successor}
    assert {title for title, _ in lines(successor)} >= {"Partenaires à mobiliser"}
    found = [row.referral for row in Mobilisation.objects.filter(referral__adviser=successor)]
    assert found == [asked.referral]
    assert met.meetings.get().adviser == adviser


def test_what_is_to_be_named_waits_on_the_home_of_every_adviser(signed_in, admin, adviser, successor, planned):
    leave(signed_in, admin, adviser, referral="none")

    planned.refresh_from_db()
    assert (planned.adviser, planned.referral.adviser) == (None, None)
    assert (TO_BE_NAMED, "S-2026-0001") in lines(successor)
    meetings.assign_adviser(referral=planned.referral, user=successor, adviser=successor)
    assert (TO_BE_NAMED, "S-2026-0001") not in lines(successor)


@pytest.mark.parametrize(("state", "is_said"), [(State.SENT, False), (State.MET, True)])
def test_the_page_says_that_nobody_is_in_charge_once_somebody_should_be(signed_in, adviser, household, state, is_said):
    referral = ReferralFactory(household=household, state=state)

    page = signed_in(adviser).get(reverse("referrals:detail", args=[referral.public_id]))

    assert ("À désigner" in page.text) == is_said


def test_only_what_was_begun_is_to_be_named(household, adviser):
    for state in (State.SENT, State.MET, State.MOBILISING, State.IN_FOLLOW_UP, State.TO_CLOSE):
        ReferralFactory(household=household, state=state)
    ReferralFactory(household=household, draft=True)
    ReferralFactory(household=household, ended=True)

    found = set(Referral.objects.without_adviser().values_list("state", flat=True))

    assert found == {State.MET, State.MOBILISING, State.IN_FOLLOW_UP, State.TO_CLOSE}


def test_an_ended_referral_stays_hers(admin, adviser, household):
    ended = ReferralFactory(household=household, ended=True, adviser=adviser)

    accounts.deactivate(account=adviser, user=admin)

    ended.refresh_from_db()
    assert ended.adviser == adviser


def test_an_admin_reads_references_and_dates_alone(signed_in, admin, adviser, planned):
    form = signed_in(admin).get(reverse("partners:deactivate", args=[adviser.public_id])).context["form"]

    field = form.fields[f"referral-{planned.referral.pk}"]
    assert field.label == "Signalement S-2026-0001"
    assert field.help_text == (
        f"envoyé le {short_date(planned.referral.sent_at)} · rencontre fixée {short_moment(planned.planned_at)}"
    )


def test_a_manager_who_stands_in_for_the_admin_reads_the_name(signed_in, manager, adviser, planned):
    form = signed_in(manager).get(reverse("partners:deactivate", args=[adviser.public_id])).context["form"]

    assert form.fields[f"referral-{planned.referral.pk}"].label == "Belkacem · S-2026-0001"


def test_unsent_referrals_are_counted(signed_in, admin, officer, household):
    ReferralFactory(household=household, author=officer, draft=True)

    page = signed_in(admin).get(reverse("partners:deactivate", args=[officer.public_id]))

    assertContains(page, "Saisies commencées et non envoyées&nbsp;: 1.")


def test_a_meeting_that_nobody_was_to_hold_is_held_by_whoever_records_it(planned, adviser, successor, admin):
    accounts.deactivate(account=adviser, user=admin)

    meeting = meetings.record_held(
        referral=planned.referral,
        user=successor,
        held_at=timezone.now(),
        needs=["ARREARS"],
        diagnosis="Budget serré.",
        decisions="",
        agreement=Referral.Agreement.GIVEN,
        agreement_on=timezone.localdate(),
        agreement_form=Referral.AgreementForm.SPOKEN,
        sharing=Referral.Agreement.NOT_ASKED,
        sharing_on=None,
        sharing_form="",
    )

    planned.referral.refresh_from_db()
    assert (meeting.adviser, planned.referral.adviser) == (successor, successor)


def test_no_meeting_was_held_by_nobody(planned):
    with pytest.raises(IntegrityError, match="meeting_held_has_an_adviser"), transaction.atomic():
        Meeting.objects.update(state="HELD", held_at=timezone.now(), adviser=None)


@pytest.mark.parametrize("has_worker", [True, False])
def test_the_adviser_reads_whom_to_call_at_the_partner_and_rental_staff_do_not(
    signed_in, household, adviser, officer, convention, association, has_worker
):
    association.phone = "05 36 49 20 00"
    association.save()
    worker = UserFactory(organization=association, phone="06 39 98 01 02", last_name="Ferhat") if has_worker else None
    asked = MobilisationFactory(
        referral__household=household,
        referral__state=State.IN_FOLLOW_UP,
        convention=convention,
        requested_by=adviser,
        state=Mobilisation.State.ACCEPTED,
        answered_at=timezone.now(),
        follow_up=FollowUpFactory(convention=convention, household=household, worker=worker),
    )
    address = reverse("referrals:detail", args=[asked.referral.public_id])

    page = signed_in(adviser).get(address)
    untold = signed_in(officer).get(address)

    number = "0639980102" if has_worker else "0536492000"
    assertContains(page, f'href="tel:{number}"')
    assertContains(page, "Ferhat" if has_worker else "Référent à désigner")
    for secret in ("tel:", "Ferhat", "Référent à désigner"):
        assertNotContains(untold, secret)


def test_successors_are_told_of_by_the_confirmation(signed_in, admin, adviser, successor, planned):
    planned.planned_at += datetime.timedelta(days=1)
    planned.save()

    response = leave(signed_in, admin, adviser, referral=str(successor.public_id))

    done = (
        "Le compte de Julie Sarda est désactivé et ses sessions sont fermées. Un message part pour l’en informer. "
        "Chaque suivi attend à l’accueil de son successeur\u00a0; ceux qui restent à désigner, à l’accueil de qui les "
        "attribue."
    )
    assertMessages(response, [Message(SUCCESS, done)])


@pytest.mark.parametrize(("phone", "number"), [("06 39 98 01 02", "0639980102"), ("", "0536491000")])
def test_whoever_answers_a_request_reads_whom_to_call(
    signed_in, landlord, household, adviser, coordinator, convention, phone, number
):
    landlord.phone, adviser.phone = "05 36 49 10 00", phone
    landlord.save()
    adviser.save()
    asked = MobilisationFactory(referral__household=household, convention=convention, requested_by=adviser)

    page = signed_in(coordinator).get(reverse("referrals:mobilisation", args=[asked.public_id]))

    assertContains(page, f'href="tel:{number}"')
