import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from housing_support.common.confirmations import confirm
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.forms.names import InvitedNameForm, NameForm
from partners.models import Invitation, User
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.views.invitations import ALREADY_ANSWERED


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def colleague(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    account = get_object_or_404(User.objects.colleagues_of(request.user), public_id=public_id)
    form = NameForm(request.POST or None, instance=account, user=request.user)
    if request.method == "POST" and form.is_valid():
        named = form.save()
        confirm(request, f"Le nom de {named.full_name} est enregistré.", "Toutes les pages le disent ainsi désormais.")
        return redirect("partners:team")
    return render(request, "partners/name.html", {"form": form, "about": account.email})


@require_http_methods(["GET", "POST"])
@requires(Right.INVITE)
def invited(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), public_id=public_id)
    Invitation.machine.authorize(invitation, Invitation.Move.RENAME, request.user)
    form = InvitedNameForm(request.POST or None, instance=invitation, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            named = form.save()
        except TransitionNotAllowedError:
            messages.warning(request, ALREADY_ANSWERED)
        else:
            done = f"L’invitation est au nom de {named.first_name} {named.last_name}\u00a0:"
            confirm(request, done, "son compte portera ce nom.")
        return redirect("partners:team")
    return render(request, "partners/name.html", {"form": form, "about": invitation.email})
