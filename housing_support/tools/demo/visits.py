"""The visits of every follow-up, at the pace its convention sets, with what was written after each."""

import datetime
import random

from django.utils import timezone

from housing_support.tools.demo.case_files import CaseFiles
from housing_support.tools.demo.ids import uuid_from
from housing_support.tools.demo.reports import ABSENCES, ARCS, POSTPONED, PRIVATE_NOTES, ROUTINE, TEAM_NOTES
from housing_support.tools.demo.story import Story, Support
from tenancies.models import Domain, FollowUp, JournalEntry, Observation, Visit
from tenancies.models.support import Topic
from tenancies.services.support import visit_due_on

TOPICS = {
    "arrival": (Topic.HOUSING, Topic.RIGHTS, Topic.BUDGET),
    "bridge": (Topic.HOUSING, Topic.RIGHTS, Topic.PARENTING),
    "young": (Topic.HOUSING, Topic.BUDGET, Topic.EMPLOYMENT),
    "budget": (Topic.BUDGET, Topic.RIGHTS),
    "neighbours": (Topic.NEIGHBOURS, Topic.DUTIES),
    "parenting": (Topic.PARENTING, Topic.RIGHTS),
    "upkeep": (Topic.HOUSING, Topic.DUTIES),
    "listening": (Topic.HEALTH, Topic.RIGHTS),
}
HOURS = (9, 10, 11, 14, 15, 16)
MINUTES = (0, 15, 30, 45)


class VisitWriter:
    def __init__(self, case_files: CaseFiles):
        self.case_files = case_files
        self.clock = case_files.clock
        self.chance: random.Random = case_files.chance
        self.visits: list[Visit] = []

    def write(self, stories: list[Story]) -> None:
        for story in stories:
            for support in story.supports:
                if support.last_visit is not None:
                    self._write_visits(support, self.case_files.follow_ups[story.name, support.association])
                if support.confided_to:
                    self._confide(support, self.case_files.follow_ups[story.name, support.association])
        FollowUp.objects.bulk_update(
            self.case_files.follow_ups.values(),
            ["worker", "taken_in_charge_at", "last_visit_on", "visit_due_on", "next_visit_at"],
        )

    def _confide(self, support: Support, follow_up: FollowUp) -> None:
        follow_up.worker = self.case_files.partnership.users[support.confided_to]
        follow_up.taken_in_charge_at = None

    def _write_visits(self, support: Support, follow_up: FollowUp) -> None:
        days = self.days_of_visits(support, follow_up)
        made = [
            (day, Visit.Outcome.POSTPONED if self._is_postponed(rank, len(days)) else Visit.Outcome.DONE)
            for rank, day in enumerate(days)
        ]
        missed = [
            (self.clock.working_day(support.last_visit - 7 * rank), Visit.Outcome.ABSENT)
            for rank in range(1, support.absences + 1)
        ]
        planned = [(self._moment(day), outcome) for day, outcome in made + missed]
        next_visit_at = (
            None if support.next_visit_in is None else self._moment(self.clock.working_day(-support.next_visit_in))
        )
        following = [at for at, _ in planned[1:]] + [next_visit_at]
        visits = [
            Visit(
                public_id=uuid_from(self.chance),
                submission_id=uuid_from(self.chance),
                household=follow_up.household,
                follow_up=follow_up,
                organization=follow_up.organization,
                author=follow_up.worker,
                outcome=outcome,
                medium=self.chance.choices(list(Visit.Medium), (7, 2, 1, 1))[0],
                visited_at=at,
                next_visit_at=next_at,
                recorded_at=at + datetime.timedelta(hours=1),
                topics=list(TOPICS[support.arc]) if outcome == Visit.Outcome.DONE else [],
            )
            for (at, outcome), next_at in zip(planned, following, strict=True)
        ]
        Visit.objects.bulk_create(visits)
        self._write_observations(support, visits, len(days))
        self._write_reports(support, visits)
        follow_up.last_visit_on = made[-1][0]
        follow_up.next_visit_at = next_visit_at
        follow_up.visit_due_on = visit_due_on(
            convention=follow_up.convention, started_on=follow_up.started_on, since=made[-1][0]
        )

    def days_of_visits(self, support: Support, follow_up: FollowUp) -> list[datetime.date]:
        """From the last one back to the start, a little closer to each other than the convention asks."""
        rhythm = follow_up.convention.rhythm
        days_ago, found = support.last_visit, []
        while days_ago <= support.started - 2:
            day = self.clock.working_day(days_ago)
            if day <= follow_up.started_on:
                # A Sunday two days after the start goes back to the start, on which the follow-up is accepted later.
                break
            found.append(day)
            interval = rhythm.days_on(found[-1], started_on=follow_up.started_on)
            days_ago += interval - self.chance.randint(0, max(2, interval // 6))
        return found[::-1]

    def _is_postponed(self, rank: int, count: int) -> bool:
        return 1 < rank < count - 1 and self.chance.random() < 0.06

    def _moment(self, day: datetime.date) -> datetime.datetime:
        return self.clock.moment(day, self.chance.choice(HOURS), self.chance.choice(MINUTES))

    def _write_observations(self, support: Support, visits: list[Visit], planned: int) -> None:
        """At the first visit, the last and every third one, where the household stands in each domain."""
        entry, today = support.autonomy
        for rank, visit in enumerate(visits):
            if visit.outcome != Visit.Outcome.DONE or (rank % 3 and rank != planned - 1):
                continue
            share = rank / max(planned - 1, 1)
            Observation.objects.bulk_create(
                Observation(
                    household=visit.household,
                    visit=visit,
                    domain=domain,
                    level=round(start + (end - start) * share),
                    observed_on=timezone.localdate(visit.visited_at),
                )
                for domain, start, end in zip(Domain, entry, today, strict=True)
            )

    def _write_reports(self, support: Support, visits: list[Visit]) -> None:
        arc, absences, told = ARCS[support.arc], iter(ABSENCES), 0
        for visit in visits:
            if visit.outcome == Visit.Outcome.ABSENT:
                text = next(absences)
            elif visit.outcome == Visit.Outcome.POSTPONED:
                text = POSTPONED
            else:
                text = arc[told] if told < len(arc) else ROUTINE[(told - len(arc)) % len(ROUTINE)]
                told += 1
            is_done = visit.outcome == Visit.Outcome.DONE
            audience = JournalEntry.Audience.SOCIAL if is_done else JournalEntry.Audience.SHARED
            self._entry(visit, JournalEntry.Kind.VISIT, audience, text)
            draw = self.chance.random()
            if draw < 0.2:
                note = self.chance.choice(TEAM_NOTES)
                self._entry(visit, JournalEntry.Kind.VISIT_NOTE, JournalEntry.Audience.ORGANIZATION, note)
            elif draw < 0.35:
                note = self.chance.choice(PRIVATE_NOTES)
                self._entry(visit, JournalEntry.Kind.VISIT_NOTE, JournalEntry.Audience.AUTHOR, note)

    def _entry(self, visit: Visit, kind: str, audience: str, text: str) -> None:
        self.case_files.journal.append(
            JournalEntry(
                public_id=uuid_from(self.chance),
                household=visit.household,
                visit=visit,
                kind=kind,
                audience=audience,
                author=visit.author,
                organization=visit.organization,
                text=text,
                occurred_at=visit.visited_at,
                recorded_at=visit.recorded_at,
            )
        )
