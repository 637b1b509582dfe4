"""The lines of a case file's timeline, as one reader may read them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from housing_support.common.compiled_queries import among, compiled
from partners.discretion import is_named, reads_health_of, shown_participant, shown_person
from partners.models import Organization, User
from partners.reading.mending import Mending, menders_of, mending_of
from tenancies.models import FormerText, JournalEntry, Visit
from tenancies.models.audience import Audience
from tenancies.models.support import HEALTH_TOPICS, Topic
from tenancies.reading.events import words_of
from tenancies.reading.mending import (
    may_cancel_note,
    may_correct_note,
    may_mend_visit,
    obstacle_to_cancelling_note,
    obstacle_to_cancelling_visit,
    obstacle_to_correcting_note,
    obstacle_to_correcting_visit,
)
from tenancies.reading.questions import Shown, asked_on_entries, may_ask, shown_on, url_of_asking
from tenancies.reading.weak_signals import Shown as ShownSignal
from tenancies.reading.weak_signals import shown_signal, signal_on_entries

Kind = JournalEntry.Kind
# What a partner without an account did by the link to its request; which one, the social workers read elsewhere.
BY_LINK = "Un partenaire, par lien"

# Icon and tone of the round mark.
MARKS: dict[str, tuple[str, str]] = {
    Kind.NOTE: ("message-square", ""),
    Kind.VISIT: ("house", "visit"),
    Kind.VISIT_NOTE: ("lock", "secret"),
    Kind.CLOSING_NOTE: ("flag", "visit"),
    Kind.REFERRAL: ("megaphone", "alert"),
    Kind.MEETING: ("handshake", "visit"),
    Kind.MOBILISATION: ("users-round", ""),
    Kind.SUPPORT: ("heart-handshake", "visit"),
    Kind.TENANCY: ("key-round", "lease"),
    Kind.CASE_FILE: ("folder-open", "neutral"),
    Kind.SIGNAL: ("triangle-alert", "alert"),
}
# A visit that was not made at the household's home.
MEDIA: dict[str, str] = {Visit.Medium.OFFICE: "building", Visit.Medium.PHONE: "phone"}
VISIT_TITLES: dict[str, str] = {
    Visit.Medium.HOME: "Visite à domicile",
    Visit.Medium.OFFICE: "Rendez-vous au bureau",
    Visit.Medium.PHONE: "Entretien téléphonique",
    Visit.Medium.OUTING: "Accompagnement extérieur",
}
OUTCOME_TONES: dict[str, str] = {
    Visit.Outcome.DONE: "ok",
    Visit.Outcome.ABSENT: "late",
    Visit.Outcome.POSTPONED: "soon",
    Visit.Outcome.REFUSED: "late",
}
FILTERS = {
    "visits": ("Visites", (Kind.VISIT,)),
    "notes": ("Notes", (Kind.NOTE, Kind.CLOSING_NOTE)),
}


@dataclass(frozen=True)
class Line:
    entry: JournalEntry
    title: str
    icon: str
    tone: str
    who: str
    text: str
    is_kept_off_paper: bool
    mending: Mending
    # Where this reader corrects and cancels it, as long as the case file is open.
    correct_url: str = ""
    cancel_url: str = ""
    topics: list[str] = field(default_factory=list)
    outcome_tone: str = ""
    notes: list["Note"] = field(default_factory=list)
    # What it said before, for whoever reads both.
    former_texts: list[FormerText] = field(default_factory=list)
    questions: list[Shown] = field(default_factory=list)
    # Where this reader asks about it.
    ask_url: str = ""
    # What became of it, when it is a signal of the landlord.
    signal: ShownSignal | None = None


@dataclass(frozen=True)
class Note:
    """A confidential note, under its visit."""

    entry: JournalEntry
    mending: Mending
    former_texts: list[FormerText]
    correct_url: str
    questions: list[Shown]
    ask_url: str


@compiled
def entries_for(user: User, *, household: int, kind: str) -> QuerySet[JournalEntry]:
    """The timeline's entries; the confidential notes of a visit come with their visit."""
    entries: QuerySet[Any] = JournalEntry.with_cancelled.told_to(user).filter(household=household)
    entries = entries.select_related("author", "organization", "visit__follow_up")
    entries = entries.annotate(asked=asked_on_entries(user), signalled=signal_on_entries(user))
    if kind in FILTERS:
        return entries.filter(kind__in=FILTERS[kind][1])
    return entries.exclude(kind=Kind.VISIT_NOTE)


@compiled
def notes_for(user: User, *, visits: list[int]) -> QuerySet[JournalEntry]:
    notes: QuerySet[Any] = JournalEntry.objects.readable_by(user).filter(among("visit", visits))
    notes = notes.filter(kind=Kind.VISIT_NOTE).annotate(asked=asked_on_entries(user))
    return notes.select_related("organization", "author").order_by("pk")


@compiled
def former_texts_for(user: User, *, entries: list[int]) -> QuerySet[FormerText]:
    former = FormerText.objects.readable_by(user).filter(among("entry", entries))
    return former.select_related("organization").order_by("replaced_at", "pk")


def former_texts_of(user: User, entries: Iterable[JournalEntry]) -> dict[int, list[FormerText]]:
    """By entry that `user` reads: one query, where one was corrected."""
    kept = [each.pk for each in entries if each.corrected_at and each.kind in JournalEntry.KEEPS_FORMER_TEXTS]
    found = defaultdict(list)
    for former in former_texts_for.rows(user, given={"entries": kept}) if kept else ():
        found[former.entry_id].append(former)
    return found


def lines_for(user: User, entries: list[JournalEntry], *, named: Collection[int]) -> list[Line]:
    """One query for the notes of the visits shown, two where something was mended; `named` are the organizations that
    the case file may name."""
    notes = defaultdict(list)
    for note in notes_for.rows(user, given={"visits": [entry.visit_id for entry in entries if entry.visit_id]}):
        notes[note.visit_id].append(note)
    written = [note for of_visit in notes.values() for note in of_visit]
    people = menders_of([*(act_of(entry) for entry in entries), *written])
    former = former_texts_of(user, [*(entry for entry in entries if entry.is_readable), *written])
    return [line_for(user, entry, notes.get(entry.visit_id, []), named, people, former) for entry in entries]


def act_of(entry: JournalEntry) -> JournalEntry | Visit:
    """What is corrected or cancelled: a visit with all that was written of it, or the entry."""
    return entry.visit or entry


def topics_shown_to(user: User, visit: Visit) -> list[str]:
    """The labels of a visit's topics that this reader may see: the one rule, for pages and documents alike."""
    hidden = frozenset() if reads_health_of(visit.organization_id, user) else HEALTH_TOPICS
    return [Topic(topic).label for topic in visit.topics if topic not in hidden]


def title_of(entry: JournalEntry) -> str:
    if entry.visit:
        return VISIT_TITLES[entry.visit.medium]
    return words_of(entry) if entry.event else entry.get_kind_display()


def line_for(
    user: User,
    entry: JournalEntry,
    notes: list[JournalEntry],
    named: Collection[int],
    people: dict[int | None, User],
    former: dict[int, list[FormerText]],
) -> Line:
    icon, tone = MARKS[entry.kind]
    visit = entry.visit
    audience = Audience(entry.audience)
    # A report that this reader does not read is a visit like the others.
    is_secret = entry.is_readable and audience.is_kept_off_paper

    def who(person: User) -> str:
        return shown_person(person, person.organization, user, named)

    def named_as(organization: Organization) -> tuple[str, bool]:
        known = is_named(organization, user, named)
        return (organization.short_name if known else shown_participant(organization, user, named)), known

    mending = mending_of(
        act_of(entry),
        reader=user,
        author=entry.author_id,
        who=who,
        people=people,
        reads_text=entry.is_readable,
        is_masculine=entry.event == JournalEntry.Event.REFERRAL_SENT or entry.kind in {Kind.CLOSING_NOTE, Kind.SIGNAL},
    )
    is_told = entry.is_readable and not mending.is_withheld
    correct_url, cancel_url = urls_of_mending(user, entry)
    return Line(
        entry=entry,
        title=title_of(entry),
        icon="lock" if is_secret else MEDIA.get(visit.medium, icon) if visit else icon,
        tone="secret" if is_secret else tone,
        who=BY_LINK if entry.facts.get("by_link") else shown_person(entry.author, entry.organization, user, named),
        text=entry.read_text if is_told else "",
        is_kept_off_paper=is_secret and visit is None,
        mending=mending,
        correct_url=correct_url,
        cancel_url=cancel_url,
        # What was talked about goes with what was written of it.
        topics=topics_shown_to(user, visit) if visit and is_told else [],
        outcome_tone=OUTCOME_TONES[visit.outcome] if visit and not visit.is_cancelled else "",
        notes=[shown_note(user, entry, note, who, people, former) for note in notes]
        if visit and not mending.is_withheld
        else [],
        former_texts=former.get(entry.pk, []) if is_told else [],
        questions=shown_on(entry, user, who) if is_told else [],
        signal=shown_signal(entry, user, named_as) if is_told and entry.kind == Kind.SIGNAL else None,
        ask_url=url_of_asking(entry) if is_told and not mending.cancelled and may_ask(entry, user) else "",
    )


def shown_note(
    user: User,
    entry: JournalEntry,
    note: JournalEntry,
    who: Callable[[User], str],
    people: dict[int | None, User],
    former: dict[int, list[FormerText]],
) -> Note:
    """A note that `user` reads of the visit of an entry."""
    note.visit, note.household = entry.visit, entry.household
    return Note(
        entry=note,
        mending=mending_of(note, reader=user, author=note.author_id, who=who, people=people, reads_text=True),
        former_texts=former.get(note.pk, []),
        correct_url=urls_of_mending_note(user, note)[0],
        questions=shown_on(note, user, who),
        ask_url=url_of_asking(note) if not act_of(entry).is_cancelled and may_ask(note, user) else "",
    )


def urls_of_mending(user: User, entry: JournalEntry) -> tuple[str, str]:
    visit = entry.visit
    if visit is None:
        return urls_of_mending_note(user, entry)
    if not may_mend_visit(user, visit):
        return "", ""
    place = [entry.household.public_id, visit.public_id]
    return (
        "" if obstacle_to_correcting_visit(visit) else reverse("tenancies:visit_correct", args=place),
        "" if obstacle_to_cancelling_visit(visit) else reverse("tenancies:visit_cancel", args=place),
    )


def urls_of_mending_note(user: User, entry: JournalEntry) -> tuple[str, str]:
    place = [entry.household.public_id, entry.public_id]
    may_correct = may_correct_note(user, entry) and not obstacle_to_correcting_note(entry)
    may_cancel = may_cancel_note(user, entry) and not obstacle_to_cancelling_note(entry)
    return (
        reverse("tenancies:note_correct", args=place) if may_correct else "",
        reverse("tenancies:note_cancel", args=place) if may_cancel else "",
    )
