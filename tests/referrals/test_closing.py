"""Closing a case file or a referral shows what waits or runs, and settles it in the same act."""

import pytest
from django.contrib.messages import SUCCESS, Message
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages, assertNotContains

from housing_support.common.dates import long_date, long_moment
from housing_support.common.settling import CHANGED
from partners.exceptions import TransitionNotAllowedError
from referrals.models import Meeting, Mobilisation, Referral
from referrals.services import meetings
from tenancies.models import Draft, FollowUp, Household, Participation
from tenancies.models.ends import EndReason
from tenancies.services.closing import close_household
from tenancies.services.journal import write_note
from tenancies.services.support import begin_follow_up
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory
from tests.forms import stamped_form

pytestmark = pytest.mark.django_db

State = Referral.State
OPEN = [state for state in State if state not in {State.DRAFT, State.CLOSED, State.DISMISSED}]


def page_of(household):
    return reverse("tenancies:household_close", args=[household.public_id])


def draft_of(user, page, **values):
    return Draft.objects.create(user=user, role=user.role, page=page, form="form", title="Note", **values)


def lines(page):
    return [each.words for each in page.context["form"].pending]


# A case file


def test_the_page_lists_whatever_waits_or_runs(signed_in, world):
    planned = MeetingFactory(
        referral=ReferralFactory(household=world.household, state=State.MEETING_PLANNED, reference="S-2025-0099")
    )
    own = ReferralFactory(household=world.household, draft=True, author=world.adviser, reference="S-2025-0100")
    ReferralFactory(household=world.household, draft=True, author=world.officer)
    draft_of(world.adviser, reverse("tenancies:note_create", args=[world.household.public_id]))
    begun, asked_on = long_date(world.follow_up.started_on), long_date(world.requested.requested_at)
    world.follow_up.refresh_from_db()

    page = signed_in(world.adviser).get(page_of(world.household))

    assert lines(page) == [
        f"Suivi par UCRM depuis le {begun}\u00a0: terminé",
        f"Visite prévue le {long_moment(world.follow_up.next_visit_at)}\u00a0: annulée",
        f"Signalement {world.referral.reference}\u00a0: clos",
        f"Demande du {asked_on} à {world.asked.short_name}\u00a0: retirée",
        "Signalement S-2025-0099\u00a0: clos",
        f"Rencontre du {long_moment(planned.planned_at)}, avec {planned.adviser.full_name}\u00a0: annulée",
        f"Votre brouillon de signalement {own.reference}\u00a0: supprimé",
        "Votre brouillon «\u00a0Note\u00a0»\u00a0: effacé",
    ]
    for words in lines(page):
        assertContains(page, words)


def test_who_reads_no_social_content_is_told_no_partner(signed_in, world):
    page = signed_in(world.people["MG"]).get(page_of(world.household))

    assertNotContains(page, world.asked.short_name)
    assertNotContains(page, world.association.short_name)
    assertContains(page, f"Demande du {long_date(world.requested.requested_at)} à un partenaire\u00a0: retirée")


def test_everything_is_settled_in_the_same_act(signed_in, world):
    meeting = MeetingFactory(referral__household=world.household)
    own = ReferralFactory(household=world.household, draft=True, author=world.adviser)
    page = reverse("tenancies:note_create", args=[world.household.public_id])
    mine, theirs = draft_of(world.adviser, page), draft_of(world.worker, page)

    response = signed_in(world.adviser).post(page_of(world.household), {"reason": "LEFT"})

    today = timezone.localdate()
    for row in (world.household, world.follow_up, world.referral, world.requested, world.accepted, meeting):
        row.refresh_from_db()
    meeting.referral.refresh_from_db()
    assert response.status_code == 302
    assert (world.household.state, world.household.closed_on) == (Household.State.CLOSED, today)
    assert (world.follow_up.ended_on, world.follow_up.end_reason) == (today, EndReason.LEFT)
    assert (world.referral.state, world.referral.closing_reason) == (State.CLOSED, "CASE_FILE")
    assert (world.requested.state, world.accepted.state) == ("WITHDRAWN", "ENDED")
    assert (meeting.state, meeting.referral.state) == (Meeting.State.CANCELLED, State.DISMISSED)
    assert not Referral.objects.filter(pk=own.pk).exists()
    # What somebody else is writing stays theirs.
    assert list(Draft.objects.filter(pk__in=[mine.pk, theirs.pk])) == [theirs]
    [left] = Participation.objects.filter(household=world.household, organization=world.association)
    assert (left.until, left.end_reason) == (today, EndReason.LEFT)


def test_the_answer_says_what_ended(signed_in, household, adviser):
    referral = ReferralFactory(household=household, reference="S-2026-0042")

    response = signed_in(adviser).post(page_of(household))

    said = "Le dossier est clos. Prend fin\u00a0: signalement S-2026-0042. Il reste lisible et peut être rouvert."
    assertMessages(response, [Message(SUCCESS, said)])
    referral.refresh_from_db()
    assert referral.state == State.DISMISSED


def test_a_case_file_in_which_nothing_waits_is_closed_with_a_click(signed_in, household, adviser):
    client = signed_in(adviser)

    page = client.get(page_of(household))
    client.post(page_of(household))

    assertNotContains(page, "Prennent fin avec lui")
    assertNotContains(page, "Motif de fin des suivis")
    household.refresh_from_db()
    assert household.state == Household.State.CLOSED


def test_why_the_follow_ups_end_is_asked(signed_in, world):
    response = signed_in(world.adviser).post(page_of(world.household), {"reason": ""})

    assert response.context["form"].errors == {"reason": ["Choisissez pourquoi les suivis se terminent."]}
    world.household.refresh_from_db()
    assert world.household.state == Household.State.SUPPORTED


def test_nobody_closes_over_what_was_not_shown(signed_in, household, adviser):
    client = signed_in(adviser)
    shown = client.get(page_of(household)).context["form"].pending_digest
    referral = ReferralFactory(household=household)

    response = client.post(page_of(household), {"settles": shown})

    assertContains(response, CHANGED)
    assertContains(response, f"Signalement {referral.reference}\u00a0: clos")
    household.refresh_from_db()
    assert household.state == Household.State.WAITING


def test_nothing_is_settled_when_the_case_file_cannot_be_closed(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        close_household(household=world.household, user=world.adviser)

    world.referral.refresh_from_db()
    world.requested.refresh_from_db()
    assert (world.referral.state, world.requested.state) == (State.IN_FOLLOW_UP, Mobilisation.State.REQUESTED)


@pytest.mark.parametrize("state", OPEN)
def test_every_open_referral_ends_with_its_case_file(household, adviser, state):
    referral = ReferralFactory(household=household, state=state)

    close_household(household=household, user=adviser)

    referral.refresh_from_db()
    [event] = referral.events.all()
    assert (referral.closing_reason, event.move, event.facts) == (
        "CASE_FILE",
        "END_WITH_CASE_FILE",
        {"reason": "CASE_FILE"},
    )
    assert referral.state in {State.CLOSED, State.DISMISSED}


def test_what_is_about_others_or_typed_by_others_stays(household, adviser, officer, convention):
    other = HouseholdFactory(
        landlord=household.landlord, participants=[convention.association], state=Household.State.SUPPORTED
    )
    running = FollowUpFactory(convention=convention, household=other)
    referral = ReferralFactory(household=other)
    unsent = [
        ReferralFactory(household=other, draft=True, author=adviser),
        ReferralFactory(household=household, draft=True, author=officer),
    ]
    typed = [
        draft_of(author, reverse("tenancies:note_create", args=[about.public_id]))
        for author, about in ((adviser, other), (officer, household))
    ]

    close_household(household=household, user=adviser)

    for row in (other, running, referral):
        row.refresh_from_db()
    assert (other.state, running.ended_on, referral.state) == (Household.State.SUPPORTED, None, State.SENT)
    assert list(Referral.objects.filter(household__in=[household, other], state=State.DRAFT).order_by("pk")) == unsent
    assert list(Draft.objects.filter(user__in=[adviser, officer]).order_by("pk")) == typed


# Nothing is planned in a closed case file


@pytest.fixture
def closed(world):
    close_household(household=world.household, user=world.adviser, reason=EndReason.LEFT)
    world.household.refresh_from_db()
    return world


def test_no_service_plans_anything_in_a_closed_case_file(closed):
    acts = [
        lambda: meetings.plan_meeting(
            referral=closed.referral,
            user=closed.adviser,
            adviser=closed.adviser,
            planned_at=timezone.now(),
            place=Meeting.Place.HOME,
        ),
        lambda: begin_follow_up(
            household=closed.household, convention=closed.convention, user=closed.coordinator, reason="Retour"
        ),
        lambda: write_note(household=closed.household, user=closed.adviser, audience="SHARED", text="Encore."),
    ]

    for act in acts:
        with pytest.raises(TransitionNotAllowedError):
            act()


def test_the_database_holds_it(closed):
    ended = FollowUp.objects.filter(pk=closed.follow_up.pk)
    over = Referral.objects.filter(pk=closed.referral.pk)
    acts = [
        (lambda: ended.update(ended_on=None, end_reason=""), "follow_up_runs_in_open_case_file"),
        (lambda: FollowUpFactory(household=closed.household, convention=closed.convention), "follow_up_runs"),
        (lambda: over.update(state=State.MET, closed_at=None, closing_reason=""), "referral_waits_in_open_case_file"),
        (lambda: ReferralFactory(household=closed.household), "referral_waits_in_open_case_file"),
    ]

    for act, name in acts:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()


# A referral


@pytest.mark.parametrize(
    ("act", "state", "reason"), [("close", State.MET, "SOLVED"), ("dismiss", State.SENT, "REFUSED")]
)
def test_what_is_typed_in_an_ending_goes_with_it(signed_in, adviser, household, act, state, reason):
    """Kept while it is typed, and not among what the act ends: what was shown would have changed by itself."""
    referral = ReferralFactory(household=household, state=state)
    client, address = signed_in(adviser), reverse("referrals:detail", args=[referral.public_id])
    form = stamped_form(client.get(address, {"act": act.upper()}), f"/{act}/")
    typed = form.sent | {f"{act}-service_note": ["Mission locale"], f"{act}-reason": [reason]}

    client.post(reverse("draft_keep"), typed)
    again = client.get(address)
    kept = stamped_form(again, f"/{act}/").sent[f"{act}-service_note"]
    response = client.post(form.action, typed)

    referral.refresh_from_db()
    assert kept == ["Mission locale"]
    assert again.context[f"{act}_form"].pending == []
    assert (response.status_code, referral.closing_reason) == (302, reason)
    assert not Draft.objects.waiting().filter(user=adviser).exists()


def test_closing_a_referral_shows_what_falls_and_what_goes_on(signed_in, world):
    draft_of(world.adviser, reverse("referrals:detail", args=[world.referral.public_id]))
    client = signed_in(world.adviser)

    page = client.get(reverse("referrals:detail", args=[world.referral.public_id]))
    response = client.post(reverse("referrals:close", args=[world.referral.public_id]), {"close-reason": "SUPPORTED"})

    begun, asked_on = long_date(world.follow_up.started_on), long_date(world.requested.requested_at)
    asked = f"emande du {asked_on} à {world.asked.short_name}"
    assert [each.words for each in page.context["close_form"].pending] == [
        f"D{asked}\u00a0: retirée",
        "Votre brouillon «\u00a0Note\u00a0»\u00a0: effacé",
        f"Suivi de l’UCRM depuis le {begun}\u00a0: continue, sauf si le ménage ne souhaite plus d’aide",
    ]
    said = f"Le signalement est clos. Prennent fin\u00a0: d{asked}, votre brouillon «\u00a0Note\u00a0»."
    follows = "Il reste lisible dans «\u00a0Tous les signalements\u00a0»\u00a0: plus rien n’est attendu."
    assertMessages(response, [Message(SUCCESS, f"{said} {follows}")])
    world.follow_up.refresh_from_db()
    assert (world.follow_up.ended_on, Draft.objects.filter(user=world.adviser).exists()) == (None, False)


def test_dismissing_a_referral_shows_its_meeting_and_cancels_it(signed_in, household, adviser):
    meeting = MeetingFactory(referral__household=household, adviser=adviser)
    client = signed_in(adviser)

    page = client.get(reverse("referrals:detail", args=[meeting.referral.public_id]), {"act": "DISMISS"})
    client.post(
        reverse("referrals:dismiss", args=[meeting.referral.public_id]),
        {"dismiss-reason": "LEFT_HOME", "dismiss-settles": page.context["dismiss_form"].pending_digest},
    )

    planned = f"Rencontre du {long_moment(meeting.planned_at)}, avec Julie Sarda\u00a0: annulée"
    assert [each.words for each in page.context["dismiss_form"].pending] == [planned]
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED


def test_a_request_sent_meanwhile_is_not_withdrawn_unseen(signed_in, household, adviser):
    referral = ReferralFactory(household=household, state=State.MET)
    client = signed_in(adviser)
    page = client.get(reverse("referrals:detail", args=[referral.public_id]), {"act": "CLOSE"})
    asked = MobilisationFactory(referral=referral)

    response = client.post(
        reverse("referrals:close", args=[referral.public_id]),
        {"close-reason": "SOLVED", "close-settles": page.context["close_form"].pending_digest},
    )

    assertContains(response, CHANGED)
    asked.refresh_from_db()
    assert asked.state == Mobilisation.State.REQUESTED
