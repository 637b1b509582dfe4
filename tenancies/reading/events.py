"""What the journal's events say, in words: the rows hold codes and facts."""

import datetime

from django.utils import timezone

from housing_support.common.dates import long_date
from tenancies.models import CaseFileAccess, JournalEntry, PeriodicReview, Tenancy, WeakSignal
from tenancies.models.splitting import SplitReason
from tenancies.reading.leases import named

Event = JournalEntry.Event


def words_of(entry: JournalEntry) -> str:
    """The title of an event's line."""
    match entry.event:
        case Event.TENANCY_BEGUN if "after" in entry.facts:
            begun = long_date(datetime.date.fromisoformat(entry.facts["on"]))
            how = (
                "Bail glissé" if entry.facts["after"] == Tenancy.Kind.SLIDING else "Bail durable après un bail d’un an"
            )
            return f"{how}, au nom du ménage dès le {begun}"
        case Event.TENANCY_BEGUN | Event.TENANCY_ENDED:
            return f"{lease_words(entry)}\u00a0: {Tenancy.Kind(entry.facts['kind']).label}"
        case Event.TENANCY_CORRECTED | Event.TENANCY_CANCELLED:
            entry_on = long_date(datetime.date.fromisoformat(entry.facts["on"]))
            return f"{Event(entry.event).label}\u00a0: {Tenancy.Kind(entry.facts['kind']).label}, entrée le {entry_on}"
        case Event.TENANCY_ENTRY | Event.TENANCY_EXIT:
            return f"{Event(entry.event).label}\u00a0: {named(entry.facts['noted'])}"
        case Event.SLIDING_REVIEWED | Event.SLIDING_REOPENED:
            held = long_date(datetime.date.fromisoformat(entry.facts["on"]))
            concluded = PeriodicReview.Conclusion(entry.facts["conclusion"]).label.lower()
            if entry.event == Event.SLIDING_REOPENED:
                return f"Conclusion reprise de l’examen du bail glissant tenu le {held}\u00a0: {concluded}"
            return f"Examen du bail glissant tenu le {held}\u00a0: {concluded}"
        case Event.SIGNAL_SENT:
            noticed = long_date(datetime.date.fromisoformat(entry.facts["on"]))
            return f"Signal du bailleur\u00a0: {WeakSignal.Kind(entry.facts['kind']).label}, le {noticed}"
        case Event.REFERRAL_SENT:
            return f"Signalement {entry.facts['reference']} envoyé"
        case Event.CASE_FILE_MERGED:
            return f"Réuni avec le dossier {entry.facts['reference']}"
        case Event.CASE_FILE_PARTED:
            return f"Réunion avec le dossier {entry.facts['reference']} annulée"
        case Event.CASE_FILE_SPLIT:
            return f"Une partie du ménage a désormais son propre dossier{split_words(entry)}"
        case Event.CASE_FILE_SPLIT_OFF:
            return f"Dossier ouvert pour une partie d’un ménage{split_words(entry)}"
        # Formerly no reason was asked.
        case Event.CASE_FILE_REOPENED if "purpose" in entry.facts:
            purpose = CaseFileAccess.Purpose(entry.facts["purpose"]).label
            return f"{Event(entry.event).label}\u00a0: {purpose[0].lower()}{purpose[1:]}"
        case _:
            return Event(entry.event).label


def split_words(entry: JournalEntry) -> str:
    """« , depuis le 12 novembre 2026 : séparation », and nothing of the other case file."""
    since = long_date(datetime.date.fromisoformat(entry.facts["on"]))
    reason = SplitReason(entry.facts["reason"])
    return f", depuis le {since}" + ("" if reason == SplitReason.OTHER else f"\u00a0: {reason.label.lower()}")


def lease_words(entry: JournalEntry) -> str:
    """What was recorded before its day was planned."""
    day = datetime.date.fromisoformat(entry.facts["on"]) if "on" in entry.facts else None
    if not day or day <= timezone.localdate(entry.occurred_at):
        return Event(entry.event).label
    return f"{'Entrée' if entry.event == Event.TENANCY_BEGUN else 'Sortie'} prévue le {long_date(day)}"
