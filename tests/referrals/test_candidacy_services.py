"""Who may call each service of announcements and candidacies, what each refuses, and what follows from each."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from partners.models import ConventionTerms
from partners.roles import Role
from referrals.exceptions import AlreadyCandidateError, NotACandidateError, PlaceTakenError
from referrals.models import Announcement, Candidacy
from referrals.services import announcements, candidacies
from tenancies.models import JournalEntry, Reservation
from tenancies.services.closing import close_household
from tenancies.stock import reservations
from tests.consistency.services import Case, Refusal, cases_of, check_service
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, ReservationFactory

SHEET = {
    "unique_number": "031 0124 012345 31001",
    "adults": 1,
    "dependants": 0,
    "is_young_couple": False,
    "income_euros": 11_200,
    "resources_euros": 940,
    "benefit_euros": 240,
    "needs": "Rez-de-chaussée.",
    "support": "Une visite par semaine.",
}


def announced(world, **values):
    reservation = ReservationFactory(convention=world.reserving, announced=True)
    return AnnouncementFactory(reservation=reservation, **values)


def proposed(world, **values):
    announcement = announced(world, answered=True)
    return CandidacyFactory(announcement=announcement, **values)


def to_propose(world, **values):
    return {"announcement": announced(world), "household": world.candidate, "rank_wished": 2, **SHEET} | values


def ended_one(world):
    return proposed(world, state="WITHDRAWN", ended_at=timezone.now(), end_reason="CHANGED")


ENDED = {"ended already": Refusal(TransitionNotAllowedError, arguments=lambda w: {"candidacy": ended_one(w)})}
ALREADY_ENDED = {
    "ended already": Refusal(
        TransitionNotAllowedError,
        arguments=lambda w: {
            "announcement": AnnouncementFactory(
                reservation=ReservationFactory(convention=w.reserving), state="WITHDRAWN", ended_at=timezone.now()
            )
        },
    )
}

TABLE = [
    Case(
        announcements.announce,
        "RO MG",
        lambda w: {"reservation": ReservationFactory(convention=w.reserving), "shown": "ADDRESS", "rent_euros": 320},
        refusals={
            "announced already": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"reservation": ReservationFactory(convention=w.reserving, announced=True)},
            ),
            "released": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"reservation": ReservationFactory(convention=w.reserving, released=True)},
            ),
            "over": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {
                    "reservation": ReservationFactory(
                        convention=w.reserving, starts_on=w.today - datetime.timedelta(days=61)
                    )
                },
            ),
        },
    ),
    Case(
        announcements.answer_no,
        "SW CO",
        lambda w: {"announcement": announced(w), "reason": "SIZE"},
        refusals=ALREADY_ENDED
        | {
            "a candidate is proposed": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"announcement": proposed(w).announcement}
            )
        },
    ),
    Case(
        announcements.withdraw,
        "RO MG",
        lambda w: {"announcement": proposed(w).announcement},
        refusals=ALREADY_ENDED,
    ),
    Case(
        candidacies.propose,
        "SW CO",
        to_propose,
        refusals=ALREADY_ENDED
        | {
            "the household of others": Refusal(
                RightMissingError, arguments=lambda w: {"household": HouseholdFactory()}
            ),
            "a tenant": Refusal(NotACandidateError, arguments=lambda w: {"household": w.household}),
            "a closed case file": Refusal(
                NotACandidateError,
                arguments=lambda w: {
                    "household": HouseholdFactory(
                        closed=True, landlord=None, opened_by=w.association, reference="D-2024-0001"
                    )
                },
            ),
            "a candidate elsewhere": Refusal(
                AlreadyCandidateError, arguments=lambda w: {"household": proposed(w).household}
            ),
            "a place that is taken": Refusal(
                PlaceTakenError, arguments=lambda w: {"announcement": proposed(w, rank_wished=2).announcement}
            ),
        },
    ),
    Case(
        candidacies.correct,
        "SW CO",
        lambda w: {"candidacy": proposed(w, incomplete=True), "version": 1, **SHEET},
        refusals=ENDED
        | {
            "changed since": Refusal(StaleVersionError, arguments=lambda w: {"version": 0}),
            "declared complete": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"candidacy": proposed(w, state="ELIGIBLE")}
            ),
        },
    ),
    Case(candidacies.withdraw, "SW CO", lambda w: {"candidacy": proposed(w), "reason": "CHANGED"}, refusals=ENDED),
    Case(candidacies.declare_complete, "RO MG", lambda w: {"candidacy": proposed(w)}, refusals=ENDED),
    Case(candidacies.ask_for_more, "RO MG", lambda w: {"candidacy": proposed(w), "missing": ["TAX"]}, refusals=ENDED),
    Case(candidacies.decline, "RO MG", lambda w: {"candidacy": proposed(w), "reason": "CEILING"}, refusals=ENDED),
]


@pytest.mark.parametrize("case", cases_of(TABLE))
def test_service(case, world):
    check_service(case, world)


pytestmark = pytest.mark.django_db


# What follows


@pytest.fixture
def announcement():
    return AnnouncementFactory()


@pytest.fixture
def officer(announcement):
    return announcement.announced_by


@pytest.fixture
def worker(announcement):
    return UserFactory(organization=announcement.association, role=Role.SOCIAL_WORKER)


def candidate_of(worker):
    return HouseholdFactory(landlord=None, opened_by=worker.organization)


def propose(announcement, worker, **values):
    arguments = {"household": candidate_of(worker), "rank_wished": 1} | SHEET | values
    return candidacies.propose(announcement=announcement, user=worker, **arguments)


def state_of(row):
    return type(row)._base_manager.get(pk=row.pk).state


def test_candidates_are_awaited_for_as_long_as_the_terms_of_the_day_say():
    reservation = ReservationFactory()
    ConventionTerms.objects.filter(convention=reservation.convention).update(candidate_delay_days=12)
    officer = UserFactory(organization=reservation.convention.landlord, role=Role.RENTAL_OFFICER)

    made = announcements.announce(reservation=reservation, user=officer, shown="SECTOR", rent_euros=320)

    assert made.answer_due_on == timezone.localdate() + datetime.timedelta(days=12)
    assert state_of(reservation) == Reservation.State.ANNOUNCED


def test_an_announcement_tells_the_coordinators_and_names_no_place():
    reservation = ReservationFactory()
    officer = UserFactory(organization=reservation.convention.landlord, role=Role.RENTAL_OFFICER)
    coordinator = UserFactory(organization=reservation.convention.association, role=Role.COORDINATOR)
    UserFactory(organization=reservation.convention.association, role=Role.SOCIAL_WORKER)

    announcements.announce(reservation=reservation, user=officer, shown="ADDRESS", rent_euros=320)

    assert [message.to for message in mail.outbox] == [[coordinator.email]]
    assert reservation.dwelling.street_name not in mail.outbox[0].body


def test_the_first_candidate_answers_the_announcement_and_its_number_is_cleaned(announcement, worker):
    candidacy = propose(announcement, worker)

    assert (candidacy.state, candidacy.unique_number) == (Candidacy.State.PROPOSED, "031012401234531001")
    assert state_of(announcement) == Announcement.State.ANSWERED


def test_what_is_kept_for_the_association_is_a_note_of_its_team(announcement, worker):
    candidacy = propose(announcement, worker, kept="Sorti de détention en mars.")

    note = JournalEntry.objects.get(household=candidacy.household, text="Sorti de détention en mars.")
    assert (note.audience, note.organization) == ("ORGANIZATION", worker.organization)


def test_three_candidates_fill_an_announcement(announcement, worker):
    for rank in (1, 2, 3):
        propose(announcement, worker, rank_wished=rank)

    for rank in (1, 2, 3, 4):
        with pytest.raises((PlaceTakenError, IntegrityError)):
            propose(announcement, worker, rank_wished=rank)
    assert announcement.candidacies.count() == 3


def test_a_place_that_is_freed_is_taken_again(announcement, worker):
    first = propose(announcement, worker)
    propose(announcement, worker, rank_wished=2)
    candidacies.withdraw(candidacy=first, user=worker, reason="CHANGED")

    again = propose(announcement, worker, household=first.household)

    assert (again.rank_wished, state_of(announcement)) == (1, Announcement.State.ANSWERED)


def test_the_last_candidate_that_leaves_has_candidates_awaited_again(announcement, worker, officer):
    first, second = propose(announcement, worker), propose(announcement, worker, rank_wished=2)

    candidacies.withdraw(candidacy=first, user=worker, reason="CHANGED")
    assert state_of(announcement) == Announcement.State.ANSWERED
    candidacies.decline(candidacy=second, user=officer, reason="CEILING")

    assert state_of(announcement) == Announcement.State.OPEN


def test_who_proposed_is_told_that_a_candidacy_is_declined_and_not_whose(announcement, worker, officer):
    candidacy = propose(announcement, worker)
    mail.outbox.clear()

    candidacies.decline(candidacy=candidacy, user=officer, reason="CEILING")

    [told] = mail.outbox
    assert told.to == [worker.email]
    assert candidacy.household.name not in told.body + told.subject
    assert "Plafond" not in told.body


def test_who_withdraws_is_not_told_of_it(announcement, worker, officer):
    candidacy = propose(announcement, worker)
    mail.outbox.clear()

    candidacies.withdraw(candidacy=candidacy, user=worker, reason="CHANGED")

    assert [message.to for message in mail.outbox] == [[officer.email]]


def test_nobody_to_propose_gives_the_reservation_back(announcement, worker):
    announcements.answer_no(announcement=announcement, user=worker, reason="SIZE")

    assert state_of(announcement) == Announcement.State.NO_CANDIDATE
    assert state_of(announcement.reservation) == Reservation.State.HELD


def test_a_dwelling_taken_back_ends_its_candidacies(announcement, worker, officer):
    candidacy = propose(announcement, worker)

    announcements.withdraw(announcement=announcement, user=officer)

    candidacy.refresh_from_db()
    assert (candidacy.state, candidacy.end_reason) == ("DECLINED", "DWELLING_GONE")
    assert state_of(announcement) == Announcement.State.WITHDRAWN
    assert state_of(announcement.reservation) == Reservation.State.HELD


def test_a_reservation_released_ends_its_announcement(announcement, worker, officer):
    candidacy = propose(announcement, worker)

    reservations.release(reservation=announcement.reservation, user=officer, reason="NOT_LETTABLE")

    candidacy.refresh_from_db()
    assert (candidacy.state, candidacy.end_reason) == ("DECLINED", "DWELLING_GONE")
    assert state_of(announcement) == Announcement.State.WITHDRAWN


def test_the_term_of_a_convention_ends_its_announcements_once(announcement, worker):
    candidacy = propose(announcement, worker)

    for _ in range(2):
        announcements.end_under(convention=announcement.convention)

    assert state_of(candidacy) == Candidacy.State.DECLINED
    assert list(announcement.events.filter(candidacy=None).values_list("move", flat=True)) == [
        "PROPOSE",
        "END_WITH_RESERVATION",
    ]
    assert state_of(announcement.reservation) == Reservation.State.HELD


def test_closing_the_case_file_of_a_candidate_frees_its_place(announcement, worker):
    candidacy = propose(announcement, worker)
    coordinator = UserFactory(organization=worker.organization, role=Role.COORDINATOR)

    close_household(household=candidacy.household, user=coordinator)

    candidacy.refresh_from_db()
    assert (candidacy.state, candidacy.end_reason) == ("WITHDRAWN", "CASE_FILE")
    assert state_of(announcement) == Announcement.State.OPEN


def test_a_lease_settles_the_announcement_and_ends_the_others(announcement, worker, officer):
    chosen, other = propose(announcement, worker), propose(announcement, worker, rank_wished=2)
    Candidacy.objects.filter(pk=chosen.pk).update(state="ACCEPTED")

    announcements.settle(candidacy=chosen, actor=officer)

    ends = dict(announcement.candidacies.values_list("pk", "end_reason"))
    assert ends == {chosen.pk: "LEASE", other.pk: "OTHER_CHOSEN"}
    assert (state_of(chosen), state_of(announcement)) == ("ACCEPTED", "SETTLED")


def test_a_sheet_that_is_completed_is_to_be_read_again(announcement, worker, officer):
    candidacy = propose(announcement, worker)
    asked = candidacies.ask_for_more(candidacy=candidacy, user=officer, missing=["TAX", "IDENTITY"])

    corrected = candidacies.correct(candidacy=asked, user=worker, version=asked.version, **SHEET)

    assert (corrected.state, corrected.missing) == (Candidacy.State.PROPOSED, [])
    assert corrected.events.get(move="ASK_FOR_MORE").facts == {"missing": ["TAX", "IDENTITY"]}


# Deadlines


@pytest.mark.parametrize(
    ("days", "is_late", "is_soon"), [(-1, True, False), (0, False, True), (5, False, True), (6, False, False)]
)
def test_candidates_are_late_the_day_after_they_were_due(days, is_late, is_soon):
    due_on = timezone.localdate() + datetime.timedelta(days=days)
    past = timezone.localdate() - datetime.timedelta(days=40)
    due = AnnouncementFactory(answer_due_on=due_on, announced_on=past)
    AnnouncementFactory(answer_due_on=due_on, announced_on=past, answered=True)

    assert list(Announcement.objects.late()) == ([due] if is_late else [])
    assert list(Announcement.objects.soon()) == ([due] if is_soon else [])
    assert due.is_late() is is_late


# What the database refuses by itself


@pytest.mark.parametrize(
    "values",
    [
        {"rank_wished": 4},
        {"rank_wished": 0},
        {"adults": 0},
        {"state": "INCOMPLETE"},
        {"state": "DECLINED"},
        {"state": "PROPOSED", "ended_at": timezone.now(), "end_reason": "CHANGED"},
        {"ended_at": timezone.now()},
        {"end_reason": "CHANGED"},
    ],
)
def test_a_candidacy_that_contradicts_itself_is_refused(values):
    candidacy = CandidacyFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Candidacy.objects.filter(pk=candidacy.pk).update(**values)


def test_a_household_is_a_candidate_for_one_dwelling_at_a_time():
    candidacy = CandidacyFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CandidacyFactory(household=candidacy.household)
    Candidacy.objects.update(state="DECLINED", end_reason="CEILING", ended_at=timezone.now())
    CandidacyFactory(household=candidacy.household)


def test_a_dwelling_is_announced_once_at_a_time(announcement):
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementFactory(reservation=announcement.reservation)


def test_nothing_runs_for_a_closed_case_file():
    household = HouseholdFactory(of_association=True, closed=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        CandidacyFactory(household=household)
