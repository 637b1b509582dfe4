"""Who may ask about what somebody recorded, answer, and put either right: lines of the table of `test_services.py`."""

import uuid

from django.db import IntegrityError
from django.utils import timezone

from housing_support.common.mending import Mistake
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from tenancies.models import EntryQuestion, Household, Participation
from tenancies.services import questions
from tests.consistency.services import Case, Refusal


def set_question(**values):
    return lambda world: EntryQuestion.with_cancelled.filter(pk=world.question.pk).update(**values)


def resolve(world):
    return set_question(state="RESOLVED", resolved_by=world.worker, resolved_at=timezone.now())(world)


def close(world):
    return Household.objects.filter(pk=world.household.pk).update(state="CLOSED", closed_on=world.today)


def leave(world):
    rows = Participation.objects.filter(household=world.household, organization=world.association)
    return rows.update(until=world.today, end_reason="TERM")


def question(world):
    return {"question": world.question}


CLOSED = {"once the case file is closed": Refusal(TransitionNotAllowedError, given=close)}
GONE = {"once out of the case file": Refusal(RightMissingError, given=leave)}
RESOLVED = {"once resolved": Refusal(TransitionNotAllowedError, given=resolve)}

QUESTIONS = [
    Case(
        questions.ask_about_entry,
        callers="SW CO AD MG",
        arguments=lambda w: {"entry": w.note, "text": "Depuis quand\u00a0?"},
        refusals=CLOSED
        | GONE
        | {
            "on a note of somebody else's alone": Refusal(
                RightMissingError, arguments=lambda w: {"entry": w.private_note}
            ),
            "under the code of another question": Refusal(
                TransitionNotAllowedError, arguments=lambda w: {"submission_id": w.answered_question.public_id}
            ),
        },
    ),
    Case(
        questions.ask_about_entry,
        about="without a text",
        callers="SW CO AD MG",
        arguments=lambda w: {"entry": w.note, "submission_id": uuid.uuid4()},
    ),
    Case(
        questions.answer_question,
        callers="RO AD MG",
        arguments=lambda w: question(w) | {"answer": "Depuis mars."},
        refusals=CLOSED | RESOLVED | {"without a word": Refusal(IntegrityError, arguments=lambda w: {"answer": ""})},
    ),
    Case(
        questions.correct_question,
        callers="SW",
        arguments=lambda w: question(w) | {"text": "Depuis quel mois\u00a0?"},
        refusals=CLOSED
        | GONE
        | RESOLVED
        | {
            "once answered": Refusal(
                TransitionNotAllowedError,
                given=lambda w: questions.answer_question(question=w.question, user=w.officer, answer="Mars."),
            )
        },
    ),
    Case(
        questions.correct_answer,
        callers="RO",
        arguments=lambda w: {"question": w.answered_question, "answer": "Depuis avril."},
        refusals=CLOSED
        | {
            "without a word": Refusal(IntegrityError, arguments=lambda w: {"answer": ""}),
            "once resolved": Refusal(
                TransitionNotAllowedError,
                given=lambda w: questions.resolve_question(question=w.answered_question, user=w.coordinator),
            ),
        },
    ),
    Case(questions.resolve_question, callers="SW CO", arguments=question, refusals=CLOSED | GONE | RESOLVED),
    Case(
        questions.reopen_question,
        callers="SW CO",
        given=resolve,
        arguments=question,
        refusals=CLOSED
        | GONE
        | {
            "not resolved": Refusal(
                TransitionNotAllowedError, given=set_question(state="ASKED", resolved_by=None, resolved_at=None)
            )
        },
    ),
    Case(
        questions.cancel_question,
        callers="SW CO",
        arguments=lambda w: question(w) | {"reason": Mistake.TWICE},
        refusals=CLOSED
        | GONE
        | RESOLVED
        | {
            "without a reason": Refusal(IntegrityError, arguments=lambda w: {"reason": ""}),
            "for another reason, left unsaid": Refusal(IntegrityError, arguments=lambda w: {"reason": Mistake.OTHER}),
        },
    ),
]
