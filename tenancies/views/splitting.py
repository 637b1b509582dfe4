"""A household separates: those who leave have their own case file."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from partners.decorators import requires
from partners.exceptions import RightMissingError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import SplitForm
from tenancies.models import HouseholdSplit
from tenancies.reading.history import PAGE_TITLES
from tenancies.reading.splitting import obstacle_to_rejoining, obstacle_to_splitting, offered_partners
from tenancies.services.splitting import SplitRefusedError, rejoin_household
from tenancies.views.case_file import form_context, open_case_file
from tenancies.views.merging import household_to_merge


@require_http_methods(["GET", "POST"])
@requires(Right.CLOSE_CASE_FILE)
def split(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who leaves, who holds each of the two files, who reads the new one."""
    case_file = open_case_file(request, public_id)
    if not case_file.can_move:
        raise RightMissingError(Right.CLOSE_CASE_FILE)
    household = case_file.household
    if obstacle := obstacle_to_splitting(household, len(household.members)):
        messages.warning(request, obstacle.label)
        return redirect("tenancies:household_members", public_id)
    partners = offered_partners(household, request.user, case_file.named_partners)
    form = SplitForm(request.POST or None, household=household, partners=partners)
    if request.method == "POST" and form.is_valid():
        try:
            done = form.save(request.user)
        except SplitRefusedError as error:
            messages.warning(request, error.obstacle.label)
            return redirect("tenancies:household_split", public_id)
        follows = f"le dossier {done.new.reference} est ouvert pour celles et ceux qui partent."
        if not household.is_protected:
            follows += " Si sa nouvelle adresse doit rester secrète, protégez-la avant d’y noter un logement."
        if form.holder_leaves and case_file.summary.tenancy:
            follows += " Le bail reste ici\u00a0: faites-le modifier par un avenant, son titulaire est parti."
        confirm(request, "Le ménage est séparé\u00a0:", follows)
        return redirect("tenancies:household_members", public_id)
    return render(request, "tenancies/household_split.html", form_context(request, case_file, form=form))


@require_http_methods(["GET", "POST"])
@requires(Right.CLOSE_CASE_FILE)
def rejoin(request: SignedInRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    household = household_to_merge(request, public_id)
    done = get_object_or_404(HouseholdSplit.objects.select_related("former", "new"), former=household, pk=pk)
    if obstacle := obstacle_to_rejoining(done, done.former, done.new):
        messages.warning(request, obstacle.label)
        return redirect("tenancies:household_members", public_id)
    if request.method == "POST":
        try:
            rejoin_household(split=done, user=request.user)
        except SplitRefusedError as error:
            messages.warning(request, error.obstacle.label)
        else:
            follows = "chacun a retrouvé sa place dans le ménage, et l’autre dossier mène à celui-ci."
            confirm(request, "La séparation est annulée\u00a0:", follows)
        return redirect("tenancies:household_members", public_id)
    return render(
        request,
        "tenancies/household_rejoin.html",
        {"household": household, "heading": PAGE_TITLES["household_rejoin"], "split": done},
    )
