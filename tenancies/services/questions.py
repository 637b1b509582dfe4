"""Questions about what somebody recorded or asked for. The moves are those of every question; to ask is of each
subject's own service, in the application that knows it."""

import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import User
from partners.roles import Right
from tenancies.models import EntryQuestion, JournalEntry, Question
from tenancies.services.access import require_open_case_file
from tenancies.signals import question_moved

State, Move = Question.State, Question.Move
Asked = TypeVar("Asked", bound=Question)


@transaction.atomic
def ask_about_entry(
    *, entry: JournalEntry, user: User, text: str = "", submission_id: uuid.UUID | None = None
) -> EntryQuestion:
    """Ask whoever left an entry in the timeline, or mark it to be looked at again: once, however often it is sent. Read
    by those who read the entry, and by nobody else.

    Raises `TransitionNotAllowedError` when the case file is closed."""
    require_open_case_file(household=entry.household, user=user, right=Right.WRITE_JOURNAL)
    found = (
        JournalEntry.objects.open_to_questions_of(user)
        .filter(pk=entry.pk)
        .select_related("household", "author", "organization")
    )
    asked_about = found.first()
    # What one wrote oneself is corrected.
    if asked_about is None or asked_about.author_id == user.pk:
        raise RightMissingError(Right.WRITE_JOURNAL)
    question = EntryQuestion(
        entry=asked_about,
        audience=asked_about.audience,
        author=asked_about.author,
        organization=asked_about.organization,
        answering=asked_about.organization,
        text=text,
    )
    return put(question, user=user, submission_id=submission_id)


def put(question: Asked, *, user: User, submission_id: uuid.UUID | None) -> Asked:
    """Write a question down and tell those whom it is for, on behalf of a service that has checked its own right."""
    known = type(question).with_cancelled.filter(public_id=submission_id).first() if submission_id else None
    if known:
        if (known.asked_by_id, known.text) != (user.pk, question.text):
            raise TransitionNotAllowedError(f"submission {submission_id} is that of another question")
        return known
    if not question.is_about_what_runs:
        raise TransitionNotAllowedError(f"{question} is about something that is over")
    question.public_id = submission_id or question.public_id
    question.asked_by, question.asking = user, user.organization
    question.save()
    question_moved.send(type(question), question=question, is_news=True)
    return question


@transaction.atomic
def correct_question(*, question: Question, user: User, text: str) -> Question:
    """Put a question right, as long as nobody has answered."""
    locked = begin(question, Move.CORRECT, user)
    locked.machine.finish(locked, Move.CORRECT, actor=user, text=text, corrected_at=timezone.now(), corrected_by=user)
    return locked


@transaction.atomic
def answer_question(*, question: Question, user: User, answer: str = "") -> Question:
    """An answer needs its words, unless there was no question but a mark: it was looked at again."""
    locked = begin(question, Move.ANSWER, user)
    locked.machine.finish(locked, Move.ANSWER, actor=user, answer=answer, answered_by=user, answered_at=timezone.now())
    question_moved.send(type(locked), question=locked, is_news=True)
    return locked


@transaction.atomic
def correct_answer(*, question: Question, user: User, answer: str) -> Question:
    """Let whoever answered put their answer right, until the question is resolved."""
    locked = begin(question, Move.CORRECT_ANSWER, user)
    locked.machine.finish(locked, Move.CORRECT_ANSWER, actor=user, answer=answer, answer_corrected_at=timezone.now())
    return locked


@transaction.atomic
def resolve_question(*, question: Question, user: User) -> Question:
    """The answer is enough, or came otherwise."""
    locked = begin(question, Move.RESOLVE, user)
    locked.machine.finish(locked, Move.RESOLVE, actor=user, resolved_by=user, resolved_at=timezone.now())
    question_moved.send(type(locked), question=locked, is_news=False)
    return locked


@transaction.atomic
def reopen_question(*, question: Question, user: User) -> Question:
    """It was resolved by mistake: it waits again, for an answer or for its reader."""
    locked = begin(question, Move.REOPEN, user)
    to = State.ANSWERED if locked.answered_at else State.ASKED
    locked.machine.finish(locked, Move.REOPEN, actor=user, to=to, resolved_by=None, resolved_at=None)
    question_moved.send(type(locked), question=locked, is_news=False)
    return locked


@transaction.atomic
def cancel_question(*, question: Question, user: User, reason: str, note: str = "") -> Question:
    """It was asked by mistake: it stays beside its subject, struck through, and waits for nobody."""
    locked = begin(question, Move.CANCEL, user)
    locked.machine.finish(
        locked,
        Move.CANCEL,
        actor=user,
        cancelled_at=timezone.now(),
        cancelled_by=user,
        cancellation=reason,
        cancellation_note=note,
    )
    question_moved.send(type(locked), question=locked, is_news=False)
    return locked


def begin(question: Question, move: Question.Move, user: User) -> Question:
    """Locked after what it is about, for somebody who reads it."""
    question.machine.authorize(question, move, user)
    rows: Any = type(question).with_cancelled.all()
    if not rows.visible_to(user).filter(pk=question.pk).exists():
        raise RightMissingError(Right.READ_CASE_FILES)
    question.lock_subject()
    return question.machine.begin(question, move, user)


def settle(questions: Iterable[Question], *, actor: User | None) -> None:
    """What they were about is settled without them: nobody waits any more. Called in the transaction of that act."""
    for question in questions:
        question.machine.finish(question, Move.RESOLVE, actor=actor, resolved_by=actor, resolved_at=timezone.now())
