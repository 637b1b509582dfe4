"""What a dwelling must be for a household, as the association that opened its case file keeps it for itself."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms.criteria import CriteriaForm
from tenancies.models import DwellingCriteria
from tenancies.services.criteria import cancel_criteria
from tenancies.views.case_file import CaseFile, form_context, open_case_file
from tenancies.views.mending import cancellation_page

LIST = "tenancies:household_members"
FOLLOWS = "Votre association les lit au moment de proposer un logement\u00a0; le bailleur ne les lit jamais."


@require_http_methods(["GET", "POST"])
@requires(Right.PROPOSE_CANDIDATE)
def household_criteria(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = _own(request, public_id)
    form = CriteriaForm(
        request.POST or None, household=case_file.household, standing=_standing(case_file), user=request.user
    )
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.warning(request, "Ce dossier vient d’être clos\u00a0: rien n’a été enregistré.")
        else:
            confirm(request, "Les critères sont enregistrés.", FOLLOWS)
        return redirect(LIST, public_id)
    return render(request, "tenancies/criteria_form.html", form_context(request, case_file, form=form))


@require_http_methods(["GET", "POST"])
@requires(Right.PROPOSE_CANDIDATE)
def household_criteria_cancel(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    case_file = _own(request, public_id)
    standing = _standing(case_file)
    if standing is None:
        raise Http404
    return cancellation_page(
        request,
        case_file,
        cancel=cancel_criteria,
        act={"criteria": standing},
        what="Secteurs exclus, école, crèche, garde d’enfants",
        follows="Ils ne seront plus rappelés au moment de proposer un logement. Ils resteront dans le dossier, barrés, "
        "avec votre motif, pour votre association seule.",
        done="Les critères sont annulés\u00a0:",
        done_follows=lambda _: "ils ne sont plus rappelés au moment de proposer un logement.",
        back=LIST,
    )


def _own(request: SignedInRequest, public_id: uuid.UUID) -> CaseFile:
    """Of a household that the user's association brought, in a case file that may be changed."""
    case_file = open_case_file(request, public_id)
    if not case_file.can_note_criteria:
        raise RightMissingError(Right.PROPOSE_CANDIDATE)
    return case_file


def _standing(case_file: CaseFile) -> DwellingCriteria | None:
    rows = DwellingCriteria.objects.visible_to(case_file.user).filter(household=case_file.household)
    return rows.select_related("household").first()
