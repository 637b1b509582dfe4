"""What was written of a meeting is put right by its author, in the open."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import long_date
from housing_support.common.mending import Obstacle
from partners.roles import Role
from referrals.models import Meeting, Referral
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory, ReferralFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(adviser, household):
    referral = ReferralFactory(household=household, state=Referral.State.MET)
    return MeetingFactory(
        referral=referral, held=True, adviser=adviser, planned_at=timezone.now(), diagnosis="Trois crédits en cours."
    )


@pytest.fixture
def url(meeting):
    return reverse("referrals:correct_diagnosis", args=[meeting.referral.public_id, meeting.public_id])


def page_of(meeting):
    return reverse("referrals:detail", args=[meeting.referral.public_id])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_author_corrects_the_diagnosis_and_who_reads_it(signed_in, adviser, meeting, url):
    client = signed_in(adviser)
    assert url in client.get(page_of(meeting)).content.decode()

    response = client.post(url, {"audience": "AUTHOR", "diagnosis": "Deux crédits en cours.", "decisions": ""})

    assert said(response) == ["Le diagnostic est corrigé. Qui le lit\u00a0: Vous seul."]
    meeting.refresh_from_db()
    assert (meeting.diagnosis, meeting.audience, meeting.corrected_by) == ("Deux crédits en cours.", "AUTHOR", adviser)
    html = client.get(page_of(meeting)).content.decode()
    assert f"Corrigée le {long_date(timezone.localdate())} par Julie Sarda" in html


def test_a_colleague_corrects_no_diagnosis_and_sees_no_button(signed_in, landlord, meeting, url):
    client = signed_in(UserFactory(organization=landlord, role=Role.ADVISER))

    assert client.post(url, {"audience": "AUTHOR", "diagnosis": "Réécrit.", "decisions": ""}).status_code == 403
    assert url not in client.get(page_of(meeting)).content.decode()


def test_a_month_later_the_page_says_why_not(signed_in, adviser, meeting, url):
    Meeting.objects.update(held_at=timezone.now() - datetime.timedelta(days=31))
    client = signed_in(adviser)

    assert said(client.get(url)) == [Obstacle.TOO_LATE.label]
    assert url not in client.get(page_of(meeting)).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"), [({"diagnosis": " "}, "diagnosis"), ({"audience": "SHARED"}, "audience")]
)
def test_a_wrong_correction_changes_nothing(signed_in, adviser, meeting, url, changes, field):
    sent = {"audience": "SOCIAL", "diagnosis": "Deux crédits.", "decisions": ""}

    response = signed_in(adviser).post(url, sent | changes)

    assert list(response.context["form"].errors) == [field]
    meeting.refresh_from_db()
    assert (meeting.diagnosis, meeting.corrected_at) == ("Trois crédits en cours.", None)


def test_the_database_refuses_half_a_correction(meeting):
    with pytest.raises(IntegrityError, match="meeting_mended_in_full"):
        Meeting.objects.update(corrected_at=timezone.now())
