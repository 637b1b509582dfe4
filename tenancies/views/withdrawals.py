"""The landlord closes one household's case file to one association."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.settling import ended_in_words
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms import WithdrawAccessForm
from tenancies.models import CaseFileAccess, Participation
from tenancies.reading.pending import parts_running
from tenancies.services import withdrawals
from tenancies.views.case_file import form_context, open_case_file


@require_http_methods(["GET", "POST"])
@requires(Right.WITHDRAW_ACCESS)
def withdraw_access(request: SignedInRequest, public_id: uuid.UUID, organization: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    if not case_file.can_withdraw_access:
        raise RightMissingError(Right.WITHDRAW_ACCESS)
    taking_part = Participation.objects.current().filter(household=case_file.household)
    participation = get_object_or_404(
        taking_part.filter(role=Participation.Role.SUPPORT).select_related("organization"),
        organization__public_id=organization,
    )
    partner = participation.organization
    carried = [each for each in case_file.household.running_follow_ups if each.organization_id == partner.pk]
    form = WithdrawAccessForm(
        request.POST or None, kind=CaseFileAccess.Kind.WITHDRAW, pending=parts_running(carried, request.user)
    )
    if request.method == "POST" and form.is_valid():
        try:
            withdrawals.withdraw_access(
                household=case_file.household, organization=partner, user=request.user, **form.cleaned_data
            )
        except TransitionNotAllowedError:
            messages.info(request, "Cette association n’a déjà plus accès à ce dossier.")
        else:
            done = f"L’accès est retiré à {partner.short_name}. {ended_in_words(form.pending)}".strip()
            confirm(request, done, "Ce que l’association a écrit reste au dossier.")
        return redirect("tenancies:household_access", public_id)
    context = form_context(request, case_file, form=form, partner=partner)
    return render(request, "tenancies/withdraw_access.html", context)
