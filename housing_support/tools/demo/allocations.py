"""Reserved dwellings, from the announcement to the lease: told by the services, one story for each dwelling.

Days are days ago, brought to the working day before. The committee sits for several dwellings at once.
"""

import datetime
import random
from collections.abc import Sequence
from contextlib import AbstractContextManager

from housing_support.tools.demo import candidates as people
from housing_support.tools.demo.acting import acting_at
from housing_support.tools.demo.candidates import Candidate
from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.partnership import Partnership
from partners.models import Convention, User
from referrals.models import Announcement, Candidacy, CommitteeMember, CommitteeSession, Examination, Offer
from referrals.reading.decisions import Decided
from referrals.services import announcements, candidacies, committees, examinations, offers
from tenancies.models import Dwelling, Household, Person, Reservation, Tenancy, Vacancy
from tenancies.services.closing import close_household
from tenancies.services.criteria import note_criteria
from tenancies.services.households import TOWARDS_A_HOME, open_household
from tenancies.stock import reservations, vacancies

Decision, Quality = Examination.Decision, CommitteeMember.Quality
QUORUM = 3
MEMBERS: dict[str, list[str]] = {
    Quality.APPOINTED: ["Hélène Vidal", "Gilles Marquès", "Annie Delpech"],
    Quality.TENANTS: ["Robert Soula"],
    Quality.MAYOR: ["Isabelle Cros"],
    Quality.CONSULTED: ["Paul Rey"],
}


class Allocations:
    """What people do for the reserved dwellings, each at the moment that a story gives."""

    def __init__(self, *, partnership: Partnership, clock: Clock, chance: random.Random, dwellings: Sequence[Dwelling]):
        self.users = partnership.users
        self.officer, self.manager = self.users["paul"], self.users["helene"]
        self.clock = clock
        self.chance = chance
        let = set(Tenancy.objects.values_list("dwelling", flat=True))
        declared = set(Vacancy.objects.values_list("dwelling", flat=True))
        self._empty = [each for each in dwellings if each.pk not in let | declared]
        self._households: dict[str, Household] = {}

    def at(self, days_ago: int, hour: int, minute: int = 0) -> AbstractContextManager[None]:
        return acting_at(self.clock.moment(self.day(days_ago), hour, minute), chance=self.chance)

    def day(self, days_ago: int) -> datetime.date:
        return self.clock.working_day(days_ago)

    def reserve(self, convention: Convention, *, residence: str, rooms: int, on: int) -> Reservation:
        """A dwelling declared free three days before."""
        dwelling = next(each for each in self._empty if (each.residence.name, each.rooms) == (residence, rooms))
        self._empty.remove(dwelling)
        with self.at(on + 3, 9):
            vacancies.declare_free(dwelling=dwelling, user=self.officer, starts_on=self.day(on + 3))
        with self.at(on, 10):
            return reservations.reserve(
                dwelling=dwelling,
                convention=convention,
                user=self.officer,
                starts_on=self.day(on),
                ends_on=convention.ends_on,
            )

    def announce(self, reservation: Reservation, *, on: int, shown: str = Announcement.Shown.ADDRESS) -> Announcement:
        with self.at(on, 11):
            return announcements.announce(
                reservation=reservation,
                user=self.officer,
                shown=shown,
                rent_euros=reservation.dwelling.rent_euros or 0,
                charges_euros=70,
            )

    def propose(self, announcement: Announcement, candidate: Candidate, *, rank: int, on: int) -> Candidacy:
        """The household is the one that was proposed before, or a new one."""
        worker = self.users[candidate.worker]
        adults = sum(someone.role != Person.Role.CHILD for someone in candidate.persons)
        with self.at(on, 14, 10 * rank):
            return candidacies.propose(
                announcement=announcement,
                user=worker,
                household=self._household(candidate, worker),
                rank_wished=rank,
                kept=candidate.kept,
                unique_number=candidate.number,
                adults=adults,
                dependants=len(candidate.persons) - adults,
                is_young_couple=False,
                income_euros=candidate.income,
                resources_euros=candidate.resources,
                benefit_euros=candidate.benefit,
                needs=candidate.needs,
                support=candidate.support,
            )

    def _household(self, candidate: Candidate, worker: User) -> Household:
        if candidate.name not in self._households:
            persons = [
                {
                    "role": someone.role,
                    "first_name": someone.first_name,
                    "last_name": someone.last_name,
                    "birth_year": self.clock.today.year - someone.age,
                }
                for someone in candidate.persons
            ]
            self._households[candidate.name] = open_household(
                landlord=None, user=worker, name=candidate.name, persons=persons, reason=TOWARDS_A_HOME
            )
            if candidate.criteria:
                note_criteria(household=self._households[candidate.name], user=worker, **candidate.criteria)
        return self._households[candidate.name]

    def declare_complete(self, *found: Candidacy, on: int) -> None:
        with self.at(on, 10):
            for candidacy in found:
                candidacies.declare_complete(candidacy=candidacy, user=self.officer)

    def convene(self, *, on: int, held: int) -> CommitteeSession:
        with self.at(on, 9, 30):
            return committees.plan_session(user=self.manager, held_on=self.day(held), quorum=QUORUM, members=MEMBERS)

    def cancel(self, session: CommitteeSession, *, on: int) -> None:
        with self.at(on, 11):
            committees.cancel_session(session=session, user=self.manager)

    def hold(self, session: CommitteeSession, *, on: int) -> None:
        present = [member.pk for member in session.members.exclude(quality=Quality.MAYOR)]
        with self.at(on, 14):
            committees.hold_session(session=session, user=self.manager, present=present)

    def decide(self, session: CommitteeSession, *decided: Decided, on: int, fewer_candidates: str = "") -> None:
        announcement = decided[0].candidacy.announcement
        with self.at(on, 15):
            examinations.decide(
                session=session,
                announcement=announcement,
                user=self.manager,
                decided=decided,
                fewer_candidates=fewer_candidates,
            )

    def close_minutes(self, session: CommitteeSession, *, on: int) -> None:
        with self.at(on, 16):
            examinations.close_minutes(session=session, user=self.manager)

    def offer(self, candidacy: Candidacy, *, on: int) -> Offer:
        with self.at(on, 9):
            return offers.offer_dwelling(candidacy=candidacy, user=self.officer, notified_on=self.day(on))

    def accept(self, offer: Offer, *, on: int, visited: int) -> None:
        with self.at(on, 11):
            offers.accept(offer=offer, user=self.officer, answered_on=self.day(on), visited_on=self.day(visited))

    def refuse(self, offer: Offer, *, on: int, reason: str) -> None:
        with self.at(on, 11):
            offers.refuse(offer=offer, user=self.officer, answered_on=self.day(on), reason=reason)

    def close_case_file(self, candidate: Candidate, *, on: int) -> None:
        """Its association's coordinator knows that the household is housed elsewhere."""
        with self.at(on, 17):
            close_household(household=self._households[candidate.name], user=self.users["solene"])


def ranked(*found: Candidacy) -> list[Decided]:
    return [Decided(each, Decision.ATTRIBUTION_RANKED, rank) for rank, each in enumerate(found, 1)]


def tell_allocations(allocations: Allocations, *, ucrm: Convention, habitat: Convention) -> None:
    """One dwelling in each of the situations that a landlord and an association meet."""
    _answered_by_nobody(allocations, ucrm)
    _taken_back(allocations, ucrm)
    _to_be_announced(allocations, habitat)
    _waiting_for_candidates(allocations, habitat)
    _offered_in_turn(allocations, ucrm)
    _allocated(allocations, habitat)
    _before_the_committee(allocations, ucrm)
    _being_decided(allocations, habitat)


def _to_be_announced(allocations: Allocations, convention: Convention) -> None:
    allocations.reserve(convention, residence="Rangueil", rooms=3, on=4)


def _waiting_for_candidates(allocations: Allocations, convention: Convention) -> None:
    """Its answer is due soon."""
    reservation = allocations.reserve(convention, residence="Borderouge", rooms=3, on=29)
    allocations.announce(reservation, on=27, shown=Announcement.Shown.SECTOR)


def _answered_by_nobody(allocations: Allocations, convention: Convention) -> None:
    reservation = allocations.reserve(convention, residence="Lalande", rooms=4, on=33)
    announcement = allocations.announce(reservation, on=31)
    with allocations.at(9, 11):
        announcements.answer_no(
            announcement=announcement,
            user=allocations.users["solene"],
            reason=Announcement.NoCandidateReason.SIZE,
        )
    with allocations.at(6, 10):
        reservations.release(
            reservation=reservation, user=allocations.officer, reason=Reservation.ReleaseReason.NO_CANDIDATE
        )


def _taken_back(allocations: Allocations, convention: Convention) -> None:
    """A leak: the dwelling is to be announced again once it is dry, and its candidate is free for another one."""
    reservation = allocations.reserve(convention, residence="Soupetard", rooms=2, on=42)
    announcement = allocations.announce(reservation, on=40)
    allocations.propose(announcement, people.GAUTHIER, rank=1, on=36)
    with allocations.at(33, 9):
        announcements.withdraw(announcement=announcement, user=allocations.officer)


def _offered_in_turn(allocations: Allocations, convention: Convention) -> None:
    """The first candidate refuses, the second does not answer, the third has some days left."""
    reservation = allocations.reserve(convention, residence="Bagatelle", rooms=2, on=58)
    announcement = allocations.announce(reservation, on=55)
    first = allocations.propose(announcement, people.CASTEL, rank=1, on=50)
    second = allocations.propose(announcement, people.BOUKHARI, rank=2, on=50)
    third = allocations.propose(announcement, people.SOW, rank=3, on=46)
    allocations.declare_complete(first, second, third, on=42)
    session = allocations.convene(on=52, held=37)
    allocations.hold(session, on=37)
    missing = "Attestation de renouvellement de la demande à remettre."
    conditional = Decided(third, Decision.ATTRIBUTION_CONDITIONAL, 3, missing)
    allocations.decide(session, *ranked(first, second), conditional, on=37)
    allocations.close_minutes(session, on=34)
    allocations.refuse(allocations.offer(first, on=32), on=28, reason=Offer.Reason.PLACE)
    allocations.offer(second, on=25)
    with allocations.at(8, 7):
        offers.expire_offers()
    allocations.offer(third, on=5)


def _allocated(allocations: Allocations, convention: Convention) -> None:
    """The first of two candidates found another dwelling before she answered; the second has accepted, her lease is to
    be signed."""
    reservation = allocations.reserve(convention, residence="Empalot", rooms=3, on=53)
    announcement = allocations.announce(reservation, on=51)
    first = allocations.propose(announcement, people.DIABY, rank=1, on=45)
    second = allocations.propose(announcement, people.LACOMBE, rank=2, on=44)
    allocations.declare_complete(first, second, on=38)
    session = allocations.convene(on=40, held=24)
    allocations.hold(session, on=24)
    exception = Examination.FewerCandidates.NOT_ENOUGH
    allocations.decide(session, *ranked(first, second), on=24, fewer_candidates=exception)
    allocations.close_minutes(session, on=22)
    allocations.offer(first, on=19)
    with allocations.at(15, 10):
        candidacies.withdraw(
            candidacy=first, user=allocations.users["ines"], reason=Candidacy.EndReason.HOUSED_ELSEWHERE
        )
    allocations.accept(allocations.offer(second, on=12), on=5, visited=8)


def _before_the_committee(allocations: Allocations, convention: Convention) -> None:
    """Three files: one complete, one without a piece, one that the landlord has yet to read."""
    reservation = allocations.reserve(convention, residence="Les Mazades", rooms=1, on=24)
    announcement = allocations.announce(reservation, on=22)
    complete = allocations.propose(announcement, people.GAUTHIER, rank=1, on=17)
    incomplete = allocations.propose(announcement, people.TOUMI, rank=2, on=16)
    allocations.declare_complete(complete, on=11)
    with allocations.at(10, 10):
        candidacies.ask_for_more(candidacy=incomplete, user=allocations.officer, missing=[Candidacy.Missing.TAX])
    allocations.propose(announcement, people.PERRIN, rank=3, on=2)
    allocations.convene(on=7, held=-9)


def _being_decided(allocations: Allocations, convention: Convention) -> None:
    """The committee sat on the last working day: its minutes are not closed yet."""
    reservation = allocations.reserve(convention, residence="Borderouge", rooms=1, on=37)
    announcement = allocations.announce(reservation, on=35)
    found = [
        allocations.propose(announcement, candidate, rank=rank, on=32 - 2 * rank)
        for rank, candidate in enumerate((people.ROCHE, people.NDIAYE, people.LEFORT), 1)
    ]
    allocations.declare_complete(*found, on=20)
    # A day on which too few could come.
    allocations.cancel(allocations.convene(on=20, held=4), on=18)
    session = allocations.convene(on=18, held=1)
    allocations.hold(session, on=1)
    first, second, third = found
    allocations.decide(
        session,
        Decided(first, Decision.ATTRIBUTION, 1),
        Decided(second, Decision.NOT_ALLOCATED, reason="Un logement plus proche de son travail lui sera proposé."),
        Decided(third, Decision.REJECTED, reason="Demande de logement radiée : numéro unique à renouveler."),
        on=1,
    )
