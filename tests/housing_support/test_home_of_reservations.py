"""The home of each role, from a reserved dwelling to its lease: each row stands where somebody acts next, once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from housing_support.common.dates import day_and_month
from housing_support.home.views import sections_for
from partners.roles import Role
from referrals.models import Candidacy, Examination
from referrals.services import candidacies, leases, offers
from tests.factories.allocations import CommitteeSessionFactory, ExaminationFactory, OfferFactory
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import ConventionFactory, UserFactory
from tests.factories.tenancies import ReservationFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
TO_PROPOSE = "Logements annoncés\u00a0: candidats à proposer"
TO_NOTIFY, OFFERS = "Décisions à notifier au ménage", "Offres en cours et baux à signer"
RUNNING, PLACES = "Candidatures en cours", "Places inutilisées des conventions"


@pytest.fixture
def convention():
    return ConventionFactory(reserved_dwellings=3)


@pytest.fixture
def officer(convention):
    return UserFactory(organization=convention.landlord, role=Role.RENTAL_OFFICER)


@pytest.fixture
def coordinator(convention):
    return UserFactory(organization=convention.association, role=Role.COORDINATOR)


@pytest.fixture
def announcement(convention):
    return AnnouncementFactory(reservation=ReservationFactory(convention=convention, announced=True), answered=True)


def home(user, *kept):
    """The titles and badges of the lines of some sections."""
    return {
        section.title: [(line.title, line.badge) for line in section.lines]
        for section in sections_for(user)[0]
        if section.title in kept
    }


def two_ranked(announcement, **session):
    session = CommitteeSessionFactory(landlord=announcement.landlord, **session)
    return session, [
        ExaminationFactory(
            candidacy__announcement=announcement,
            candidacy__rank_wished=rank,
            session=session,
            decision=Examination.Decision.ATTRIBUTION_RANKED,
            rank=rank,
        ).candidacy
        for rank in (1, 2)
    ]


def test_the_landlord_is_led_from_the_decision_to_the_lease(officer, announcement):
    today = timezone.localdate()
    session, (first, second) = two_ranked(announcement)
    sections = (TO_NOTIFY, OFFERS)
    # Nothing is decided until the minutes are closed.
    assert home(officer, *sections) == {}

    session.state, session.minuted_at = "MINUTED", timezone.now()
    session.save()
    decided = f"Décidé le {day_and_month(session.held_on)}"
    assert home(officer, *sections) == {TO_NOTIFY: [(first.household.name, decided)]}

    offer = offers.offer_dwelling(candidacy=first, user=officer, notified_on=today)
    until = f"Réponse jusqu’au {day_and_month(offer.expires_on)}"
    assert home(officer, *sections) == {OFFERS: [(first.household.name, until)]}

    offers.refuse(offer=offer, user=officer, answered_on=today, reason="RENT")
    assert home(officer, *sections) == {TO_NOTIFY: [(second.household.name, decided)]}

    offer = offers.offer_dwelling(candidacy=second, user=officer, notified_on=today)
    offers.accept(offer=offer, user=officer, answered_on=today)
    accepted = f"Acceptée le {day_and_month(today)}, bail à signer"
    assert home(officer, *sections) == {OFFERS: [(second.household.name, accepted)]}

    leases.sign_lease(candidacy=Candidacy.objects.get(pk=second.pk), user=officer, starts_on=today)
    assert home(officer, *sections) == {}


def test_after_an_offer_that_nobody_answered_it_is_the_turn_of_the_next_one(officer, announcement):
    _, (first, second) = two_ranked(announcement, minuted=True)
    today = timezone.localdate()
    Candidacy.objects.filter(pk=first.pk).update(state=Candidacy.State.OFFERED)
    OfferFactory(candidacy=first, notified_on=today - 20 * DAY, expires_on=today - DAY)

    assert [name for name, _ in home(officer, TO_NOTIFY)[TO_NOTIFY]] == [second.household.name]
    assert home(officer, OFFERS) == {}


def test_the_association_reads_what_is_awaited_of_it_and_what_comes_next(coordinator, officer, convention):
    announced = AnnouncementFactory(reservation=ReservationFactory(convention=convention, announced=True))
    worker = UserFactory(organization=convention.association, role=Role.SOCIAL_WORKER)
    due = f"À répondre avant le {day_and_month(announced.answer_due_on)}"
    for user in (coordinator, worker):
        [(_, badge)] = home(user, TO_PROPOSE)[TO_PROPOSE]
        assert badge == due
        assert home(user, PLACES) == {
            PLACES: [(f"{convention.landlord.short_name} · {convention.action}", "2\u00a0places libres")]
        }

    candidacy = CandidacyFactory(announcement=announced)
    # Another association's.
    CandidacyFactory()
    for user in (coordinator, worker):
        [section] = [each for each in sections_for(user)[0] if each.title == RUNNING]
        [line] = section.lines
        assert line.title == candidacy.household.name
        assert line.text.endswith("· le bailleur vérifie le dossier et vous dit s’il est complet")

    later = CandidacyFactory(announcement=announced, rank_wished=2)
    candidacies.ask_for_more(candidacy=later, user=officer, missing=[Candidacy.Missing.TAX])
    # What is asked of the association comes first.
    assert home(coordinator, RUNNING) == {
        RUNNING: [(later.household.name, "Pièces à envoyer"), (candidacy.household.name, "Dossier chez le bailleur")]
    }


def test_the_places_left_are_those_that_no_reservation_takes_today(convention):
    manager = UserFactory(organization=convention.landlord, role=Role.MANAGER)
    # It promises none.
    ConventionFactory(landlord=convention.landlord)
    ReservationFactory.create_batch(2, convention=convention)
    later = timezone.localdate() + 20 * DAY
    ReservationFactory(convention=convention, starts_on=later)

    [section] = [each for each in sections_for(manager)[0] if each.title == PLACES]
    [line] = section.lines
    reservations = reverse("tenancies:convention_reservations", args=[convention.public_id])
    assert (line.badge, line.url) == ("1\u00a0place libre", reservations)
    assert line.text.startswith("2\u00a0places sur 3\u00a0utilisées · 1\u00a0prévue")

    ReservationFactory(convention=convention, ends_on=later - DAY)
    assert home(manager, PLACES) == {}


def test_a_list_that_is_cut_says_of_how_many_and_opens_them_all(client, settings, officer, convention):
    settings.DEMO_MODE = True
    more = ConventionFactory(landlord=convention.landlord, reserved_dwellings=9)
    announcements = [
        AnnouncementFactory(reservation=ReservationFactory(convention=more, announced=True), answered=True)
        for _ in range(7)
    ]
    names = {ExaminationFactory(candidacy__announcement=each).candidacy.household.name for each in announcements}

    [section] = [each for each in sections_for(officer)[0] if each.title == TO_NOTIFY]
    client.force_login(officer)
    opened = client.get(section.all_url)

    assert section.extent == "5 sur 7"
    assert {line.title for line in opened.context["lines"]} == names
