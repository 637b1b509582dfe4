"""The main job from end to end: a difficulty is spotted, a partner helps, everybody sees what is for them."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import Expertise
from partners.roles import Role
from referrals.models import Mobilisation, Referral
from tenancies.models import Household, Observation, Visit
from tests.browser.pages import (
    ReferralForm,
    ReferralScreen,
    RequestScreen,
    Screen,
    VisitScreen,
    accessibility_violations,
    sideways_scroll,
)
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.referrals import MobilisationFactory
from tests.factories.tenancies import FollowUpFactory, HouseholdFactory

pytestmark = pytest.mark.django_db(transaction=True)

PRIVATE_NOTE = "Se confie sur sa sœur, à ne pas répéter."
REPORT = "Dossier FSL rempli avec Madame, à déposer lundi."
DIAGNOSIS = "Le budget ne tient plus depuis la fin du contrat de travail."

# What the control that has the focus is called: its own words, its label, its group.
NAME_OF_FOCUS = """() => {
    const control = document.activeElement
    if (control === document.body) return ''
    const group = control.closest('fieldset, [role=radiogroup]')
    const title = group?.querySelector('legend') ?? document.getElementById(group?.getAttribute('aria-labelledby'))
    return [control.innerText, control.labels?.[0]?.innerText, title?.innerText].join('|')
}"""


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True, short_name="Patrimoine SA")


@pytest.fixture
def association(landlord):
    """One whose expertise fits, with its convention, beside one whose expertise does not."""
    fitting = OrganizationFactory(short_name="UCRM", expertises=[Expertise.BUDGET])
    convention = ConventionFactory(association=fitting, action__programme__landlord=landlord, action__number=3)
    other = OrganizationFactory(short_name="Educ’Air", expertises=[Expertise.PARENTING])
    ConventionFactory(association=other, action=convention.action)
    return fitting


@pytest.fixture
def become(open_page, sign_in):
    """`become(Role.ADVISER, landlord)`: a browser in which somebody of that role is signed in."""

    def become(role, organization, *, first_name="Camille", **options):
        user = UserFactory(role=role, organization=organization, first_name=first_name, last_name="Rey")
        page = open_page(**options)
        sign_in(page, user)
        return page

    return become


def test_from_a_spotted_difficulty_to_the_dashboard(become, landlord, association):
    # 1. A rental officer logs a referral about a tenant unknown yet, reads it again and sends it.
    officer = ReferralForm(become(Role.RENTAL_OFFICER, landlord))
    officer.look_for("Belkacem")
    officer.describe_household(first_name="Samia", last_name="Belkacem")
    officer.describe_facts("Budget, impayés", facts="Deux loyers impayés depuis août.")
    officer.check()
    officer.send_with_a_double_click()

    referral = Referral.objects.get()
    household = Household.objects.get()
    assert referral.state == Referral.State.SENT
    assert referral.household == household

    # 2. The adviser finds it in her worklist, meets the household, asks a partner that fits.
    adviser = ReferralScreen(become(Role.ADVISER, landlord))
    adviser.open(reverse("referrals:worklist"))
    adviser.follow("Belkacem")
    adviser.plan_meeting(at=timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    adviser.record_meeting(needs=["Budget, impayés"], diagnosis=DIAGNOSIS)
    partners = adviser.page.get_by_role("group", name="Partenaires").get_by_role("checkbox")
    assert "UCRM" in partners.first.locator("xpath=..").inner_text()
    adviser.mobilise("UCRM", goal="Aider à tenir le budget et monter un dossier FSL.")

    # 3. The partner's coordinator takes the household in and names its worker.
    worker_page = become(Role.SOCIAL_WORKER, association, first_name="Maya", viewport={"width": 360, "height": 740})
    coordinator = RequestScreen(become(Role.COORDINATOR, association))
    coordinator.open(reverse("referrals:mobilisations"))
    coordinator.follow("Belkacem")
    assert DIAGNOSIS not in coordinator.page.content()
    coordinator.accept(worker="Maya Rey")

    # 4. The worker records a visit on her phone.
    worker = VisitScreen(worker_page)
    worker.open(reverse("tenancies:household", args=[household.public_id]))
    worker.follow("Saisir une visite")
    worker.read_title("Visite")
    assert sideways_scroll(worker.page) == 0
    worker.record(topics=["Budget"], report=REPORT, note=PRIVATE_NOTE, budget="2")
    assert PRIVATE_NOTE in worker.page.content()
    assert sideways_scroll(worker.page) == 0
    assert list(Observation.objects.values_list("domain", "level")) == [("BUDGET", 2)]

    # The report is for the social workers of the file: the landlord's adviser reads it, the others do not, in the
    # page's source either; nobody reads the rest.
    adviser.open(reverse("tenancies:household", args=[household.public_id]))
    adviser.read_message(REPORT)
    assert PRIVATE_NOTE not in adviser.page.content()
    for reader in (officer, Screen(become(Role.MANAGER, landlord))):
        reader.open(reverse("tenancies:household", args=[household.public_id]))
        assert REPORT not in reader.page.content()
        assert PRIVATE_NOTE not in reader.page.content()
        assert DIAGNOSIS not in reader.page.content()

    # 5. The manager opens the dashboard; each figure's list has exactly that many rows.
    manager = reader
    dashboard = manager.open(reverse("dashboard")).page
    figures = dashboard.locator("main a[href*='/dashboard/figures/']").evaluate_all(
        "links => links.map(link => [(link.closest('.figure')?.querySelector('strong') ?? link).innerText, link.href])"
    )
    counted = {href: int(text) for text, href in figures if text.isdecimal()}
    assert sum(counted.values()) > 0
    for href, count in counted.items():
        manager.open(href)
        assert manager.page.locator("main tbody tr").count() == count


def test_declining_tells_the_landlord_why(become, landlord, association):
    household = HouseholdFactory(landlord=landlord, name="Nowak")
    asked = MobilisationFactory(
        referral__household=household,
        convention=association.conventions_as_association.get(),
        referral__agreement_on=timezone.localdate(),
    )
    coordinator = RequestScreen(become(Role.COORDINATOR, association))

    coordinator.open(reverse("referrals:mobilisation", args=[asked.public_id]))
    coordinator.decline(reason="Plus de place", comment="Reprise en janvier")

    asked.refresh_from_db()
    assert asked.state == Mobilisation.State.DECLINED
    adviser = Screen(become(Role.ADVISER, landlord))
    adviser.open(reverse("referrals:detail", args=[asked.referral.public_id]))
    adviser.read_message("Plus de place : Reprise en janvier")


def test_a_visit_is_recorded_with_the_keyboard_alone(become, landlord, association):
    convention = association.conventions_as_association.get()
    household = HouseholdFactory(landlord=landlord, participants=[association], state=Household.State.SUPPORTED)
    FollowUpFactory(
        convention=convention,
        household=household,
        started_on=timezone.localdate() - datetime.timedelta(days=20),
    )
    page = become(Role.SOCIAL_WORKER, association)
    page.goto(reverse("tenancies:visit_create", args=[household.public_id]))

    def go_to(name):
        """Tab to the control of that name: it must take the focus in the page's order."""
        for _ in range(80):
            page.keyboard.press("Tab")
            if name in page.evaluate(NAME_OF_FOCUS):
                return
        raise AssertionError(f"The keyboard does not reach “{name}”")

    go_to("Aller au contenu")
    page.keyboard.press("Enter")
    go_to("Comment s’est passée la visite")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    go_to("Logement")
    page.keyboard.press("Space")
    go_to("Compte rendu")
    page.keyboard.type("Tout va bien.")
    go_to("Gérer un budget")
    page.keyboard.press("ArrowRight")
    go_to("Enregistrer la visite")
    page.keyboard.press("Enter")

    page.get_by_text("La visite est enregistrée.").wait_for()
    visit = Visit.objects.get()
    assert visit.outcome == Visit.Outcome.DONE
    assert visit.topics == ["HOUSING"]
    assert list(visit.observations.values_list("domain", "level")) == [("BUDGET", 1)]
    assert accessibility_violations(page) == []
