from referrals.models.meetings import Meeting
from referrals.models.mobilisations import Mobilisation
from referrals.models.referrals import Move, Referral, ReferralEvent

__all__ = ["Meeting", "Mobilisation", "Move", "Referral", "ReferralEvent"]
