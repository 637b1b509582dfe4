"""A partner that treats one health matter alone, such as addictions, tells by its name why a household sees it.

Beside a household, whoever does not read social content reads « Un partenaire » in place of that association and of
its staff: whatever shows one of them there asks these functions. Where no household stands beside (the pages of
partners and conventions), the name is no secret.
"""

from typing import NamedTuple

from partners.models import Organization, User
from partners.models.organizations import reveals_health
from partners.roles import Right

UNNAMED_PARTNER = "Un partenaire"


def is_unnamed(organization: Organization, user: User) -> bool:
    """Whether `user` must not read this organization's name beside a household's."""
    return is_unnamed_by(organization.expertises, user)


def is_unnamed_by(expertises: list[str], user: User) -> bool:
    """The rule itself, for an organization of which only the expertises were loaded."""
    return reveals_health(expertises) and not user.may(Right.READ_SOCIAL_CONTENT)


def shown_name(organization: Organization, user: User) -> str:
    return UNNAMED_PARTNER if is_unnamed(organization, user) else organization.short_name


class ShownPartner(NamedTuple):
    name: str
    worker: str
    is_named: bool


def shown_partner(short_name: str, expertises: list[str], worker: str, user: User) -> ShownPartner:
    """An association and its worker beside a household: an unnamed partner shows no worker either."""
    if is_unnamed_by(expertises, user):
        return ShownPartner(UNNAMED_PARTNER, "", is_named=False)
    return ShownPartner(short_name, worker, is_named=True)


def shown_full_name(organization: Organization, user: User) -> str:
    return UNNAMED_PARTNER if is_unnamed(organization, user) else organization.name


def name_in_sentence(organization: Organization, user: User) -> str:
    """The same as `shown_name`, for the middle of a sentence."""
    return UNNAMED_PARTNER.lower() if is_unnamed(organization, user) else organization.short_name


def shown_person(person: User | None, organization: Organization | None, user: User) -> str:
    """« Maya Carrère, UCRM »: somebody who acted for `organization`; nobody, for what Passerelle did by itself."""
    if person is None or organization is None:
        return "Passerelle"
    return UNNAMED_PARTNER if is_unnamed(organization, user) else f"{person.full_name}, {organization.short_name}"


def reads_health_of(organization: int | None, user: User) -> bool:
    """Whether `user` reads what is about health in what that organization noted: its own members do, nobody else, be
    it the landlord or another partner, who would read it beside that organization's name."""
    return organization == user.organization_id
