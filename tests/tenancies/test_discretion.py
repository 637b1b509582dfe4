"""Beside a household, a partner mobilised for a tenant in place is named to those who read social content only.

Whichever it is: hiding the one that treats addictions alone would name it. So worlds that differ by nothing but this
partner, and by what its name would tell, read the same to everybody else.
"""

import datetime
import functools
import re
import uuid
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from housing_support.dashboard.figures import FIGURES
from partners.discretion import (
    name_in_sentence,
    reads_health_of,
    shown_name,
    shown_participant,
    shown_partner,
    shown_person,
)
from partners.models import Expertise, FundedAction
from partners.roles import Role
from referrals.models import Meeting, Mobilisation, Referral
from referrals.models.reasons import Reason
from tenancies.models import JournalEntry, Visit
from tenancies.reading import history
from tenancies.reading.events import words_of
from tenancies.services.support import assign_worker, begin_follow_up, end_follow_up
from tenancies.services.visits import record_visit
from tests.factories.partners import ConventionFactory, FundedActionFactory, OrganizationFactory, UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import (
    FollowUpFactory,
    HouseholdFactory,
    JournalEntryFactory,
    MessageFactory,
    ParticipationFactory,
    PersonFactory,
    TaskFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

SHORT_NAME, NAME, INTERVAL = "Arc-en-Addicto", "Centre Zéphyrin de soins", 23
PLAIN_SHORT_NAME, PLAIN_NAME, PLAIN_INTERVAL = "Voisinades", "Maison Quetzal de médiation", 41
WORKER, COORDINATOR = "Quillévéré", "Zwingelstein"
TELLING = (SHORT_NAME, NAME, PLAIN_SHORT_NAME, PLAIN_NAME, WORKER, COORDINATOR, f"{INTERVAL}\u00a0jours")
HOUSEHOLD = "Wurtemberger"
UNNAMED = "Un partenaire (nom réservé)"
ACCESS, MAINTENANCE = FundedAction.Objective.ACCESS, FundedAction.Objective.MAINTENANCE
# The pages of a case file, and what shows several of them.
CASE_FILE = {
    "tenancies:household",
    "tenancies:household_support",
    "tenancies:household_thread",
    "tenancies:household_tasks",
    "tenancies:household_dwelling",
    "tenancies:household_members",
    "tenancies:household_access",
}
LISTS = {"tenancies:households", "referrals:detail", "referrals:worklist", "home", "search"}
DASHBOARD = {"dashboard", "dashboard_figure"}
# What the landlord agreed with whom is no secret: no household stands there.
AGREEMENTS = {
    "partners:partners",
    "partners:programme",
    "partners:add_convention_document",
    "partners:amend_convention",
    "partners:cancel_convention_document",
    "partners:convention",
    "partners:edit_convention",
    "partners:sign_convention",
    "partners:terminate_convention",
    "partners:create_convention",
    "partners:invite_first_person",
}
MOST_PAGES = 150


class World:
    """A household that a partner follows, another that it is asked for; the services leave their own traces.

    Two partners are under convention: one treats addictions, the other does not, and their intervals differ.
    """

    def __init__(self, *, is_sensitive=True, objective=MAINTENANCE):
        self.landlord = OrganizationFactory(
            is_landlord=True, short_name="Patrimoine SA", name="Patrimoine SA", siren="552100554"
        )
        self.action = FundedActionFactory(
            number=3, objective=objective, programme__landlord=self.landlord, programme__name="Programme"
        )
        self.officer = self.make_person(self.landlord, Role.RENTAL_OFFICER, "Officière")
        sensitive = self.make_partner(SHORT_NAME, NAME, Expertise.ADDICTION, INTERVAL)
        plain = self.make_partner(PLAIN_SHORT_NAME, PLAIN_NAME, Expertise.MEDIATION, PLAIN_INTERVAL)
        self.convention = sensitive if is_sensitive else plain
        self.need = Reason.ADDICTION if is_sensitive else Reason.NEIGHBOURS
        self.partner = self.convention.association
        self.coordinator = self.make_person(self.partner, Role.COORDINATOR, COORDINATOR)
        self.worker = self.make_person(self.partner, Role.SOCIAL_WORKER, WORKER)
        self.household = HouseholdFactory(landlord=self.landlord, name=HOUSEHOLD, reference="D-2025-0101")
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

    def make_partner(self, short_name, name, expertise, days):
        association = OrganizationFactory(short_name=short_name, name=name, expertises=[expertise])
        return ConventionFactory(
            action=self.action, association=association, visit_interval_days=days, answer_delay_days=days
        )

    def make_person(self, organization, role, last_name):
        return UserFactory(organization=organization, role=role, first_name="Camille", last_name=last_name)

    def make_late(self):
        self.follow_up.refresh_from_db()
        # Not the same day from one convention to the other.
        days = 4 if self.need == Reason.ADDICTION else 9
        self.follow_up.visit_due_on = timezone.localdate() - datetime.timedelta(days=days)
        self.follow_up.save()

    def make_referrals(self):
        """One that ended in the follow-up, one whose answer is late."""
        accepted = ReferralFactory(
            household=self.household,
            author=self.officer,
            reference="S-2025-0101",
            state=Referral.State.IN_FOLLOW_UP,
        )
        adviser = self.make_person(self.landlord, Role.ADVISER, "Conseillère")
        MeetingFactory(
            referral=accepted,
            adviser=adviser,
            state=Meeting.State.HELD,
            held_at=timezone.now(),
            needs=[self.need],
        )
        MobilisationFactory(
            referral=accepted,
            convention=self.convention,
            requested_by=adviser,
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
            household=HouseholdFactory(landlord=self.landlord, name=f"{HOUSEHOLD}-Meyer", reference="D-2025-0102"),
            author=self.officer,
            reference="S-2025-0102",
            state=Referral.State.MOBILISING,
        )
        MobilisationFactory(
            referral=asked,
            convention=self.convention,
            requested_by=adviser,
            answer_due_on=timezone.localdate() - datetime.timedelta(days=INTERVAL if self.need == "ADDICTION" else 2),
            requested_at=timezone.now() - datetime.timedelta(days=45),
        )

    def leave_traces(self):
        """The partner's staff read the case file and write in it, from a page."""
        for user in (self.worker, self.coordinator):
            client = Client()
            client.force_login(user)
            url = reverse("tenancies:note_create", args=[self.household.public_id])
            assert client.post(url, {"audience": "SHARED", "text": "Dossier transmis."}).status_code == 302
            MessageFactory(household=self.household, author=user, mentioned=self.coordinator)
            TaskFactory(household=self.household, author=user, person=self.coordinator)

    def person(self, role):
        known = {
            Role.SOCIAL_WORKER: self.worker,
            Role.COORDINATOR: self.coordinator,
            Role.RENTAL_OFFICER: self.officer,
        }
        return known.get(role) or self.make_person(self.landlord, role, "Collègue")

    def colleague(self):
        return self.make_person(self.landlord, Role.RENTAL_OFFICER, "Collègue")


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


@functools.cache
def crawled(is_sensitive, reader_of):
    """A world of which nothing is left, and what the same person read in it; asked once, whatever is asked of it."""
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        # What one transaction wrote has no order by which to cut it.
        patch.setattr(history, "LENGTH", 500)
        world = World(is_sensitive=is_sensitive)
        pages = crawl(reader_of(world))
        transaction.set_rollback(True)
    return world, pages


@functools.cache
def person(role):
    return lambda world: world.person(role)


@pytest.mark.parametrize("is_sensitive", [True, False])
@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER])
def test_nothing_beside_a_household_names_the_partner_to_rental_staff(is_sensitive, role):
    _, pages = crawled(is_sensitive, person(role))

    beside = showing(pages, HOUSEHOLD)
    expected = CASE_FILE | LISTS | (DASHBOARD if role == Role.MANAGER else set())
    assert names_of(beside) >= expected
    assert {word: sorted(showing(beside, word)) for word in TELLING if showing(beside, word)} == {}
    assert names_of(showing(beside, UNNAMED)) >= CASE_FILE | {"tenancies:households", "referrals:detail"}


def test_a_caretaker_does_not_read_the_name():
    _, pages = crawled(True, person(Role.CARETAKER))

    assert names_of(pages) != set()
    assert {word: sorted(showing(pages, word)) for word in TELLING if showing(pages, word)} == {}


@pytest.mark.parametrize("role", [Role.ADVISER, Role.SOCIAL_WORKER])
def test_social_workers_read_who_follows_the_household(role):
    world, pages = crawled(True, person(role))

    assert names_of(showing(pages, SHORT_NAME)) >= CASE_FILE | {"tenancies:households"}
    assert showing(pages, UNNAMED) == {}
    for page in ("household", "household_support", "household_access"):
        text = pages[reverse(f"tenancies:{page}", args=[world.household.public_id])]
        assert WORKER in text
        assert COORDINATOR in text or page == "household_support"
    assert WORKER in pages[reverse("tenancies:households")]
    assert f"tous les {INTERVAL}" in pages[reverse("tenancies:household", args=[world.household.public_id])]


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER, Role.ADVISER])
def test_the_partner_of_a_newcomer_is_named_to_all(role):
    world = World(objective=ACCESS)
    client = Client()
    client.force_login(world.person(role))

    for page in ("household", "household_support", "household_access"):
        text = client.get(reverse(f"tenancies:{page}", args=[world.household.public_id])).text
        assert SHORT_NAME in text or NAME in text
        assert WORKER in text
        assert UNNAMED not in text
    assert WORKER in client.get(reverse("tenancies:households")).text
    assert "due le" in client.get(reverse("tenancies:households")).text


# The property: nobody tells one world from the other


def both_worlds(reader_of):
    """What the same person reads in each world."""
    return [beside_a_household(crawled(is_sensitive, reader_of)[1]) for is_sensitive in (True, False)]


def beside_a_household(crawled):
    """These pages, whatever identifiers and clocks made them."""
    pages = {}
    for address, text in crawled.items():
        if resolve(address.partition("?")[0]).view_name in AGREEMENTS:
            continue
        lines = without_identifiers(text).split("\n")
        # What one transaction changed in several tables has no order of its own.
        pages[without_identifiers(address)] = sorted(lines) if address.endswith("/access/") else lines
    return pages


def without_identifiers(text):
    text = re.sub(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", "U", text)
    text = re.sub(r"\b(search|after)=[^\"&]+", r"\1=S", text)
    text = re.sub(r'(name="(?:csrfmiddlewaretoken|draft_stamp)" value)="[^"]*"', r"\1", text)
    text = re.sub(r'<option value="\d+"', "<option", text)
    text = re.sub(r'(datetime|name="(?:persons|actions)-\d+-id" value)="[^"]*"|(personne)\d+', r"\1\2", text)
    text = re.sub(r'(id|aria-labelledby)="([a-z]+-)\d+"', r'\1="\2"', text)
    text = re.sub(r'((?:id|for|name|aria-describedby)="(?:id_)?referral-)\d+', r"\1", text)
    text = re.sub(r"\b((?:mesure|depuis)-)\d+", r"\1", text)
    return re.sub(r"\d+\sh\s\d\d|\d\d:\d\d", "T", text)


def differences(one, other):
    return {
        address: [pair for pair in zip(lines, other[address], strict=False) if len({*pair}) > 1][:3]
        for address, lines in one.items()
        if address in other and lines != other[address]
    }


@pytest.mark.parametrize("role", [Role.RENTAL_OFFICER, Role.MANAGER, Role.CARETAKER, Role.ADMIN])
def test_rental_staff_read_the_same_whichever_partner_is_mobilised(role):
    one, other = both_worlds(person(role))

    assert one.keys() == other.keys()
    assert differences(one, other) == {}


def test_an_officer_reads_the_same_of_a_colleagues_referral_whichever_partner_is_mobilised():
    one, other = both_worlds(World.colleague)

    assert differences(one, other) == {}


def test_what_is_compared_would_tell_one_world_from_the_other():
    one, other = both_worlds(person(Role.ADVISER))

    assert len(differences(one, other)) > len(CASE_FILE)


# The rule


@pytest.mark.parametrize("expertises", [[Expertise.ADDICTION], [Expertise.ADDICTION, Expertise.MEDIATION], []])
@pytest.mark.parametrize("objective", FundedAction.Objective)
@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.SOCIAL_WORKER, Role.COORDINATOR)])
def test_whose_name_is_shown_to_whom(expertises, objective, role):
    partner = OrganizationFactory(short_name="Arc", name="Arc-en-ciel", expertises=expertises)
    person = UserFactory(organization=partner, first_name="Maya", last_name="Carrère")
    reader = UserFactory(organization=OrganizationFactory(is_landlord=True), role=role)
    named = [partner.pk] if objective == ACCESS else []

    shown = (
        shown_name(partner, reader, objective),
        name_in_sentence(partner, reader, objective),
        shown_participant(partner, reader, named),
        shown_person(person, partner, reader, named),
        *shown_partner("Arc", objective, "Maya Carrère", reader),
    )

    if role == Role.ADVISER or objective == ACCESS:
        assert shown == ("Arc", "Arc", "Arc-en-ciel", "Maya Carrère, Arc", "Arc", "Maya Carrère", True)
    else:
        assert shown == (UNNAMED, "un partenaire", UNNAMED, UNNAMED, UNNAMED, "", False)


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.COORDINATOR])
def test_one_partner_reads_the_name_of_another_and_not_what_is_about_health(role):
    partner, reader = OrganizationFactory(short_name="Arc"), UserFactory(role=role)

    assert shown_name(partner, reader) == "Arc"
    assert reads_health_of(reader.organization_id, reader)
    assert not reads_health_of(partner.pk, reader)


@pytest.mark.parametrize(
    ("role", "is_read"),
    [(Role.RENTAL_OFFICER, False), (Role.MANAGER, False), (Role.ADVISER, True)],
)
def test_the_reasons_of_a_referral_are_for_its_author_and_social_workers(world, role, is_read):
    client = Client()
    client.force_login(world.make_person(world.landlord, role, "Collègue"))
    referral = Referral.objects.get(reference="S-2025-0101")

    page = client.get(reverse("referrals:detail", args=[referral.public_id]))
    [_, row] = client.get(reverse("referrals:list")).context["rows"]
    filtered = client.get(reverse("referrals:list"), {"reason": Reason.ARREARS})

    assert [reason.value for reason in page.context["reasons"]] == ([Reason.ARREARS] if is_read else [])
    assert row.reasons == (Reason.ARREARS.label if is_read else "")
    assert len(filtered.context["rows"]) == (2 if is_read else 0)
    assert ("Motif" in [field.label for field in filtered.context["filters"].fields]) == is_read


def test_an_officer_reads_the_reasons_of_their_own_referral(world):
    client = Client()
    client.force_login(world.officer)
    referral = Referral.objects.get(reference="S-2025-0101")

    page = client.get(reverse("referrals:detail", args=[referral.public_id]))

    assert page.context["reasons"] == [Reason.ARREARS]


def test_titles_of_the_timeline_name_nobody(world):
    end_follow_up(follow_up=world.follow_up, user=world.coordinator, reason="AUTONOMY")

    entries = JournalEntry.objects.filter(kind=JournalEntry.Kind.SUPPORT).order_by("pk")
    assert [words_of(entry) for entry in entries] == ["Début de l’accompagnement", "Fin de l’accompagnement"]


# The list of case files


def choices_of(response):
    return [label for _, label in response.context["filters"].form.fields["association"].choices if label != "Toutes"]


@pytest.mark.parametrize(("role", "found"), [(Role.RENTAL_OFFICER, 0), (Role.MANAGER, 0), (Role.ADVISER, 1)])
def test_filter_by_association_neither_offers_nor_takes_an_unnamed_partner(world, role, found):
    newcomers = FundedActionFactory(programme=world.action.programme, number=1, objective=ACCESS)
    other = ConventionFactory(action=newcomers, association__short_name="UCRM").association
    client = Client()
    client.force_login(world.person(role))

    response = client.get(reverse("tenancies:households"), {"association": world.partner.pk})

    assert choices_of(response) == ([SHORT_NAME] if found else []) + ["UCRM"] + ([PLAIN_SHORT_NAME] if found else [])
    assert len(response.context["rows"]) == found
    assert client.get(reverse("tenancies:households"), {"association": other.pk}).context["rows"] == []


@pytest.mark.parametrize(("role", "found"), [(Role.MANAGER, 1), (Role.ADVISER, 2)])
def test_filter_by_a_partner_of_both_kinds_finds_those_for_whom_it_is_named(world, role, found):
    newcomers = FundedActionFactory(programme=world.action.programme, number=1, objective=ACCESS)
    FollowUpFactory(convention=ConventionFactory(action=newcomers, association=world.partner))
    client = Client()
    client.force_login(world.person(role))

    response = client.get(reverse("tenancies:households"), {"association": world.partner.pk})

    assert len(response.context["rows"]) == found


# The dashboard


def test_a_manager_reads_the_numbers_of_unnamed_partners_and_opens_no_list_of_them(world):
    newcomers = FundedActionFactory(programme=world.action.programme, number=1, objective=ACCESS)
    ConventionFactory(action=newcomers, association__short_name="UCRM", visit_interval_days=30)
    client = Client()
    client.force_login(world.person(Role.MANAGER))

    board = client.get(reverse("dashboard")).context["board"]

    shown = [
        (line.partner, str(line.rhythm), str(line.late.count), bool(line.late.url), bool(line.on_time.url))
        for action in board.actions
        for line in action.conventions
    ]
    assert shown == [
        ("UCRM", "chaque mois", "0", True, True),
        (UNNAMED, "None", "1", False, False),
        (UNNAMED, "None", "0", False, False),
    ]
    for code in ("late", "on-time"):
        url = reverse("dashboard_figure", args=[code])
        assert client.get(url, {"convention": world.convention.public_id}).status_code == 404
    rows = client.get(reverse("dashboard_figure", args=["late"])).context["rows"]
    assert [(row.partner, row.worker) for row in rows] == [(UNNAMED, "")]


def test_a_manager_reads_how_many_referrals_have_a_reason_and_not_which(world):
    client = Client()
    client.force_login(world.person(Role.MANAGER))

    [bar] = client.get(reverse("dashboard")).context["board"].reasons

    assert (bar.label, str(bar.number.count), bar.number.url) == (Reason.ARREARS.label, "2", "")
    url = reverse("dashboard_figure", args=["referrals"])
    assert client.get(url, {"reason": Reason.ARREARS}).status_code == 404


def test_an_adviser_opens_the_list_of_every_convention(world):
    client = Client()
    client.force_login(world.person(Role.ADVISER))

    board = client.get(reverse("dashboard")).context["board"]

    [line, other] = board.actions[0].conventions
    assert (line.partner, str(line.late.count), other.partner) == (SHORT_NAME, "1", PLAIN_SHORT_NAME)
    assert [row.worker for row in client.get(line.late.url).context["rows"]] == [world.worker.full_name]
    [bar] = board.reasons
    assert len(client.get(bar.number.url).context["rows"]) == 2


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
