"""A partner that treats addictions alone is named beside a household to those who read social content only."""

import datetime
import re
import uuid
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from housing_support.dashboard.figures import FIGURES
from partners.discretion import name_in_sentence, shown_full_name, shown_name, shown_partner, shown_person
from partners.models import Expertise
from partners.roles import Role
from referrals.models import Mobilisation, Referral
from tenancies.models import JournalEntry, Visit
from tenancies.reading.events import words_of
from tenancies.services.support import assign_worker, begin_follow_up, end_follow_up
from tenancies.services.visits import record_visit
from tests.factories.partners import ConventionFactory, FundedActionFactory, OrganizationFactory, UserFactory
from tests.factories.referrals import MobilisationFactory, ReferralFactory
from tests.factories.tenancies import (
    FollowUpFactory,
    HouseholdFactory,
    JournalEntryFactory,
    ParticipationFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db

SHORT_NAME, NAME = "Arc-en-Addicto", "Centre Zéphyrin de soins"
WORKER, COORDINATOR = "Quillévéré", "Zwingelstein"
TELLING = (SHORT_NAME, NAME, WORKER, COORDINATOR)
HOUSEHOLD = "Wurtemberger"
INTERVAL = "23"
# The pages of a case file, and what shows several of them.
CASE_FILE = {
    "tenancies:household",
    "tenancies:household_support",
    "tenancies:household_dwelling",
    "tenancies:household_members",
    "tenancies:household_access",
}
LISTS = {"tenancies:households", "referrals:detail", "referrals:worklist", "home", "search"}
DASHBOARD = {"dashboard", "dashboard_figure"}
MOST_PAGES = 150


class World:
    """A household that this partner follows, another that it is asked for; the services leave their own traces."""

    def __init__(self):
        self.action = FundedActionFactory(number=3)
        self.landlord = self.action.programme.landlord
        self.officer = UserFactory(organization=self.landlord, role=Role.RENTAL_OFFICER)
        self.partner = OrganizationFactory(short_name=SHORT_NAME, name=NAME, expertises=[Expertise.ADDICTION])
        self.convention = ConventionFactory(
            action=self.action, association=self.partner, visit_interval_days=int(INTERVAL)
        )
        self.coordinator = UserFactory(organization=self.partner, role=Role.COORDINATOR, last_name=COORDINATOR)
        self.worker = UserFactory(organization=self.partner, role=Role.SOCIAL_WORKER, last_name=WORKER)
        self.household = HouseholdFactory(landlord=self.landlord, name=HOUSEHOLD)
        PersonFactory(household=self.household)
        self.follow_up = begin_follow_up(
            household=self.household, convention=self.convention, user=self.coordinator, reason="Signalement"
        )
        assign_worker(follow_up=self.follow_up, user=self.coordinator, worker=self.worker)
        record_visit(
            follow_up=self.follow_up,
            user=self.worker,
            submission_id=uuid.uuid4(),
            outcome=Visit.Outcome.DONE,
            medium=Visit.Medium.HOME,
            visited_at=timezone.now(),
            topics=[],
            levels={},
            shared_report="Entretien tenu.",
        )
        self.make_late()
        self.make_referrals()
        self.leave_traces()

    def make_late(self):
        self.follow_up.refresh_from_db()
        self.follow_up.visit_due_on = timezone.localdate() - datetime.timedelta(days=4)
        self.follow_up.save()

    def make_referrals(self):
        """One that ended in the follow-up, one whose answer is late."""
        accepted = ReferralFactory(household=self.household, author=self.officer, state=Referral.State.IN_FOLLOW_UP)
        MobilisationFactory(
            referral=accepted,
            convention=self.convention,
            state=Mobilisation.State.ACCEPTED,
            answered_by=self.coordinator,
            answered_at=timezone.now(),
            follow_up=self.follow_up,
        )
        accepted.events.create(
            from_state=Referral.State.MOBILISING,
            to_state=Referral.State.IN_FOLLOW_UP,
            actor=self.coordinator,
            move=Referral.Move.ACCEPT,
        )
        asked = ReferralFactory(
            household=HouseholdFactory(landlord=self.landlord, name=f"{HOUSEHOLD}-Meyer"),
            author=self.officer,
            state=Referral.State.MOBILISING,
        )
        MobilisationFactory(
            referral=asked,
            convention=self.convention,
            answer_due_on=timezone.localdate() - datetime.timedelta(days=2),
            requested_at=timezone.now() - datetime.timedelta(days=12),
        )

    def leave_traces(self):
        """The partner's staff read the case file and write in it, from a page."""
        for user in (self.worker, self.coordinator):
            client = Client()
            client.force_login(user)
            url = reverse("tenancies:note_create", args=[self.household.public_id])
            assert client.post(url, {"audience": "SHARED", "text": "Dossier transmis."}).status_code == 302

    def person(self, role):
        known = {
            Role.SOCIAL_WORKER: self.worker,
            Role.COORDINATOR: self.coordinator,
            Role.RENTAL_OFFICER: self.officer,
        }
        return known.get(role) or UserFactory(organization=self.landlord, role=role)


@pytest.fixture
def world():
    cache.clear()
    return World()


def crawl(user):
    """Every page that `user` reaches by links, as {address: its text}."""
    client = Client()
    client.force_login(user)
    waiting = [
        reverse("home"),
        reverse("tenancies:households"),
        f"{reverse('tenancies:households')}?late=true",
        *(reverse("dashboard_figure", args=[code]) for code in FIGURES),
    ]
    searched = client.post(reverse("search"), {"q": HOUSEHOLD})
    if searched.status_code == 302:
        waiting.append(searched.url)
    seen, pages = set(waiting), {}
    while waiting:
        address = waiting.pop()
        response = client.get(address)
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        pages[address] = unescape(response.text)
        assert len(pages) < MOST_PAGES
        for link in map(unescape, re.findall(r'href="(/[^"#]*)', response.text)):
            if link not in seen and not link.startswith(("/static/", "/account/")):
                seen.add(link)
                waiting.append(link)
    return pages


def names_of(pages):
    return {resolve(address.partition("?")[0]).view_name for address in pages}


def showing(pages, word):
    return {address: text for address, text in pages.items() if word in text}


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
def test_nothing_beside_a_household_names_the_partner_to_rental_staff(world, role):
    pages = crawl(world.person(role))

    beside = showing(pages, HOUSEHOLD)
    expected = CASE_FILE | LISTS | (DASHBOARD if role == Role.MANAGER else set())
    assert names_of(beside) >= expected
    assert {word: sorted(showing(beside, word)) for word in TELLING if showing(beside, word)} == {}
    assert names_of(showing(beside, "Un partenaire")) >= CASE_FILE | {"tenancies:households", "referrals:detail"}
    assert showing(beside, f"tous les {INTERVAL}").keys() <= {address for address in beside if "dashboard" in address}


def test_a_caretaker_does_not_read_the_name(world):
    pages = crawl(world.person(Role.CARETAKER))

    assert {word: sorted(showing(pages, word)) for word in TELLING if showing(pages, word)} == {}


@pytest.mark.parametrize("role", [Role.ADVISER, Role.SOCIAL_WORKER])
def test_social_workers_read_who_follows_the_household(world, role):
    pages = crawl(world.person(role))

    assert names_of(showing(pages, SHORT_NAME)) >= CASE_FILE | {"tenancies:households"}
    for page in ("household", "household_support", "household_access"):
        text = pages[reverse(f"tenancies:{page}", args=[world.household.public_id])]
        assert WORKER in text
        assert COORDINATOR in text or page == "household_support"
    assert WORKER in pages[reverse("tenancies:households")]
    assert f"tous les {INTERVAL}" in pages[reverse("tenancies:household", args=[world.household.public_id])]


# The rule


@pytest.mark.parametrize(
    ("expertises", "role", "is_shown"),
    [
        ([Expertise.ADDICTION], Role.RENTAL_OFFICER, False),
        ([Expertise.ADDICTION], Role.CARETAKER, False),
        ([Expertise.ADDICTION], Role.MANAGER, False),
        ([Expertise.ADDICTION], Role.ADMIN, False),
        ([Expertise.ADDICTION], Role.ADVISER, True),
        ([Expertise.ADDICTION], Role.SOCIAL_WORKER, True),
        ([Expertise.ADDICTION], Role.COORDINATOR, True),
        ([Expertise.ADDICTION, Expertise.MEDIATION], Role.MANAGER, True),
        ([Expertise.BUDGET], Role.MANAGER, True),
        ([], Role.MANAGER, True),
    ],
)
def test_whose_name_is_shown_to_whom(expertises, role, is_shown):
    partner = OrganizationFactory(short_name="Arc", name="Arc-en-ciel", expertises=expertises)
    person = UserFactory(organization=partner, first_name="Maya", last_name="Carrère")
    is_association = role in (Role.SOCIAL_WORKER, Role.COORDINATOR)
    reader = UserFactory(organization=OrganizationFactory(is_landlord=not is_association), role=role)

    shown = (
        shown_name(partner, reader),
        shown_full_name(partner, reader),
        name_in_sentence(partner, reader),
        shown_person(person, partner, reader),
        *shown_partner("Arc", expertises, "Maya Carrère", reader),
    )

    if is_shown:
        assert shown == ("Arc", "Arc-en-ciel", "Arc", "Maya Carrère, Arc", "Arc", "Maya Carrère", True)
    else:
        unnamed = "Un partenaire"
        assert shown == (unnamed, unnamed, "un partenaire", unnamed, unnamed, "", False)


def test_titles_of_the_timeline_name_nobody(world):
    end_follow_up(follow_up=world.follow_up, user=world.coordinator, reason="AUTONOMY")

    entries = JournalEntry.objects.filter(kind=JournalEntry.Kind.SUPPORT).order_by("pk")
    assert [words_of(entry) for entry in entries] == ["Début de l’accompagnement", "Fin de l’accompagnement"]


# The list of case files


def choices_of(response):
    return [label for _, label in response.context["filters"].form.fields["association"].choices if label != "Toutes"]


@pytest.mark.parametrize(("role", "found"), [(Role.RENTAL_OFFICER, 0), (Role.MANAGER, 0), (Role.ADVISER, 1)])
def test_filter_by_association_neither_offers_nor_takes_an_unnamed_partner(world, role, found):
    other = ConventionFactory(action=world.action, association__short_name="UCRM").association
    client = Client()
    client.force_login(world.person(role))

    response = client.get(reverse("tenancies:households"), {"association": world.partner.pk})

    assert choices_of(response) == ([SHORT_NAME] if found else []) + ["UCRM"]
    assert len(response.context["rows"]) == found
    assert client.get(reverse("tenancies:households"), {"association": other.pk}).context["rows"] == []


# The dashboard


def test_a_manager_reads_an_unnamed_partners_numbers_and_opens_no_list_of_them(world):
    ConventionFactory(action=world.action, association__short_name="UCRM", visit_interval_days=30)
    client = Client()
    client.force_login(world.person(Role.MANAGER))

    [action] = client.get(reverse("dashboard")).context["board"].actions

    shown = [
        (line.partner, line.interval_days, str(line.late.count), bool(line.late.url)) for line in action.conventions
    ]
    assert shown == [("UCRM", 30, "0", True), ("Un partenaire", int(INTERVAL), "1", False)]
    assert [bool(line.on_time.url) for line in action.conventions] == [True, False]
    for code in ("late", "on-time"):
        url = reverse("dashboard_figure", args=[code])
        assert client.get(url, {"convention": world.convention.public_id}).status_code == 404
    rows = client.get(reverse("dashboard_figure", args=["late"])).context["rows"]
    assert [(row.partner, row.worker) for row in rows] == [("Un partenaire", "")]


def test_an_adviser_opens_the_list_of_every_convention(world):
    client = Client()
    client.force_login(world.person(Role.ADVISER))

    [action] = client.get(reverse("dashboard")).context["board"].actions

    [line] = action.conventions
    assert (line.partner, str(line.late.count)) == (SHORT_NAME, "1")
    assert [row.worker for row in client.get(line.late.url).context["rows"]] == [world.worker.full_name]


# Cost


@pytest.mark.parametrize("page", ["households", "household_support", "household_access", "household"])
def test_unnamed_partners_cost_no_query(world, page):
    client = Client()
    client.force_login(world.officer)
    own = [] if page == "households" else [world.household.public_id]
    url = reverse(f"tenancies:{page}", args=own)
    client.get(url)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    before = queries()
    for _ in range(3):
        partner = OrganizationFactory(expertises=[Expertise.ADDICTION])
        convention = ConventionFactory(action=world.action, association=partner)
        worker = UserFactory(organization=partner)
        household = HouseholdFactory(landlord=world.landlord) if page == "households" else world.household
        ParticipationFactory(household=household, organization=partner)
        measure = world.follow_up.measure if household == world.household else None
        options = {"measure": measure} if measure else {}
        FollowUpFactory(convention=convention, household=household, worker=worker, **options)
        JournalEntryFactory(household=household, author=worker)

    assert queries() == before
