"""The sending, or the end, of a referral was a mistake: it is taken back in the open."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from housing_support.common.mending import Mistake, Obstacle
from partners.roles import Role
from referrals.models import Meeting, Referral
from referrals.services.drafts import save_draft, send
from referrals.services.endings import close, dismiss
from referrals.services.mending import reopen, take_back
from tenancies.models import Household
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db

State = Referral.State


@pytest.fixture
def sent(officer, household):
    return sent_by(officer, household)


def sent_by(officer, household):
    facts = {
        "reasons": ["ARREARS"],
        "facts": "Deux loyers impayés.",
        "agreement": Referral.Agreement.NOT_ASKED,
        "agreement_on": None,
        "agreement_form": "",
        "urgency": Referral.Urgency.NORMAL,
    }
    draft = save_draft(user=officer, submission_id=uuid.uuid4(), household=household, **facts)
    return send(referral=draft, user=officer)


def address(act, referral):
    return reverse(f"referrals:{act}", args=[referral.public_id])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_author_takes_back_what_was_just_sent(signed_in, officer, sent):
    client = signed_in(officer)
    assert address("take_back", sent) in client.get(address("detail", sent)).content.decode()

    response = client.post(address("take_back", sent), {"reason": "WRONG_HOUSEHOLD"})

    assert said(response) == ["L’envoi est annulé\u00a0: le signalement est de nouveau votre brouillon."]
    sent.refresh_from_db()
    assert (sent.state, sent.sent_at, sent.meeting_due_on) == (State.DRAFT, None, None)
    event = sent.events.order_by("pk").last()
    assert (event.move, event.facts) == ("TAKE_BACK", {"reason": "WRONG_HOUSEHOLD"})


def test_the_timeline_shows_a_sending_taken_back_struck_through(signed_in, officer, sent):
    take_back(referral=sent, user=officer, reason=Mistake.TWICE)

    html = signed_in(officer).get(reverse("tenancies:household", args=[sent.household.public_id])).content.decode()

    assert f'<del>Signalement {sent.reference} envoyé</del> <span class="badge">Annulé</span>' in html
    assert f"par {officer.full_name}, Patrimoine SA\u00a0: saisie deux fois." in html


def test_what_was_taken_back_is_sent_again_then_taken_back_again(officer, sent):
    draft = take_back(referral=sent, user=officer, reason=Mistake.WRONG_FACTS)
    again = send(referral=draft, user=officer)

    assert take_back(referral=again, user=officer, reason=Mistake.TWICE).state == State.DRAFT
    assert sent.household.journal.filter(event="REFERRAL_SENT").count() == 0


def test_another_referral_about_the_household_stays_told(officer, household, sent):
    other = sent_by(officer, household)

    take_back(referral=sent, user=officer, reason=Mistake.TWICE)

    assert [entry.facts for entry in household.journal.filter(event="REFERRAL_SENT")] == [
        {"reference": other.reference}
    ]


def test_what_an_adviser_began_is_not_taken_back(signed_in, officer, adviser, sent):
    client = signed_in(adviser)
    client.post(
        address("plan_meeting", sent),
        {"adviser": adviser.pk, "planned_at": f"{timezone.localdate()}T23:00", "place": "HOME"},
    )
    Meeting.objects.update(state="MISSED")
    Referral.objects.update(state=State.SENT)

    response = signed_in(officer).get(address("take_back", sent))

    assert said(response)[-1].startswith("La conseillère sociale s’en occupe déjà")
    assert Referral.objects.get().state == State.SENT


def test_a_colleague_takes_nothing_back_and_sees_no_button(signed_in, adviser, sent):
    client = signed_in(adviser)

    assert client.post(address("take_back", sent), {"reason": "TWICE"}).status_code == 403
    assert address("take_back", sent) not in client.get(address("detail", sent)).content.decode()


def test_a_referral_dismissed_by_mistake_waits_for_its_meeting_again(signed_in, adviser, sent):
    dismiss(referral=sent, user=adviser, reason=Referral.EndReason.LEFT_HOME)
    client = signed_in(adviser)
    assert address("reopen", sent) in client.get(address("detail", sent)).content.decode()

    response = client.post(address("reopen", sent), {"reason": "WRONG_FACTS"})

    assert said(response)[0].startswith("La fin du signalement est annulée. Rencontre à fixer")
    sent.refresh_from_db()
    assert (sent.state, sent.closed_at, sent.closing_reason) == (State.SENT, None, "")
    html = client.get(address("detail", sent)).content.decode()
    assert '<del>Classé sans suite\u00a0: Départ du logement</del> <span class="badge">Annulé</span>' in html
    assert "Fin annulée\u00a0: saisie avec une erreur" in html


def test_a_referral_closed_by_mistake_goes_back_to_where_it_was(adviser, household, convention):
    met = ReferralFactory(household=household, state=State.MET)
    MeetingFactory(referral=met, held=True)
    followed = ReferralFactory(household=household, state=State.IN_FOLLOW_UP)
    MeetingFactory(referral=followed, held=True)
    follow_up = FollowUpFactory(convention=convention, household=household)
    MobilisationFactory(
        referral=followed, convention=convention, state="ACCEPTED", answered_at=timezone.now(), follow_up=follow_up
    )

    reopened = [
        reopen(
            referral=close(referral=each, user=adviser, reason=Referral.EndReason.SOLVED),
            user=adviser,
            reason=Mistake.TWICE,
        )
        for each in (met, followed)
    ]

    assert [each.state for each in reopened] == [State.MET, State.IN_FOLLOW_UP]


def test_a_household_that_nobody_met_waits_for_its_meeting_again(adviser, household):
    """Neither a meeting that it missed nor the one that the end cancelled is one."""
    planned = MeetingFactory(referral__household=household, adviser=adviser).referral
    MeetingFactory(referral=planned, adviser=adviser, state="MISSED")
    dismissed = dismiss(referral=planned, user=adviser, reason=Referral.EndReason.LEFT_HOME)

    assert reopen(referral=dismissed, user=adviser, reason=Mistake.TWICE).state == State.SENT


def test_an_adviser_who_left_carries_nothing_that_is_reopened(adviser, household):
    left = UserFactory(organization=adviser.organization, role=Role.ADVISER, is_active=False)
    met = ReferralFactory(household=household, state=State.MET, adviser=left)
    MeetingFactory(referral=met, held=True)
    close(referral=met, user=adviser, reason=Referral.EndReason.SOLVED)

    assert reopen(referral=met, user=adviser, reason=Mistake.TWICE).adviser is None


def test_a_referral_of_a_closed_case_file_stays_closed(signed_in, adviser, sent):
    dismiss(referral=sent, user=adviser, reason=Referral.EndReason.LEFT_HOME)
    Household.objects.update(state="CLOSED", closed_on=timezone.localdate())

    response = signed_in(adviser).post(address("reopen", sent), {"reason": "NOT_HAPPENED"})

    assert said(response) == [Obstacle.CLOSED.label]


@pytest.mark.parametrize("reason", ["", "OTHER", "X"])
def test_taking_back_asks_why(signed_in, officer, sent, reason):
    response = signed_in(officer).post(address("take_back", sent), {"reason": reason})

    assert list(response.context["form"].errors) == ["reason"]
    assert Referral.objects.get().state == State.SENT
