"""Everything about a household, generated from its number: the same number and seed give the same rows."""

import datetime
from collections.abc import Iterator

from housing_support.common import telephones
from housing_support.common.bounds import months_from
from housing_support.tools.seed import words
from housing_support.tools.seed.allocations import AllocationWriter
from housing_support.tools.seed.copying import new_uuid
from housing_support.tools.seed.plan import DWELLINGS_PER_RESIDENCE, Plan
from housing_support.tools.seed.referrals import ReferralWriter
from housing_support.tools.seed.sliding import write_sliding
from housing_support.tools.seed.tables import (
    DWELLINGS,
    FOLLOW_UPS,
    HOUSEHOLDS,
    LATER_SITUATIONS,
    MEASURES,
    OBSERVATIONS,
    PARTICIPATIONS,
    PERSONS,
    VACANCIES,
    VISITS,
)
from housing_support.tools.seed.writer import (
    AUTHOR,
    DAY,
    DAYS_OF_FIRST_STEPS,
    ORGANIZATION,
    SHARED,
    SOCIAL,
    HouseholdWriter,
)
from partners.models import Convention, FundedAction, LandlordParameters, VisitRhythm
from referrals.models import Referral
from tenancies.models import (
    Domain,
    Household,
    JournalEntry,
    LaterSituation,
    Observation,
    Participation,
    Person,
    Tenancy,
    Visit,
)
from tenancies.models.ends import EndReason
from tenancies.models.later_situations import AFTER_MONTHS
from tenancies.models.support import WATCH
from tenancies.services.references import CASE_FILE, REFERRAL
from tenancies.services.support import visit_due_on

SHARE_PROTECTED = 0.02
SHARE_LATE = 0.05
WATCHED_AFTER_MONTHS = 18
SHARE_UNASSIGNED = 0.03
SHARE_OF_TWO_PARTNERS = 0.15
# A case file opened fewer days ago has no support yet.
DAYS_BEFORE_SUPPORT = 15
MOST_VISITS = 6
# The visits at which the worker notes where the household stands.
SHARE_OBSERVED = 0.4

ACTION_OF_TENANTS = 3
# Of the dwellings that no case file tells of.
SHARE_FREE = 0.03
# Theirs, another one, and the one that is announced beside some.
DWELLINGS_PER_HOUSEHOLD = 3
PARAMETERS = LandlordParameters()
TOPICS = ("{HOUSING,BUDGET}", "{RIGHTS}", "{BUDGET,RIGHTS}", "{NEIGHBOURS}", "{HOUSING,PARENTING}", "{HEALTH}", "{}")
END_REASONS = (EndReason.AUTONOMY, EndReason.AUTONOMY, EndReason.TERM, EndReason.RELAY, EndReason.REHOUSED)
SHARE_OF_KNOWN_SITUATIONS = 0.9
SITUATION = LaterSituation.Situation
SITUATIONS = (
    *[SITUATION.SAME_HOME] * 6,
    SITUATION.OTHER_HOME,
    SITUATION.ELSEWHERE,
    SITUATION.LOST_SIGHT,
    SITUATION.UNKNOWN,
)
STATES = Household.State
DOMAINS = Domain.values
WORKER, VISIT = Observation.Observer.WORKER.value, Observation.Occasion.VISIT.value


class CaseFileWriter(HouseholdWriter):
    """Appends the lines of consecutive households, from `first` on, to `lines`, one list per table."""

    def __init__(self, plan: Plan, first: int):
        super().__init__(plan, first)
        self.referrals = ReferralWriter(self)
        self.allocations = AllocationWriter(self)

    def write(self, number: int) -> None:
        plan, dice = self.plan, self.dice
        self.landlord = landlord = plan.landlords[plan.landlord_of[number]]
        self.opened_on = opened_on = plan.opened_on(number)
        self.officer = self.one_of(landlord.officers)
        age = (self.today - opened_on).days
        is_tenant = plan.referral_of[number] > 0
        share = dice()
        if age < DAYS_BEFORE_SUPPORT or share < (0.6 if age < DAYS_OF_FIRST_STEPS else 0.04):
            state = STATES.WAITING
        elif share > 0.87 and age > 2 * DAYS_OF_FIRST_STEPS:
            state = STATES.CLOSED
        else:
            state = STATES.SUPPORTED
        # Some who wait or have left were supported before; the other tenants' referrals led to nothing.
        was_supported = age > DAYS_OF_FIRST_STEPS and state != STATES.SUPPORTED and dice() < 0.8
        if was_supported and state == STATES.WAITING:
            state = STATES.ENDED
        closed_on = self.today - DAY * self.between(0, age - DAYS_OF_FIRST_STEPS) if state == STATES.CLOSED else None
        self.last_day = closed_on or self.today

        self.name = words.surname(self.rng)
        self.household = self.add(
            HOUSEHOLDS,
            new_uuid(self.rng),
            landlord.organization.pk,
            landlord.organization.pk,
            f"{CASE_FILE}-{opened_on.year}-{plan.reference_of[number]:04}",
            self.name,
            state.value,
            opened_on,
            closed_on,
            "t" if dice() < SHARE_PROTECTED else "f",
            1,
        )
        self.write_persons()
        has_support = state == STATES.SUPPORTED or was_supported
        reference = f"{REFERRAL}-{opened_on.year}-{plan.referral_of[number]:04}"
        referral_state = self.referrals.state(state, age, has_support)
        is_spotted = is_tenant and referral_state != Referral.State.DRAFT
        self.reason = f"Signalement {reference}" if is_spotted else ""
        self.participate(
            landlord.organization.pk,
            Participation.Role.LANDLORD,
            opened_on,
            None,
            self.reason or "Entrée dans le logement",
        )
        self.tell(f"{opened_on} 08:00", self.officer, landlord.organization.pk, JournalEntry.Event.CASE_FILE_OPENED)
        self.sublease = sublease = self.write_home(
            plan.rank_of[number], is_tenant, is_housed=is_tenant or state != STATES.WAITING
        )
        follow_ups = []
        if has_support:
            follow_ups = self.write_support(is_tenant, is_running=state == STATES.SUPPORTED)
        if sublease and state == STATES.SUPPORTED:
            tenancy, starts_on = sublease
            _, convention, *_ = follow_ups[0]
            write_sliding(
                self,
                tenancy=tenancy,
                association=convention.association_id,
                starts_on=starts_on,
                officer=self.officer,
                landlord=landlord.organization.pk,
            )
        if is_tenant:
            self.referrals.write(reference, referral_state, follow_ups)
        if closed_on:
            author = self.one_of(landlord.advisers)
            self.tell(f"{closed_on} 19:00", author, landlord.organization.pk, JournalEntry.Event.CASE_FILE_CLOSED)
        if dice() < 0.2:
            audience = SHARED if dice() < 0.5 else ORGANIZATION
            day = opened_on + DAY * self.between(0, (self.last_day - opened_on).days)
            self.journal(
                day, None, JournalEntry.Kind.NOTE, audience, self.officer, landlord.organization.pk,
                self.one_of(words.TEAM_NOTES),
            )  # fmt: skip
        if plan.announces(number):
            self.allocations.write(number)

    def write_persons(self) -> None:
        dice = self.dice
        holder_born = self.today.year - self.between(19, 74)
        phone = telephones.kept(f"06{self.between(0, 99_999_999):08}")
        self.person(Person.Role.HOLDER, self.name, holder_born, phone)
        if dice() < 0.3:
            name = self.name if dice() < 0.6 else words.surname(self.rng)
            self.person(Person.Role.PARTNER, name, holder_born + self.between(-6, 6))
        if holder_born < self.today.year - 22 and dice() < 0.55:
            for _ in range(self.between(1, 3)):
                self.person(Person.Role.CHILD, self.name, self.today.year - self.between(0, 17))

    def person(self, role: Person.Role, last_name: str, birth_year: int, phone: str = "") -> None:
        first_name = self.one_of(words.FIRST_NAMES)
        self.add(PERSONS, self.household, role.value, first_name, last_name, birth_year, phone)

    def participate(self, organization: int, role, since, until, reason: str, end_reason: str = "") -> None:
        self.add(PARTICIPATIONS, self.household, organization, role.value, since, until, reason, end_reason)

    def write_home(self, rank: int, is_tenant: bool, *, is_housed: bool) -> tuple[int, datetime.date] | None:
        """The household's dwelling and lease, beside a dwelling let to somebody without a case file, or free; one
        tenant in twenty moved from there. Return the lease that slides, with its first day."""
        dwelling, other = self.dwelling(rank, 0), self.dwelling(rank, 1)
        has_moved = is_tenant and is_housed and self.dice() < 0.05
        if not has_moved and self.dice() < SHARE_FREE:
            self.add(VACANCIES, new_uuid(self.rng), other, self.today - DAY * self.between(-30, 120), None)
        if not is_housed:
            return None
        if is_tenant:
            starts_on = self.opened_on - DAY * self.between(120, 4000)
        else:
            starts_on = self.opened_on + DAY * self.between(0, min(30, (self.last_day - self.opened_on).days))
        if has_moved:
            first_day = starts_on - DAY * self.between(200, 3000)
            self.let(self.household, other, Tenancy.Kind.DIRECT.value, first_day, starts_on)
            # Let again since, once it was made ready.
            free_on = starts_on + DAY * PARAMETERS.turnaround_days
            self.add(VACANCIES, new_uuid(self.rng), other, free_on, free_on + DAY * self.between(10, 60))
        kind = Tenancy.Kind.SLIDING if not is_tenant and self.dice() < 0.5 else Tenancy.Kind.DIRECT
        tenancy = self.let(self.household, dwelling, kind.value, starts_on)
        if not is_tenant:
            self.tell(
                self.moment(starts_on),
                self.officer,
                self.landlord.organization.pk,
                JournalEntry.Event.TENANCY_BEGUN,
                {"kind": kind.value},
            )
        return (tenancy, starts_on) if kind == Tenancy.Kind.SLIDING else None

    def dwelling(self, rank: int, which: int) -> int:
        building = self.landlord.buildings[rank // DWELLINGS_PER_RESIDENCE]
        place = rank % DWELLINGS_PER_RESIDENCE
        rooms = self.between(1, 5)
        number = DWELLINGS_PER_HOUSEHOLD * rank + which
        return self.add(
            DWELLINGS,
            new_uuid(self.rng),
            self.landlord.organization.pk,
            building.residence,
            f"{number:010}",
            f"L{number:07}",
            building.street_number + place // 20 * 2,
            building.street_name,
            "",
            building.postal_code,
            building.commune_code,
            building.commune_name,
            "ABC"[place // 20],
            "",
            "",
            place % 20 // 4,
            f"{place % 20 + 1:02}",
            "C",
            rooms,
            14 + 17 * rooms + self.between(-5, 5),
            building.completed_year,
            "13",
            building.is_in_priority_district,
            "",
            building.energy_class,
            building.energy_class,
            "1",
            160 + 95 * rooms,
            "7",
            "",
            f"{self.plan.first_day} 06:00",
        )

    def write_support(self, is_tenant: bool, *, is_running: bool) -> list[tuple]:
        """The measure and each association's part in it: identifier, convention, first day and last day."""
        age = (self.last_day - self.opened_on).days
        started_on = self.opened_on + DAY * self.between(6, max(6, min(45, age - 2)))
        ended_on = None
        if not is_running:
            ended_on = started_on + DAY * self.between(30, max(30, (self.last_day - started_on).days - 5))
            ended_on = min(ended_on, self.last_day)
        number = ACTION_OF_TENANTS if is_tenant else self.between(1, 2)
        conventions = self.landlord.conventions[started_on.year][number]
        end_reason = "" if is_running else self.one_of(END_REASONS).value
        measure = self.add(
            MEASURES,
            self.household,
            conventions[0].action_id,
            started_on,
            ended_on,
            end_reason,
        )
        if ended_on and not is_tenant:
            self.write_later_situations(measure, ended_on)
        chosen = [self.one_of(conventions)]
        if is_tenant and self.dice() < SHARE_OF_TWO_PARTNERS:
            other = conventions[conventions.index(chosen[0]) - 1]
            chosen.append(other)
        return [self.follow_up(measure, convention, started_on, ended_on, end_reason) for convention in chosen]

    def write_later_situations(self, measure: int, ended_on: datetime.date) -> None:
        """What was asked so many months after is known, but for a few; the rest is asked later."""
        landlord = self.landlord
        for months in AFTER_MONTHS:
            due_on = months_from(ended_on, months)
            situation, recorded_on, recorded_by = "", None, None
            if due_on <= self.today and self.dice() < SHARE_OF_KNOWN_SITUATIONS:
                situation = self.one_of(SITUATIONS).value
                recorded_on = min(self.today, due_on + DAY * self.between(-10, 20))
                recorded_by = self.one_of(landlord.advisers)
            self.add(
                LATER_SITUATIONS,
                new_uuid(self.rng),
                self.household,
                measure,
                landlord.organization.pk,
                months,
                due_on,
                situation,
                recorded_on,
                recorded_by,
            )

    def follow_up(
        self,
        measure: int,
        convention: Convention,
        started_on,
        ended_on,
        end_reason,
        *,
        begun_by: tuple[int, int] | None = None,
    ) -> tuple:
        """`begun_by`, and their organization, when the lease of a candidate begins it: its association takes part
        already."""
        association = convention.association_id
        workers = self.plan.workers[association]
        coordinator = self.one_of(self.plan.coordinators[association])
        worker = None if ended_on is None and self.dice() < SHARE_UNASSIGNED else self.one_of(workers)
        last_visit_on = self.last_visit_on(convention.rhythm, started_on, ended_on)
        since = last_visit_on or started_on
        due_on = visit_due_on(convention=convention, started_on=started_on, since=since)
        next_visit_at = None
        if ended_on is None and due_on > self.today and self.dice() < 0.7:
            next_visit_at = self.moment(max(self.today + DAY, due_on - DAY * self.between(0, 3)))
        watched_since = None if ended_on or begun_by else self.watched_since(convention, started_on)
        if watched_since:
            self.write_later_situations(measure, watched_since)
            next_visit_at = None
            due_on = since + DAY * WATCH.days_on(since, started_on=started_on)
        pk = self.add(
            FOLLOW_UPS,
            new_uuid(self.rng),
            self.household,
            measure,
            association,
            convention.pk,
            worker,
            f"{started_on} 18:30" if worker else None,
            started_on,
            ended_on,
            end_reason,
            watched_since,
            last_visit_on,
            next_visit_at,
            due_on,
        )
        if begun_by is None:
            reason = self.reason or f"Convention, {convention.action}"
            self.participate(association, Participation.Role.SUPPORT, started_on, ended_on, reason, end_reason)
        author, organization = begun_by or (coordinator, association)
        self.tell(f"{started_on} 18:30", author, organization, JournalEntry.Event.SUPPORT_BEGUN)
        if watched_since:
            self.tell(f"{watched_since} 17:30", coordinator, association, JournalEntry.Event.WATCH_BEGUN)
        if ended_on:
            self.tell(self.moment(ended_on), coordinator, association, JournalEntry.Event.SUPPORT_ENDED)
        if last_visit_on:
            author = worker or coordinator
            self.write_visits(pk, association, author, convention.rhythm, started_on, last_visit_on, next_visit_at)
        return pk, convention, started_on, ended_on

    def watched_since(self, convention: Convention, started_on: datetime.date) -> datetime.date | None:
        """A household brought to a lease of its own is watched over once its support has lasted long enough."""
        day = months_from(started_on, WATCHED_AFTER_MONTHS)
        was_brought = convention.action.objective == FundedAction.Objective.ACCESS
        return day if was_brought and not self.sublease and day <= self.today else None

    def last_visit_on(self, rhythm: VisitRhythm, started_on, ended_on) -> datetime.date | None:
        """Within the interval of the convention's rhythm, but for a few; None when the part began since."""
        until = ended_on or self.today
        interval = rhythm.days_on(until, started_on=started_on)
        # Just after a step, the visit before it was to be followed sooner.
        interval = rhythm.days_on(until - DAY * interval, started_on=started_on)
        days = self.between(0, interval)
        if ended_on is None and self.dice() < SHARE_LATE:
            days = interval + self.between(1, 20)
        day = until - DAY * days
        return day if day >= started_on else None

    def write_visits(self, follow_up, association, author, rhythm, started_on, last_visit_on, next_visit_at) -> None:
        """From the last one made back to the first; now and then nobody opened the door."""
        day = last_visit_on
        dice = self.dice
        outcome, planned = Visit.Outcome.DONE, next_visit_at
        for _ in range(self.between(2, MOST_VISITS)):
            if day < started_on:
                break
            at = self.moment(day)
            is_done = outcome == Visit.Outcome.DONE
            visit = self.add(
                VISITS,
                new_uuid(self.rng),
                new_uuid(self.rng),
                self.household,
                follow_up,
                association,
                author,
                outcome.value,
                "HOME" if dice() < 0.7 else self.one_of(("OFFICE", "PHONE", "OUTING")),
                at,
                self.one_of(TOPICS) if is_done else "{}",
                planned,
                at,
            )
            if is_done and dice() < SHARE_OBSERVED:
                for domain in DOMAINS:
                    self.add(OBSERVATIONS, self.household, visit, domain, self.between(1, 5), WORKER, day, VISIT)
            self.write_reports(visit, at, association, author, is_done)
            outcome = (
                Visit.Outcome.DONE if dice() < 0.88 else self.one_of((Visit.Outcome.ABSENT, Visit.Outcome.REFUSED))
            )
            planned = at
            interval = rhythm.days_on(day, started_on=started_on)
            day -= DAY * self.between(interval * 2 // 3, interval)

    def write_reports(self, visit, at, association, author, is_done) -> None:
        if is_done:
            text = " ".join(
                (self.one_of(words.REPORT_OPENINGS), self.one_of(words.REPORT_FACTS), self.one_of(words.REPORT_NEXT))
            )
        else:
            text = "Personne au rendez-vous, un avis de passage est laissé."
        self.journal(at, visit, JournalEntry.Kind.VISIT, SOCIAL if is_done else SHARED, author, association, text)
        share = self.dice()
        if share < 0.25:
            audience = AUTHOR if share < 0.15 else ORGANIZATION
            self.journal(
                at,
                visit,
                JournalEntry.Kind.VISIT_NOTE,
                audience,
                author,
                association,
                self.one_of(words.CONFIDENTIAL_NOTES),
            )


def chunks(plan: Plan, size: int) -> Iterator[dict[str, str]]:
    """The text to copy into each table, `size` households at a time."""
    for first in range(0, plan.households, size):
        writer = CaseFileWriter(plan, first)
        for number in range(first, min(first + size, plan.households)):
            writer.write(number)
        yield {table.name: "\n".join((*lines, "")) for table, lines in writer.lines.items() if lines}
