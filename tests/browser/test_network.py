"""The network in one journey: a door that a caretaker names, three partners asked at once, a question, a refusal, an
agreement taken back, an end."""

import pytest
from django.urls import reverse
from django.utils import timezone

from partners.models import Expertise
from partners.roles import Role
from referrals.models import Mobilisation, Referral
from tenancies.models import Household
from tests.browser.conftest import PHONE
from tests.browser.pages import ReferralScreen, RequestScreen, Screen
from tests.factories.partners import ConventionFactory, OrganizationFactory, UserFactory
from tests.factories.tenancies import DwellingFactory, HouseholdFactory, TenancyFactory

pytestmark = pytest.mark.django_db(transaction=True)

QUESTION = "Le ménage sait-il que nous allons l’appeler\u00a0?"
ANSWER = "Oui, elle attend votre appel cette semaine."
GOALS = {"UCRM": "Monter un dossier FSL.", "Educ’Air": "Soutenir la mère le soir.", "L’Amandier": "Apaiser le palier."}


@pytest.fixture
def landlord():
    landlord = OrganizationFactory(is_landlord=True)
    action = None
    for name, expertise in zip(GOALS, (Expertise.BUDGET, Expertise.PARENTING, Expertise.MEDIATION), strict=True):
        association = OrganizationFactory(short_name=name, expertises=[expertise])
        known = {"action": action} if action else {"action__programme__landlord": landlord, "action__number": 3}
        action = ConventionFactory(association=association, **known).action
        UserFactory(organization=association, role=Role.COORDINATOR)
    dwelling = DwellingFactory(residence__landlord=landlord, door="12", floor="3")
    household = HouseholdFactory(landlord=landlord, name="Belkacem")
    TenancyFactory(household=household, dwelling=dwelling)
    return landlord


def test_from_a_door_to_the_end_with_three_partners(open_page, sign_in, landlord, console_errors):
    def screen(kind, user, **options):
        page = open_page(**options)
        sign_in(page, user)
        return kind(page)

    def partner(name):
        return screen(RequestScreen, Mobilisation.objects.get(organization__short_name=name).organization.users.get())

    # A caretaker names the door.
    caretaker = screen(Screen, UserFactory(organization=landlord, role=Role.CARETAKER), viewport=PHONE, has_touch=True)
    caretaker.open("/").follow("12 rue des Mazades")
    caretaker.choose("Porte\u00a012")
    caretaker.choose("Sans réponse, accès refusé")
    caretaker.press("Envoyer")
    caretaker.read_message("La conseillère sociale s’en occupe")
    referral = Referral.objects.get()

    # The adviser says who lives there, meets the household, and asks three partners at once, each in its own words.
    adviser = screen(ReferralScreen, UserFactory(organization=landlord, role=Role.ADVISER))
    adviser.open(reverse("referrals:detail", args=[referral.public_id]))
    adviser.follow("Voir qui habite là")
    adviser.page.get_by_role("button", name="C’est ce ménage").click()
    adviser.plan_meeting(at=timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    adviser.record_meeting(needs=["Budget, impayés"], diagnosis="Le budget ne tient plus.")
    adviser.mobilise_all(GOALS)
    assert {each.organization.short_name: each.goal for each in Mobilisation.objects.all()} == GOALS

    # One refuses; one asks first, is answered, and accepts; so does the third.
    amandier = partner("L’Amandier")
    amandier.open(reverse("referrals:mobilisations")).follow("Belkacem")
    amandier.decline(reason="Plus de place", comment="Reprise en janvier")

    ucrm = partner("UCRM")
    ucrm.open(reverse("referrals:mobilisations")).follow("Belkacem")
    ucrm.page.get_by_text("Poser une question d’abord", exact=True).click()
    ucrm.fill("Votre question", QUESTION)
    ucrm.press("Poser la question")
    ucrm.read_message("réponse du bailleur attendue")
    adviser.open("/").follow("Belkacem")
    adviser.fill("Réponse", ANSWER)
    adviser.press("Répondre")
    adviser.read_message("La réponse est enregistrée.")
    ucrm.open(reverse("referrals:mobilisations")).follow("Belkacem")
    ucrm.read_message(ANSWER)
    ucrm.press("Accepter la demande")
    ucrm.read_message("le dossier vous est ouvert")
    educ_air = partner("Educ’Air")
    educ_air.open(reverse("referrals:mobilisations")).follow("Belkacem")
    educ_air.press("Accepter la demande")
    educ_air.read_message("le dossier vous est ouvert")

    # The household takes back its word for one of them: the other goes on.
    adviser.open(reverse("referrals:detail", args=[referral.public_id]))
    adviser.read_message("Plus de place")
    adviser.follow("Le ménage le retire\u00a0: Educ’Air")
    adviser.page.get_by_label("De quelle façon").select_option(label="De vive voix")
    adviser.press("Retirer l’accord")
    adviser.read_message("L’accord")
    case_file = reverse("tenancies:household", args=[Household.objects.get().public_id])
    states = {each.organization.short_name: each.state for each in Mobilisation.objects.all()}
    assert states == {"UCRM": "ACCEPTED", "Educ’Air": "ENDED", "L’Amandier": "DECLINED"}
    ucrm.open(case_file).read_title("Ménage Belkacem")
    assert educ_air.page.goto(case_file).status == 404
    console_errors.clear()

    # The other ends, says what came of the need, and the adviser is asked to close.
    ucrm.follow("Accompagnement")
    ucrm.follow("Terminer le suivi")
    ucrm.page.get_by_label("Motif principal de fin").select_option(label="Fin de mesure, échéance")
    ucrm.press("Terminer le suivi")
    ucrm.read_message("Le suivi est terminé")
    ucrm.open("/").follow(referral.reference)
    ucrm.choose("Mieux", group="Budget, impayés")
    ucrm.choose("Non traité", group="Sans réponse, accès refusé")
    ucrm.press("Enregistrer les résultats")
    ucrm.read_message("Les résultats sont enregistrés.")
    adviser.open("/").read_message("Suivi terminé, à clore")
    adviser.follow("Belkacem")
    adviser.read_message("Budget, impayés\u00a0: mieux")
    adviser.page.get_by_label("Motif", exact=True).select_option(label="Difficulté résolue")
    adviser.press("Clore le signalement")
    adviser.read_message("Le signalement est clos.")
    caretaker.open("/").read_message("Pris en charge, merci")
