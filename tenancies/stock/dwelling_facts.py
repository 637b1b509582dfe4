from typing import Any

from django.db import transaction

from partners.exceptions import RightMissingError
from partners.models import User
from partners.roles import Right
from tenancies.models import Dwelling, DwellingFacts


@transaction.atomic
def describe_dwelling(*, dwelling: Dwelling, user: User, **described: Any) -> DwellingFacts:
    """Write what the register does not say of a dwelling of the landlord's."""
    user.require(Right.MANAGE_RESERVATIONS)
    if dwelling.landlord_id != user.organization_id:
        raise RightMissingError(Right.MANAGE_RESERVATIONS)
    facts, _ = DwellingFacts.objects.update_or_create(dwelling=dwelling, defaults=described)
    return facts
