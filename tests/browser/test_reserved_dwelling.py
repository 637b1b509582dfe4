"""A dwelling is reserved under a convention, allocated to one of its candidates and let, by pages alone."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import Convention, FundedAction
from partners.roles import Role
from referrals.models import Announcement, Candidacy, Offer
from tenancies.models import FollowUp, Household, Reservation
from tenancies.models.ends import EndReason
from tests.browser.pages import Screen, VisitScreen, accessibility_violations, sideways_scroll
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import ConventionFactory, FundedActionFactory, OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, ReservationFactory
from tests.files import pdf

pytestmark = pytest.mark.django_db(transaction=True)

DAY = datetime.timedelta(days=1)
KEPT = "Sorti de détention en mars, suivi au centre."


@pytest.fixture
def landlord():
    return OrganizationFactory(is_landlord=True, short_name="Patrimoine SA")


@pytest.fixture
def association():
    return OrganizationFactory(short_name="UCRM")


@pytest.fixture
def become(open_page, sign_in):
    """`become(Screen, Role.MANAGER, landlord)`: the page of somebody of that role, in a browser of their own."""

    def become(kind, role, organization, *, first_name="Camille", **options):
        user = UserFactory(role=role, organization=organization, first_name=first_name, last_name="Rey")
        page = open_page(**options)
        sign_in(page, user)
        return kind(page)

    return become


class ManagerScreen(Screen):
    def draft_convention(self, action, association, *, places):
        today = timezone.localdate()
        self.open(reverse("partners:create_convention"))
        self.page.get_by_label("Action").select_option(str(action.pk))
        self.page.get_by_label("Association", exact=True).select_option(label=association.short_name)
        self.fill("Prise d’effet", f"{today - 30 * DAY}")
        self.page.get_by_label("Fin", exact=True).fill(f"{today + 200 * DAY}")
        self.fill("Logements réservés", str(places))
        self.fill("visite", "15")
        self.fill("réponse à une demande", "10")
        self.press("Enregistrer la convention")
        self.press("Proposer à la signature")

    def sign_convention(self):
        self.follow("Enregistrer la signature")
        self.fill("Signée le", f"{timezone.localdate() - 30 * DAY}")
        signed = {"name": "convention.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        self.page.get_by_label("Convention signée").set_input_files(signed)
        self.press("Enregistrer la signature")
        self.read_message("est signée")


class OfficerScreen(Screen):
    def reserve(self, dwelling, convention):
        today = timezone.localdate()
        self.open(reverse("tenancies:dwelling", args=[dwelling.public_id]))
        self.follow("Déclarer libre")
        self.page.locator("main").get_by_role("button", name="Déclarer").click()
        self.follow("Réserver")
        self.page.get_by_label("Convention").select_option(str(convention.public_id))
        self.page.get_by_label("Au", exact=True).fill(f"{today + 90 * DAY}")
        self.page.locator("main").get_by_role("button", name="Réserver").click()
        self.read_message("Le logement est réservé pour")

    def announce(self, dwelling):
        self.open(reverse("referrals:announcements") + "?show=to-announce")
        self.follow(str(dwelling))
        self.fill("Loyer", "310")
        self.fill("Charges", "70")
        self.press("Annoncer le logement")
        self.read_message("Le logement est annoncé.")

    def find_complete(self, name):
        self.open(reverse("referrals:announcements"))
        self.page.locator("main .list a").first.click()
        self.follow(name)
        self.press("Le dossier est complet")
        self.read_message("Le dossier est complet. La prochaine commission")

    def hold_committee(self):
        self.open(reverse("referrals:committees"))
        self.follow("Prévoir une séance")
        self.fill("Jour de la séance", f"{timezone.localdate()}")
        self.fill("Désigné par le bailleur", "Hortense Vidal\nGilles Marquès")
        self.fill("Représentant des locataires", "Robert Soula")
        self.fill("Quorum", "2")
        self.press("Enregistrer la séance")
        self.page.get_by_label("Hortense Vidal").check()
        self.page.get_by_label("Robert Soula").check()
        self.press("Ouvrir la séance")
        self.read_message("le quorum est atteint")

    def decide(self, *decisions, exception=""):
        """Of each candidate, in the order of their wishes: what is decided, and its rank or why."""
        self.page.locator("#dwellings").locator("xpath=../..").get_by_role("link").first.click()
        for fields, (decision, said) in zip(self.page.locator("main fieldset.card").all(), decisions, strict=True):
            fields.get_by_label("Décision").select_option(label=decision)
            fields.get_by_label("Rang" if said.isdecimal() else "Motif").fill(said)
        if exception:
            self.page.get_by_label("Moins de trois candidats").select_option(label=exception)
        self.press("Noter les décisions")
        self.read_message("Les décisions de la commission sont notées.")
        self.press("Arrêter le procès-verbal")
        self.read_message("Le procès-verbal est arrêté.")

    def offer(self, name, *, on=None):
        self.page.get_by_role("heading", name=f"Offrir le logement à {name}").wait_for()
        if on:
            self.fill("Offre notifiée le", f"{on}")
        self.press("Noter l’offre")
        self.read_message("L’offre est notée.")

    def accept(self):
        self.choose("Il accepte le logement")
        self.press("Noter la réponse")
        self.read_message("le logement est attribué")

    def refuse(self, reason):
        self.choose("Il le refuse")
        self.page.get_by_label("Motif du refus").select_option(label=reason)
        self.press("Noter la réponse")
        self.read_message("Le refus est noté")

    def sign_lease(self):
        self.follow("Signer le bail")
        self.press("Signer le bail")
        self.read_message("Le bail est signé")

    def note_entry(self):
        today = f"{timezone.localdate()}"
        self.follow("Logement et bail")
        self.follow("Entrée dans les lieux")
        for label in ("signé par le bailleur", "signé par le ménage", "Dépôt versé", "entrée fait", "Clés remises"):
            self.fill(label, today)
        self.fill("Dépôt de garantie", "310")
        self.fill("Assurance habitation", f"{timezone.localdate() + 365 * DAY}")
        self.press("Enregistrer")
        self.read_message("L’entrée est notée : il n’y manque plus rien.")

    def record_notice(self):
        self.follow("Logement et bail")
        self.follow("Congé reçu")
        self.fill("Congé reçu le", f"{timezone.localdate()}")
        self.fill("Sortie prévue le", f"{timezone.localdate() + 30 * DAY}")
        self.press("Enregistrer le congé")
        self.read_message("Le congé est enregistré")


class WorkerScreen(Screen):
    def propose_newcomer(self, *, first_name, last_name, kept):
        self.open(reverse("referrals:announcements"))
        self.page.locator("main .list a").first.click()
        self.follow("Proposer un candidat")
        self.follow("Proposer un nouveau ménage")
        self.fill("Prénom", first_name)
        self.page.get_by_role("textbox", name="Nom", exact=True).fill(last_name)
        self.fill("Numéro unique", "031 0124 012345 31001")
        self.fill("Ressources par mois", "940")
        self.fill("Accompagnement proposé", "Deux visites par mois la première année.")
        self.fill("À garder pour l’association", kept)
        self.press("Proposer ce candidat")
        self.read_title(f"Ménage {last_name}")


def test_from_the_convention_to_the_exit(become, landlord, association):
    action = FundedActionFactory(
        programme__landlord=landlord, number=1, name="Vers l’autonomie", objective=FundedAction.Objective.ACCESS
    )
    dwelling = DwellingFactory(residence__landlord=landlord, rooms=1, rent_euros=310)
    # The landlord works with UCRM already, under another action.
    ConventionFactory(association=association, action__programme=action.programme, action__number=3)

    # 1. The manager writes the convention and records its signature, with the copy.
    manager = become(ManagerScreen, Role.MANAGER, landlord)
    manager.draft_convention(action, association, places=2)
    manager.sign_convention()
    convention = Convention.objects.get(action=action)
    assert convention.state == Convention.State.SIGNED

    # 2. The officer reserves a dwelling and announces it.
    officer = become(OfficerScreen, Role.RENTAL_OFFICER, landlord)
    officer.reserve(dwelling, convention)
    officer.announce(dwelling)

    # 3. The association's worker proposes somebody new, on her phone; what is kept stays with her team.
    worker = become(WorkerScreen, Role.SOCIAL_WORKER, association, viewport={"width": 360, "height": 740})
    worker.propose_newcomer(first_name="Minh", last_name="Nguyen", kept=KEPT)
    assert sideways_scroll(worker.page) == 0
    assert accessibility_violations(worker.page) == []

    # 4. Complete, examined, offered, accepted, let.
    officer.find_complete("Nguyen")
    assert KEPT not in officer.page.content()
    officer.hold_committee()
    officer.decide(("Attribution", "1"), exception="Candidats en nombre insuffisant")
    officer.page.locator("#dwellings").locator("xpath=../..").get_by_role("link").first.click()
    officer.offer("Nguyen")
    officer.accept()
    officer.sign_lease()
    assert KEPT not in officer.page.content()
    household = Household.objects.get(name="Nguyen")
    assert household.reservations.get().state == Reservation.State.LET

    officer.note_entry()

    # 5. The coordinator names the worker, who records the first visit.
    coordinator = become(Screen, Role.COORDINATOR, association, first_name="Solène")
    coordinator.open(reverse("tenancies:household_support", args=[household.public_id]))
    coordinator.follow("Désigner le référent")
    coordinator.page.get_by_label("Référent").select_option(label="Camille Rey")
    coordinator.press("Enregistrer")
    visit = VisitScreen(worker.page)
    visit.open(reverse("tenancies:household", args=[household.public_id]))
    visit.follow("Saisir une visite")
    visit.record(topics=["Logement"], report="Première visite après la remise des clés.", note="À relire.", budget="3")

    # 6. The household leaves for a home of its own: notice, then the end of the support and its outcome.
    officer.record_notice()
    assert dwelling.vacancies.filter(ends_on=None).exists()
    coordinator.open(reverse("tenancies:household_support", args=[household.public_id]))
    coordinator.follow("Terminer le suivi")
    coordinator.page.get_by_label("Motif principal de fin").select_option(label="Relogement")
    coordinator.press("Terminer le suivi")
    coordinator.read_message("Le suivi est terminé")
    assert FollowUp.objects.get().end_reason == EndReason.REHOUSED


def test_the_dwelling_goes_from_a_refusal_to_a_silence_to_the_third(become, landlord, association):
    action = FundedActionFactory(programme__landlord=landlord, number=1)
    convention = ConventionFactory(association=association, action=action, reserved_dwellings=1)
    reservation = ReservationFactory(convention=convention, announced=True)
    announcement = AnnouncementFactory(reservation=reservation, answered=True)
    for rank, name in enumerate(("Castel", "Boukhari", "Sow"), 1):
        household = HouseholdFactory(landlord=None, opened_by=association, name=name)
        CandidacyFactory(announcement=announcement, rank_wished=rank, household=household, state="ELIGIBLE")
    officer = become(OfficerScreen, Role.RENTAL_OFFICER, landlord)

    officer.hold_committee()
    ranked = "Attribution avec classement"
    officer.decide((ranked, "2"), (ranked, "1"), (ranked, "3"))
    officer.open(reverse("referrals:allocation", args=[announcement.public_id]))
    officer.offer("Boukhari")
    officer.refuse("Loyer trop élevé")
    officer.offer("Castel")

    # Nobody answers; the last day passes.
    silent = Offer.objects.get(state=Offer.State.SENT)
    gone = silent.expires_on - timezone.localdate() + DAY
    Offer.objects.filter(pk=silent.pk).update(
        notified_on=silent.notified_on - gone, expires_on=silent.expires_on - gone
    )
    officer.open(reverse("referrals:allocation", args=[announcement.public_id]))
    assert officer.page.get_by_text("Sans réponse dans le délai").count() == 1
    officer.offer("Sow")
    officer.accept()
    officer.sign_lease()

    assert dict(Candidacy.objects.values_list("household__name", "state")) == {
        "Boukhari": Candidacy.State.REFUSED,
        "Castel": Candidacy.State.EXPIRED,
        "Sow": Candidacy.State.ACCEPTED,
    }
    # The association reads why each of them has not got it.
    worker = become(WorkerScreen, Role.SOCIAL_WORKER, association)
    worker.open(reverse("referrals:announcement", args=[announcement.public_id]))
    for words in ("Le ménage a refusé l’offre", "Le ménage n’a pas répondu à l’offre", "Bail signé"):
        assert worker.page.get_by_text(words).first.is_visible()
    announcement.refresh_from_db()
    assert announcement.state == Announcement.State.SETTLED
