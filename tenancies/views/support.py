"""The household's support: measures, who carries them, and their visits."""

import uuid
from collections.abc import Callable
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.numbers import agreed, integer
from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.discretion import shown_person
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.filters import FollowUpFilter
from tenancies.forms import ConfideForm, EndFollowUpForm, WorkerForm
from tenancies.models import FollowUp, Participation
from tenancies.reading.exits import reason_of_lease
from tenancies.reading.following import left_behind
from tenancies.reading.mentions import mentions_of
from tenancies.reading.pending import appointment_of, stays_open, sublets
from tenancies.reading.summaries import follow_up_line
from tenancies.reading.timeline import OUTCOME_TONES, VISIT_TITLES
from tenancies.reading.watching import may_be_watched
from tenancies.services.watching import begin_watch, end_watch
from tenancies.views.case_file import (
    CaseFile,
    form_context,
    open_case_file,
    own_follow_up,
    page_context,
    reads_case_files,
)


@require_safe
@reads_case_files
def support(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    # A measure begins with its first follow-up.
    parts = (
        FollowUp.objects.visible_to(request.user)
        .filter(measure__household=case_file.household)
        .select_related("measure__action__programme", "organization", "worker", "convention__action")
        .order_by("-measure__started_on", "-measure", "started_on", "pk")
    )
    context = page_context(case_file, current="tenancies:household_support") | {
        "measures": [
            (measure, [follow_up_line(part, request.user) for part in carried])
            for measure, carried in groupby(parts, key=lambda part: part.measure)
        ],
        "to_watch": [
            each.pk for each in case_file.own_follow_ups if may_be_watched(each, case_file.household.running_tenancies)
        ],
        "visits": [
            (
                visit,
                VISIT_TITLES[visit.medium],
                OUTCOME_TONES[visit.outcome],
                shown_person(visit.author, visit.organization, request.user, case_file.named_partners),
            )
            for visit in case_file.visits
        ],
        "assessment": case_file.assessment,
        "mentions": mentions_of(case_file.household, reader=request.user),
    }
    return render(request, "tenancies/support.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.ASSIGN_WORKER)
def follow_up_worker(request: SignedInRequest, public_id: uuid.UUID, follow_up: uuid.UUID) -> HttpResponse:
    """Name or replace the worker who carries the association's part."""
    case_file = open_case_file(request, public_id)
    carried = own_follow_up(case_file, follow_up)
    form = WorkerForm(request.POST or None, user=request.user, initial={"worker": carried.worker_id})
    if request.method == "POST" and form.is_valid():
        try:
            assigned = form.save(carried, request.user)
        except TransitionNotAllowedError:
            messages.warning(request, "Ce suivi vient de se terminer.")
        else:
            done = f"{form.cleaned_data['worker'].full_name} suit désormais ce ménage."
            confirm(request, done, f"Prochaine visite avant le {long_date(assigned.visit_due_on)}.")
        return redirect("tenancies:household_support", public_id)
    context = form_context(request, case_file, form=form, follow_up=carried)
    return render(request, "tenancies/follow_up_worker.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.ASSIGN_WORKER)
def follow_up_end(request: SignedInRequest, public_id: uuid.UUID, follow_up: uuid.UUID) -> HttpResponse:
    """End the association's part: unless it carries another, the case file closes to it at once."""
    case_file = open_case_file(request, public_id)
    carried = own_follow_up(case_file, follow_up)
    pending = appointment_of(carried)
    if len(case_file.own_follow_ups) == 1:
        # The association leaves the case file with its last part.
        pending += stays_open(case_file.household, request.user) + sublets(case_file.household, request.user)
    told = reason_of_lease(case_file.household)
    form = EndFollowUpForm(request.POST or None, user=request.user, pending=pending, exit_reason=told)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(carried)
        except TransitionNotAllowedError:
            messages.warning(request, "Ce suivi vient de se terminer.")
        else:
            left = Participation.objects.left_lately_by(request.user).filter(household=case_file.household).first()
            confirm(request, "Le suivi est terminé\u00a0:", left_behind(left))
            if left:
                return redirect("tenancies:own_entries", public_id)
        return redirect("tenancies:households")
    context = form_context(request, case_file, form=form, follow_up=carried)
    return render(request, "tenancies/follow_up_end.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.ASSIGN_WORKER)
def follow_up_watch(request: SignedInRequest, public_id: uuid.UUID, follow_up: uuid.UUID) -> HttpResponse:
    """The household holds its lasting lease: a visit a year from now on."""
    case_file = open_case_file(request, public_id)
    carried = own_follow_up(case_file, follow_up)
    if not may_be_watched(carried, case_file.household.running_tenancies):
        return watch_refused(request, public_id)
    return turn_watch(request, case_file, carried, act=begin_watch, done="Le ménage est en veille.")


@require_http_methods(["GET", "POST"])
@requires(Right.ASSIGN_WORKER)
def follow_up_unwatch(request: SignedInRequest, public_id: uuid.UUID, follow_up: uuid.UUID) -> HttpResponse:
    """The support goes on: the household needs it again, or the watch was a mistake."""
    case_file = open_case_file(request, public_id)
    carried = own_follow_up(case_file, follow_up)
    if carried.watched_since is None:
        return watch_refused(request, public_id)
    return turn_watch(request, case_file, carried, act=end_watch, done="L’accompagnement reprend.")


def turn_watch(
    request: SignedInRequest, case_file: CaseFile, carried: FollowUp, *, act: Callable[..., FollowUp], done: str
) -> HttpResponse:
    public_id = case_file.household.public_id
    if request.method == "POST":
        try:
            changed = act(follow_up=carried, user=request.user)
        except TransitionNotAllowedError:
            return watch_refused(request, public_id)
        confirm(request, done, f"Prochaine visite avant le {long_date(changed.visit_due_on)}.")
        return redirect("tenancies:household_support", public_id)
    context = form_context(request, case_file, follow_up=carried)
    return render(request, "tenancies/follow_up_watch.html", context)


def watch_refused(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    messages.warning(
        request, "Rien n’est changé\u00a0: ce suivi vient de changer, ou le ménage n’a pas de bail durable."
    )
    return redirect("tenancies:household_support", public_id)


@require_http_methods(["GET", "POST"])
@requires(Right.ASSIGN_WORKER)
def confide(request: SignedInRequest) -> HttpResponse:
    """Name one worker for several households at once: after a departure, or to share the work out."""
    filters = FollowUpFilter(request.GET, user=request.user)
    page = keyset_page(filters.rows, key=("visit_due_on", "pk"), request=request)
    sent = request.POST if request.method == "POST" else None
    form = ConfideForm(sent, user=request.user, shown=page.rows)
    if form.is_valid():
        try:
            confided = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, "Rien n’est changé\u00a0: un de ces suivis vient de se terminer.")
        else:
            worker = form.cleaned_data["worker"].full_name
            count = f"{integer(len(confided))}\u00a0{agreed('ménages', len(confided))}"
            confirm(request, f"{worker} suit désormais {count}.", "Chacun attend sous «\u00a0À prendre en main\u00a0».")
        return redirect(request.get_full_path())
    return render(request, "tenancies/confide.html", {"filters": filters, "page": page, "form": form})
