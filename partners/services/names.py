"""How people are called and reached: they say it themselves, and whoever manages their account mends their name."""

from django.db import transaction

from partners.exceptions import RightMissingError
from partners.models import Invitation, User
from partners.roles import Right


def describe_oneself(*, user: User, first_name: str, last_name: str, phone: str) -> None:
    """Write how the user is called and reached, which the user alone says."""
    user.first_name, user.last_name, user.phone = first_name, last_name, phone
    user.save(update_fields=["first_name", "last_name", "phone"])


@transaction.atomic
def rename(*, account: User, user: User, first_name: str, last_name: str) -> User:
    """Write how a member of the user's own organization is called."""
    user.require(Right.MANAGE_ACCOUNTS)
    if account.organization_id != user.organization_id:
        raise RightMissingError("Ce compte n’est pas de votre organisme.")
    locked = User.objects.select_for_update(of=("self",), no_key=True).get(pk=account.pk)
    locked.first_name, locked.last_name = first_name, last_name
    locked.save(update_fields=["first_name", "last_name"])
    return locked


@transaction.atomic
def rename_invited(*, invitation: Invitation, user: User, first_name: str, last_name: str) -> Invitation:
    """Write how somebody who has not come yet is called: the account will be so."""
    locked = Invitation.machine.begin(invitation, Invitation.Move.RENAME, user)
    return Invitation.machine.finish(
        locked, Invitation.Move.RENAME, actor=user, first_name=first_name, last_name=last_name
    )
