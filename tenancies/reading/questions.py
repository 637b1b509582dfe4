"""Questions as their readers read them: beside what they are about, and each on its page.

What a question is about is known above too, by applications that this one must not import: each gives its subject
(`subjects`) when it is loaded, and every subject gives only what its reader may read.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from housing_support.common.dates import long_date, short_moment
from housing_support.common.links import row_url
from housing_support.common.moves import TransitionNotAllowedError
from partners.models import Organization, User
from partners.reading.mending import mending_of
from partners.roles import Right
from tenancies.models import EntryQuestion, Household, JournalEntry, Question
from tenancies.models.audience import Audience

State, Move = Question.State, Question.Move
Who = Callable[[User], str]
Asked = TypeVar("Asked", bound=Question)

TONES: dict[str, str] = {State.ASKED: "soon", State.ANSWERED: "info", State.RESOLVED: "ok"}
# Of a question without a text.
MARKS: dict[str, str] = {State.ASKED: "À revoir", State.ANSWERED: "Revu", State.RESOLVED: "Revu"}
PEOPLE = (
    "asked_by__organization",
    "answered_by__organization",
    "resolved_by__organization",
    "cancelled_by__organization",
)


@dataclass(frozen=True)
class About:
    """What a question is about, as its reader reads it: `page` shows it, among others of the list at `parent`."""

    title: str
    text: str
    page: str
    page_label: str
    # Of what is read there: who answers a request may not know that of the case file.
    reference: str
    parent: tuple[str, str]
    household: Household
    access: str
    who: Who
    awaited: str
    # Who reads the question and its answer: those of an audience, or of these words.
    audience: str = ""
    readers: str = ""


@dataclass(frozen=True)
class Subject:
    """What questions of one model are about. `readable` gives those that a reader may open today."""

    model: type[Question]
    readable: Callable[[User], QuerySet]
    about: Callable[[Any, User], About]


@dataclass(frozen=True)
class Shown:
    question: Question
    word: str
    tone: str
    who: str
    # Who must answer, as long as nobody has.
    awaited: str
    answered: str
    # What became of it since: corrected, resolved, cancelled.
    traces: list[str]
    url: str
    is_kept_off_paper: bool = False
    may: frozenset[str] = field(default_factory=frozenset)


subjects: list[Subject] = []


def question_asked_for(user: User, public_id: uuid.UUID) -> tuple[Subject, Question] | None:
    """By its code alone, whatever it is about: a query for each model until it is found."""
    for subject in subjects:
        found = subject.readable(user).filter(public_id=public_id).first()
        if found:
            return subject, found
    return None


def names_of_questions(user: User, asked: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The households of those that `user` may read."""
    return {
        each.public_id: each.known_household.name
        for subject in subjects
        for each in subject.readable(user).filter(public_id__in=asked)
    }


def may_move(question: Question, move: Question.Move, user: User) -> bool:
    """Of a question that `user` reads: what its service asks, without a query."""
    try:
        question.machine.authorize(question, move, user)
        question.machine.check(question, move)
    except (PermissionDenied, TransitionNotAllowedError):
        return False
    return True


def shown_question(question: Question, user: User, *, who: Who, awaited: str, is_kept_off_paper: bool = False) -> Shown:
    """Of a question whose people are loaded (`PEOPLE`)."""
    word = MARKS.get(question.state, "") if question.is_mark else ""
    answered = ""
    if question.answered_by:
        corrected = f", corrigée le {long_date(question.answer_corrected_at)}" if question.answer_corrected_at else ""
        verb = "Réponse" if question.answer else "Revu"
        by = "de" if question.answer else "par"
        answered = f"{verb} {by} {who(question.answered_by)}, {short_moment(question.answered_at)}{corrected}"
    return Shown(
        question=question,
        word=word or question.get_state_display(),
        tone=TONES.get(question.state, ""),
        who=who(question.asked_by),
        awaited=awaited if question.state == State.ASKED else "",
        answered=answered,
        traces=traces_of(question, user, who),
        url=row_url("tenancies:question", question.public_id),
        is_kept_off_paper=is_kept_off_paper,
        may=frozenset(str(move) for move in Move if may_move(question, move, user)),
    )


def traces_of(question: Question, user: User, who: Who) -> list[str]:
    people: dict[int | None, User] = {each.pk: each for each in (question.asked_by, question.cancelled_by) if each}
    mending = mending_of(question, reader=user, author=question.asked_by_id, who=who, people=people, reads_text=True)
    resolved = ""
    if question.resolved_at:
        by = f" par {who(question.resolved_by)}" if question.resolved_by else ""
        resolved = f"Résolue le {long_date(question.resolved_at)}{by}"
    return [words for words in (mending.corrected, resolved, mending.cancelled) if words]


# Beside what they are about, read by the same statement.


COLUMNS = (
    *("id", "public_id", "state", "text", "asked_by_id", "asked_at", "asking_id", "answering_id"),
    *("answer", "answered_by_id", "answered_at", "answer_corrected_at", "resolved_by_id", "resolved_at"),
    *("corrected_at", "corrected_by_id", "cancelled_at", "cancelled_by_id", "cancellation", "cancellation_note"),
)
ROLES = ("asked", "answered", "resolved", "cancelled")
PERSON = ("first_name", "last_name", "organization_id", "organization__short_name", "organization__kind")


def told(questions: QuerySet, *columns: str) -> ArraySubquery:
    """The questions of each row, for `told_questions`; `columns` are those of their model besides."""
    people = [f"{role}_by__{part}" for role in ROLES for part in PERSON]
    facts = {name: name for name in (*COLUMNS, *columns, *people)}
    return ArraySubquery(questions.order_by("asked_at", "pk").values(told=JSONObject(**facts)))


def told_questions(model: type[Asked], rows: Iterable[dict[str, Any]] | None, *columns: str) -> list[Asked]:
    """Questions as `told` gives them, with their people; nothing, for who reads none whatever is asked."""
    return [_question(model, row, columns) for row in rows or ()]


def _question(model: type[Asked], row: dict[str, Any], columns: Iterable[str]) -> Asked:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    question = model(**{name: fields[name].to_python(row[name]) for name in (*COLUMNS, *columns)})
    for role in ROLES:
        if row[f"{role}_by_id"]:
            said = {part: row[f"{role}_by__{part}"] for part in PERSON}
            organization: Any = Organization(
                pk=said["organization_id"],
                short_name=said["organization__short_name"],
                kind=said["organization__kind"],
            )
            names = {"first_name": said["first_name"], "last_name": said["last_name"]}
            setattr(question, f"{role}_by", User(pk=row[f"{role}_by_id"], organization=organization, **names))
    return question


# Of the entries of a timeline.


def asked_on_entries(user: User) -> ArraySubquery:
    """For rows of entries: `asked`, what `shown_on` reads."""
    return told(EntryQuestion.with_cancelled.visible_to(user).filter(entry=OuterRef("pk")), "audience")


def shown_on(entry: JournalEntry, user: User, who: Who) -> list[Shown]:
    """The questions of an entry loaded with its household, its author and their organization."""
    if entry.author and entry.organization:
        entry.author.organization = entry.organization
    questions = told_questions(EntryQuestion, entry.asked, "audience")
    for question in questions:
        question.entry = entry
    return [
        shown_question(
            question,
            user,
            who=who,
            awaited=who(entry.author) if entry.author else "",
            is_kept_off_paper=Audience(question.audience).is_kept_off_paper,
        )
        for question in questions
    ]


def may_ask(entry: JournalEntry, user: User) -> bool:
    """Of an entry that `user` reads and that stands: whoever wrote it corrects it."""
    return bool(entry.author_id) and entry.author_id != user.pk and user.may(Right.WRITE_JOURNAL)


def url_of_asking(entry: JournalEntry) -> str:
    return reverse("tenancies:question_create", args=[entry.household.public_id, entry.public_id])
