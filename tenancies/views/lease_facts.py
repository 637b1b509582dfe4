"""What was done of a lease: the entry into the dwelling, and the exit from it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.mending import MendingRefusedError
from partners.decorators import requires
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import EntryForm, ExitForm
from tenancies.forms.lease_facts import LeaseFactsForm
from tenancies.models import Tenancy
from tenancies.reading.leases import progress_of
from tenancies.reading.mending import obstacle_to_mending_tenancy
from tenancies.views.case_file import CaseFile, form_context, open_case_file
from tenancies.views.mending import refused, tenancy_to_mend

PAGE = "tenancies:household_dwelling"


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def tenancy_entry(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    return facts_page(request, case_file, tenancy_to_mend(case_file, pk), EntryForm, "L’entrée est notée\u00a0:")


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_TENANCIES)
def tenancy_exit(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Once the end of the lease is known."""
    case_file = open_case_file(request, public_id)
    tenancy = tenancy_to_mend(case_file, pk)
    if not tenancy.ends_on:
        messages.warning(request, "Enregistrez d’abord la fin de ce bail, ou le congé reçu.")
        return redirect(PAGE, public_id)
    return facts_page(request, case_file, tenancy, ExitForm, "La sortie est notée\u00a0:")


def facts_page(
    request: SignedInRequest, case_file: CaseFile, tenancy: Tenancy, form_class: type[LeaseFactsForm], done: str
) -> HttpResponse:
    public_id = case_file.household.public_id
    if obstacle := obstacle_to_mending_tenancy(tenancy):
        return refused(request, obstacle, PAGE, public_id)
    form = form_class(request.POST or None, tenancy=tenancy, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            noted = form.save()
        except MendingRefusedError as error:
            return refused(request, error.obstacle, PAGE, public_id)
        if noted:
            confirm(request, done, what_follows(noted))
            return redirect(PAGE, public_id)
    context = form_context(request, case_file, form=form, tenancy=tenancy)
    return render(request, "tenancies/tenancy_facts.html", context)


def what_follows(tenancy: Tenancy) -> str:
    """Of the last part of the lease: its exit once its end is known."""
    told = progress_of(tenancy, shows_amount=False)
    follows = told[-1].follows if told else ""
    return f"ensuite, {follows}." if follows else "il n’y manque plus rien."
