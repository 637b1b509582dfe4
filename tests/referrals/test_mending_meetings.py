"""A meeting recorded as held by error is cancelled, its day or place put right, in the open."""

import datetime
import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.dates import long_date
from housing_support.common.mending import Mistake, Obstacle
from partners.roles import Role
from referrals.models import Meeting, MeetingAddition, Referral
from referrals.services.agreements import Answers, record_agreement
from referrals.services.meetings import cancel_meeting, complete_diagnosis, correct_meeting, record_held
from tenancies.models import JournalEntry
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory, JournalEntryFactory, ParticipationFactory

pytestmark = pytest.mark.django_db

State = Referral.State
DIAGNOSIS = "Trois crédits en cours."


@pytest.fixture
def planned(adviser, household):
    """The appointment that the meeting answered."""
    referral = ReferralFactory(household=household, state=State.MEETING_PLANNED)
    return MeetingFactory(referral=referral, adviser=adviser, planned_at=timezone.now() - datetime.timedelta(hours=2))


@pytest.fixture
def meeting(adviser, planned):
    return hold(planned.referral, adviser)


def hold(referral, adviser, *, hours_ago=1):
    return record_held(
        referral=referral,
        user=adviser,
        held_at=timezone.now() - datetime.timedelta(hours=hours_ago),
        needs=["ARREARS"],
        diagnosis=DIAGNOSIS,
        decisions="",
        **{name: getattr(referral, name) for name in Answers.__annotations__},
    )


def address(act, meeting):
    return reverse(f"referrals:{act}", args=[meeting.referral.public_id, meeting.public_id])


def page_of(meeting):
    return reverse("referrals:detail", args=[meeting.referral.public_id])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def standing(referral):
    return list(referral.meetings.order_by("pk").values_list("state", "planned_at", "adviser"))


def test_the_referral_stands_where_it_stood(signed_in, adviser, planned, meeting):
    client = signed_in(adviser)
    assertContains(client.get(page_of(meeting)), address("cancel_meeting", meeting))

    response = client.post(address("cancel_meeting", meeting), {"reason": "WRONG_HOUSEHOLD"})

    assert said(response)[0].startswith("La rencontre est annulée. Rendez-vous le")
    referral = Referral.objects.get()
    assert (referral.state, standing(referral)) == (
        State.MEETING_PLANNED,
        [("PLANNED", planned.planned_at, adviser.pk)],
    )
    event = referral.events.order_by("pk").last()
    assert (event.move, event.facts) == (
        "CANCEL_HELD",
        {"reason": "WRONG_HOUSEHOLD", "meeting": str(meeting.public_id)},
    )


def test_it_stays_in_sight_struck_through(signed_in, adviser, meeting):
    cancel_meeting(meeting=meeting, user=adviser, reason=Mistake.NOT_HAPPENED)
    client, day = signed_in(adviser), long_date(timezone.localdate())

    page = client.get(page_of(meeting))

    assertContains(
        page, f'<del>Rencontre du {long_date(meeting.held_at)}</del> <span class="badge">Annulée</span>', html=True
    )
    assertContains(page, f"Annulée le {day} par {adviser.full_name}\u00a0: cela n’a pas eu lieu.")
    assertContains(page, '<del>Rencontre tenue</del> <span class="badge">Annulé</span>', html=True)
    assertContains(page, "Rencontre annulée\u00a0: cela n’a pas eu lieu")
    assertContains(page, DIAGNOSIS)
    timeline = client.get(reverse("tenancies:household", args=[meeting.referral.household.public_id]))
    assertContains(timeline, "<del>Rencontre avec la conseillère sociale</del>", html=True)


@pytest.mark.parametrize(
    ("reason", "shown_to_author", "shown_to_colleague"), [("WRONG_HOUSEHOLD", 1, 0), ("TWICE", 1, 1)]
)
def test_what_was_about_somebody_else_is_read_by_its_author_alone(
    signed_in, landlord, adviser, meeting, reason, shown_to_author, shown_to_colleague
):
    complement = "Un quatrième crédit."
    complete_diagnosis(meeting=meeting, user=adviser, text=complement, audience=Meeting.Audience.SOCIAL)
    cancel_meeting(meeting=meeting, user=adviser, reason=reason)
    colleague = UserFactory(organization=landlord, role=Role.ADVISER)

    for reader, times in ((adviser, shown_to_author), (colleague, shown_to_colleague)):
        page = signed_in(reader).get(page_of(meeting)).content.decode()
        assert (page.count(DIAGNOSIS), page.count(complement)) == (times, times)
        # The need that it confirmed too.
        card = page[page.index("<del>Rencontre du") :].partition("</section>")[0]
        assert card.count("Budget, impayés") == times


def test_a_meeting_recorded_twice_brings_no_appointment_back(adviser, household):
    referral = ReferralFactory(household=household, state=State.MET)
    first, second = [MeetingFactory(referral=referral, held=True, adviser=adviser) for _ in range(2)]

    cancel_meeting(meeting=second, user=adviser, reason=Mistake.TWICE)

    referral.refresh_from_db()
    assert (referral.state, list(referral.meetings.all())) == (State.MET, [first])


def test_a_meeting_that_was_missed_before_leaves_the_household_to_be_met(adviser, planned):
    MeetingFactory(referral=planned.referral, adviser=adviser, state="MISSED")
    meeting = hold(planned.referral, adviser)

    cancel_meeting(meeting=meeting, user=adviser, reason=Mistake.TWICE)

    assert Referral.objects.get().state == State.SENT


def test_what_the_timeline_tells_of_others_stays_as_it_is(adviser, meeting):
    """Of the next meeting, and of whatever else was written about the same moment."""
    MeetingFactory(referral=meeting.referral, adviser=adviser)
    following = hold(meeting.referral, adviser, hours_ago=0)
    note = JournalEntryFactory(household=meeting.referral.household, author=adviser, occurred_at=meeting.held_at)

    correct_meeting(
        meeting=meeting, user=adviser, held_at=meeting.held_at - datetime.timedelta(days=1), place=meeting.place
    )

    note.refresh_from_db()
    told = JournalEntry.objects.get(event=JournalEntry.Event.MEETING_HELD, occurred_at=following.held_at)
    assert (told.corrected_at, note.corrected_at) == (None, None)


def test_an_appointment_fixed_since_stays_alone(adviser, meeting):
    since = MeetingFactory(referral=meeting.referral, adviser=adviser)

    cancel_meeting(meeting=meeting, user=adviser, reason=Mistake.NOT_HAPPENED)

    assert standing(meeting.referral) == [("PLANNED", since.planned_at, adviser.pk)]
    assert Referral.objects.get().state == State.MEETING_PLANNED


def test_a_household_that_wants_no_contact_since_waits_for_no_meeting(adviser, meeting):
    refused = dict.fromkeys(Answers.__annotations__) | {
        "agreement": Referral.Agreement.REFUSED,
        "sharing": Referral.Agreement.REFUSED,
    }
    record_agreement(referral=meeting.referral, user=adviser, **refused)

    cancel_meeting(meeting=meeting, user=adviser, reason=Mistake.NOT_HAPPENED)

    assert (Referral.objects.get().state, standing(meeting.referral)) == (State.SENT, [])


def test_whoever_left_holds_no_appointment_that_comes_back(adviser, meeting):
    left = UserFactory(organization=adviser.organization, role=Role.ADVISER, is_active=False)
    Meeting.objects.update(adviser=left)

    cancel_meeting(meeting=meeting, user=adviser, reason=Mistake.NOT_HAPPENED)

    assert [who for _, _, who in standing(meeting.referral)] == [None]


@pytest.mark.parametrize(
    ("asked", "obstacle"),
    [("REQUESTED", Obstacle.PARTNER_ASKED), ("ACCEPTED", Obstacle.PARTNER_CAME), ("ENDED", Obstacle.PARTNER_CAME)],
)
def test_what_rests_on_the_only_meeting_is_named(signed_in, adviser, convention, meeting, asked, obstacle):
    follow_up = None
    if asked != "REQUESTED":
        follow_up = FollowUpFactory(convention=convention, household=meeting.referral.household)
    answered_at = timezone.now() if follow_up else None
    MobilisationFactory(
        referral=meeting.referral, convention=convention, state=asked, follow_up=follow_up, answered_at=answered_at
    )
    client = signed_in(adviser)

    assert said(client.get(address("cancel_meeting", meeting))) == [obstacle.label]
    assert said(client.post(address("cancel_meeting", meeting), {"reason": "TWICE"}))[-1] == obstacle.label
    assert Meeting.objects.get().cancelled_at is None


def test_what_was_declined_rests_on_nothing_and_stays_shown(signed_in, adviser, meeting):
    asked = MobilisationFactory(
        referral=meeting.referral, state="DECLINED", decline_reason="FULL", answered_at=timezone.now()
    )
    Referral.machine.finish(meeting.referral, Referral.Move.MOBILISE, actor=adviser)
    Referral.objects.update(state=State.MET)

    cancel_meeting(meeting=meeting, user=adviser, reason=Mistake.NOT_HAPPENED)

    assert Referral.objects.get().state == State.MEETING_PLANNED
    assertContains(signed_in(adviser).get(page_of(meeting)), asked.organization.short_name)


def test_a_partner_reads_the_diagnosis_of_the_meetings_that_stand(
    signed_in, adviser, coordinator, convention, household
):
    referral = ReferralFactory(household=household, state=State.IN_FOLLOW_UP)
    stands, errs = [
        MeetingFactory(referral=referral, held=True, adviser=adviser, diagnosis=text, audience=Meeting.Audience.SOCIAL)
        for text in ("Vu avec le ménage.", DIAGNOSIS)
    ]
    accepted = MobilisationFactory(
        referral=referral,
        convention=convention,
        state="ACCEPTED",
        answered_at=timezone.now(),
        answered_by=coordinator,
        follow_up=FollowUpFactory(convention=convention, household=household),
    )
    ParticipationFactory(household=household, organization=coordinator.organization)
    complements = [f"Complément {number}." for number in (1, 2)]
    for meeting, text in zip((stands, errs), complements, strict=True):
        complete_diagnosis(meeting=meeting, user=adviser, text=text, audience=Meeting.Audience.SOCIAL)
    cancel_meeting(meeting=errs, user=adviser, reason=Mistake.TWICE)

    page = signed_in(coordinator).get(reverse("referrals:mobilisation", args=[accepted.public_id]))

    for shown, hidden in ((stands.diagnosis, DIAGNOSIS), complements):
        assertContains(page, shown)
        assertNotContains(page, hidden)


def test_health_is_forgotten_of_what_was_cancelled_too(adviser, meeting):
    Meeting.objects.update(needs=["ADDICTION"])
    MeetingAddition.objects.create(
        meeting=meeting, author=adviser, organization=adviser.organization, audience="SOCIAL", text="Suivi en CSAPA."
    )
    cancel_meeting(meeting=meeting, user=adviser, reason=Mistake.NOT_HAPPENED)
    refused = dict.fromkeys(Answers.__annotations__) | {
        "agreement": Referral.Agreement.REFUSED,
        "sharing": Referral.Agreement.REFUSED,
    }

    record_agreement(referral=meeting.referral, user=adviser, **refused)

    cancelled = Meeting.with_cancelled.get(pk=meeting.pk)
    assert (cancelled.needs, cancelled.diagnosis, MeetingAddition.objects.count()) == ([], "", 0)


def test_the_day_and_the_place_are_put_right(signed_in, adviser, meeting):
    right = timezone.now().replace(second=0, microsecond=0) - datetime.timedelta(days=3)
    client = signed_in(adviser)

    response = client.post(
        address("correct_meeting", meeting),
        {"held_at": f"{timezone.localtime(right):%Y-%m-%dT%H:%M}", "place": "PHONE"},
    )

    assert said(response)[0].startswith("La rencontre est corrigée\u00a0: le")
    meeting.refresh_from_db()
    assert (meeting.held_at, meeting.place, meeting.corrected_by) == (right, "PHONE", adviser)
    line = JournalEntry.objects.get(event=JournalEntry.Event.MEETING_HELD)
    assert (line.occurred_at, line.corrected_by) == (right, adviser)
    assertContains(client.get(page_of(meeting)), f"Rencontre du {long_date(right)}")


def test_a_day_to_come_is_refused_at_its_field(signed_in, adviser, meeting):
    tomorrow = timezone.localtime() + datetime.timedelta(days=1)
    sent = {"held_at": f"{tomorrow:%Y-%m-%dT%H:%M}", "place": "HOME"}

    response = signed_in(adviser).post(address("correct_meeting", meeting), sent)

    assert list(response.context["form"].errors) == ["held_at"]
    assert Meeting.objects.get().corrected_at is None


@pytest.mark.parametrize("act", ["correct_meeting", "cancel_meeting"])
def test_once_the_referral_is_over_its_end_comes_first(signed_in, adviser, meeting, act):
    Referral.objects.update(state=State.CLOSED, closed_at=timezone.now(), closing_reason="SOLVED")
    client = signed_in(adviser)

    assert said(client.get(address(act, meeting))) == [Obstacle.REFERRAL_OVER.label]
    assertNotContains(client.get(page_of(meeting)), address(act, meeting))


def test_a_month_later_its_day_is_corrected_no_more(signed_in, adviser, meeting):
    Meeting.objects.update(held_at=timezone.now() - datetime.timedelta(days=31))

    assert said(signed_in(adviser).get(address("correct_meeting", meeting))) == [Obstacle.TOO_LATE.label]


@pytest.mark.parametrize("act", ["correct_meeting", "cancel_meeting"])
def test_a_meeting_of_another_referral_is_not_found(signed_in, adviser, meeting, act):
    other = ReferralFactory(household=meeting.referral.household)
    url = reverse(f"referrals:{act}", args=[other.public_id, meeting.public_id])

    assert signed_in(adviser).get(url).status_code == 404
    assert signed_in(adviser).get(address(act, Meeting(referral=other, public_id=uuid.uuid4()))).status_code == 404


def test_only_a_meeting_that_was_held_is_cancelled_by_error(planned):
    with pytest.raises(IntegrityError, match="meeting_cancelled_was_held"):
        Meeting.objects.update(cancelled_at=timezone.now(), cancelled_by=planned.adviser, cancellation="TWICE")
