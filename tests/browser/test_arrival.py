"""A new installation: from an empty database to the first visit, by pages alone, each person by an invitation of their
own, with a second factor."""

import re
from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from partners.models import Convention, User
from partners.roles import Role
from referrals.models import Referral
from tenancies.models import FollowUp, Household, Visit
from tests.browser.pages import ReferralForm, ReferralScreen, RequestScreen, Screen, VisitScreen
from tests.files import pdf
from tests.tenancies.stock.rpls.files import SIREN, legal

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "jonquille-parapluie-42"
LANDLORD, ASSOCIATION = "Patrimoine SA", "Espoir"
STEPS = [
    "Inviter les premiers collègues",
    "Importer le patrimoine",
    "Enregistrer le programme",
    "Signer une première convention",
    "Accueillir un premier partenaire",
]


@pytest.fixture(autouse=True)
def plain_http(settings):
    settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"


def last_message_to(address):
    [*_, message] = [message for message in mail.outbox if message.to == [address]]
    return message.body


def link_sent_to(address):
    return re.search(r"https?://\S+/invitations/\S+", last_message_to(address)).group()


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


class Newcomer(Screen):
    """Somebody who follows an invitation."""

    def __init__(self, page):
        super().__init__(page)
        # Five browsers and as many password hashes: a machine that does something else is slow.
        page.set_default_timeout(15_000)

    def arrive(self, link, email):
        page = self.page
        page.goto(link)
        page.get_by_label("Adresse électronique").fill(email)
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.get_by_label("Mot de passe, une seconde fois").fill(PASSWORD)
        page.get_by_role("button", name="Créer mon compte").click()
        page.wait_for_url("**" + reverse("account_email_verification_sent"))
        page.get_by_label("Code").fill(re.search(r"^\w{4}-\w{4}$", last_message_to(email), re.MULTILINE).group())
        page.get_by_role("button", name="Confirmer").click()
        page.get_by_role("link", name="Utiliser mon téléphone").click()
        # A code that is typed when its half-minute ends is refused: the next one is typed.
        for _ in range(2):
            page.locator("input[name=code]").fill(code_of(page.locator("#authenticator_secret").input_value()))
            with page.expect_navigation():
                page.get_by_role("button", name="Relier ce téléphone").click()
            if page.url.endswith(reverse("mfa_view_recovery_codes")):
                break
        self.read_title("Codes de secours")
        return self

    def invite(self, first_name, last_name, role):
        email = f"{first_name.lower()}@exemple.fr"
        self.open(reverse("partners:invite"))
        self.fill("Prénom", first_name)
        self.page.get_by_role("textbox", name="Nom", exact=True).fill(last_name)
        self.fill("Adresse électronique", email)
        self.choose(role.label)
        self.press("Envoyer l’invitation")
        self.read_message(f"L’invitation part à {email}.")
        return email

    def left_to_do(self):
        self.open(reverse("home"))
        steps = self.page.locator("section", has=self.page.get_by_role("heading", name="Mise en route"))
        return steps.locator("li", has_text="À faire").locator("a, b").all_inner_texts()


class ManagerScreen(Newcomer):
    def import_stock(self):
        self.follow("Importer le patrimoine")
        dwellings = legal({"NUMAPPT": "1"}, {"NUMAPPT": "2"}).read()
        self.page.get_by_label("Fichier").set_input_files(
            {"name": "rpls.csv", "mimeType": "text/csv", "buffer": dwellings}
        )
        self.press("Lire le fichier")
        self.press("Confirmer l’import")
        self.page.get_by_text("Importé").first.wait_for()

    def create_programme(self):
        year = timezone.localdate().year
        self.follow("Enregistrer le programme")
        self.page.get_by_label("Nom", exact=True).fill(f"10 000 logements accompagnés {year}")
        self.fill("Début", f"{year}-01-01")
        self.fill("Fin", f"{year}-12-31")
        self.fill("Aide de l’État", "37000")
        self.page.get_by_label("Intitulé").first.fill("Maillage")
        self.page.get_by_label("Objectif").first.select_option(label="Locataires en place")
        self.page.get_by_label("Ménages à accompagner").first.fill("15")
        self.press("Enregistrer le programme")
        self.read_message("Signez maintenant les conventions qui portent ses actions.")

    def sign_convention(self, first_person):
        year = timezone.localdate().year
        self.follow("Signer une première convention")
        self.page.get_by_label("Action").select_option(index=1)
        self.page.get_by_label("Nom", exact=True).fill("Espoir et logement")
        self.fill("Nom court", ASSOCIATION)
        self.page.get_by_label("SIREN").fill("732 829 320")
        self.choose("Budget et accès aux droits")
        self.fill("Prénom", "Odette")
        self.fill("Nom de famille", "Faure")
        self.fill("Adresse électronique", first_person)
        self.fill("Prise d’effet", f"{year}-01-01")
        self.page.get_by_label("Fin", exact=True).fill(f"{year}-12-31")
        self.fill("visite", "30")
        self.fill("réponse à une demande", "10")
        self.press("Enregistrer la convention")
        self.read_message(f"l’invitation part à {first_person}")
        self.follow("Enregistrer la signature")
        self.fill("Signée le", f"{year}-01-01")
        signed = {"name": "convention.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        self.page.get_by_label("Convention signée").set_input_files(signed)
        self.press("Enregistrer la signature")
        self.read_message("est signée")
        self.open("/")


def test_from_an_empty_database_to_the_first_visit(open_page, live_server):
    # 1. The operator creates the landlord; its ADMIN arrives by the link.
    printed = StringIO()
    call_command(
        "create_organization",
        kind="landlord",
        name=LANDLORD,
        short_name=LANDLORD,
        siren=SIREN,
        admin_email="fabrice@exemple.fr",
        admin_first_name="Fabrice",
        admin_last_name="Noël",
        base_url=live_server.url,
        stdout=printed,
    )
    admin = Newcomer(open_page()).arrive(printed.getvalue().splitlines()[-1], "fabrice@exemple.fr")
    assert admin.left_to_do() == STEPS

    # 2. The first colleagues.
    manager = admin.invite("Solange", "Vidal", Role.MANAGER)
    adviser = admin.invite("Julie", "Sarda", Role.ADVISER)
    manager = ManagerScreen(open_page()).arrive(link_sent_to(manager), manager)
    adviser = Newcomer(open_page()).arrive(link_sent_to(adviser), adviser)
    assert manager.left_to_do() == STEPS[1:]

    # 3. Stock, programme, convention: each from the list, which shortens.
    manager.import_stock()
    assert manager.left_to_do() == STEPS[2:]
    manager.create_programme()
    assert manager.left_to_do() == STEPS[3:]
    manager.sign_convention("odette@exemple.fr")
    assert manager.left_to_do() == STEPS[4:]

    # 4. The association's first person arrives, and invites whoever answers and visits.
    odette = Newcomer(open_page()).arrive(link_sent_to("odette@exemple.fr"), "odette@exemple.fr")
    assert odette.left_to_do() == ["Vérifier votre organisme", STEPS[0]]
    odette.follow("Vérifier votre organisme")
    odette.press("Enregistrer")
    odette.read_message("Votre organisme est enregistré.")
    maya = odette.invite("Maya", "Rey", Role.COORDINATOR)
    maya = Newcomer(open_page()).arrive(link_sent_to(maya), maya)
    assert manager.left_to_do() == []
    assert "Mise en route" not in manager.page.content()

    # 5. A referral, a meeting, a partner asked.
    officer = ReferralForm(manager.page)
    officer.look_for("Belkacem")
    officer.describe_household(first_name="Samia", last_name="Belkacem")
    officer.describe_facts("Budget, impayés", facts="Deux loyers impayés depuis août.")
    officer.check()
    officer.send_with_a_double_click()
    screen = ReferralScreen(adviser.page)
    screen.open(reverse("referrals:worklist"))
    screen.follow("Belkacem")
    screen.plan_meeting(at=timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    screen.record_meeting(needs=["Budget, impayés"], diagnosis="Le budget ne tient plus.")
    screen.mobilise(ASSOCIATION, goal="Aider à tenir le budget.")

    # 6. Accepted: the first follow-up and its first visit.
    coordinator = RequestScreen(maya.page)
    coordinator.open(reverse("referrals:mobilisations"))
    coordinator.follow("Belkacem")
    coordinator.accept(worker="Maya Rey")
    visit = VisitScreen(maya.page)
    visit.open(reverse("tenancies:household", args=[Household.objects.get().public_id]))
    visit.follow("Saisir une visite")
    visit.record(topics=["Budget"], report="Dossier FSL rempli.", note="À relire.", budget="2")

    assert Referral.objects.get().state == Referral.State.IN_FOLLOW_UP
    assert FollowUp.objects.get().convention == Convention.objects.get()
    assert Visit.objects.get().author == User.objects.get(email="maya@exemple.fr")
