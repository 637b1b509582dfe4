"""The referral that brought a tenant, its meetings and the partners asked, in a state that fits the household's."""

import datetime
import hashlib
import json
from operator import itemgetter

from housing_support.common.bounds import months_from
from housing_support.tools.seed import words
from housing_support.tools.seed.copying import new_uuid
from housing_support.tools.seed.tables import (
    ATTEMPTS,
    CONSENT_EVENTS,
    CONSENTS,
    MEETINGS,
    MOBILISATIONS,
    OUTCOMES,
    REFERRAL_EVENTS,
    REFERRALS,
    REQUEST_LINKS,
    RESULTS,
)
from housing_support.tools.seed.writer import DAY, DAYS_OF_FIRST_STEPS, HouseholdWriter
from partners.models import LandlordParameters
from partners.services.terms import REMINDED_DELAY_DAYS
from referrals.models import Meeting, Mobilisation, MobilisationResult, Referral, ReferralOutcome, RequestLink
from referrals.models.reasons import HEALTH_REASONS, Reason
from referrals.models.results import AFTER_MONTHS
from referrals.services.health import without_health
from tenancies.models import Consent, Household, JournalEntry

STATES = Referral.State
Move = Referral.Move
# Where each move leads, from wherever it is possible.
LEADS_TO = {
    Move.SEND: STATES.SENT,
    Move.SCREEN: STATES.SENT,
    Move.RECORD_ATTEMPT: STATES.SENT,
    Move.PLAN_MEETING: STATES.MEETING_PLANNED,
    Move.RECORD_MISSED: STATES.SENT,
    Move.RECORD_HELD: STATES.MET,
    Move.MOBILISE: STATES.MOBILISING,
    Move.DECLINE: STATES.MOBILISING,
    Move.WAITLIST: STATES.MOBILISING,
    Move.REMIND: STATES.MOBILISING,
    Move.EXPIRE: STATES.MOBILISING,
    Move.ACCEPT: STATES.IN_FOLLOW_UP,
    Move.END_SUPPORT: STATES.TO_CLOSE,
    Move.CLOSE: STATES.CLOSED,
    Move.DISMISS: STATES.DISMISSED,
}
# Partners asked or lost leave the referral in the follow-up that it has reached.
OF_PARTNERS = {Move.MOBILISE, Move.DECLINE, Move.WAITLIST, Move.REMIND, Move.EXPIRE}
# What a partner answered, by what the request has become.
ANSWERS_BY = {
    Mobilisation.State.ACCEPTED: Move.ACCEPT,
    Mobilisation.State.ENDED: Move.ACCEPT,
    Mobilisation.State.WAITLISTED: Move.WAITLIST,
}
# The usual delay to answer, the reminder, the delay after it, and the day of its end.
SILENT_DAYS = 10 + 1 + REMINDED_DELAY_DAYS + 1
# Share, state, days that it takes to come so far.
FIRST_STEPS = (
    (0.30, STATES.SENT, 0),
    (0.55, STATES.MEETING_PLANNED, 0),
    (0.63, STATES.DRAFT, 0),
    (0.78, STATES.MET, 4),
    (1.00, STATES.MOBILISING, 6),
)
# Of the tenants no longer followed whose case file stays open, those whose adviser has yet to close the referral.
SHARE_TO_CLOSE = 0.5
# Of those that wait for their first meeting, those that somebody has looked at.
SHARE_SCREENED = 0.6
# Five working days, a weekend among them.
DAYS_TO_SCREEN = 7
SHARE_OF_KNOWN_OUTCOMES = 0.9
REASONS = [[reason.value] for reason in Reason] + [[Reason.ARREARS.value, Reason.UPKEEP.value]]
REASONS_OF_HEALTH = [reasons for reasons in REASONS if HEALTH_REASONS & set(reasons)]
OTHER_REASONS = [reasons for reasons in REASONS if reasons not in REASONS_OF_HEALTH]
# Of the requests, those made to a partner when nobody there had an account, by a link that served some days.
SHARE_BY_LINK, LINK_DAYS = 0.04, 15
PARAMETERS = LandlordParameters()


def postgres_array(codes: list[str]) -> str:
    return f"{{{','.join(codes)}}}"


class ReferralWriter:
    # Moment, move, who made it, facts.
    moves: list[tuple[str, Move, int | None, dict]]
    # The partners of whom the household has answered.
    said: set[int]
    # What the partners were asked about, none of health.
    problems: list[str]

    def __init__(self, writer: HouseholdWriter):
        self.writer = writer

    def write(self, reference: str, state: Referral.State, follow_ups: list[tuple]) -> None:
        """`follow_ups` are the parts that partners took after it: identifier, convention, first and last day."""
        writer = self.writer
        self.moves = []
        self.said = set()
        self.problems = [""]
        opened_on = writer.opened_on
        is_sent = state != STATES.DRAFT
        urgency = Referral.Urgency.URGENT if writer.dice() < 0.15 else Referral.Urgency.NORMAL
        is_urgent = urgency == Referral.Urgency.URGENT
        delay = PARAMETERS.urgent_meeting_delay_days if is_urgent else PARAMETERS.meeting_delay_days
        shares = bool(follow_ups) or state == STATES.MOBILISING
        agrees = shares or writer.dice() < 0.7
        reasons = writer.one_of(REASONS if agrees else OTHER_REASONS)
        self.problems = without_health(reasons) or [""]
        ended_on = None
        if state == STATES.CLOSED:
            ended_on = max(ended for *_, ended in follow_ups)
        elif state == STATES.DISMISSED:
            ended_on = min(opened_on + DAY * writer.between(5, 40), writer.last_day)
        sent_at = writer.moment(opened_on) if is_sent else None
        closed_at = writer.moment(ended_on) if ended_on else None
        closing_reason = ""
        if ended_on:
            closing_reason = "SUPPORTED" if follow_ups else writer.one_of(("UNREACHABLE", "REFUSED", "SOLVED"))
        adviser = writer.one_of(writer.landlord.advisers)
        is_screened = is_sent and (state != STATES.SENT or writer.dice() < SHARE_SCREENED)
        has_met = state not in {STATES.DRAFT, STATES.SENT, STATES.DISMISSED}
        referral = writer.add(
            REFERRALS,
            new_uuid(writer.rng),
            new_uuid(writer.rng),
            writer.landlord.organization.pk,
            writer.household,
            "",
            reference,
            writer.officer,
            adviser if has_met or closing_reason == Referral.EndReason.UNREACHABLE else None,
            postgres_array(reasons),
            writer.one_of(words.FACTS),
            "GIVEN" if agrees else "NOT_ASKED",
            opened_on if agrees else None,
            writer.one_of(("SPOKEN", "PHONE", "WRITTEN")) if agrees else "",
            "GIVEN" if shares else "NOT_ASKED",
            opened_on if shares else None,
            "SPOKEN" if shares else "",
            urgency.value,
            state.value,
            f"{opened_on} 08:00",
            sent_at,
            opened_on + DAY * delay if is_sent else None,
            opened_on + DAY * DAYS_TO_SCREEN if is_sent else None,
            f"{opened_on} 18:00" if is_screened else None,
            closed_at,
            closing_reason,
        )
        if not sent_at:
            return
        self.moves.append((sent_at, Move.SEND, writer.officer, {}))
        writer.tell(
            sent_at,
            writer.officer,
            writer.landlord.organization.pk,
            JournalEntry.Event.REFERRAL_SENT,
            {"reference": reference},
        )
        # Where a meeting was fixed, that was its screening.
        if is_screened and state in {STATES.SENT, STATES.DISMISSED}:
            self.moves.append((f"{opened_on} 18:00", Move.SCREEN, adviser, {}))
        if closing_reason == Referral.EndReason.UNREACHABLE:
            self.write_attempts(referral, adviser)
        held_on = self.write_meetings(referral, state, adviser, reasons)
        self.write_mobilisations(referral, state, adviser, held_on, follow_ups)
        if closed_at:
            move = Move.CLOSE if state == STATES.CLOSED else Move.DISMISS
            self.moves.append((closed_at, move, adviser, {"reason": closing_reason}))
            if move == Move.CLOSE and ended_on:
                self.write_outcomes(referral, ended_on)
        self.write_events(referral)

    def write_outcomes(self, referral: int, closed_on: datetime.date) -> None:
        """What was asked so many months after is known, but for a few; the rest is asked later."""
        writer = self.writer
        for months in AFTER_MONTHS:
            due_on = months_from(closed_on, months)
            outcome, recorded_on, recorded_by = "", None, None
            if due_on <= writer.today and writer.dice() < SHARE_OF_KNOWN_OUTCOMES:
                outcome = writer.one_of(ReferralOutcome.Outcome.values)
                recorded_on = min(writer.today, due_on + DAY * writer.between(0, 20))
                recorded_by = writer.one_of(writer.landlord.advisers)
            landlord = writer.landlord.organization.pk
            row = (referral, landlord, months, due_on, outcome, recorded_on, recorded_by)
            writer.add(OUTCOMES, new_uuid(writer.rng), *row)

    def write_attempts(self, referral: int, adviser: int) -> None:
        """Three, from the day on which it was sent."""
        writer = self.writer
        for rank, means in enumerate(("VISIT", "CALL", "LETTER")):
            made_on = min(writer.opened_on + DAY * rank, writer.last_day)
            public_id, at = new_uuid(writer.rng), f"{made_on} 18:3{rank}"
            writer.add(ATTEMPTS, public_id, referral, adviser, made_on, means, "NO_ANSWER", at)
            self.moves.append((at, Move.RECORD_ATTEMPT, adviser, {"attempt": public_id}))

    def state(self, household_state: str, age: int, has_support: bool) -> Referral.State:
        if household_state == Household.State.SUPPORTED:
            return STATES.IN_FOLLOW_UP
        if has_support and household_state == Household.State.ENDED and self.writer.dice() < SHARE_TO_CLOSE:
            return STATES.TO_CLOSE
        if has_support:
            return STATES.CLOSED
        if age > DAYS_OF_FIRST_STEPS:
            return STATES.DISMISSED
        share = self.writer.dice()
        return next((state for limit, state, days in FIRST_STEPS if share < limit and age >= days), STATES.SENT)

    def write_meetings(self, referral: int, state: str, adviser: int, reasons: list[str]) -> datetime.date | None:
        """A missed meeting is followed by another; returns the day of the one held."""
        writer = self.writer
        opened_on = writer.opened_on
        if state in {STATES.SENT, STATES.DISMISSED}:
            return None
        created_at = f"{opened_on} 18:00"
        if writer.dice() < 0.1 and opened_on + DAY < writer.today:
            missed_at = writer.moment(opened_on + DAY)
            self.meeting(referral, adviser, Meeting.State.MISSED, missed_at, created_at)
            self.moves.append((missed_at, Move.RECORD_MISSED, adviser, {}))
            created_at = f"{opened_on + DAY} 18:00"
        if state == STATES.MEETING_PLANNED:
            planned_at = writer.moment(writer.today + DAY * writer.between(1, 14))
            self.meeting(referral, adviser, Meeting.State.PLANNED, planned_at, created_at)
            return None
        held_on = opened_on + DAY * writer.between(2, 3)
        held_at = writer.moment(held_on)
        self.meeting(referral, adviser, Meeting.State.HELD, held_at, created_at, held_at, reasons)
        self.moves.append((held_at, Move.RECORD_HELD, adviser, {}))
        writer.tell(held_at, adviser, writer.landlord.organization.pk, JournalEntry.Event.MEETING_HELD)
        return held_on

    def meeting(self, referral, adviser, state, planned_at, created_at, held_at=None, needs=()) -> None:
        writer = self.writer
        self.moves.append((created_at, Move.PLAN_MEETING, adviser, {}))
        writer.add(
            MEETINGS,
            new_uuid(writer.rng),
            referral,
            adviser,
            state.value,
            planned_at,
            "AGENCY" if writer.dice() < 0.5 else "HOME",
            held_at,
            postgres_array(list(needs)),
            writer.one_of(words.FACTS) if held_at else "",
            writer.one_of(words.GOALS) if held_at else "",
            Meeting.Audience.ORGANIZATION.value,
            adviser if held_at else None,
            writer.landlord.organization.pk if held_at else None,
            created_at,
        )

    def write_mobilisations(self, referral, state, adviser, held_on, follow_ups) -> None:
        """Those accepted are the follow-ups; one in ten was first declined by another partner."""
        writer = self.writer
        if held_on is None or state == STATES.MET:
            return
        asked_on = held_on + DAY * writer.between(1, 2)
        conventions = writer.landlord.conventions[asked_on.year][3]
        for pk, convention, started_on, ended_on in follow_ups:
            answer = Mobilisation.State.ENDED if ended_on else Mobilisation.State.ACCEPTED
            self.mobilisation(referral, adviser, convention, answer, asked_on, started_on, pk, ended_on)
        taken = {convention.pk for _, convention, *_ in follow_ups}
        others = [convention for convention in conventions if convention.pk not in taken]
        if state == STATES.MOBILISING:
            self.mobilisation(referral, adviser, others.pop(), Mobilisation.State.REQUESTED, asked_on)
            if others and writer.dice() < 0.15:
                answered_on = min(asked_on + DAY * writer.between(1, 5), writer.last_day)
                self.mobilisation(referral, adviser, others.pop(), Mobilisation.State.WAITLISTED, asked_on, answered_on)
        is_long_ago = (writer.last_day - asked_on).days > SILENT_DAYS
        if state in (STATES.MOBILISING, STATES.IN_FOLLOW_UP) and is_long_ago and others and writer.dice() < 0.05:
            self.mobilisation(referral, adviser, others.pop(), Mobilisation.State.EXPIRED, asked_on)
        if others and writer.dice() < 0.1:
            answered_on = min(asked_on + DAY * writer.between(1, 5), writer.last_day)
            self.mobilisation(referral, adviser, others.pop(), Mobilisation.State.DECLINED, asked_on, answered_on)

    def mobilisation(
        self, referral, adviser, convention, state, asked_on, answered_on=None, follow_up=None, ended_on=None
    ) -> None:
        writer = self.writer
        association = convention.association_id
        asked_at = writer.moment(asked_on)
        answered_at = f"{answered_on} 18:30" if answered_on else None
        coordinator = writer.one_of(writer.plan.coordinators[association]) if answered_on else None
        public_id = new_uuid(writer.rng)
        facts = {"mobilisation": public_id}
        self.moves.append((asked_at, Move.MOBILISE, adviser, facts))
        if answered_at and coordinator:
            self.moves.append((answered_at, ANSWERS_BY.get(state, Move.DECLINE), coordinator, facts))
        due_on = asked_on + DAY * convention.answer_delay_days
        reminded_on = self.reminded_on(state, due_on)
        if reminded_on:
            self.moves.append((f"{reminded_on} 07:05", Move.REMIND, None, facts))
        if state == Mobilisation.State.EXPIRED:
            answered_at = f"{due_on + DAY * (REMINDED_DELAY_DAYS + 2)} 07:05"
            self.moves.append((answered_at, Move.EXPIRE, None, facts))
        if ended_on and coordinator:
            # Before the referral is closed, maybe on the same day.
            self.moves.append((f"{ended_on} 07:30", Move.END_SUPPORT, coordinator, facts))
        self.consent(adviser, association, asked_on, asked_at)
        writer.tell(asked_at, adviser, writer.landlord.organization.pk, JournalEntry.Event.PARTNER_ASKED)
        mobilisation = writer.add(
            MOBILISATIONS,
            public_id,
            referral,
            convention.pk,
            association,
            state.value,
            writer.one_of(words.GOALS),
            adviser,
            asked_at,
            due_on,
            f"{reminded_on} 07:05" if reminded_on else None,
            reminded_on and reminded_on + DAY * REMINDED_DELAY_DAYS,
            writer.last_day + DAY * writer.between(10, 90) if state == Mobilisation.State.WAITLISTED else None,
            coordinator,
            answered_at,
            writer.one_of(("FULL", "OUT_OF_SCOPE", "ALREADY_KNOWN")) if state == Mobilisation.State.DECLINED else "",
            "",
            follow_up,
        )
        if state == Mobilisation.State.ENDED:
            for problem in self.problems:
                result = writer.one_of(MobilisationResult.Result.values)
                writer.add(RESULTS, mobilisation, problem, result, coordinator, f"{ended_on} 18:00")
        # Told from the request itself, so that the rest of the world is the same without any.
        if int(public_id[:8], 16) % 1000 < SHARE_BY_LINK * 1000:
            self.link(mobilisation, public_id, adviser, asked_on, is_awaited=state == Mobilisation.State.REQUESTED)

    def link(self, mobilisation, public_id, adviser, asked_on, *, is_awaited) -> None:
        """It was read the next day, and answered by an account that was opened meanwhile."""
        sent_at, read_at = f"{asked_on} 18:00", f"{asked_on + DAY} 09:00"
        self.writer.add(
            REQUEST_LINKS,
            # A bit of its own: no two rows share an identifier.
            f"{int(public_id[0], 16) ^ 8:x}{public_id[1:]}",
            mobilisation,
            f"contact-{public_id[:8]}@exemple.invalid",
            hashlib.sha256(public_id.encode()).hexdigest(),
            (RequestLink.State.OPEN if is_awaited else RequestLink.State.ENDED).value,
            adviser,
            sent_at,
            f"{asked_on + LINK_DAYS * DAY} 18:00",
            None if is_awaited else read_at,
            None if is_awaited else f"{asked_on + DAY} 10:00",
            "",
            0,
        )

    def reminded_on(self, state, due_on) -> datetime.date | None:
        """The day after the last one to answer; those that still wait were reminded lately, for none has expired."""
        if state == Mobilisation.State.EXPIRED:
            return due_on + DAY
        if state != Mobilisation.State.REQUESTED or due_on >= self.writer.last_day:
            return None
        return max(due_on + DAY, self.writer.last_day - 3 * DAY)

    def consent(self, adviser, association, on, at) -> None:
        """What the household says of the partner, in the act that asks it."""
        if association in self.said:
            return
        self.said.add(association)
        writer, form = self.writer, Consent.Form.SPOKEN.value
        public_id = new_uuid(writer.rng)
        given = Consent.State.GIVEN.value
        pk = writer.add(CONSENTS, public_id, writer.household, association, given, on, form, adviser, at, True)
        facts = json.dumps({"on": on.isoformat(), "form": form})
        writer.add(CONSENT_EVENTS, pk, Consent.Move.GIVE.value, Consent.State.LATER.value, given, adviser, at, facts)
        event = JournalEntry.Event.CONSENT_GIVEN
        landlord, kind = writer.landlord.organization.pk, JournalEntry.KIND_OF_EVENT[event]
        audience = JournalEntry.Audience.SOCIAL.value
        writer.journal(at, None, kind, audience, adviser, landlord, "", event, {"consent": public_id})

    def write_events(self, referral: int) -> None:
        """One per move, in the order in which they were made."""
        state = STATES.DRAFT
        at_work = 0
        for at, move, actor, facts in sorted(self.moves, key=itemgetter(0)):
            to = state if state == STATES.IN_FOLLOW_UP and move in OF_PARTNERS else LEADS_TO[move]
            at_work += (move == Move.ACCEPT) - (move == Move.END_SUPPORT)
            if move == Move.END_SUPPORT and at_work:
                to = STATES.IN_FOLLOW_UP
            self.writer.add(REFERRAL_EVENTS, referral, str(move), str(state), str(to), actor, at, json.dumps(facts))
            state = to
