"""A worker errs: a visit is recorded on the wrong day, corrected, then cancelled, and her home follows."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.pages import Screen, VisitScreen, accessibility_violations, sideways_scroll
from tests.factories.partners import UserFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_visit_recorded_on_the_wrong_day_is_corrected_then_cancelled(phone, sign_in):
    today = timezone.localdate()
    worker = UserFactory(first_name="Maya", last_name="Carrère")
    follow_up = FollowUpFactory(
        convention__association=worker.organization, worker=worker, started_on=today - datetime.timedelta(days=90)
    )
    household = follow_up.household
    sign_in(phone, worker)
    screen = Screen(phone)
    late = phone.locator("section", has=phone.get_by_role("heading", name="Visites en retard"))

    expect(screen.open("/").page.locator("main")).to_contain_text("aucune visite encore")
    visit = VisitScreen(screen.open(f"/households/{household.public_id}/visits/new/").page)
    visit.fill("Compte rendu", "Dossier FSL rempli.")
    visit.fill("Prochain rendez-vous", "")
    visit.press("Enregistrer la visite")
    visit.read_message("La visite est enregistrée.")
    expect(screen.open("/").page.get_by_role("heading", name="Visites en retard")).to_have_count(0)

    # It was forty days ago.
    screen.open(f"/households/{household.public_id}/").follow(re.compile("^Corriger"))
    assert accessibility_violations(phone) == []
    assert sideways_scroll(phone) == 0
    wrong = timezone.localtime() - datetime.timedelta(days=40)
    screen.fill("Date et heure", wrong.strftime("%Y-%m-%dT%H:%M"))
    screen.press("Enregistrer la correction")
    expect(phone.get_by_text("La visite est corrigée. La prochaine est en retard")).to_be_visible()
    expect(phone.get_by_text(re.compile("^Corrigée le .+ par Maya Carrère"))).to_be_visible()
    screen.open("/")
    expect(late).to_contain_text("dernière visite il y a 40 jours")

    # It was another household's.
    screen.open(f"/households/{household.public_id}/").follow(re.compile("^Annuler"))
    assert accessibility_violations(phone) == []
    assert sideways_scroll(phone) == 0
    screen.choose("Saisie dans le mauvais dossier")
    screen.press("Annuler une visite")
    expect(phone.get_by_text("La visite est annulée.")).to_be_visible()
    line = phone.get_by_role("listitem").filter(has_text="Visite à domicile")
    expect(line).to_contain_text("Annulée")
    expect(line).to_contain_text("par Maya Carrère")
    expect(line).to_contain_text("saisie dans le mauvais dossier")
    assert accessibility_violations(phone) == []
    screen.open("/")
    expect(late).to_contain_text("aucune visite encore")
