"""The documents of a case file: given for chosen readers, opened by them alone, each opening on record."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.documents.views import download
from housing_support.common.mending import MendingRefusedError
from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms.audience import readers
from tenancies.forms.documents import DocumentCorrectionForm, DocumentForm
from tenancies.models import CaseFileAccess, CaseFileDocument
from tenancies.models.audience import Audience
from tenancies.reading.documents import document_lines, documents_for
from tenancies.reading.mending import (
    may_cancel_document,
    may_correct_document,
    obstacle_to_cancelling_document,
    obstacle_to_correcting_document,
)
from tenancies.services.documents import cancel_document
from tenancies.services.journal import log_reading
from tenancies.views.case_file import CaseFile, form_context, open_case_file, page_context, reads_case_files
from tenancies.views.mending import cancellation_page, refused

LIST = "tenancies:household_documents"
MASKED = "Ce document peut dire où vit le ménage, dont l’adresse est protégée."


@require_safe
@reads_case_files
def document_list(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    documents = documents_for(request.user, case_file.household)
    page = keyset_page(documents, key=("-recorded_at", "-pk"), request=request, with_count=False)
    lines = document_lines(
        page.rows,
        household=case_file.household,
        reader=request.user,
        named=case_file.named_partners,
        opens=case_file.can_open_documents,
    )
    context = page_context(case_file, current=LIST) | {"page": page, "lines": lines}
    return render(request, "tenancies/documents.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def document_create(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_write:
        raise RightMissingError(Right.WRITE_JOURNAL)
    form = DocumentForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            document = form.save(case_file.household)
        except TransitionNotAllowedError:
            messages.warning(request, "Le document n’est pas enregistré\u00a0: le dossier vient d’être clos.")
        else:
            confirm(request, f"Document ajouté\u00a0: {document}.", who_reads(document, request))
        return redirect(LIST, public_id)
    return render(request, "tenancies/document_form.html", form_context(request, case_file, form=form))


def who_reads(document: CaseFileDocument, request: SignedInRequest) -> str:
    return f"Qui le lit\u00a0: {readers(Audience(document.audience), request.user)}."


@require_safe
@reads_case_files
def document(request: SignedInRequest, public_id: uuid.UUID, document: uuid.UUID) -> FileResponse:
    """The file itself; who opened one is in the access log."""
    case_file = open_case_file(request, public_id)
    documents = CaseFileDocument.objects.readable_by(request.user).filter(household=case_file.household)
    found = get_object_or_404(documents, public_id=document)
    if not case_file.can_open_documents:
        raise RightMissingError(MASKED)
    log_reading(household=case_file.household, user=request.user, kind=CaseFileAccess.Kind.DOCUMENT)
    return download(found)


def document_to_mend(request: SignedInRequest, case_file: CaseFile, public_id: uuid.UUID) -> CaseFileDocument:
    """404 unless this user reads it, cancelled or not."""
    found = get_object_or_404(documents_for(request.user, case_file.household), public_id=public_id)
    found.household = case_file.household
    return found


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def document_correct(request: SignedInRequest, public_id: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = document_to_mend(request, case_file, document)
    if not case_file.can_write or not may_correct_document(request.user, found):
        raise RightMissingError(Right.WRITE_JOURNAL)
    if obstacle := obstacle_to_correcting_document(found):
        return refused(request, obstacle, LIST, public_id)
    form = DocumentCorrectionForm(request.POST or None, user=request.user, document=found)
    if request.method == "POST" and form.is_valid():
        try:
            corrected = form.save()
        except MendingRefusedError as error:
            return refused(request, error.obstacle, LIST, public_id)
        confirm(request, "Le document est corrigé.", who_reads(corrected, request))
        return redirect(LIST, public_id)
    return render(request, "tenancies/document_correct.html", form_context(request, case_file, form=form))


@require_http_methods(["GET", "POST"])
@requires(Right.WRITE_JOURNAL)
def document_cancel(request: SignedInRequest, public_id: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    found = document_to_mend(request, case_file, document)
    if not case_file.can_write or not may_cancel_document(request.user, found):
        raise RightMissingError(Right.WRITE_JOURNAL)
    if obstacle := obstacle_to_cancelling_document(found):
        return refused(request, obstacle, LIST, public_id)
    return cancellation_page(
        request,
        case_file,
        cancel=cancel_document,
        act={"document": found},
        what=f"{found}, {long_date(found.recorded_at)}",
        follows="Il restera dans l’onglet, barré, avec votre motif. Personne ne pourra plus l’ouvrir, et son fichier "
        "sera effacé dans un mois.",
        done="Le document est annulé\u00a0:",
        done_follows=lambda document: "il reste dans l’onglet, barré, et ne s’ouvre plus.",
        back=LIST,
    )
