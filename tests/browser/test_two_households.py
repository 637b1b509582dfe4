"""Two case files turn out to be one household's: an adviser merges them, and parts them again."""

import pytest
from playwright.sync_api import expect

from partners.roles import Role
from tests.browser.pages import Screen, accessibility_violations, sideways_scroll
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, JournalEntryFactory, PersonFactory, TenancyFactory

pytestmark = pytest.mark.django_db(transaction=True)


def check(page):
    assert accessibility_violations(page) == []
    assert sideways_scroll(page) == 0


def test_two_case_files_of_one_household_are_merged_and_parted(phone, sign_in):
    lease = TenancyFactory()
    household = lease.household
    adviser = UserFactory(organization=household.landlord, role=Role.ADVISER)
    PersonFactory(household=household)
    double = HouseholdFactory(landlord=household.landlord, name="Belkassem", reference="D-2026-0099")
    PersonFactory(household=double, last_name="Belkassem", phone="0612345678")
    JournalEntryFactory(household=double, author=adviser, text="Écrit dans l’autre dossier.")
    sign_in(phone, adviser)
    screen = Screen(phone)

    screen.open(f"/households/{household.public_id}/members/").follow("Réunir avec un autre dossier")
    screen.read_title("Réunir avec un autre dossier")
    check(phone)
    screen.fill("Nom, adresse ou dossier", "belkassem samia")
    screen.press("Chercher")
    screen.follow("Belkassem")
    screen.read_title("Réunir deux dossiers")
    expect(phone.locator("main")).to_contain_text("dans les deux dossiers, reste une seule fois")
    check(phone)
    screen.press("Réunir les deux dossiers")
    screen.read_message("Les deux dossiers sont réunis")
    expect(phone.get_by_text("06 12 34 56 78")).to_be_visible()
    check(phone)

    # An old link leads on.
    screen.open(f"/households/{double.public_id}/")
    expect(phone).to_have_url(f"{phone.url.split('/households/')[0]}/households/{household.public_id}/")
    expect(phone.get_by_text("Écrit dans l’autre dossier.")).to_be_visible()

    screen.open(f"/households/{household.public_id}/members/").follow("Annuler la réunion")
    screen.read_title("Annuler la réunion")
    check(phone)
    screen.press("Annuler la réunion")
    screen.read_message("est de nouveau un dossier à part")
    screen.open(f"/households/{double.public_id}/")
    expect(phone.get_by_text("Écrit dans l’autre dossier.")).to_be_visible()
