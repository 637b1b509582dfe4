"""Referrals, the adviser's meetings and the partners she asked, move after move, as the services record them."""

import datetime
from dataclasses import dataclass, field

from housing_support.tools.demo.case_files import CaseFiles
from housing_support.tools.demo.ids import uuid_from
from housing_support.tools.demo.papers import door_photo
from housing_support.tools.demo.story import Request, Spotted, Story, Talk
from housing_support.tools.demo.waiting_households import DRAFT, DRAFT_HOUSEHOLD
from partners.models import Organization, User
from partners.roles import Role
from partners.services.terms import REMINDED_DELAY_DAYS
from referrals.clock import working_days_after
from referrals.models import (
    Attempt,
    Meeting,
    Mobilisation,
    MobilisationResult,
    Referral,
    ReferralEvent,
    ReferralOutcome,
)
from referrals.models.reasons import Reason
from referrals.services.health import without_health
from referrals.services.photos import keep_photo
from referrals.services.results import ask_outcomes
from tenancies.models import Consent, ConsentEvent, Dwelling, JournalEntry, Residence, ResidenceCaretaker

State, Move = Referral.State, Referral.Move
REPORTED = (
    "Personne n’a été vu depuis dix jours, le courrier déborde de la boîte.",
    "Cris entendus deux soirs de suite à cet étage, porte non reconnue.",
)


@dataclass(frozen=True)
class Moved:
    at: datetime.datetime
    to: str
    actor: User | None
    move: str
    facts: dict = field(default_factory=dict)


def build_referrals(stories: list[Story], *, case_files: CaseFiles) -> None:
    for story in stories:
        if story.spotted:
            ReferralBuilder(story, story.spotted, case_files).build()
    _leave_a_draft(case_files)
    _report_doors(case_files)
    _give_residences(stories, case_files)


def _report_doors(case_files: CaseFiles) -> None:
    """Two that wait for the adviser to say who lives there: a known household's, and one of a floor alone."""
    clock, author = case_files.clock, case_files.partnership.users["driss"]
    door = case_files.households["Hamidi"].tenancies.get().dwelling
    for dwelling, precision, urgency, facts in (
        (door, Referral.Precision.DOOR, Referral.Urgency.NORMAL, REPORTED[0]),
        (door, Referral.Precision.FLOOR, Referral.Urgency.URGENT, REPORTED[1]),
    ):
        sent_at = clock.sending(1)
        referral = Referral.objects.create(
            public_id=uuid_from(case_files.chance),
            submission_id=uuid_from(case_files.chance),
            landlord=case_files.partnership.landlord,
            reference=case_files.next_referral_reference(1),
            author=author,
            dwelling=dwelling,
            precision=precision,
            reasons=[Reason.NO_CONTACT],
            facts=facts,
            agreement=Referral.Agreement.NOT_ASKED,
            urgency=urgency,
            state=State.SENT,
            created_at=sent_at,
            sent_at=sent_at,
            meeting_due_on=clock.day(1) + datetime.timedelta(days=_delay(case_files, urgency)),
            screening_due_on=_screening_due_on(case_files, clock.day(1)),
        )
        if precision == Referral.Precision.DOOR:
            keep_photo(referral, user=author, file=door_photo())
        ReferralEvent.objects.create(
            referral=referral, move=Move.REPORT, from_state=State.DRAFT, to_state=State.SENT, actor=author, at=sent_at
        )


def _give_residences(stories: list[Story], case_files: CaseFiles) -> None:
    """A caretaker looks after the residences where he spotted somebody."""
    names = {(story.spotted.author, story.residence) for story in stories if story.spotted and story.spotted.is_door}
    residences = {residence.name: residence for residence in Residence.objects.all()}
    ResidenceCaretaker.objects.bulk_create(
        ResidenceCaretaker(user=case_files.partnership.users[author], residence=residences[name])
        for author, name in sorted(names)
    )


def _delay(case_files: CaseFiles, urgency: str) -> int:
    parameters = case_files.partnership.parameters
    is_urgent = urgency == Referral.Urgency.URGENT
    return parameters.urgent_meeting_delay_days if is_urgent else parameters.meeting_delay_days


def _screening_due_on(case_files: CaseFiles, sent_on: datetime.date) -> datetime.date:
    return working_days_after(sent_on, case_files.partnership.parameters.screening_delay_days)


def _leave_a_draft(case_files: CaseFiles) -> None:
    name, persons = DRAFT_HOUSEHOLD
    year = case_files.clock.today.year
    Referral.objects.create(
        public_id=uuid_from(case_files.chance),
        submission_id=uuid_from(case_files.chance),
        landlord=case_files.partnership.landlord,
        new_household={
            "name": name,
            "persons": [
                {
                    "role": someone.role,
                    "first_name": someone.first_name,
                    "last_name": someone.last_name,
                    "birth_year": year - someone.age,
                }
                for someone in persons
            ],
            "dwelling": None,
            "lease_starts_on": None,
        },
        reference=case_files.next_referral_reference(DRAFT.written),
        author=case_files.partnership.users[DRAFT.author],
        reasons=list(DRAFT.reasons),
        facts=DRAFT.facts,
        agreement=DRAFT.agreement,
        urgency=DRAFT.urgency,
        state=DRAFT.state,
        created_at=case_files.clock.moment(case_files.clock.day(DRAFT.written), 16, 40),
    )


class ReferralBuilder:
    def __init__(self, story: Story, spotted: Spotted, case_files: CaseFiles):
        self.story = story
        self.spotted = spotted
        self.case_files = case_files
        self.clock = case_files.clock
        self.partnership = case_files.partnership
        self.author = self.partnership.users[spotted.author]
        self.adviser = self.partnership.users["julie"]
        self.household = case_files.households[story.name]
        self.moves: list[Moved] = []

    def build(self) -> None:
        self.referral = self._write()
        if self.spotted.followed_by is not None:
            self._screen(self.spotted.followed_by)
        for days_ago, means in self.spotted.attempts:
            self._try(days_ago, means)
        for talk in self.spotted.talks:
            self._meet(talk)
        for request in self.spotted.requests:
            self._mobilise(request)
        self._end()
        self._record_moves()

    def _write(self) -> Referral:
        spotted, clock = self.spotted, self.clock
        sent_at = clock.sending(spotted.sent)
        is_agreed = spotted.agreement == Referral.Agreement.GIVEN
        # Asked at the meeting, before the first partner was.
        is_shared = bool(spotted.requests)
        delay = _delay(self.case_files, spotted.urgency)
        referral = Referral.objects.create(
            public_id=uuid_from(self.case_files.chance),
            submission_id=uuid_from(self.case_files.chance),
            landlord=self.partnership.landlord,
            household=self.household,
            dwelling=self._door() if spotted.is_door else None,
            precision=Referral.Precision.DOOR if spotted.is_door else "",
            reference=self.case_files.referral_references[self.story.name],
            author=self.author,
            reasons=list(spotted.reasons),
            facts=spotted.facts,
            agreement=spotted.agreement,
            agreement_on=clock.day(spotted.written) if is_agreed else None,
            agreement_form=spotted.agreement_form if is_agreed else "",
            sharing=Referral.Agreement.GIVEN if is_shared else Referral.Agreement.NOT_ASKED,
            sharing_on=clock.day(max(request.asked for request in spotted.requests)) if is_shared else None,
            sharing_form=Referral.AgreementForm.SPOKEN if is_shared else "",
            urgency=spotted.urgency,
            state=spotted.state,
            created_at=sent_at if spotted.is_door else clock.moment(clock.day(spotted.written), 9, 10),
            sent_at=sent_at,
            meeting_due_on=clock.day(spotted.sent) + datetime.timedelta(days=delay),
            screening_due_on=_screening_due_on(self.case_files, clock.day(spotted.sent)),
            closed_at=None if spotted.closed is None else clock.moment(clock.day(spotted.closed), 16),
            closing_reason=spotted.closing_reason,
        )
        sent = {"reference": referral.reference}
        if spotted.is_door:
            identified_at = clock.identifying(spotted.sent)
            self.moves.append(Moved(sent_at, State.SENT, self.author, Move.REPORT))
            self.moves.append(Moved(identified_at, State.SENT, self.adviser, Move.ATTACH))
            self._tell(identified_at, self.adviser, JournalEntry.Event.REFERRAL_SENT, sent)
        else:
            self.moves.append(Moved(sent_at, State.SENT, self.author, Move.SEND))
            self._tell(sent_at, self.author, JournalEntry.Event.REFERRAL_SENT, sent)
        return referral

    def _door(self) -> Dwelling:
        return self.household.tenancies.latest("starts_on").dwelling

    def _screen(self, followed_by: tuple[str, ...]) -> None:
        referral = self.referral
        referral.screened_at, referral.followed_by = self.clock.screening(self.spotted.sent), list(followed_by)
        referral.save(update_fields=["screened_at", "followed_by"])
        self.moves.append(Moved(referral.screened_at, State.SENT, self.adviser, Move.SCREEN))

    def _try(self, days_ago: int, means: str) -> None:
        made_on = self.clock.working_day(days_ago)
        at = self.clock.moment(made_on, 17, 20)
        attempt = Attempt.objects.create(
            public_id=uuid_from(self.case_files.chance),
            referral=self.referral,
            author=self.adviser,
            made_on=made_on,
            means=means,
            result=Attempt.Result.NO_ANSWER,
            recorded_at=at,
        )
        facts = {"attempt": str(attempt.public_id)}
        self._take_up(at)
        self.moves.append(Moved(at, State.SENT, self.adviser, Move.RECORD_ATTEMPT, facts))

    def _take_up(self, at: datetime.datetime) -> None:
        self.referral.adviser = self.adviser
        self.referral.screened_at = self.referral.screened_at or at
        self.referral.save(update_fields=["adviser", "screened_at"])

    def _meet(self, talk: Talk) -> None:
        clock = self.clock
        day = clock.meeting_day(talk.on, sent=self.spotted.sent)
        at = clock.moment(day, talk.hour, talk.minute)
        eve = min(day, clock.today) - datetime.timedelta(days=1)
        fixed_at = clock.moment(eve, 17)
        is_held = talk.state == Meeting.State.HELD
        meeting = Meeting.objects.create(
            public_id=uuid_from(self.case_files.chance),
            referral=self.referral,
            adviser=self.adviser,
            state=talk.state,
            planned_at=at,
            place=talk.place,
            held_at=at if is_held else None,
            needs=list(talk.needs),
            diagnosis=talk.diagnosis,
            decisions=talk.decisions,
            author=self.adviser if is_held else None,
            organization=self.adviser.organization if is_held else None,
            created_at=fixed_at,
        )
        self._take_up(fixed_at)
        self.moves.append(Moved(fixed_at, State.MEETING_PLANNED, self.adviser, Move.PLAN_MEETING))
        if is_held:
            facts = {"meeting": str(meeting.public_id)}
            self.moves.append(Moved(at, State.MET, self.adviser, Move.RECORD_HELD, facts))
            self._tell(at, self.adviser, JournalEntry.Event.MEETING_HELD)
        elif talk.state == Meeting.State.MISSED:
            self.moves.append(Moved(at, State.SENT, self.adviser, Move.RECORD_MISSED))

    def _mobilise(self, request: Request) -> None:
        clock = self.clock
        asked_on = clock.day(request.asked)
        asked_at = clock.moment(asked_on, 11, 40)
        answered_at = None if request.answered is None else clock.moment(clock.day(request.answered), 15)
        convention = self.partnership.conventions[request.association, 3]
        coordinator = self.partnership.person(request.association, Role.COORDINATOR)
        support = next((each for each in self.story.supports if each.association == request.association), None)
        consent = self._agree(convention.association, asked_at)
        if request.decline_reason == Mobilisation.DeclineReason.HOUSEHOLD_REFUSES and answered_at:
            self._take_back(consent, coordinator, answered_at)
        is_expired = request.state == Mobilisation.State.EXPIRED
        answerer = coordinator if answered_at and not is_expired else None
        reminded_at = None if request.reminded is None else clock.moment(clock.day(request.reminded), 7)
        is_accepted = request.state == Mobilisation.State.ACCEPTED
        is_ended = is_accepted and support is not None and support.ended is not None
        asked = Mobilisation.objects.create(
            public_id=uuid_from(self.case_files.chance),
            referral=self.referral,
            convention=convention,
            organization=convention.association,
            state=Mobilisation.State.ENDED if is_ended else request.state,
            goal=request.goal,
            requested_by=self.adviser,
            requested_at=asked_at,
            answer_due_on=asked_on + datetime.timedelta(days=convention.answer_delay_days),
            reminded_at=reminded_at,
            expires_on=reminded_at and reminded_at.date() + datetime.timedelta(days=REMINDED_DELAY_DAYS),
            place_expected_on=None if request.place is None else clock.day(-request.place),
            answered_by=answerer,
            answered_at=answered_at,
            decline_reason=request.decline_reason,
            decline_comment=request.decline_comment,
            follow_up=self.case_files.follow_ups[self.story.name, request.association] if is_accepted else None,
        )
        facts = {"mobilisation": str(asked.public_id)}
        if is_ended and self.referral.closed_at:
            MobilisationResult.objects.bulk_create(
                MobilisationResult(
                    mobilisation=asked,
                    problem=problem,
                    result=MobilisationResult.Result.BETTER,
                    author=coordinator,
                    recorded_at=clock.moment(clock.day(support.ended), 16),
                )
                for problem in without_health(list(self.spotted.reasons)) or [""]
            )
        self.moves.append(Moved(asked_at, State.MOBILISING, self.adviser, Move.MOBILISE, facts))
        self._tell(asked_at, self.adviser, JournalEntry.Event.PARTNER_ASKED)
        if reminded_at:
            self.moves.append(Moved(reminded_at, State.MOBILISING, None, Move.REMIND, facts))
        if is_expired:
            others = any(each.state == Mobilisation.State.REQUESTED for each in self.spotted.requests)
            self.moves.append(Moved(answered_at, State.MOBILISING if others else State.MET, None, Move.EXPIRE, facts))
        elif request.state == Mobilisation.State.WAITLISTED:
            self.moves.append(Moved(answered_at, State.MOBILISING, coordinator, Move.WAITLIST, facts))
        elif is_accepted:
            self.moves.append(Moved(answered_at, State.IN_FOLLOW_UP, coordinator, Move.ACCEPT, facts))
            if is_ended:
                ended_at = clock.moment(clock.day(support.ended), 15)
                self.moves.append(Moved(ended_at, State.TO_CLOSE, coordinator, Move.END_SUPPORT, facts))
        elif answered_at:
            self.moves.append(Moved(answered_at, State.MET, coordinator, Move.DECLINE, facts))

    def _agree(self, partner: Organization, at: datetime.datetime) -> Consent:
        """Asked about that very partner, when it is to be asked."""
        form = Consent.Form.SPOKEN
        consent = Consent.objects.create(
            public_id=uuid_from(self.case_files.chance),
            household=self.household,
            organization=partner,
            state=Consent.State.GIVEN,
            on=at.date(),
            form=form,
            recorded_by=self.adviser,
            recorded_at=at,
        )
        ConsentEvent.objects.create(
            consent=consent,
            move=Consent.Move.GIVE,
            from_state=Consent.State.LATER,
            to_state=Consent.State.GIVEN,
            actor=self.adviser,
            at=at,
            facts={"on": consent.on.isoformat(), "form": form.value},
        )
        self.case_files.tell(
            household=self.household,
            author=self.adviser,
            at=at,
            event=JournalEntry.Event.CONSENT_GIVEN,
            facts={"consent": str(consent.public_id)},
            audience=JournalEntry.Audience.SOCIAL,
        )
        return consent

    def _take_back(self, consent: Consent, coordinator: User, at: datetime.datetime) -> None:
        """Said to the partner, which declines for it."""
        consent.state, consent.form, consent.on = Consent.State.WITHDRAWN, Consent.Form.PARTNER, at.date()
        consent.recorded_by, consent.recorded_at = coordinator, at
        consent.save(update_fields=["state", "form", "on", "recorded_by", "recorded_at"])
        ConsentEvent.objects.create(
            consent=consent,
            move=Consent.Move.WITHDRAW,
            from_state=Consent.State.GIVEN,
            to_state=Consent.State.WITHDRAWN,
            actor=coordinator,
            at=at,
            facts={"on": consent.on.isoformat(), "form": Consent.Form.PARTNER.value},
        )

    def _end(self) -> None:
        referral = self.referral
        if referral.closed_at:
            move = Move.CLOSE if referral.state == State.CLOSED else Move.DISMISS
            facts = {"reason": referral.closing_reason}
            self.moves.append(Moved(referral.closed_at, referral.state, self.adviser, move, facts))
            if move == Move.CLOSE:
                self._ask_later(referral)

    def _ask_later(self, referral: Referral) -> None:
        """What was asked in the past is known, the last of all excepted."""
        ask_outcomes(referral)
        for later in referral.outcomes.order_by("months"):
            later.public_id = uuid_from(self.case_files.chance)
            if later.due_on < self.clock.day(20):
                later.outcome, later.recorded_by = ReferralOutcome.Outcome.HOLDS, self.adviser
                later.recorded_on = later.due_on + datetime.timedelta(days=2)
            later.save()

    def _record_moves(self) -> None:
        """Every move leaves an event; one more partner asked or lost does not undo a follow-up that runs."""
        state: str = State.DRAFT
        at_work = 0
        events = []
        for moved in sorted(self.moves, key=lambda moved: moved.at):
            to = state if state == State.IN_FOLLOW_UP and moved.to in {State.MOBILISING, State.MET} else moved.to
            at_work += (moved.move == Move.ACCEPT) - (moved.move == Move.END_SUPPORT)
            if moved.move == Move.END_SUPPORT and at_work:
                to = State.IN_FOLLOW_UP
            events.append(
                ReferralEvent(
                    referral=self.referral,
                    from_state=state,
                    to_state=to,
                    actor=moved.actor,
                    at=moved.at,
                    move=moved.move,
                    facts=moved.facts,
                )
            )
            state = to
        ReferralEvent.objects.bulk_create(events)

    def _tell(self, at: datetime.datetime, author: User, event: str, facts: dict | None = None) -> None:
        self.case_files.tell(household=self.household, author=author, at=at, event=event, facts=facts)
