"""The landlord's signals: sent from a case file, seen by each association that follows the household."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from housing_support.common.confirmations import confirm
from housing_support.common.mending import MendingRefusedError
from partners.authority import may_mend
from partners.decorators import requires
from partners.discretion import is_named, shown_participant, shown_person
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import Organization
from partners.reading.mending import mending_of
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import CancellationForm
from tenancies.forms.weak_signals import SeenForm, WeakSignalForm
from tenancies.models import SignalReceipt, WeakSignal
from tenancies.reading.weak_signals import receipt_words, row_of, signal_words
from tenancies.services.weak_signals import cancel_signal, unsee_signal
from tenancies.views.case_file import CaseFile, form_context, open_case_file, reads_case_files

NOT_SENT = "Le signal n’est pas envoyé\u00a0: plus aucune association ne suit ce ménage, ou il vient de l’être."
NO_LONGER = "Ce signal n’attend plus de réponse."


@require_http_methods(["GET", "POST"])
@requires(Right.SEND_SIGNAL)
def weak_signal_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_edit:
        raise RightMissingError(Right.SEND_SIGNAL)
    if not case_file.household.running_follow_ups:
        messages.warning(request, NOT_SENT)
        return redirect("tenancies:household", public_id)
    form = WeakSignalForm(request.POST or None, household=case_file.household, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.warning(request, NOT_SENT)
        else:
            confirm(request, "Le signal est envoyé.", "Qui suit le ménage en est averti et vous dira l’avoir vu.")
        return redirect("tenancies:household", public_id)
    return render(request, "tenancies/weak_signal_form.html", form_context(request, case_file, form=form))


@require_http_methods(["GET", "POST"])
@reads_case_files
def weak_signal(request: SignedInRequest, public_id: uuid.UUID, signal: uuid.UUID) -> HttpResponse:
    """What was noticed, who has seen it; the association says here what it does."""
    case_file = open_case_file(request, public_id)
    found = find_signal(case_file, signal)
    receipts = SignalReceipt.objects.visible_to(request.user).filter(signal=found)
    shown = list(receipts.select_related("organization", "seen_by").order_by("pk"))
    own = next((each for each in shown if each.organization_id == request.user.organization_id), None)
    may_see = own and request.user.may(Right.RECORD_VISIT)
    if request.method == "POST" and not may_see:
        raise RightMissingError(Right.RECORD_VISIT)
    is_running = case_file.can_edit and not found.is_cancelled
    form = SeenForm(request.POST or None, receipt=own, user=request.user) if own and may_see and is_running else None
    if request.method == "POST" and form is None:
        messages.warning(request, NO_LONGER)
        return redirect("tenancies:weak_signal", public_id, signal)
    if request.method == "POST" and form and form.is_valid():
        return done(request, case_file, form.save, "C’est noté.", "Le bailleur lit votre réponse.")
    named = case_file.named_partners

    def name(organization: Organization) -> tuple[str, bool]:
        known = is_named(organization, request.user, named)
        return (organization.short_name if known else shown_participant(organization, request.user, named)), known

    mending = mending_of(
        found,
        reader=request.user,
        author=found.sent_by_id,
        who=lambda person: shown_person(person, person.organization, request.user, named),
        people={each.pk: each for each in (found.cancelled_by,) if each},
        reads_text=True,
        is_masculine=True,
    )
    context = form_context(
        request,
        case_file,
        form=form,
        signal=found,
        own=own,
        words=signal_words(found),
        receipts=[receipt_words(row_of(each), name) for each in shown],
        mending=mending,
    )
    return render(request, "tenancies/weak_signal.html", context)


@require_POST
@requires(Right.RECORD_VISIT)
def weak_signal_unsee(request: SignedInRequest, public_id: uuid.UUID, signal: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = find_signal(case_file, signal)
    own = get_object_or_404(
        SignalReceipt.objects.select_related("signal__entry__household"),
        signal=found,
        organization=request.user.organization,
    )
    return done(
        request,
        case_file,
        lambda: unsee_signal(receipt=own, user=request.user),
        "Le signal attend de nouveau.",
        "Dites ce que vous faites quand vous l’avez vu.",
    )


@require_http_methods(["GET", "POST"])
@requires(Right.SEND_SIGNAL)
def weak_signal_cancel(request: SignedInRequest, public_id: uuid.UUID, signal: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = find_signal(case_file, signal)
    is_theirs = may_mend(request.user, author=found.sent_by_id, organization=found.organization_id)
    if not case_file.can_edit or not is_theirs:
        raise RightMissingError(Right.SEND_SIGNAL)
    form = CancellationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(cancel_signal, user=request.user, signal=found)
        except MendingRefusedError as error:
            messages.warning(request, error.obstacle.label)
        else:
            confirm(request, "Le signal est annulé.", "Il n’attend plus personne.")
        return redirect("tenancies:household", public_id)
    context = form_context(
        request,
        case_file,
        form=form,
        what=signal_words(found),
        follows="Le signal reste dans le fil, barré, avec votre motif. Plus personne n’est attendu.",
        back="tenancies:household",
    )
    return render(request, "tenancies/cancel.html", context)


def find_signal(case_file: CaseFile, public_id: uuid.UUID) -> WeakSignal:
    seen = WeakSignal.with_cancelled.visible_to(case_file.user).filter(entry__household=case_file.household.pk)
    people = ("sent_by__organization", "cancelled_by__organization", "entry__household", "organization")
    return get_object_or_404(seen.select_related(*people), public_id=public_id)


def done(request: SignedInRequest, case_file: CaseFile, act, what: str, follows: str) -> HttpResponse:
    try:
        act()
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER)
    else:
        confirm(request, what, follows)
    return redirect("tenancies:household", case_file.household.public_id)
