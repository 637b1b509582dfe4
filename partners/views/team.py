from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from housing_support.common.confirmations import confirm
from housing_support.common.pagination import keyset_page
from partners.charges import count_unfinished
from partners.decorators import requires
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.forms.departures import DeactivationForm, HandOverForm, RoleForm
from partners.models import Invitation, User
from partners.requests import SignedInRequest
from partners.roles import Right, Role, grantable_roles
from partners.services import accounts

CHANGED_MEANWHILE = (
    "Rien n’est changé\u00a0: entre-temps, ce compte a été désactivé, ou un successeur ne peut plus reprendre ce suivi."
)
WAITS_FOR_SUCCESSORS = (
    "Chaque suivi attend à l’accueil de son successeur\u00a0; ceux qui restent à désigner, à l’accueil de qui les "
    "attribue."
)


@require_safe
@requires(Right.INVITE)
def team(request: SignedInRequest) -> HttpResponse:
    """The accounts of one's own organization, and the invitations that wait for their answer."""
    colleagues = User.objects.colleagues_of(request.user).with_second_factor().with_refused_address()
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


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def deactivate(request: SignedInRequest, public_id) -> HttpResponse:
    """What the person has in charge, and who takes it over when the account is closed."""
    account = colleague(request, public_id)
    if not account.is_active:
        messages.warning(request, f"Le compte de {account.full_name} est déjà désactivé.")
        return redirect("partners:team")
    # Nothing is asked of whoever has nothing in charge.
    sent = request.POST if request.method == "POST" else None
    form = DeactivationForm(sent, account=account, user=request.user)
    if form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED_MEANWHILE)
            return redirect("partners:deactivate", public_id)
        done = f"Le compte de {account.full_name} est désactivé et ses sessions sont fermées."
        confirm(request, done, f"Un message part pour l’en informer.{handed_over(form)}")
        return redirect("partners:team")
    context = {"form": form, "account": account, "unfinished": count_unfinished(account)}
    return render(request, "partners/deactivate.html", context)


@require_http_methods(["GET", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def change_role(request: SignedInRequest, public_id) -> HttpResponse:
    """Another role, and who takes over what it may not carry."""
    account = colleague(request, public_id)
    if not account.is_active:
        messages.warning(request, f"Le compte de {account.full_name} est désactivé\u00a0: réactivez-le d’abord.")
        return redirect("partners:team")
    form = RoleForm(request.POST or None, account=account, user=request.user)
    if form.is_valid():
        try:
            form.save()
        except TransitionNotAllowedError:
            messages.warning(request, CHANGED_MEANWHILE)
            return redirect("partners:change_role", public_id)
        role = Role(form.cleaned_data["role"])
        confirm(
            request,
            f"{account.full_name} a désormais le rôle «\u00a0{role.label}\u00a0».",
            "Ses sessions sont fermées et un message part pour l’en informer.",
        )
        return redirect("partners:team")
    context = {"form": form, "account": account, "unfinished": count_unfinished(account)}
    return render(request, "partners/role.html", context)


def colleague(request: SignedInRequest, public_id) -> User:
    """Somebody else of one's own organization: nobody closes, nor changes, their own account."""
    account = get_object_or_404(User.objects.colleagues_of(request.user), public_id=public_id)
    if account.pk == request.user.pk:
        raise RightMissingError("Une autre personne qui gère les accès le fait pour vous.")
    return account


def handed_over(form: HandOverForm) -> str:
    return f" {WAITS_FOR_SUCCESSORS}" if form.held else ""


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
