"""The closed list of what a landlord spots, and which expertise answers it. Facts, never an opinion on the person."""

from collections.abc import Collection
from typing import Any, Protocol

from django.db import models

from partners.models import Expertise
from partners.models.organizations import HEALTH_EXPERTISES
from partners.roles import Right


class Reader(Protocol):
    """An account, or whoever holds the link to a request."""

    @property
    def organization(self) -> Any: ...

    def may(self, right: Right) -> bool: ...


class Reason(models.TextChoices):
    ARREARS = "ARREARS", "Budget, impayés"
    NEIGHBOURS = "NEIGHBOURS", "Voisinage"
    PARENTING = "PARENTING", "Parentalité"
    UPKEEP = "UPKEEP", "Entretien du logement"
    ISOLATION = "ISOLATION", "Isolement"
    RIGHTS = "RIGHTS", "Accès aux droits"
    NO_CONTACT = "NO_CONTACT", "Sans réponse, accès refusé"
    ADDICTION = "ADDICTION", "Addiction"


EXPERTISES: dict[str, tuple[str, ...]] = {
    Reason.ARREARS: (Expertise.BUDGET,),
    Reason.NEIGHBOURS: (Expertise.MEDIATION,),
    Reason.PARENTING: (Expertise.PARENTING,),
    Reason.UPKEEP: (Expertise.HOUSING_SUPPORT,),
    Reason.ISOLATION: (Expertise.HOUSING_SUPPORT,),
    Reason.RIGHTS: (Expertise.BUDGET,),
    Reason.NO_CONTACT: (Expertise.HOUSING_SUPPORT,),
    Reason.ADDICTION: (Expertise.ADDICTION,),
}

# Health data (art. 9 GDPR): only the adviser may set it, with the household's agreement; rental staff never see it.
HEALTH_REASONS = frozenset(reason for reason in Reason if HEALTH_EXPERTISES.issuperset(EXPERTISES[reason]))


def expertises_for(reasons: Collection[str]) -> list[str]:
    """The expertises, without repetition and in the order of `Reason`, that answer at least one of `reasons`."""
    return list(dict.fromkeys(expertise for reason in Reason if reason in reasons for expertise in EXPERTISES[reason]))


def readable_reasons(reasons: Collection[str], user: Reader) -> list[Reason]:
    """Those of `reasons` that `user` may read, in the order of `Reason`. A health reason is for the landlord's social
    workers and for the associations whose expertise answers it, nobody else."""
    return [reason for reason in Reason if reason in reasons and may_read(reason, user)]


def may_read(reason: str, user: Reader) -> bool:
    if reason not in HEALTH_REASONS:
        return True
    if not user.may(Right.READ_SOCIAL_CONTENT):
        return False
    return user.organization.is_landlord or user.organization.answers(EXPERTISES[reason])
