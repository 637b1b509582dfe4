import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from partners.exceptions import AddressTakenError, RightMissingError
from partners.models import Invitation, Organization, User
from partners.notifications import notify
from partners.notifications.emails import withdraw
from partners.notifications.kinds import INVITATION
from partners.roles import Right, grantable_roles


def digest_of(token: str) -> str:
    """What the table keeps of a link's token: of no use to whoever reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(*, token: str, base_url: str) -> str:
    return base_url.rstrip("/") + reverse("partners:accept_invitation", args=[token])


def invite(
    *, user: User, email: str, first_name: str, last_name: str, role: str, job_title: str = "", base_url: str
) -> Invitation:
    """Keep a place in the user's own organization and queue the message with its link.

    Raises `AddressTakenError` when the address has an account or a live invitation, `RightMissingError` for a role
    that the user may not give.
    """
    user.require(Right.INVITE)
    if role not in grantable_roles(user):
        raise RightMissingError("Vous ne pouvez pas donner ce rôle.")
    with transaction.atomic():
        invitation, token = open_invitation(
            organization=user.organization,
            invited_by=user,
            email=email,
            first_name=first_name,
            last_name=last_name,
            role=role,
            job_title=job_title,
        )
        _announce(invitation, token=token, base_url=base_url)
    return invitation


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
    now = timezone.now()
    for expired in Invitation.objects.waiting().filter(email__iexact=email, expires_at__lte=now):
        locked = Invitation.machine.lock(expired)
        Invitation.machine.finish(locked, Invitation.Move.REVOKE, actor=invited_by, revoked_at=now)
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
    """Queue another link, valid for the whole delay again; the former one stops working."""
    locked = Invitation.machine.begin(invitation, Invitation.Move.RESEND, user)
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
def accept(*, invitation: Invitation) -> None:
    """Use the invitation up. Of two sign-ups by the same link at the same moment, one raises
    `TransitionNotAllowedError`: to be called in the transaction that creates the account."""
    locked = Invitation.machine.begin(invitation, Invitation.Move.ACCEPT)
    Invitation.machine.finish(locked, Invitation.Move.ACCEPT, actor=None, accepted_at=timezone.now())


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
