"""The household's own record: its persons, its protection, its address; who lives behind a door."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from partners.decorators import requires
from partners.exceptions import RightMissingError, StaleVersionError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import HouseholdForm, MemberFormSet, PurposeForm
from tenancies.forms.persons import members_initial
from tenancies.models import CaseFileAccess, Dwelling
from tenancies.services.addresses import protect, reveal, unprotect, who_lives_in
from tenancies.views.case_file import CaseFile, form_context, open_case_file


@require_http_methods(["GET", "POST"])
@requires(Right.EDIT_HOUSEHOLD)
def household_edit(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_edit:
        raise RightMissingError(Right.EDIT_HOUSEHOLD)
    household = case_file.household
    if request.method == "GET":
        persons = MemberFormSet(initial=members_initial(household), prefix="persons")
        return edit_page(request, case_file, HouseholdForm.for_household(household), persons)
    form, persons = HouseholdForm(request.POST), MemberFormSet(request.POST, prefix="persons")
    if not (form.is_valid() and persons.is_valid()):
        return edit_page(request, case_file, form, persons)
    try:
        form.save(household=household, user=request.user, persons=persons.kept())
    except StaleVersionError:
        return conflict_page(request, case_file, persons)
    except TransitionNotAllowedError:
        messages.warning(request, "Ce dossier vient d’être clos\u00a0: rien n’a été enregistré.")
    else:
        confirm(request, "Le ménage est enregistré.", "Les participants du dossier le lisent ainsi dès maintenant.")
    return redirect("tenancies:household_members", public_id)


def edit_page(request, case_file: CaseFile, form, persons, *, is_conflict: bool = False) -> HttpResponse:
    context = form_context(request, case_file, form=form, persons=persons, is_conflict=is_conflict)
    return render(request, "tenancies/household_edit.html", context, status=409 if is_conflict else 200)


def conflict_page(request, case_file: CaseFile, persons) -> HttpResponse:
    """What was typed, beside what somebody saved meanwhile; sending again is then a choice."""
    data = request.POST.copy()
    data["version"] = case_file.household.version
    return edit_page(request, case_file, HouseholdForm(data), persons, is_conflict=True)


@require_http_methods(["GET", "POST"])
@requires(Right.REVEAL_ADDRESS)
def household_address(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """A protected address, shown once as the answer to its reason: nothing of it is kept, not even in a session."""
    case_file = open_case_file(request, public_id)
    if not case_file.household.is_protected:
        raise Http404
    if not case_file.can_reveal_address:
        raise RightMissingError(Right.REVEAL_ADDRESS)
    form = PurposeForm(request.POST or None, kind=CaseFileAccess.Kind.ADDRESS)
    address = None
    if request.method == "POST" and form.is_valid():
        address = reveal(household=case_file.household, user=request.user, **form.cleaned_data)
        request.is_done = True
    context = form_context(request, case_file, form=form, address=address)
    return render(request, "tenancies/household_address.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.READ_DWELLINGS)
@requires(Right.REVEAL_ADDRESS)
def who_lives_there(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who lives behind that door, shown once as the answer to its reason, as a protected address is."""
    found = get_object_or_404(
        Dwelling.objects.visible_to(request.user).select_related("residence"), public_id=public_id
    )
    form = PurposeForm(request.POST or None, kind=CaseFileAccess.Kind.ADDRESS)
    form.ask("voulez-vous savoir qui habite là", "vous voulez savoir qui habite là")
    households = None
    if request.method == "POST" and form.is_valid():
        households = who_lives_in(dwelling=found, user=request.user, **form.cleaned_data)
        request.is_done = True
    context = {"dwelling": found, "form": form, "households": households}
    return render(request, "tenancies/who_lives_there.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.PROTECT_ADDRESS)
def household_protect(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return protection_page(
        request,
        public_id,
        kind=CaseFileAccess.Kind.PROTECT,
        service=protect,
        done="L’adresse est protégée\u00a0:",
        follows="elle est masquée partout dès maintenant.",
        already="L’adresse de ce ménage est déjà protégée.",
    )


@require_http_methods(["GET", "POST"])
@requires(Right.PROTECT_ADDRESS)
def household_unprotect(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    return protection_page(
        request,
        public_id,
        kind=CaseFileAccess.Kind.UNPROTECT,
        service=unprotect,
        done="La protection est levée\u00a0:",
        follows="les participants du dossier lisent de nouveau l’adresse.",
        already="L’adresse de ce ménage n’est pas protégée.",
    )


def protection_page(
    request: SignedInRequest,
    public_id: uuid.UUID,
    *,
    kind: CaseFileAccess.Kind,
    service: Callable,
    done: str,
    follows: str,
    already: str,
) -> HttpResponse:
    """An act of its own, with its reason: no form that edits something else changes the protection."""
    case_file = open_case_file(request, public_id)
    # It is set, and lifted, from where the household lives or from where it is put up.
    is_put_up = request.GET.get("from") == "stay" and case_file.reads_stays
    back = "tenancies:household_stay" if is_put_up else "tenancies:household_dwelling"
    is_protecting = kind == CaseFileAccess.Kind.PROTECT
    if case_file.household.is_protected == is_protecting:
        messages.info(request, already)
        return redirect(back, public_id)
    if not case_file.can_change_protection:
        raise RightMissingError(Right.PROTECT_ADDRESS)
    form = PurposeForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            service(household=case_file.household, user=request.user, **form.cleaned_data)
        except TransitionNotAllowedError:
            messages.info(request, already)
        else:
            confirm(request, done, follows)
        return redirect(back, public_id)
    context = form_context(request, case_file, form=form, is_protecting=is_protecting, back=back)
    return render(request, "tenancies/household_protection.html", context)
