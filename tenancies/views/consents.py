"""What the household says of a partner, taken back: by itself, or because it was noted by error; and its receipt."""

import io
import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.mending import MendingRefusedError, Obstacle
from housing_support.common.pdf import render as render_pdf
from housing_support.common.settling import ended_in_words
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms.consents import ConsentMistakeForm, WithdrawalForm
from tenancies.models import CaseFileAccess, Consent
from tenancies.reading.consents import may_be_mended, parts_resting_on, receipt_of, words_of
from tenancies.reading.pending import parts_running
from tenancies.services.consents import cancel_consent, restore_consent
from tenancies.services.journal import log_reading
from tenancies.views.case_file import CaseFile, form_context, open_case_file, reads_case_files

NOT_GIVEN = "Le ménage n’a pas donné son accord pour ce partenaire, ou l’a déjà retiré."
OTHERS_GO_ON = "Les autres partenaires continuent."


@require_http_methods(["GET", "POST"])
@requires(Right.READ_SOCIAL_CONTENT)
def withdraw(request: SignedInRequest, public_id: uuid.UUID, consent: uuid.UUID) -> HttpResponse:
    """Whoever hears it: the landlord's adviser, or somebody of the partner itself, who then reads the file no more."""
    case_file = open_case_file(request, public_id)
    found = find_consent(case_file, consent)
    Consent.machine.authorize(found, Consent.Move.WITHDRAW, request.user)
    if not Consent.machine.allows(found, Consent.Move.WITHDRAW):
        messages.info(request, NOT_GIVEN)
        return redirect("tenancies:household_access", public_id)
    pending = parts_running(parts_resting_on(found, case_file.household.running_follow_ups), request.user)
    form = WithdrawalForm(request.POST or None, consent=found, user=request.user, pending=pending)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.info(request, NOT_GIVEN)
        else:
            done = f"L’accord pour {found.organization.short_name} est retiré. {ended_in_words(pending)}".strip()
            confirm(request, done, OTHERS_GO_ON)
        if is_of_partner(request, found):
            return redirect("tenancies:households")
        return redirect("tenancies:household_access", public_id)
    context = form_context(request, case_file, form=form, consent=found, said=words_of(found))
    return render(request, "tenancies/withdraw_consent.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MEET_HOUSEHOLD)
def mend(request: SignedInRequest, public_id: uuid.UUID, consent: uuid.UUID) -> HttpResponse:
    """An agreement that was never given, or never taken back."""
    case_file = open_case_file(request, public_id)
    found = find_consent(case_file, consent)
    Consent.ADVISER.check(request.user, found)
    if not may_be_mended(found):
        return refused(request, public_id, Obstacle.NOT_NOTED)
    is_given = found.state == Consent.State.GIVEN
    resting = parts_resting_on(found, case_file.household.running_follow_ups) if is_given else []
    form = ConsentMistakeForm(request.POST or None, pending=parts_running(resting, request.user))
    if request.method == "POST" and form.is_valid():
        service = cancel_consent if is_given else restore_consent
        try:
            service(consent=found, user=request.user, **form.cleaned_data)
        except MendingRefusedError as error:
            return refused(request, public_id, error.obstacle)
        except TransitionNotAllowedError:
            return refused(request, public_id, Obstacle.NOT_NOTED)
        name = found.organization.short_name
        if is_given:
            done = f"L’accord pour {name} est annulé. {ended_in_words(form.pending)}".strip()
            confirm(request, done, OTHERS_GO_ON)
        else:
            confirm(request, f"Le retrait est annulé\u00a0: l’accord pour {name} tient de nouveau.", resumed(found))
        return redirect("tenancies:household_access", public_id)
    context = form_context(request, case_file, form=form, consent=found, said=words_of(found), is_given=is_given)
    return render(request, "tenancies/mend_consent.html", context)


@require_safe
@reads_case_files
def receipt(request: SignedInRequest, public_id: uuid.UUID) -> FileResponse:
    """For the household: who reads its case file, on paper, as this reader may know it."""
    case_file = open_case_file(request, public_id)
    household, now = case_file.household, timezone.now()
    log_reading(household=household, user=request.user, kind=CaseFileAccess.Kind.EXPORT)
    told = receipt_of(household, request.user, named=case_file.named_partners, at=now)
    paper = render_pdf("access_receipt.typ", told, at=now)
    name = f"recu-d-acces-{household.reference}.pdf"
    return FileResponse(io.BytesIO(paper), as_attachment=True, filename=name, content_type="application/pdf")


def find_consent(case_file: CaseFile, public_id: uuid.UUID) -> Consent:
    seen = Consent.objects.visible_to(case_file.user).current().filter(household=case_file.household.pk)
    return get_object_or_404(seen.select_related("organization", "household", "recorded_by"), public_id=public_id)


def is_of_partner(request: SignedInRequest, consent: Consent) -> bool:
    return consent.organization_id == request.user.organization_id


def resumed(consent: Consent) -> str:
    running = consent.household.follow_ups.running().filter(organization=consent.organization_id)
    if running.exists():
        return "Son accompagnement continue."
    return "Sollicitez ce partenaire de nouveau, au besoin, depuis le signalement."


def refused(request: SignedInRequest, public_id: uuid.UUID, obstacle: Obstacle) -> HttpResponse:
    messages.warning(request, obstacle.label)
    return redirect("tenancies:household_access", public_id)
