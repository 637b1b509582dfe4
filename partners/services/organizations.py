from django.db import transaction

from partners.models import Organization, User
from partners.roles import Right


@transaction.atomic
def describe_organization(
    *, user: User, name: str, short_name: str, siret: str, phone: str, email: str, expertises: list[str]
) -> Organization:
    """Write how the user's own organization is called and reached and, for an association, what it says that it does.

    What was registered by a landlord is left beside: `Organization.answers` asks both.
    """
    user.require(Right.DESCRIBE_ORGANIZATION)
    locked = Organization.objects.select_for_update(no_key=True).get(pk=user.organization_id)
    locked.name, locked.short_name, locked.siret, locked.phone, locked.email = name, short_name, siret, phone, email
    if not locked.is_landlord:
        locked.declared_expertises = expertises
    locked.save(update_fields=["name", "short_name", "siret", "phone", "email", "declared_expertises"])
    return locked
