"""The demonstration tells what the services would have written: here the services tell it again."""

import datetime
import random
from collections.abc import Callable
from operator import itemgetter
from types import SimpleNamespace

import pytest
import time_machine

from housing_support.tools.demo.clock import Clock
from housing_support.tools.demo.new_tenants import NEW_TENANTS
from housing_support.tools.demo.tenants_in_place import TENANTS_IN_PLACE
from housing_support.tools.demo.visits import VisitWriter
from housing_support.tools.demo.waiting_households import WAITING_HOUSEHOLDS
from partners.models import User
from partners.models.rhythm import VisitRhythm
from partners.roles import Role
from referrals.models import Meeting, Mobilisation, Referral
from referrals.services import consents, doors, drafts, endings, meetings, mobilisations, screening, silence
from tenancies.models import ConsentEvent, Household, JournalEntry, Visit
from tenancies.services.closing import close_household
from tenancies.services.journal import write_note
from tenancies.services.support import end_follow_up
from tenancies.services.visits import record_visit
from tests.housing_support.tools.traces import implied_by, traces_of

# Identifiers, and what says when the row itself was written.
UNTOLD = {"id", "public_id", "submission_id", "household", "referral", "measure", "follow_up", "visit", "reference"}
# What follows from opening a page.
UNTOLD |= {"taken_in_charge_at"}


def rows_of(queryset, *without: str) -> list[dict]:
    names = [field.name for field in queryset.model._meta.concrete_fields if field.name not in UNTOLD | {*without}]
    return [{name: getattr(row, name) for name in names} for row in queryset]


def told(household: Household) -> list[str]:
    """All that a case file and its referral hold, without identifiers."""
    referral = household.referrals.get()
    requests = {str(row.public_id): row.organization for row in referral.mobilisations.all()}
    found = {
        "household": rows_of(Household.objects.filter(pk=household.pk), "name", "sort_name", "version"),
        "participations": rows_of(household.participations.order_by("since", "pk")),
        "measures": rows_of(household.measures.all()),
        "follow-ups": rows_of(household.follow_ups.order_by("started_on", "pk")),
        "visits": rows_of(household.visits.order_by("visited_at")),
        "observations": rows_of(household.observations.order_by("visit__visited_at", "domain")),
        "journal": rows_of(household.journal.order_by("occurred_at", "kind", "event", "audience")),
        "referral": rows_of(household.referrals.all()),
        "meetings": rows_of(referral.meetings.order_by("planned_at")),
        "attempts": rows_of(referral.attempts.order_by("made_on", "pk")),
        # What partners ask is told by the services themselves.
        "mobilisations": rows_of(referral.mobilisations.order_by("requested_at", "pk"), "questioned_on"),
        "events": rows_of(referral.events.order_by("at", "pk")),
        "consents": rows_of(household.consents.order_by("recorded_at", "pk")),
        "words": rows_of(ConsentEvent.objects.filter(consent__household=household).order_by("at", "pk"), "consent"),
    }
    said = {str(row.public_id): row.organization_id for row in household.consents.all()}
    for entry in found["journal"]:
        if "consent" in entry["facts"]:
            entry["facts"] = {"consent": said[entry["facts"]["consent"]]}
    meetings = {str(row.public_id): row.planned_at for row in referral.meetings.all()}
    attempts = {str(row.public_id): row.means for row in referral.attempts.all()}
    for event in found["events"]:
        # A request, a meeting and an attempt are named by their identifier: here, by who was asked, for when, and how.
        if "meeting" in event["facts"]:
            event["facts"] = {"meeting": meetings[event["facts"]["meeting"]]}
        if "attempt" in event["facts"]:
            event["facts"] = {"attempt": attempts[event["facts"]["attempt"]]}
        if "mobilisation" in event["facts"]:
            event["facts"] = {"mobilisation": requests[event["facts"]["mobilisation"]]}
    for row in (*found["participations"], *found["journal"]):
        for name in ("reason", "facts"):
            if name in row:
                row[name] = str(row[name]).replace(referral.reference, "S-…")
    return [f"{part}: {row}" for part, rows in found.items() for row in rows]


def told_again(household: Household) -> Household:
    """The same story, by the services, each at the moment that the demonstration gives it."""
    steps: list[tuple[datetime.datetime, Callable[[], object]]] = []
    original = household.referrals.get()
    adviser = User.objects.get(role=Role.ADVISER, organization=household.landlord)
    story: dict = {"asked": {}}

    def at(moment):
        return lambda act: steps.append((moment, act))

    contact = {name: getattr(original, name) for name in ("agreement", "agreement_on", "agreement_form")}
    sharing = {name: getattr(original, name) for name in ("sharing", "sharing_on", "sharing_form")}

    persons = list(household.persons.values("role", "first_name", "last_name", "birth_year"))

    def report():
        story["referral"] = doors.report_door(
            user=original.author,
            dwelling=original.dwelling,
            precision=original.precision,
            reasons=original.reasons,
            facts=original.facts,
            urgency=original.urgency,
        )

    def identify():
        attached = doors.attach_new_household(
            referral=story["referral"], user=adviser, name=household.name, persons=persons, lease_starts_on=None
        )
        story["household"] = attached.known_household
        protect_as_told()

    def protect_as_told():
        if household.is_protected:
            Household.objects.filter(pk=story["household"].pk).update(is_protected=True)

    def write():
        story["referral"] = drafts.save_draft(
            user=original.author,
            submission_id=Referral._meta.get_field("submission_id").default(),
            household=None,
            new_household={
                "name": household.name,
                "persons": persons,
                "dwelling": None,
                "lease_starts_on": None,
            },
            reasons=original.reasons,
            facts=original.facts,
            urgency=original.urgency,
            **contact,
        )

    def send():
        story["household"] = drafts.send(referral=story["referral"], user=original.author).household
        protect_as_told()

    if original.dwelling:
        at(original.sent_at)(report)
        at(original.events.get(move=Referral.Move.ATTACH).at)(identify)
    else:
        at(original.created_at)(write)
        at(original.sent_at)(send)

    for event in original.events.filter(move=Referral.Move.SCREEN):
        at(event.at)(
            lambda: screening.screen(
                referral=story["referral"],
                user=adviser,
                urgency=original.urgency,
                followed_by=original.followed_by,
            )
        )
    for attempt in original.attempts.all():
        at(attempt.recorded_at)(
            lambda made=(attempt.made_on, attempt.means, attempt.result): screening.record_attempt(
                referral=story["referral"], user=adviser, **dict(zip(("made_on", "means", "result"), made, strict=True))
            )
        )
    for meeting in original.meetings.all():
        at(meeting.created_at)(lambda meeting=meeting: plan(meeting))
        if meeting.state == Meeting.State.HELD:
            at(meeting.held_at)(lambda meeting=meeting: hold(meeting))
        elif meeting.state == Meeting.State.MISSED:
            at(meeting.planned_at)(lambda: meetings.record_missed(referral=story["referral"], user=adviser))

    def plan(meeting):
        meetings.plan_meeting(
            referral=story["referral"],
            user=adviser,
            adviser=meeting.adviser,
            planned_at=meeting.planned_at,
            place=meeting.place,
        )

    def hold(meeting):
        meetings.record_held(
            referral=story["referral"],
            user=adviser,
            held_at=meeting.held_at,
            needs=meeting.needs,
            diagnosis=meeting.diagnosis,
            decisions=meeting.decisions,
            **contact,
            **sharing,
        )

    for asked in original.mobilisations.order_by("pk"):
        at(asked.requested_at)(lambda asked=asked: ask(asked))
        if asked.reminded_at:
            at(asked.reminded_at)(silence.remind_silent)
        if asked.state != Mobilisation.State.REQUESTED:
            at(asked.answered_at)(lambda asked=asked: answer(asked))

    def ask(asked):
        [said, *_] = ConsentEvent.objects.filter(consent__organization=asked.organization, consent__household=household)
        story["asked"][asked] = consents.ask_about(
            referral=story["referral"],
            user=asked.requested_by,
            convention=asked.convention,
            goal=asked.goal,
            answer=said.to_state,
            on=datetime.date.fromisoformat(said.facts["on"]),
            form=said.facts["form"],
        )

    def answer(asked):
        twin, user = story["asked"][asked], asked.answered_by
        if asked.state == Mobilisation.State.EXPIRED:
            silence.expire_silent()
        elif asked.state == Mobilisation.State.WAITLISTED:
            mobilisations.put_on_waiting_list(mobilisation=twin, user=user, place_expected_on=asked.place_expected_on)
        elif asked.follow_up:
            story[asked.follow_up] = mobilisations.accept(
                mobilisation=twin, user=user, worker=asked.follow_up.worker
            ).follow_up
        else:
            mobilisations.decline(
                mobilisation=twin, user=user, reason=asked.decline_reason, comment=asked.decline_comment
            )

    for visit in household.visits.all():
        at(visit.recorded_at)(lambda visit=visit: record(visit))

    def record(visit):
        report = visit.entries.get(kind=JournalEntry.Kind.VISIT)
        note = visit.entries.filter(kind=JournalEntry.Kind.VISIT_NOTE).first()
        record_visit(
            follow_up=story[visit.follow_up],
            user=visit.author,
            submission_id=Visit._meta.get_field("submission_id").default(),
            outcome=visit.outcome,
            medium=visit.medium,
            visited_at=visit.visited_at,
            topics=visit.topics,
            levels=dict(visit.observations.values_list("domain", "level")),
            shared_report=report.text,
            report_audience=report.audience,
            next_visit_at=visit.next_visit_at,
            **({"note": note.text, "note_audience": note.audience} if note else {}),
        )

    for note in household.journal.filter(kind=JournalEntry.Kind.NOTE):
        at(note.occurred_at)(
            lambda note=note: write_note(
                household=story["household"], user=note.author, audience=note.audience, text=note.text
            )
        )

    for ended in household.journal.filter(event=JournalEntry.Event.SUPPORT_ENDED):
        at(ended.occurred_at)(lambda ended=ended: end(ended))

    def end(ended):
        [follow_up] = household.follow_ups.filter(organization=ended.organization)
        end_follow_up(follow_up=story[follow_up], user=ended.author, reason=follow_up.end_reason)

    if original.closed_at:
        finish = endings.close if original.state == Referral.State.CLOSED else endings.dismiss
        at(original.closed_at)(lambda: finish(referral=story["referral"], user=adviser, reason=original.closing_reason))
    for closed in household.journal.filter(event=JournalEntry.Event.CASE_FILE_CLOSED):
        at(closed.occurred_at)(lambda closed=closed: close_household(household=story["household"], user=closed.author))

    for moment, act in sorted(steps, key=itemgetter(0)):
        with time_machine.travel(moment, tick=False):
            act()
    return Household.objects.get(pk=story["household"].pk)


SPOTTED = [story.name for story in (*TENANTS_IN_PLACE, *WAITING_HOUSEHOLDS) if story.spotted]


@pytest.mark.django_db
@pytest.mark.parametrize("name", SPOTTED)
def test_the_demonstration_tells_a_story_as_the_services_would(name, demonstration):
    household = Household.objects.get(name=name)

    again = told_again(household)

    assert told(household) == told(again)
    assert traces_of(again) == implied_by(again)


@pytest.mark.django_db
def test_every_household_of_the_demonstration_has_the_traces_of_its_rows(demonstration):
    households = Household.objects.all()

    assert len(households) == 50
    for household in households:
        assert traces_of(household) == implied_by(household)


STORIES = (*NEW_TENANTS, *TENANTS_IN_PLACE, *WAITING_HOUSEHOLDS)
# The demonstration is loaded on any of them: what falls on a week-end is put off to a day before it.
A_WEEK = [datetime.date(2026, 12, 1) + datetime.timedelta(days=number) for number in range(7)]


@pytest.mark.parametrize("today", A_WEEK, ids=str)
def test_nothing_comes_before_what_it_follows_whatever_the_day_of_the_week(today):
    clock = Clock(today)
    for story in STORIES:
        sent = story.spotted.sent if story.spotted else 0
        for talk in story.spotted.talks if story.spotted else ():
            assert clock.meeting_day(talk.on, sent=sent) > clock.day(sent), story.name
        for support in story.supports:
            for days_between in (15, 30) if support.last_visit is not None else ():
                begun = clock.day(support.started)
                rhythm = SimpleNamespace(rhythm=VisitRhythm(days_between, ()))
                writer = VisitWriter(SimpleNamespace(clock=clock, chance=random.Random(1)))
                visits = writer.days_of_visits(support, SimpleNamespace(started_on=begun, convention=rhythm))
                assert min(visits) > begun, story.name
