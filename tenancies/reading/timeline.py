"""The lines of a case file's timeline, as one reader may read them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import QuerySet

from housing_support.common.compiled_queries import among, compiled
from partners.discretion import reads_health_of, shown_person
from partners.models import User
from tenancies.models import JournalEntry, Visit
from tenancies.models.audience import Audience
from tenancies.models.support import HEALTH_TOPICS, Topic
from tenancies.reading.events import words_of

Kind = JournalEntry.Kind

# Icon and tone of the round mark.
MARKS: dict[str, tuple[str, str]] = {
    Kind.NOTE: ("message-square", ""),
    Kind.VISIT: ("house", "visit"),
    Kind.VISIT_NOTE: ("lock", "secret"),
    Kind.REFERRAL: ("megaphone", "alert"),
    Kind.MEETING: ("handshake", "visit"),
    Kind.MOBILISATION: ("users-round", ""),
    Kind.SUPPORT: ("heart-handshake", "visit"),
    Kind.TENANCY: ("key-round", "lease"),
    Kind.CASE_FILE: ("folder-open", "neutral"),
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
    "notes": ("Notes", (Kind.NOTE,)),
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
    may_be_corrected: bool
    topics: list[str] = field(default_factory=list)
    outcome_tone: str = ""
    notes: list[JournalEntry] = field(default_factory=list)


@compiled
def entries_for(user: User, *, household: int, kind: str) -> QuerySet[JournalEntry]:
    """The timeline's entries; the confidential notes of a visit come with their visit."""
    entries = JournalEntry.objects.told_to(user).filter(household=household)
    entries = entries.select_related("author", "organization", "visit")
    if kind in FILTERS:
        return entries.filter(kind__in=FILTERS[kind][1])
    return entries.exclude(kind=Kind.VISIT_NOTE)


@compiled
def notes_for(user: User, *, visits: list[int]) -> QuerySet[JournalEntry]:
    notes = JournalEntry.objects.readable_by(user).filter(among("visit", visits))
    return notes.filter(kind=Kind.VISIT_NOTE).select_related("organization").order_by("pk")


def lines_for(user: User, entries: list[JournalEntry], *, named: Collection[int]) -> list[Line]:
    """One query, for the notes of the visits shown; `named` are the organizations that the case file may name."""
    notes = defaultdict(list)
    for note in notes_for.rows(user, given={"visits": [entry.visit_id for entry in entries if entry.visit_id]}):
        notes[note.visit_id].append(note)
    return [line_for(user, entry, notes.get(entry.visit_id, []), named) for entry in entries]


def topics_shown_to(user: User, visit: Visit) -> list[str]:
    """The labels of a visit's topics that this reader may see: the one rule, for pages and documents alike."""
    hidden = frozenset() if reads_health_of(visit.organization_id, user) else HEALTH_TOPICS
    return [Topic(topic).label for topic in visit.topics if topic not in hidden]


def title_of(entry: JournalEntry) -> str:
    if entry.visit:
        return VISIT_TITLES[entry.visit.medium]
    return words_of(entry) if entry.event else entry.get_kind_display()


def line_for(user: User, entry: JournalEntry, notes: list[JournalEntry], named: Collection[int]) -> Line:
    icon, tone = MARKS[entry.kind]
    visit = entry.visit
    audience = Audience(entry.audience)
    # A report that this reader does not read is a visit like the others.
    is_secret = entry.is_readable and audience.is_kept_off_paper
    return Line(
        entry=entry,
        title=title_of(entry),
        icon="lock" if is_secret else MEDIA.get(visit.medium, icon) if visit else icon,
        tone="secret" if is_secret else tone,
        who=shown_person(entry.author, entry.organization, user, named),
        text=entry.read_text,
        is_kept_off_paper=is_secret and visit is None,
        may_be_corrected=bool(entry.read_text) and entry.may_be_corrected_by(user),
        # What was talked about goes with what was written of it.
        topics=topics_shown_to(user, visit) if visit and entry.is_readable else [],
        outcome_tone=OUTCOME_TONES[visit.outcome] if visit else "",
        notes=notes if visit else [],
    )
