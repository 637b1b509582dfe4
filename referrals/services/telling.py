"""Whoever named a door is told what became of it."""

from django.utils import timezone

from partners.notifications import notify
from partners.notifications.kinds import REPORT_ANSWERED
from referrals.models import Referral
from referrals.reading.outcomes import Outcome, outcome_of


def tell_reporter(referral: Referral, *, was: Outcome) -> None:
    """In the transaction of an act after which it may be said otherwise than before, when it was `was`."""
    outcome = outcome_of(referral)
    if outcome != was and outcome != Outcome.SENT:
        notify(REPORT_ANSWERED, about=referral, at=timezone.now(), is_in_hand=outcome == Outcome.IN_HAND)
