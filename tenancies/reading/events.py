"""What the journal's events say, in words: the rows hold codes and facts."""

from tenancies.models import JournalEntry, Tenancy

Event = JournalEntry.Event


def words_of(entry: JournalEntry) -> str:
    """The title of an event's line."""
    match entry.event:
        case Event.TENANCY_BEGUN | Event.TENANCY_ENDED:
            return f"{Event(entry.event).label}\u00a0: {Tenancy.Kind(entry.facts['kind']).label}"
        case Event.REFERRAL_SENT:
            return f"Signalement {entry.facts['reference']} envoyé"
        case _:
            return Event(entry.event).label
