"""Who works for a household is not named to whoever does not read social content, when they work there as a partner
mobilised for a tenant in place (action 3).

One of these partners treats addictions: its name beside a household would tell why. Hiding that name alone would tell
as much, for it would be the only one hidden. So the whole class is hidden: any partner of such an action, its staff,
and the days that its own convention fixes, which differ from one to the next. The partners of a newcomer's household,
who brought it, are no secret; neither is any name where no household stands beside (the pages of partners and
conventions). Whatever shows a partner beside a household asks these functions.
"""

from collections.abc import Collection
from typing import NamedTuple

from partners.models import FundedAction, Organization, User
from partners.roles import Right

UNNAMED_PARTNER = "Un partenaire (nom réservé)"
UNNAMED_IN_SENTENCE = "un partenaire"
# What a request for help is made under: mobilising partners is that action.
MOBILISATION = FundedAction.Objective.MAINTENANCE


def names_partners(user: User) -> bool:
    """Whether `user` reads who works for the tenants in place, and why."""
    return user.may(Right.READ_SOCIAL_CONTENT)


def is_unnamed(user: User, objective: str = MOBILISATION) -> bool:
    """Whether `user` must not read, beside a household, who works for it under an action of this objective."""
    return objective == MOBILISATION and not names_partners(user)


class ShownPartner(NamedTuple):
    name: str
    worker: str
    is_named: bool


def shown_partner(short_name: str, objective: str, worker: str, user: User) -> ShownPartner:
    """An association and its worker beside a household: an unnamed partner shows no worker either."""
    if is_unnamed(user, objective):
        return ShownPartner(UNNAMED_PARTNER, "", is_named=False)
    return ShownPartner(short_name, worker, is_named=True)


def shown_name(organization: Organization, user: User, objective: str = MOBILISATION) -> str:
    return UNNAMED_PARTNER if is_unnamed(user, objective) else organization.short_name


def name_in_sentence(organization: Organization, user: User, objective: str = MOBILISATION) -> str:
    """The same as `shown_name`, for the middle of a sentence."""
    return UNNAMED_IN_SENTENCE if is_unnamed(user, objective) else organization.short_name


# Somebody who acted, or takes part, in a household's case file: `named` are the organizations that may be named there.


def is_named(organization: Organization, user: User, named: Collection[int]) -> bool:
    return organization.is_landlord or names_partners(user) or organization.pk in named


def shown_participant(organization: Organization, user: User, named: Collection[int] = ()) -> str:
    return organization.name if is_named(organization, user, named) else UNNAMED_PARTNER


def shown_person(
    person: User | None, organization: Organization | None, user: User, named: Collection[int] = ()
) -> str:
    """« Maya Carrère, UCRM »: somebody who acted for `organization`; nobody, for what Passerelle did by itself."""
    if person is None or organization is None:
        return "Passerelle"
    if not is_named(organization, user, named):
        return UNNAMED_PARTNER
    return f"{person.full_name}, {organization.short_name}"


def shown_link(organization: Organization, address: str, user: User, named: Collection[int] = ()) -> str:
    """« Clémence Isaure, par lien (contact@clemence-isaure.example) »: somebody without an account, who acted for
    `organization` by a link sent to that address."""
    if not is_named(organization, user, named):
        return UNNAMED_PARTNER
    return f"{organization.short_name}, par lien ({address})"


def reads_health_of(organization: int | None, user: User) -> bool:
    """Whether `user` reads what is about health in what that organization noted: its own members do, nobody else, be
    it the landlord or another partner, who would read it beside that organization's name."""
    return organization == user.organization_id
