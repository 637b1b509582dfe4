"""The visit form on a phone: saved as one types, without network, and after the session has expired."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import expect

from tenancies.models import Draft, Visit
from tests.browser.pages import accessibility_violations, sideways_scroll
from tests.factories.partners import UserFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db(transaction=True)


class VisitPage:
    def __init__(self, page, household):
        self.page = page
        self.household = household
        self.report = page.get_by_label("Compte rendu", exact=True)
        self.status = page.locator("[data-autosave-status]")

    def open(self):
        self.page.goto(f"/households/{self.household.public_id}/visits/new/")
        return self

    def send(self):
        self.page.get_by_role("button", name="Enregistrer la visite").click()


@pytest.fixture
def worker():
    return UserFactory()


@pytest.fixture
def visit_page(phone, sign_in, worker):
    follow_up = FollowUpFactory(convention__association=worker.organization, worker=worker)
    sign_in(phone, worker)
    return VisitPage(phone, follow_up.household).open()


def test_what_is_typed_is_saved_and_found_again(visit_page):
    assert accessibility_violations(visit_page.page) == []
    assert sideways_scroll(visit_page.page) == 0

    visit_page.report.fill("APL versée dès décembre.")
    expect(visit_page.status).to_have_text(re.compile(r"^Brouillon enregistré à \d+\sh\s\d\d$"))

    visit_page.open()
    expect(visit_page.report).to_have_value("APL versée dès décembre.")
    visit_page.send()
    expect(visit_page.page.get_by_text("La visite est enregistrée.")).to_be_visible()
    assert (Visit.objects.count(), Draft.objects.waiting().count()) == (1, 0)


def test_dead_network_is_said_and_tried_again(visit_page, console_errors):
    visit_page.page.context.set_offline(True)
    visit_page.report.fill("APL versée.")
    expect(visit_page.status).to_have_text("Hors ligne\u00a0: non enregistré")

    visit_page.page.context.set_offline(False)
    expect(visit_page.status).to_have_text(re.compile("^Brouillon enregistré à"), timeout=10_000)
    assert Draft.objects.get().data["shared_report"] == ["APL versée."]
    console_errors.clear()


def test_expired_session_keeps_the_form_until_the_next_sign_in(visit_page, sign_in, worker):
    Session.objects.all().delete()
    cache.clear()
    visit_page.report.fill("APL versée.")
    expect(visit_page.status).to_have_text(re.compile("^Session expirée"))

    visit_page.send()
    expect(visit_page.page).to_have_url(re.compile("/account/login/"))
    sign_in(visit_page.page, worker)

    expect(visit_page.open().report).to_have_value("APL versée.")
