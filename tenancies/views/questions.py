"""Questions: one is asked beside what it is about, and lives on its own page, whatever that is."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import AnswerCorrectionForm, AnswerForm, CancellationForm, QuestionCorrectionForm, QuestionForm
from tenancies.forms.audience import readers
from tenancies.models import JournalEntry, Question
from tenancies.models.audience import Audience
from tenancies.reading.questions import About, may_ask, may_move, question_asked_for, shown_question
from tenancies.reading.timeline import title_of
from tenancies.services.journal import log_reading
from tenancies.services.questions import cancel_question, reopen_question, resolve_question
from tenancies.views.case_file import form_context, open_case_file, reads_case_files

Move = Question.Move
NO_LONGER = "Cette question a changé entre-temps\u00a0: voici où elle en est."
OVER = "La question n’est pas posée\u00a0: ce dont il s’agit est terminé."


@require_http_methods(["GET", "POST"])
@reads_case_files
def question_create(request: SignedInRequest, public_id: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    open_to = JournalEntry.objects.open_to_questions_of(request.user).filter(household=case_file.household.pk)
    found = open_to.filter(public_id=entry).select_related("author", "visit").first()
    if found is None:
        raise Http404
    if not case_file.can_write or not may_ask(found, request.user):
        raise RightMissingError(Right.WRITE_JOURNAL)
    form = QuestionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            asked = form.save(found)
        except TransitionNotAllowedError:
            messages.warning(request, OVER)
        else:
            done = "C’est marqué «\u00a0à revoir\u00a0»." if asked.is_mark else "La question est posée."
            confirm(request, done, "Qui l’a écrit en est averti.")
        return redirect("tenancies:household", public_id)
    found.household = case_file.household
    context = form_context(
        request,
        case_file,
        form=form,
        title=title_of(found),
        entry=found,
        readers=readers(Audience(found.audience), request.user),
    )
    return render(request, "tenancies/question_form.html", context)


@require_safe
@reads_case_files
def question(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    asked, about = find_question(request, public_id)
    form = AnswerForm(question=asked, user=request.user) if may_move(asked, Move.ANSWER, request.user) else None
    return question_page(request, asked, about, form=form)


@require_POST
@reads_case_files
def question_answer(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    asked, about = find_question(request, public_id)
    asked.machine.authorize(asked, Move.ANSWER, request.user)
    if not may_move(asked, Move.ANSWER, request.user):
        return changed(request, asked)
    form = AnswerForm(request.POST, question=asked, user=request.user)
    if not form.is_valid():
        return question_page(request, asked, about, form=form)
    return done(request, asked, form.save, "La réponse est enregistrée.", "Qui a posé la question en est averti.")


@require_http_methods(["GET", "POST"])
@reads_case_files
def question_correct(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """One's question as long as it has no answer, then one's answer."""
    asked, about = find_question(request, public_id)
    forms: dict[Question.Move, Any] = {Move.CORRECT: QuestionCorrectionForm, Move.CORRECT_ANSWER: AnswerCorrectionForm}
    possible = [move for move in forms if may_move(asked, move, request.user)]
    if not possible:
        require_one_of(asked, request, *forms)
        return changed(request, asked)
    form = forms[possible[0]](request.POST or None, question=asked, user=request.user)
    if request.method == "POST" and form.is_valid():
        what = "La question est corrigée." if possible[0] == Move.CORRECT else "La réponse est corrigée."
        return done(request, asked, form.save, what, "Le jour de la correction reste à côté.")
    is_answer = possible[0] == Move.CORRECT_ANSWER
    heading = "Corriger la réponse" if is_answer else "Corriger la question"
    return render(
        request,
        "tenancies/question_correct.html",
        page_of(asked, about, request) | {"form": form, "heading": heading, "is_answer": is_answer},
    )


@require_POST
@reads_case_files
def question_resolve(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    asked, _ = find_question(request, public_id)
    return done(
        request,
        asked,
        lambda: resolve_question(question=asked, user=request.user),
        "La question est résolue.",
        "Elle reste lisible à côté de ce dont il s’agit.",
    )


@require_POST
@reads_case_files
def question_reopen(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    asked, _ = find_question(request, public_id)
    return done(
        request,
        asked,
        lambda: reopen_question(question=asked, user=request.user),
        "La question est reprise.",
        "Elle attend de nouveau d’être résolue.",
    )


@require_http_methods(["GET", "POST"])
@reads_case_files
def question_cancel(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    asked, about = find_question(request, public_id)
    asked.machine.authorize(asked, Move.CANCEL, request.user)
    if not may_move(asked, Move.CANCEL, request.user):
        return changed(request, asked)
    form = CancellationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return done(
            request,
            asked,
            lambda: form.save(cancel_question, user=request.user, question=asked),
            "La question est annulée.",
            "Elle n’attend plus de réponse.",
        )
    context = page_of(asked, about, request) | {"form": form, "heading": "Annuler la question"}
    return render(request, "tenancies/question_cancel.html", context)


def find_question(request: SignedInRequest, public_id: uuid.UUID) -> tuple[Question, About]:
    """With a line in the access log, for its page shows what it is about; 404 unless this user reads it."""
    found = question_asked_for(request.user, public_id)
    if found is None:
        raise Http404
    subject, asked = found
    about = subject.about(asked, request.user)
    log_reading(household=about.household, user=request.user, kind=about.access)
    return asked, about


def require_one_of(asked: Question, request: SignedInRequest, *moves: Question.Move) -> None:
    """403 unless one of these moves is this user's, whatever the state."""
    refused = None
    for move in moves:
        try:
            return asked.machine.authorize(asked, move, request.user)
        except RightMissingError as error:
            refused = error
    if refused:
        raise refused


def done(request: SignedInRequest, asked: Question, act: Callable[[], Any], what: str, follows: str) -> HttpResponse:
    try:
        act()
    except TransitionNotAllowedError:
        return changed(request, asked)
    confirm(request, what, follows)
    return redirect("tenancies:question", asked.public_id)


def changed(request: SignedInRequest, asked: Question) -> HttpResponse:
    messages.warning(request, NO_LONGER)
    return redirect("tenancies:question", asked.public_id)


def page_of(asked: Question, about: About, request: SignedInRequest) -> dict[str, Any]:
    return {
        "asked": asked,
        "about": about,
        "shown": shown_question(asked, request.user, who=about.who, awaited=about.awaited),
        "readers": about.readers or readers(Audience(about.audience), request.user),
    }


def question_page(request: SignedInRequest, asked: Question, about: About, *, form: AnswerForm | None) -> HttpResponse:
    return render(request, "tenancies/question.html", page_of(asked, about, request) | {"form": form})
