import io
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.documents.views import download
from housing_support.common.mending import MendingRefusedError
from housing_support.common.pdf import render as render_pdf
from partners.decorators import requires
from partners.exceptions import PlacesTakenError, StaleVersionError, TransitionNotAllowedError
from partners.forms.conventions import (
    AmendmentForm,
    AssociationForm,
    ConventionForm,
    CorrectionForm,
    SignatureForm,
    TerminationForm,
)
from partners.forms.documents import ConventionDocumentForm
from partners.forms.mending import CancellationForm
from partners.models import Convention, ConventionDocument
from partners.reading.convention_sheet import sheet_of
from partners.reading.conventions import dated_terms
from partners.reading.documents import documents_of
from partners.reading.places import in_words, places_of
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services import conventions, terms
from partners.services.documents import cancel_convention_document

# What the button of an association that is known already sends.
IS_IT = "is_it"
CHANGED = "Cette convention vient de changer\u00a0: rien n’a été enregistré."


@require_safe
@requires(Right.READ_PARTNERS)
def convention(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What it commits to, from when, and what may be done with it now."""
    found = _found(request, public_id)
    is_own = request.user.may(Right.MANAGE_CONVENTIONS) and found.landlord_id == request.user.organization_id
    places = places_of([found], tells_since=True)[found.pk]
    context = {
        "convention": found,
        "terms": dated_terms(found, today=timezone.localdate()),
        "allows": {code: is_own and Convention.machine.allows(found, code) for code in Convention.Move.values},
        "may_amend": is_own and found.state == Convention.State.SIGNED,
        "can_manage": is_own,
        "documents": documents_of(found, reader=request.user, can_manage=is_own),
        "reserved": in_words(found, places),
        "unused": places.unused_in_words if found.is_in_force() else "",
        "is_binding": found.state in Convention.BINDING,
    }
    return render(request, "partners/convention.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def create(request: SignedInRequest) -> HttpResponse:
    """A convention with an association known already or, when none is chosen, with one registered on the way, whose
    first person is invited."""
    data = request.POST.copy() if request.method == "POST" else None
    if data and data.get(IS_IT):
        # The one described is known already: it is chosen instead.
        data["association"] = data.get(IS_IT, "")
    described = [f"new-{name}" for name in AssociationForm.base_fields]
    registers = data is not None and not data.get("association") and any(map(data.get, described))
    form = ConventionForm(data, user=request.user, registers=registers)
    association_form = AssociationForm(data if registers else None, user=request.user, prefix="new")
    if request.method == "POST" and all([form.is_valid(), not registers or association_form.is_valid()]):
        drafted = _drafted(request, form, association_form if registers else None)
        if drafted:
            invited = association_form.cleaned_data["email"] if registers else ""
            done = f"La convention avec {drafted.association} est préparée"
            done += f" et l’invitation part à {invited}." if invited else "."
            confirm(request, done, "Une fois signée par les deux parties, enregistrez sa signature\u00a0: elle engage.")
            return redirect("partners:convention", drafted.public_id)
    context = {"form": form, "association_form": association_form}
    return render(request, "partners/convention_create.html", context)


@transaction.atomic
def _drafted(
    request: SignedInRequest, form: ConventionForm, association_form: AssociationForm | None
) -> Convention | None:
    """The association, the invitation and the convention, or none of them."""
    if association_form is None:
        return form.save(association=form.cleaned_data["association"])
    association = association_form.save(base_url=request.build_absolute_uri("/"))
    drafted = form.save(association=association) if association else None
    if drafted is None:
        transaction.set_rollback(True)
    return drafted


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def edit(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """A convention that is not signed yet."""
    found = _found(request, public_id)
    if found.state in Convention.BINDING:
        return _changed(request, found, "Cette convention est signée\u00a0: un avenant change ses termes.")
    form = CorrectionForm(request.POST or None, instance=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save()
        except (StaleVersionError, TransitionNotAllowedError):
            return _changed(request, found, CHANGED)
        if saved:
            confirm(request, "La convention est modifiée.", "Elle n’engage qu’une fois signée.")
            return redirect("partners:convention", public_id)
    return render(request, "partners/convention_edit.html", {"form": form, "convention": found})


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def sign(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _found(request, public_id)
    form = SignatureForm(request.POST or None, request.FILES or None, convention=found)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(request.user)
        except TransitionNotAllowedError:
            return _changed(request, found, CHANGED)
        follows = f"{found.association} peut être sollicitée à partir du {long_date(found.starts_on)}."
        confirm(request, f"La convention avec {found.association} est signée.", follows)
        return redirect("partners:convention", public_id)
    return render(request, "partners/convention_sign.html", {"form": form, "convention": found})


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def amend(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Other terms from a day on. When a colleague amended it meanwhile: what is recorded beside what was typed."""
    found = _found(request, public_id)
    if found.state != Convention.State.SIGNED:
        return _changed(request, found, "Seule une convention signée reçoit un avenant.")
    form = AmendmentForm(request.POST or None, user=request.user, convention=found, last=found.terms.latest("since"))
    if request.method == "POST" and form.is_valid():
        try:
            made = form.save()
        except (StaleVersionError, TransitionNotAllowedError):
            return _changed(request, found, CHANGED)
        if made:
            done = f"L’avenant est enregistré, à partir du {long_date(made.since)}."
            confirm(request, done, "Les visites suivent alors son délai, les réponses déjà attendues gardent le leur.")
            return redirect("partners:convention", public_id)
    return render(request, "partners/convention_amend.html", {"form": form, "convention": found})


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def terminate(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _found(request, public_id)
    form = TerminationForm(request.POST or None, convention=found)
    if request.method == "POST" and form.is_valid():
        try:
            ended = form.save(request.user)
        except TransitionNotAllowedError:
            return _changed(request, found, CHANGED)
        follows = "Ses suivis se terminent le lendemain, les baux continuent."
        confirm(request, f"La convention est résiliée au {long_date(ended.ends_on)}.", follows)
        return redirect("partners:convention", public_id)
    return render(request, "partners/convention_terminate.html", {"form": form, "convention": found})


@require_POST
@requires(Right.MANAGE_CONVENTIONS)
def submit(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _found(request, public_id)
    follows = f"{found.association} la lit désormais\u00a0; enregistrez sa signature quand elle est faite."
    return _moved(request, found, conventions.submit_convention, "La convention est à signer.", follows)


@require_POST
@requires(Right.MANAGE_CONVENTIONS)
def take_back(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _found(request, public_id)
    follows = f"{found.association} ne la lit plus, jusqu’à ce que vous la proposiez à nouveau."
    return _moved(request, found, conventions.take_back_convention, "La convention est reprise.", follows)


@require_POST
@requires(Right.MANAGE_CONVENTIONS)
def discard(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    found = _found(request, public_id)
    programme = found.action.programme.public_id
    try:
        conventions.discard_convention(convention=found, user=request.user)
    except TransitionNotAllowedError:
        return _changed(request, found, CHANGED)
    confirm(request, f"La convention préparée avec {found.association} est abandonnée.", "Rien n’en reste.")
    return redirect("partners:programme", programme)


@require_POST
@requires(Right.MANAGE_CONVENTIONS)
def cancel_amendment(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    found = _found(request, public_id)
    amendment = get_object_or_404(found.terms.select_related("convention"), pk=pk)
    try:
        terms.cancel_amendment(terms=amendment, user=request.user)
    except TransitionNotAllowedError:
        return _changed(request, found, "Ces termes s’appliquent déjà\u00a0: un autre avenant les change.")
    except PlacesTakenError as error:
        words = f"Cet avenant promet des places déjà prises le {long_date(error.day)}\u00a0: libérez-les d’abord."
        return _changed(request, found, words)
    done = f"L’avenant du {long_date(amendment.since)} est annulé."
    confirm(request, done, "Les termes d’avant continuent de s’appliquer.")
    return redirect("partners:convention", public_id)


@require_safe
@requires(Right.READ_PARTNERS)
def sheet(request: SignedInRequest, public_id: uuid.UUID) -> FileResponse:
    """The convention on paper."""
    now = timezone.now()
    paper = render_pdf("convention_sheet.typ", sheet_of(_found(request, public_id), at=now), at=now)
    name = f"fiche-de-convention-{timezone.localdate(now)}.pdf"
    return FileResponse(io.BytesIO(paper), as_attachment=True, filename=name, content_type="application/pdf")


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def add_document(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    convention = _found(request, public_id)
    form = ConventionDocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        document = form.save(convention=convention, user=request.user)
        confirm(request, f"Pièce ajoutée\u00a0: {document}.", f"{convention.association} la lit dès maintenant.")
        return redirect("partners:convention", public_id)
    context = {"form": form, "convention": convention}
    return render(request, "partners/convention_document.html", context)


@require_safe
@requires(Right.READ_PARTNERS)
def document(request: SignedInRequest, public_id: uuid.UUID, document: uuid.UUID) -> FileResponse:
    documents = ConventionDocument.objects.visible_to(request.user).filter(convention__public_id=public_id)
    found = get_object_or_404(documents, public_id=document)
    return download(found)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def cancel_document(request: SignedInRequest, public_id: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    documents = ConventionDocument.with_cancelled.visible_to(request.user).select_related("convention")
    found = get_object_or_404(documents, convention__public_id=public_id, public_id=document)
    form = CancellationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(cancel_convention_document, document=found, user=request.user)
        except MendingRefusedError as error:
            messages.warning(request, error.obstacle.label)
        else:
            confirm(request, "La pièce est annulée\u00a0:", "elle reste sur la page, barrée, et ne s’ouvre plus.")
        return redirect("partners:convention", public_id)
    context = {"form": form, "convention": _found(request, public_id), "document": found}
    return render(request, "partners/convention_document_cancel.html", context)


def _found(request: SignedInRequest, public_id: uuid.UUID) -> Convention:
    return get_object_or_404(Convention.objects.visible_to(request.user).for_list(), public_id=public_id)


def _moved(request: SignedInRequest, found: Convention, service: Callable, done: str, follows: str) -> HttpResponse:
    try:
        service(convention=found, user=request.user)
    except TransitionNotAllowedError:
        return _changed(request, found, CHANGED)
    confirm(request, done, follows)
    return redirect("partners:convention", found.public_id)


def _changed(request: SignedInRequest, found: Convention, words: str) -> HttpResponse:
    messages.warning(request, words)
    return redirect("partners:convention", found.public_id)
