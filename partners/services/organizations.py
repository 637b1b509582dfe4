from django.db import transaction

from partners.exceptions import RightMissingError
from partners.models import Convention, Expertise, Organization, User
from partners.models.organizations import HEALTH_EXPERTISES
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


@transaction.atomic
def register_expertises(*, association: Organization, user: User, expertises: list[str]) -> Organization:
    """Correct what was registered of an association by the user's landlord; what it says itself is left beside."""
    user.require(Right.MANAGE_CONVENTIONS)
    partners = Organization.objects.visible_to(user).associations()
    locked = partners.select_for_update(no_key=True).filter(pk=association.pk).first()
    if locked is None or not {*expertises} <= {*registrable_expertises(association=locked, landlord=user.organization)}:
        raise RightMissingError(Right.MANAGE_CONVENTIONS)
    locked.expertises = expertises
    locked.save(update_fields=["expertises"])
    return locked


def registrable_expertises(*, association: Organization, landlord: Organization) -> list[Expertise]:
    """All of them, but what would open something about health in the name of another landlord."""
    others = Convention.objects.filter(association=association).exclude(landlord=landlord)
    is_shared = others.exists()
    return [each for each in Expertise if not is_shared or each not in HEALTH_EXPERTISES - {*association.expertises}]
