import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.dates import long_date
from partners.decorators import requires
from partners.exceptions import FirstPersonSettledError, TooManyInvitationsError, TransitionNotAllowedError
from partners.forms.invitations import WHY_NOT_INVITED, FirstPersonForm, InvitationForm
from partners.models import Invitation, Organization
from partners.requests import SignedInRequest
from partners.roles import Right
from partners.services import invitations
from partners.sessions import INVITATION

ALREADY_ANSWERED = "Cette invitation n’attend plus de réponse."


@login_not_required
@require_safe
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the message. The token goes no further: the session keeps its digest and the address changes, so
    that neither the address bar, nor the history of the sign-up page, nor a Referer tells it."""
    if request.user.is_authenticated:
        return render(request, "partners/invitation_signed_in.html")
    digest = invitations.digest_of(token)
    if not Invitation.objects.usable().filter(token_digest=digest).exists():
        return render(request, "account/signup_closed.html", status=410)
    request.session[INVITATION] = digest
    return redirect("account_signup")


def serves_until(invitation: Invitation) -> str:
    return f"Son lien sert jusqu’au {long_date(timezone.localdate(invitation.expires_at))}."


@require_http_methods(["GET", "POST"])
@requires(Right.INVITE)
def invite(request: SignedInRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        invitation = form.save(base_url=request.build_absolute_uri("/"))
        if invitation:
            confirm(request, f"L’invitation part à {invitation.email}.", serves_until(invitation))
            return redirect("partners:team")
    return render(request, "partners/invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_CONVENTIONS)
def invite_first_person(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Whoever opens the space of an association where nobody works yet, in the place of whom one invited before."""
    association = get_object_or_404(Organization.objects.visible_to(request.user).associations(), public_id=public_id)
    if not Organization.objects.to_be_joined(request.user).filter(pk=association.pk).exists():
        messages.warning(request, WHY_NOT_INVITED[FirstPersonSettledError])
        return redirect("partners:partners")
    former = Invitation.objects.waiting().filter(organization=association).with_message_state().first()
    form = FirstPersonForm(request.POST or None, user=request.user, association=association, initial=former_of(former))
    if request.method == "POST" and form.is_valid():
        invitation = form.save(base_url=request.build_absolute_uri("/"))
        if invitation:
            former_link = " L’ancien lien ne sert plus." if former else ""
            confirm(request, f"L’invitation part à {invitation.email}.{former_link}", serves_until(invitation))
            return redirect("partners:partners")
    context = {"form": form, "association": association, "former": former}
    return render(request, "partners/first_person.html", context)


def former_of(invitation: Invitation | None) -> dict[str, str]:
    return model_to_dict(invitation, FirstPersonForm.Meta.fields) if invitation else {}


@require_POST
@requires(Right.INVITE)
def resend(request: SignedInRequest, public_id) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), public_id=public_id)
    try:
        invitations.resend(invitation=invitation, user=request.user, base_url=request.build_absolute_uri("/"))
    except TransitionNotAllowedError:
        messages.warning(request, ALREADY_ANSWERED)
    except TooManyInvitationsError:
        messages.warning(request, WHY_NOT_INVITED[TooManyInvitationsError])
    else:
        done = f"Un nouveau lien part à {invitation.email}\u00a0; l’ancien ne sert plus."
        invitation.refresh_from_db()
        confirm(request, done, serves_until(invitation))
    return redirect("partners:team")


@require_POST
@requires(Right.INVITE)
def revoke(request: SignedInRequest, public_id) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), public_id=public_id)
    try:
        invitations.revoke(invitation=invitation, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, ALREADY_ANSWERED)
    else:
        confirm(request, f"L’invitation de {invitation.email} est retirée\u00a0:", "son lien ne sert plus.")
    return redirect("partners:team")
