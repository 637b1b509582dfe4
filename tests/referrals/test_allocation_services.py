"""Who may call each service from the committee to the lease, what each refuses, and what is said of a lease signed by
error."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from partners.exceptions import TransitionNotAllowedError
from referrals.exceptions import (
    AlreadyCandidateError,
    CandidatesChangedError,
    IrregularDecisionsError,
    NotNextError,
    OfferOverError,
    PlaceTakenError,
)
from referrals.models import Candidacy, Examination, Offer
from referrals.reading.decisions import Decided
from referrals.services import examinations, leases, offers
from tenancies.services.tenancies import DwellingTakenError, cancel_tenancy
from tests.consistency.services import Case, Refusal, cases_of, check_service
from tests.factories.allocations import ExaminationFactory, OfferFactory
from tests.factories.candidacies import CandidacyFactory
from tests.factories.partners import UserFactory
from tests.factories.tenancies import HouseholdFactory, TenancyFactory

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def to_decide(world):
    return {
        "session": world.sitting,
        "announcement": world.eligible.announcement,
        "decided": [Decided(world.eligible, Examination.Decision.ATTRIBUTION, 1)],
        "fewer_candidates": "NOT_ENOUGH",
    }


def close_minutes(world):
    examinations.close_minutes(session=world.sitting, user=world.officer)


def refuse(world):
    reason = Offer.Reason.RENT
    offers.refuse(offer=world.offer, user=world.officer, answered_on=world.today, reason=reason)


def accept(world):
    offers.accept(offer=world.offer, user=world.officer, answered_on=world.today)


def offer_to_the_next(world):
    refuse(world)
    examined = CandidacyFactory(announcement=world.offer.announcement, state=Candidacy.State.EXAMINED, rank_wished=2)
    OfferFactory(candidacy=ExaminationFactory(candidacy=examined).candidacy)


def propose_elsewhere(world):
    refuse(world)
    CandidacyFactory(household=world.offer.candidacy.household)


def take_all_places(world):
    refuse(world)
    for rank in (1, 2, 3):
        CandidacyFactory(announcement=world.offer.announcement, rank_wished=rank)


def answer(world):
    return {"offer": world.offer, "answered_on": world.today}


def let_overdue(world):
    Offer.objects.filter(pk=world.offer.pk).update(notified_on=world.today - 20 * DAY, expires_on=world.today - DAY)


def promise_the_dwelling(world):
    reservation = world.to_sign.announcement.reservation
    TenancyFactory(
        household=HouseholdFactory(landlord=world.landlord),
        dwelling=reservation.dwelling,
        starts_on=reservation.ends_on + DAY,
    )


def sign(world):
    leases.sign_lease(candidacy=world.to_sign, user=world.officer, starts_on=world.today)


ANSWERED = {"answered already": Refusal(TransitionNotAllowedError, given=refuse)}

TABLE = [
    Case(
        examinations.decide,
        "RO MG",
        to_decide,
        refusals={
            "once the minutes are closed": Refusal(TransitionNotAllowedError, given=close_minutes),
            "before the session": Refusal(TransitionNotAllowedError, arguments=lambda w: {"session": w.committee}),
            "of nobody": Refusal(CandidatesChangedError, arguments=lambda w: {"decided": []}),
            "of another dwelling's candidate": Refusal(
                CandidatesChangedError,
                arguments=lambda w: {"decided": [Decided(w.next_in_rank, Examination.Decision.ATTRIBUTION, 1)]},
            ),
            "of one candidate without an exception": Refusal(
                IrregularDecisionsError, arguments=lambda w: {"fewer_candidates": ""}
            ),
        },
    ),
    Case(
        examinations.close_minutes,
        "RO MG",
        lambda w: {"session": w.sitting},
        refusals={
            "closed already": Refusal(TransitionNotAllowedError, given=close_minutes),
            "before the session": Refusal(TransitionNotAllowedError, arguments=lambda w: {"session": w.committee}),
        },
    ),
    Case(
        offers.offer_dwelling,
        "RO MG",
        lambda w: {"candidacy": w.next_in_rank, "notified_on": w.today},
        refusals={
            "to somebody the committee has not seen": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"candidacy": w.eligible}
            ),
            "before the committee": Refusal(
                TransitionNotAllowedError,
                arguments=lambda w: {"notified_on": w.next_in_rank.examination.session.held_on - DAY},
            ),
            "tomorrow": Refusal(TransitionNotAllowedError, arguments=lambda w: {"notified_on": w.today + DAY}),
            "so long ago that it is over": Refusal(
                OfferOverError, arguments=lambda w: {"notified_on": w.today - 18 * DAY}
            ),
            "out of turn": Refusal(
                NotNextError,
                given=lambda w: Examination.objects.filter(candidacy=w.next_in_rank).update(session=w.sitting),
            ),
        },
    ),
    Case(
        offers.accept,
        "RO MG",
        answer,
        refusals={
            "accepted already": Refusal(TransitionNotAllowedError, given=accept),
            "offered to somebody else since": Refusal(NotNextError, given=offer_to_the_next),
            "a candidate elsewhere since": Refusal(AlreadyCandidateError, given=propose_elsewhere),
            "all places taken since": Refusal(PlaceTakenError, given=take_all_places),
            "after the last day": Refusal(OfferOverError, given=let_overdue),
            "before it was offered": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"answered_on": w.offer.notified_on - DAY}
            ),
            "tomorrow": Refusal(TransitionNotAllowedError, arguments=lambda w: {"answered_on": w.today + DAY}),
        },
    ),
    Case(
        offers.refuse,
        "RO MG",
        lambda w: answer(w) | {"reason": Offer.Reason.RENT},
        refusals=ANSWERED
        | {"tomorrow": Refusal(TransitionNotAllowedError, arguments=lambda w: {"answered_on": w.today + DAY})},
    ),
    Case(
        leases.sign_lease,
        "RO MG",
        lambda w: {"candidacy": w.to_sign, "starts_on": w.today},
        refusals={
            "signed already": Refusal(TransitionNotAllowedError, given=sign),
            "before the offer is accepted": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"candidacy": w.offer.candidacy}
            ),
            "before the dwelling is reserved": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"starts_on": w.today - DAY}
            ),
            "of a dwelling promised to others": Refusal(DwellingTakenError, given=promise_the_dwelling),
        },
    ),
]


@pytest.mark.parametrize("case", cases_of(TABLE))
def test_service(case, world):
    check_service(case, world)


def test_a_lease_signed_by_error_is_said_wherever_its_candidacy_is(client):
    offer = OfferFactory()
    officer = UserFactory(organization=offer.announcement.landlord, role="RENTAL_OFFICER")
    today = timezone.localdate()
    offers.accept(offer=offer, user=officer, answered_on=today)
    tenancy = leases.sign_lease(candidacy=offer.candidacy, user=officer, starts_on=today)
    client.force_login(officer)
    page = reverse("referrals:candidacy", args=[offer.candidacy.public_id])
    assertContains(client.get(page), "Bail signé")

    cancel_tenancy(tenancy=tenancy, user=officer, reason="WRONG_FACTS")

    for address in (page, reverse("referrals:announcement", args=[offer.announcement.public_id])):
        assertContains(client.get(address), "Bail annulé")
    assertContains(client.get(page), "Bail signé par erreur, puis annulé.")
