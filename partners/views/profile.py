from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from partners.forms.profile import ProfileForm
from partners.models import User
from partners.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """How others call and reach this person."""
    # Another object than the user of the request, whom the form's check would change.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        phone = form.cleaned_data["phone"]
        follows = "Vos dossiers les montrent ainsi." if phone else "Vos dossiers ne montrent aucun téléphone."
        confirm(request, "Vos coordonnées sont enregistrées.", follows)
        return redirect("partners:profile")
    return render(request, "partners/profile.html", {"form": form})
