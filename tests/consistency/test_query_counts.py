"""Every page asks the database as often for many rows as for one, and twelve times at most."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from housing_support.common.compiled_queries import CompiledQuery
from partners.models import AccountEvent
from referrals.models import Referral
from referrals.services import committees
from tenancies.forms.visit import visit_initial
from tenancies.models import CaseFileAccess, Household, JournalEntry, Person, StockImport, ThreadReading
from tests.consistency import many_candidacies, many_referrals
from tests.consistency.access import ROWS, url_of
from tests.consistency.conftest import client_with, undone
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import ConventionDocumentFactory, ConventionFactory, InvitationFactory, UserFactory
from tests.factories.referrals import MeetingFactory, MobilisationFactory, ReferralFactory
from tests.factories.tenancies import (
    CaseFileDocumentFactory,
    FollowUpFactory,
    HouseholdFactory,
    JournalEntryFactory,
    MessageFactory,
    ParticipationFactory,
    PersonFactory,
    ReservationFactory,
    StayFactory,
    SynthesisFactory,
    TaskFactory,
    TenancyFactory,
    VisitFactory,
)
from tests.forms import stamp_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("statements_as_in_production")]

MOST = 12
# Writing one takes four statements of its own: visit, levels, texts, follow-up.
OF_A_VISIT = 12
# Who reads the page with the most on it, when several roles may open it.
READERS = ("AD", "CO", "MG", "RO", "LA", "SW", "CT", "AC")
PAGES = [
    (code, url, name)
    for url, name, method, expected in (row.values for row in ROWS)
    if method == "GET" and not url.startswith(("account_", "mfa_", "usersessions_"))
    for code in [code for code in READERS if expected.get(code) == "200"][: len(READERS) if url == "home" else 2]
]


def add_rows(world, count: int) -> None:
    """As much again of everything that a page lists."""
    today, now = timezone.localdate(), timezone.now()
    landlord, association, convention = world.landlord, world.association, world.convention
    for _ in range(count):
        household = HouseholdFactory(
            landlord=landlord,
            participants=[association],
            state=Household.State.SUPPORTED,
            reference=f"D-2024-{Household.objects.count():04}",
        )
        PersonFactory(household=household)
        TenancyFactory(household=household)
        follow_up = FollowUpFactory(
            convention=convention,
            household=household,
            worker=world.worker,
            started_on=today - datetime.timedelta(days=60),
            next_visit_at=now + datetime.timedelta(days=1),
        )
        VisitFactory(follow_up=follow_up, author=world.worker)
        visit = VisitFactory(follow_up=world.follow_up, author=world.worker)
        JournalEntryFactory(household=world.household, author=world.worker, visit=visit, kind=JournalEntry.Kind.VISIT)
        JournalEntryFactory(household=world.household, author=world.adviser)
        PersonFactory(household=world.household, role=Person.Role.CHILD)
        CaseFileDocumentFactory(household=world.household, author=world.adviser)
        MessageFactory(household=world.household, author=world.adviser, mentioned=world.worker)
        TaskFactory(household=world.household, author=world.adviser, person=world.worker)
        TaskFactory(household=world.household, author=world.adviser, state="DONE")
        SynthesisFactory(household=world.household, author=world.adviser)
        ThreadReading.objects.create(household=household, user=world.worker, waits_since=now)
        ParticipationFactory(household=world.household, until=today)
        ParticipationFactory(
            household=HouseholdFactory(landlord=landlord), organization=world.association, until=today, own_until=today
        )
        JournalEntryFactory(household=world.left, author=world.worker)
        number = 10 + world.programme.actions.count()
        other = ConventionFactory(action__programme=world.programme, action__number=number)
        ConventionFactory(action=world.action)
        ConventionDocumentFactory(convention=world.convention)
        FollowUpFactory(convention=other, household=world.household)
        for person in ("LA", "AD", "CO"):
            user = world.people[person]
            CaseFileAccess.objects.create(
                household=household, user=user, organization=user.organization, kind=CaseFileAccess.Kind.READ
            )
            UserFactory(organization=user.organization, role=user.role)
            AccountEvent.objects.create(account=user, organization=user.organization, kind=AccountEvent.Kind.SIGNED_IN)
            InvitationFactory(organization=user.organization, role=user.role)
        # Associations that nobody has joined, and whom the manager invited.
        InvitationFactory(organization=other.association, invited_by=world.people["MG"], role="ADMIN")
        CaseFileAccess.objects.create(
            household=world.household, user=world.adviser, organization=landlord, kind=CaseFileAccess.Kind.READ
        )
        for state in (Referral.State.SENT, Referral.State.MET):
            ReferralFactory(household=household, author=world.officer, state=state)
            ReferralFactory(household=household, author=world.caretaker, state=state)
        ReferralFactory(reported=True, dwelling=world.free_dwelling, author=world.caretaker)
        MeetingFactory(referral__household=household, referral__author=world.officer, adviser=world.adviser)
        MeetingFactory(held=True, referral__household=household, adviser=world.adviser)
        ReferralFactory(household=household, author=world.officer, draft=True)
        for asked in (convention, world.asked_convention):
            MobilisationFactory(
                referral__household=household,
                referral__author=world.officer,
                convention=asked,
                requested_by=world.adviser,
                answer_due_on=today - datetime.timedelta(days=1),
            )
        put_up = {"since": today - datetime.timedelta(days=500), "planned_end": today}
        for state in ("RUNNING", "PLANNED"):
            StayFactory(household__opened_by=association, state=state, **put_up)
        StayFactory(household=world.candidate, until=today, **put_up)
        world.stay.events.create(move="NOTE", to_state="RUNNING", facts={"noted": ["savings_on"], "corrected": []})
        committees.plan_session(
            user=world.people["MG"], held_on=today, quorum=1, members={"APPOINTED": ["Une personne"]}
        )
        world.committee.members.create(name="Une autre", quality="MAYOR")
        reserving = ConventionFactory(
            association=association,
            action__programme=world.programme,
            action__number=100 + number,
            reserved_dwellings=10,
        )
        ReservationFactory(convention=reserving)
        due = {"announced_on": today - datetime.timedelta(days=9), "answer_due_on": today - datetime.timedelta(days=1)}
        AnnouncementFactory(reservation=ReservationFactory(convention=reserving, announced=True), **due)
        for traits in ({}, {"incomplete": True}):
            reservation = ReservationFactory(convention=reserving, announced=True)
            announcement = AnnouncementFactory(reservation=reservation, answered=True)
            CandidacyFactory(announcement=announcement, proposed_by=world.worker, **traits)
        AnnouncementFactory(
            reservation=ReservationFactory(convention=reserving),
            state="NO_CANDIDATE",
            no_candidate_reason="SIZE",
            ended_at=now,
        )
        CandidacyFactory(announcement=world.answered, proposed_by=world.worker, declined=True)
        world.answered.events.create(move="FREE", from_state="ANSWERED", to_state="ANSWERED", actor=world.worker)
        world.answered.events.create(move="PROPOSE", from_state="OPEN", to_state="ANSWERED", actor=world.worker)
        PersonFactory(household=HouseholdFactory(landlord=None, opened_by=association))
        StockImport.objects.create(
            landlord=landlord, author=world.people["MG"], file_name="rpls.csv", state="APPLIED", applied_at=now
        )


def number_of(queries: CaptureQueriesContext) -> int:
    """Savepoints are those of the tests."""
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def queries_of_pages(world, client_of, pages=PAGES) -> tuple[dict[tuple, int], set[tuple]]:
    """How often each page asks, and which have more rows than they show."""
    counts, continued = {}, set()
    for page in pages:
        code, url, name = page
        client, address = client_of(code), url_of(world, url, name)
        # The log of a connection holds nine thousand: those of all the pages are more.
        connection.queries_log.clear()
        with undone(), CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        counts[page] = number_of(queries)
        if not response.streaming and 'rel="next"' in response.content.decode():
            continued.add(page)
    return counts, continued


def grown(before: tuple[dict, set], after: tuple[dict, set]) -> dict[tuple, tuple[int, int]]:
    """The pages that ask more or less often. A list that now goes on may ask once more: how many rows there are."""
    (fewer, already), (more, continued) = before, after
    allowed = {page: (0, 1) if page in continued - already else (0,) for page in more}
    return {page: (fewer[page], more[page]) for page in more if more[page] - fewer[page] not in allowed[page]}


@pytest.fixture(scope="module")
def one(world, cookies, handler, django_db_blocker):
    """How often each page asks with one row of everything, for the length of the module."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(CompiledQuery, "compares_runs", False)
        add_rows(world, 1)
        return queries_of_pages(world, lambda code: client_with(cookies[code], handler))


def check_counts(one: tuple[dict, set], more: tuple[dict, set]) -> None:
    assert {page: count for page, count in more[0].items() if count > MOST} == {}
    assert grown(one, more) == {}


def test_every_page_asks_as_often_for_one_row_three_and_thirty(world, client_of, one):
    """Three where thirty ask once more: a list that goes on is not asked so because it has several rows."""
    with undone():
        add_rows(world, 29)
        thirty = queries_of_pages(world, client_of)
    with undone():
        add_rows(world, 2)
        three = queries_of_pages(world, client_of, [page for page in PAGES if thirty[0][page] > one[0][page]])

    check_counts(one, thirty)
    check_counts(one, three)


def test_lists_of_referrals_ask_as_often_for_three_thousand(world, client_of, one):
    pages = [page for page in PAGES if page[1] in many_referrals.CONCERNED]
    with undone():
        many_referrals.add_referrals(world, 3_000)
        many = queries_of_pages(world, client_of, pages)

    assert {url for _, url, _ in pages} == many_referrals.CONCERNED
    check_counts(one, many)


def test_pages_of_reserved_dwellings_ask_as_often_for_five_hundred_candidacies(world, client_of, one):
    pages = [page for page in PAGES if any(word in page[1] for word in many_candidacies.CONCERNED)]
    with undone():
        many_candidacies.add_candidacies(world, 500)
        many = queries_of_pages(world, client_of, pages)

    assert len(pages) >= 20
    check_counts(one, many)


def test_sending_a_visit_adds_little_to_what_recording_it_asks(world, client_of):
    client = client_of("SW")
    url = reverse("tenancies:visit_create", args=[world.household.public_id])
    answers = {"shared_report": "Le loyer est payé.", "topics": ["HOUSING"], "autonomy_housing": "3"}
    sent = visit_initial(follow_up=world.follow_up) | answers | stamp_of(client.get(url))

    with undone(), CaptureQueriesContext(connection) as queries:
        response = client.post(url, sent)

    assert response.status_code == 302
    assert number_of(queries) == OF_A_VISIT
