"""A partner without an account, from the message to the answer, in a browser that never signed in."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from partners.models import Invitation
from partners.roles import Role
from referrals.models import Mobilisation
from tests.browser.conftest import PHONE
from tests.browser.pages import Screen, accessibility_violations, sideways_scroll
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "contact@clemence-isaure.exemple"


def last_message(pattern: str) -> str:
    assert mail.outbox[-1].to == [ADDRESS]
    return re.search(pattern, mail.outbox[-1].body)[1]


def test_a_request_is_sent_by_link_read_after_a_code_and_answered(open_page, sign_in, console_errors):
    asked = MobilisationFactory(referral__state="MOBILISING", goal="Aider à tenir le budget.")
    MeetingFactory(held=True, referral=asked.referral)
    household, landlord = asked.referral.household, asked.referral.landlord
    adviser = Screen(open_page())
    sign_in(adviser.page, UserFactory(organization=landlord, role=Role.ADVISER))

    # The adviser sends the link from the referral.
    adviser.open(reverse("referrals:detail", args=[asked.referral.public_id]))
    adviser.page.get_by_role("link", name="Envoyer un lien").click()
    adviser.fill("Adresse électronique du partenaire", ADDRESS)
    adviser.press("Envoyer le lien")
    adviser.read_message("Envoyé par lien à c")
    link = last_message(r"https?://[^/\s]+(/\S+)")

    # On a phone, nothing is read before the code.
    partner = Screen(open_page(viewport=PHONE))
    partner.open(link)
    partner.read_title("Une demande vous attend")
    assert household.name not in partner.page.content()
    partner.press("Recevoir le code")
    partner.read_message("Un code part à")
    partner.fill("Code reçu par message", last_message(r"Votre code\s: (\d{6})"))
    partner.press("Lire la demande")
    partner.read_title(f"Ménage {household.name}")
    partner.read_message("Aider à tenir le budget.")
    assert (sideways_scroll(partner.page), accessibility_violations(partner.page)) == (0, [])

    partner.press("Accepter la demande")
    partner.read_title("Votre réponse est enregistrée")
    partner.fill("Prénom", "Salima")
    partner.page.get_by_label("Nom", exact=True).fill("Ouali")
    partner.press("Recevoir l’invitation")
    partner.read_message("L’invitation part à")

    assert Mobilisation.objects.get().state == Mobilisation.State.ACCEPTED
    assert Invitation.objects.get().email == ADDRESS
    # The link is used up, in another browser as in this one.
    stranger = open_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Ce lien n’ouvre rien")).to_be_visible()
    assert ["410" in error for error in console_errors] == [True]
    console_errors.clear()
    adviser.open(reverse("referrals:detail", args=[asked.referral.public_id]))
    adviser.read_message("réponse donnée par ce lien")
