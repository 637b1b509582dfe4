"""A reserved dwelling beside every so many households: announced, its candidates, what the committee decided, the
offers and the lease, as far as today.

The story is told first, day after day; its rows are written once it is known how it ends.
"""

import datetime
import functools
import json
from dataclasses import dataclass, field
from typing import Any

from housing_support.tools.seed import stays, words
from housing_support.tools.seed.copying import new_uuid
from housing_support.tools.seed.tables import (
    ANNOUNCEMENT_EVENTS,
    ANNOUNCEMENTS,
    CANDIDACIES,
    EXAMINATIONS,
    HOUSEHOLDS,
    MEASURES,
    OFFERS,
    RESERVATIONS,
    VACANCIES,
)
from housing_support.tools.seed.writer import DAY, ORGANIZATION, SHARED
from referrals.clock import ten_days_after
from referrals.models import Announcement, Candidacy, Examination, Offer
from referrals.services.leases import REASON
from tenancies.models import Household, JournalEntry, Participation, Reservation, Tenancy
from tenancies.services.households import TOWARDS_A_HOME
from tenancies.services.references import CANDIDATE, CASE_FILE

Reason = Candidacy.EndReason
CandidacyMove = Candidacy.Move
AnnouncementMove, AnnouncementState, CandidacyState = Announcement.Move, Announcement.State, Candidacy.State
DECISIONS = Examination.Decision

# Of the dwellings announced: nobody is proposed, the landlord takes it back; of the offers: refused, left unanswered.
SHARE_WITHOUT_CANDIDATE, SHARE_TAKEN_BACK = 0.08, 0.13
SHARE_REFUSED, SHARE_SILENT = 0.15, 0.23
SHARE_INCOMPLETE = 0.2
ANSWER_DAYS = 30
# Who was never housed has found elsewhere by then.
DAYS_UNTIL_CLOSED = 200

last_day_to_answer = functools.cache(ten_days_after)


@dataclass
class Told:
    """A move as it was made, of the announcement or of one of its candidates."""

    at: str
    move: str
    to: str
    actor: int | None
    facts: dict
    candidate: "Candidate | None" = None


@dataclass
class Candidate:
    rank: int
    public_id: str
    worker: int
    proposed_on: datetime.date
    state: str = CandidacyState.PROPOSED
    missing: str = "{}"
    ended_at: str | None = None
    end_reason: str = ""
    version: int = 1
    pk: int = 0
    decision: str = ""
    decided_rank: int | None = None
    offer: dict[str, Any] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        return self.ended_at is None


class AllocationWriter:
    """Told after the household beside which it stands: it takes the attributes of the writer for its candidates."""

    def __init__(self, writer: Any):
        # A `CaseFileWriter`, which makes this one: to import it would go round in a circle.
        self.writer = writer

    def write(self, number: int) -> None:
        writer, plan = self.writer, self.writer.plan
        self.announced_on = announced_on = plan.opened_on(number)
        self.convention = plan.convention_of(number)
        self.association = self.convention.association_id
        self.events: list[Told] = []
        self.candidates: list[Candidate] = []
        self.state, self.no_candidate_reason = AnnouncementState.OPEN.value, ""
        self.ended_at: str | None = None
        self.reservation = Reservation.State.ANNOUNCED.value
        self.released_on: datetime.date | None = None
        self.release_reason = ""
        self.leased_on: datetime.date | None = None
        self.session: tuple[datetime.date, int, bool] | None = None
        self.live()
        dwelling = writer.dwelling(plan.rank_of[number], 2)
        housed = next((each for each in self.candidates if each.end_reason == Reason.LEASE), None)
        kept = next((each for each in self.candidates if each.state == CandidacyState.ACCEPTED), None)
        households = {
            each.rank: self.household(
                each,
                f"{CASE_FILE}-{announced_on.year}-{plan.housed_reference_of[number]:04}"
                if each is housed
                else f"{CANDIDATE}-{each.proposed_on.year}-{plan.candidate_reference_of[number] + each.rank - 1:04}",
                is_housed=each is housed,
            )
            for each in self.candidates
        }
        let_on = self.leased_on
        if self.released_on and self.released_on + 60 * DAY <= writer.today:
            let_on = self.released_on + 60 * DAY
        writer.add(VACANCIES, new_uuid(writer.rng), dwelling, announced_on - 3 * DAY, let_on)
        reservation = writer.add(
            RESERVATIONS,
            new_uuid(writer.rng),
            dwelling,
            self.convention.pk,
            announced_on,
            self.convention.ends_on,
            households[kept.rank] if kept else None,
            self.reservation,
            self.released_on,
            self.release_reason,
            f"{announced_on - DAY} 10:00",
            2 if self.released_on else 1,
        )
        announcement = writer.add(
            ANNOUNCEMENTS,
            new_uuid(writer.rng),
            reservation,
            self.convention.pk,
            self.convention.landlord_id,
            self.association,
            Announcement.Shown.ADDRESS.value if writer.dice() < 0.8 else Announcement.Shown.SECTOR.value,
            writer.between(250, 600),
            writer.between(40, 120),
            0,
            self.state,
            writer.officer,
            announced_on,
            announced_on + ANSWER_DAYS * DAY,
            self.no_candidate_reason,
            self.ended_at,
        )
        for each in self.candidates:
            self.candidacy(each, announcement, households[each.rank])
        if housed:
            self.lease(housed, households[housed.rank], dwelling)
        self.write_events(announcement)

    # The story

    def live(self) -> None:
        writer, today, day = self.writer, self.writer.today, self.announced_on
        share = writer.dice()
        if share < SHARE_WITHOUT_CANDIDATE:
            if day + 20 * DAY <= today:
                self.answer_no(day + 20 * DAY)
            return
        self.propose()
        if share < SHARE_TAKEN_BACK:
            if day + 18 * DAY <= today:
                self.take_back(day + 18 * DAY)
            return
        self.session = next((each for each in writer.landlord.sessions if each[0] >= day + 25 * DAY), None)
        held_on, _, is_minuted = self.session or (writer.today, 0, False)
        self.check(all_complete=is_minuted)
        if is_minuted and self.candidates:
            self.examine(held_on)
            self.offer_in_turn(held_on + 2 * DAY)

    def propose(self) -> None:
        writer = self.writer
        for rank in range(1, writer.between(1, 3) + 1):
            proposed_on = self.announced_on + DAY * (3 + 2 * rank)
            if proposed_on > writer.today:
                return
            worker = writer.one_of(writer.plan.workers[self.association])
            candidate = Candidate(rank, new_uuid(writer.rng), worker, proposed_on)
            self.candidates.append(candidate)
            facts = {"candidacy": candidate.public_id}
            self.tell(f"{proposed_on} 11:00", AnnouncementMove.PROPOSE, AnnouncementState.ANSWERED, worker, facts)

    def check(self, *, all_complete: bool) -> None:
        """The landlord reads each file within some days."""
        writer = self.writer
        for each in self.candidates:
            at = each.proposed_on + 5 * DAY
            if at > writer.today:
                continue
            each.version += 1
            if not all_complete and writer.dice() < SHARE_INCOMPLETE:
                each.missing = "{TAX}"
                facts = {"missing": ["TAX"]}
                self.tell(
                    f"{at} 10:00", CandidacyMove.ASK_FOR_MORE, CandidacyState.INCOMPLETE, writer.officer, facts, each
                )
            else:
                self.tell(f"{at} 10:00", CandidacyMove.COMPLETE, CandidacyState.ELIGIBLE, writer.officer, {}, each)

    def examine(self, held_on: datetime.date) -> None:
        writer = self.writer
        for each in self.candidates:
            if len(self.candidates) == 3 and each.rank == 3:
                each.decision, each.decided_rank = DECISIONS.NOT_ALLOCATED, None
            elif len(self.candidates) == 1:
                each.decision, each.decided_rank = DECISIONS.ATTRIBUTION, 1
            else:
                each.decision, each.decided_rank = DECISIONS.ATTRIBUTION_RANKED, each.rank
            facts = {"decision": str(each.decision), "rank": each.decided_rank}
            self.tell(f"{held_on} 15:00", CandidacyMove.EXAMINE, CandidacyState.EXAMINED, writer.officer, facts, each)
        for each in self.candidates:
            if each.decided_rank is None:
                at = f"{held_on} 17:00"
                self.leave(each, at, CandidacyMove.TURN_DOWN, CandidacyState.DECLINED, Reason.NOT_ALLOCATED)

    def offer_in_turn(self, day: datetime.date) -> None:
        writer, today = self.writer, self.writer.today
        for each in self.candidates:
            if day > today or not each.runs:
                return
            expires_on = last_day_to_answer(day)
            each.offer = {"state": Offer.State.SENT, "notified_on": day, "expires_on": expires_on}
            facts = {"expires_on": expires_on.isoformat()}
            self.tell(f"{day} 09:00", CandidacyMove.OFFER, CandidacyState.OFFERED, writer.officer, facts, each)
            share = writer.dice()
            if share < SHARE_REFUSED:
                answered_on = day + 4 * DAY
                if answered_on > today:
                    return
                reason = writer.one_of(("RENT", "PLACE", "SIZE"))
                each.offer |= {"state": Offer.State.REFUSED, "answered_on": answered_on, "reason": reason}
                at = f"{answered_on} 14:00"
                self.leave(each, at, CandidacyMove.REFUSE, CandidacyState.REFUSED, Reason.OFFER_REFUSED)
                day = answered_on + DAY
            elif share < SHARE_SILENT:
                over_on = expires_on + DAY
                if over_on > today:
                    return
                each.offer |= {"state": Offer.State.EXPIRED}
                at, move = f"{over_on} 06:00", CandidacyMove.EXPIRE
                self.leave(each, at, move, CandidacyState.EXPIRED, Reason.OFFER_EXPIRED, is_by_clock=True)
                day = over_on + DAY
            else:
                self.accept(each, day + 5 * DAY)
                return
        if day + 20 * DAY <= today and not any(each.runs for each in self.candidates):
            self.take_back(day + 20 * DAY)

    def accept(self, each: Candidate, day: datetime.date) -> None:
        writer, today = self.writer, self.writer.today
        if day > today:
            return
        each.offer |= {"state": Offer.State.ACCEPTED, "answered_on": day, "visited_on": day - DAY}
        self.reservation = Reservation.State.ALLOCATED.value
        self.tell(f"{day} 14:00", CandidacyMove.ACCEPT, CandidacyState.ACCEPTED, writer.officer, {}, each)
        if day + 7 * DAY > today:
            return
        self.leased_on = day + 7 * DAY
        self.reservation = Reservation.State.LET.value
        at = f"{self.leased_on} 16:00"
        self.end(each, at, CandidacyMove.HOUSE, CandidacyState.ACCEPTED, Reason.LEASE)
        for other in self.candidates:
            if other.runs:
                self.end(other, at, CandidacyMove.END_WITH_ANNOUNCEMENT, CandidacyState.DECLINED, Reason.OTHER_CHOSEN)
        self.tell(at, AnnouncementMove.SETTLE, AnnouncementState.SETTLED, writer.officer, {})
        self.ended_at = at

    def answer_no(self, day: datetime.date) -> None:
        writer = self.writer
        self.no_candidate_reason = writer.one_of(Announcement.NoCandidateReason.values)
        coordinator = writer.one_of(writer.plan.coordinators[self.association])
        at, facts = f"{day} 11:00", {"reason": self.no_candidate_reason}
        self.tell(at, AnnouncementMove.ANSWER_NO, AnnouncementState.NO_CANDIDATE, coordinator, facts)
        self.ended_at = at
        self.give_back(day + 2 * DAY, Reservation.ReleaseReason.NO_CANDIDATE)

    def take_back(self, day: datetime.date) -> None:
        at = f"{day} 11:00"
        for each in self.candidates:
            if each.runs:
                self.end(each, at, CandidacyMove.END_WITH_ANNOUNCEMENT, CandidacyState.DECLINED, Reason.DWELLING_GONE)
        self.tell(at, AnnouncementMove.WITHDRAW, AnnouncementState.WITHDRAWN, self.writer.officer, {})
        self.ended_at = at
        self.give_back(day, Reservation.ReleaseReason.NOT_LETTABLE)

    def give_back(self, day: datetime.date, reason: Reservation.ReleaseReason) -> None:
        self.reservation = Reservation.State.HELD.value
        if day <= self.writer.today:
            self.reservation = Reservation.State.RELEASED.value
            self.released_on, self.release_reason = day, reason.value

    def leave(
        self, each: Candidate, at: str, move: str, to: str, reason: Candidacy.EndReason, *, is_by_clock: bool = False
    ) -> None:
        """A candidate leaves an announcement that runs on."""
        self.end(each, at, move, to, reason, is_by_clock=is_by_clock)
        others = any(other.runs for other in self.candidates)
        awaited = AnnouncementState.ANSWERED if others else AnnouncementState.OPEN
        actor = None if is_by_clock else self.writer.officer
        self.tell(at, AnnouncementMove.FREE, awaited, actor, {"candidacy": each.public_id})

    def end(
        self, each: Candidate, at: str, move: str, to: str, reason: Candidacy.EndReason, *, is_by_clock: bool = False
    ) -> None:
        self.tell(at, move, to, None if is_by_clock else self.writer.officer, {"reason": reason.value}, each)
        each.ended_at, each.end_reason = at, reason.value
        each.version += 1

    def tell(
        self, at: str, move: str, to: str, actor: int | None, facts: dict, candidate: Candidate | None = None
    ) -> None:
        self.events.append(Told(at, move, to, actor, facts, candidate))
        if candidate:
            candidate.state = to
        else:
            self.state = str(to)

    # Its rows

    def household(self, each: Candidate, reference: str, *, is_housed: bool) -> int:
        """The case file that its association opened when it proposed the candidate."""
        writer, opened_on = self.writer, each.proposed_on
        ended_on = datetime.date.fromisoformat(each.ended_at[:10]) if each.ended_at else None
        closed_on = ended_on + DAYS_UNTIL_CLOSED * DAY if ended_on and not is_housed else None
        if closed_on and closed_on > writer.today:
            closed_on = None
        state = Household.State.SUPPORTED if is_housed else Household.State.WAITING
        writer.opened_on, writer.last_day = opened_on, closed_on or writer.today
        writer.name = words.surname(writer.rng)
        writer.household = household = writer.add(
            HOUSEHOLDS,
            new_uuid(writer.rng),
            self.convention.landlord_id if is_housed else None,
            self.association,
            reference,
            writer.name,
            (Household.State.CLOSED if closed_on else state).value,
            opened_on,
            closed_on,
            "f",
            1,
        )
        writer.write_persons()
        writer.participate(self.association, Participation.Role.SUPPORT, opened_on, None, TOWARDS_A_HOME)
        event = JournalEntry.Event.CASE_FILE_OPENED
        kind, audience = JournalEntry.KIND_OF_EVENT[event], ORGANIZATION if is_housed else SHARED
        at = f"{opened_on} 11:00"
        writer.journal(at, None, kind, audience, each.worker, self.association, "", event)
        if closed_on:
            coordinator = writer.one_of(writer.plan.coordinators[self.association])
            writer.tell(f"{closed_on} 18:00", coordinator, self.association, JournalEntry.Event.CASE_FILE_CLOSED)
        if self.convention.action.number == stays.ACTION:
            stays.write_stay(
                writer,
                association=self.association,
                household=household,
                worker=each.worker,
                proposed_on=each.proposed_on,
                left_on=self.leased_on if is_housed else closed_on,
                is_housed=is_housed,
            )
        return household

    def candidacy(self, each: Candidate, announcement: int, household: int) -> None:
        writer = self.writer
        each.pk = writer.add(
            CANDIDACIES,
            each.public_id,
            announcement,
            household,
            self.association,
            each.rank,
            str(each.state),
            f"031{writer.between(10**14, 10**15 - 1)}",
            1,
            writer.between(0, 2),
            "f",
            writer.between(6_000, 16_000),
            writer.between(550, 1_300),
            writer.between(0, 340),
            writer.one_of(words.NEEDS),
            writer.one_of(words.SUPPORTS),
            each.missing,
            each.worker,
            f"{each.proposed_on} 11:00",
            each.ended_at,
            each.end_reason,
            each.version,
        )
        if each.decision and self.session:
            held_on, session, _ = self.session
            writer.add(
                EXAMINATIONS,
                session,
                announcement,
                each.pk,
                str(each.decision),
                each.decided_rank,
                "" if each.decided_rank else "Un autre logement lui sera proposé.",
                "" if len(self.candidates) == 3 else Examination.FewerCandidates.NOT_ENOUGH.value,
                writer.officer,
                f"{held_on} 15:00",
            )
        if each.offer:
            writer.add(
                OFFERS,
                new_uuid(writer.rng),
                announcement,
                each.pk,
                writer.officer,
                each.offer["notified_on"],
                each.offer["expires_on"],
                str(each.offer["state"]),
                each.offer.get("visited_on"),
                each.offer.get("answered_on"),
                each.offer.get("reason", ""),
            )

    def lease(self, housed: Candidate, household: int, dwelling: int) -> None:
        """The landlord takes part from then on, and the association's part begins."""
        writer, day = self.writer, self.leased_on
        landlord = self.convention.landlord_id
        writer.household, writer.last_day = household, writer.today
        writer.participate(landlord, Participation.Role.LANDLORD, day, None, REASON)
        writer.let(household, dwelling, Tenancy.Kind.DIRECT.value, day)
        facts = {"kind": Tenancy.Kind.DIRECT.value, "on": str(day)}
        writer.tell(f"{day} 16:00", writer.officer, landlord, JournalEntry.Event.TENANCY_BEGUN, facts)
        measure = writer.add(MEASURES, household, self.convention.action_id, day, None, "")
        writer.follow_up(measure, self.convention, day, None, "", begun_by=(writer.officer, landlord))

    def write_events(self, announcement: int) -> None:
        """One per move, in the order in which they were made."""
        states: dict[int, str] = {}
        for told in self.events:
            key = told.candidate.rank if told.candidate else 0
            before = states.get(key, CandidacyState.PROPOSED if told.candidate else AnnouncementState.OPEN)
            states[key] = told.to
            self.writer.add(
                ANNOUNCEMENT_EVENTS,
                announcement,
                told.candidate.pk if told.candidate else None,
                str(told.move),
                str(before),
                str(told.to),
                told.actor,
                told.at,
                json.dumps(told.facts),
            )
