"""Two case files turn out to be one household's, and one household separates: an adviser does both, and undoes it."""

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


def test_a_household_separates_and_comes_together_again(phone, sign_in):
    household = TenancyFactory().household
    adviser = UserFactory(organization=household.landlord, role=Role.ADVISER)
    PersonFactory(household=household)
    PersonFactory(household=household, first_name="Karim", last_name="Haddad", role="PARTNER", birth_year=1988)
    sign_in(phone, adviser)
    screen = Screen(phone)

    screen.open(f"/households/{household.public_id}/members/").follow("Séparer le ménage")
    screen.read_title("Séparer le ménage")
    check(phone)
    screen.choose("Samia Belkacem (1990)", group="Qui quitte le logement\u00a0?")
    screen.choose("Samia Belkacem (1990)", group="Qui est titulaire du nouveau dossier\u00a0?")
    screen.choose("Séparation", group="Motif")
    screen.press("Séparer le ménage")
    # What was typed is still there, and one answer is missing.
    expect(phone.get_by_role("link", name="Choisissez l’une des personnes qui restent.")).to_be_visible()
    check(phone)
    screen.choose("Karim Haddad (1988)", group="Si Samia Belkacem part")
    screen.press("Séparer le ménage")
    screen.read_message("faites-le modifier par un avenant")
    check(phone)
    phone.locator(".notice").get_by_role("link").first.click()
    expect(phone.get_by_text("Dossier ouvert pour une partie d’un ménage")).to_be_visible()

    screen.open(f"/households/{household.public_id}/members/").follow("Annuler la séparation")
    screen.read_title("Annuler la séparation")
    check(phone)
    screen.press("Annuler la séparation")
    screen.read_message("La séparation est annulée")
    expect(phone.get_by_role("row", name="Samia Belkacem")).to_contain_text("Titulaire")
