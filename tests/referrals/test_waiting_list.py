"""A partner that has no place today says when it may have one; that day passed, it is asked again."""

import datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import day_and_month
from partners.models import Notification
from partners.roles import Role
from referrals.models import Mobilisation, Referral, ReferralEvent
from referrals.services import mobilisations, silence
from tenancies.models import FollowUp
from tests.factories.partners import UserFactory
from tests.factories.referrals import MobilisationFactory
from tests.forms import stamp_of

pytestmark = pytest.mark.django_db
State = Mobilisation.State
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate()


@pytest.fixture
def asked():
    return MobilisationFactory(reminded=True)


@pytest.fixture
def coordinator(asked):
    return UserFactory(organization=asked.organization, role=Role.COORDINATOR)


def url(name, asked):
    return reverse(f"referrals:{name}", args=[asked.public_id])


def test_a_place_is_foreseen_read_by_the_landlord_and_taken_later(client, asked, coordinator):
    client.force_login(coordinator)
    sheet, place = url("mobilisation", asked), TODAY + 40 * DAY

    client.post(url("put_on_list", asked), {"place_expected_on": place.isoformat()})

    asked.refresh_from_db()
    assert (asked.state, asked.place_expected_on, asked.answered_by) == (State.WAITLISTED, place, coordinator)
    listed = client.get(reverse("referrals:mobilisations"), {"waiting": "1"}).context["rows"]
    assert [(row[0], row[2].word) for row in listed] == [
        (asked, f"Sur liste d’attente, place vers le {day_and_month(place)}")
    ]
    assert client.get(reverse("referrals:mobilisations")).context["rows"] == []
    assert asked.referral.household.name in client.get(sheet).text
    # Whoever asked is told that there is an answer, and reads which.
    assert [message.to for message in mail.outbox] == [[asked.requested_by.email]]
    client.force_login(asked.requested_by)
    page = client.get(reverse("referrals:detail", args=[asked.referral.public_id]))
    assert f"Sur liste d’attente, place vers le {day_and_month(place)}" in page.text
    assert page.context["status"].word.startswith("Sur liste d’attente d")
    assert [row.state for row in client.get(reverse("referrals:worklist")).context["requests"]] == [State.WAITLISTED]
    # A silence that is one no more is neither reminded nor ended.
    assert (silence.expire_silent(), silence.remind_silent(), silence.ask_waiting_again()) == (0, 0, 0)

    mobilisations.accept(mobilisation=asked, user=coordinator)
    asked.refresh_from_db()
    assert (asked.state, asked.place_expected_on) == (State.ACCEPTED, None)


@pytest.mark.parametrize("day", ["", TODAY.isoformat(), (TODAY + 400 * DAY).isoformat()])
def test_a_day_that_is_not_to_come_is_refused_at_its_field(client, asked, coordinator, day):
    client.force_login(coordinator)

    response = client.post(url("put_on_list", asked), {"place_expected_on": day})

    assert list(response.context["wait_form"].errors) == ["place_expected_on"]
    asked.refresh_from_db()
    assert asked.state == State.REQUESTED


def test_the_day_is_corrected_or_the_request_taken_off_and_awaited_again(client, asked, coordinator):
    client.force_login(coordinator)
    client.post(url("put_on_list", asked), {"place_expected_on": (TODAY + 40 * DAY).isoformat()})
    sheet = client.get(url("mobilisation", asked))

    client.post(url("put_on_list", asked), {"place_expected_on": (TODAY + 9 * DAY).isoformat()} | stamp_of(sheet))
    asked.refresh_from_db()
    assert asked.place_expected_on == TODAY + 9 * DAY

    client.post(url("take_off_list", asked))
    asked.refresh_from_db()
    assert (asked.state, asked.place_expected_on, asked.answered_by) == (State.REQUESTED, None, None)
    # Its whole delay again: it is not reminded, nor ended, at once.
    delay = asked.convention.answer_delay_days * DAY
    assert (asked.answer_due_on, asked.reminded_at, asked.expires_on) == (TODAY + delay, None, None)
    moves = ReferralEvent.objects.order_by("pk").values_list("move", flat=True)
    assert list(moves) == ["WAITLIST", "WAITLIST", "UNLIST"]


def test_once_the_day_has_passed_the_partner_is_asked_again_once(coordinator, asked):
    MobilisationFactory(waitlisted=True)
    foreseen = TODAY + DAY
    mobilisations.put_on_waiting_list(mobilisation=asked, user=coordinator, place_expected_on=foreseen)
    Mobilisation.objects.filter(pk=asked.pk).update(place_expected_on=TODAY - DAY)

    for _ in range(3):
        call_command("recurring", verbosity=0)

    asked.refresh_from_db()
    assert (asked.state, asked.reminded_at) == (State.REQUESTED, None)
    told = Notification.objects.filter(recipient=coordinator).values_list("kind", "about_id")
    assert list(told) == [("HELP_ASKED", asked.pk)]
    assert ReferralEvent.objects.filter(move="ASK_AGAIN", actor=None).count() == 1


def test_what_waits_for_a_place_ends_with_its_referral(asked):
    waiting = MobilisationFactory(referral=asked.referral, waitlisted=True)
    adviser = asked.requested_by

    mobilisations.withdraw(mobilisation=asked, user=adviser)
    waiting.referral.refresh_from_db()
    assert waiting.referral.state == Referral.State.MOBILISING
    mobilisations.withdraw(mobilisation=waiting, user=adviser)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.referral.state) == (State.WITHDRAWN, Referral.State.MET)


def test_a_follow_up_is_said_to_have_started_with_its_first_visit(client, asked, coordinator):
    accepted = mobilisations.accept(mobilisation=asked, user=coordinator)
    client.force_login(asked.requested_by)

    def word():
        page = client.get(reverse("referrals:detail", args=[asked.referral.public_id]))
        return page.context["mobilisations"][0][2].word

    assert word() == "Acceptée, première visite à venir"
    FollowUp.objects.filter(pk=accepted.follow_up_id).update(last_visit_on=TODAY)
    assert word() == "Suivi commencé"


def test_the_database_wants_a_day_on_a_waiting_list_and_none_elsewhere(asked):
    waiting = MobilisationFactory(waitlisted=True)
    for row, day in ((waiting, None), (asked, TODAY)):
        with pytest.raises(IntegrityError, match="mobilisation_waiting_list_foresees_a_day"), transaction.atomic():
            Mobilisation.objects.filter(pk=row.pk).update(place_expected_on=day)
