"""Forms without network, left, sent from an old page: nothing typed is lost, nothing is written twice."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from partners.roles import Role
from tenancies.models import Draft, JournalEntry
from tests.factories.partners import UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory

pytestmark = pytest.mark.django_db(transaction=True)

SAVED = re.compile(r"Brouillon enregistré à \d+\sh\s\d\d")
NOT_SENT = re.compile("non envoyé, votre saisie reste dans cette page")


def note():
    user = UserFactory(role=Role.SOCIAL_WORKER)
    household = FollowUpFactory(convention__association=user.organization, worker=user).household
    return user, reverse("tenancies:note_create", args=[household.public_id]), "Votre note", "Enregistrer la note"


def diagnosis():
    user = UserFactory(organization__is_landlord=True, role=Role.ADVISER)
    household = HouseholdFactory(landlord=user.organization)
    referral = MeetingFactory(referral__household=household, adviser=user).referral
    return user, reverse("referrals:detail", args=[referral.public_id]), "Diagnostic", "Enregistrer la rencontre"


def refusal():
    asked = MobilisationFactory()
    user = UserFactory(organization=asked.organization, role=Role.COORDINATOR)
    return user, reverse("referrals:mobilisation", args=[asked.public_id]), "Précision", "Refuser la demande"


def members():
    user = UserFactory(organization__is_landlord=True, role=Role.RENTAL_OFFICER)
    household = HouseholdFactory(landlord=user.organization)
    url = reverse("tenancies:household_edit", args=[household.public_id])
    return user, url, "Nom du ménage", "Enregistrer le ménage"


@pytest.fixture(params=[note, diagnosis, refusal, members], ids=lambda make: make.__name__)
def typing(request, page, sign_in):
    """A page whose form is about to be filled in: the page, its address, the field and the button."""
    user, url, label, button = request.param()
    sign_in(page, user)
    page.goto(url)
    if (folded := page.locator("details:has(form) > summary")).count():
        folded.last.click()
    return page, url, page.get_by_label(label, exact=False).last, page.get_by_role("button", name=button), user


def open_again(page, url, field):
    page.goto(url)
    if not field.is_visible():
        page.locator("details:has(form) > summary").last.click()


def test_without_network_nothing_is_sent_and_nothing_is_lost(typing, console_errors):
    page, url, field, button, _ = typing
    page.context.set_offline(True)
    field.fill("Écrit sans réseau")

    button.click()
    expect(page.get_by_text(NOT_SENT)).to_be_visible()
    expect(field).to_have_value("Écrit sans réseau")

    page.context.set_offline(False)
    expect(page.get_by_text(SAVED)).to_be_visible(timeout=10_000)
    open_again(page, url, field)
    expect(field).to_have_value("Écrit sans réseau")
    console_errors.clear()


def test_a_tab_that_is_closed_leaves_what_was_typed(typing):
    page, _, field, _, _ = typing
    field.fill("Dernier mot")

    page.close(run_before_unload=True)

    for _ in range(50):
        if Draft.objects.exists():
            break
        time.sleep(0.1)
    assert ["Dernier mot"] in Draft.objects.get().data.values()


def test_a_session_that_ends_brings_the_words_back_after_signing_in(typing, sign_in, console_errors):
    page, url, field, button, user = typing
    Session.objects.all().delete()
    cache.clear()
    field.fill("Écrit trop tard")

    button.click()
    expect(page).to_have_url(re.compile("/account/login/"))

    sign_in(page, user)
    open_again(page, url, field)
    expect(field).to_have_value("Écrit trop tard")
    page.goto("/")
    expect(page.get_by_role("heading", name="Vos brouillons")).to_be_visible()
    console_errors.clear()


def test_back_and_send_writes_one_note(page, sign_in, console_errors):
    """Two visits and six notes were written so."""
    user, url, label, button = note()
    sign_in(page, user)
    page.goto(url)
    page.get_by_label(re.compile("^Votre équipe")).check()
    page.get_by_label(label).fill("Une fois.")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text("La note est enregistrée.")).to_be_visible()

    page.go_back()
    page.get_by_label(re.compile("^Votre équipe")).check()
    page.get_by_label(label).fill("Une fois, corrigée.")
    page.get_by_role("button", name=button).click()

    expect(page.get_by_role("heading", name="Vous avez déjà envoyé ce formulaire")).to_be_visible()
    assert JournalEntry.objects.filter(kind=JournalEntry.Kind.NOTE).count() == 1
    page.get_by_role("link", name="Garder le premier seulement").click()
    expect(page.get_by_text("Une fois.")).to_be_visible()
    console_errors.clear()
