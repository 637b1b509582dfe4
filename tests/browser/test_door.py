"""A caretaker names a door from a phone, with or without script; the adviser says who lives there."""

import pytest
from playwright.sync_api import expect

from partners.roles import Role
from referrals.models import Referral
from tests.browser.conftest import PHONE
from tests.browser.pages import accessibility_violations, sideways_scroll, small_targets
from tests.browser.test_every_page import LARGE_ELSEWHERE
from tests.factories.partners import OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, TenancyFactory
from tests.files import picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True)


@pytest.fixture
def door(landlord):
    household = HouseholdFactory(landlord=landlord, name="Belkacem")
    dwelling = DwellingFactory(residence__landlord=landlord, door="12", floor="3")
    DwellingFactory(residence=dwelling.residence, door="13", floor="3")
    TenancyFactory(household=household, dwelling=dwelling)
    return dwelling


@pytest.mark.parametrize("has_script", [True, False])
def test_a_door_is_named_on_a_phone_and_its_household_said_by_the_adviser(
    open_page, page, sign_in, landlord, door, has_script
):
    caretaker = UserFactory(organization=landlord, role=Role.CARETAKER)
    adviser = UserFactory(organization=landlord, role=Role.ADVISER)
    phone = open_page(viewport=PHONE, has_touch=True, java_script_enabled=has_script)
    sign_in(phone, caretaker)

    phone.goto("/")
    # The address, the door, what was seen, and it is sent: four times.
    phone.get_by_role("link", name="12 rue des Mazades").click()
    if has_script:
        assert accessibility_violations(phone) == []
        assert sideways_scroll(phone) == 0
        assert [target for target in small_targets(phone) if not any(word in target for word in LARGE_ELSEWHERE)] == []
    phone.get_by_label("Porte\u00a012").check()
    phone.get_by_label("Sans réponse, accès refusé", exact=True).check()
    phone.get_by_label("Photo").set_input_files({"name": "porte.png", "mimeType": "image/png", "buffer": picture()})
    phone.get_by_label("Les faits").fill("Volets fermés depuis une semaine.")
    phone.get_by_role("button", name="Envoyer").click()

    expect(phone.get_by_text("La conseillère sociale s’en occupe avant le")).to_be_visible()
    expect(phone.get_by_text("Porte\u00a012, 3e\u00a0étage, 12 rue des Mazades")).to_be_visible()
    referral = Referral.objects.get()

    sign_in(page, adviser)
    page.goto(f"/referrals/{referral.public_id}/")
    expect(page.get_by_role("link", name="Photo", exact=True)).to_be_visible()
    page.get_by_role("link", name="Voir qui habite là").click()
    assert accessibility_violations(page) == []
    page.get_by_role("button", name="C’est ce ménage").click()
    expect(page.get_by_text("Le signalement est rattaché au ménage Belkacem.")).to_be_visible()
    expect(page.get_by_role("heading", name="Fixer la rencontre")).to_be_visible()
