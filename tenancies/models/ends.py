"""Why an association's part in a household's support ends, and its access to the case file with it."""

from django.db import models


class EndReason(models.TextChoices):
    """The main reason (domain sheet, exit reasons), then those of an end that the association does not choose."""

    AUTONOMY = "AUTONOMY", "Autonomie acquise, maintien dans le logement"
    LEASE_SLID = "LEASE_SLID", "Glissement du bail"
    REHOUSED = "REHOUSED", "Relogement"
    RELAY = "RELAY", "Relais vers un autre dispositif"
    LEFT = "LEFT", "Départ volontaire"
    TERM = "TERM", "Fin de mesure, échéance"
    REFUSAL = "REFUSAL", "Refus ou non-adhésion du ménage"
    LOST_SIGHT = "LOST_SIGHT", "Perdu de vue"
    EVICTION = "EVICTION", "Expulsion"
    LONG_ABSENCE = "LONG_ABSENCE", "Absence de longue durée"
    DEATH = "DEATH", "Décès"
    SEPARATION = "SEPARATION", "Séparation"
    MOVED_AWAY = "MOVED_AWAY", "Départ de région"
    OTHER = "OTHER", "Autre"
    AGREEMENT = "AGREEMENT", "Accord du ménage retiré"
    NOT_AGREED = "NOT_AGREED", "Accord du ménage noté par erreur"
    CONVENTION = "CONVENTION", "Fin de la convention"
    WITHDRAWN = "WITHDRAWN", "Accès retiré par le bailleur"
    LEASE_CANCELLED = "LEASE_CANCELLED", "Bail annulé"
    MERGED = "MERGED", "Dossier réuni à un autre"


class Outcome(models.TextChoices):
    """What the end of a support means for the household's housing."""

    POSITIVE = "POSITIVE", "Positive"
    NEUTRAL = "NEUTRAL", "Neutre"
    NEGATIVE = "NEGATIVE", "Négative"


OUTCOMES: dict[EndReason, Outcome] = {
    EndReason.AUTONOMY: Outcome.POSITIVE,
    EndReason.LEASE_SLID: Outcome.POSITIVE,
    EndReason.REHOUSED: Outcome.POSITIVE,
    EndReason.RELAY: Outcome.POSITIVE,
    EndReason.LEFT: Outcome.NEUTRAL,
    EndReason.TERM: Outcome.NEUTRAL,
    EndReason.REFUSAL: Outcome.NEGATIVE,
    EndReason.LOST_SIGHT: Outcome.NEGATIVE,
    EndReason.EVICTION: Outcome.NEGATIVE,
    # It may hide anything: nothing is concluded from it.
    EndReason.LONG_ABSENCE: Outcome.NEUTRAL,
    EndReason.DEATH: Outcome.NEUTRAL,
    EndReason.SEPARATION: Outcome.NEUTRAL,
    EndReason.MOVED_AWAY: Outcome.NEUTRAL,
    EndReason.OTHER: Outcome.NEUTRAL,
    EndReason.AGREEMENT: Outcome.NEGATIVE,
    EndReason.NOT_AGREED: Outcome.NEUTRAL,
    EndReason.CONVENTION: Outcome.NEUTRAL,
    EndReason.WITHDRAWN: Outcome.NEUTRAL,
    EndReason.LEASE_CANCELLED: Outcome.NEUTRAL,
    EndReason.MERGED: Outcome.NEUTRAL,
}

# What the household, the landlord or the term of a convention decides.
IMPOSED = frozenset(
    {
        EndReason.AGREEMENT,
        EndReason.NOT_AGREED,
        EndReason.CONVENTION,
        EndReason.WITHDRAWN,
        EndReason.LEASE_CANCELLED,
        EndReason.MERGED,
    }
)
# An association that left for the others goes on reading what it wrote, for some days.
READS_NOTHING_MORE = frozenset({EndReason.AGREEMENT, EndReason.NOT_AGREED, EndReason.WITHDRAWN})
CHOSEN = tuple(reason for reason in EndReason if reason not in IMPOSED)
# An association may go on: it chose that end itself, or it came from a mistake of the landlord.
MAY_BE_TAKEN_BACK = (*CHOSEN, EndReason.LEASE_CANCELLED)
# Why a household leaves its dwelling: those that are not about its support alone.
EXITS = tuple(reason for reason in CHOSEN if reason not in {EndReason.AUTONOMY, EndReason.TERM, EndReason.REFUSAL})
