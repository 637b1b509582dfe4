"""The tasks of a case file: given, done, taken back, put right."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.mending import MendingRefusedError
from housing_support.common.pagination import compiled_page
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms.tasks import TaskCorrectionForm, TaskForm
from tenancies.models import Task
from tenancies.reading.mending import (
    may_cancel_task,
    may_correct_task,
    obstacle_to_cancelling_task,
    obstacle_to_correcting_task,
)
from tenancies.reading.syntheses import synthesis_lines
from tenancies.reading.tasks import charges_of, settled_tasks, task_lines, tasks_for, to_do_in
from tenancies.services.tasks import ChargeRefusedError, cancel_task, do_task, reopen_task
from tenancies.views.case_file import CaseFile, form_context, open_case_file, page_context, reads_case_files
from tenancies.views.mending import cancellation_page, refused

LIST = "tenancies:household_tasks"


@require_safe
@reads_case_files
def task_list(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    household = case_file.household
    to_do = to_do_in(household, reader=request.user)
    given = {"household": household.pk}
    page = compiled_page(
        settled_tasks, request.user, key=("-due_on", "-pk"), request=request, with_count=False, given=given
    )
    lines = task_lines(
        [*to_do, *page.rows],
        household=household,
        reader=request.user,
        named=case_file.named_partners,
        can_write=case_file.can_write,
    )
    context = page_context(case_file, current=LIST) | {
        "page": page,
        "syntheses": synthesis_lines(
            household, reader=request.user, named=case_file.named_partners, can_edit=case_file.can_edit
        ),
        "to_do": lines[: len(to_do)],
        "settled": lines[len(to_do) :],
    }
    return render(request, "tenancies/tasks.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def task_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_write:
        raise RightMissingError(Right.WRITE_JOURNAL)
    charges = charges_of(case_file.household, reader=request.user, named=case_file.named_partners)
    form = TaskForm(request.POST or None, user=request.user, charges=charges)
    if request.method == "POST" and form.is_valid():
        try:
            task = form.save(case_file.household)
        except ChargeRefusedError:
            form.refuse_charge()
        except TransitionNotAllowedError:
            messages.warning(request, "La tâche n’est pas enregistrée\u00a0: cette page a servi à un autre envoi.")
            return redirect(LIST, public_id)
        else:
            confirm(request, "La tâche est notée\u00a0:", f"à faire avant le {long_date(task.due_on)}.")
            return redirect(LIST, public_id)
    return render(request, "tenancies/task_form.html", form_context(request, case_file, form=form))


def task_to_mend(request: SignedInRequest, case_file: CaseFile, public_id: uuid.UUID) -> Task:
    """404 unless this user reads it, cancelled or not."""
    found = get_object_or_404(tasks_for(request.user, case_file.household), public_id=public_id)
    found.household = case_file.household
    return found


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def task_correct(request: SignedInRequest, public_id: uuid.UUID, task: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = task_to_mend(request, case_file, task)
    if not case_file.can_write or not may_correct_task(request.user, found):
        raise RightMissingError(Right.WRITE_JOURNAL)
    if obstacle := obstacle_to_correcting_task(found):
        return refused(request, obstacle, LIST, public_id)
    charges = charges_of(case_file.household, reader=request.user, named=case_file.named_partners)
    form = TaskCorrectionForm(request.POST or None, user=request.user, task=found, charges=charges)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = form.save()
        except MendingRefusedError as error:
            return refused(request, error.obstacle, LIST, public_id)
        except ChargeRefusedError:
            form.refuse_charge()
        else:
            confirm(request, "La tâche est corrigée\u00a0:", f"à faire avant le {long_date(corrected.due_on)}.")
            return redirect(LIST, public_id)
    return render(request, "tenancies/task_form.html", form_context(request, case_file, form=form))


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def task_cancel(request: SignedInRequest, public_id: uuid.UUID, task: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = task_to_mend(request, case_file, task)
    if not case_file.can_write or not may_cancel_task(request.user, found):
        raise RightMissingError(Right.WRITE_JOURNAL)
    if obstacle := obstacle_to_cancelling_task(found):
        return refused(request, obstacle, LIST, public_id)
    return cancellation_page(
        request,
        case_file,
        cancel=cancel_task,
        act={"task": found},
        what=f"Tâche à faire avant le {long_date(found.due_on)}",
        follows="Elle ne sera plus à faire par personne. Elle restera dans l’onglet, barrée, avec votre motif.",
        done="La tâche est annulée\u00a0:",
        done_follows=lambda task: "elle reste dans l’onglet, barrée.",
        back=LIST,
    )


@require_POST
@requires(Right.WRITE_JOURNAL)
def task_do(request: SignedInRequest, public_id: uuid.UUID, task: uuid.UUID) -> HttpResponse:
    return moved(
        request,
        public_id,
        task,
        do_task,
        done="La tâche est faite.",
        follows="Elle ne figure plus dans ce qui reste à faire.",
        else_="Cette tâche n’est plus à faire.",
    )


@require_POST
@requires(Right.WRITE_JOURNAL)
def task_reopen(request: SignedInRequest, public_id: uuid.UUID, task: uuid.UUID) -> HttpResponse:
    return moved(
        request,
        public_id,
        task,
        reopen_task,
        done="La tâche est de nouveau à faire.",
        follows="Qui s’en charge la retrouve à l’accueil.",
        else_="Cette tâche est déjà à faire, ou annulée.",
    )


def moved(
    request: SignedInRequest,
    public_id: uuid.UUID,
    task: uuid.UUID,
    move: Callable[..., Task],
    *,
    done: str,
    follows: str,
    else_: str,
) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = task_to_mend(request, case_file, task)
    try:
        move(task=found, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, else_)
    else:
        confirm(request, done, follows)
    return redirect(LIST, public_id)
