import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from housing_support.home.sections import LENGTH
from housing_support.home.views import sections_for
from partners.models import LandlordParameters
from partners.roles import Role
from tenancies.models import Draft
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.referrals import MobilisationFactory, ReferralFactory
from tests.factories.tenancies import (
    DwellingFactory,
    FollowUpFactory,
    HouseholdFactory,
    ParticipationFactory,
    ReservationFactory,
)

pytestmark = pytest.mark.django_db

PERSONAS = {
    "paul.rey@patrimoine-sa.example": [
        "Signalements à envoyer",
        "Nouveaux messages",
        "Tâches à faire",
        "Logements à annoncer",
        "Candidatures à vérifier",
        "Offres en cours et baux à signer",
        "Attestations d’assurance à demander",
        "Baux glissants à suivre",
        "Où en sont vos signalements",
    ],
    "driss.amrani@patrimoine-sa.example": ["Ce que sont devenus vos signalements"],
    "julie.sarda@patrimoine-sa.example": [
        "Rencontres du jour",
        "Nouveaux messages",
        "Questions des partenaires",
        "Signalements à examiner",
        "Rencontres à fixer",
        "Partenaires à mobiliser",
        "Signalements à clore",
        "Réponses en retard",
        "Demandes restées sans réponse",
        "Conflits de voisinage",
        "Baux glissants à suivre",
        "Situations à recueillir",
        "Suites à demander",
    ],
    "helene.vidal@patrimoine-sa.example": [
        "Visites en retard",
        "Rencontres en retard",
        "Réponses en retard",
        "Logements à annoncer",
        "Candidatures à vérifier",
        "Places inutilisées des conventions",
        "Conventions qui prennent fin bientôt",
    ],
    "corinne.lafont@patrimoine-sa.example": ["Invitations en attente", "Comptes de votre organisme"],
    "maya.carrere@ucrm.example": [
        "Vos brouillons",
        "Signaux du bailleur",
        "Questions auxquelles répondre",
        "Visites en retard",
        "Visites à prévoir",
        "Vos prochains rendez-vous",
        "Réponses à vos questions",
        "Candidatures en cours",
        "Baux glissants à suivre",
        "Places inutilisées des conventions",
    ],
    "solene.barthe@ucrm.example": [
        "Nouveaux messages",
        "Tâches à faire",
        "Signaux du bailleur",
        "Candidatures en cours",
        "Baux glissants à suivre",
        "Visites en retard",
        "Places inutilisées des conventions",
        "Conventions qui prennent fin bientôt",
    ],
    "ines.dufau@habitat-humanisme.example": [
        "À prendre en main",
        "Visites en retard",
        "Visites à prévoir",
        "Séjours\u00a0: entrées à confirmer, fins proches",
        "Vos prochains rendez-vous",
        "Logements annoncés\u00a0: candidats à proposer",
        "Candidatures en cours",
        "Places inutilisées des conventions",
    ],
    "bruno.escande@clemence-isaure.example": [
        "Demandes à traiter",
        "Référent à désigner",
        "Conventions qui prennent fin bientôt",
    ],
}


def titles(user):
    return [section.title for section in sections_for(user)[0]]


def names(user, title):
    return [line.title for section in sections_for(user)[0] if section.title == title for line in section.lines]


def test_nothing_to_do_reads_as_up_to_date(client):
    client.force_login(UserFactory())

    assert "Tout est à jour" in client.get(reverse("home")).content.decode()


def test_social_worker_sees_her_own_follow_ups_only():
    today = timezone.localdate()
    convention = ConventionFactory()
    worker = UserFactory(organization=convention.association)
    late = {"convention": convention, "visit_due_on": today - datetime.timedelta(days=1)}
    mine = FollowUpFactory(worker=worker, **late)
    FollowUpFactory(worker=UserFactory(organization=convention.association), **late)
    FollowUpFactory(worker=None, **late)
    FollowUpFactory(worker=worker, ended_on=today, **late)

    assert names(worker, "Visites en retard") == [mine.household.name]


def test_a_visit_is_announced_as_many_days_before_as_the_landlord_wants():
    today = timezone.localdate()
    convention = ConventionFactory()
    worker = UserFactory(organization=convention.association)
    for days in (0, 5, 6):
        FollowUpFactory(convention=convention, worker=worker, visit_due_on=today + datetime.timedelta(days=days))

    assert len(names(worker, "Visites à prévoir")) == 2


def test_visits_that_one_landlord_announces_later_do_not_hide_those_of_another():
    today = timezone.localdate()
    near, early = ConventionFactory(), ConventionFactory()
    early.association = near.association
    early.save()
    LandlordParameters.objects.create(landlord=near.landlord, reminder_days=2)
    LandlordParameters.objects.create(landlord=early.landlord, reminder_days=9)
    worker = UserFactory(organization=near.association)
    for _ in range(LENGTH + 1):
        FollowUpFactory(convention=near, worker=worker, visit_due_on=today + datetime.timedelta(days=3))
    announced = FollowUpFactory(convention=early, worker=worker, visit_due_on=today + datetime.timedelta(days=9))
    FollowUpFactory(convention=early, worker=worker, visit_due_on=today + datetime.timedelta(days=10))

    assert names(worker, "Visites à prévoir") == [announced.household.name]


def test_a_reserved_dwelling_is_to_be_announced_when_it_is_free_by_the_time_of_the_answer(client):
    today = timezone.localdate()
    convention = ConventionFactory(reserved_dwellings=3)
    officer = UserFactory(organization=convention.landlord, role=Role.RENTAL_OFFICER)
    delay = convention.terms_on(today).candidate_delay_days
    for street, number in (("rue Proche", delay), ("rue Lointaine", delay + 1)):
        ReservationFactory(
            convention=convention,
            dwelling=DwellingFactory(residence__landlord=convention.landlord, street_name=street),
            starts_on=today + datetime.timedelta(days=number),
            ends_on=today + datetime.timedelta(days=number + 10),
        )
    client.force_login(officer)

    [line] = names(officer, "Logements à annoncer")
    everything = client.get(reverse("referrals:announcements"), {"show": "to-announce"})

    assert "rue Proche" in line
    assert ("rue Proche" in everything.text, "rue Lointaine" in everything.text) == (True, True)


def begin_visit(user, household):
    return Draft.objects.create(
        user=user,
        role=user.role,
        page=reverse("tenancies:visit_create", args=[household.public_id]),
        form="a",
        title="Visite",
    )


def test_drafts_of_closed_case_files_do_not_hide_the_others():
    follow_up = FollowUpFactory()
    member = UserFactory(organization=follow_up.organization)
    begin_visit(member, follow_up.household)
    for _ in range(LENGTH + 1):
        begin_visit(member, FollowUpFactory().household)

    assert names(member, "Vos brouillons") == [f"Visite · {follow_up.household.name}"]


def test_draft_of_a_case_file_that_closed_to_its_author_is_not_shown():
    follow_up = FollowUpFactory()
    stranger = UserFactory()
    begin_visit(stranger, follow_up.household)
    member = UserFactory(organization=follow_up.organization)
    begin_visit(member, follow_up.household)

    assert titles(stranger) == []
    assert names(member, "Vos brouillons") == [f"Visite · {follow_up.household.name}"]


def test_draft_is_taken_up_or_thrown_away_from_home(client):
    follow_up = FollowUpFactory()
    member = UserFactory(organization=follow_up.organization)
    draft = begin_visit(member, follow_up.household)
    client.force_login(member)

    page = client.get(reverse("home"))
    discard = reverse("draft_discard", args=[draft.submission_id])
    assertContains(page, f'href="{draft.page}"')
    assertContains(page, f'action="{discard}"')
    response = client.post(discard, {"back": reverse("home")})

    assertRedirects(response, reverse("home"))
    assert names(member, "Vos brouillons") == []


def test_coordinator_sees_what_is_asked_of_her_association():
    convention = ConventionFactory()
    asked = MobilisationFactory(convention=convention)
    MobilisationFactory()
    coordinator = UserFactory(organization=convention.association, role=Role.COORDINATOR)

    assert names(coordinator, "Demandes à traiter") == [asked.referral.household.name]


def test_caretaker_sees_what_became_of_her_own_referrals(client):
    mine = ReferralFactory(reported=True, dwelling__door="12", dwelling__floor="3")
    caretaker = mine.author
    ReferralFactory(landlord=mine.landlord, household__landlord=mine.landlord)
    client.force_login(caretaker)

    assert names(caretaker, "Ce que sont devenus vos signalements") == [
        "Porte\u00a012, 3e\u00a0étage, 12 rue des Mazades"
    ]
    assert reverse("referrals:find_door") in client.get(reverse("home")).content.decode()


def test_long_sections_stop_and_lead_to_their_list():
    adviser = UserFactory(landlord_staff=True, role=Role.ADVISER)
    for _ in range(LENGTH + 1):
        ReferralFactory(household__landlord=adviser.organization)

    [section] = sections_for(adviser)[0]

    assert len(section.lines) == LENGTH
    assert section.has_more
    assert section.all_url == reverse("worklist", args=["to-meet"])


@pytest.mark.parametrize("count", [1, 3])
def test_home_takes_as_many_queries_for_one_row_as_for_three(client, count, django_assert_num_queries):
    today, now = timezone.localdate(), timezone.now()
    day = datetime.timedelta(days=1)
    convention = ConventionFactory()
    worker = UserFactory(organization=convention.association)
    own = {"convention": convention, "worker": worker}
    for _ in range(count):
        FollowUpFactory(**own, taken_in_charge_at=None)
        FollowUpFactory(**own, next_visit_at=now - day)
        FollowUpFactory(**own, visit_due_on=today - day)
        FollowUpFactory(**own, visit_due_on=today)
        FollowUpFactory(**own, next_visit_at=now + day)
        left = HouseholdFactory(landlord=convention.landlord)
        ParticipationFactory(household=left, organization=worker.organization, until=today, own_until=today)
    client.force_login(worker)
    client.get(reverse("home"))

    # Session, user, drafts, how many of all the following, what to take in charge, conclusions to give, late visits,
    # visits due soon, appointments. Beyond five lists, case files left are told by their number.
    with django_assert_num_queries(9):
        page = client.get(reverse("home"))
    assert len(page.context["sections"]) == 5
    assert [(each.title, each.extent) for each in page.context["further"]] == [
        ("Vos écrits dans des dossiers quittés", str(count))
    ]


def test_home_asks_for_no_rows_where_nothing_waits(client, django_assert_num_queries):
    worker = UserFactory(organization=ConventionFactory().association)
    client.force_login(worker)
    client.get(reverse("home"))

    # Session, user, drafts, how many of all the others.
    with django_assert_num_queries(4):
        client.get(reverse("home"))


def lines_behind(client, url):
    lines = []
    while url:
        response = client.get(url)
        assert response.status_code == 200, url
        lines += response.context["lines"]
        url = response.context["page"].next_url
    return lines


def test_a_list_that_is_cut_says_how_many_there_are(client):
    convention = ConventionFactory()
    worker = UserFactory(organization=convention.association)
    late = {"convention": convention, "worker": worker, "visit_due_on": timezone.localdate()}
    follow_ups = [FollowUpFactory(**late) for _ in range(LENGTH)]
    client.force_login(worker)
    for follow_up in follow_ups:
        follow_up.visit_due_on -= datetime.timedelta(days=3)
        follow_up.save()

    assert [section.extent for section in sections_for(worker)[0]] == [""]
    for _ in range(4):
        FollowUpFactory(**late | {"visit_due_on": timezone.localdate() - datetime.timedelta(days=2)})
    [section] = sections_for(worker)[0]

    assert (section.extent, len(section.lines)) == (f"{LENGTH} sur {LENGTH + 4}", LENGTH)
    assert section.extent in client.get(reverse("home")).content.decode()
    assert len(lines_behind(client, section.all_url)) == LENGTH + 4


def test_an_appointment_that_is_over_waits_for_its_conclusion():
    convention = ConventionFactory()
    worker = UserFactory(organization=convention.association)
    due = {"convention": convention, "visit_due_on": timezone.localdate() + datetime.timedelta(days=60)}
    hour = datetime.timedelta(hours=1)
    over = FollowUpFactory(worker=worker, next_visit_at=timezone.now() - hour, **due)
    to_come = FollowUpFactory(worker=worker, next_visit_at=timezone.now() + hour, **due)
    FollowUpFactory(worker=UserFactory(organization=convention.association), next_visit_at=over.next_visit_at, **due)
    FollowUpFactory(worker=worker, next_visit_at=over.next_visit_at, ended_on=timezone.localdate(), **due)

    assert names(worker, "Conclusion à renseigner") == [over.household.name]
    assert names(worker, "Vos prochains rendez-vous") == [to_come.household.name]
    [line] = sections_for(worker)[0][0].lines
    assert line.url == reverse("tenancies:visit_create", args=[over.household.public_id])
