"""The bridge: from a stay to a lease that slides, from a lease of one year to a lasting one, by pages alone.

What the committee decides and the answer to the offer are walked by pages in `test_reserved_dwelling.py`.
"""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import FundedAction, LandlordParameters
from partners.roles import Role
from referrals.models import Candidacy
from referrals.services import offers
from tenancies.models import Household, SlidingLease, Stay, Tenancy
from tenancies.models.stays import latest_end_of
from tests.browser.pages import Screen, accessibility_violations, sideways_scroll
from tests.factories.allocations import ExaminationFactory, OfferFactory
from tests.factories.candidacies import AnnouncementFactory
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, PersonFactory, ReservationFactory, StayFactory

pytestmark = pytest.mark.django_db(transaction=True)

DAY = datetime.timedelta(days=1)
PLACE = "Chambre 12, maison intergénérationnelle"
STREET = "rue des Tilleuls"


class Bridge(Screen):
    """What the landlord and the association do of a household on its way to a lease of its own."""

    def open_tab(self, tab, household):
        self.open(reverse(f"tenancies:{tab}", args=[household.public_id]))

    def propose(self):
        self.follow("Proposer comme candidat")
        self.page.locator("main .list a").first.click()
        self.fill("Numéro unique", "031 0124 012345 31001")
        self.fill("Ressources par mois", "940")
        self.fill("Accompagnement proposé", "Une visite par semaine, puis de moins en moins.")
        self.press("Proposer ce candidat")
        self.read_message("est proposé.")

    def sign(self, candidacy, kind, **terms):
        self.open(reverse("referrals:sign_lease", args=[candidacy.public_id]))
        self.choose(kind)
        for label, value in terms.items():
            self.fill(label, f"{value}")
        self.press("Signer le bail")
        self.read_message("Le bail est signé")

    def give_word(self, household):
        self.open_tab("household_dwelling", household)
        self.follow("Donner votre avis")
        self.choose("À jour")
        for criterion in ("Occupation du logement", "Respect des parties communes", "Relations avec le voisinage"):
            self.choose("Satisfaisant", group=criterion)
        self.choose("Favorable au glissement")
        self.press("Donner cet avis")
        self.read_message("Votre avis est noté.")


@pytest.fixture
def become(open_page, sign_in):
    """`become(Role.SOCIAL_WORKER, association)`: the pages of somebody of that role, in a browser of their own."""

    def become(role, organization, **options):
        user = UserFactory(role=role, organization=organization)
        page = open_page(**options)
        sign_in(page, user)
        screen = Bridge(page)
        screen.user = user
        return screen

    return become


@pytest.fixture
def announcement():
    """A dwelling that the landlord announces to the association, under the action of its bridge."""
    landlord = OrganizationFactory(is_landlord=True, short_name="Patrimoine SA")
    convention = ConventionFactory(
        association=OrganizationFactory(short_name="Habitat et Humanisme"),
        action__programme__landlord=landlord,
        action__objective=FundedAction.Objective.ACCESS,
        reserved_dwellings=2,
    )
    dwelling = DwellingFactory(residence__landlord=landlord, street_name=STREET)
    return AnnouncementFactory(reservation=ReservationFactory(convention=convention, dwelling=dwelling, announced=True))


@pytest.fixture
def officer(become, announcement):
    return become(Role.RENTAL_OFFICER, announcement.landlord)


def accept(household, officer) -> Candidacy:
    """The committee, the offer and the household's answer."""
    Candidacy.objects.filter(household=household).update(state=Candidacy.State.OFFERED)
    candidacy = Candidacy.objects.get(household=household)
    ExaminationFactory(candidacy=candidacy)
    offers.accept(offer=OfferFactory(candidacy=candidacy), user=officer.user, answered_on=timezone.localdate())
    return candidacy


def test_from_a_stay_to_a_lease_that_slides_and_is_the_household_s_own(become, announcement, officer):
    today = timezone.localdate()
    household = HouseholdFactory(landlord=None, opened_by=announcement.association, name="Nguyen")
    since = today - 300 * DAY
    StayFactory(household=household, since=since, planned_end=latest_end_of(since), place_in_words=PLACE)

    # 1. From her stay, the association proposes her: the landlord reads her sheet, and no stay.
    worker = become(Role.SOCIAL_WORKER, announcement.association, viewport={"width": 360, "height": 740})
    worker.open_tab("household_stay", household)
    worker.propose()
    officer.open(reverse("referrals:candidacy", args=[household.candidacies.get().public_id]))
    officer.read_title("Ménage Nguyen")
    assert "éjour" not in officer.page.locator("main").inner_text()

    # 2. The lease that slides is signed with its three documents; she leaves the stay for it.
    signed = dict.fromkeys(("Bail entre le bailleur", "Sous-location signée", "Convention tripartite signée"), today)
    approval = {"Agrément de l’association": "2025-31-0107", "Agrément valable": today + 900 * DAY}
    officer.sign(accept(household, officer), "Bail glissant", **signed, **approval)
    worker.open_tab("household_stay", household)
    worker.page.locator("main").get_by_role("link", name="Terminer le séjour").click()
    worker.page.get_by_label("Motif principal").select_option(label="Relogement")
    worker.page.get_by_label("Où va le ménage").select_option(label="Bail glissant")
    worker.press("Terminer le séjour")
    worker.read_message("Le séjour est terminé")

    # 3. At the review each side gives its word, then the landlord concludes.
    worker.give_word(household)
    assert sideways_scroll(worker.page) == 0
    assert accessibility_violations(worker.page) == []
    officer.give_word(household)
    officer.follow("Conclure l’examen")
    officer.choose("Favorable au glissement")
    officer.press("Conclure l’examen")
    officer.read_message("L’examen est conclu")

    # 4. It slides: the same home, a lease of her own, and both sides read how it came.
    officer.follow("Faire glisser le bail")
    officer.fill("Le bail au nom du ménage commence", f"{today + DAY}")
    officer.press("Faire glisser le bail")
    officer.read_message("Le bail glisse au nom du ménage.")
    own = Tenancy.objects.get(follows__household=household)
    assert (own.kind, own.starts_on) == (Tenancy.Kind.DIRECT, today + DAY)
    assert SlidingLease.objects.get().state == SlidingLease.State.SLID
    for screen in (officer, worker):
        screen.open_tab("household_dwelling", household)
        screen.page.get_by_text("Bail glissé").first.wait_for()
        screen.open_tab("household", household)
        screen.page.get_by_role("heading", name="Bail glissé, au nom du ménage dès le").wait_for()
    assert Stay.objects.get().destination == Stay.Destination.SLIDING_LEASE


def test_a_lease_of_one_year_is_followed_by_a_lasting_one(become, announcement, officer):
    today = timezone.localdate()
    LandlordParameters.objects.create(landlord=announcement.landlord, one_year_leases=1)
    household = HouseholdFactory(landlord=None, opened_by=announcement.association, name="Sow")
    PersonFactory(household=household, birth_year=today.year - 22)
    since = today - 100 * DAY
    StayFactory(household=household, since=since, planned_end=today + 200 * DAY)
    worker = become(Role.SOCIAL_WORKER, announcement.association)
    worker.open_tab("household_stay", household)
    worker.propose()
    officer.sign(accept(household, officer), "Bail d’un an, moins de 30\u00a0ans")

    # Its term comes near: both homes say so.
    lease = Tenancy.objects.get()
    gone = 300 * DAY
    Tenancy.objects.update(starts_on=lease.starts_on - gone, ends_on=lease.ends_on - gone)
    worker.open("/").page.get_by_role("heading", name="Baux d’un an qui prennent fin").wait_for()
    officer.open("/").page.get_by_role("heading", name="Baux d’un an qui prennent fin").wait_for()
    officer.follow("Sow")
    officer.follow("Passer à un bail durable")
    officer.press("Enregistrer le bail durable")
    officer.read_message("Le bail durable est enregistré")

    own = Tenancy.objects.get(follows=lease)
    assert (own.kind, own.starts_on) == (Tenancy.Kind.DIRECT, lease.ends_on - gone)
    officer.page.get_by_text("Suivi d’un autre bail").wait_for()


def test_a_protected_household_goes_from_its_stay_to_its_lease(become, announcement, officer):
    today = timezone.localdate()
    worker = become(Role.SOCIAL_WORKER, announcement.association)
    worker.open(reverse("referrals:put_up_newcomer"))
    worker.fill("Prénom", "Aurore")
    worker.page.get_by_role("textbox", name="Nom", exact=True).fill("Vidal")
    worker.choose("Résidence temporaire")
    worker.page.get_by_role("textbox", name="Lieu", exact=True).fill(PLACE)
    worker.fill("Entrée", f"{today - 30 * DAY}")
    worker.fill("Fin prévue", f"{today + 300 * DAY}")
    worker.press("Enregistrer le séjour")
    worker.read_message("est ouvert avec son séjour")
    household = Household.objects.get(name="Vidal")

    # Where she is put up is masked from her colleagues too, and read for a reason that leaves a trace.
    worker.follow("Protéger l’adresse")
    worker.choose("Mettre le ménage en sécurité")
    worker.press("Protéger l’adresse")
    worker.page.get_by_text("Adresse protégée.").wait_for()
    assert PLACE not in worker.page.content()
    worker.follow("Lire le lieu")
    worker.choose("Aller voir le ménage")
    worker.press("Lire le lieu")
    worker.read_message(PLACE)
    assert household.accesses.filter(kind="STAY").count() == 1

    worker.open_tab("household_stay", household)
    worker.propose()
    officer.sign(accept(household, officer), "Bail direct")
    for screen in (officer, worker):
        for tab in ("household", "household_dwelling", "household_support", "household_access"):
            screen.open_tab(tab, household)
            assert [word for word in (PLACE, STREET) if word in screen.page.content()] == []
    officer.open_tab("household_dwelling", household)
    officer.page.get_by_text("Adresse protégée").first.wait_for()
    assert "éjour" not in officer.page.locator("main").inner_text()
