"""From the committee to the lease: what is decided, offered, accepted, signed."""

import datetime
from html import unescape

import pytest
import time_machine
from django.contrib.messages import WARNING, Message
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertMessages

from housing_support.common.dates import day_and_month, long_date
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from referrals.clock import ten_days_after
from referrals.exceptions import CandidatesChangedError, IrregularDecisionsError, NotNextError
from referrals.models import Announcement, Candidacy, Examination, Offer
from referrals.reading.decisions import Decided, Irregularity
from referrals.reading.minutes import minutes_of
from referrals.reading.offers import next_candidacy
from referrals.services import candidacies, committees, examinations, leases, offers
from tenancies.models import (
    FollowUp,
    Household,
    JournalEntry,
    Participation,
    Reservation,
    SlidingLease,
    SupportMeasure,
    Tenancy,
)
from tenancies.services.closing import close_household
from tenancies.services.journal import write_note
from tenancies.services.tenancies import DwellingTakenError
from tests.consistency.world import sliding_terms
from tests.factories.candidacies import AnnouncementFactory, CandidacyFactory
from tests.factories.partners import ConventionFactory
from tests.factories.tenancies import HouseholdFactory, ReservationFactory, TenancyFactory

pytestmark = pytest.mark.django_db

Decision, State = Examination.Decision, Candidacy.State
DAY = datetime.timedelta(days=1)
MEMBERS = {"APPOINTED": ["Hortense Vidal"]}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def reserving(landlord, association):
    return ConventionFactory(action__programme__landlord=landlord, association=association, reserved_dwellings=3)


@pytest.fixture
def announcement(reserving):
    return AnnouncementFactory(reservation=ReservationFactory(convention=reserving, announced=True), answered=True)


@pytest.fixture
def three(announcement):
    return [CandidacyFactory(announcement=announcement, rank_wished=rank, state=State.ELIGIBLE) for rank in (1, 2, 3)]


@pytest.fixture
def session(manager, today):
    session = committees.plan_session(user=manager, held_on=today, quorum=1, members=MEMBERS)
    present = {member.pk for member in session.members.all()}
    return committees.hold_session(session=session, user=manager, present=present)


def ranked(candidates):
    return [Decided(each, Decision.ATTRIBUTION_RANKED, rank) for rank, each in enumerate(candidates, 1)]


def decide(session, announcement, user, decided, **exception):
    return examinations.decide(session=session, announcement=announcement, user=user, decided=decided, **exception)


def states(candidates):
    return [Candidacy.objects.get(pk=each.pk).state for each in candidates]


@pytest.fixture
def allocated(three, session, announcement, officer):
    """Two ranks, and one candidate turned down, once the minutes are closed."""
    refused = Decided(three[2], Decision.NOT_ALLOCATED, reason="Logement trop petit.")
    decide(session, announcement, officer, [*ranked(three[:2]), refused])
    examinations.close_minutes(session=session, user=officer)
    return three


def offered(candidacy, user, today):
    return offers.offer_dwelling(candidacy=candidacy, user=user, notified_on=today)


@pytest.fixture
def accepted(allocated, officer, today):
    offers.accept(offer=offered(allocated[0], officer, today), user=officer, answered_on=today)
    return Candidacy.objects.get(pk=allocated[0].pk)


# The committee


def test_each_candidate_has_a_decision_and_waits_for_the_minutes(three, session, announcement, officer):
    refused = Decided(three[2], Decision.REJECTED, reason="Plafond dépassé.")

    decide(session, announcement, officer, [*ranked(three[:2]), refused])

    found = Examination.objects.order_by("candidacy").values_list("candidacy", "decision", "rank", "reason")
    assert list(found) == [
        (three[0].pk, "ATTRIBUTION_RANKED", 1, ""),
        (three[1].pk, "ATTRIBUTION_RANKED", 2, ""),
        (three[2].pk, "REJECTED", None, "Plafond dépassé."),
    ]
    assert states(three) == ["EXAMINED"] * 3
    assert next_candidacy(announcement) is None


@pytest.mark.parametrize(
    ("decisions", "irregularity"),
    [
        ([("ATTRIBUTION", 1, ""), ("ATTRIBUTION_RANKED", 2, ""), ("REJECTED", None, "x")], Irregularity.ALONE),
        ([("ATTRIBUTION_RANKED", 1, "")] * 3, Irregularity.RANKS),
        ([("ATTRIBUTION_RANKED", rank, "") for rank in (1, 2, 4)], Irregularity.RANKS),
        ([("ATTRIBUTION_RANKED", rank, "") for rank in (1, 2, None)], Irregularity.RANKS),
        ([("ATTRIBUTION", 1, ""), ("REJECTED", None, ""), ("NOT_ALLOCATED", None, "x")], Irregularity.UNEXPLAINED),
        ([("ATTRIBUTION_CONDITIONAL", 1, ""), *[("REJECTED", None, "x")] * 2], Irregularity.UNEXPLAINED),
    ],
)
def test_decisions_that_cannot_stand_together_are_refused(
    three, session, announcement, officer, decisions, irregularity
):
    decided = [Decided(each, *decision) for each, decision in zip(three, decisions, strict=True)]

    with pytest.raises(IrregularDecisionsError) as refusal:
        decide(session, announcement, officer, decided)

    assert refusal.value.args == (irregularity,)
    assert states(three) == ["ELIGIBLE"] * 3


def test_fewer_than_three_candidates_take_an_exception(three, session, announcement, officer, coordinator):
    candidacies.withdraw(candidacy=three[2], user=coordinator, reason="CHANGED")
    decided = ranked(three[:2])

    with pytest.raises(IrregularDecisionsError) as refusal:
        decide(session, announcement, officer, decided)
    decide(session, announcement, officer, decided, fewer_candidates="NOT_ENOUGH")

    assert refusal.value.args == (Irregularity.TOO_FEW,)
    assert set(Examination.objects.values_list("fewer_candidates", flat=True)) == {"NOT_ENOUGH"}


def test_a_candidate_withdrawn_meanwhile_is_not_decided_of(three, session, announcement, officer, coordinator):
    candidacies.withdraw(candidacy=three[2], user=coordinator, reason="HOUSED_ELSEWHERE")

    with pytest.raises(CandidatesChangedError):
        decide(session, announcement, officer, ranked(three))

    assert not Examination.objects.exists()


def test_no_candidate_is_left_out(three, session, announcement, officer):
    with pytest.raises(CandidatesChangedError):
        decide(session, announcement, officer, ranked(three[:2]), fewer_candidates="DALO")


def test_a_decision_is_corrected_with_a_trace_until_the_minutes(three, session, announcement, officer, manager):
    decide(session, announcement, officer, ranked(three))

    decide(session, announcement, manager, ranked([three[1], three[0], three[2]]))

    by_candidate = {each.candidacy_id: each for each in Examination.objects.all()}
    assert [by_candidate[each.pk].rank for each in three] == [2, 1, 3]
    assert [by_candidate[each.pk].corrected_by for each in three] == [manager, manager, None]
    examinations.close_minutes(session=session, user=officer)
    with pytest.raises(TransitionNotAllowedError):
        decide(session, announcement, officer, ranked(three))


def test_those_who_are_left_are_ranked_again_after_a_withdrawal(three, session, announcement, officer, coordinator):
    decide(session, announcement, officer, ranked(three))
    candidacies.withdraw(candidacy=three[0], user=coordinator, reason="CHANGED")

    decide(session, announcement, officer, ranked(three[1:]), fewer_candidates="NOT_ENOUGH")

    by_candidate = {each.candidacy_id: each for each in Examination.objects.all()}
    assert [by_candidate[each.pk].rank for each in three] == [1, 1, 2]
    assert states(three) == ["WITHDRAWN", "EXAMINED", "EXAMINED"]


def test_the_committee_alone_decides_once_it_is_held(three, announcement, manager, coordinator, today):
    planned = committees.plan_session(user=manager, held_on=today, quorum=1, members=MEMBERS)

    with pytest.raises(TransitionNotAllowedError):
        decide(planned, announcement, manager, ranked(three))
    with pytest.raises(RightMissingError):
        decide(planned, announcement, coordinator, ranked(three))


def test_the_minutes_free_the_places_of_those_turned_down(allocated, session):
    session.refresh_from_db()

    turned_down = Candidacy.objects.get(pk=allocated[2].pk)
    assert (turned_down.state, turned_down.end_reason) == ("DECLINED", "NOT_ALLOCATED")
    assert turned_down.ended_at is not None
    assert states(allocated[:2]) == ["EXAMINED", "EXAMINED"]
    assert session.state == "MINUTED"


def test_the_minutes_say_nothing_of_a_candidate_withdrawn_since(three, session, announcement, officer, coordinator):
    refused = Decided(three[2], Decision.NOT_ALLOCATED, reason="Logement trop petit.")
    decide(session, announcement, officer, [*ranked(three[:2]), refused])
    candidacies.withdraw(candidacy=three[2], user=coordinator, reason="CHANGED")

    examinations.close_minutes(session=session, user=officer)

    assert states(three) == ["EXAMINED", "EXAMINED", "WITHDRAWN"]


def test_the_page_of_the_dwelling_says_what_is_awaited_of_whom(signed_in, allocated, officer, coordinator, today):
    def told(reader):
        return signed_in(reader).get(page("announcement", allocated[0].announcement)).context["next"]

    examined = told(officer), told(coordinator)
    offer = offered(allocated[0], officer, today)
    answered = told(coordinator)
    offers.accept(offer=offer, user=officer, answered_on=today)

    name = allocated[0].household
    assert examined == (
        f"{name}\u00a0: la décision de la commission décide de la suite.",
        f"{name}\u00a0: le bailleur vous dit la décision de la commission.",
    )
    last_day = day_and_month(offer.expires_on).removesuffix(".")
    assert answered == f"{name}\u00a0: le ménage répond avant la fin du {last_day}."
    assert told(officer) == f"{name}\u00a0: le bail est à signer."


# The offer


def test_the_dwelling_is_offered_in_the_order_of_the_committee(allocated, officer, today):
    with pytest.raises(NotNextError):
        offered(allocated[1], officer, today)
    offer = offered(allocated[0], officer, today)

    assert (offer.notified_on, offer.expires_on, offer.state) == (today, ten_days_after(today), "SENT")
    assert states(allocated) == ["OFFERED", "EXAMINED", "DECLINED"]
    assert next_candidacy(offer.announcement) is None


@pytest.mark.parametrize("days", [-1, 1])
def test_an_offer_is_notified_after_the_session_and_before_tomorrow(allocated, officer, today, days):
    with pytest.raises(TransitionNotAllowedError):
        offered(allocated[0], officer, today + days * DAY)


def test_a_household_that_accepts_keeps_the_dwelling(accepted, allocated):
    reservation = Reservation.objects.get()

    assert (reservation.state, reservation.household) == ("ALLOCATED", accepted.household)
    assert states(allocated) == ["ACCEPTED", "EXAMINED", "DECLINED"]
    assert next_candidacy(accepted.announcement) is None


def test_a_refusal_is_explained_and_passes_to_the_next_rank(allocated, officer, today):
    offer = offered(allocated[0], officer, today)

    offers.refuse(offer=offer, user=officer, answered_on=today, reason=Offer.Reason.RENT, visited_on=today)

    offer.refresh_from_db()
    assert (offer.state, offer.reason, offer.visited_on) == ("REFUSED", "RENT", today)
    assert states(allocated) == ["REFUSED", "EXAMINED", "DECLINED"]
    assert next_candidacy(offer.announcement) == allocated[1]


def test_silence_is_a_refusal_the_day_after_the_last_one(allocated, officer, today):
    offer = offered(allocated[0], officer, today)

    with time_machine.travel(offer.expires_on + datetime.timedelta(hours=0), tick=False):
        on_the_last_day = (offers.expire_offers(), offer.is_over())
    with time_machine.travel(offer.expires_on + DAY, tick=False):
        told_before = (offer.is_over(), next_candidacy(offer.announcement))
        ended = [offers.expire_offers(), offers.expire_offers()]

    assert on_the_last_day == (0, False)
    assert told_before == (True, allocated[1])
    assert ended == [1, 0]
    assert states(allocated) == ["EXPIRED", "EXAMINED", "DECLINED"]
    assert Candidacy.objects.get(pk=allocated[0].pk).end_reason == "OFFER_EXPIRED"


def test_offering_to_the_next_one_ends_the_silent_offer(allocated, officer, today):
    silent = offered(allocated[0], officer, today)

    with time_machine.travel(silent.expires_on + DAY, tick=False):
        again = offered(allocated[1], officer, silent.expires_on + DAY)

    silent.refresh_from_db()
    assert (silent.state, again.state) == ("EXPIRED", "SENT")
    assert states(allocated) == ["EXPIRED", "OFFERED", "DECLINED"]


def test_an_offer_falls_with_its_candidate(allocated, officer, coordinator, today):
    offer = offered(allocated[0], officer, today)

    candidacies.withdraw(candidacy=allocated[0], user=coordinator, reason="CHANGED")

    offer.refresh_from_db()
    assert offer.state == "LAPSED"
    assert next_candidacy(offer.announcement) == allocated[1]


def test_whoever_accepted_may_give_up_until_the_lease(accepted, allocated, officer, today):
    offers.refuse(offer=accepted.offer, user=officer, answered_on=today, reason=Offer.Reason.HOUSED_ELSEWHERE)

    reservation = Reservation.objects.get()
    assert (reservation.state, reservation.household) == ("ANNOUNCED", None)
    assert states(allocated) == ["REFUSED", "EXAMINED", "DECLINED"]
    assert next_candidacy(accepted.announcement) == allocated[1]


def test_closing_the_case_file_of_whoever_accepted_gives_the_dwelling_to_the_others(accepted, allocated, coordinator):
    close_household(household=accepted.household, user=coordinator)

    reservation = Reservation.objects.get()
    assert (reservation.state, reservation.household) == ("ANNOUNCED", None)
    assert Offer.objects.get().state == "LAPSED"
    assert next_candidacy(accepted.announcement) == allocated[1]


def test_the_database_holds_one_offer_of_a_dwelling(allocated, officer, today):
    offer = offered(allocated[0], officer, today)

    with pytest.raises(IntegrityError, match="offer_one_at_a_time_per_dwelling"), transaction.atomic():
        Offer.objects.create(
            announcement=offer.announcement,
            candidacy=allocated[1],
            sent_by=officer,
            notified_on=today,
            expires_on=offer.expires_on,
        )


@pytest.mark.parametrize("act", ["offer", "accept", "refuse", "sign"])
def test_the_association_neither_offers_nor_signs(allocated, officer, coordinator, today, act):
    if act == "offer":
        with pytest.raises(RightMissingError):
            offered(allocated[0], coordinator, today)
        return
    offer = offered(allocated[0], officer, today)
    acts = {
        "accept": lambda: offers.accept(offer=offer, user=coordinator, answered_on=today),
        "refuse": lambda: offers.refuse(offer=offer, user=coordinator, answered_on=today, reason=Offer.Reason.RENT),
        "sign": lambda: sign(allocated[0], coordinator, today),
    }
    with pytest.raises(RightMissingError):
        acts[act]()


# The lease


def sign(candidacy, user, day):
    return leases.sign_lease(candidacy=candidacy, user=user, starts_on=day)


def everything():
    counted = [Tenancy.objects, FollowUp.objects, SupportMeasure.objects, Participation.objects]
    return (
        [each.count() for each in counted],
        sorted(Candidacy.objects.values_list("pk", "state", "ended_at")),
        sorted(Announcement.objects.values_list("pk", "state")),
        sorted(Reservation.objects.values_list("pk", "state", "household")),
        sorted(Household.objects.values_list("pk", "state")),
        Household.objects.filter(landlord__isnull=False).count(),
    )


def test_the_lease_begins_everything_at_once(accepted, allocated, officer, landlord, association, reserving, today):
    tenancy = sign(accepted, officer, today + 2 * DAY)

    household = accepted.household
    household.refresh_from_db()
    reservation = Reservation.objects.get()
    assert (tenancy.household, tenancy.dwelling, tenancy.kind) == (household, reservation.dwelling, "DIRECT")
    assert tenancy.starts_on == today + 2 * DAY
    assert (household.landlord, household.state) == (landlord, Household.State.SUPPORTED)
    assert {(each.organization, each.role) for each in household.participations.current()} == {
        (landlord, "LANDLORD"),
        (association, "SUPPORT"),
    }
    [follow_up] = household.follow_ups.all()
    assert (follow_up.convention, follow_up.measure.action) == (reserving, reserving.action)
    assert follow_up.visit_due_on == today + reserving.visit_interval_days * DAY
    assert (reservation.state, reservation.household) == ("LET", household)
    assert Announcement.objects.get().state == "SETTLED"
    signed = Candidacy.objects.get(pk=accepted.pk)
    assert (signed.state, signed.end_reason, signed.offer.state) == ("ACCEPTED", "LEASE", "ACCEPTED")
    assert Candidacy.objects.get(pk=allocated[1].pk).end_reason == "OTHER_CHOSEN"


def test_the_case_file_opens_to_the_landlord_with_the_lease(accepted, officer, today):
    before = Household.objects.visible_to(officer).filter(pk=accepted.household_id).exists()
    sign(accepted, officer, today)

    assert (before, Household.objects.visible_to(officer).filter(pk=accepted.household_id).exists()) == (False, True)


PAPERS = {
    "referrals:announcement": lambda candidacy, session: candidacy.announcement,
    "referrals:candidacy": lambda candidacy, session: candidacy,
    "referrals:allocation": lambda candidacy, session: candidacy.announcement,
    "referrals:committee": lambda candidacy, session: session,
}


def where_told(client, reader, candidacy, session):
    """The pages of its allocation that tell this reader where a household lives."""
    dwelling = candidacy.announcement.reservation.dwelling
    words = (dwelling.street_address, dwelling.residence.name, dwelling.commune_name)
    client.force_login(reader)
    told = set()
    for name, about in PAPERS.items():
        response = client.get(reverse(name, args=[about(candidacy, session).public_id]))
        if response.status_code == 200 and any(word in unescape(response.text) for word in words):
            told.add(name)
    if any(word in str(minutes_of(session, reader)) for word in words):
        told.add("minutes")
    return told


@pytest.mark.parametrize("who", ["officer", "manager", "coordinator"])
def test_nothing_tells_where_a_protected_household_was_housed(client, request, accepted, session, officer, today, who):
    reader = request.getfixturevalue(who)
    sign(accepted, officer, today)
    before = where_told(client, reader, accepted, session)

    Household.objects.filter(pk=accepted.household_id).update(is_protected=True)

    assert {"referrals:announcement", "referrals:candidacy"} <= before
    assert where_told(client, reader, accepted, session) == set()


@pytest.mark.parametrize("audience", ["SHARED", "SOCIAL", "ORGANIZATION", "AUTHOR"])
def test_what_was_written_before_the_lease_stays_with_who_wrote_it(
    accepted, officer, adviser, coordinator, today, audience
):
    write_note(household=accepted.household, user=coordinator, audience=audience, text="Sorti de prison en mars.")

    sign(accepted, officer, today)
    write_note(household=accepted.household, user=coordinator, audience="SHARED", text="Bienvenue.")

    def texts_read_by(reader):
        read = JournalEntry.objects.readable_by(reader).filter(household=accepted.household).exclude(text="")
        return set(read.values_list("text", flat=True))

    assert texts_read_by(officer) == texts_read_by(adviser) == {"Bienvenue."}
    assert texts_read_by(coordinator) == {"Sorti de prison en mars.", "Bienvenue."}


def test_a_lease_is_signed_once(accepted, officer, manager, today):
    seen = Candidacy.objects.get(pk=accepted.pk)
    sign(accepted, officer, today)
    after = everything()

    with pytest.raises(TransitionNotAllowedError):
        sign(seen, manager, today)

    assert everything() == after


STEPS = ("house_candidate", "let", "reservations.mark_let", "begin_follow_up", "announcements.settle")


@pytest.mark.parametrize("step", STEPS)
def test_a_signature_that_stops_halfway_leaves_nothing(accepted, officer, today, monkeypatch, step):
    before = everything()

    class StoppedError(Exception):
        pass

    def stop(*args, **kwargs):
        raise StoppedError

    monkeypatch.setattr(f"referrals.services.leases.{step}", stop)
    with pytest.raises(StoppedError), transaction.atomic():
        sign(accepted, officer, today)

    assert everything() == before


def test_nothing_is_signed_before_the_offer_is_accepted(allocated, officer, today):
    offered(allocated[0], officer, today)

    with pytest.raises(TransitionNotAllowedError):
        sign(allocated[0], officer, today)


def test_a_lease_begins_on_a_day_of_the_reservation(accepted, officer):
    reservation = Reservation.objects.get()

    for day in (reservation.starts_on - DAY, reservation.ends_on + DAY):
        with pytest.raises(TransitionNotAllowedError):
            sign(accepted, officer, day)
    assert not Tenancy.objects.exists()


def test_a_dwelling_promised_after_the_reservation_is_not_let(accepted, officer, today):
    reservation = Reservation.objects.get()
    TenancyFactory(
        household=HouseholdFactory(landlord=reservation.dwelling.landlord),
        dwelling=reservation.dwelling,
        starts_on=reservation.ends_on + DAY,
    )

    with pytest.raises(DwellingTakenError):
        sign(accepted, officer, today)


# The pages


def page(name, row):
    return reverse(f"referrals:{name}", args=[row.public_id])


def typed_decisions(candidates, *decisions, **others):
    typed = {"candidates": ",".join(sorted(str(each.pk) for each in candidates))}
    for each, (decision, rank, reason) in zip(candidates, decisions, strict=True):
        typed |= {f"decision_{each.pk}": decision, f"rank_{each.pk}": rank, f"reason_{each.pk}": reason}
    return typed | others


TWO_RANKS = (("ATTRIBUTION_RANKED", 1, ""), ("ATTRIBUTION_RANKED", 2, ""), ("REJECTED", "", "Plafond dépassé."))


@pytest.fixture
def examine_url(session, announcement):
    return reverse("referrals:examine", args=[session.public_id, announcement.public_id])


def test_from_the_session_to_the_first_visit_by_pages_alone(
    signed_in, officer, three, session, announcement, examine_url, today
):
    client = signed_in(officer)
    waiting = client.get(page("committee", session))
    decided = client.post(examine_url, typed_decisions(three, *TWO_RANKS), follow=True)
    minuted = client.post(page("close_minutes", session), follow=True)
    allocation = client.get(page("allocation", announcement))
    offered = client.post(page("offer_dwelling", three[0]), {"notified_on": today.isoformat()}, follow=True)
    offer = Offer.objects.get()
    answer = {"answer": "ACCEPTED", "answered_on": today.isoformat(), "visited_on": today.isoformat()}
    answered = client.post(page("answer_offer", offer), answer, follow=True)
    client.get(page("sign_lease", three[0]))
    signed = client.post(page("sign_lease", three[0]), {"kind": "DIRECT", "starts_on": today.isoformat()}, follow=True)

    assertContains(waiting, "3&nbsp;candidats à examiner")
    assertContains(decided, "Plafond dépassé.")
    assertContains(minuted, "Procès-verbal arrêté")
    assertContains(allocation, f"Offrir le logement à {three[0].household.name}")
    assertContains(offered, f"Réponse jusqu’au {long_date(ten_days_after(today))} à minuit")
    assertContains(answered, "Signer le bail")
    assertContains(signed, "Première visite de l’association avant le")
    assert Reservation.objects.get().state == "LET"


@pytest.mark.parametrize(
    ("decisions", "error"),
    [
        ((("", "", ""), *TWO_RANKS[1:]), "Choisissez ce que la commission a décidé."),
        ((("ATTRIBUTION_RANKED", 4, ""), *TWO_RANKS[1:]), "Indiquez un rang de 1\u00a0à\u00a03."),
        ((("ATTRIBUTION_RANKED", 2, ""), *TWO_RANKS[1:]), Irregularity.RANKS.label),
        ((("ATTRIBUTION", 1, ""), *TWO_RANKS[1:]), Irregularity.ALONE.label),
        ((("NOT_ALLOCATED", "", ""), *TWO_RANKS[1:]), Irregularity.UNEXPLAINED.label),
    ],
)
def test_decisions_to_correct_are_told_at_their_field(signed_in, officer, three, examine_url, decisions, error):
    response = signed_in(officer).post(examine_url, typed_decisions(three, *decisions))

    assertContains(response, error)
    assert not Examination.objects.exists()


def test_a_candidate_alone_needs_no_rank_but_an_exception(signed_in, officer, announcement, session, examine_url):
    alone = [CandidacyFactory(announcement=announcement, state=State.ELIGIBLE)]
    typed = typed_decisions(alone, ("ATTRIBUTION", "", ""))

    refused = signed_in(officer).post(examine_url, typed)
    signed_in(officer).post(examine_url, typed | {"fewer_candidates": "PLAI_ADAPTED"})

    assertContains(refused, Irregularity.TOO_FEW.label)
    [examination] = Examination.objects.all()
    assert (examination.rank, examination.fewer_candidates) == (1, "PLAI_ADAPTED")


def test_a_candidate_withdrawn_while_the_page_is_open_is_said(signed_in, officer, coordinator, three, examine_url):
    typed = typed_decisions(three, *TWO_RANKS)
    candidacies.withdraw(candidacy=three[2], user=coordinator, reason="CHANGED")

    response = signed_in(officer).post(examine_url, typed)

    assertContains(response, "Les candidats ne sont plus les mêmes")
    assertContains(response, "Moins de trois candidats")
    assert not Examination.objects.exists()


@pytest.mark.parametrize(
    ("answers", "field", "error"),
    [
        ({"answer": ""}, "answer", "Indiquez ce que le ménage a répondu."),
        ({"answer": "REFUSED"}, "reason", "Choisissez pourquoi le ménage refuse, ou «\u00a0Sans motif donné\u00a0»."),
        ({"answered_on": ""}, "answered_on", "Indiquez le jour de la réponse."),
    ],
)
def test_an_answer_to_correct_is_told_at_its_field(signed_in, officer, allocated, today, answers, field, error):
    offer = offered(allocated[0], officer, today)
    typed = {"answer": "ACCEPTED", "answered_on": today.isoformat()} | answers

    response = signed_in(officer).post(page("answer_offer", offer), typed)

    assert response.context["answer_form"].errors == {field: [error]}


def test_a_sliding_lease_is_signed_with_its_documents(signed_in, officer, accepted, today):
    client, typed = signed_in(officer), {"kind": "SLIDING", "starts_on": today.isoformat()}
    terms = sliding_terms(today)

    without = client.post(page("sign_lease", accepted), typed | dict.fromkeys(terms, ""))
    client.post(page("sign_lease", accepted), typed | {name: str(value) for name, value in terms.items()})

    assert without.context["form"].errors.keys() == terms.keys()
    sliding = SlidingLease.objects.get()
    assert (sliding.tenancy.kind, sliding.association) == ("SLIDING", accepted.announcement.convention.association)


def test_two_people_sign_a_lease_once(signed_in, officer, manager, accepted, today):
    typed = {"kind": "DIRECT", "starts_on": today.isoformat()}
    signed_in(manager).post(page("sign_lease", accepted), typed)

    response = signed_in(officer).post(page("sign_lease", accepted), typed)

    assertMessages(
        response,
        [Message(WARNING, "Ce bail est déjà signé, ou l’offre n’est plus acceptée\u00a0: rien n’est enregistré.")],
    )
    assert Tenancy.objects.count() == FollowUp.objects.count() == 1


def test_it_is_not_the_turn_of_the_second_one(signed_in, officer, allocated, today):
    response = signed_in(officer).post(page("offer_dwelling", allocated[1]), {"notified_on": today.isoformat()})

    assertMessages(
        response,
        [
            Message(
                WARNING,
                "Le logement s’offre dans l’ordre de la commission\u00a0: ce n’est pas, ou plus, le tour de ce "
                "candidat.",
            )
        ],
    )
    assert not Offer.objects.exists()


def test_the_minutes_are_a_paper_that_says_the_same_for_ever(signed_in, officer, allocated, session):
    url = page("minutes", session)
    papers = [b"".join(signed_in(officer).get(url).streaming_content) for _ in range(2)]

    assert papers[0].startswith(b"%PDF-")
    assert papers[0] == papers[1]


def test_the_minutes_say_who_sat_what_was_decided_and_why(officer, allocated, session, today):
    session.refresh_from_db()

    told = minutes_of(session, officer)

    assert told["about"] == f"{session.landlord.name} · séance du {long_date(today)}"
    seats, quorum, dwelling = (section["facts"] for section in told["sections"])
    assert seats == [("Hortense Vidal", "Désigné par le bailleur")]
    assert quorum == [("Membres présents ayant voix délibérative", "1, pour un quorum de 1")]
    assert dwelling == [
        (allocated[0].household.name, "Attribution avec classement, rang 1"),
        (allocated[1].household.name, "Attribution avec classement, rang 2"),
        (allocated[2].household.name, "Non-attribution, Logement trop petit."),
    ]
