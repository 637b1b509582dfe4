"""An answer counts on the day it came, whenever it is noted; a wrong one is put right, the dwelling still to be had."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from housing_support.common.dates import long_date
from referrals.exceptions import OfferOverError
from referrals.models import Announcement, Candidacy, Offer
from referrals.reading.offers import next_candidacy
from referrals.services import candidacies, offers
from tenancies.models import Reservation
from tests.factories.allocations import OfferFactory
from tests.factories.candidacies import CandidacyFactory
from tests.factories.partners import UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def offer():
    return OfferFactory()


@pytest.fixture
def officer(offer):
    return UserFactory(organization=offer.announcement.landlord, role="RENTAL_OFFICER")


def stands(offer):
    """Its state, that of its candidate, of its announcement and of its reservation."""
    rows = (
        Offer.objects.get(pk=offer.pk),
        Candidacy.objects.get(pk=offer.candidacy_id),
        Announcement.objects.get(pk=offer.announcement_id),
        Reservation.objects.get(pk=offer.announcement.reservation_id),
    )
    return [row.state for row in rows]


def refuse(offer, officer):
    offers.refuse(offer=offer, user=officer, answered_on=timezone.localdate(), reason=Offer.Reason.RENT)


def late(offer, days=3):
    return time_machine.travel(timezone.now() + (offer.expires_on - timezone.localdate()) + days * DAY, tick=False)


def test_an_answer_that_came_in_time_counts_though_the_clock_ended_the_offer(offer, officer):
    with late(offer):
        offers.expire_offers()
        ended = stands(offer)
        offers.accept(offer=offer, user=officer, answered_on=offer.expires_on)

        assert ended == ["EXPIRED", "EXPIRED", "OPEN", "ANNOUNCED"]
        assert stands(offer) == ["ACCEPTED", "ACCEPTED", "ANSWERED", "ALLOCATED"]
    candidacy = Candidacy.objects.get(pk=offer.candidacy_id)
    assert (candidacy.ended_at, candidacy.end_reason) == (None, "")


def test_an_answer_after_the_last_day_does_not_count(offer, officer):
    with late(offer), pytest.raises(OfferOverError):
        offers.accept(offer=offer, user=officer, answered_on=offer.expires_on + DAY)

    assert stands(offer) == ["SENT", "OFFERED", "ANSWERED", "ANNOUNCED"]


def test_a_refusal_noted_by_mistake_becomes_the_agreement_that_it_was(
    offer, officer, django_capture_on_commit_callbacks
):
    coordinator = UserFactory(organization=offer.announcement.association, role="COORDINATOR")
    with django_capture_on_commit_callbacks(execute=True):
        refuse(offer, officer)
        offers.accept(offer=offer, user=officer, answered_on=timezone.localdate())

    told = [message.subject for message in mail.outbox if coordinator.email in message.to]
    assert told == ["Une candidature n’est plus en cours", "Une candidature est de nouveau en cours"]
    assert stands(offer) == ["ACCEPTED", "ACCEPTED", "ANSWERED", "ALLOCATED"]
    assert Offer.objects.get(pk=offer.pk).reason == ""
    assert next_candidacy(offer.announcement) is None


def test_whoever_comes_back_takes_a_place_that_is_left(offer, officer):
    refuse(offer, officer)
    CandidacyFactory(announcement=offer.announcement, rank_wished=offer.candidacy.rank_wished)

    offers.accept(offer=offer, user=officer, answered_on=timezone.localdate())

    ranks = offer.announcement.candidacies.running().values_list("rank_wished", flat=True)
    assert sorted(ranks) == [1, 2]


def test_a_withdrawn_candidate_does_not_come_back(offer, officer):
    coordinator = UserFactory(organization=offer.announcement.association, role="COORDINATOR")
    candidacies.withdraw(candidacy=offer.candidacy, user=coordinator, reason="CHANGED")

    response = noted(officer, offer, timezone.localdate())

    assertContains(response, "Cette offre n’attend plus de réponse")
    assert stands(offer)[:2] == ["LAPSED", "WITHDRAWN"]


# The page


def noted(officer, offer, day):
    client = Client()
    client.force_login(officer)
    data = {"answer": "ACCEPTED", "answered_on": day.isoformat()}
    return client.post(reverse("referrals:answer_offer", args=[offer.public_id]), data, follow=True)


def test_the_page_takes_an_agreement_that_came_in_time(client, offer, officer):
    address = reverse("referrals:allocation", args=[offer.announcement.public_id])
    refuse(offer, officer)
    client.force_login(officer)

    assertContains(client.get(address), "avait accepté avant la fin du délai")
    response = noted(officer, offer, timezone.localdate())

    assertContains(response, "L’acceptation est notée, le logement est attribué.")
    assertNotContains(response, "avait accepté avant la fin du délai")


def test_whoever_gives_up_does_it_today_though_the_delay_has_passed(client, offer, officer):
    offers.accept(offer=offer, user=officer, answered_on=timezone.localdate())
    with late(offer):
        client.force_login(officer)
        page = client.get(reverse("referrals:allocation", args=[offer.announcement.public_id]))

        assert page.context["answer_form"].initial["answered_on"] == timezone.localdate()


def test_an_agreement_that_came_late_is_refused_at_its_day(offer, officer):
    with late(offer):
        response = noted(officer, offer, offer.expires_on + DAY)

    assertContains(response, f"L’offre a pris fin le {long_date(offer.expires_on)} à minuit")
    assert stands(offer)[0] == "SENT"
