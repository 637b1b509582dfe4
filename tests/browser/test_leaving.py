"""Somebody leaves: nobody stays referent unseen, and whoever takes over finds the households waiting."""

import pytest
from django.urls import reverse

from partners.roles import Role
from tenancies.models import FollowUp
from tests.browser.pages import Screen, accessibility_violations, sideways_scroll
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import FollowUpFactory

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Belkacem", "Nowak", "Cazenave")


@pytest.fixture
def association():
    return ConventionFactory().association


@pytest.fixture
def person(association):
    return lambda role, first_name: UserFactory(
        organization=association, role=role, first_name=first_name, last_name="Rey"
    )


@pytest.fixture
def become(open_page, sign_in):
    """`become(user)`: a screen in which that person is signed in, on a phone or not."""

    def become(user, **options):
        page = open_page(**options)
        sign_in(page, user)
        return Screen(page)

    return become


def confided_to(worker):
    return set(FollowUp.objects.filter(worker=worker).values_list("household__name", flat=True))


def test_from_a_departure_to_a_new_referent(become, person, association):
    convention = association.conventions_as_association.get()
    leaver, successor = person(Role.SOCIAL_WORKER, "Zoé"), person(Role.SOCIAL_WORKER, "Maya")
    for name in NAMES:
        follow_up = FollowUpFactory(convention=convention, worker=leaver)
        follow_up.household.name = name
        follow_up.household.save()
    references = {each.household.name: each.household.reference for each in FollowUp.objects.all()}

    # 1. The ADMIN closes the account: two households go to a successor, one is to be named. Names are not read.
    admin = become(person(Role.ADMIN, "Odette"))
    admin.open(reverse("partners:team"))
    admin.page.get_by_role("link", name="Désactiver Zoé Rey").click()
    page = admin.page
    assert [name for name in NAMES if name in page.content()] == []
    assert accessibility_violations(page) == []
    page.get_by_label("Successeur pour tous").select_option(label="Maya Rey")
    page.get_by_label(f"Dossier {references['Cazenave']}").select_option(label="À désigner")
    page.get_by_role("button", name="Désactiver le compte").click()
    admin.read_message("Le compte de Zoé Rey est désactivé")
    assert confided_to(successor) == {"Belkacem", "Nowak"}
    assert not FollowUp.objects.filter(worker=leaver).exists()

    # 2. The coordinator finds the third one on the home page, and names its referent.
    coordinator = become(person(Role.COORDINATOR, "Solène"))
    coordinator.open(reverse("home"))
    section = coordinator.page.locator(
        "section", has=coordinator.page.get_by_role("heading", name="Référent à désigner")
    )
    section.get_by_role("link", name="Cazenave").click()
    coordinator.page.get_by_role("link", name="Accompagnement").click()
    coordinator.page.get_by_role("link", name="Désigner le référent").click()
    coordinator.page.get_by_label("Référent").select_option(label="Maya Rey")
    coordinator.page.get_by_role("button", name="Enregistrer").click()
    coordinator.read_message("Maya Rey suit désormais ce ménage.")

    # 3. The successor, on a phone, finds all three to take in charge; the one she opens goes.
    worker = become(successor, viewport={"width": 360, "height": 740})
    worker.open(reverse("home"))
    waiting = worker.page.locator("section", has=worker.page.get_by_role("heading", name="À prendre en main"))
    assert sorted(waiting.locator("li a").all_inner_texts()) == sorted(NAMES)
    assert sideways_scroll(worker.page) == 0
    waiting.get_by_role("link", name="Nowak").click()
    worker.read_message("Ce ménage vous est confié.")
    assert sideways_scroll(worker.page) == 0
    worker.open(reverse("home"))
    assert waiting.get_by_role("link", name="Nowak").count() == 0
    assert waiting.get_by_role("link", name="Belkacem").count() == 1
