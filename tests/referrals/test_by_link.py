"""A partner without an account: a link, a code, one request, an answer, an invitation."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from housing_support.common.dates import long_date
from partners.models import Invitation
from partners.roles import Role
from referrals.models import Mobilisation, Referral, ReferralEvent, RequestLink
from referrals.services import links, mobilisations, silence
from tenancies.models import CaseFileAccess, Consent, FollowUp, Household, JournalEntry
from tenancies.services.consents import withdraw_consent
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db

ADDRESS = "contact@clemence-isaure.exemple"
PAGE = "/request/"
SHOWN = ("Belkacem", "Secret", "S-20", "Julie", "31200", "impayés", "Aider à tenir")


@pytest.fixture(autouse=True)
def limits():
    cache.clear()


@pytest.fixture
def asked(convention, household, adviser):
    referral = ReferralFactory(household=household, state=Referral.State.MOBILISING, facts="Secret du palier.")
    MeetingFactory(held=True, referral=referral, adviser=adviser, diagnosis="Secret du diagnostic.")
    return MobilisationFactory(referral=referral, convention=convention, requested_by=adviser)


@pytest.fixture
def send(asked, adviser):
    """`send()`: the address that the message holds, once sent."""

    def send(email=ADDRESS):
        mail.outbox.clear()
        links.send_link(mobilisation=asked, user=adviser, email=email, base_url="https://testserver")
        return re.search(r"https://testserver(\S+)", mail.outbox[0].body)[1]

    return send


@pytest.fixture
def code_of():
    def code_of(client):
        mail.outbox.clear()
        client.post(reverse("referrals:send_link_code"))
        return re.search(r"Votre code\s: (\d{6})", mail.outbox[0].body)[1]

    return code_of


@pytest.fixture
def bearer(send, code_of):
    """A browser that holds the link, whose code was typed."""
    browser = Client()
    browser.get(send())
    browser.post(reverse("referrals:check_link_code"), {"code": code_of(browser)})
    return browser


def test_the_link_says_nothing_before_its_code_then_the_least(send, code_of, asked, household):
    browser, address = Client(), send()
    [message] = mail.outbox
    assert (message.to, [word for word in SHOWN if word in message.subject + message.body]) == ([ADDRESS], [])

    followed = browser.get(address)
    assertRedirects(followed, PAGE)
    assert followed.cookies["request" if "request" in followed.cookies else "__Host-request"]["httponly"]
    before = browser.get(PAGE)
    assert [word for word in SHOWN if word in before.text] == []
    assert "no-store" in before["Cache-Control"]
    assert not RequestLink.objects.get().opened_at

    code = code_of(browser)
    assert [word for word in SHOWN if word in mail.outbox[0].subject + mail.outbox[0].body] == []
    assertRedirects(browser.post(reverse("referrals:check_link_code"), {"code": f" {code[:3]} {code[3:]} "}), PAGE)
    sheet = browser.get(PAGE)

    for shown in ("Ménage Belkacem", "31200 Toulouse", "Budget, impayés", "Aider à tenir le budget.", "Julie Sarda"):
        assertContains(sheet, shown)
    assertNotContains(sheet, "Secret")
    assertNotContains(sheet, "Mazades")
    browser.get(PAGE)
    [access] = CaseFileAccess.objects.all()
    assert (access.user, access.organization, access.address, access.kind) == (
        None,
        asked.organization,
        ADDRESS,
        CaseFileAccess.Kind.REQUEST,
    )
    assert RequestLink.objects.get().opened_at
    # The code served once, in that browser alone.
    other = Client()
    other.get(address)
    assertContains(other.post(reverse("referrals:check_link_code"), {"code": code}), "Ce code n’est pas le bon")
    assertNotContains(other.get(PAGE), "Belkacem")


def test_a_protected_town_is_masked_for_the_link_too(bearer, household):
    Household.objects.filter(pk=household.pk).update(is_protected=True)

    sheet = bearer.get(PAGE)

    assertContains(sheet, "Adresse protégée")
    assertNotContains(sheet, "31200")


def test_accepting_opens_the_case_file_to_an_account_alone(bearer, asked, household, association, adviser, client):
    bearer.get(PAGE)
    bearer.post(reverse("referrals:accept_by_link"))
    bearer.post(reverse("referrals:accept_by_link"))

    answered = bearer.get(PAGE)
    assertContains(answered, "Créez votre compte")
    assertNotContains(answered, "Belkacem")
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == (Mobilisation.State.ACCEPTED, None)
    assert asked.link.state == RequestLink.State.ANSWERED
    [part] = FollowUp.objects.all()
    assert (part.organization, part.worker, part.taken_in_charge_at) == (association, None, None)
    assert ReferralEvent.objects.get(move=Referral.Move.ACCEPT).facts["by_link"] is True
    client.force_login(adviser)
    assertContains(
        client.get(reverse("referrals:detail", args=[asked.referral.public_id])), f"UCRM, par lien ({ADDRESS})"
    )
    timeline = client.get(reverse("tenancies:household", args=[household.public_id]))
    assertContains(timeline, "Un partenaire, par lien")
    assertContains(
        client.get(reverse("tenancies:household_access", args=[household.public_id])), f"par lien ({ADDRESS})"
    )

    mail.outbox.clear()
    who = {"first_name": "Nora", "last_name": "Vidal", "job_title": "Cheffe de service"}
    assertRedirects(bearer.post(reverse("referrals:account_by_link"), who), PAGE)

    [message] = mail.outbox
    assert message.to == [ADDRESS]
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.organization) == (ADDRESS, Role.COORDINATOR, association)
    assertNotContains(bearer.get(PAGE), "Créez votre compte")


def test_declining_tells_why_and_takes_the_word_of_the_household_back(bearer, asked, household):
    refused = bearer.post(reverse("referrals:decline_by_link"), {"reason": "OTHER", "comment": ""})
    assertContains(refused, "Précisez cet autre motif.")
    assert Mobilisation.objects.get().state == Mobilisation.State.REQUESTED

    bearer.post(reverse("referrals:decline_by_link"), {"reason": "HOUSEHOLD_REFUSES", "comment": ""})

    asked.refresh_from_db()
    assert (asked.state, asked.decline_reason) == (Mobilisation.State.DECLINED, "HOUSEHOLD_REFUSES")
    consent = Consent.objects.get()
    assert (consent.state, consent.recorded_by) == (Consent.State.WITHDRAWN, None)
    assertContains(bearer.get(PAGE), "est refusée")


def withdrawn_link(asked, adviser):
    links.withdraw_link(link=asked.link, user=adviser)


def withdrawn_request(asked, adviser):
    mobilisations.withdraw(mobilisation=asked, user=adviser)


def withdrawn_consent(asked, adviser):
    consent = Consent.objects.get()
    withdraw_consent(consent=consent, user=adviser, on=timezone.localdate(), form=Consent.Form.SPOKEN)


def expired_link(asked, adviser):
    now = timezone.now()
    RequestLink.objects.update(sent_at=now - datetime.timedelta(days=2), expires_at=now - datetime.timedelta(days=1))


def sent_again(asked, adviser):
    links.send_link(mobilisation=asked, user=adviser, email="autre@exemple.fr", base_url="https://testserver")


def answered_by_an_account(asked, adviser):
    coordinator = UserFactory(organization=asked.organization, role=Role.COORDINATOR)
    mobilisations.decline(mobilisation=asked, user=coordinator, reason="FULL")


@pytest.mark.parametrize(
    "ends",
    [withdrawn_link, withdrawn_request, withdrawn_consent, expired_link, sent_again, answered_by_an_account],
)
def test_whatever_ends_a_link_it_answers_one_page_and_does_nothing_more(send, code_of, asked, adviser, ends):
    address, browser = send(), Client()
    browser.get(address)
    browser.post(reverse("referrals:check_link_code"), {"code": code_of(browser)})
    unknown = Client().get(reverse("referrals:follow_link", args=["inconnu"]))

    ends(asked, adviser)
    state = Mobilisation.objects.get().state
    again = browser.get(PAGE)
    browser.post(reverse("referrals:accept_by_link"))
    mail.outbox.clear()
    browser.post(reverse("referrals:send_link_code"))

    assert (again.status_code, Client().get(address).status_code) == (410, 410)
    assert again.text == Client().get(address).text == unknown.text
    assert Mobilisation.objects.get().state == state
    assert not FollowUp.objects.exists()


def test_a_code_is_tried_five_times_within_ten_minutes(send, code_of):
    browser = Client()
    browser.get(send())
    code = code_of(browser)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    for _ in range(5):
        assertContains(browser.post(reverse("referrals:check_link_code"), {"code": wrong}), "n’est pas le bon")
    assertContains(browser.post(reverse("referrals:check_link_code"), {"code": code}), "n’est pas le bon")

    late = code_of(browser)
    RequestLink.objects.update(code_expires_at=timezone.now())
    assertContains(browser.post(reverse("referrals:check_link_code"), {"code": late}), "n’est pas le bon")
    for typed in ("", "12", "abcdef", "١٢٣٤٥٦"):
        assertContains(browser.post(reverse("referrals:check_link_code"), {"code": typed}), "six chiffres")
    # As many codes an hour: two were sent.
    for _ in range(3):
        code_of(browser)
    refused = browser.post(reverse("referrals:send_link_code"), follow=True)
    assertContains(refused, "Trop de codes")


def test_a_browser_forgets_the_link_when_it_is_told_to(bearer):
    bearer.post(reverse("referrals:leave_link"))

    assert bearer.get(PAGE).status_code == 410


def test_nobody_is_let_in_where_somebody_works_or_another_landlord_came_first(bearer, association):
    bearer.post(reverse("referrals:accept_by_link"))
    FollowUpFactory(convention__association=association, household__participants=[association])

    who = {"first_name": "Nora", "last_name": "Vidal", "job_title": ""}
    refused = bearer.post(reverse("referrals:account_by_link"), who)

    assertNotContains(refused, "Recevoir l’invitation")
    assert not Invitation.objects.exists()


def test_the_adviser_sends_follows_and_takes_back_the_link(client, adviser, asked, association):
    client.force_login(adviser)
    association.email = ADDRESS
    association.save()
    page = reverse("referrals:send_link", args=[asked.public_id])
    detail = reverse("referrals:detail", args=[asked.referral.public_id])
    assertContains(client.get(detail), page)
    assertContains(client.get(page), f'value="{ADDRESS}"')
    assertContains(client.post(page, {"email": "nom"}), "Écrivez une adresse complète")

    assertRedirects(client.post(page, {"email": ADDRESS}), detail)

    assertContains(client.get(detail), "Envoyé par lien à c…@clemence-isaure.exemple")
    assertContains(client.get(detail), "pas encore ouvert")
    assertRedirects(client.post(reverse("referrals:withdraw_link", args=[asked.public_id])), detail)
    assertContains(client.get(detail), "lien retiré")
    client.post(page, {"email": "autre@exemple.fr"})
    assert RequestLink.objects.get().state == RequestLink.State.OPEN
    assert JournalEntry.objects.filter(text__contains=ADDRESS).count() == 0


def test_whoever_holds_a_link_is_reminded_once_in_its_place(send, asked):
    """Of a partner without an account nobody else would be: its silence would end the request unheard."""
    address, now = send(), timezone.now()
    mail.outbox.clear()
    days = (asked.answer_due_on - timezone.localdate()).days + 1

    with time_machine.travel(now + datetime.timedelta(days=days), tick=False):
        reminded = silence.remind_silent(), silence.remind_silent()

    [message] = mail.outbox
    assert (reminded, message.to) == ((1, 0), [ADDRESS])
    assert f"reçu le {long_date(now)}" in message.body
    assert [word for word in (*SHOWN, address) if word in message.subject + message.body] == []
