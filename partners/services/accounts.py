from types import MappingProxyType

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from partners.charges import Successors
from partners.exceptions import RightMissingError, TransitionNotAllowedError
from partners.models import AccountEvent, Organization, User
from partners.notifications import notify
from partners.notifications.kinds import ACCOUNT_DEACTIVATED, ROLE_CHANGED, SECOND_FACTOR_RESET
from partners.roles import RIGHTS, Right, grantable_roles
from partners.services.account_events import record, tell_of_reader
from partners.services.handing_over import hand_over
from partners.services.invitations import end_invitations_of
from partners.sessions import end_sessions_of


@transaction.atomic
def deactivate(*, account: User, user: User, successors: Successors = MappingProxyType({})) -> None:
    """Close an account of the user's own organization and its sessions, withdraw the invitations that it sent, and tell
    the person; what it wrote keeps its author, what it had in charge goes to its successors.

    Raises `TransitionNotAllowedError` for one's own account, when the account is closed already, or when somebody named
    may not take over. Whoever calls manages accounts and stays: an organization never loses the last person who does.
    """
    locked = _locked(account=account, user=user)
    if locked.pk == user.pk or not locked.is_active:
        raise TransitionNotAllowedError(f"{user.pk} cannot deactivate {locked.pk}")
    hand_over(account=locked, by=user, losing=lambda right: True, successors=successors)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    end_sessions_of(locked)
    record(account=locked, kind=AccountEvent.Kind.DEACTIVATED, by=user)
    end_invitations_of(inviter=locked, actor=user)
    notify(ACCOUNT_DEACTIVATED, about=locked, at=timezone.now(), by=user)


@transaction.atomic
def reactivate(*, account: User, user: User) -> None:
    locked = _locked(account=account, user=user)
    if locked.is_active:
        raise TransitionNotAllowedError(f"{locked.pk} is active")
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    record(account=locked, kind=AccountEvent.Kind.REACTIVATED, by=user)


@transaction.atomic
def change_role(*, account: User, user: User, role: str, successors: Successors = MappingProxyType({})) -> None:
    """Give another role to an account of the user's own organization, from its next request on: its sessions end. What
    the new role may not carry goes to successors; those who manage accounts are told of a role that reads case files.

    Raises `TransitionNotAllowedError` for one's own account, so that whoever manages accounts stays, for a closed one,
    for the role that it has, or when somebody named may not take over; `RightMissingError` for a role that the user may
    not give.
    """
    locked = _locked(account=account, user=user)
    if role not in grantable_roles(user):
        raise RightMissingError("Vous ne pouvez pas donner ce rôle.")
    if locked.pk == user.pk or not locked.is_active or locked.role == role:
        raise TransitionNotAllowedError(f"{user.pk} cannot give {role} to {locked.pk}")
    hand_over(account=locked, by=user, losing=lambda right: role not in RIGHTS[right], successors=successors)
    former, locked.role = locked.role, role
    locked.save(update_fields=["role"])
    end_sessions_of(locked)
    event = record(account=locked, kind=AccountEvent.Kind.ROLE_CHANGED, by=user, role=role, former=former)
    notify(ROLE_CHANGED, about=locked, at=event.at, by=user)
    tell_of_reader(event)


@transaction.atomic
def reset_second_factor(*, account: User, user: User) -> None:
    """For a lost telephone: take away every second factor, close the sessions and tell the person, who signs in with
    the password, then sets one up before anything else. Never one's own: a stolen session must not weaken its account.
    """
    locked = _locked(account=account, user=user)
    if locked.pk == user.pk:
        raise TransitionNotAllowedError(f"{user.pk} cannot reset the own second factor")
    removed, _ = Authenticator.objects.filter(user=locked).delete()
    if not removed:
        raise TransitionNotAllowedError(f"{locked.pk} has no second factor")
    locked.second_factor_reset_at = timezone.now()
    locked.save(update_fields=["second_factor_reset_at"])
    end_sessions_of(locked)
    record(account=locked, kind=AccountEvent.Kind.FACTOR_RESET, by=user)
    notify(SECOND_FACTOR_RESET, about=locked, at=locked.second_factor_reset_at, by=user)


def _locked(*, account: User, user: User) -> User:
    """The account, once the organization is locked: of two who deactivate each other, the second has no right left."""
    if account.organization_id != user.organization_id:
        raise RightMissingError("Ce compte n’est pas de votre organisme.")
    Organization.objects.select_for_update().get(pk=user.organization_id)
    User.objects.get(pk=user.pk).require(Right.MANAGE_ACCOUNTS)
    return lock(account)


def lock(account: User) -> User:
    """The account as it stands now, which nobody closes, nor names for a charge, until the transaction ends."""
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
