"""What a partner asks before it answers: who is told, who reads it, and what its delay becomes."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from partners.roles import Role
from referrals.models import Mobilisation, Referral, RequestQuestion
from referrals.services import mobilisations
from referrals.services.questions import ask_about_request
from tenancies.services.questions import answer_question, reopen_question, resolve_question
from tests.factories.partners import UserFactory
from tests.factories.referrals import MobilisationFactory, ReferralFactory

pytestmark = pytest.mark.django_db

TEXT, ANSWER = "Le ménage préfère-t-il le matin\u00a0?", "Oui, avant onze heures."
DAY = datetime.timedelta(days=1)


@pytest.fixture
def asked(convention, household, adviser):
    referral = ReferralFactory(household=household, state=Referral.State.MOBILISING, adviser=adviser)
    return MobilisationFactory(referral=referral, convention=convention)


def told():
    """Since it was last asked."""
    sent = [(message.to[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return sent


def test_a_partner_asks_the_adviser_in_charge_before_it_accepts(signed_in, asked, adviser, coordinator, officer):
    UserFactory(organization=adviser.organization, role=Role.ADVISER)
    sheet = reverse("referrals:mobilisation", args=[asked.public_id])
    referral = reverse("referrals:detail", args=[asked.referral.public_id])
    asking = reverse("referrals:ask", args=[asked.public_id])

    assertContains(signed_in(coordinator).post(asking, {"question-text": ""}), "Écrivez votre question.")
    signed_in(coordinator).post(asking, {"question-text": TEXT})
    question = RequestQuestion.objects.get()
    page = reverse("tenancies:question", args=[question.public_id])

    assert told() == [(adviser.email, "Une question attend votre réponse")]
    assertContains(signed_in(coordinator).get(sheet), "Question posée, réponse du bailleur attendue")
    assertContains(signed_in(adviser).get(reverse("home")), page)
    read = signed_in(adviser).get(referral)
    assertContains(read, "Question posée, réponse de la conseillère attendue")
    assertContains(read, TEXT)
    assertContains(signed_in(adviser).get(reverse("referrals:list")), "à la conseillère de répondre")
    for unread in (referral, reverse("referrals:list")):
        assertNotContains(signed_in(officer).get(unread), TEXT)
        assertNotContains(signed_in(officer).get(unread), "UCRM")
    assert signed_in(officer).get(page).status_code == 404

    signed_in(adviser).post(reverse("tenancies:question_answer", args=[question.public_id]), {"answer": ANSWER})

    assert told() == [(coordinator.email, "Votre question a sa réponse")]
    answered = signed_in(coordinator).get(sheet)
    assertContains(answered, ANSWER)
    assertContains(answered, "À traiter avant le")


def test_the_days_that_the_landlord_owes_an_answer_are_not_the_partners(asked, adviser, coordinator):
    """Nobody is late meanwhile; then the last day moves by as many days."""
    due_on, now = asked.answer_due_on, timezone.now()
    question = ask_about_request(mobilisation=asked, user=coordinator, text=TEXT)
    other = ask_about_request(mobilisation=asked, user=coordinator, text="Qui appeler\u00a0?")
    with time_machine.travel(now + (due_on - timezone.localdate()) + 10 * DAY, tick=False):
        waited = (timezone.localdate() - timezone.localdate(now)).days * DAY
        assert not Mobilisation.objects.late().exists()
        answer_question(question=question, user=adviser, answer=ANSWER)
        asked.refresh_from_db()
        assert (asked.answer_due_on, asked.questioned_on) == (due_on, timezone.localdate(now))

        resolve_question(question=other, user=coordinator)

        asked.refresh_from_db()
        assert (asked.answer_due_on, asked.questioned_on) == (due_on + waited, None)
        assert not Mobilisation.objects.late().exists()
        reopen_question(question=other, user=coordinator)
        asked.refresh_from_db()
        assert asked.questioned_on == timezone.localdate()


@pytest.mark.parametrize("answer", ["accept", "decline", "withdraw"])
def test_an_answer_settles_what_was_asked_before_it(asked, adviser, coordinator, answer):
    question = ask_about_request(mobilisation=asked, user=coordinator, text=TEXT)
    user = adviser if answer == "withdraw" else coordinator
    more = {"reason": Mobilisation.DeclineReason.FULL} if answer == "decline" else {}

    getattr(mobilisations, answer)(mobilisation=asked, user=user, **more)

    asked.refresh_from_db()
    question.refresh_from_db()
    assert (asked.questioned_on, question.state, question.resolved_by) == (None, "RESOLVED", user)
    assert not RequestQuestion.objects.to_answer(adviser).exists()


def test_once_the_adviser_has_left_every_adviser_is_asked(asked, adviser, coordinator):
    other = UserFactory(organization=adviser.organization, role=Role.ADVISER)
    UserFactory(organization=adviser.organization, role=Role.MANAGER)
    adviser.is_active = False
    adviser.save()

    question = ask_about_request(mobilisation=asked, user=coordinator, text=TEXT)

    assert {to for to, _ in told()} == {other.email, asked.requested_by.email}
    assert RequestQuestion.objects.to_answer(other).get() == question
