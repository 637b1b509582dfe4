"""The referral that brought a tenant, its meetings and the partners asked, in a state that fits the household's."""

import datetime
import json

from housing_support.tools.seed import words
from housing_support.tools.seed.copying import new_uuid
from housing_support.tools.seed.tables import MEETINGS, MOBILISATIONS, REFERRAL_EVENTS, REFERRALS
from housing_support.tools.seed.writer import DAY, DAYS_OF_FIRST_STEPS, HouseholdWriter
from partners.models import LandlordParameters
from referrals.models import Meeting, Mobilisation, Referral
from referrals.models.reasons import HEALTH_REASONS, Reason
from tenancies.models import Household, JournalEntry
from tenancies.services.references import REFERRAL

STATES = Referral.State
# The way every referral goes, and the share that stands at each of its first steps.
PATH = (STATES.DRAFT, STATES.SENT, STATES.MEETING_PLANNED, STATES.MET, STATES.MOBILISING, STATES.IN_FOLLOW_UP)
MOVES = (
    Referral.Move.SEND,
    Referral.Move.PLAN_MEETING,
    Referral.Move.RECORD_HELD,
    Referral.Move.MOBILISE,
    Referral.Move.ACCEPT,
)
OF_A_REQUEST = {Referral.Move.MOBILISE, Referral.Move.ACCEPT}
# Share, state, days that it takes to come so far.
FIRST_STEPS = (
    (0.30, STATES.SENT, 0),
    (0.55, STATES.MEETING_PLANNED, 0),
    (0.63, STATES.DRAFT, 0),
    (0.78, STATES.MET, 4),
    (1.00, STATES.MOBILISING, 6),
)
REASONS = [[reason.value] for reason in Reason] + [[Reason.ARREARS.value, Reason.UPKEEP.value]]
REASONS_OF_HEALTH = [reasons for reasons in REASONS if HEALTH_REASONS & set(reasons)]
OTHER_REASONS = [reasons for reasons in REASONS if reasons not in REASONS_OF_HEALTH]
PARAMETERS = LandlordParameters()


def postgres_array(codes: list[str]) -> str:
    return f"{{{','.join(codes)}}}"


class ReferralWriter:
    def __init__(self, writer: HouseholdWriter):
        self.writer = writer
        self.asked = ""

    def write(self, number: int, household_state: str, age: int, follow_ups: list[tuple]) -> None:
        """`follow_ups` are the parts that partners took after it: identifier, convention, first and last day."""
        writer = self.writer
        state = self.state(household_state, age, follow_ups)
        opened_on = writer.opened_on
        is_sent = state != STATES.DRAFT
        urgency = Referral.Urgency.URGENT if writer.dice() < 0.15 else Referral.Urgency.NORMAL
        is_urgent = urgency == Referral.Urgency.URGENT
        delay = PARAMETERS.urgent_meeting_delay_days if is_urgent else PARAMETERS.meeting_delay_days
        agrees = bool(follow_ups) or writer.dice() < 0.7
        reasons = writer.one_of(REASONS if agrees else OTHER_REASONS)
        ended_on = None
        if state == STATES.CLOSED:
            ended_on = max(ended for *_, ended in follow_ups)
        elif state == STATES.DISMISSED:
            ended_on = min(opened_on + DAY * writer.between(5, 40), writer.last_day)
        sent_at = writer.moment(opened_on) if is_sent else None
        reference = f"{REFERRAL}-{opened_on.year}-{number:04}"
        closing_reason = ""
        if ended_on:
            closing_reason = "SUPPORTED" if follow_ups else writer.one_of(("UNREACHABLE", "REFUSED", "SOLVED"))
        referral = writer.add(
            REFERRALS,
            new_uuid(writer.rng),
            new_uuid(writer.rng),
            writer.landlord.organization.pk,
            writer.household,
            reference,
            writer.officer,
            postgres_array(reasons),
            writer.one_of(words.FACTS),
            "GIVEN" if agrees else "NOT_ASKED",
            opened_on if agrees else None,
            writer.one_of(("SPOKEN", "PHONE", "WRITTEN")) if agrees else "",
            urgency.value,
            state.value,
            f"{opened_on} 08:00",
            sent_at,
            opened_on + DAY * delay if is_sent else None,
            writer.moment(ended_on) if ended_on else None,
            closing_reason,
        )
        if not is_sent:
            return
        adviser = writer.one_of(writer.landlord.advisers)
        writer.tell(
            opened_on,
            writer.officer,
            writer.landlord.organization.pk,
            JournalEntry.Event.REFERRAL_SENT,
            {"reference": reference},
        )
        held_on = self.write_meetings(referral, state, adviser, reasons)
        asked_on = self.write_mobilisations(referral, state, adviser, held_on, follow_ups)
        days = [opened_on, opened_on, held_on, asked_on, follow_ups[0][2] if follow_ups else None]
        self.write_events(referral, state, adviser, days, ended_on, closing_reason)

    def state(self, household_state: str, age: int, follow_ups: list[tuple]) -> Referral.State:
        if household_state == Household.State.SUPPORTED:
            return STATES.IN_FOLLOW_UP
        if follow_ups:
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
        created_at = writer.moment(opened_on)
        if writer.dice() < 0.1:
            self.meeting(referral, adviser, Meeting.State.MISSED, writer.moment(opened_on + DAY), created_at)
        if state == STATES.MEETING_PLANNED:
            planned_at = writer.moment(writer.today + DAY * writer.between(1, 14))
            self.meeting(referral, adviser, Meeting.State.PLANNED, planned_at, created_at)
            return None
        held_on = opened_on + DAY * writer.between(2, 3)
        held_at = writer.moment(held_on)
        self.meeting(referral, adviser, Meeting.State.HELD, held_at, created_at, held_at, reasons)
        writer.tell(held_on, adviser, writer.landlord.organization.pk, JournalEntry.Event.MEETING_HELD)
        return held_on

    def meeting(self, referral, adviser, state, planned_at, created_at, held_at=None, needs=()) -> None:
        writer = self.writer
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
            created_at,
        )

    def write_mobilisations(self, referral, state, adviser, held_on, follow_ups) -> datetime.date | None:
        """Those accepted are the follow-ups; one in ten was first declined by another partner."""
        writer = self.writer
        if held_on is None or state == STATES.MET:
            return None
        asked_on = held_on + DAY * writer.between(1, 2)
        conventions = writer.landlord.conventions[asked_on.year][3]
        for pk, convention, started_on, _ in follow_ups:
            self.mobilisation(referral, adviser, convention, Mobilisation.State.ACCEPTED, asked_on, started_on, pk)
        taken = {convention.pk for _, convention, *_ in follow_ups}
        others = [convention for convention in conventions if convention.pk not in taken]
        if state == STATES.MOBILISING:
            self.mobilisation(referral, adviser, others.pop(), Mobilisation.State.REQUESTED, asked_on)
        if writer.dice() < 0.1:
            answered_on = min(asked_on + DAY * writer.between(1, 5), writer.last_day)
            self.mobilisation(referral, adviser, others.pop(), Mobilisation.State.DECLINED, asked_on, answered_on)
        return asked_on

    def mobilisation(self, referral, adviser, convention, state, asked_on, answered_on=None, follow_up=None) -> None:
        writer = self.writer
        association = convention.association_id
        asked_at = writer.moment(asked_on)
        # The events name the last request that was not refused.
        public_id = new_uuid(writer.rng)
        if state != Mobilisation.State.DECLINED:
            self.asked = public_id
        writer.add(
            MOBILISATIONS,
            public_id,
            referral,
            convention.pk,
            association,
            state.value,
            writer.one_of(words.GOALS),
            adviser,
            asked_at,
            asked_on + DAY * convention.answer_delay_days,
            writer.one_of(writer.plan.coordinators[association]) if answered_on else None,
            writer.moment(answered_on) if answered_on else None,
            writer.one_of(("FULL", "OUT_OF_SCOPE", "ALREADY_KNOWN")) if state == Mobilisation.State.DECLINED else "",
            "",
            follow_up,
        )
        if state == Mobilisation.State.REQUESTED or follow_up:
            writer.tell(asked_on, adviser, writer.landlord.organization.pk, JournalEntry.Event.PARTNER_ASKED)

    def write_events(
        self, referral: int, state: Referral.State, adviser: int, days: list, ended_on, closing_reason: str
    ) -> None:
        writer = self.writer
        last = {STATES.CLOSED: STATES.IN_FOLLOW_UP, STATES.DISMISSED: STATES.SENT}.get(state, state)
        for step in range(1, PATH.index(last) + 1):
            actor = writer.officer if step == 1 else adviser
            move = MOVES[step - 1]
            facts = {"mobilisation": self.asked} if move in OF_A_REQUEST else {}
            self.event(referral, move, PATH[step - 1], PATH[step], actor, days[step - 1], facts)
        if ended_on:
            move = Referral.Move.CLOSE if state == STATES.CLOSED else Referral.Move.DISMISS
            self.event(referral, move, last, state, adviser, ended_on, {"reason": closing_reason})

    def event(self, referral: int, move: str, from_state: str, to_state: str, actor: int, day, facts: dict) -> None:
        moment = self.writer.moment(day)
        self.writer.add(
            REFERRAL_EVENTS, referral, str(move), str(from_state), str(to_state), actor, moment, json.dumps(facts)
        )
