import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from partners.exceptions import (
    AddressTakenError,
    FirstPersonSettledError,
    RightMissingError,
    TooManyInvitationsError,
)
from partners.models import AccountEvent, Invitation, Organization, User
from partners.notifications import notify
from partners.notifications.emails import withdraw
from partners.notifications.kinds import INVITATION
from partners.roles import Right, Role, grantable_roles
from partners.services.account_events import record, tell_of_reader

# Of one organization in twenty-four hours, those sent again included.
MOST_A_DAY = 50


def digest_of(token: str) -> str:
    """What the table keeps of a link's token: of no use to whoever reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(*, token: str, base_url: str) -> str:
    return base_url.rstrip("/") + reverse("partners:accept_invitation", args=[token])


@transaction.atomic
def invite(
    *, user: User, email: str, first_name: str, last_name: str, role: str, job_title: str = "", base_url: str
) -> Invitation:
    """Keep a place in the user's own organization and queue the message with its link.

    Raises `AddressTakenError` when the address has an account or a live invitation, `RightMissingError` for a role
    that the user may not give, `TooManyInvitationsError`.
    """
    user.require(Right.INVITE)
    if role not in grantable_roles(user):
        raise RightMissingError("Vous ne pouvez pas donner ce rôle.")
    _require_room(user)
    invitation, token = open_invitation(
        organization=user.organization,
        invited_by=user,
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=role,
        job_title=job_title,
    )
    tell_of_reader(record(account=user, kind=AccountEvent.Kind.INVITED, role=invitation.role))
    _announce(invitation, token=token, base_url=base_url)
    return invitation


@transaction.atomic
def invite_first_person(
    *,
    user: User,
    association: Organization,
    email: str,
    first_name: str,
    last_name: str,
    job_title: str = "",
    base_url: str,
) -> Invitation:
    """Invite whoever will manage the accounts of an association where nobody works yet, in the place of those whom the
    user's organization had invited: their links stop working.

    Raises `FirstPersonSettledError` when it is not, or no longer, for this organization to invite; and what `invite`
    raises.
    """
    user.require(Right.MANAGE_CONVENTIONS)
    Organization.objects.select_for_update(no_key=True).get(pk=association.pk)
    if not Organization.objects.to_be_joined(user).filter(pk=association.pk).exists():
        raise FirstPersonSettledError(association.pk)
    _require_room(user)
    _revoke_all(Invitation.objects.waiting().filter(organization=association), actor=user)
    invitation, token = open_invitation(
        organization=association,
        invited_by=user,
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=Role.ADMIN,
        job_title=job_title,
    )
    record(account=user, kind=AccountEvent.Kind.INVITED, role=invitation.role)
    _announce(invitation, token=token, base_url=base_url)
    return invitation


@transaction.atomic
def invite_by_link(
    *,
    sent_by: User,
    association: Organization,
    email: str,
    first_name: str,
    last_name: str,
    job_title: str = "",
    base_url: str,
) -> Invitation:
    """Invite, as a coordinator of an association, somebody who proved that they read this address, on behalf of
    whoever wrote to it: the caller answers for both.

    Raises `AddressTakenError` and `TooManyInvitationsError`, as `invite` does."""
    _require_room(sent_by)
    invitation, token = open_invitation(
        organization=association,
        invited_by=sent_by,
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=Role.COORDINATOR,
        job_title=job_title,
    )
    record(account=sent_by, kind=AccountEvent.Kind.INVITED, role=invitation.role)
    _announce(invitation, token=token, base_url=base_url)
    return invitation


@transaction.atomic
def replace_invitation(*, organization: Organization, email: str, **person: str) -> tuple[Invitation, str]:
    """For the operator: `open_invitation` in the place of the one that waits at this address and, as long as nobody
    works in the organization, of all that wait there."""
    waiting = Invitation.objects.waiting().filter(organization=organization)
    if organization.users.exists():
        waiting = waiting.filter(email__iexact=email)
    _revoke_all(waiting, actor=None)
    return open_invitation(organization=organization, invited_by=None, email=email, **person)


@transaction.atomic
def open_invitation(
    *,
    organization: Organization,
    invited_by: User | None,
    email: str,
    first_name: str,
    last_name: str,
    role: str,
    job_title: str = "",
) -> tuple[Invitation, str]:
    """Write an invitation without right to check nor message to send; return it with the token of its link.

    An expired one at the same address gives way.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise AddressTakenError(email)
    expired = Invitation.objects.waiting().filter(email__iexact=email, expires_at__lte=timezone.now())
    _revoke_all(expired, actor=invited_by)
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organization=organization,
                invited_by=invited_by,
                email=email.lower(),
                first_name=first_name,
                last_name=last_name,
                role=role,
                job_title=job_title,
                token_digest=digest_of(token),
                expires_at=_expiry(),
            )
    except IntegrityError as error:
        raise AddressTakenError(email) from error
    return invitation, token


@transaction.atomic
def resend(*, invitation: Invitation, user: User, base_url: str) -> None:
    """Queue another link, valid for the whole delay again; the former one stops working. Raises
    `TooManyInvitationsError`."""
    locked = Invitation.machine.begin(invitation, Invitation.Move.RESEND, user)
    _require_room(user)
    token = secrets.token_urlsafe(32)
    Invitation.machine.finish(
        locked, Invitation.Move.RESEND, actor=user, token_digest=digest_of(token), expires_at=_expiry()
    )
    _announce(locked, token=token, base_url=base_url)


@transaction.atomic
def revoke(*, invitation: Invitation, user: User) -> None:
    locked = Invitation.machine.begin(invitation, Invitation.Move.REVOKE, user)
    Invitation.machine.finish(locked, Invitation.Move.REVOKE, actor=user, revoked_at=timezone.now())
    withdraw(locked.message)


@transaction.atomic
def end_invitations_of(*, inviter: User, actor: User) -> None:
    """An invitation ends with the account of whoever sent it: nobody answers for it any more."""
    _revoke_all(Invitation.objects.waiting().filter(invited_by=inviter), actor=actor)


@transaction.atomic
def accept(*, invitation: Invitation) -> None:
    """Use the invitation up. Of two sign-ups by the same link at the same moment, one raises
    `TransitionNotAllowedError`: to be called in the transaction that creates the account."""
    locked = Invitation.machine.begin(invitation, Invitation.Move.ACCEPT)
    Invitation.machine.finish(locked, Invitation.Move.ACCEPT, actor=None, accepted_at=timezone.now())


def _revoke_all(waiting: QuerySet[Invitation], *, actor: User | None) -> None:
    """Whoever calls answers for the right to."""
    for invitation in waiting:
        locked = Invitation.machine.lock(invitation)
        if Invitation.machine.allows(locked, Invitation.Move.REVOKE):
            Invitation.machine.finish(locked, Invitation.Move.REVOKE, actor=actor, revoked_at=timezone.now())
            withdraw(locked.message)


def _require_room(user: User) -> None:
    """Once the organization is locked: two people who invite at the same moment do not pass the limit."""
    Organization.objects.select_for_update(no_key=True).get(pk=user.organization_id)
    a_day_ago = timezone.now() - datetime.timedelta(days=1)
    if Invitation.objects.links_sent(by=user.organization, since=a_day_ago).count() >= MOST_A_DAY:
        raise TooManyInvitationsError(user.organization_id)


def _expiry() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=settings.INVITATION_VALID_DAYS)


def _announce(invitation: Invitation, *, token: str, base_url: str) -> None:
    """Queue the message with the link, in the place of the one whose link stops working."""
    former = invitation.message
    # Each link has its own end: one message for each.
    [invitation.message] = notify(
        INVITATION, about=invitation, at=invitation.expires_at, link=link_of(token=token, base_url=base_url)
    )
    invitation.save(update_fields=["message"])
    withdraw(former)
