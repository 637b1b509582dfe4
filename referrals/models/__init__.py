from referrals.models.meetings import Meeting
from referrals.models.mobilisations import Mobilisation
from referrals.models.referrals import Move, Referral, ReferralEvent, ReferralQuerySet

__all__ = ["Meeting", "Mobilisation", "Move", "Referral", "ReferralEvent", "ReferralQuerySet"]
