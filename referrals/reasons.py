"""The closed list of what a landlord spots, and which expertise answers it. Facts, never an opinion on the person."""

from django.db import models

from partners.models import Expertise


class Reason(models.TextChoices):
    ARREARS = "ARREARS", "Budget, impayés"
    NEIGHBOURS = "NEIGHBOURS", "Voisinage"
    PARENTING = "PARENTING", "Parentalité"
    UPKEEP = "UPKEEP", "Entretien du logement"
    ISOLATION = "ISOLATION", "Isolement"
    RIGHTS = "RIGHTS", "Accès aux droits"
    NO_CONTACT = "NO_CONTACT", "Sans réponse, accès refusé"
    ADDICTION = "ADDICTION", "Addiction"


# Health data (art. 9 GDPR): only the adviser may set it, with the household's agreement; rental staff never see it.
HEALTH_REASONS = frozenset({Reason.ADDICTION})

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


def expertises_for(reasons: list[str]) -> list[str]:
    """The expertises, without repetition and in the order of `Reason`, that answer at least one of `reasons`."""
    return list(dict.fromkeys(expertise for reason in Reason if reason in reasons for expertise in EXPERTISES[reason]))
