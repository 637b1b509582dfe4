from collections.abc import Collection

from django.db import transaction

from partners.exceptions import RightMissingError
from partners.models import User
from partners.roles import Right, Role
from tenancies.models import Residence, ResidenceCaretaker


@transaction.atomic
def set_residences(*, caretaker: User, user: User, residences: Collection[Residence]) -> None:
    """Say which residences of the landlord a caretaker looks after; none of them is all of them."""
    user.require(Right.ASSIGN_RESIDENCES)
    locked = User.objects.select_for_update(of=("self",), no_key=True).get(pk=caretaker.pk)
    is_own = locked.organization_id == user.organization_id and locked.role == Role.CARETAKER
    if not is_own or any(residence.landlord_id != user.organization_id for residence in residences):
        raise RightMissingError(Right.ASSIGN_RESIDENCES)
    own = ResidenceCaretaker.objects.filter(user=locked)
    own.exclude(residence__in=residences).delete()
    known = set(own.values_list("residence", flat=True))
    ResidenceCaretaker.objects.bulk_create(
        ResidenceCaretaker(residence=residence, user=locked) for residence in residences if residence.pk not in known
    )
