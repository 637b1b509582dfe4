import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from referrals.models import Meeting, Mobilisation, Referral
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("referral_has_a_reason", {"reasons": []}),
        ("referral_sent_has_dates", {"sent_at": None}),
        ("referral_sent_has_dates", {"state": "DRAFT"}),
        ("referral_ended_is_explained", {"state": "CLOSED", "closed_at": timezone.now()}),
        ("referral_ended_is_explained", {"closed_at": timezone.now(), "closing_reason": "SOLVED"}),
        ("referral_agreement_given_is_dated", {"agreement_on": None}),
        ("referral_agreement_given_is_dated", {"agreement_form": ""}),
        ("referral_sharing_given_is_dated", {"sharing_on": None}),
        ("referral_sharing_given_is_dated", {"sharing_form": ""}),
        ("referral_health_needs_agreement", {"reasons": ["ARREARS", "ADDICTION"], "agreement": "NOT_ASKED"}),
        ("referral_health_needs_agreement", {"reasons": ["ARREARS", "ADDICTION"], "sharing": "REFUSED"}),
        ("referral_names_one_household", {"household": None, "new_household": {"name": "Fabre"}}),
        ("referral_names_one_household", {"new_household": {"name": "Fabre"}}),
    ],
)
def test_referral_that_contradicts_itself_is_refused(name, fields):
    referral = ReferralFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**fields)


def test_draft_names_a_household_or_describes_one():
    referral = ReferralFactory(stranger=True)

    with pytest.raises(IntegrityError, match="referral_names_one_household"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(new_household=None)


def test_one_submission_makes_one_referral():
    referral = ReferralFactory()

    with pytest.raises(IntegrityError, match="submission_id"), transaction.atomic():
        ReferralFactory(submission_id=referral.submission_id)


def test_one_meeting_is_planned_at_a_time():
    meeting = MeetingFactory()

    with pytest.raises(IntegrityError, match="meeting_one_planned_per_referral"), transaction.atomic():
        MeetingFactory(referral=meeting.referral)


def test_meeting_held_has_its_date():
    meeting = MeetingFactory()

    with pytest.raises(IntegrityError, match="meeting_held_has_date"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(state="HELD")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("mobilisation_answer_is_dated", {"answered_at": timezone.now()}),
        ("mobilisation_answer_is_dated", {"state": "WITHDRAWN"}),
        ("mobilisation_refusal_is_explained", {"state": "DECLINED", "answered_at": timezone.now()}),
        ("mobilisation_acceptance_has_follow_up", {"state": "ACCEPTED", "answered_at": timezone.now()}),
    ],
)
def test_mobilisation_that_contradicts_itself_is_refused(name, fields):
    mobilisation = MobilisationFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Mobilisation.objects.filter(pk=mobilisation.pk).update(**fields)


def test_partner_is_asked_once_at_a_time():
    asked = MobilisationFactory()

    with pytest.raises(IntegrityError, match="mobilisation_one_open_per_partner"), transaction.atomic():
        MobilisationFactory(referral=asked.referral, convention=asked.convention)
