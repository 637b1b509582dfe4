"""What is asked of an association: the minimal sheet, then its answer."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from housing_support.common.compiled_queries import compiled
from housing_support.common.confirmations import confirm
from housing_support.common.pagination import compiled_page
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.models import User
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms import AcceptForm, DeclineForm, RequestQuestionForm, WaitForm
from referrals.models import Meeting, Mobilisation
from referrals.models.reasons import readable_reasons
from referrals.reading import following
from referrals.reading.detail import additions_to
from referrals.reading.links import answerer_in_words
from referrals.reading.presentation import answer_status
from referrals.reading.questions import asked_on_requests, questions_shown
from referrals.reading.request_sheet import asked_about
from referrals.reading.results import results_wanted_from
from referrals.reading.suggestions import confirmed_needs
from referrals.services import mobilisations
from tenancies.forms.audience import readers
from tenancies.models import CaseFileAccess
from tenancies.services.journal import log_reading

DECLINED = "Le bailleur lit votre motif sur le signalement et peut solliciter un autre partenaire."
QUESTION_ASKED = "La conseillère en est avertie\u00a0; les jours de son attente ne comptent pas dans votre délai."
NO_LONGER_OPEN = (
    "Cette demande n’attend plus de réponse\u00a0: quelqu’un y a répondu, elle est retirée, ou le dossier est clos."
)

EXPIRED = (
    "Le délai de réponse est passé\u00a0: cette demande a pris fin, rien n’est enregistré. Le bailleur peut vous "
    "solliciter de nouveau."
)


TO_ANSWER, WAITING, ANSWERED = "", "waiting", "answered"
# By the tab that shows them, in which order.
TABS = {TO_ANSWER: ("answer_due_on", "pk"), WAITING: ("place_expected_on", "pk"), ANSWERED: ("-pk",)}


@compiled
def requests_to(user: User, tab: str) -> QuerySet[Mobilisation]:
    requests = Mobilisation.objects.visible_to(user).with_openness(user)
    requests = requests.select_related("referral__household", "referral__landlord", "follow_up")
    shown = {TO_ANSWER: requests.pending, WAITING: requests.waitlisted, ANSWERED: requests.settled}
    return shown[tab]().prefetch_related("referral__meetings")


@require_safe
@requires(Right.ANSWER_MOBILISATION)
def mobilisation_list(request: SignedInRequest) -> HttpResponse:
    """The requests to answer, the most pressing first; those that wait for a place, and those answered, on demand."""
    tab = next((each for each in (WAITING, ANSWERED) if request.GET.get(each) == "1"), TO_ANSWER)
    page = compiled_page(requests_to, request.user, key=TABS[tab], request=request, tab=tab)
    return render(
        request,
        "referrals/mobilisation_list.html",
        {
            "page": page,
            "rows": [
                (row, needs_of(row, request.user) if row.is_open else [], answer_status(row, request.user))
                for row in page.rows
            ],
            "tab": tab,
        },
    )


@require_safe
@requires(Right.ANSWER_MOBILISATION)
def mobilisation(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return render_sheet(request, find_request(request, public_id))


@require_POST
@requires(Right.ANSWER_MOBILISATION)
def accept(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    asked = find_request(request, public_id)
    form = AcceptForm(request.POST, mobilisation=asked, user=request.user)
    done = "Demande acceptée\u00a0: le dossier vous est ouvert."
    return answer(request, asked, form, move=Mobilisation.Move.ACCEPT, name="accept_form", done=done)


@require_POST
@requires(Right.ANSWER_MOBILISATION)
def decline(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    asked = find_request(request, public_id)
    form = DeclineForm(request.POST, mobilisation=asked, user=request.user)
    move = Mobilisation.Move.DECLINE
    return answer(request, asked, form, move=move, name="decline_form", done="La demande est refusée.")


@require_POST
@requires(Right.ANSWER_MOBILISATION)
def put_on_list(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    asked = find_request(request, public_id)
    form = WaitForm(request.POST, mobilisation=asked, user=request.user)
    done = "La demande est sur votre liste d’attente."
    return answer(request, asked, form, move=Mobilisation.Move.WAITLIST, name="wait_form", done=done)


@require_POST
@requires(Right.ANSWER_MOBILISATION)
def take_off_list(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    asked = find_request(request, public_id)
    try:
        awaited = mobilisations.take_off_waiting_list(mobilisation=asked, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER_OPEN)
    else:
        confirm(request, "La demande n’est plus sur votre liste d’attente.", following.taken_off_list(awaited))
    return redirect("referrals:mobilisation", asked.public_id)


@require_POST
@requires(Right.ANSWER_MOBILISATION)
def ask(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """A question to the landlord's adviser, before accepting or not."""
    asked = find_request(request, public_id)
    if asked.state != Mobilisation.State.REQUESTED:
        messages.warning(request, NO_LONGER_OPEN)
        return redirect("referrals:mobilisation", asked.public_id)
    form = RequestQuestionForm(request.POST, user=request.user, prefix="question")
    if not form.is_valid():
        return render_sheet(request, asked, question_form=form)
    try:
        form.ask(asked)
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER_OPEN)
    else:
        confirm(request, "La question est posée.", QUESTION_ASKED)
    return redirect("referrals:mobilisation", asked.public_id)


def answer(
    request: SignedInRequest, asked: Mobilisation, form, *, move: Mobilisation.Move, name: str, done: str
) -> HttpResponse:
    """Save the form and say so; or show the sheet again with what to correct, while it waits for an answer."""
    if not Mobilisation.machine.allows(asked, move):
        messages.warning(request, EXPIRED if asked.state == Mobilisation.State.EXPIRED else NO_LONGER_OPEN)
        return redirect("referrals:mobilisation", asked.public_id)
    if not form.is_valid():
        return render_sheet(request, asked, **{name: form})
    try:
        answered = form.save()
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER_OPEN)
    else:
        confirm(request, done, what_follows(answered))
    return redirect("referrals:mobilisation", asked.public_id)


def what_follows(answered: Mobilisation) -> str:
    match answered.state:
        case Mobilisation.State.ACCEPTED:
            return following.accepted(answered)
        case Mobilisation.State.WAITLISTED:
            return following.put_on_list(answered)
    return DECLINED


def find_request(request: SignedInRequest, public_id: uuid.UUID) -> Mobilisation:
    return get_object_or_404(requests_for(request.user), public_id=public_id)


def requests_for(user: User) -> QuerySet[Mobilisation]:
    """Those asked of the user's association, for the landlord reads its own on the referral's page."""
    requests: QuerySet[Any] = Mobilisation.objects.visible_to(user).with_openness(user)
    return requests.annotate(asked=asked_on_requests(user)).select_related(
        "referral__household",
        "referral__landlord",
        "referral__adviser__organization",
        "requested_by",
        "answered_by",
        "convention__action",
        "follow_up",
        "link",
    )


def render_sheet(request: SignedInRequest, asked: Mobilisation, **bound) -> HttpResponse:
    """The least a partner needs to answer, read with a line in the access log. What the case file holds comes with its
    acceptance; once neither is open, what is left is its reference, its dates and its outcome."""
    if not asked.is_open:
        return render(
            request,
            "referrals/mobilisation_over.html",
            {
                "asked": asked,
                "status": answer_status(asked, request.user),
                "answered_by": answerer_in_words(asked),
                "says_results": results_wanted_from(request.user).filter(pk=asked.pk).exists(),
                "has_said": asked.results.exists(),
            },
        )
    log_reading(household=asked.referral.known_household, user=request.user, kind=CaseFileAccess.Kind.REQUEST)
    household, facts = asked_about(asked)
    meetings = list(Meeting.objects.filter(referral=asked.referral).with_readability(request.user))
    # What the adviser found for the social workers of the case file, once this reader is one of them.
    held = next((each for each in meetings if each.state == Meeting.State.HELD and each.is_readable), None)
    forms = {}
    if asked.is_unsettled:
        forms = {
            "wait_form": WaitForm(mobilisation=asked, user=request.user),
            "accept_form": AcceptForm(mobilisation=asked, user=request.user),
            "decline_form": DeclineForm(mobilisation=asked, user=request.user),
            "question_form": RequestQuestionForm(user=request.user, prefix="question"),
        }
    return render(
        request,
        "referrals/mobilisation.html",
        {
            "asked": asked,
            "status": answer_status(asked, request.user),
            "answered_by": answerer_in_words(asked),
            "questions": questions_shown(asked, request.user, adviser=asked.referral.adviser),
            "household": household,
            "facts": facts,
            "reasons": readable_reasons(confirmed_needs(asked.referral, meetings), request.user),
            "held": held,
            "additions": [
                (each, readers(Meeting.Audience(each.audience), request.user, social=True))
                for each in additions_to.rows(request.user, given={"referral": asked.referral_id})
                # Not to a meeting recorded by error.
                if each.meeting_id in {meeting.pk for meeting in meetings}
            ]
            if held
            else [],
            "diagnosis_readers": readers(Meeting.Audience(held.audience), request.user, social=True) if held else "",
        }
        | forms
        | bound,
    )


def needs_of(asked: Mobilisation, user: User) -> list:
    return readable_reasons(confirmed_needs(asked.referral, asked.referral.meetings.all()), user)
