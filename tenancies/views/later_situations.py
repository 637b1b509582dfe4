"""Where a household lives some months after its support has ended."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.requests import SignedInRequest
from partners.roles import Right
from tenancies.forms.later_situations import LaterSituationForm
from tenancies.models import LaterSituation
from tenancies.reading.later_situations import what_its_lease_says
from tenancies.views.case_file import form_context, open_case_file

BACK = "tenancies:household_dwelling"


@require_http_methods(["GET", "POST"])
@requires(Right.RECORD_LATER_SITUATION)
def later_situation(request: SignedInRequest, public_id: uuid.UUID, situation: uuid.UUID) -> HttpResponse:
    case_file = open_case_file(request, public_id)
    rows = LaterSituation.objects.visible_to(request.user).filter(household=case_file.household)
    later = get_object_or_404(rows.select_related("measure__action"), public_id=situation)
    if not later.is_asked():
        messages.info(request, f"Cette situation se recueille à partir de son échéance, le {long_date(later.due_on)}.")
        return redirect(BACK, public_id)
    known = what_its_lease_says(case_file.household) if request.user.organization.is_landlord else ""
    form = LaterSituationForm(request.POST or None, later=later, known=known, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.warning(request, "Rien n’est enregistré\u00a0: l’accompagnement de ce ménage a repris.")
        else:
            confirm(request, "La situation du ménage est enregistrée.", following(later))
        return redirect(BACK, public_id)
    return render(request, "tenancies/later_situation.html", form_context(request, case_file, form=form, later=later))


def following(later: LaterSituation) -> str:
    following = LaterSituation.objects.filter(measure=later.measure_id, recorded_on=None).order_by("months").first()
    if following is None:
        return "Plus rien n’est à recueillir après cet accompagnement."
    return f"La prochaine fois\u00a0: le {long_date(following.due_on)}."
