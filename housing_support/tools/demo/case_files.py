"""Turns the stories into case files, as the services would have written them day after day."""

import datetime
import random
from collections import defaultdict

from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.ids import uuid_from
from housing_support.tools.demo.partnership import Partnership
from housing_support.tools.demo.reports import LANDLORD_NOTES
from housing_support.tools.demo.story import Lease, Story, Support
from partners.models import User
from partners.roles import Role
from tenancies.forms.visit import visit_initial
from tenancies.models import (
    Draft,
    Dwelling,
    FollowUp,
    Household,
    JournalEntry,
    LaterSituation,
    Participation,
    Person,
    SupportMeasure,
    Tenancy,
)
from tenancies.models.ends import EndReason
from tenancies.models.tenancies import one_year_after
from tenancies.services import references
from tenancies.services.later_situations import situations_to_ask
from tenancies.services.support import visit_due_on

# The actions whose households are housed by the landlord, and how many days ago the newest of them came in.
NEWCOMERS = (1, 2)
JUST_ENTERED = 10


class CaseFiles:
    """The households of the demonstration, the follow-ups that referrals attach to, and the journal of all of them."""

    def __init__(self, *, clock: Clock, chance: random.Random, partnership: Partnership, dwellings: list[Dwelling]):
        self.clock = clock
        self.chance = chance
        self.partnership = partnership
        self.households: dict[str, Household] = {}
        self.referral_references: dict[str, str] = {}
        self.follow_ups: dict[tuple[str, str], FollowUp] = {}
        self.journal: list[JournalEntry] = []
        self._free: dict[tuple[str, int], list[Dwelling]] = defaultdict(list)
        for dwelling in dwellings:
            self._free[dwelling.residence.name, dwelling.rooms].append(dwelling)

    def build(self, stories: list[Story]) -> None:
        self.referral_references = {
            story.name: self.next_referral_reference(story.spotted.written) for story in stories if story.spotted
        }
        self._open_households(stories)
        for story in stories:
            self._house(story)
        self._begin_follow_ups(stories)

    def next_referral_reference(self, days_ago: int) -> str:
        return references.next_reference(
            organization=self.partnership.landlord, prefix=references.REFERRAL, on=self.clock.day(days_ago)
        )

    def save_journal(self) -> None:
        JournalEntry.objects.bulk_create(sorted(self.journal, key=lambda entry: entry.occurred_at))

    def tell(
        self,
        *,
        household: Household,
        author: User,
        at: datetime.datetime,
        event: str,
        facts: dict | None = None,
        audience: str = JournalEntry.Audience.SHARED,
    ) -> None:
        """An event of the timeline."""
        kind = JournalEntry.KIND_OF_EVENT[event]
        told = {"kind": kind, "event": event, "facts": facts or {}}
        self._line(household=household, author=author, at=at, audience=audience, **told)

    def note(self, *, household: Household, author: User, at: datetime.datetime, text: str) -> None:
        """A shared note of the timeline."""
        self._line(household=household, author=author, at=at, kind=JournalEntry.Kind.NOTE, text=text)

    def _line(self, *, author: User, at: datetime.datetime, **fields) -> None:
        self.journal.append(
            JournalEntry(
                public_id=uuid_from(self.chance),
                author=author,
                organization=author.organization,
                occurred_at=at,
                recorded_at=at,
                **{"audience": JournalEntry.Audience.SHARED, **fields},
            )
        )

    def _open_households(self, stories: list[Story]) -> None:
        clock, landlord = self.clock, self.partnership.landlord
        rows = Household.objects.bulk_create(
            Household(
                public_id=uuid_from(self.chance),
                landlord=landlord,
                opened_by=landlord,
                reference=references.next_reference(
                    organization=landlord, prefix=references.CASE_FILE, on=clock.day(story.opened)
                ),
                name=story.name,
                state=state_of(story),
                opened_on=clock.day(story.opened),
                closed_on=None if story.closed is None else clock.day(story.closed),
                is_protected=story.is_protected,
            )
            for story in stories
        )
        self.households = {story.name: row for story, row in zip(stories, rows, strict=True)}
        Person.objects.bulk_create(
            Person(
                household=self.households[story.name],
                role=someone.role,
                first_name=someone.first_name,
                last_name=someone.last_name,
                birth_year=clock.today.year - someone.age,
                phone=f"06 39 98 {rank:02} {position:02}" if someone.role == Person.Role.HOLDER else "",
            )
            for rank, story in enumerate(stories, start=30)
            for position, someone in enumerate(story.persons, start=1)
        )
        Participation.objects.bulk_create(
            Participation(
                household=self.households[story.name],
                organization=landlord,
                role=Participation.Role.LANDLORD,
                since=clock.day(story.opened),
                reason=self._reason_of(story) or "Entrée dans le logement",
            )
            for story in stories
        )
        for story in stories:
            author, at = "julie", clock.moment(clock.day(story.opened), 9)
            if story.spotted and story.spotted.is_door:
                at = clock.identifying(story.opened)
            elif story.spotted:
                author, at = story.spotted.author, clock.sending(story.opened)
            self.tell(
                household=self.households[story.name],
                author=self.partnership.users[author],
                at=at,
                event=JournalEntry.Event.CASE_FILE_OPENED,
            )
            if story.closed is not None:
                self.tell(
                    household=self.households[story.name],
                    author=self.partnership.users["julie"],
                    at=clock.moment(clock.day(story.closed), 16, 30),
                    event=JournalEntry.Event.CASE_FILE_CLOSED,
                )
            for rank, days_ago in enumerate(story.landlord_notes):
                self.note(
                    household=self.households[story.name],
                    author=self.partnership.users["paul"],
                    at=clock.moment(clock.working_day(days_ago), 11, 20),
                    text=LANDLORD_NOTES[rank % len(LANDLORD_NOTES)],
                )

    def _reason_of(self, story: Story) -> str:
        """Why whoever takes part does, when a referral brought the household."""
        return f"Signalement {self.referral_references[story.name]}" if story.spotted else ""

    def _house(self, story: Story) -> None:
        """One dwelling per household: a lease that follows another is signed for the same one."""
        dwelling = self._free[story.residence, story.rooms].pop()
        household = self.households[story.name]
        former = None
        for lease in story.leases:
            starts_on = self.clock.day(lease.started)
            ends_on = None if lease.ended is None else self.clock.day(lease.ended)
            former = Tenancy.objects.create(
                household=household,
                dwelling=dwelling,
                kind=lease.kind,
                starts_on=starts_on,
                ends_on=one_year_after(starts_on) if lease.kind == Tenancy.Kind.YOUNG_1Y else ends_on,
                follows=former,
                **(self._done_of(lease) if story.action in NEWCOMERS else {}),
            )
        for former_lease, lease in zip((None, *story.leases), story.leases, strict=False):
            begun = self.clock.day(lease.started)
            facts = {"on": begun.isoformat(), "after": former_lease.kind} if former_lease else {}
            told = {
                JournalEntry.Event.TENANCY_BEGUN: (lease.started, 10),
                # Another one took over: nobody left.
                JournalEntry.Event.TENANCY_ENDED: (None if lease is not story.leases[-1] else lease.ended, 9),
            }
            for event, (days_ago, hour) in told.items():
                # What began before the case file is not in its timeline.
                if days_ago is not None and days_ago <= story.opened:
                    self.tell(
                        household=household,
                        author=self.partnership.users["paul"],
                        at=self.clock.moment(self.clock.day(days_ago), hour),
                        event=event,
                        facts={"kind": lease.kind} | (facts if event == JournalEntry.Event.TENANCY_BEGUN else {}),
                    )

    def _done_of(self, lease: Lease) -> dict:
        """What the landlord noted of its entry, and of its end when another lease followed it. Of the newest one the
        deposit and the certificate are awaited."""
        entry = self.clock.day(lease.started)
        signed = self.clock.day(lease.started + 3)
        done = {"signed_by_landlord_on": signed, "signed_by_household_on": signed}
        if lease.started > JUST_ENTERED:
            done |= {"deposit_paid_on": signed, "insured_until": entry + datetime.timedelta(days=lease.insured_days)}
        done |= {"entry_inventory_on": entry, "keys_given_on": entry}
        return done | ({"end_reason": EndReason.LEASE_SLID} if lease.ended is not None else {})

    def _begin_follow_ups(self, stories: list[Story]) -> None:
        """The measure begins with its first follow-up and ends with its last, as the services do it."""
        clock, users = self.clock, self.partnership.users
        own_entries = datetime.timedelta(days=self.partnership.parameters.own_entries_days)
        for story in stories:
            if not story.supports:
                continue
            household = self.households[story.name]
            ended = [support.ended for support in story.supports]
            is_running = None in ended
            measure = SupportMeasure.objects.create(
                household=household,
                action=self.partnership.conventions[story.supports[0].association, story.action].action,
                started_on=clock.day(max(support.started for support in story.supports)),
                ended_on=None if is_running else clock.day(min(ended)),
                end_reason="" if is_running else story.supports[-1].end_reason,
            )
            later = situations_to_ask(measure)
            for each in later:
                each.public_id = uuid_from(self.chance)
            LaterSituation.objects.bulk_create(later)
            for support in story.supports:
                convention = self.partnership.conventions[support.association, story.action]
                ended_on = None if support.ended is None else clock.day(support.ended)
                taken_at = clock.moment(clock.day(support.started), 16)
                Participation.objects.create(
                    household=household,
                    organization=convention.association,
                    role=Participation.Role.SUPPORT,
                    since=clock.day(support.started),
                    until=ended_on,
                    end_reason=support.end_reason if ended_on else "",
                    own_until=ended_on and ended_on + own_entries,
                    reason=self._reason_of(story) or f"Convention, {convention.action}",
                )
                self.follow_ups[story.name, support.association] = FollowUp.objects.create(
                    public_id=uuid_from(self.chance),
                    household=household,
                    measure=measure,
                    organization=convention.association,
                    convention=convention,
                    worker=users[support.worker] if support.worker else None,
                    taken_in_charge_at=taken_at if support.worker else None,
                    started_on=clock.day(support.started),
                    ended_on=ended_on,
                    end_reason=support.end_reason if ended_on else "",
                    visit_due_on=visit_due_on(
                        convention=convention,
                        started_on=clock.day(support.started),
                        since=clock.day(support.started),
                    ),
                )
                self._note_support(story, support)

    def _note_support(self, story: Story, support: Support) -> None:
        coordinator = self.partnership.person(support.association, Role.COORDINATOR)
        moments = [(support.started, JournalEntry.Event.SUPPORT_BEGUN)]
        if support.ended is not None:
            moments.append((support.ended, JournalEntry.Event.SUPPORT_ENDED))
        for days_ago, event in moments:
            self.tell(
                household=self.households[story.name],
                author=coordinator,
                at=self.clock.moment(self.clock.day(days_ago), 15),
                event=event,
            )

    def leave_a_draft(self) -> None:
        """One visit form that was not sent: nothing typed is lost."""
        household = self.households["Lopez"]
        user = self.partnership.users["maya"]
        follow_up = FollowUp.objects.running().filter(household=household, organization=user.organization).get()
        typed = {"shared_report": "Passage ce matin, en attente du rendez-vous de l’après-midi."}
        Draft.objects.create(
            user=user,
            page=f"/households/{household.public_id}/visits/new/",
            form="tenancies.forms.visit.VisitForm",
            title="Visite",
            role=user.role,
            data={name: [value] for name, value in (visit_initial(follow_up=follow_up) | typed).items()},
        )


def state_of(story: Story) -> str:
    if story.closed is not None:
        return Household.State.CLOSED
    if not story.supports:
        return Household.State.WAITING
    is_running = any(support.ended is None for support in story.supports)
    return Household.State.SUPPORTED if is_running else Household.State.ENDED
