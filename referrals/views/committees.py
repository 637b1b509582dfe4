"""The sessions of the landlord's allocation committee."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.exceptions import SessionToComeError
from referrals.forms.committees import ChangeSessionForm, HoldForm, NewSessionForm, PresentForm, SessionForm
from referrals.models import CommitteeSession
from referrals.reading.decisions import dwellings_of
from referrals.reading.slides import slides_told_at
from referrals.services import committees

NOT_HELD = "Le procès-verbal est arrêté\u00a0: les présents ne changent plus."
NO_LONGER_PLANNED = "Cette séance n’est plus à venir\u00a0: quelqu’un vient de l’ouvrir ou de l’annuler."


@require_safe
@requires(Right.RECORD_COMMITTEE)
def session_list(request: SignedInRequest) -> HttpResponse:
    sessions = CommitteeSession.objects.visible_to(request.user)
    page = keyset_page(sessions, key=("-held_on", "-pk"), request=request)
    return render(request, "referrals/committee_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
@requires(Right.RECORD_COMMITTEE)
def plan(request: SignedInRequest) -> HttpResponse:
    form = NewSessionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        session = form.save()
        confirm(request, f"La séance du {long_date(session.held_on)} est prévue.", "Ouvrez-la ce jour-là, d’ici.")
        return redirect("referrals:committee", session.public_id)
    return form_page(request, form, heading="Prévoir une séance")


@require_http_methods(["GET", "POST"])
@requires(Right.RECORD_COMMITTEE)
def change(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    session = find_session(request, public_id)
    if not CommitteeSession.machine.allows(session, CommitteeSession.Move.CHANGE):
        messages.warning(request, NO_LONGER_PLANNED)
        return redirect("referrals:committee", session.public_id)
    form = ChangeSessionForm(request.POST or None, session=session, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.warning(request, NO_LONGER_PLANNED)
        else:
            done = f"La séance est enregistrée au {long_date(form.cleaned_data['held_on'])}."
            confirm(request, done, "Ouvrez-la ce jour-là, d’ici.")
        return redirect("referrals:committee", session.public_id)
    return form_page(request, form, heading="Modifier la séance", session=session)


@require_POST
@requires(Right.RECORD_COMMITTEE)
def cancel(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    session = find_session(request, public_id)
    try:
        committees.cancel_session(session=session, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER_PLANNED)
    else:
        confirm(
            request,
            f"La séance du {long_date(session.held_on)} est annulée.",
            "Les dossiers complets attendent la suivante.",
        )
    return redirect("referrals:committee", session.public_id)


@require_safe
@requires(Right.RECORD_COMMITTEE)
def committee(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return session_page(request, find_session(request, public_id))


@require_POST
@requires(Right.RECORD_COMMITTEE)
def hold(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    session = find_session(request, public_id)
    form = HoldForm(request.POST, session=session, user=request.user)
    if not CommitteeSession.machine.allows(session, CommitteeSession.Move.HOLD):
        messages.warning(request, NO_LONGER_PLANNED)
        return redirect("referrals:committee", session.public_id)
    try:
        held = form.save() if form.is_valid() else None
    except SessionToComeError:
        messages.warning(
            request, f"La séance est prévue le {long_date(session.held_on)}\u00a0: elle s’ouvre ce jour-là au plus tôt."
        )
    except TransitionNotAllowedError:
        messages.warning(request, NO_LONGER_PLANNED)
    else:
        if held is None:
            return session_page(request, session, hold_form=form)
        confirm(request, "La séance est ouverte, le quorum est atteint.", "Notez la décision de chaque candidature.")
    return redirect("referrals:committee", session.public_id)


@require_POST
@requires(Right.RECORD_COMMITTEE)
def present(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    session = find_session(request, public_id)
    form = PresentForm(request.POST, session=session, user=request.user)
    try:
        corrected = form.save() if form.is_valid() else None
    except TransitionNotAllowedError:
        messages.warning(request, NOT_HELD)
        return redirect("referrals:committee", session.public_id)
    if corrected is None:
        return session_page(request, session, hold_form=form)
    confirm(request, "Les présents sont corrigés.", "Le procès-verbal les dira ainsi.")
    return redirect("referrals:committee", session.public_id)


def find_session(request: SignedInRequest, public_id: uuid.UUID) -> CommitteeSession:
    return get_object_or_404(CommitteeSession.objects.visible_to(request.user), public_id=public_id)


def session_page(request: SignedInRequest, session: CommitteeSession, **bound) -> HttpResponse:
    forms = {}
    if CommitteeSession.machine.allows(session, CommitteeSession.Move.HOLD) and not session.is_to_come():
        forms = {"hold_form": HoldForm(session=session, user=request.user)}
    elif CommitteeSession.machine.allows(session, CommitteeSession.Move.CORRECT_PRESENT):
        forms = {"hold_form": PresentForm(session=session, user=request.user)}
    context = {
        "session": session,
        "members": session.members.all(),
        "slides": slides_told_at(session),
        "dwellings": dwellings_of(session, request.user),
    }
    context |= forms | bound
    return render(request, "referrals/committee.html", context)


def form_page(
    request: SignedInRequest, form: SessionForm, *, heading: str, session: CommitteeSession | None = None
) -> HttpResponse:
    context = {"form": form, "heading": heading, "session": session}
    return render(request, "referrals/committee_form.html", context)
