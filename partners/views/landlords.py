from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from partners.decorators import requires
from partners.forms.conventions import ParametersForm
from partners.models import LandlordParameters
from partners.requests import SignedInRequest
from partners.roles import Right


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def parameters(request: SignedInRequest) -> HttpResponse:
    """The landlord's own thresholds; those of the associations are in their conventions."""
    current = LandlordParameters.objects.filter(landlord=request.user.organization_id).first()
    form = ParametersForm(request.POST or None, instance=current, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        done = "Les délais et les seuils du bailleur sont enregistrés."
        confirm(request, done, "Ils valent dès maintenant\u00a0; ce qui est déjà commencé garde son échéance.")
        return redirect("partners:partners")
    return render(request, "partners/parameters.html", {"form": form})
