"""Two people at the same second, or a server that dies halfway: a lease and an offer have one outcome, whole."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from partners.exceptions import TransitionNotAllowedError
from partners.roles import Role
from referrals.models import Announcement, Candidacy, Offer
from referrals.services import leases, offers
from tenancies.models import FollowUp, JournalEntry, Participation, Reservation, Tenancy
from tenancies.stock import reservations
from tests.factories.allocations import ExaminationFactory, OfferFactory
from tests.factories.candidacies import CandidacyFactory
from tests.factories.partners import UserFactory
from tests.factories.tenancies import VacancyFactory

DAY = datetime.timedelta(days=1)


def at_once(*acts):
    """What each of them answers, on a connection of its own, all begun at the same moment."""
    together = Barrier(len(acts))

    def do(act):
        try:
            connection.ensure_connection()
            together.wait()
            return act()
        except TransitionNotAllowedError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(do, acts))


def officers_of(announcement, count):
    return UserFactory.create_batch(count, organization=announcement.landlord, role=Role.RENTAL_OFFICER)


def accepted_candidacy():
    """A dwelling allocated to the first of two candidates, its lease still to be signed."""
    candidacy = ExaminationFactory(candidacy__state=Candidacy.State.OFFERED).candidacy
    CandidacyFactory(announcement=candidacy.announcement, rank_wished=2)
    VacancyFactory(dwelling=candidacy.announcement.reservation.dwelling)
    [officer] = officers_of(candidacy.announcement, 1)
    offers.accept(offer=OfferFactory(candidacy=candidacy), user=officer, answered_on=timezone.localdate())
    return Candidacy.objects.get(pk=candidacy.pk), officer


@pytest.mark.django_db(transaction=True)
def test_two_people_sign_the_same_lease_in_the_same_second_and_one_has_signed_it():
    candidacy, _ = accepted_candidacy()
    today = timezone.localdate()

    def signing(officer):
        return lambda: leases.sign_lease(
            candidacy=Candidacy.objects.get(pk=candidacy.pk), user=officer, starts_on=today
        )

    answers = at_once(*(signing(officer) for officer in officers_of(candidacy.announcement, 2)))

    assert sorted(type(answer).__name__ for answer in answers) == ["Tenancy", "TransitionNotAllowedError"]
    assert (Tenancy.objects.count(), FollowUp.objects.count()) == (1, 1)
    assert Participation.objects.current().filter(household=candidacy.household_id).count() == 2
    assert JournalEntry.objects.filter(event="TENANCY_BEGUN").count() == 1
    assert Reservation.objects.get().state == Reservation.State.LET


@pytest.mark.django_db(transaction=True)
def test_an_offer_accepted_while_the_clock_ends_it_has_the_outcome_of_the_answer_that_came_in_time():
    today = timezone.localdate()
    for _ in range(5):
        offer = OfferFactory(notified_on=today - 13 * DAY, expires_on=today - DAY)
        [officer] = officers_of(offer.announcement, 1)

        accepted, ended = at_once(
            lambda offer=offer, officer=officer: offers.accept(
                offer=Offer.objects.get(pk=offer.pk), user=officer, answered_on=today - DAY
            ),
            offers.expire_offers,
        )

        assert (accepted.state, ended) in [("ACCEPTED", 0), ("ACCEPTED", 1)]
        stands = {
            model: set(model.objects.values_list("state", flat=True)) for model in (Offer, Candidacy, Reservation)
        }
        assert stands == {Offer: {"ACCEPTED"}, Candidacy: {"ACCEPTED"}, Reservation: {"ALLOCATED"}}
        assert offers.expire_offers() == 0


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_end_the_same_offer_end_it_once():
    today = timezone.localdate()
    OfferFactory(notified_on=today - 13 * DAY, expires_on=today - DAY)

    assert sorted(at_once(offers.expire_offers, offers.expire_offers)) == [0, 1]

    assert Offer.objects.get().state == Offer.State.EXPIRED
    assert Announcement.objects.get().events.filter(move="EXPIRE").count() == 1


def everything():
    """Every row of ours."""
    ours = [
        model for name in ("partners", "tenancies", "referrals") for model in apps.get_app_config(name).get_models()
    ]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in ours}


class ServerKilledError(Exception):
    pass


@pytest.mark.django_db
def test_a_server_killed_during_a_signature_leaves_nothing_half_done(monkeypatch):
    """Wherever it dies: before the case file opens, the lease, the reservation, the follow-up, the other candidates."""
    candidacy, officer = accepted_candidacy()
    before = everything()

    def sign():
        leases.sign_lease(
            candidacy=Candidacy.objects.get(pk=candidacy.pk), user=officer, starts_on=timezone.localdate()
        )

    def die(**kwargs):
        raise ServerKilledError

    steps = [
        (leases, "house_candidate"),
        (leases, "let"),
        (reservations, "mark_let"),
        (leases, "begin_follow_up"),
        (leases.announcements, "settle"),
    ]
    for module, step in steps:
        monkeypatch.setattr(module, step, die)
        with pytest.raises(ServerKilledError):
            sign()
        monkeypatch.undo()
        assert everything() == before, step

    # And then it is signed.
    sign()
    assert everything() != before
