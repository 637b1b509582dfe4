from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.pagination import keyset_page
from partners.decorators import requires
from partners.exceptions import TransitionNotAllowedError
from partners.models import Invitation, User
from partners.requests import SignedInRequest
from partners.roles import Right, grantable_roles
from partners.services import accounts


@require_safe
@requires(Right.INVITE)
def team(request: SignedInRequest) -> HttpResponse:
    """The accounts of one's own organization, and the invitations that wait for their answer."""
    colleagues = User.objects.colleagues_of(request.user).with_second_factor()
    waiting = Invitation.objects.visible_to(request.user).waiting().with_message_state().select_related("invited_by")
    context = {
        "page": keyset_page(colleagues, key=("last_name", "first_name", "pk"), request=request),
        "invitations": waiting[:100],
        "grantable_roles": grantable_roles(request.user),
        "can_manage_accounts": request.user.may(Right.MANAGE_ACCOUNTS),
        "assigns_residences": request.user.may(Right.ASSIGN_RESIDENCES),
    }
    return render(request, "partners/team.html", context)


def _act_on_account(
    request: SignedInRequest, public_id, service: Callable, *, done: str, follows: str, refused: str
) -> HttpResponse:
    account = get_object_or_404(User.objects.colleagues_of(request.user), public_id=public_id)
    try:
        service(account=account, user=request.user)
    except TransitionNotAllowedError:
        messages.warning(request, refused)
    else:
        confirm(request, done.format(name=account.full_name), follows)
    return redirect("partners:team")


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def deactivate(request: SignedInRequest, public_id) -> HttpResponse:
    return _act_on_account(
        request,
        public_id,
        accounts.deactivate,
        done="Le compte de {name} est désactivé et ses sessions sont fermées.",
        follows="Un message part pour l’en informer.",
        refused="On ne désactive ni son propre compte, ni un compte qui l’est déjà.",
    )


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def reactivate(request: SignedInRequest, public_id) -> HttpResponse:
    return _act_on_account(
        request,
        public_id,
        accounts.reactivate,
        done="Le compte de {name} est de nouveau actif\u00a0:",
        follows="il suffit de se connecter.",
        refused="Ce compte est déjà actif.",
    )


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def reset_second_factor(request: SignedInRequest, public_id) -> HttpResponse:
    return _act_on_account(
        request,
        public_id,
        accounts.reset_second_factor,
        done="La double authentification de {name} est à refaire à sa prochaine connexion.",
        follows="Un message part pour l’en informer.",
        refused="Rien à réinitialiser\u00a0: ce compte n’a pas de double authentification, ou c’est le vôtre.",
    )
