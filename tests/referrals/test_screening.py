"""What an adviser does with a referral before the household is met: looks at it, tries to reach the household, or says
why it goes no further."""

import datetime
import io

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains

from partners.models import LandlordParameters
from referrals.clock import working_days_after
from referrals.models import Attempt, Meeting, Referral
from referrals.reading.attempts import missing_attempts
from referrals.services import screening
from referrals.services.meetings import plan_meeting
from referrals.services.mending import reopen
from tests.factories.partners import UserFactory
from tests.factories.referrals import AttemptFactory, MeetingFactory, ReferralFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def referral(household):
    return ReferralFactory(household=household, screened_at=None)


def page_of(referral):
    return reverse("referrals:detail", args=[referral.public_id])


def send(client, referral, act, **data):
    prefix = {"dismiss": "dismiss", "screen": "screen", "record_attempt": "attempt"}[act]
    url = reverse(f"referrals:{act}", args=[referral.public_id])
    return client.post(url, {f"{prefix}-{name}": value for name, value in data.items()})


# Looking at it


def test_five_working_days_are_counted_without_weekends_nor_holidays():
    # A Wednesday before the Ascension, on a Thursday.
    assert working_days_after(datetime.date(2026, 5, 13), 5) == datetime.date(2026, 5, 21)


def test_priority_raised_then_lowered_moves_the_meeting_and_leaves_a_trace(signed_in, adviser, referral):
    LandlordParameters.objects.create(landlord=referral.landlord, meeting_delay_days=15, urgent_meeting_delay_days=3)
    sent_on, client = timezone.localdate(referral.sent_at), signed_in(adviser)

    send(client, referral, "screen", urgency="URGENT", followed_by=["MDS"])
    referral.refresh_from_db()
    assert (referral.urgency, referral.meeting_due_on, referral.followed_by) == ("URGENT", sent_on + 3 * DAY, ["MDS"])
    send(client, referral, "screen", urgency="NORMAL", followed_by=[])

    referral.refresh_from_db()
    assert (referral.urgency, referral.meeting_due_on, referral.followed_by) == ("NORMAL", sent_on + 15 * DAY, [])
    assert [event.facts for event in referral.events.order_by("pk")] == [
        {"urgency": "URGENT", "was": "NORMAL"},
        {"again": True, "urgency": "NORMAL", "was": "URGENT"},
    ]
    page = client.get(page_of(referral))
    assertContains(page, "Signalement examiné\u00a0: priorité relevée, urgent")
    assertContains(page, "Examen corrigé\u00a0: priorité ramenée au délai habituel")


def test_who_follows_the_household_is_for_social_workers(signed_in, adviser, officer, referral):
    screening.screen(referral=referral, user=adviser, urgency="NORMAL", followed_by=["MDS", "FSL"])

    words = "FSL (Département), Maison des solidarités (MDS)"
    assertContains(signed_in(adviser).get(page_of(referral)), words)
    for name in ("Maison des solidarités", "FSL"):
        assertNotContains(signed_in(officer).get(page_of(referral)), name)


def test_what_nobody_looked_at_stands_on_its_list_until_it_is_or_the_household_is_to_be_met(
    signed_in, adviser, referral
):
    client = signed_in(adviser)

    def listed():
        return client.get(reverse("referrals:worklist")).context["to_screen"]

    assert listed() == [referral]
    with time_machine.travel(timezone.now() + 20 * DAY):
        assertContains(signed_in(adviser).get(reverse("home")), "Examen en retard, dû le")
    send(client, referral, "screen", urgency="NORMAL")
    assert listed() == []
    client.post(reverse("referrals:cancel_screening", args=[referral.public_id]), {"reason": "NOT_HAPPENED"})
    assert listed() == [referral]
    now = timezone.now()
    plan_meeting(referral=referral, user=adviser, adviser=adviser, planned_at=now, place=Meeting.Place.HOME)
    assert listed() == []


# Trying to reach it


def test_a_household_is_unreachable_after_three_attempts_that_count_missed_meetings(signed_in, adviser, referral):
    client = signed_in(adviser)
    MeetingFactory(referral=referral, state=Meeting.State.MISSED, adviser=adviser)
    AttemptFactory(referral=referral, means="CALL", result=Attempt.Result.REACHED)
    wrong = AttemptFactory(referral=referral)

    form = send(client, referral, "dismiss", reason="UNREACHABLE").context["dismiss_form"]
    assert form.errors == {"reason": ["Notez encore une tentative de rencontre sans réponse avant ce motif."]}
    screening.cancel_attempt(attempt=wrong, user=adviser, reason="TWICE")
    assert missing_attempts(referral) == 2
    for means in ("VISIT", "LETTER"):
        data = {"made_on": timezone.localdate().isoformat(), "means": means, "result": "NO_ANSWER"}
        send(client, referral, "record_attempt", **data)
        # Twice in one day in one way is once.
        send(client, referral, "record_attempt", **data)
    send(client, referral, "dismiss", reason="UNREACHABLE")

    referral.refresh_from_db()
    assert (referral.state, referral.closing_reason) == (Referral.State.DISMISSED, "UNREACHABLE")
    assert Attempt.objects.filter(referral=referral).count() == 3


def test_an_attempt_is_put_right_and_what_is_wrong_is_said_at_its_field(signed_in, adviser, referral):
    client, today = signed_in(adviser), timezone.localdate()
    attempt = screening.record_attempt(
        referral=referral, user=adviser, made_on=today, means="VISIT", result="NO_ANSWER"
    )
    url = reverse("referrals:correct_attempt", args=[referral.public_id, attempt.public_id])
    said = {"means": "CALL", "result": "REACHED"}

    for day in (today + DAY, today - DAY):
        form = send(client, referral, "record_attempt", made_on=day.isoformat(), **said).context["attempt_form"]
        assert list(form.errors) == ["made_on"]
    page = client.get(url)
    client.post(url, {"made_on": today.isoformat(), **said, "seen": page.context["form"]["seen"].value()})

    attempt.refresh_from_db()
    assert (attempt.means, attempt.result, attempt.corrected_by) == ("CALL", "REACHED", adviser)
    assertContains(client.get(page_of(referral)), "Corrigée le")


@pytest.mark.parametrize("is_protected", [False, True])
def test_the_letter_left_says_nothing_that_a_neighbour_could_use(signed_in, landlord, is_protected):
    adviser = UserFactory(organization=landlord, role="ADVISER", phone="0561223344", job_title="CESF")
    household = HouseholdFactory(landlord=landlord, name="Belkacem", is_protected=is_protected)
    PersonFactory(household=household, role="HOLDER", first_name="Anna", last_name="Belkacem")
    dwelling = DwellingFactory(residence__landlord=landlord)
    referral = ReferralFactory(household=household, dwelling=dwelling, precision="DOOR", facts="Volets fermés.")
    screening.screen(referral=referral, user=adviser, urgency="URGENT", followed_by=["MDS"])
    AttemptFactory(referral=referral)

    response = signed_in(adviser).get(reverse("referrals:letter", args=[referral.public_id]))

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.getvalue())).pages)
    text = " ".join(text.split()).replace("\u00a0", " ")
    assert ("Anna Belkacem" in text) == (not is_protected)
    assert "05 61 22 33 44" in text
    assert "sans y parvenir" in text
    for secret in ("signalement", "social", "CESF", "impay", "Volets", "MDS", "urgent", "partenaire", "association"):
        assert secret.lower() not in text.lower()
    for secret in (referral.reference, household.reference, dwelling.street_name, dwelling.residence.name):
        assert secret not in text


def test_who_wants_no_contact_is_not_written_to(signed_in, adviser, household):
    refused = {"agreement": "REFUSED", "agreement_on": None, "agreement_form": ""}
    referral = ReferralFactory(household=household, **refused)
    client = signed_in(adviser)

    assert client.get(reverse("referrals:letter", args=[referral.public_id])).status_code == 404
    today = timezone.localdate().isoformat()
    send(client, referral, "record_attempt", made_on=today, means="VISIT", result="NO_ANSWER")
    assert not Attempt.objects.exists()


# Why it goes no further


def test_a_duplicate_leads_to_the_other_and_the_other_to_it(signed_in, adviser, referral, household):
    other, elsewhere = ReferralFactory(household=household), ReferralFactory()
    client = signed_in(adviser)

    for wrong in ("", elsewhere.pk):
        form = send(client, referral, "dismiss", reason="DUPLICATE", duplicate_of=wrong).context["dismiss_form"]
        assert list(form.errors) == ["duplicate_of"]
    send(client, referral, "dismiss", reason="DUPLICATE", duplicate_of=other.pk)

    referral.refresh_from_db()
    assert (referral.closing_reason, referral.duplicate_of) == ("DUPLICATE", other)
    assertContains(client.get(page_of(referral)), page_of(other))
    assertContains(client.get(page_of(other)), page_of(referral))
    reopen(referral=referral, user=adviser, reason="WRONG_FACTS")
    assertNotContains(client.get(page_of(other)), page_of(referral))


def test_without_another_referral_nothing_is_a_duplicate(signed_in, adviser, referral):
    form = send(signed_in(adviser), referral, "dismiss", reason="DUPLICATE").context["dismiss_form"]

    assert list(form.errors) == ["reason"]


@pytest.mark.parametrize("reason", ["FOLLOWED", "REDIRECTED", "OUT_OF_SCOPE"])
def test_the_service_is_named_for_social_workers_alone(signed_in, adviser, officer, referral, reason):
    client = signed_in(adviser)

    for given, field in (({}, "service"), ({"service": "OTHER"}, "service_note")):
        form = send(client, referral, "dismiss", reason=reason, **given).context["dismiss_form"]
        assert list(form.errors) == [field]
    send(client, referral, "dismiss", reason=reason, service="OTHER", service_note="Mission locale")

    referral.refresh_from_db()
    assert (referral.closing_reason, referral.service, referral.service_note) == (reason, "OTHER", "Mission locale")
    assertContains(client.get(page_of(referral)), "Autre service, Mission locale")
    assertNotContains(signed_in(officer).get(page_of(referral)), "Mission locale")
