"""The thread of a case file: what those who take part in it say to one another."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import clock, long_moment
from housing_support.common.pagination import PARAMETER, Page, compiled_page
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms.audience import readers
from tenancies.forms.messages import MessageForm
from tenancies.models import Message
from tenancies.models.audience import Audience
from tenancies.reading.mending import may_cancel_message, may_withdraw_message, obstacle_to_cancelling_message
from tenancies.reading.threads import messages_for, people_to_mention, thread_of
from tenancies.services.messages import (
    HasLeftError,
    MentionRefusedError,
    cancel_message,
    note_reading,
    withdraw_message,
)
from tenancies.views.case_file import (
    THREAD_TAB,
    CaseFile,
    form_context,
    new_in_words,
    open_case_file,
    page_context,
    reads_case_files,
)
from tenancies.views.mending import cancellation_page, refused


@require_safe
@reads_case_files
def thread(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """From the newest on. Whoever opens it has read it."""
    case_file = open_case_file(request, public_id)
    household = case_file.household
    given = {"household": household.pk}
    key = ("-leaves_at", "-pk")
    page = compiled_page(messages_for, request.user, key=key, request=request, with_count=False, given=given)
    lines = thread_of(page.rows, household=household, reader=request.user, named=case_file.named_partners)
    context = page_context(case_file, current=THREAD_TAB) | {
        "page": page,
        "thread": lines,
        "new": new_in_words(len(household.unread_messages)),
    }
    if PARAMETER not in request.GET:
        read(case_file, page)
    return render(request, "tenancies/thread.html", context)


def read(case_file: CaseFile, page: Page) -> None:
    """Written once for what is new."""
    last = next((message for message in page.rows if message.has_left), None)
    stopped = case_file.household.read_up_to
    if last and (stopped is None or last.leaves_at > stopped):
        note_reading(household=case_file.household, user=case_file.user, up_to=last.leaves_at)


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def message_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_write:
        raise RightMissingError(Right.WRITE_JOURNAL)
    people = people_to_mention(case_file.household, reader=request.user, named=case_file.named_partners)
    form = MessageForm(request.POST or None, user=request.user, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            message = form.save(case_file.household)
        except MentionRefusedError:
            form.refuse_mention()
        except TransitionNotAllowedError:
            messages.warning(request, "Le message n’est pas enregistré\u00a0: cette page a servi à un autre envoi.")
            return redirect(THREAD_TAB, public_id)
        else:
            who = readers(Audience(message.audience), request.user)
            confirm(
                request,
                f"Le message part à {clock(message.leaves_at)}\u00a0: d’ici là, vous pouvez le retirer.",
                f"Qui le lira\u00a0: {who}.",
            )
            return redirect(THREAD_TAB, public_id)
    return render(request, "tenancies/message_form.html", form_context(request, case_file, form=form))


def message_to_mend(request: SignedInRequest, case_file: CaseFile, public_id: uuid.UUID) -> Message:
    """404 unless this user reads it, cancelled or not."""
    found = get_object_or_404(messages_for(request.user, case_file.household.pk), public_id=public_id)
    found.household = case_file.household
    return found


@require_POST
@requires(Right.WRITE_JOURNAL)
def message_withdraw(request: SignedInRequest, public_id: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = message_to_mend(request, case_file, message)
    if not may_withdraw_message(request.user, found):
        raise RightMissingError(Right.WRITE_JOURNAL)
    try:
        withdraw_message(message=found, user=request.user)
    except HasLeftError:
        messages.warning(
            request,
            f"Ce message est parti à {clock(found.leaves_at)}\u00a0: il ne se retire plus. Vous pouvez l’annuler, ou "
            "en écrire un autre.",
        )
    else:
        confirm(request, "Le message est retiré\u00a0:", "personne d’autre ne l’a lu ni ne le lira.")
    return redirect(THREAD_TAB, public_id)


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def message_cancel(request: SignedInRequest, public_id: uuid.UUID, message: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = message_to_mend(request, case_file, message)
    if not case_file.can_write or not may_cancel_message(request.user, found):
        raise RightMissingError(Right.WRITE_JOURNAL)
    if obstacle := obstacle_to_cancelling_message(found):
        return refused(request, obstacle, THREAD_TAB, public_id)
    return cancellation_page(
        request,
        case_file,
        cancel=cancel_message,
        act={"message": found},
        what=f"Message du {long_moment(found.written_at)}",
        follows="Il restera dans les échanges, barré, avec votre motif. S’il est d’un autre dossier, son texte ne sera "
        "plus lu que par son auteur.",
        done="Le message est annulé\u00a0:",
        done_follows=lambda message: "il reste dans les échanges, barré.",
        back=THREAD_TAB,
    )
