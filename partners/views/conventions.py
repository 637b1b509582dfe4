import uuid

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from housing_support.common.documents.views import download
from housing_support.common.mending import MendingRefusedError
from partners.decorators import requires
from partners.exceptions import StaleVersionError
from partners.forms.conventions import TERMS, AmendmentForm, AssociationForm, ConventionForm
from partners.forms.documents import ConventionDocumentForm
from partners.forms.mending import CancellationForm
from partners.models import Convention, ConventionDocument
from partners.reading.documents import documents_of
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services.documents import cancel_convention_document


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def create(request: SignedInRequest) -> HttpResponse:
    """A convention with an association known already or, when none is chosen, with one registered on the way, whose
    first person is invited."""
    data = request.POST if request.method == "POST" else None
    described = [f"new-{name}" for name in AssociationForm.base_fields]
    registers = data is not None and not data.get("association") and any(map(data.get, described))
    form = ConventionForm(data, user=request.user, registers=registers)
    association_form = AssociationForm(data if registers else None, user=request.user, prefix="new")
    if request.method == "POST" and all([form.is_valid(), not registers or association_form.is_valid()]):
        convention = _signed(request, form, association_form if registers else None)
        if convention:
            invited = association_form.cleaned_data["email"] if registers else ""
            done = f"La convention avec {convention.association} est enregistrée"
            done += f" et l’invitation part à {invited}\u00a0:" if invited else "\u00a0:"
            confirm(request, done, f"l’association peut être sollicitée à partir du {long_date(convention.starts_on)}.")
            return redirect("partners:programme", convention.action.programme.public_id)
    context = {"form": form, "association_form": association_form}
    return render(request, "partners/convention_create.html", context)


@transaction.atomic
def _signed(
    request: SignedInRequest, form: ConventionForm, association_form: AssociationForm | None
) -> Convention | None:
    """The association, the invitation and the convention, or none of them."""
    if association_form is None:
        return form.save(association=form.cleaned_data["association"])
    association = association_form.save(base_url=request.build_absolute_uri("/"))
    convention = form.save(association=association) if association else None
    if convention is None:
        transaction.set_rollback(True)
    return convention


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def amend(request: SignedInRequest, public_id) -> HttpResponse:
    """The terms of a convention. When a colleague saved it meanwhile: both texts side by side, and nothing lost."""
    convention = get_object_or_404(Convention.objects.visible_to(request.user).for_list(), public_id=public_id)
    form = AmendmentForm(request.POST or None, instance=convention, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            saved = form.save()
        except StaleVersionError:
            return _conflict(request, form)
        if saved:
            done = f"La convention avec {convention.association} est modifiée."
            confirm(request, done, "Les visites à venir suivent le nouveau délai, les réponses attendues l’ancien.")
            return redirect("partners:convention", convention.public_id)
    context = {"form": form, "convention": convention}
    return render(request, "partners/convention_amend.html", context)


def _conflict(request: SignedInRequest, form: AmendmentForm) -> HttpResponse:
    """Both versions, and a form that writes this one over the other, knowingly."""
    theirs = Convention.objects.for_list().get(pk=form.instance.pk)
    again = AmendmentForm(initial={name: form.cleaned_data[name] for name in TERMS}, instance=theirs, user=request.user)
    context = {
        "convention": theirs,
        "form": again,
        "differences": [
            (again[name].label, getattr(theirs, name), form.cleaned_data[name])
            for name in TERMS
            if getattr(theirs, name) != form.cleaned_data[name]
        ],
    }
    return render(request, "partners/convention_conflict.html", context, status=409)


def visible_convention(request: SignedInRequest, public_id: uuid.UUID) -> Convention:
    return get_object_or_404(Convention.objects.visible_to(request.user).for_list(), public_id=public_id)


@require_safe
@requires(Right.READ_PARTNERS)
def detail(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a convention commits to, and its documents, for either party."""
    convention = visible_convention(request, public_id)
    can_manage = request.user.may(Right.MANAGE_CONVENTIONS)
    context = {
        "convention": convention,
        "documents": documents_of(convention, reader=request.user, can_manage=can_manage),
        "can_manage": can_manage,
    }
    return render(request, "partners/convention.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def add_document(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    convention = visible_convention(request, public_id)
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
    return download(found, name=slugify(str(found)))


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
    context = {"form": form, "convention": visible_convention(request, public_id), "document": found}
    return render(request, "partners/convention_document_cancel.html", context)
