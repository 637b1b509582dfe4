"""The address of a protected household is masked here, and nowhere else.

Whatever shows where a household lives asks `address_of`: pages, lists, documents, exports, mail. Whatever looks
households up by address keeps to leases that are `FINDABLE_BY_ADDRESS`, or a search would tell what the page hides.
"""

from dataclasses import dataclass

from django.db.models import Q

from partners.models import User
from partners.roles import Right, Role
from tenancies.models import Dwelling, FollowUp, Household, Stay

MASKED = "Adresse protégée"
FINDABLE_BY_ADDRESS = Q(household__is_protected=False)


@dataclass(frozen=True)
class ShownAddress:
    """Where a household lives, as this reader may read it. Every part but `residence` is empty when masked."""

    is_masked: bool
    residence: str = ""
    street: str = ""
    town: str = ""
    commune: str = ""
    place: str = ""
    typology: str = ""

    @property
    def short(self) -> str:
        """Residence and town on one line, for lists."""
        return ", ".join(part for part in (self.residence, self.commune) if part)


NOWHERE = ShownAddress(is_masked=False)
HIDDEN = ShownAddress(is_masked=True, residence=MASKED)


def address_of(household: Household, dwelling: Dwelling | None) -> ShownAddress:
    """Where `household` lives, or « Adresse protégée ». Needs the dwelling's residence loaded; nothing is queried."""
    if household.is_protected:
        return HIDDEN
    return unmasked(dwelling)


def place_of(household: Household, *, residence: str, street: str, commune: str) -> ShownAddress:
    """The same for a line of a list, which reads nothing else of the dwelling."""
    if household.is_protected:
        return HIDDEN
    return ShownAddress(is_masked=False, residence=residence, street=street, commune=commune)


def shown_place(stay: Stay) -> ShownAddress:
    """The same for where an association puts it up, of a stay that its reader may see: `residence` says it."""
    if stay.household.is_protected:
        return HIDDEN
    return ShownAddress(is_masked=False, residence=stay.place_in_words)


def unmasked(dwelling: Dwelling | None) -> ShownAddress:
    """The address in clear: for `services.addresses.reveal` alone, which asks why and keeps a trace."""
    if dwelling is None:
        return NOWHERE
    return ShownAddress(
        is_masked=False,
        residence=dwelling.residence.name,
        street=dwelling.street_address,
        town=f"{dwelling.postal_code} {dwelling.commune_name}".strip(),
        commune=dwelling.commune_name,
        place=dwelling.place,
        typology=dwelling.typology,
    )


def may_protect(*, user: User, household: Household, follow_ups: list[FollowUp]) -> bool:
    """Whoever works with the household may protect its address. To lift that shows it: only those who `may_reveal` it,
    or who belong to the association that answers for a candidate, do. Asked of a household that `user` may see."""
    if not user.may(Right.PROTECT_ADDRESS):
        return False
    is_own = user.organization_id == household.owner_id
    return not household.is_protected or is_own or may_reveal(user=user, household=household, follow_ups=follow_ups)


def may_reveal(*, user: User, household: Household, follow_ups: list[FollowUp]) -> bool:
    """Only those who deal with the household themselves: its landlord's rental officers and advisers, the worker who
    carries a running follow-up, the coordinator of its association."""
    if not user.may(Right.REVEAL_ADDRESS):
        return False
    if user.organization_id == household.landlord_id:
        return True
    return any(
        follow_up.worker_id == user.pk
        or (user.role == Role.COORDINATOR and follow_up.organization_id == user.organization_id)
        for follow_up in follow_ups
    )
