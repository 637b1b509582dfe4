"""During a session of the committee: what it decides for each dwelling, then its minutes."""

import io
import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.pdf import render as render_pdf
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from referrals.forms.examinations import ExaminationForm
from referrals.models import Announcement, CommitteeSession
from referrals.reading.candidacies import shown_dwelling
from referrals.reading.decisions import candidates_before
from referrals.reading.minutes import minutes_of
from referrals.services import examinations
from referrals.views.committees import find_session

CLOSED = "Cette séance n’est pas ouverte, ou son procès-verbal est arrêté\u00a0: ses décisions ne changent plus."
NOBODY = "Plus aucun candidat n’attend la décision de la commission pour ce logement."


@require_http_methods(["GET", "POST"])
@requires(Right.RECORD_COMMITTEE)
def examine(request: SignedInRequest, public_id: uuid.UUID, announcement_id: uuid.UUID) -> HttpResponse:
    session = find_session(request, public_id)
    announcements = Announcement.objects.visible_to(request.user).for_list()
    announcement = get_object_or_404(announcements, public_id=announcement_id)
    candidates = candidates_before(session, announcement)
    is_open = CommitteeSession.machine.allows(session, CommitteeSession.Move.DECIDE)
    if not is_open or not candidates:
        messages.warning(request, NOBODY if is_open else CLOSED)
        return redirect("referrals:committee", session.public_id)
    form = ExaminationForm(
        request.POST or None, session=session, announcement=announcement, candidates=candidates, user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            decided = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, CLOSED)
            return redirect("referrals:committee", session.public_id)
        if decided:
            done = "Les décisions de la commission sont notées."
            confirm(request, done, "Elles se corrigent jusqu’au procès-verbal, qui les rend définitives.")
            return redirect("referrals:committee", session.public_id)
    dwelling = shown_dwelling(announcement, request.user)
    context = {"session": session, "announcement": announcement, "dwelling": dwelling, "form": form}
    return render(request, "referrals/examine.html", context)


@require_POST
@requires(Right.RECORD_COMMITTEE)
def close_minutes(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    session = find_session(request, public_id)
    try:
        examinations.close_minutes(session=session, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, CLOSED)
    else:
        follows = "Les associations lisent ce qui est décidé\u00a0; offrez maintenant les logements attribués."
        confirm(request, "Le procès-verbal est arrêté.", follows)
    return redirect("referrals:committee", session.public_id)


@require_safe
@requires(Right.RECORD_COMMITTEE)
def minutes(request: SignedInRequest, public_id: uuid.UUID) -> FileResponse:
    """On paper, the same whenever it is asked for."""
    session = find_session(request, public_id)
    if session.minuted_at is None:
        raise Http404
    paper = render_pdf("committee_minutes.typ", minutes_of(session, request.user), at=session.minuted_at)
    name = f"proces-verbal-{session.held_on}.pdf"
    return FileResponse(io.BytesIO(paper), as_attachment=True, filename=name, content_type="application/pdf")
